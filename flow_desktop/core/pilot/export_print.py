"""A report as pages: what the program that draws the PDF is told, in the plain HTML that Qt's text document reads.

That program is a process of its own (``flow-desktop render-pdf``): it gets this as JSON on its standard input and
answers with the PDF. Long lists are cut after `MOST_PRINTED` people, with a sentence that says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from flow_desktop.core.pilot.export_chart import chart_text, pieces
from flow_desktop.core.pilot.export_html import table_lines
from flow_desktop.core.pilot.report import GroupText, Person, Report, mark_of
from flow_desktop.core.pilot.report_how import how_it_was_looked_at, moment
from flow_desktop.core.pilot.report_pick import (
    called,
    counted,
    differences,
    html_text,
    not_ready_people,
)
from flow_desktop.core.presenting import Mark
from flow_desktop.core.words import fill

MOST_PRINTED = 500
"""People in the table: some forty pages."""

PAYLOAD_VERSION = 1

Colours = Mapping[str, str]
"""The light palette's design tokens: ``same_text`` -> ``#14603a``."""


def print_job(report: Report, colours: Colours, *, paper: str = "") -> bytes:
    """Everything the drawing program needs. ``paper``: A4, Letter, or "" for the usual one of this computer."""
    finished = report.facts.finished_at or report.facts.started_at
    title = report.words("pilot.export.title", list=report.list_name)
    job = {
        "version": PAYLOAD_VERSION,
        "paper": paper,
        "title": title,
        "creator": f"Flow Desktop {report.version}".strip(),
        "header": [title, moment(finished)],
        "footer": fill(report.words.texts["pilot.export.page_of"], page="%1", pages="%2"),
        "muted": colours["muted"],
        "line": colours["line"],
        "chart": [
            {"x": one.x, "width": one.width, "colour": colours[f"{mark_of(one.status)}_outline"]}
            for one in pieces(report.counts)
        ],
        "before": "".join(_before(report, colours)),
        "people": _people(report, colours),
        "after": "".join(_after(report)),
    }
    return json.dumps(job, ensure_ascii=True).encode("ascii")


def _before(report: Report, colours: Colours) -> Iterator[str]:
    yield f'<html><head><style>{_sheet(colours)}</style></head><body><p class="brand">'
    yield f"{html_text(report.words('pilot.export.brand'))}</p><h1>{_said(report.verdict, report)}</h1>"
    yield from (f"<p>{_said(one, report)}</p>" for one in report.remarks)
    if report.is_masked:
        yield f"<p>{html_text(report.words('pilot.export.redacted'))}</p>"
    yield from _statuses(report, colours)
    yield _title(report, "groups")
    if not report.not_ready:
        yield f"<p>{html_text(report.words('pilot.export.groups_none'))}</p>"
    for group in report.open_groups:
        yield from _group(group, report, colours)
    if report.notes:
        yield _title(report, "notes")
    for group in report.notes:
        yield from _group(group, report, colours)
    yield _title(report, "table")
    yield "".join(f"<p>{html_text(line)}</p>" for line in table_lines(report, MOST_PRINTED))


def _after(report: Report) -> Iterator[str]:
    yield _title(report, "how_title")
    yield '<table cellspacing="0" cellpadding="3">'
    for line in how_it_was_looked_at(report):
        yield f'<tr><td class="muted" width="18%">{html_text(line.label)}</td><td>{html_text(line.text)}</td></tr>'
    yield "</table></body></html>"


def _sheet(colours: Colours) -> str:
    text, muted = colours["text"], colours["muted"]
    return (
        f"body {{ color: {text}; font-size: 9.5pt; }} h1 {{ font-size: 15pt; font-weight: 600; margin: 2px 0 6px 0; }}"
        ".gap { font-size: 5pt; margin: 0; } h2 { font-size: 12.5pt; font-weight: 600; margin: 10px 0 6px 0; }"
        "h3 { font-size: 10.5pt; font-weight: 600; margin: 12px 0 2px 0; }"
        "p { margin: 0 0 4px 0; } ol, ul { margin: 2px 0 4px 0; } li { margin: 0 0 1px 0; }"
        f".brand, .muted, th {{ color: {muted}; }} th {{ font-weight: 600; }}"
        f".n {{ color: {muted}; font-weight: 400; }}"
    )


def _statuses(report: Report, colours: Colours) -> Iterator[str]:
    """The chart is an image the drawing program paints; its figures stand below."""
    words, total = report.words, sum(n for _, n in report.counts)
    yield _title(report, "chart")
    yield f'<p><img src="chart" alt="{html_text(chart_text(report))}"></p><p class="gap">&nbsp;</p>'
    yield '<table cellspacing="0" cellpadding="3">'
    for status, n in report.counts:
        label = _state(mark_of(status), words(f"pilot.status.{status}"), colours)
        yield f'<tr><td width="200">{label}</td><td align="right" width="80">{n:,}</td></tr>'
    whole = html_text(words("pilot.export.total"))
    yield f'<tr><td><b>{whole}</b></td><td align="right"><b>{total:,}</b></td></tr></table>'


_SIGNS = {Mark.SAME: "✓", Mark.DIFFERS: "≠", Mark.PROBLEM: "!", Mark.UNKNOWN: "–"}


def _state(mark: Mark, word: str, colours: Colours) -> str:
    """Sign and word in the state's colour."""
    return f'<span style="color: {colours[f"{mark}_text"]}; font-weight: 600;">{_SIGNS[mark]} {html_text(word)}</span>'


def _group(group: GroupText, report: Report, colours: Colours) -> Iterator[str]:
    words, mark = report.words, mark_of(group.status)
    yield f'<h3><span style="color: {colours[f"{mark}_text"]};">{_SIGNS[mark]}</span> {_said(group.title, report)}'
    yield f' <span class="n">· {html_text(counted(group, report))}</span></h3>'
    if not group.certain:
        yield f'<p class="muted">{html_text(words("pilot.export.possible"))}</p>'
    if group.why:
        yield f"<p>{_said(group.why, report)}</p>"
    who = ", ".join(words(f"report.check.who.{one.lower()}") for one in group.who)
    if who:
        yield f'<p class="muted">{html_text(words("pilot.export.who", who=who))}</p>'
    yield _list(group.remedy, report, "ol")
    if group.where:
        yield f'<p class="muted">{html_text(words("pilot.export.where"))}</p>{_list(group.where, report, "ul")}'
    if group.code:
        yield f'<p class="muted">{html_text(words("pilot.export.code", code=group.code))}</p>'


def _people(report: Report, colours: Colours) -> dict[str, object]:
    """The table in pieces: a row is never divided between two pages, so the drawing program makes a table for each."""
    heads = (("person", 32), ("status", 23), ("why", 45))
    cells = "".join(
        f'<th align="left" width="{wide}%">{html_text(report.words(f"pilot.export.{name}"))}</th>'
        for name, wide in heads
    )
    shade = f' bgcolor="{colours["surface"]}"'
    rows = [
        f"<tr{shade if number % 2 == 0 else ''}>{_cells(person, report, colours)}</tr>"
        for number, person in enumerate(not_ready_people(report, MOST_PRINTED))
    ]
    return {"head": f"<tr>{cells}</tr>", "rows": rows}


def _cells(person: Person, report: Report, colours: Colours) -> str:
    first, *others = map(html_text, called(person, report))
    state = _state(mark_of(person.result.status), report.words(f"pilot.status.{person.result.status}"), colours)
    under = f'<br><span class="muted">{" · ".join(others)}</span>' if others else ""
    why = f"<p>{_said(person.text.why, report)}</p>" if person.text.why else ""
    why += "".join(f"<p>– {_said(one, report)}</p>" for one in differences(person, report))
    codes = ", ".join(cause.value for cause in person.result.causes)
    coded = f'<p class="muted">{html_text(codes)}</p>' if codes else ""
    return f"<td><b>{first}</b>{under}</td><td>{state}</td><td>{why}{coded}</td>"


def _title(report: Report, name: str) -> str:
    """The empty line keeps it off a table above: Qt gives a paragraph behind a table no margin."""
    return f"<p class='gap'>&nbsp;</p><h2>{html_text(report.words(f'pilot.export.{name}'))}</h2>"


def _list(steps: Iterable[str], report: Report, tag: str) -> str:
    items = "".join(f"<li>{_said(step, report)}</li>" for step in steps)
    return f"<{tag}>{items}</{tag}>" if items else ""


def _said(text: str, report: Report) -> str:
    return html_text(report.safe(text))
