"""The guided steps: their order, where one goes on after an answer, and what the next inquiry knows."""

from __future__ import annotations

from flow_desktop.core.answers import SYMPTOM_KEY, Answer
from flow_desktop.core.causes import Cause
from flow_desktop.core.findings import Finding, Outcome
from flow_desktop.core.guided import GuidedStep, QuestionStep, TrailStep, VerdictStep, guide, next_place, with_answer
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.words import Message
from tests.support.checked import BLINDED, FINE, MAYBE, PROVEN, THROUGH, TOLD, UNSEEN, diagnosis
from tests.support.evidence import NOW


def ids(steps: tuple[GuidedStep, ...]) -> list[str]:
    return [step.id for step in steps]


def test_the_order_is_that_of_a_conversation() -> None:
    """The verdict, the way up to the stop, what is proven, what to ask, what stays open, the summary."""
    assert ids(guide(diagnosis(PROVEN, *MAYBE, BLINDED, FINE))) == [
        "verdict",
        "trail.connection",
        "trail.person",
        "trail.scope",
        "finding.sample.blocked.seat_cap",
        "question.idp.assigned",
        "question.idp.assigned_at",
        "finding.sample.create.not_assigned",
        "finding.sample.create.pending",
        "finding.sample.",
        "summary",
    ]


def test_a_healthy_account_takes_seven_steps() -> None:
    """The verdict, five steps and the summary: what passed is not read out once more."""
    assert ids(guide(diagnosis(FINE, trail=THROUGH))) == [
        *("verdict", "trail.connection", "trail.person", "trail.scope", "trail.match", "trail.compare", "summary"),
    ]


def test_the_verdict_carries_the_most_blocking_proven_cause() -> None:
    """Its short code is the one to read out; nothing possible is ever one."""
    assert guide(diagnosis(PROVEN, *MAYBE))[0] == VerdictStep(Cause.BLOCKED_SEAT_CAP)
    assert guide(diagnosis(*MAYBE))[0] == VerdictStep(None)


def test_the_stop_is_marked_and_steps_keep_their_numbers() -> None:
    """The third of five stays the third, also where steps in front of it could not be seen."""
    steps = [step for step in guide(diagnosis(PROVEN)) if isinstance(step, TrailStep)]
    assert [(step.number, step.stopped) for step in steps] == [(1, False), (2, False), (3, True)]
    unseen = [step for step in guide(diagnosis(trail=UNSEEN)) if isinstance(step, TrailStep)]
    assert [(step.number, step.stopped) for step in unseen] == [(number, False) for number in range(1, 6)]


def test_what_an_answer_proved_is_said_behind_its_question() -> None:
    """The conversation goes forward: the question, then what the answer means."""
    told = ids(guide(diagnosis(TOLD, idp__assigned="no")))
    assert told.index("finding.sample.create.not_assigned") == told.index("question.idp.assigned") + 1


def test_an_answered_question_stays_with_what_was_told() -> None:
    """One can go back and correct it; the complaint somebody came with is no question of the conversation."""
    steps = guide(diagnosis(*MAYBE, idp__assigned="no", symptom="not_created"))
    asked = [step for step in steps if isinstance(step, QuestionStep)]
    assert [(step.key, step.told.value if step.told else None) for step in asked] == [
        ("idp.assigned", "no"),
        ("idp.assigned_at", None),
    ]
    assert asked[1].causes == (Cause.CREATE_PENDING,)


def test_what_nobody_may_see_is_not_read_out() -> None:
    """A place that no source was set for takes no time on the phone; one that did not answer does."""
    by_right = Finding("sample", Outcome.CANNOT_TELL, Message("sample.unseen"), reason=WithheldReason.NOT_CONFIGURED)
    assert "finding.sample." not in ids(guide(diagnosis(by_right)))
    assert "finding.sample." in ids(guide(diagnosis(BLINDED)))


def test_after_an_answer_one_goes_on_behind_the_question() -> None:
    """The next thing said is new: the next question, or what the answer proved."""
    before = guide(diagnosis(*MAYBE))
    after = guide(diagnosis(TOLD, idp__assigned="no"))
    at = ids(before).index("question.idp.assigned")
    assert after[next_place(before, after, at=at, answered=True)].id == "finding.sample.create.not_assigned"


def test_another_look_stays_where_one_is() -> None:
    """Nothing jumps when nothing was answered; what is gone gives way to what came next."""
    before, after = guide(diagnosis(PROVEN, *MAYBE)), guide(diagnosis(*MAYBE))
    at = ids(before).index("question.idp.assigned_at")
    assert after[next_place(before, after, at=at, answered=False)].id == "question.idp.assigned_at"
    gone = ids(before).index("finding.sample.blocked.seat_cap")
    assert after[next_place(before, after, at=gone, answered=False)].id == "question.idp.assigned"
    healthy = guide(diagnosis(FINE, trail=THROUGH))
    assert healthy[next_place(before, healthy, at=at, answered=True)].id == "summary"


def test_an_answer_given_again_replaces_the_first_one() -> None:
    """The next inquiry has one answer to a question, in the order the questions were asked."""
    symptom, yes = Answer(SYMPTOM_KEY, "not_created", NOW), Answer("idp.assigned", "yes", NOW)
    first = with_answer((symptom,), yes)
    assert first == (symptom, yes)
    no, later = Answer("idp.assigned", "no", NOW), Answer("idp.provisioning", "on", NOW)
    assert with_answer(with_answer(first, later), no) == (symptom, no, later)
