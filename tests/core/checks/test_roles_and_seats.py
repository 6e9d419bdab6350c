"""Roles and billing: each code as information, not to be told, and fine."""

from __future__ import annotations

from typing import Any

import pytest

from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import Seats
from tests.support.evidence import AWAY, account, evidence, line, outside, settings
from tests.support.judging import said

RESET = line("role_reset", detail={"before": "it_admin", "after": "member"})
RAISED = line("seats_raised", detail={"before": "1", "after": "2"})


@pytest.mark.parametrize(
    ("check", "pieces", "expected"),
    [
        ("role", {"account": account(role=Role.IT_ADMIN)}, "role.it_admin_no_dictation info it_admin"),
        ("role", {"account": account(role=Role.ADMIN)}, "pass usual"),
        ("role", {"account": None}, "pass usual"),
        ("role", {"account": AWAY}, "cannot_tell cannot_tell"),
        ("role_reset", {"audit": (RESET,)}, "role.always_member info member_again"),
        ("role_reset", {"audit": (RESET,), "account": account(role=Role.IT_ADMIN)}, "pass kept"),
        ("role_reset", {"audit": (RESET,), "account": outside()}, "pass kept"),
        ("role_reset", {"audit": (RESET,), "account": AWAY}, "cannot_tell cannot_tell"),
        ("role_reset", {}, "pass kept"),
        ("role_reset", {"audit": AWAY}, "cannot_tell cannot_tell"),
        ("seats_raised", {"audit": (RAISED,)}, "seats.raised info raised"),
        ("seats_raised", {}, "pass not_raised"),
        ("seats_raised", {"audit": AWAY}, "cannot_tell cannot_tell"),
        ("seats_kept", {"settings": settings(seats=Seats(None, 3, 2))}, "seats.not_reduced info more_billed"),
        ("seats_kept", {"settings": settings(seats=Seats(None, 2, 3))}, "pass all_used"),
        ("seats_kept", {}, "pass all_used"),
        ("seats_kept", {"settings": AWAY}, "cannot_tell cannot_tell"),
    ],
)
def test_what_is_good_to_know(check: str, pieces: Any, expected: str) -> None:
    """Said where it is so, and never a fault."""
    assert said(check, evidence(**pieces)) == expected
