"""What ``verify`` says of a run: the verdict, the counts, what has to be done, and who is not ready."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

from flow_desktop.core.columns import padded, width, wrapped
from flow_desktop.core.findings import Outcome
from flow_desktop.core.pilot.report import row_of
from flow_desktop.core.pilot.results import ListNote, Result, Status
from flow_desktop.core.pilot.rows import PilotList, RejectedRow
from flow_desktop.core.pilot.speech import PilotSpeech
from flow_desktop.core.pilot.summary import Group, Summary
from flow_desktop.core.text import for_display
from flow_desktop.flows.verify import RunOutcome

_LONGEST_ADDRESS = 48


def outcome_lines(outcome: RunOutcome, speech: PilotSpeech, *, redacts: bool) -> Iterator[str]:
    """The whole answer; parts are divided by an empty line."""
    summary, words = outcome.summary, speech.explainer.words
    yield speech.verdict(summary)
    yield from chain.from_iterable(map(wrapped, speech.remarks(summary)))
    yield ""
    yield from _counts((bar.label, bar.n) for bar in speech.chart(summary))
    open_ones = [group for group in summary.groups if not group.status.is_ready]
    if not open_ones:
        return
    yield from ("", words("pilot.cli.groups"))
    for number, group in enumerate(open_ones, 1):
        yield from _group(number, group, summary, speech=speech)
    yield from ("", words("pilot.cli.people"))
    if redacts:
        yield f"  {words('pilot.cli.hidden')}"
    else:
        yield from _people(outcome, speech)


def known_text(statuses: Iterable[Status], speech: PilotSpeech) -> str:
    """How many of each status, in a line: for a run that was stopped."""
    counted = Counter(statuses)
    return ", ".join(f"{counted[one]:,} {speech.status(one)}" for one in Status if counted[one])


def where_of(result: Result, listed: PilotList, speech: PilotSpeech) -> str:
    """The line of the list somebody stands in."""
    words, row = speech.explainer.words, row_of(listed, result)
    if row is None:
        return words("pilot.cli.no_line")
    return words("pilot.cli.line", line=row.line) if row.line else ""


def _counts(bars: Iterable[tuple[str, int]]) -> Iterator[str]:
    rows = [(f"{n:,}", label) for label, n in bars]
    columns = max((len(number) for number, _ in rows), default=0)
    yield from (f"  {number:>{columns}}  {label}" for number, label in rows)


def _group(number: int, group: Group, summary: Summary, *, speech: PilotSpeech) -> Iterator[str]:
    """Cause or kind, why, who must do it and how: once for all of them."""
    words = speech.explainer.words
    code = f" ({group.cause})" if group.cause is not None else ""
    yield from wrapped(f"{speech.title(group)}{code}: {group.n:,}", first=f"{number:>3}. ")
    why, remedy = speech.why(group), speech.remedy(group, summary.provider)
    if why:
        yield from wrapped(why, first="     ")
    if remedy is None:
        return
    who = ", ".join(words(f"report.check.who.{one.lower()}") for one in remedy.who)
    if who:
        yield from wrapped(words("report.check.who_can", who=who), first="     ")
    for step in (*remedy.steps, *remedy.where, *_to_answer(group, speech)):
        yield from wrapped(step, first="     - ")


def _to_answer(group: Group, speech: PilotSpeech) -> Iterator[str]:
    """How the question that decides is answered here."""
    words, questions = speech.explainer.words, speech.explainer.questions
    if group.cause is None and group.questions:
        question = questions[group.questions[0]]
        values = "|".join(question.values) or words("pilot.cli.time")
        yield words("pilot.cli.answer", key=question.key, values=values)


def _people(outcome: RunOutcome, speech: PilotSpeech) -> Iterator[str]:
    """A line each: status, address, line of the list, causes. Nobody is left out: a script may read it."""
    open_ones = [result for result in outcome.results if not result.status.is_ready]
    columns = max((width(speech.status(status)) for status in {one.status for one in open_ones}), default=0)
    for result in open_ones:
        address = padded(_address(result, outcome.listed), _LONGEST_ADDRESS)
        parts = (padded(speech.status(result.status), columns), address, where_of(result, outcome.listed, speech))
        yield "  " + "  ".join((*parts, _why(result, outcome.listed, speech))).rstrip()


def _address(result: Result, listed: PilotList) -> str:
    row = row_of(listed, result)
    return for_display(row.shown if isinstance(row, RejectedRow) else row.email if row is not None else result.key)


def _why(result: Result, listed: PilotList, speech: PilotSpeech) -> str:
    words, row = speech.explainer.words, row_of(listed, result)
    if isinstance(row, RejectedRow):
        return words(f"pilot.row_fault.{row.fault}")
    if result.note is ListNote.DUPLICATE_OF:
        return f"= {words('pilot.cli.line', line=result.other)}"
    codes = ", ".join(result.causes)
    if result.outcome is Outcome.POSSIBLE and codes:
        return words("pilot.cli.could_be", codes=codes)
    return codes
