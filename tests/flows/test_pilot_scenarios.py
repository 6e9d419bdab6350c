"""Every shipped scenario in bulk: the causes of its person are those of one person's check, for every code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from flow_desktop.core.causes import Cause
from flow_desktop.core.diagnosis import Diagnosis
from flow_desktop.core.evidence import Seen, SignInAttempt
from flow_desktop.core.findings import Finding, Outcome
from flow_desktop.core.pilot.explain import Circumstances, diagnosis_of, explained_by
from flow_desktop.core.pilot.results import Result, Status
from flow_desktop.core.pilot.rows import PilotList, PilotRow
from flow_desktop.core.symptoms import Symptom
from flow_desktop.core.text import email_key
from flow_desktop.core.trail import StepId, StepState
from tests.mock.driver import Running, running_service
from tests.support.pilot_book import Look, addresses, verified, ways
from tests.support.scenario_check import SCENARIOS, ScenarioCheck, SignedIn

CODES = tuple(cause.value for cause in Cause)
NAMES_DECIDE = ("update.attribute_not_mapped",)
"""Proven by what the identity provider has, which only a list with names tells about somebody else."""

EVENTS_DECIDE = (
    *("setup.not_enterprise_plan", "setup.not_admin", "setup.admin_profile_incomplete"),
    *("sync.deleted", "member.removed"),
)
"""What came before is told by the events of Directory Sync where Flow is no source."""


@dataclass
class Played:
    """A scenario that runs, its admin, and both ways to ask about its person."""

    check: ScenarioCheck
    running: Running
    admin: SignedIn

    @property
    def person(self) -> str:
        """Whom the scenario is about."""
        return str(self.check.about["person"])

    @property
    def is_about_the_admin(self) -> bool:
        """Whoever checks themselves sees their own sign-in as well."""
        return self.person == self.check.admin

    def circumstances(self, *, answered: bool) -> Circumstances:
        """The same question that one person's check is asked."""
        symptom = self.check.about["symptom"]
        return Circumstances(
            now=self.check.now,
            answers=self.check.answers() if answered else (),
            symptom=Symptom(symptom) if symptom else None,
            attempt=Seen(self.check.attempt, "this_computer", self.check.now),
        )

    def alone(self, *, answered: bool, way: str = "flow") -> Diagnosis:
        """One person's check."""
        found = ways(self.running)[way]
        return self.check.diagnose(self.admin, answered=answered, way=(found.deployment, found.secret))

    def in_bulk(self, listed: PilotList, *, answered: bool, way: str = "flow") -> tuple[Result, Diagnosis]:
        """The run's result of the person, and what the panel shows."""
        circumstances = self.circumstances(answered=answered)
        look = Look(self.admin.access, circumstances, also=frozenset({email_key(self.person)}), way=way)
        run = verified(self.running, listed, look)
        assert len(run.results) == listed.total
        return run.results[0], diagnosis_of(run.results[0], listed, run.book, circumstances=circumstances)


@contextmanager
def scenario(code: str) -> Iterator[Played]:
    """The scenario of a code, running, and its admin signed in."""
    with running_service(SCENARIOS / f"{code}.toml") as running:
        check = ScenarioCheck(running)
        if code == "signin.wrong_account":
            check.attempt = SignInAttempt(check.now, check.about["person"], ("linh.nguyen@pilot.example",))
        admin = check.sign_in(check.admin)
        assert admin is not None
        yield Played(check, running, admin)


def told(findings: tuple[Finding, ...]) -> list[tuple[str, Outcome, Cause | None, str]]:
    """What was found, check by check."""
    return [(one.check, one.outcome, one.cause, one.variant) for one in findings]


NOT_THERE = (
    *(code for code in CODES if code.startswith(("setup.", "sync.", "blocked.", "create.", "invite.", "member."))),
    *("remove.webhook_missed", "remove.sso_not_enforced", "signup.blocked"),
    *("support.settings_missing", "support.connection_test_fails"),
)
DIFFERENT = ("update.email_is_fixed", "update.edited_in_flow", "update.webhook_missed")


def status_of(code: str) -> Status:
    """What the places show of the scenario's person, whatever anybody tells."""
    if code in NOT_THERE:
        return Status.NOT_PROVISIONED
    if code.startswith("duplicate."):
        return Status.READY_WITH_NOTE
    return Status.DIFFERS if code in DIFFERENT else Status.READY


@pytest.mark.parametrize("code", CODES)
def test_the_causes_are_those_of_one_persons_check(code: str) -> None:
    """Without answers and with them, the run finds what the admin finds who checks the person alone."""
    with scenario(code) as played:
        for answered in (False, True) if played.check.about["answers"] else (False,):
            alone = played.alone(answered=answered)
            result, panel = played.in_bulk(addresses(played.person), answered=answered)
            assert told(panel.findings) == told(alone.findings) or played.is_about_the_admin
            assert codes(panel.findings) == codes(alone.findings)
            assert steps(panel) == steps(alone)
            assert as_expected(code, result, explained_by(result, alone.findings), answered=answered)


@pytest.mark.parametrize("code", CODES)
def test_other_sources_tell_what_they_tell_about_one_person(code: str) -> None:
    """With SCIM or WorkOS, alone or beside Flow: the same causes. What needs the list of events of WorkOS, which a run
    does not read, is never more certain than there.
    """
    with scenario(code) as played:
        answered = bool(played.check.about["answers"])
        for way in [one for one in ways(played.running) if one != "flow"]:
            alone = played.alone(answered=answered, way=way)
            _, panel = played.in_bulk(addresses(played.person), answered=answered, way=way)
            assert set(panel.proven) <= set(alone.proven), way
            if not (way == "workos" and code in EVENTS_DECIDE):
                assert codes(panel.findings) == codes(alone.findings), way


@pytest.mark.parametrize("code", NAMES_DECIDE)
def test_a_list_with_names_proves_what_only_names_can(code: str) -> None:
    """The list stands in for the identity provider: a last name it has and Directory Sync never got is not mapped."""
    with scenario(code) as played:
        listed = PilotList("pilot.csv", (PilotRow(2, played.person, "Ada", "Byron"),))
        result, panel = played.in_bulk(listed, answered=False)
    assert result.status is Status.DIFFERS
    assert result.causes == panel.proven == (Cause(code),)


def codes(findings: tuple[Finding, ...]) -> list[tuple[Cause, Outcome, str]]:
    """Every cause that is named, and how sure it is."""
    return [(one.cause, one.outcome, one.variant) for one in findings if one.cause is not None]


def steps(found: Diagnosis) -> list[StepState]:
    """The trail, but for what the identity provider says: the admin's own sign-in is no part of a run."""
    return [step.state for step in found.trail.steps if step.id is not StepId.PERSON]


def as_expected(code: str, result: Result, alone: Result, *, answered: bool) -> bool:
    """The status that belongs to the scenario, and of who is not ready the causes of one person's check."""
    if code == "create.pending" and answered:
        return result.status is Status.PENDING and result.causes == (Cause.CREATE_PENDING,)
    if code.startswith("duplicate.") and answered:
        return result.status is Status.AMBIGUOUS and result.causes == alone.causes
    if result.status is Status.READY:
        return status_of(code) is Status.READY and not result.causes
    explained = (result.causes, result.outcome, result.variant) == (alone.causes, alone.outcome, alone.variant)
    return explained and result.status is status_of(code)
