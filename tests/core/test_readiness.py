"""The set-up guide's states: what is seen is done, what is missing is next, what nobody saw stays open."""

from __future__ import annotations

from typing import Any

import pytest

from flow_desktop.core.causes import Cause
from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import ConnectionState, NotSeen, Pilot, Pilots, Seen, Viewer
from flow_desktop.core.observed import Withheld, WithheldReason
from flow_desktop.core.readiness import Readiness, Ready, StepOf, readiness
from tests.support.evidence import (
    ADA,
    AWAY,
    BARBARA,
    NOW,
    account,
    connection,
    delivery,
    directory_user,
    enterprise,
    evidence,
    identity,
    line,
    settings,
)

FORBIDDEN = NotSeen(WithheldReason.FORBIDDEN)
NONE = connection(ConnectionState.NONE)
NOBODY: dict[str, Any] = {"directory_users": (), "connection": NONE, "delivery": delivery(activated_at=None)}


def guide(*people: Pilot, pilots: Any = None, **pieces: Any) -> Readiness:
    """The states for an admin; nobody is in the directory unless they are named."""
    listed = Seen(Pilots(people), "flow_directory", NOW) if pilots is None else pilots
    return readiness(evidence(is_self=True, **pieces), listed)


def state(found: Readiness, step: StepOf) -> tuple[str, Cause | None]:
    """One step's state and cause."""
    one = next(one for one in found.steps if one.id is step)
    return one.state.value, one.cause


def states(found: Readiness) -> str:
    """All states, in order."""
    return " ".join(step.state.value for step in found.steps)


def test_everything_done_is_done() -> None:
    """Active, mapped, and everybody of the pilot group has arrived."""
    found = guide(Pilot(ADA, in_flow=True))
    assert [step.id for step in found.steps] == list(StepOf)
    assert states(found) == " ".join(["done"] * 12)
    assert (found.next_step, found.manual_management) == (None, False)
    assert found.pilots == Pilots((Pilot(ADA, in_flow=True),))


def test_before_the_first_step_the_settings_come_next() -> None:
    """The role, plan and profile are there; the rest waits in order."""
    found = guide(**NOBODY, settings=settings(scim_on=False))
    done, waits = "done done by_hand done", "blocked blocked blocked blocked blocked blocked blocked"
    first, _, rest = states(found).partition(" todo ") if " todo " in states(found) else ("", "", states(found))
    assert (first, rest) == (done, waits) or states(found).split()[4] not in ("done", "unknown")
    assert found.next_step is not None
    assert (found.next_step.id, found.manual_management) == (StepOf.OPEN_SETTINGS, True)


def test_opened_settings_are_seen_in_the_audit() -> None:
    """Flow notes it; then the portal is next."""
    found = guide(**NOBODY, audit=(line("setup_opened", event="setup_opened"),))
    assert state(found, StepOf.OPEN_SETTINGS) == ("done", None)
    assert found.next_step is not None
    assert found.next_step.id is StepOf.ADMIN_PORTAL


@pytest.mark.parametrize("role", [Role.MEMBER, None])
def test_without_an_admin_role_nothing_goes_on(role: Role | None) -> None:
    """The role comes first; what only an admin sees stays open."""
    hidden = {"settings": FORBIDDEN, "delivery": FORBIDDEN, "connection": FORBIDDEN, "directory_users": FORBIDDEN}
    found = guide(pilots=FORBIDDEN, viewer=Viewer(ADA, role), **hidden)
    assert state(found, StepOf.ROLE) == ("attention", Cause.SETUP_NOT_ADMIN)
    for step in (StepOf.OPEN_SETTINGS, StepOf.CONFIGURE, StepOf.ACTIVATE, StepOf.ASSIGN_PILOT, StepOf.VERIFY_PILOT):
        assert state(found, step) == ("unknown", None)
    assert (found.manual_management, found.pilots) == (None, None)
    blocked = guide(**NOBODY, viewer=Viewer(ADA, role))
    one = next(step for step in blocked.steps if step.id is StepOf.OPEN_SETTINGS)
    assert (one.state, one.blocked_by) == (Ready.BLOCKED, (StepOf.ROLE,))


@pytest.mark.parametrize(
    ("step", "pieces", "expected"),
    [
        (StepOf.ROLE, {"viewer": Viewer(BARBARA, Role.IT_ADMIN)}, ("done", None)),
        (StepOf.ROLE, {"viewer": AWAY}, ("unknown", None)),
        (StepOf.PLAN, {"enterprise": enterprise(plan="team")}, ("attention", Cause.SETUP_NOT_ENTERPRISE_PLAN)),
        (StepOf.PLAN, {"enterprise": enterprise(plan=None)}, ("unknown", None)),
        (StepOf.PLAN, {"enterprise": AWAY}, ("unknown", None)),
        (
            StepOf.PROFILE,
            {"settings": settings(profile_complete=False)},
            ("attention", Cause.SETUP_ADMIN_PROFILE_INCOMPLETE),
        ),
        (StepOf.PROFILE, {"settings": AWAY}, ("done", None)),
        (
            StepOf.PROFILE,
            {"settings": AWAY, "account": account(family_name=" ")},
            ("attention", Cause.SETUP_ADMIN_PROFILE_INCOMPLETE),
        ),
        (
            StepOf.PROFILE,
            {"settings": AWAY, "account": account(family_name=Withheld(WithheldReason.NOT_TEXT))},
            ("unknown", None),
        ),
        (StepOf.PROFILE, {"settings": AWAY, "account": AWAY}, ("unknown", None)),
        (StepOf.IDP_ACCESS, {"connection": NONE}, ("by_hand", None)),
        (StepOf.IDP_ACCESS, {"connection": AWAY}, ("by_hand", None)),
    ],
)
def test_what_comes_before_the_first_step(step: StepOf, pieces: Any, expected: Any) -> None:
    """Seen to be there, seen to be missing, or not seen."""
    assert state(guide(**pieces), step) == expected


@pytest.mark.parametrize(
    ("connected", "configure", "activate"),
    [
        (ConnectionState.ACTIVE, ("done", None), ("done", None)),
        (ConnectionState.INACTIVE, ("done", None), ("attention", Cause.SYNC_DEACTIVATED)),
        (ConnectionState.INVALID_CREDENTIALS, ("attention", Cause.SYNC_IDP_NOT_CONNECTED), ("blocked", None)),
        (ConnectionState.NONE, ("blocked", None), ("blocked", None)),
        (ConnectionState.DELETING, ("blocked", None), ("blocked", None)),
        (ConnectionState.OTHER, ("unknown", None), ("unknown", None)),
    ],
)
def test_the_connections_state_tells_two_steps(connected: ConnectionState, configure: Any, activate: Any) -> None:
    """A faulty connection wants attention with its cause, at the step it belongs to."""
    found = guide(connection=connection(connected))
    assert (state(found, StepOf.CONFIGURE), state(found, StepOf.ACTIVATE)) == (configure, activate)


def test_a_connection_that_is_being_validated_is_to_be_waited_for() -> None:
    """The portal was visited; the provider has to connect."""
    found = guide(connection=connection(ConnectionState.VALIDATING))
    assert state(found, StepOf.ADMIN_PORTAL) == ("done", None)
    assert found.next_step is not None
    assert found.next_step.id is StepOf.CONFIGURE
    one = next(step for step in found.steps if step.id is StepOf.ACTIVATE)
    assert (one.state, one.blocked_by, one.cause) == (Ready.BLOCKED, (StepOf.CONFIGURE,), Cause.SYNC_NOT_ENABLED)


def test_an_unseen_connection_leaves_the_steps_open() -> None:
    """Nothing is done without having been seen."""
    found = guide(connection=AWAY, audit=())
    for step in (StepOf.OPEN_SETTINGS, StepOf.ADMIN_PORTAL, StepOf.DIRECTORY_SYNC, StepOf.CONFIGURE, StepOf.ACTIVATE):
        assert state(found, step) == ("unknown", None)


def test_a_deleted_directory_is_to_be_made_again() -> None:
    """There was one, so the way there is known; what comes after it waits."""
    found = guide(**{**NOBODY, "delivery": delivery(activated_at=None, deleted_at=NOW)})
    assert state(found, StepOf.DIRECTORY_SYNC) == ("attention", Cause.SYNC_DELETED)
    assert state(found, StepOf.CONFIGURE) == ("blocked", None)


def test_failing_deliveries_want_attention() -> None:
    """Active at WorkOS, and nothing reaches Flow."""
    found = guide(delivery=delivery(failing_since=NOW))
    assert state(found, StepOf.ACTIVATE) == ("attention", Cause.SYNC_WEBHOOK_UNREACHABLE)


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ({}, ("done", None)),
        ({"directory_users": ()}, ("by_hand", None)),
        ({"directory_users": AWAY}, ("by_hand", None)),
        ({"directory_users": (directory_user(email=None),)}, ("attention", Cause.CREATE_EMAIL_NOT_MAPPED)),
        ({"directory_users": (directory_user(family_name=None),)}, ("by_hand", None)),
        (
            {"directory_users": (directory_user(family_name=None),), "claims": identity()},
            ("attention", Cause.UPDATE_ATTRIBUTE_NOT_MAPPED),
        ),
        (
            {"directory_users": (directory_user(family_name=None),), "claims": identity(family_name=None)},
            ("by_hand", None),
        ),
        ({"connection": NONE}, ("blocked", None)),
    ],
)
def test_the_mapping_shows_in_who_came_through(pieces: Any, expected: Any) -> None:
    """Values that arrived are mapped; a missing one is a fault only where the provider has it."""
    assert state(guide(**pieces), StepOf.MAP_ATTRIBUTES) == expected


def test_a_pilot_without_email_shows_a_fault_of_the_mapping() -> None:
    """Somebody came through under a user name only."""
    found = guide(Pilot("ada.byron", in_flow=False))
    assert state(found, StepOf.MAP_ATTRIBUTES) == ("attention", Cause.CREATE_EMAIL_NOT_MAPPED)


def test_the_pilot_group_is_assigned_then_verified() -> None:
    """Nobody, somebody who has not arrived, and everybody."""
    nobody = guide()
    assert (state(nobody, StepOf.ASSIGN_PILOT), state(nobody, StepOf.VERIFY_PILOT)) == (
        ("todo", None),
        ("blocked", None),
    )
    half = guide(Pilot(ADA, in_flow=True), Pilot("linh@pilot.example", in_flow=False))
    assert (state(half, StepOf.ASSIGN_PILOT), state(half, StepOf.VERIFY_PILOT)) == (("done", None), ("attention", None))
    shown = {fact.label: fact.value for fact in half.steps[-1].facts}
    assert shown["pilot_missing"] == "linh@pilot.example"


def test_unseen_pilots_leave_both_steps_open() -> None:
    """Whether anybody was assigned is not known."""
    found = guide(pilots=AWAY)
    assert (state(found, StepOf.ASSIGN_PILOT), state(found, StepOf.VERIFY_PILOT)) == (
        ("unknown", None),
        ("unknown", None),
    )


def test_who_was_assigned_too_early_is_no_pilot_group_yet() -> None:
    """While Directory Sync is validated nobody can arrive: both steps wait, and nobody is called missing."""
    early = guide(Pilot(ADA, in_flow=False), connection=connection(ConnectionState.VALIDATING))
    assert [state(early, one) for one in (StepOf.ASSIGN_PILOT, StepOf.VERIFY_PILOT)] == [("blocked", None)] * 2
    assert early.next_step is not None
    assert early.next_step.id is StepOf.CONFIGURE
    again = guide(Pilot(ADA, in_flow=True), connection=connection(ConnectionState.VALIDATING))
    assert state(again, StepOf.ASSIGN_PILOT) == ("done", None)
