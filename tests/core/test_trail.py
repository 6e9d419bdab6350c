"""The trail: five steps with what was seen, stopped where the account stopped, and nothing passed that was not seen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flow_desktop.adapters.guides import load_explainer
from flow_desktop.adapters.texts import load_words
from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.catalogue import CHECKS
from flow_desktop.core.evidence import PIECES, ConnectionState, Evidence, NotSeen, Seats
from flow_desktop.core.findings import Exhibit, Outcome, run_checks
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.symptoms import Symptom
from flow_desktop.core.trail import Step, StepId, StepState, Trail, draw_trail
from tests.support import evidence as make
from tests.support.any_evidence import any_evidence
from tests.support.evidence import AWAY, DAY, NOW, evidence, identity, nobody, removed, skipped
from tests.support.resources import toml

SEEDS = st.integers(0, 2**32)
STATES = {"P": StepState.PASS, "W": StepState.WARN, "F": StepState.FAIL, "U": StepState.UNKNOWN}


def drawn(world: Evidence) -> Trail:
    """The trail with the findings of all checks."""
    return draw_trail(world, run_checks(world, CHECKS))


def states(world: Evidence) -> str:
    """One letter for each step; "-" for not evaluated."""
    letters = {state: letter for letter, state in STATES.items()}
    return "".join(letters.get(step.state, "-") for step in drawn(world).steps)


def step(world: Evidence, which: StepId) -> Step:
    """One step."""
    return next(one for one in drawn(world).steps if one.id is which)


def shown(world: Evidence, which: StepId) -> dict[str, str]:
    """The facts of one step."""
    return {one.label: one.value for one in step(world, which).facts}


OFF = make.connection(ConnectionState.INACTIVE)
FULL = make.settings(seats=Seats(cap=2, count=2, used=2))
BY_HAND = make.account(source="manual", linked_to=None, idp_id=None)
LOST_LINK = make.account(linked_to=None, idp_id=None)
LATE = make.delivery(last_event=make.mark(NOW), last_processed=make.mark(NOW - 8 * DAY))


def test_where_it_stopped_the_cause_is_named() -> None:
    """The title of the most blocking proven cause, so that one glance at the trail says why."""
    assert dict(step(evidence(connection=OFF), StepId.CONNECTION).headline.args) == {"cause": Cause.SYNC_DEACTIVATED}
    blocked = step(evidence(**skipped("seat_cap", settings=FULL)), StepId.SCOPE)
    assert dict(blocked.headline.args) == {"cause": Cause.BLOCKED_SEAT_CAP}
    assert step(evidence(), StepId.CONNECTION).headline.args == ()


@pytest.mark.parametrize(
    ("world", "expected"),
    [
        (evidence(), "PUPPP"),
        (evidence(is_self=True, claims=identity()), "PPPPP"),
        (evidence(connection=OFF), "F----"),
        (evidence(connection=AWAY), "UUPPP"),
        (evidence(delivery=AWAY), "UUPPP"),
        (evidence(directory_users=AWAY), "PUPPU"),
        (evidence(account=AWAY), "PUUUU"),
        (evidence(**skipped("seat_cap", settings=FULL)), "PUF--"),
        (evidence(**skipped("no_email")), "PF---"),
        (evidence(**skipped("fallback_invited", invitations=(make.invitation(),))), "PUUW-"),
        (evidence(**skipped("inactive_on_create")), "PUUW-"),
        (evidence(**nobody()), "PUW--"),
        (evidence(**nobody(), answers={"idp.assigned": "no"}), "PUF--"),
        (evidence(**nobody(directory_users=(make.directory_user(),), delivery=LATE)), "PUUW-"),
        (evidence(**removed()), "PUWF-"),
        (evidence(**nobody(account=BY_HAND)), "PUUW-"),
        (evidence(**nobody(account=BY_HAND, directory_users=AWAY)), "PUUUU"),
        (evidence(account=make.account(family_name="Lovelace", name_edited_at=NOW)), "PUPPF"),
        (evidence(account=make.account(family_name="BYRON")), "PUPPP"),
        (evidence(answers={"idp.active": "yes"}), "PPPPP"),
        (evidence(directory_users=(make.directory_user(), make.directory_user(id="another"))), "PUPWP"),
    ],
)
def test_where_the_account_stops(world: Evidence, expected: str) -> None:
    """Passed, to look at, failed, unknown; after the first failure nothing is evaluated."""
    assert states(world) == expected


def test_stopped_at_is_the_first_failure() -> None:
    """Nothing is stopped where everything passed or only time is needed."""
    assert drawn(evidence()).stopped_at is None
    assert drawn(evidence(**nobody())).stopped_at is None
    assert drawn(evidence(**skipped("seat_cap"))).stopped_at is StepId.SCOPE


def test_a_step_names_its_causes_in_blocking_order() -> None:
    """Those that are proven or possible; a cause that is no step of the way is not drawn."""
    assert step(evidence(**nobody()), StepId.SCOPE).causes == (
        *(Cause.CREATE_PENDING, Cause.CREATE_ASSIGNED_BEFORE_ACTIVATION),
        *(Cause.CREATE_NOT_ASSIGNED, Cause.CREATE_PROVISIONING_OFF),
    )
    refused = make.line("sso_required", NOW, event="sign_in_attempted", detail={"method": "google"})
    world = evidence(audit=(make.line("provisioned"), refused), enterprise=make.enterprise(sso_enforced=True))
    assert Cause.SIGNIN_SSO_REQUIRED in {one.cause for one in run_checks(world, CHECKS)}
    assert [one.causes for one in drawn(world).steps] == [()] * 5


def test_facts_carry_real_values_with_source_and_time() -> None:
    """What one glance needs: the state, the person, the seats, who matches, and how the values compare."""
    world = evidence(is_self=True, claims=identity(), settings=FULL)
    assert shown(world, StepId.CONNECTION)["connection_state"] == "active"
    assert shown(world, StepId.CONNECTION)["last_processed"] == "dsync.user.created"
    assert shown(world, StepId.PERSON)["claim_email"] == make.ADA
    assert shown(world, StepId.SCOPE) == {
        "domains": "pilot.example",
        "seats_used": "2",
        "seats_cap": "2",
        "audit_line": "provisioned (dsync.user.created)",
    }
    assert shown(world, StepId.MATCH) == {
        "directory_user": f"{make.ADA} (active)",
        "account": f"{make.ADA} (member)",
        "linked_to": make.USER_ID,
    }
    compared = shown(world, StepId.COMPARE)
    names = {compared[f"{place}_given_name"] for place in ("claim", "directory", "flow")}
    assert (names, compared["grade_given_name"]) == ({"Ada"}, "same")
    facts = [one for some in drawn(world).steps for one in some.facts if not one.label.startswith("grade_")]
    assert all(one.source and one.at for one in facts)


def test_what_a_person_told_is_a_fact_of_the_step() -> None:
    """The answer about the assignment stands where being in scope is judged."""
    world = evidence(**nobody(), answers={"idp.assigned": "no"})
    assert shown(world, StepId.SCOPE)["answer.idp.assigned"] == "no"


@pytest.mark.parametrize(
    ("world", "which", "headline"),
    [
        (evidence(claims=identity(email=None)), StepId.PERSON, "no_email"),
        (evidence(answers={"idp.active": "no"}), StepId.PERSON, "inactive"),
        (evidence(delivery=AWAY), StepId.CONNECTION, "delivery_unseen"),
        (evidence(connection=make.connection(ConnectionState.OTHER)), StepId.CONNECTION, "other"),
        (evidence(**removed("removed_by_hand", directory_users=(make.directory_user(),))), StepId.SCOPE, "open"),
        (evidence(**skipped("unchanged", settings=make.settings(domains=()))), StepId.SCOPE, "domain"),
        (evidence(**skipped("unchanged", settings=FULL)), StepId.SCOPE, "seats"),
        (evidence(**skipped("unchanged", settings=AWAY)), StepId.SCOPE, "unseen"),
        (evidence(**skipped("unchanged")), StepId.SCOPE, "not_judged"),
        (evidence(**nobody(account=BY_HAND)), StepId.MATCH, "by_hand"),
        (evidence(**nobody(account=LOST_LINK, audit=(make.line("provisioned"),))), StepId.MATCH, "link_gone"),
        (evidence(account=make.account(family_name="BYRON")), StepId.COMPARE, "note"),
        (evidence(account=make.account(family_name="Bÿron")), StepId.COMPARE, "differs"),
        (evidence(**nobody(account=BY_HAND)), StepId.COMPARE, "nothing"),
    ],
)
def test_a_step_says_what_it_stands_on(world: Evidence, which: StepId, headline: str) -> None:
    """Each headline has its own sentence."""
    assert step(world, which).headline.id == f"trail.{which}.{headline}"


def test_whoever_should_be_gone_and_is_needs_no_look() -> None:
    """Asked whether somebody removed still gets in, an empty place is fine: nothing is amber."""
    assert states(evidence(**nobody(), symptom=Symptom.STILL_SIGNS_IN)) == "PUU--"
    assert states(evidence(**nobody(), symptom=Symptom.NOT_CREATED)) == "PUW--"


def test_a_step_that_was_not_reached_says_why() -> None:
    """Its state says "not reached" already; the sentence beside it does not say the same again."""
    words = toml("words/en.toml")["trail"]
    for one in StepId:
        assert words[f"{one}.not_evaluated"].removesuffix(".").lower() != words["state"]["not_evaluated"]


def test_a_missing_value_is_no_dash() -> None:
    """Three places, one of them without a last name: it was not sent, and that is what the step shows."""
    world = evidence(claims=identity(), directory_users=(make.directory_user(family_name=None),), is_self=True)
    facts = {one.label: (one.value, one.lacks) for one in step(world, StepId.COMPARE).facts}
    assert facts["claim_family_name"] == ("Byron", "")
    assert facts["directory_family_name"] == ("", "profile.cell.not_sent")


def blinded(world: Evidence, lost: frozenset[str]) -> Evidence:
    """The same evidence with some pieces that did not answer in time."""
    gone: dict[str, Any] = {name: NotSeen(WithheldReason.TIMED_OUT, "somewhere") for name in lost}
    return replace(world, look=replace(world.look, **gone))


@given(seed=SEEDS)
@settings(max_examples=300, deadline=None)
def test_every_trail_holds_together(seed: int) -> None:
    """Five steps in order; a failure has a proven cause; after it nothing is evaluated; what passed has facts."""
    world = any_evidence(seed)
    found = run_checks(world, CHECKS)
    proven = {one.cause for one in found if one.outcome is Outcome.PROBLEM}
    trail = draw_trail(world, found)
    assert [one.id for one in trail.steps] == list(StepId)
    stopped = False
    for one in trail.steps:
        assert one.state is StepState.NOT_EVALUATED or not stopped
        if one.state is StepState.FAIL:
            stopped = True
            assert set(one.causes) & proven
        if one.state is StepState.PASS:
            assert one.facts
            assert one.causes == ()


@given(seed=SEEDS)
@settings(max_examples=200, deadline=None)
def test_with_nothing_seen_nothing_passes_or_fails(seed: int) -> None:
    """Without a single piece, and without anything told, every step is unknown."""
    world = replace(blinded(any_evidence(seed), frozenset(PIECES)), claims=AWAY, attempt=AWAY, answers=())
    assert {one.state for one in drawn(world).steps} <= {StepState.UNKNOWN, StepState.WARN}


def test_a_fact_without_a_value_says_what_is_there_instead() -> None:
    """Not sent, empty and not read are told apart, and a value that spells such a word stays a value."""
    missing = [Exhibit("flow_email", "", lacks=one) for one in ("profile.cell.not_sent", "profile.reason.not_text")]
    told = load_explainer(load_words()).facts((*missing, Exhibit("flow_email", "profile.cell.not_sent")))
    assert [one.value for one in told] == ["not sent", "what came is no text", "profile.cell.not_sent"]
