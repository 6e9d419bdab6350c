"""The chart of the statuses as inline SVG: one bar, a piece for each status, told in words as well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flow_desktop.core.pilot.report import Report, mark_of
from flow_desktop.core.pilot.report_pick import html_text
from flow_desktop.core.pilot.results import Status
from flow_desktop.core.presenting import Mark

WIDTH = 1000
HEIGHT = 28
_LEAST = 6
"""So wide is a piece at least: one person among a hundred thousand is seen."""

_GAP = 3

_ICONS = {
    Mark.SAME: '<path d="M4.5 10.5 8.2 14.2 15.5 6"/>',
    Mark.DIFFERS: '<path d="M4 7.5h12M4 12.5h12M13 4 7 16"/>',
    Mark.PROBLEM: '<path d="M10 4.5v7M10 15v.2"/>',
    Mark.UNKNOWN: '<path d="M5 10h10"/>',
}


class Piece(NamedTuple):
    """Where a status stands in the bar, in units of `WIDTH`."""

    status: Status
    n: int
    x: float
    width: float


def pieces(counts: tuple[tuple[Status, int], ...], width: float = WIDTH) -> Iterator[Piece]:
    """The bar: wide as the share, but never too narrow to be seen; a gap between two."""
    total = sum(n for _, n in counts)
    room = width - _GAP * (len(counts) - 1) - _LEAST * len(counts)
    x = 0.0
    for status, n in counts:
        wide = _LEAST + room * n / total if total else 0.0
        yield Piece(status, n, x, wide)
        x += wide + _GAP


def chart_text(report: Report) -> str:
    """The chart in a sentence."""
    words = report.words
    parts = [
        words("pilot.export.chart_part", status=words(f"pilot.status.{status}"), count=f"{n:,}")
        for status, n in report.counts
    ]
    total = sum(n for _, n in report.counts)
    return words("pilot.export.chart_text", all=f"{total:,}", parts=", ".join(parts))


def chart_svg(report: Report) -> str:
    """The picture; its text alternative is `chart_text`, its exact figures are in the table beside it."""
    bars = "".join(
        f'<rect class="bar {mark_of(one.status)}" x="{one.x:.1f}" y="0" width="{one.width:.1f}" height="{HEIGHT}">'
        f"<title>{html_text(report.words(f'pilot.status.{one.status}'))}: {one.n:,}</title></rect>"
        for one in pieces(report.counts)
    )
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" role="img" '
        f'aria-label="{html_text(chart_text(report))}">{bars}</svg>'
    )


def icons() -> str:
    """The four marks, drawn once; `icon` points at them."""
    drawn = "".join(f'<symbol id="i-{mark}" viewBox="0 0 20 20">{path}</symbol>' for mark, path in _ICONS.items())
    return f'<svg class="icons" aria-hidden="true">{drawn}</svg>\n'


def icon(mark: Mark) -> str:
    """A mark before its word."""
    return f'<svg class="icon" aria-hidden="true"><use href="#i-{mark}"/></svg>'
