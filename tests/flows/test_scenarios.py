"""Every shipped scenario, checked for real: its code is the first proven cause, and no other is invented."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from flow_desktop.core.causes import Cause
from flow_desktop.core.diagnosis import Bottom, Diagnosis
from flow_desktop.core.evidence import SignInAttempt
from flow_desktop.core.findings import Outcome
from flow_desktop.core.trail import StepState
from tests.mock.driver import running_service
from tests.support.scenario_check import SCENARIOS, ScenarioCheck

CODES = tuple(cause.value for cause in Cause)
LINH = "linh.nguyen@pilot.example"

ONLY_THEMSELVES = ("update.attribute_not_mapped",)
"""Proven by what the identity provider says of the person, which only their own sign-in shows."""

THEMSELVES = (
    *("setup.not_enterprise_plan", "setup.not_admin", "setup.admin_profile_incomplete", "sync.deleted"),
    *("blocked.other_enterprise", "member.group_deleted", "member.removed"),
    *("remove.pending", "remove.unassigned_without_delete"),
    *("duplicate.manual_before_scim", "duplicate.different_identifier"),
    *("update.email_is_fixed", "update.edited_in_flow", "update.webhook_missed", "update.pending"),
    *("update.attribute_not_mapped", "update.provisioning_off", "signin.sso_required", "signin.wrong_account"),
    *("manual.disabled_by_scim", "support.settings_missing", "support.connection_test_fails"),
    *("support.unexpected_change", "role.it_admin_no_dictation", "role.always_member"),
    *("seats.raised", "seats.not_reduced"),
)
"""The scenarios whose person can sign in and check themselves."""

HIDDEN_FROM_MEMBERS = (
    *("sync.deleted", "update.webhook_missed", "seats.not_reduced"),
    *("duplicate.manual_before_scim", "duplicate.different_identifier"),
)
"""What decides these only an admin may see: settings, deliveries, other people's accounts."""


TOLD_ONLY = (
    *("create.pending", "create.assigned_before_activation", "create.not_assigned", "create.provisioning_off"),
    *("remove.pending", "remove.unassigned_without_delete", "remove.event_not_sent"),
    *("duplicate.manual_before_scim", "duplicate.different_identifier"),
    *("update.pending", "update.provisioning_off"),
    *("support.settings_missing", "support.connection_test_fails", "support.unexpected_change"),
)
"""Proven by an answer; possible without it."""

ONLY_INFORM = ("role.it_admin_no_dictation", "role.always_member", "seats.raised", "seats.not_reduced")


@contextmanager
def scenario(code: str) -> Iterator[ScenarioCheck]:
    """The scenario of a code, running; a noted sign-in where the scenario is about one on this computer."""
    with running_service(SCENARIOS / f"{code}.toml") as running:
        found = ScenarioCheck(running)
        if code == "signin.wrong_account":
            found.attempt = SignInAttempt(found.now, found.about["person"], (LINH,))
        yield found


def codes_of(found: Diagnosis, outcome: Outcome) -> list[str]:
    """The codes of one outcome, in order."""
    return [one.cause.value for one in found.of(outcome) if one.cause is not None]


def assert_the_trail_agrees(found: Diagnosis) -> None:
    """A step that failed has a proven cause, and after it nothing is claimed; a step that passed has facts only."""
    states = [step.state for step in found.trail.steps]
    assert len(states) == 5
    for step in found.trail.steps:
        if step.state is StepState.FAIL:
            assert set(step.causes) & set(found.proven)
        if step.state is StepState.PASS:
            assert step.facts
            assert step.causes == ()
    if StepState.FAIL in states:
        assert set(states[states.index(StepState.FAIL) + 1 :]) <= {StepState.NOT_EVALUATED}


def test_no_scenario_asks_for_less() -> None:
    """Every code has its file, and how it has to be known is not left to the file."""
    files = {file.stem: tomllib.loads(file.read_text("utf-8")) for file in SCENARIOS.glob("*.toml")}
    assert set(files) == set(CODES)
    expected = {**dict.fromkeys(CODES, "proven"), **dict.fromkeys(TOLD_ONLY, "answer")}
    expected |= dict.fromkeys(ONLY_INFORM, "info")
    assert {code: file["scenario"].get("expect", "proven") for code, file in files.items()} == expected
    also = {code: file["scenario"]["also"] for code, file in files.items() if "also" in file["scenario"]}
    before = ("setup.not_enterprise_plan", "setup.not_admin", "setup.admin_profile_incomplete")
    assert also == {**{code: ["sync.not_enabled"] for code in before}, "invite.repeated": ["invite.transient_error"]}


@pytest.mark.parametrize("code", [code for code in CODES if code not in ONLY_THEMSELVES])
def test_the_admin_is_told_the_cause(code: str) -> None:
    """An admin checks the person: the code is proven first, or possible until it is answered, or told as a fact.

    The trail says the same.
    """
    with scenario(code) as played:
        viewer = played.sign_in(played.admin)
        assert viewer is not None
        about, expected = played.about, [code, *played.about["also"]]
        silent = played.diagnose(viewer)
        told = played.diagnose(viewer, answered=True) if about["answers"] else silent
    assert_the_trail_agrees(silent)
    assert_the_trail_agrees(told)
    match about["expect"]:
        case "proven":
            assert codes_of(silent, Outcome.PROBLEM) == expected
            assert silent.overall is Bottom.PROBLEM
        case "answer":
            assert codes_of(silent, Outcome.PROBLEM) == []
            assert code in codes_of(silent, Outcome.POSSIBLE)
            assert set(about["answers"]) <= set(silent.open_questions)
            assert codes_of(told, Outcome.PROBLEM) == expected
        case _:
            assert codes_of(silent, Outcome.PROBLEM) == codes_of(silent, Outcome.POSSIBLE) == []
            assert code in codes_of(silent, Outcome.INFO)
            assert silent.overall is Bottom.FINE


@pytest.mark.parametrize("code", CODES)
def test_the_person_is_told_nothing_wrong(code: str) -> None:
    """Who can sign in checks themselves: the same cause where they may see what decides it, never another one."""
    with scenario(code) as played:
        viewer = played.sign_in(played.about["person"])
        assert (viewer is not None) == (code in THEMSELVES)
        if viewer is None:
            return
        about = played.about
        found = played.diagnose(viewer, answered=bool(about["answers"]))
    assert_the_trail_agrees(found)
    proven = codes_of(found, Outcome.PROBLEM)
    assert set(proven) <= {code, *about["also"]}
    cured = code == "signin.sso_required"  # by the very sign-in with which they check
    if about["expect"] != "info" and not cured and code not in HIDDEN_FROM_MEMBERS:
        assert proven[0] == code
    if about["expect"] == "info" and code not in HIDDEN_FROM_MEMBERS:
        assert code in codes_of(found, Outcome.INFO)
