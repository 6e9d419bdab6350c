"""Invitations in place of provisioning: once, and again and again."""

from __future__ import annotations

from typing import Any

import pytest

from flow_desktop.core.evidence import Evidence
from flow_desktop.core.symptoms import Symptom
from tests.support.evidence import AWAY, DAY, NOW, account, evidence, invitation, line, outside, settings, skipped
from tests.support.judging import examined, said


def invited(**pieces: Any) -> Evidence:
    """Flow invited Ada yesterday, because adding her failed for a moment."""
    return evidence(**skipped("fallback_invited", **{"invitations": (invitation(),), **pieces}))


def test_line_and_pending_invitation_prove_it() -> None:
    """Both say the same; an account outside changes nothing."""
    assert said("invited_instead", invited()) == "invite.transient_error problem pending"
    assert said("invited_instead", invited(account=outside())) == "invite.transient_error problem pending"


def test_an_invitation_that_ran_out_needs_another_remedy() -> None:
    """Its link does not work any more."""
    (finding,) = examined("invited_instead", invited(invitations=(invitation(expires_at=NOW),)))
    assert (finding.variant, finding.because.id) == ("expired", "finding.invited_instead.expired")


@pytest.mark.parametrize("pieces", [{"audit": AWAY}, {"invitations": AWAY}])
def test_one_half_alone_is_a_suspicion(pieces: dict[str, Any]) -> None:
    """The other half was not seen."""
    assert said("invited_instead", invited(**pieces)) == "invite.transient_error possible half"


@pytest.mark.parametrize(
    "pieces", [{"invitations": (invitation(state="revoked"),)}, {"invitations": ()}, {"audit": (line("seat_cap"),)}]
)
def test_what_does_not_wait_any_more_names_no_cause(pieces: dict[str, Any]) -> None:
    """Both were seen and do not agree."""
    assert said("invited_instead", invited(**pieces)) == "cannot_tell no_longer"


def test_members_and_strangers_pass() -> None:
    """Who is in was not invited instead; an admin's own invitation is none of these."""
    assert said("invited_instead", invited(account=account())) == "pass member"
    by_admin = evidence(**skipped("seat_cap", invitations=(invitation(fallback=False),)))
    assert said("invited_instead", by_admin) == "pass none"


@pytest.mark.parametrize("pieces", [{"account": AWAY}, {"audit": AWAY, "invitations": AWAY}])
def test_nothing_seen_proves_nothing(pieces: dict[str, Any]) -> None:
    """Neither a cause nor an all-clear."""
    assert said("invited_instead", invited(**pieces)) == "cannot_tell cannot_tell"
    none = {"audit": (), "invitations": AWAY}
    assert said("invited_instead", invited(**none)) == "cannot_tell cannot_tell"


def test_two_in_thirty_days_are_repeated() -> None:
    """For one of those people, or where it is the complaint."""
    twice = settings(fallback_invitations=2)
    assert said("invited_again", invited(settings=twice)) == "invite.repeated problem often"
    assert said("invited_again", invited(settings=settings(fallback_invitations=1))) == "pass not_often"
    assert said("invited_again", evidence(settings=twice)) == "pass not_this_one"
    complaint = evidence(settings=twice, symptom=Symptom.INVITED_INSTEAD, invitations=AWAY)
    assert said("invited_again", complaint) == "invite.repeated problem often"


def test_an_old_invitation_is_not_counted() -> None:
    """Thirty days are the measure."""
    old = (invitation(created_at=NOW - 31 * DAY),)
    assert (
        said("invited_again", invited(invitations=old, settings=settings(fallback_invitations=2)))
        == "pass not_this_one"
    )


@pytest.mark.parametrize("pieces", [{"settings": AWAY}, {"invitations": AWAY}])
def test_how_often_cannot_be_told_without(pieces: dict[str, Any]) -> None:
    """The number is an admin's to see, and whom it concerns is in the invitations."""
    assert said("invited_again", invited(**pieces)) == "cannot_tell cannot_tell"
