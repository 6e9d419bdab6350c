"""Passed over without a word: another enterprise, the seat cap, a domain that is not registered, no e-mail."""

from __future__ import annotations

from typing import Any

import pytest

from flow_desktop.core.evidence import Seats
from tests.support.evidence import (
    AWAY,
    DAY,
    NOW,
    account,
    directory_user,
    evidence,
    line,
    nobody,
    outside,
    settings,
    skipped,
    unseen,
)
from tests.support.judging import examined, said

FULL = settings(seats=Seats(cap=2, count=2, used=2))
CASES = [
    ("other_enterprise", "other_enterprise", "blocked.other_enterprise problem skipped", {}),
    ("seat_cap", "seat_cap", "blocked.seat_cap problem skipped", {"settings": FULL}),
    ("seat_cap", "seat_cap", "blocked.seat_cap problem skipped", {"settings": AWAY}),
    ("seat_cap", "seat_cap", "blocked.seat_cap problem room_since", {}),
    ("domain", "domain_mismatch", "create.domain_not_registered problem skipped", {"settings": settings(domains=())}),
    ("domain", "domain_mismatch", "create.domain_not_registered problem skipped", {"settings": AWAY}),
    ("domain", "domain_mismatch", "create.domain_not_registered problem registered_since", {}),
    ("email_mapped", "no_email", "create.email_not_mapped problem skipped", {}),
]
REASONS = [("other_enterprise", "other_enterprise"), ("seat_cap", "seat_cap"), ("domain", "domain_mismatch")]


@pytest.mark.parametrize(("check", "reason", "answer", "pieces"), CASES)
def test_the_newest_line_proves_it(check: str, reason: str, answer: str, pieces: dict[str, Any]) -> None:
    """Whether the gate is open by now only changes what has to be done."""
    assert said(check, evidence(**skipped(reason, **pieces))) == answer


def test_an_open_gate_asks_for_a_new_assignment() -> None:
    """Nobody comes in by a raised cap or a new domain."""
    assert examined("seat_cap", evidence(**skipped("seat_cap")))[0].variant == "reassign"
    assert examined("domain", evidence(**skipped("domain_mismatch")))[0].variant == "reassign"
    assert examined("seat_cap", evidence(**skipped("seat_cap", settings=FULL)))[0].variant == ""


@pytest.mark.parametrize(("check", "reason"), [*REASONS, ("email_mapped", "no_email")])
def test_who_is_a_member_was_not_passed_over(check: str, reason: str) -> None:
    """An old line says nothing once the person is in."""
    assert said(check, evidence(**skipped(reason, account=account()))) == "pass member"


@pytest.mark.parametrize(("check", "reason"), REASONS)
@pytest.mark.parametrize("piece", ["account", "audit"])
def test_what_was_not_seen_proves_nothing(check: str, reason: str, piece: str) -> None:
    """Without the account, or without the audit, there is neither a cause nor an all-clear."""
    assert said(check, evidence(**skipped(reason, **{piece: AWAY}))) == "cannot_tell cannot_tell"


@pytest.mark.parametrize(("check", "reason"), REASONS)
@pytest.mark.parametrize("later", ["provisioned", "deprovisioned", "delete_noop", "fallback_invited"])
def test_only_the_newest_line_about_presence_counts(check: str, reason: str, later: str) -> None:
    """What was decided afterwards replaces it, even at the same time; lines about names and seats do not."""
    lines = (line(reason, NOW - DAY), line(later, NOW - DAY))
    assert said(check, evidence(**skipped(reason, audit=lines, account=outside()))) == "pass no_line"
    noise = (
        line(reason, NOW - DAY),
        line("unchanged", NOW),
        line("group_member_added", NOW),
        line("name_updated", NOW),
    )
    assert "problem" in said(check, evidence(**skipped(reason, audit=noise)))


@pytest.mark.parametrize("email", [None, "", "  "])
def test_an_entry_without_email_proves_the_mapping_wrong(email: str | None) -> None:
    """Directory Sync shows it before Flow says anything; without Flow's view it is a suspicion."""
    world = skipped("unchanged", directory_users=(directory_user(email=email),), audit=())
    assert said("email_mapped", evidence(**world)) == "create.email_not_mapped problem directory_has_none"
    hidden = evidence(**{**world, "account": AWAY})
    assert said("email_mapped", hidden) == "create.email_not_mapped possible directory_has_none_maybe"


def test_a_source_that_knows_only_the_directory_proves_it_too() -> None:
    """Where no Flow source is configured its view is left out, not missed."""
    sees = unseen(connection=AWAY, directory_users=(directory_user(email=None),))
    world = evidence()
    assert said("email_mapped", type(world)(world.asked, world.now, sees)) == (
        "create.email_not_mapped problem directory_has_none"
    )


@pytest.mark.parametrize("told", [{"idp.email_mapped": "no"}, {"workos.held_validating": "yes"}])
def test_an_answer_proves_it_for_somebody_never_sent(told: dict[str, str]) -> None:
    """Held back in WorkOS, or not mapped: only a person can see it, and only where nobody knows the person."""
    assert said("email_mapped", evidence(**nobody(), answers=told)) == "create.email_not_mapped problem told"
    assert said("email_mapped", evidence(answers=told)) == "pass member"
    assert said("email_mapped", evidence(**skipped("seat_cap"), answers=told)) == "pass no_line"
    assert said("email_mapped", evidence(**nobody(directory_users=AWAY), answers=told)) == "cannot_tell cannot_tell"


def test_a_missing_email_is_left_when_the_rest_is_ruled_out() -> None:
    """Assigned, long ago but after the activation, provisioning on: WorkOS may hold the person back."""
    told = {"idp.assigned": "yes", "idp.assigned_at": NOW - 2 * DAY, "idp.provisioning": "on"}
    (finding,) = examined("email_mapped", evidence(**nobody(), answers=told))
    assert finding.because.id == "finding.email_mapped.nothing_else_left"
    assert finding.decided_by == ("workos.held_validating", "idp.email_mapped")
    cleared = {**told, "idp.email_mapped": "yes"}
    assert said("email_mapped", evidence(**nobody(), answers=cleared)) == "pass no_line"


def test_a_typed_address_is_no_mapping() -> None:
    """A line ``no_email`` that no event of the directory caused says nothing of the identity provider."""
    lines = (line("no_email", NOW, event="join_requested"),)
    assert said("email_mapped", evidence(**nobody(audit=lines))) == "pass no_line"
