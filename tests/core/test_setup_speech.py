"""The set-up guide as sentences, text and JSON: what is claimed, what is not, and what a script is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from flow_desktop.adapters.guides import load_explainer
from flow_desktop.adapters.texts import load_words
from flow_desktop.core.causes import Cause
from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import Connection, ConnectionState, Evidence, NotSeen, Pilot, Pilots, Seen, Viewer
from flow_desktop.core.exits import Exit
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.presenting import Mark
from flow_desktop.core.providers import Provider
from flow_desktop.core.readiness import Readiness, Ready, ReadyStep, StepOf, readiness
from flow_desktop.core.setup_report import exit_of_setup, no_setup_json, setup_json, setup_text
from flow_desktop.core.setup_speech import SetupSpeech
from tests.hostile import UNCOMMON_TEXTS
from tests.support.evidence import ADA, NOW, connection, evidence, settings, unseen
from tests.support.terminal import check_schema

EXPLAINER = load_explainer(load_words())
ARRIVED = Seen(Pilots((Pilot(ADA, True),)), "flow.people", NOW)
NOT_ARRIVED = Seen(Pilots((Pilot(ADA, True), Pilot("linh@pilot.example", False))), "flow.people", NOW)
NOBODY = Seen(Pilots(()), "flow.people", NOW)
LAST = "See that they have arrived, then assign the rest."
AWAY = NotSeen(WithheldReason.TIMED_OUT)


def speech(found: Readiness, provider: Provider = Provider.OKTA) -> SetupSpeech:
    return SetupSpeech(EXPLAINER, found, provider)


def of_states(*states: Ready) -> Readiness:
    """Steps with these states, the rest done."""
    given = dict(zip(reversed(StepOf), states, strict=False))
    steps = tuple(ReadyStep(step, given.get(step, Ready.DONE)) for step in StepOf)
    return Readiness(steps, None, None)


def blind() -> Evidence:
    return replace(evidence(), look=unseen(WithheldReason.TIMED_OUT))


def deactivated() -> Readiness:
    return readiness(evidence(connection=replace(connection(), state=ConnectionState.INACTIVE)), ARRIVED)


def test_complete() -> None:
    """Everything done: said so, green, nothing comes next."""
    told = speech(of_states())
    assert (told.headline, told.mark) == ("Set-up is complete. 12 of 12 done.", Mark.SAME)
    assert not any(step.is_next for step in told.steps)


@pytest.mark.parametrize(
    ("state", "headline", "mark"),
    [
        (Ready.TO_DO, f"11 of 12 done. Next: {LAST}", Mark.UNKNOWN),
        (Ready.ATTENTION, f"11 of 12 done. Needs attention: {LAST}", Mark.DIFFERS),
        (Ready.UNKNOWN, "11 of 12 done. Nothing is left that this app can see.", Mark.UNKNOWN),
        (Ready.BY_HAND, "11 of 12 done. Nothing is left that this app can see.", Mark.UNKNOWN),
    ],
)  # fmt: skip
def test_how_far_it_is(state: Ready, headline: str, mark: Mark) -> None:
    """The sentence counts what is done and names what comes next; only a proven cause is a problem."""
    told = speech(of_states(state))
    assert (told.headline, told.mark) == (headline, mark)


def test_a_proven_cause_is_a_problem_with_steps() -> None:
    """A deactivated directory: the step is a problem, says why, what to do and where in the help it goes on."""
    told = speech(deactivated())
    step = next(one for one in told.steps if one.id is StepOf.ACTIVATE)
    assert (told.mark, step.mark, step.is_next) == (Mark.PROBLEM, Mark.PROBLEM, True)
    assert step.trouble == EXPLAINER.guides[Cause.SYNC_DEACTIVATED].why
    assert step.remedy is not None
    assert step.remedy.steps
    assert step.heading is EXPLAINER.guides[Cause.SYNC_DEACTIVATED].heading


def test_waiting_for_a_fresh_arrival_is_no_problem() -> None:
    """People who have not arrived yet want a look; nothing is proven about them."""
    told = speech(readiness(evidence(), NOT_ARRIVED))
    assert told.mark is Mark.DIFFERS
    assert "Some have not arrived." in setup_text(told)


def test_nothing_seen_is_said() -> None:
    """Where nothing answered no step is done or to do, and nobody says whether manual management is off."""
    found = readiness(blind(), AWAY)
    told = speech(found)
    assert told.headline == "We could not see how far the set-up is."
    assert found.manual_management is None
    assert "could not be seen" in told.manual.state
    assert setup_json(found, told, NOW)["pilots"] is None


@pytest.mark.parametrize(("scim_on", "mark"), [(True, Mark.UNKNOWN), (False, Mark.DIFFERS)])
def test_the_warning_knows_whether_it_has_happened(scim_on: bool, mark: Mark) -> None:
    """Amber while it is still to come, a note once it is off; the four facts are told either way."""
    manual = speech(readiness(evidence(settings=replace(settings(), scim_on=scim_on)), NOBODY)).manual
    assert manual.mark is mark
    text = " ".join(manual.points)
    for fact in ("Add new user", "Approve and Deny", "invite, bulk invite, remove member and revoke invitation",
                 "changing roles", "Deleting", "Deactivating the directory does not"):  # fmt: skip
        assert fact in text


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (of_states(), Exit.OK),
        (of_states(Ready.TO_DO, Ready.BLOCKED, Ready.BY_HAND), Exit.OK),
        (of_states(Ready.UNKNOWN), Exit.CANNOT_TELL),
        (of_states(Ready.UNKNOWN, Ready.ATTENTION), Exit.DIFFERS),
        (readiness(evidence(viewer=Viewer(ADA, Role.MEMBER)), AWAY), Exit.FORBIDDEN),
    ],
)
def test_exit_codes(found: Readiness, code: Exit) -> None:
    """What is still to do is nothing wrong; attention goes before what could not be seen, the role before both."""
    assert exit_of_setup(found) is code


@pytest.mark.parametrize("people", [ARRIVED, NOT_ARRIVED, NOBODY, AWAY], ids=["all", "some", "none", "unseen"])
@pytest.mark.parametrize("state", ConnectionState)
def test_the_json_keeps_its_promise(state: ConnectionState, people: Any) -> None:
    """Whatever was seen, the shape is the published one and the text can be said."""
    found = readiness(evidence(connection=Connection(state)), people)
    told = speech(found)
    check_schema("setup", {"schema_version": 1, **setup_json(found, told, NOW), "problem": None})
    assert setup_text(told).count("\n") > 12


def test_nothing_found_has_the_same_keys() -> None:
    """A script reads the same keys when the look failed."""
    found = readiness(evidence(), ARRIVED)
    assert no_setup_json().keys() == setup_json(found, speech(found), NOW).keys()
    check_schema("setup", {"schema_version": 1, **no_setup_json(), "problem": None})


@pytest.mark.parametrize("text", UNCOMMON_TEXTS)
def test_hostile_names_are_shown_as_codes(text: str) -> None:
    """An address from outside cannot hide or reorder what stands beside it."""
    people = Seen(Pilots((Pilot(text, False),)), "flow.people", NOW)
    told = setup_text(speech(readiness(evidence(), people)))
    assert not set(told) & set("\u202e\u202d\u200b\x1b\x00\r")


@pytest.mark.parametrize("provider", Provider)
def test_every_cause_of_a_step_can_be_mended(provider: Provider) -> None:
    """For each provider, a step with a cause has steps to take."""
    for cause in (Cause.SETUP_NOT_ADMIN, Cause.SETUP_NOT_ENTERPRISE_PLAN, Cause.SETUP_ADMIN_PROFILE_INCOMPLETE,
                  Cause.SYNC_DELETED, Cause.SYNC_DEACTIVATED, Cause.SYNC_IDP_NOT_CONNECTED,
                  Cause.SYNC_WEBHOOK_UNREACHABLE, Cause.CREATE_EMAIL_NOT_MAPPED):  # fmt: skip
        step = ReadyStep(StepOf.ROLE, Ready.ATTENTION, cause=cause)
        told = speech(Readiness((step,), None, None), provider).steps[0]
        assert told.remedy is not None
        assert told.remedy.steps
        assert told.trouble
