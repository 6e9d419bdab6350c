"""A comparison as plain text: what the terminal prints and what "Copy for IT" copies."""

from __future__ import annotations

from collections.abc import Iterator

from flow_desktop.core.columns import padded, width
from flow_desktop.core.comparison import Cell, Place, ProfileComparison
from flow_desktop.core.deployment import Deployment
from flow_desktop.core.presenting import Speaker
from flow_desktop.core.redact import without_query
from flow_desktop.core.words import Words

_GAP = "  "


def verdict_sentence(found: ProfileComparison, deployment: Deployment | None, words: Words) -> str:
    """The verdict in one go, as it is spoken."""
    return Speaker(words, deployment).verdict(found).text


def comparison_text(found: ProfileComparison, deployment: Deployment | None, words: Words, *, version: str = "") -> str:
    """Verdict first, then the table, where and when each place was read, who can fix what, and how this was looked at.

    No secret is in it: addresses are shown without their query.
    """
    speaker = Speaker(words, deployment)
    return "\n".join((*_lines(found, speaker), "", *_looked_with(found, speaker, version)))


def _lines(found: ProfileComparison, speaker: Speaker) -> Iterator[str]:
    yield speaker.verdict(found).text
    yield ""
    yield from _table(_rows(found, speaker))
    yield ""
    yield from _places(found, speaker)
    enterprise = speaker.enterprise(found)
    if enterprise:
        yield enterprise
    fixes = speaker.fixes(found)
    if fixes:
        yield ""
    for fix in fixes:
        yield f"{fix.label}: {fix.text}"


def _looked_with(found: ProfileComparison, speaker: Speaker, version: str) -> Iterator[str]:
    """What IT needs to look at the same thing: who, at which issuer, through which source."""
    words, deployment = speaker.words, speaker.deployment
    yield words("report.signed_in_as", label=found.identity.label)
    yield words("report.issuer", issuer=found.identity.issuer)
    if deployment is not None and deployment.directory_url:
        address = without_query(deployment.directory_url)
        yield words("report.source", kind=words(f"report.kind.{deployment.source}"), address=address)
    if version:
        yield words("report.version", version=version)


def _rows(found: ProfileComparison, speaker: Speaker) -> list[list[str]]:
    say = speaker.phrasing
    rows = [["", *(say.column(place) for place in Place), ""]]
    for field in found.fields:
        told = speaker.row(field)
        rows.append([told.label, *(_cell(field.cell(place), speaker) for place in Place), told.word])
    return rows


def _cell(cell: Cell, speaker: Speaker) -> str:
    shown = speaker.cell(cell)
    return f"{shown.text}: {shown.why}" if shown.why and shown.text != shown.why else shown.text


def _places(found: ProfileComparison, speaker: Speaker) -> Iterator[str]:
    """One line per place that was read: by which answer, and when."""
    for place in Place:
        cells = [row.cell(place) for row in found.fields]
        read = next((cell for cell in cells if cell.at is not None and cell.source), None)
        if read is not None and read.at is not None:
            source = speaker.cell(read).source
            yield f"{speaker.phrasing.column(place)}: {source}, {read.at:%Y-%m-%d %H:%M:%S} UTC"


def _table(rows: list[list[str]]) -> Iterator[str]:
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield _GAP.join(padded(cell, columns) for cell, columns in zip(row, widths, strict=True)).rstrip()
