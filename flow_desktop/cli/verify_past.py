"""The parts of ``verify`` that start no run: groups, history, comparison, forgetting, and how a list is understood."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable, Iterator, Mapping

from flow_desktop.cli.output import Output
from flow_desktop.core.columns import padded, width
from flow_desktop.core.exits import Exit
from flow_desktop.core.pilot.compare import Changed, Comparison
from flow_desktop.core.pilot.ports import PastRun
from flow_desktop.core.pilot.preview import notes_of
from flow_desktop.core.pilot.results import Result, Status
from flow_desktop.core.pilot.rows import PilotList, PilotRow
from flow_desktop.core.pilot.run_json import comparison_json, directory_group_json, list_json, past_json
from flow_desktop.core.text import for_display
from flow_desktop.core.words import Words
from flow_desktop.flows.verify import Verifier

MOST_ROWS = 10
"""Rows that a preview shows."""

Work = Callable[[Verifier, argparse.Namespace, Output], Awaitable[Exit]]


async def listed_groups(verifier: Verifier, _parsed: argparse.Namespace, out: Output) -> Exit:
    """Groups that can be a list: id, name, members."""
    groups = await verifier.groups()
    out.record(directory_groups=[directory_group_json(one) for one in groups], problem=None)
    columns = max((width(one.id) for one in groups), default=0)
    for one in groups:
        members = out.words("pilot.cli.members", n=one.members) if one.members is not None else ""
        out.data(f"{padded(for_display(one.id), columns)}  {for_display(one.name)}  {members}".rstrip())
    if not groups:
        out.talk(out.words("pilot.cli.no_groups"))
    return Exit.OK


async def history(verifier: Verifier, _parsed: argparse.Namespace, out: Output) -> Exit:
    """Earlier runs, newest first."""
    runs = await verifier.history()
    out.record(history=[past_json(run) for run in runs], problem=None)
    for run in runs:
        out.data(_past_line(run, out.words))
    if not runs:
        out.talk(out.words("pilot.cli.nothing_kept"))
    return Exit.OK


async def compared(verifier: Verifier, parsed: argparse.Namespace, out: Output) -> Exit:
    """What changed between two runs; exit code 1 where something did."""
    found = await verifier.compare(*parsed.compare)
    out.record(comparison=comparison_json(found), problem=None)
    for line in _comparison_lines(found, out.words):
        out.data(line)
    return Exit.DIFFERS if found.changed else Exit.OK


async def forgotten(verifier: Verifier, parsed: argparse.Namespace, out: Output) -> Exit:
    """A run and everything that was kept of it goes."""
    run = await verifier.forget(parsed.forget)
    out.record(forgotten=run, problem=None)
    out.talk(out.words("pilot.cli.forgotten", run=run))
    return Exit.OK


PAST: Mapping[str, Work] = {
    "list_groups": listed_groups,
    "history": history,
    "compare": compared,
    "forget": forgotten,
}
"""By the name of the argument."""


def previewed(listed: PilotList, out: Output) -> Exit:
    """How a list is understood, its first rows, and every row that cannot be used; exit code 2 where none can."""
    out.record(preview=list_json(listed, MOST_ROWS), problem=None)
    for line in _preview_lines(listed, out.words):
        out.data(line)
    return Exit.OK if listed.rows else Exit.USAGE


def _past_line(run: PastRun, words: Words) -> str:
    facts = run.facts
    time = f"{facts.started_at.astimezone():%Y-%m-%d %H:%M}"
    if facts.finished_at is not None:
        said = ", ".join(f"{n:,} {words(f'pilot.status.{status}')}" for status, n in facts.counts)
    else:
        said = words("pilot.cli.resumable" if run.resumable else "pilot.cli.going_on", run=facts.id)
    return f"{facts.id}  {time}  {for_display(facts.list_name) or '-'}  {said}".rstrip()


def _comparison_lines(found: Comparison, words: Words) -> Iterator[str]:
    if not found.changed:
        yield words("pilot.cli.same")
    before = None
    for one in found.changed:
        if one.change is not before:
            before = one.change
            yield f"{words(f'pilot.change.{before}')}: {len(found.of(before)):,}"
        yield f"  {for_display(one.key)}  {_change(one, words)}"
    yield words("pilot.cli.unchanged", n=found.unchanged, count=f"{found.unchanged:,}")


def _change(one: Changed, words: Words) -> str:
    return words("pilot.cli.changed", before=_state(one.before, words), after=_state(one.after, words))


def _state(result: Result | None, words: Words) -> str:
    if result is None:
        return words("pilot.cli.nobody")
    codes = f" ({', '.join(result.causes)})" if result.causes and result.status is not Status.READY else ""
    return f"{words(f'pilot.status.{result.status}')}{codes}"


def _preview_lines(listed: PilotList, words: Words) -> Iterator[str]:
    read = listed.read_as
    kind = words(f"pilot.list_kind.{read.kind}")
    yield words("pilot.cli.preview", name=listed.name, kind=kind)
    for role, header in read.columns:
        if header:
            yield f"  {words('pilot.cli.column', role=words(f'pilot.role.{role}'), header=for_display(header))}"
    for note in notes_of(listed):
        yield f"  {for_display(words.say(note))}"
    yield words("pilot.cli.rows", n=len(listed.rows), count=f"{len(listed.rows):,}")
    yield from (f"  {row.line:>6}  {_row(row)}" for row in listed.rows[:MOST_ROWS])
    if listed.rejected:
        yield words("pilot.cli.rejected", n=len(listed.rejected), count=f"{len(listed.rejected):,}")
    for one in listed.rejected:
        yield f"  {one.line:>6}  {words(f'pilot.row_fault.{one.fault}')}  {for_display(one.shown)}"


def _row(row: PilotRow) -> str:
    names = (row.given, row.family, row.full)
    return "  ".join(for_display(value) for value in (row.email, *names) if value)
