"""The verdict of real evidence where Flow is no source: what an answer proves never says where the account is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flow_desktop.adapters.guides import load_explainer
from flow_desktop.adapters.texts import load_words
from flow_desktop.core.causes import Cause
from flow_desktop.core.diagnosis import Bottom, diagnose
from tests.support.evidence import NOW, connection, directory_user, events, evidence, unseen

EXPLAINER = load_explainer(load_words())


@pytest.mark.parametrize(
    ("is_self", "said"),
    [
        (
            False,
            "The app is not assigned to this person. Whether ada.byron@pilot.example is in Flow could not be seen.",
        ),
        (True, "The app is not assigned to this person. Whether you are in Flow could not be seen."),
    ],
)
def test_whether_somebody_is_in_flow_is_not_said_where_flow_was_not_seen(is_self: bool, said: str) -> None:
    """A cause that an answer proves may hold for somebody who is in Flow by hand."""
    asked = evidence(answers={"idp.assigned": "no"}, is_self=is_self)
    found = diagnose(replace(asked, look=unseen(connection=connection(), directory_users=(), events=events())))
    assert found.proven == (Cause.CREATE_NOT_ASSIGNED,)
    assert EXPLAINER.headline_for_reader(found) == said


def test_somebody_inactive_in_the_only_place_we_see_is_not_fine() -> None:
    """The verdict is what is known: they were there, and what Flow made of it cannot be told."""
    gone = unseen(directory_users=(directory_user(active=False, updated_at=NOW),))
    found = diagnose(replace(evidence(), look=gone))
    assert found.overall is Bottom.CANNOT_TELL
    assert EXPLAINER.headline(found).startswith("Directory Sync had the person,")
