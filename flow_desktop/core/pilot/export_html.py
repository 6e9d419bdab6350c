"""A report as one HTML file that needs nothing else: no script, no outside reference, readable in any browser.

Its own style sheet is the only one the page lets through (content security policy with the sheet's hash). Whoever is
ready is summed up; of the others at most `MOST_LISTED` are listed, so that the file opens at once however long the
list is. Everything from outside is made harmless for reading (`core.text.for_display`) and escaped.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice

from flow_desktop.core.pilot.export_chart import chart_svg, icon, icons
from flow_desktop.core.pilot.report import GroupText, Person, Report, mark_of
from flow_desktop.core.pilot.report_how import how_it_was_looked_at
from flow_desktop.core.pilot.report_pick import (
    called,
    counted,
    differences,
    html_text,
    not_ready_people,
)
from flow_desktop.core.presenting import Mark

MOST_LISTED = 2_000
"""People in the table: about a megabyte, which opens at once."""

CHUNK_ROWS = 50


def html_chunks(report: Report, sheet: str) -> Iterator[bytes]:
    """The file, piece by piece. ``sheet``: the whole style sheet, design tokens included."""
    yield _encoded(_head(report, sheet))
    yield _encoded(_verdict(report))
    yield _encoded(_statuses(report))
    yield from (_encoded(part) for part in _groups(report))
    yield from (_encoded(part) for part in _table(report))
    yield _encoded(_how(report))
    yield _encoded("</main>\n</body>\n</html>\n")


def _head(report: Report, sheet: str) -> str:
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title = html_text(report.words("pilot.export.title", list=report.list_name))
    return (
        f'<!DOCTYPE html>\n<html lang="{html_text(report.words.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex">\n'
        f"<title>{title}</title>\n<style>{sheet}</style>\n</head>\n<body>\n{icons()}"
    )


def _verdict(report: Report) -> str:
    ready = report.not_ready == 0 and bool(report.counts)
    worst = Mark.SAME if ready else mark_of(report.counts[0][0]) if report.counts else Mark.UNKNOWN
    remarks = "".join(f"<p>{_said(one, report)}</p>" for one in report.remarks)
    masked = f"<p>{html_text(report.words('pilot.export.redacted'))}</p>" if report.is_masked else ""
    return (
        f'<header class="top">\n<p class="brand">{html_text(report.words("pilot.export.brand"))}</p>\n'
        f'<div class="verdict {worst}">{icon(worst)}'
        f"<div><h1>{_said(report.verdict, report)}</h1>{remarks}</div></div>\n"
        f"{masked}</header>\n<main>\n"
    )


def _statuses(report: Report) -> str:
    """The chart, and the same in a table: the one is the other's text."""
    words, total = report.words, sum(n for _, n in report.counts)
    heads = "".join(f'<th scope="col">{html_text(words(f"pilot.export.{one}"))}</th>' for one in _CHART_HEADS)
    rows = "".join(
        f'<tr><th scope="row"><span class="state {mark_of(status)}">{icon(mark_of(status))}'
        f"{html_text(words(f'pilot.status.{status}'))}</span></th><td>{n:,}</td><td>{_share(n, total)}</td></tr>\n"
        for status, n in report.counts
    )
    all_of_them = f'<tr><th scope="row">{html_text(words("pilot.export.total"))}</th><td>{total:,}</td><td></td></tr>'
    return (
        f'<section aria-labelledby="statuses">\n<h2 id="statuses">{html_text(words("pilot.export.chart"))}</h2>\n'
        f"{chart_svg(report)}\n"
        f'<table class="counts"><thead><tr>{heads}</tr></thead>\n<tbody>{rows}</tbody>'
        f"<tfoot>{all_of_them}</tfoot></table>\n</section>\n"
    )


_CHART_HEADS = ("status", "people", "share")


def _groups(report: Report) -> Iterator[str]:
    words = report.words
    yield f'<section aria-labelledby="groups">\n<h2 id="groups">{html_text(words("pilot.export.groups"))}</h2>\n'
    if not report.not_ready:
        yield f"<p>{html_text(words('pilot.export.groups_none'))}</p>\n"
    yield from (_group(one, report) for one in report.open_groups)
    yield "</section>\n"
    if report.notes:
        yield f'<section aria-labelledby="notes">\n<h2 id="notes">{html_text(words("pilot.export.notes"))}</h2>\n'
        yield from (_group(one, report) for one in report.notes)
        yield "</section>\n"


def _group(group: GroupText, report: Report) -> str:
    words, mark = report.words, mark_of(group.status)
    possible = "" if group.certain else f'<p class="muted">{html_text(words("pilot.export.possible"))}</p>'
    return (
        f'<article class="card {mark}"><h3>{icon(mark)}<span>{_said(group.title, report)}</span>'
        f'<span class="n">{html_text(counted(group, report))}</span></h3>\n{possible}'
        f"{_paragraph(group.why, report)}{_who(group, report)}{_list(group.remedy, report, 'ol')}"
        f"{_where(group, report)}{_ticket(group, report)}{_code(group, report)}</article>\n"
    )


def _who(group: GroupText, report: Report) -> str:
    who = ", ".join(report.words(f"report.check.who.{one.lower()}") for one in group.who)
    return f'<p class="who">{html_text(report.words("pilot.export.who", who=who))}</p>' if who else ""


def _where(group: GroupText, report: Report) -> str:
    label = f'<p class="label">{html_text(report.words("pilot.export.where"))}</p>'
    return label + _list(group.where, report, "ul") if group.where else ""


def _ticket(group: GroupText, report: Report) -> str:
    """Folded: it is for pasting. A masked report has none: it may name people."""
    if not group.ticket or report.is_masked:
        return ""
    label = html_text(report.words("pilot.export.ticket"))
    return f"<details><summary>{label}</summary><pre>{html_text(group.ticket)}</pre></details>"


def _code(group: GroupText, report: Report) -> str:
    return f'<p class="muted">{html_text(report.words("pilot.export.code", code=group.code))}</p>' if group.code else ""


def _table(report: Report) -> Iterator[str]:
    """Those who are not ready, and in words what became of the others."""
    words, n = report.words, report.not_ready
    yield f'<section aria-labelledby="people">\n<h2 id="people">{html_text(words("pilot.export.table"))}</h2>\n'
    yield "".join(f"<p>{html_text(line)}</p>\n" for line in table_lines(report, MOST_LISTED))
    if n:
        heads = "".join(
            f'<th scope="col" role="columnheader">{html_text(words(f"pilot.export.{one}"))}</th>' for one in _HEADS
        )
        yield f'<table class="people" role="table"><thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        yield '<tbody role="rowgroup">\n'
        people = not_ready_people(report, MOST_LISTED)
        while chunk := list(islice(people, CHUNK_ROWS)):
            yield "".join(_row(person, report) for person in chunk)
        yield "</tbody></table>\n"
    yield "</section>\n"


_HEADS = ("person", "status", "why")


def table_lines(report: Report, most: int) -> Iterator[str]:
    """What is listed and what is not, in sentences."""
    words, n = report.words, report.not_ready
    ready = sum(count for status, count in report.counts if status.is_ready)
    if not n:
        yield words("pilot.export.table_none")
    elif n > most:
        yield words("pilot.export.table_some", count=f"{most:,}", all=f"{n:,}")
    else:
        yield words("pilot.export.table_all", n=n, count=f"{n:,}")
    if ready:
        yield words("pilot.export.ready", n=ready, count=f"{ready:,}")


def _row(person: Person, report: Report) -> str:
    """What to do stands in the groups, once for all. Roles are written out: a narrow screen shows the cells one below
    the other, which takes a table its meaning.
    """
    mark = mark_of(person.result.status)
    status = html_text(report.words(f"pilot.status.{person.result.status}"))
    return (
        f'<tr role="row"><th scope="row" role="rowheader">{_who_it_is(person, report)}</th>'
        f'<td role="cell"><span class="state {mark}">{icon(mark)}{status}</span></td>'
        f'<td role="cell">{_paragraph(person.text.why, report)}{_list(differences(person, report), report, "ul")}'
        f"{_codes(person)}</td></tr>\n"
    )


def _who_it_is(person: Person, report: Report) -> str:
    first, *others = called(person, report)
    under = "".join(f'<span class="muted"><bdi>{html_text(part)}</bdi></span>' for part in others)
    return f"<bdi>{html_text(first)}</bdi>{under}"


def _codes(person: Person) -> str:
    codes = ", ".join(cause.value for cause in person.result.causes)
    return f'<p class="muted">{html_text(codes)}</p>' if codes else ""


def _how(report: Report) -> str:
    lines = "".join(
        f"<dt>{html_text(one.label)}</dt><dd>{html_text(one.text)}</dd>\n" for one in how_it_was_looked_at(report)
    )
    title = html_text(report.words("pilot.export.how_title"))
    return f'<section aria-labelledby="how">\n<h2 id="how">{title}</h2>\n<dl>{lines}</dl>\n</section>\n'


def _paragraph(text: str, report: Report) -> str:
    return f"<p>{_said(text, report)}</p>" if text else ""


def _list(steps: Iterable[str], report: Report, tag: str) -> str:
    items = "".join(f"<li>{_said(step, report)}</li>" for step in steps)
    return f"<{tag}>{items}</{tag}>" if items else ""


def _said(text: str, report: Report) -> str:
    return html_text(report.safe(text))


def _share(n: int, total: int) -> str:
    """Never "0 %" of somebody, never "100 %" while somebody is missing."""
    if not total:
        return ""
    share = 100 * n / total
    if 0 < share < 0.1:
        return "< 0.1 %"
    return "> 99.9 %" if 99.9 < share < 100 else f"{share:.1f} %"


def _encoded(text: str) -> bytes:
    """Half a surrogate pair is made visible before; this is for what our own sentences let through."""
    return text.encode("utf-8", "replace")
