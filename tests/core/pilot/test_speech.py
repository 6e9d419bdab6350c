"""A run in sentences: the verdict first, one remedy for each group, tickets with what support asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import Any

import pytest

from flow_desktop.adapters.guides import load_explainer
from flow_desktop.adapters.texts import load_pilot_words, load_words
from flow_desktop.core.causes import Cause
from flow_desktop.core.findings import Outcome
from flow_desktop.core.grades import Verdict
from flow_desktop.core.pilot.book import Book
from flow_desktop.core.pilot.entries import Completeness
from flow_desktop.core.pilot.explain import Circumstances
from flow_desktop.core.pilot.kinds import KINDS, kind_of
from flow_desktop.core.pilot.results import ListNote, MatchedBy, Result, Status
from flow_desktop.core.pilot.rows import PilotList, RejectedRow, RowFault
from flow_desktop.core.pilot.speech import MOST_ADDRESSES, PilotSpeech
from flow_desktop.core.pilot.summary import Summary, summarize
from flow_desktop.core.providers import Provider
from flow_desktop.core.ticket import TicketFacts
from tests.support.pilot_made import AWAY, NOW, WHOLE, book, listed, row

NAME_DIFFERS = (Verdict.SAME, Verdict.DIFFERS, Verdict.SAME)


@pytest.fixture(scope="module")
def speech() -> PilotSpeech:
    """English, in UTC."""
    words = load_pilot_words(load_words())
    return PilotSpeech(replace(load_explainer(words), zone=UTC), TicketFacts("Linux", "1.0", "Okta"))


def result(at: int, status: Status, **more: Any) -> Result:
    """The result of one row."""
    return Result(at, f"p{at}@x.example", status, **more)


def blocked(at: int, cause: Cause = Cause.CREATE_DOMAIN_NOT_REGISTERED) -> Result:
    """Not provisioned, for a proven cause."""
    return result(at, Status.NOT_PROVISIONED, causes=(cause,), outcome=Outcome.PROBLEM)


def run(*results: Result, read: Book | None = None, rejected: int = 0) -> tuple[Summary, PilotList]:
    """The summary of a run with these results."""
    rows = (row(f"p{at}@x.example") for at in range(len(results) - rejected))
    whom = listed(*rows, rejected=(RejectedRow(99, RowFault.NO_EMAIL, "?"),) * rejected)
    return summarize(results, whom, read if read is not None else book(), circumstances=Circumstances(NOW)), whom


def ready(number: int, *, start: int = 0) -> tuple[Result, ...]:
    """People with nothing left to do."""
    return tuple(result(at, Status.READY) for at in range(start, start + number))


def test_the_verdict_line(speech: PilotSpeech) -> None:
    """The sentence of the paper, word for word."""
    differs = result(39, Status.DIFFERS, grades=NAME_DIFFERS)
    summary, _ = run(*ready(38), blocked(38), differs)
    assert speech.verdict(summary) == (
        "38 of 40 ready; 1 blocked by domain; 1 last name differs; listing complete at 14:02:11"
    )


def test_all_are_ready(speech: PilotSpeech) -> None:
    """One person and many."""
    assert speech.verdict(run(*ready(40))[0]) == "All 40 are ready; listing complete at 14:02:11"
    assert speech.verdict(run(*ready(1))[0]) == "The one person in the list is ready; listing complete at 14:02:11"


def test_many_groups_are_counted_together(speech: PilotSpeech) -> None:
    """Three are named, the rest is one number; large numbers are readable; others are beside the sum."""
    causes = (
        Cause.BLOCKED_SEAT_CAP,
        Cause.CREATE_NOT_ASSIGNED,
        Cause.CREATE_DOMAIN_NOT_REGISTERED,
        Cause.MEMBER_REMOVED,
    )
    people = [blocked(at, causes[at % 4]) for at in range(8)]
    people += [result(8, Status.INACTIVE), *ready(1200, start=9)]
    extra = Result(5000, "x@x.example", Status.UNEXPECTED, entry_id="x")
    summary, _ = run(*people, read=book())
    said = speech.verdict(summary)
    assert said.startswith("1,200 of 1,209 ready; 2 ")
    assert "; 3 for other reasons; listing complete" in said
    whom = listed(*(row(f"p{at}@x.example") for at in range(1209)))
    with_extra = summarize((*people, extra), whom, book(), circumstances=Circumstances(NOW))
    assert "; 1 in Directory Sync and not in the list; listing" in speech.verdict(with_extra)


def test_a_listing_that_broke_off_is_told(speech: PilotSpeech) -> None:
    """In the verdict, and why in the remarks; nobody is called missing."""
    unknown = result(1, Status.UNKNOWN, variant="unreachable")
    summary, _ = run(*ready(1), unknown, read=book(directory=AWAY))
    assert speech.verdict(summary) == "1 of 2 ready; 1 could not be seen; listing not complete at 14:02:11"
    (remark,) = speech.remarks(summary)
    assert remark.startswith("Directory Sync was not read whole (")


def test_counts_that_do_not_add_up_are_refused() -> None:
    """That would be our own mistake, and no report is made of it."""
    with pytest.raises(AssertionError):
        summarize(ready(2), listed(row()), book(), circumstances=Circumstances(NOW))


def test_groups_come_in_the_order_of_statuses_and_sizes() -> None:
    """Most to do first; the same proven cause is one group, whatever else is different."""
    people = (*ready(1), blocked(1, Cause.MEMBER_REMOVED), blocked(2), blocked(3), result(4, Status.INACTIVE))
    summary, _ = run(*people)
    assert [(one.cause, one.n) for one in summary.groups] == [
        (Cause.CREATE_DOMAIN_NOT_REGISTERED, 2),
        (Cause.MEMBER_REMOVED, 1),
        (None, 1),
    ]
    assert summary.count(Status.READY) == 1


def test_every_kind_and_every_cause_has_its_words(speech: PilotSpeech) -> None:
    """Titles, parts of the verdict line, and for what is to be done a remedy."""
    words = speech.explainer.words
    for kind in KINDS:
        assert words.has(f"pilot.kind.{kind}")
        assert words.has(f"pilot.short.{kind}")
        if not kind.startswith("note_") and kind != "ready":
            assert words.has(f"pilot.remedy.{kind}"), kind
    for cause in Cause:
        assert words(f"pilot.short.{cause.value}", n=2, count="2").startswith("2 "), cause
    for found in MatchedBy:
        assert words.has(f"pilot.matched.{found}")
    for status in Status:
        assert speech.status(status)


@pytest.mark.parametrize(
    ("one", "kind"),
    [
        (Result(0, "", Status.LIST_PROBLEM, note=ListNote.DUPLICATE_OF), "row_repeated"),
        (Result(-1, "", Status.LIST_PROBLEM, note=ListNote.REJECTED), "row_unusable"),
        (result(0, Status.NOT_PROVISIONED), "not_in_directory"),
        (result(0, Status.NOT_PROVISIONED, entry_id="x", candidates=1), "not_in_flow"),
        (result(0, Status.NOT_PROVISIONED, entry_id="x", note=ListNote.LOOK_ALIKE), "look_alike"),
        (result(0, Status.DIFFERS, grades=NAME_DIFFERS), "family_name"),
        (
            result(0, Status.DIFFERS, grades=(Verdict.DIFFERS_ORDER, Verdict.DIFFERS_ORDER, Verdict.SAME)),
            "names_swapped",
        ),
        (result(0, Status.DIFFERS, grades=(Verdict.DIFFERS, Verdict.MISSING, Verdict.SAME)), "names"),
        (result(0, Status.DIFFERS, grades=(None, None, Verdict.DIFFERS)), "email"),
        (result(0, Status.DIFFERS, grades=(None, Verdict.DIFFERS, Verdict.DIFFERS)), "name_and_email"),
        (result(0, Status.DIFFERS, matched_by=MatchedBy.PLUS_TAG), "plus_tag"),
        (result(0, Status.READY_WITH_NOTE, grades=(Verdict.SAME, Verdict.SAME_CASE, Verdict.SAME)), "note_case"),
        (result(0, Status.READY_WITH_NOTE, note=ListNote.LOOK_ALIKE), "note_letters"),
        (result(0, Status.UNKNOWN, variant="credential_refused"), "unseen_refused"),
        (result(0, Status.UNKNOWN, variant="too_long"), "unseen"),
    ],
)
def test_what_people_have_in_common(one: Result, kind: str) -> None:
    """Each result has one kind, and each kind is one that has words."""
    assert kind_of(one) == kind
    assert kind in KINDS


def test_one_remedy_for_each_group(speech: PilotSpeech) -> None:
    """A cause brings its own, by provider; a difference without a cause has one too."""
    summary, _ = run(blocked(0), result(1, Status.DIFFERS, grades=NAME_DIFFERS), result(2, Status.INACTIVE))
    first, second, third = summary.groups
    remedy = speech.remedy(first, Provider.OKTA)
    assert remedy is not None
    assert remedy.steps
    assert speech.title(first) == speech.explainer.guides[Cause.CREATE_DOMAIN_NOT_REGISTERED].title
    for group in (second, third):
        simple = speech.remedy(group, Provider.OTHER)
        assert simple is not None
        assert len(simple.steps) == 1
        assert speech.why(group)


def test_possible_causes_are_told_together(speech: PilotSpeech) -> None:
    """Where nothing decides, all of them are named."""
    could = (Cause.CREATE_PENDING, Cause.CREATE_NOT_ASSIGNED)
    summary, _ = run(result(0, Status.NOT_PROVISIONED, causes=could, outcome=Outcome.POSSIBLE))
    (group,) = summary.groups
    assert group.cause is None
    assert speech.title(group) == "Not in Directory Sync"
    assert speech.why(group).startswith("It may be one of 2 things: ")
    assert "; " in speech.why(group)
    remedy = speech.remedy(group, Provider.OTHER)
    assert remedy is not None
    assert remedy.steps[0].startswith("Find out at your identity provider which of these it is")
    (alone,) = run(result(0, Status.NOT_PROVISIONED, causes=could[1:], outcome=Outcome.POSSIBLE))[0].groups
    assert speech.why(alone) == "This is possible, and not proven."


def test_what_is_plainly_wrong_is_said_before_what_is_only_possible(speech: PilotSpeech) -> None:
    """A letter of another alphabet in the list is no matter of assigning the app: type the address again."""
    could = (Cause.CREATE_PENDING, Cause.CREATE_NOT_ASSIGNED)
    possible: dict[str, Any] = {"causes": could, "outcome": Outcome.POSSIBLE}
    alike = result(0, Status.NOT_PROVISIONED, entry_id="x", note=ListNote.LOOK_ALIKE, **possible)
    (group,) = run(alike)[0].groups
    assert speech.why(group).startswith("A letter comes from another alphabet")
    assert "It may be one of 2 things" in speech.why(group)
    remedy = speech.remedy(group, Provider.OTHER)
    assert remedy is not None
    assert [step.partition(" ")[0] for step in remedy.steps] == ["Type", "Find"]


def test_a_ticket_says_what_support_asks_for(speech: PilotSpeech) -> None:
    """Platform, identity provider, the affected addresses (some of very many), what was tried."""
    people = tuple(blocked(at) for at in range(MOST_ADDRESSES + 3))
    summary, whom = run(*people, read=book(members=(), directory=WHOLE, flow=Completeness(True, 7, 1)))
    text = speech.ticket_of(summary.groups[0], summary, whom, results=people)
    for part in (
        "Platform: Linux",
        "Identity provider: Okta",
        "Affected e-mail: p0@x.example",
        "and 3 more",
        "What was tried, and what came of it:",
        "Flow's members were read whole: 7 people.",
        "create.domain_not_registered",
    ):
        assert part in text
    whole = speech.ticket_of_run(summary, whom, people)
    assert whole.startswith(speech.verdict(summary))
    assert "Platform: Linux" in whole


def test_a_row_that_could_not_be_read_is_shown_as_it_stood(speech: PilotSpeech) -> None:
    """In a ticket as well: nothing of the list is dropped."""
    people = (Result(-1, "", Status.LIST_PROBLEM, note=ListNote.REJECTED, other=99),)
    summary, whom = run(*people, rejected=1)
    assert "Affected e-mail: ?" in speech.ticket_of_run(summary, whom, people)


def test_the_chart_has_a_bar_for_each_status_there_is(speech: PilotSpeech) -> None:
    """Shares of the whole, none of them empty."""
    summary, _ = run(*ready(3), blocked(3))
    bars = speech.chart(summary)
    assert [(bar.status, bar.n, bar.share) for bar in bars] == [
        (Status.NOT_PROVISIONED, 1, 0.25),
        (Status.READY, 3, 0.75),
    ]
