"""Before you start: asked only after a refused attempt or with the complaint, and judged by what is true now."""

from __future__ import annotations

from typing import Any

import pytest

from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import AuditLine, Evidence
from flow_desktop.core.observed import Withheld, WithheldReason
from flow_desktop.core.symptoms import Symptom
from tests.support.evidence import AWAY, DAY, NOW, account, enterprise, evidence, line, outside
from tests.support.judging import said

ADMIN = account(role=Role.ADMIN)
BLANK = account(role=Role.ADMIN, given_name="  ")
NAMELESS = account(role=Role.ADMIN, family_name=None)
UNREAD = account(role=Role.ADMIN, family_name=Withheld(WithheldReason.NOT_TEXT))
TEAM = enterprise(plan="team")


def attempt(reason: str, **changes: Any) -> AuditLine:
    """The person tried to open the set-up yesterday."""
    return line(reason, changes.pop("at", NOW - DAY), event="setup_opened", directory_user_id=None, **changes)


def asked(**pieces: Any) -> Evidence:
    """Setting up is the complaint, and no attempt was noted."""
    return evidence(**{"symptom": Symptom.SET_UP, "account": ADMIN, **pieces})


@pytest.mark.parametrize("check", ["plan", "admin_role", "admin_profile"])
def test_a_healthy_member_is_not_asked(check: str) -> None:
    """A member without an admin role, on any plan, has nothing the matter while nobody tries."""
    assert said(check, evidence(enterprise=TEAM, account=account(family_name=None))) == "pass not_asked"


@pytest.mark.parametrize("check", ["plan", "admin_role", "admin_profile"])
def test_without_the_audit_nobody_knows_of_an_attempt(check: str) -> None:
    """Not seen is not "never tried"."""
    assert said(check, evidence(audit=AWAY)) == "cannot_tell cannot_tell"


@pytest.mark.parametrize(
    ("check", "reason", "pieces", "answer"),
    [
        ("plan", "plan_required", {"enterprise": TEAM}, "setup.not_enterprise_plan problem other"),
        ("plan", "plan_required", {}, "pass right"),
        ("plan", "plan_required", {"enterprise": AWAY}, "cannot_tell cannot_tell"),
        ("plan", "plan_required", {"enterprise": enterprise(plan=None)}, "cannot_tell cannot_tell"),
        ("admin_role", "not_admin", {}, "setup.not_admin problem not_admin"),
        ("admin_role", "not_admin", {"account": ADMIN}, "pass admin"),
        ("admin_role", "not_admin", {"account": account(role=Role.IT_ADMIN)}, "pass admin"),
        ("admin_role", "not_admin", {"account": AWAY}, "cannot_tell cannot_tell"),
        (
            "admin_profile",
            "profile_incomplete",
            {"account": NAMELESS},
            "setup.admin_profile_incomplete problem incomplete",
        ),
        ("admin_profile", "profile_incomplete", {"account": ADMIN}, "pass complete"),
        ("admin_profile", "profile_incomplete", {"account": UNREAD}, "cannot_tell cannot_tell"),
        ("admin_profile", "profile_incomplete", {"account": AWAY}, "cannot_tell cannot_tell"),
    ],
)
def test_a_refused_attempt_counts_while_it_is_still_true(
    check: str, reason: str, pieces: dict[str, Any], answer: str
) -> None:
    """The line says that somebody tried; what is seen now says whether the reason holds."""
    assert said(check, evidence(**{"audit": (attempt(reason),), **pieces})) == answer


def test_a_later_attempt_that_worked_ends_it() -> None:
    """The newest attempt counts."""
    lines = (attempt("plan_required"), attempt("setup_opened", at=NOW))
    assert said("plan", evidence(audit=lines, enterprise=TEAM)) == "pass not_asked"


def test_somebody_elses_action_on_the_team_page_is_no_attempt() -> None:
    """A line ``not_admin`` about the person, caused by somebody who tried to remove them, is not about set-up."""
    lines = (line("not_admin", event="remove_requested"),)
    assert said("admin_role", evidence(audit=lines)) == "pass not_asked"


@pytest.mark.parametrize(
    ("check", "pieces", "answer"),
    [
        ("plan", {"enterprise": TEAM, "audit": AWAY}, "setup.not_enterprise_plan problem other"),
        ("plan", {}, "pass right"),
        ("admin_role", {"account": account()}, "setup.not_admin problem not_admin"),
        ("admin_role", {"account": None}, "setup.not_admin problem no_member"),
        ("admin_role", {"account": outside()}, "setup.not_admin problem no_member"),
        ("admin_role", {}, "pass admin"),
        ("admin_profile", {"account": BLANK}, "setup.admin_profile_incomplete problem incomplete"),
        ("admin_profile", {"account": account(family_name=None)}, "pass no_admin"),
        ("admin_profile", {}, "pass complete"),
    ],
)  # fmt: skip
def test_the_complaint_alone_asks_for_the_facts(check: str, pieces: dict[str, Any], answer: str) -> None:
    """No attempt is needed where somebody says that they want to set provisioning up."""
    assert said(check, asked(**pieces)) == answer
