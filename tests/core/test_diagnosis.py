"""The verdict in one word: fine only where the person was seen, and with a complaint only where Flow was."""

from __future__ import annotations

import pytest

from flow_desktop.core.diagnosis import Bottom, diagnose
from flow_desktop.core.evidence import Look, NotSeen
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.symptoms import Symptom
from tests.support.evidence import connection, delivery, directory_user, evidence, look, nobody, unseen


def verdict(sees: Look, symptom: Symptom | None = None, *, only: frozenset[str] = frozenset()) -> Bottom:
    """What is said of Ada, who is well, to somebody who sees this much."""
    known = {name: getattr(sees, name) for name in Look.__dataclass_fields__}
    return diagnose(evidence(**known, symptom=symptom), only=only).overall


def test_everything_seen_and_well_is_fine() -> None:
    """With and without a complaint that nothing bears out."""
    assert verdict(look()) is Bottom.FINE
    assert verdict(look(), Symptom.NOT_CREATED) is Bottom.FINE


@pytest.mark.parametrize("reason", [WithheldReason.FORBIDDEN, WithheldReason.NOT_CONFIGURED])
def test_where_nobody_was_seen_nothing_is_fine(reason: WithheldReason) -> None:
    """A credential without rights shows nobody; that the connection works says nothing about a person."""
    assert verdict(unseen(reason)) is Bottom.CANNOT_TELL
    assert verdict(unseen(reason, connection=connection(), delivery=delivery())) is Bottom.CANNOT_TELL


def test_directory_sync_alone_answers_no_complaint_about_flow() -> None:
    """Whom it shows well is well there; why somebody complains is not seen from there."""
    sees = unseen(connection=connection(), directory_users=(directory_user(),))
    assert verdict(sees) is Bottom.FINE
    assert verdict(sees, Symptom.DUPLICATE_ACCOUNTS) is Bottom.CANNOT_TELL


def test_a_check_that_needs_no_person_is_fine_by_itself() -> None:
    """Asked for the connection only, the person need not be seen."""
    sees = unseen(connection=connection())
    assert isinstance(sees.account, NotSeen)
    assert verdict(sees, only=frozenset({"connection"})) is Bottom.FINE


def test_the_easiest_question_comes_first() -> None:
    """A yes or no before a time that has to be looked up; approvals, which few providers have, at the end."""
    asked = diagnose(evidence(**nobody())).open_questions
    assert asked == ("idp.assigned", "idp.provisioning", "idp.assigned_at", "idp.approval_pending")
