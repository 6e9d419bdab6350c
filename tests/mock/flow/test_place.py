"""Flow as a place: events become rows, once each, with audit lines that nobody can change."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import pytest

from flow_desktop.mock.effects import Reason
from flow_desktop.mock.facts import (
    BillingReconciled,
    DomainRegistered,
    InvitationAccepted,
    InviteRequested,
    JoinAnswered,
    JoinRequested,
    Method,
    NameEdited,
    RemoveRequested,
    RevokeRequested,
    Role,
    RoleChangeRequested,
    SeatCapChanged,
    SignInAttempted,
    SignUpAttempted,
    SsoEnforcementChanged,
)
from flow_desktop.mock.faults import Broken
from tests.mock.flow.room import DIRECTORY, OURS, THEIRS, Room

GROUP = {"id": "directory_group_1", "name": "Pilot", "idp_id": "Pilot"}


def test_a_creation_becomes_account_membership_link_and_seat() -> None:
    """What the rules decide stands in the tables, as one person."""
    room = Room()
    room.hear_user("created", "ada")
    [(account, email, first, last, source, subject)] = room.rows(
        "SELECT id, email, first_name, last_name, source, subject FROM accounts"
    )
    assert (email, first, last, source, subject) == ("ada@pilot.example", "Ada", "Byron", "scim", None)
    assert room.rows("SELECT account_id, enterprise_id, role, source FROM memberships") == [
        (account, OURS, "member", "scim")
    ]
    assert room.rows("SELECT * FROM directory_links") == [(account, "directory_user_ada")]
    assert room.rows("SELECT seat_count FROM enterprise") == [(1,)]
    assert room.rows("SELECT account_id, reason FROM audit") == [(account, "provisioned"), (account, "seats_raised")]


def test_a_removal_keeps_the_account_and_says_which_role_it_had() -> None:
    """Membership and link are gone, the account and the billed seat stay; coming back is as Member."""
    room = Room()
    room.hear_user("created", "ada")
    [(account,)] = room.rows("SELECT id FROM accounts")
    room.flow.perform(RoleChangeRequested(Role.IT_ADMIN), about=account)
    room.hear_user("deleted", "ada")
    assert room.rows("SELECT id FROM accounts") == [(account,)]
    assert room.rows("SELECT COUNT(*) FROM memberships") == room.rows("SELECT COUNT(*) FROM directory_links") == [(0,)]
    assert room.rows("SELECT seat_count FROM enterprise") == [(1,)]
    assert room.rows("SELECT account_id, detail FROM audit WHERE reason = 'deprovisioned'") == [
        (account, '{"role": "it_admin"}')
    ]
    assert room.reasons(room.hear_user("created", "ada")) == ["reassociated", "role_reset"]
    assert room.rows("SELECT account_id, role FROM memberships") == [(account, "member")]


def test_a_removal_ends_sessions_only_where_that_is_switched_on() -> None:
    """`revoke_on_removal` revokes the person's tokens, and nobody else's."""
    for switched, revoked in ((0, [(0,), (0,)]), (1, [(1,), (0,)])):
        room = Room(revoke_on_removal=switched)
        room.hear_user("created", "ada")
        room.store.run("UPDATE accounts SET subject = 'user_ada'")
        room.add("tokens", access="t1", subject="user_ada")
        room.add("tokens", access="t2", subject="user_bo")
        room.hear_user("deleted", "ada")
        assert room.rows("SELECT revoked FROM tokens ORDER BY access") == revoked


def test_a_repeated_event_is_noted_and_the_first_stays_findable() -> None:
    """The second delivery of an event id changes nothing; its line names the id in the detail only."""
    room = Room()
    event = room.event("user.created", **room.user("ada"))
    first, second = room.flow.receive(event), room.flow.receive(event)
    assert (first.reason, second.reason) == (Reason.PROVISIONED, Reason.DUPLICATE_IGNORED)
    assert {reason for (reason,) in room.rows("SELECT reason FROM audit WHERE event_id = ?", event["id"])} == {
        "provisioned",
        "seats_raised",
    }
    [(detail,)] = room.rows("SELECT detail FROM audit WHERE reason = 'duplicate_ignored'")
    assert json.loads(detail) == {"event_id": event["id"]}
    assert room.rows("SELECT COUNT(*) FROM accounts") == [(1,)]


def test_the_nth_creation_fails_and_an_invitation_goes_out() -> None:
    """A failed write keeps nothing of the creation; its link makes a member, whom the next update links."""
    room = Room()
    room.faults.put(Broken(fail_provisioning=(2,)))
    assert room.reasons(room.hear_user("created", "ada"))[0] == "provisioned"
    assert room.reasons(room.hear_user("created", "bo")) == ["fallback_invited"]
    assert room.reasons(room.hear_user("created", "cy"))[0] == "provisioned"
    assert room.rows("SELECT COUNT(*) FROM accounts WHERE email = 'bo@pilot.example'") == [(0,)]
    [(invitation, kind, state)] = room.rows("SELECT id, kind, state FROM invitations")
    assert (kind, state) == ("fallback", "pending")
    room.flow.perform(InvitationAccepted("bo@pilot.example"), about=invitation)
    assert room.rows("SELECT state, accepted_at IS NULL, revoked_at FROM invitations") == [("accepted", 0, None)]
    assert room.rows("SELECT source, role FROM memberships WHERE source = 'invite'") == [("invite", "member")]
    assert room.reasons(room.hear_user("updated", "bo"))[0] == "linked_existing"


def test_the_count_of_failing_creations_starts_anew_with_the_fault() -> None:
    """Ordinals count from when the fault was set; another fault set meanwhile does not restart them."""
    room = Room()
    room.faults.put(Broken(fail_provisioning=(2,)))
    room.hear_user("created", "ada")
    room.faults.put(Broken(fail_provisioning=(2,), slow_ms=1))
    assert room.reasons(room.hear_user("created", "bo")) == ["fallback_invited"]
    room.faults.put(Broken(fail_provisioning=(1,)))
    assert room.reasons(room.hear_user("created", "cy")) == ["fallback_invited"]


def test_a_failed_creation_by_a_group_keeps_the_group_edge() -> None:
    """Who is seen first in a group and cannot be written is invited; being in the group is kept."""
    room = Room()
    room.faults.put(Broken(fail_provisioning=(1,)))
    decision = room.hear("group.user_added", group=GROUP, user=room.user("ada"))
    assert room.reasons(decision) == ["fallback_invited", "group_member_added"]
    assert room.rows("SELECT * FROM flow_group_members") == [(GROUP["id"], "directory_user_ada")]


def test_who_joined_by_the_fallback_leaves_with_the_directory_user_or_its_group() -> None:
    """The link that stood in for the directory binds: removal at the identity provider removes the member."""
    for farewell in ("user", "group"):
        room = Room()
        room.faults.put(Broken(fail_provisioning=(1,)))
        room.hear("group.user_added", group=GROUP, user=room.user("ada"))
        [(invitation,)] = room.rows("SELECT id FROM invitations")
        room.flow.perform(InvitationAccepted("ada@pilot.example"), about=invitation)
        assert room.rows("SELECT COUNT(*) FROM memberships") == [(1,)]
        if farewell == "user":
            assert room.reasons(room.hear_user("deleted", "ada")) == ["deprovisioned"]
        else:
            assert room.reasons(room.hear("group.deleted", **GROUP)) == ["group_deleted"]
        assert room.rows("SELECT COUNT(*) FROM memberships") == [(0,)]


def test_a_deleted_group_takes_its_users_and_its_edges() -> None:
    """Everybody of the group leaves, others stay, and Flow forgets the group."""
    room = Room()
    room.hear("group.created", **GROUP)
    assert room.rows("SELECT name FROM flow_groups") == [("Pilot",)]
    room.hear("group.updated", **{**GROUP, "name": "Pilots"})
    assert room.rows("SELECT name FROM flow_groups") == [("Pilots",)]
    for name in ("ada", "bo", "cy"):
        room.hear_user("created", name)
    for name in ("ada", "bo"):
        room.hear("group.user_added", group=GROUP, user=room.user(name))
    room.hear("group.user_removed", group=GROUP, user=room.user("bo"))
    room.hear("group.deleted", **GROUP)
    left = "SELECT a.email FROM accounts a JOIN memberships m ON m.account_id = a.id ORDER BY 1"
    assert room.rows(left) == [("bo@pilot.example",), ("cy@pilot.example",)]
    assert room.rows("SELECT COUNT(*) FROM flow_groups") == room.rows("SELECT COUNT(*) FROM flow_group_members")


def test_the_deleted_directory_leaves_members_and_frees_their_hands() -> None:
    """dsync.deleted: all stay members, no link and no copy is left, and admins manage by hand again."""
    room = Room()
    room.hear_user("created", "ada")
    assert room.flow.perform(InviteRequested("bo@pilot.example")).reason is Reason.MANUAL_BLOCKED_BY_SCIM
    room.hear("deleted")
    assert room.rows("SELECT COUNT(*) FROM memberships") == [(1,)]
    for table in ("directory_links", "flow_directory_users", "flow_group_members"):
        assert room.rows(f"SELECT COUNT(*) FROM {table}") == [(0,)]
    assert room.flow.perform(InviteRequested("bo@pilot.example")).reason is Reason.INVITED
    [(invitation,)] = room.rows("SELECT id FROM invitations")
    room.flow.perform(RevokeRequested(), about=invitation)
    assert room.rows("SELECT state, revoked_at IS NULL FROM invitations") == [("revoked", 0)]
    assert room.reasons(room.hear_user("created", "cy")) == ["directory_inactive"]
    room.hear("activated", domains=[{"object": "organization_domain", "id": "d", "domain": "second.example"}])
    assert ("second.example",) in room.rows("SELECT domain FROM domains")
    assert room.reasons(room.hear_user("created", "ada")) == ["linked_existing"]


def test_events_of_an_unlinked_or_unknown_directory_are_ignored() -> None:
    """Only the directory that is linked now is heard."""
    room = Room()
    event = room.event("user.created", **room.user("ada"))
    event["data"]["directory_id"] = "directory_of_old"
    assert room.flow.receive(event).reason is Reason.DIRECTORY_INACTIVE
    room.store.run("UPDATE directories SET state = 'unlinked'")
    assert room.hear_user("created", "ada").reason is Reason.DIRECTORY_INACTIVE
    assert room.rows("SELECT email, directory_user_id FROM audit") == [("ada@pilot.example", "directory_user_ada")] * 2


def test_a_request_to_join_is_answered_once() -> None:
    """Asked, approved, in; the answered request cannot be answered again."""
    room = Room(scim_on=False)
    room.flow.perform(JoinRequested("dan@elsewhere.example"))
    [(request,)] = room.rows("SELECT id FROM join_requests")
    answer = JoinAnswered("dan@elsewhere.example", approved=True)
    assert room.flow.perform(answer, about=request).reason is Reason.JOIN_APPROVED
    assert room.rows("SELECT state, decided_at IS NULL FROM join_requests") == [("approved", 0)]
    assert room.rows("SELECT source, role FROM memberships") == [("manual", "member")]
    assert room.flow.perform(answer, about=request).reason is Reason.JOIN_REQUEST_UNUSABLE


def test_settings_are_written() -> None:
    """Cap, reconciliation, domains and SSO enforcement stand in the enterprise."""
    room = Room(seat_count=9)
    admin = room.add_account("boss", role="admin")
    for action in (SeatCapChanged(20), BillingReconciled(), DomainRegistered("x.example"), SsoEnforcementChanged(True)):
        assert not room.flow.perform(action, actor=admin).refused
    assert room.rows("SELECT seat_cap, seat_count, sso_enforced FROM enterprise") == [(20, 1, 1)]
    room.flow.perform(DomainRegistered("x.example", registered=False), actor=admin)
    assert room.rows("SELECT domain FROM domains") == [("pilot.example",)]
    assert room.rows("SELECT DISTINCT actor FROM audit") == [(admin,)]
    assert room.rows("SELECT event FROM audit WHERE reason = 'cap_changed'") == [("seat_cap_changed",)]


def test_an_edited_name_is_marked_until_the_directory_speaks() -> None:
    """Flow knows that a name was edited locally; the next update of the directory takes it back."""
    room = Room()
    room.hear_user("created", "ada")
    [(account,)] = room.rows("SELECT id FROM accounts")
    room.flow.perform(NameEdited("Augusta", None), about=account, actor=account)
    assert room.rows("SELECT first_name, last_name, name_edited_at IS NULL FROM accounts") == [("Augusta", "Byron", 0)]
    assert room.reasons(room.hear_user("updated", "ada")) == ["name_updated"]
    assert room.rows("SELECT first_name, name_edited_at FROM accounts") == [("Ada", None)]


def test_signing_in_and_up_ask_the_rules() -> None:
    """Whose account it is may be said by id, for the address at the identity provider may be another."""
    room = Room()
    member, outsider = room.add_account("ada", role="member"), room.add_account("bo", role="member", enterprise=THEIRS)
    by_id = SignInAttempted("ada.king@pilot.example", Method.SSO)
    assert room.flow.perform(by_id, about=member).reason is Reason.SIGNED_IN
    assert room.flow.perform(by_id).reason is Reason.NOT_PROVISIONED
    assert room.flow.perform(by_id, about=outsider).reason is Reason.SIGNED_IN_WITHOUT_MEMBERSHIP
    assert room.flow.perform(SignUpAttempted("new@elsewhere.example")).reason is Reason.SIGNED_UP
    assert room.rows("SELECT source FROM accounts WHERE email = 'new@elsewhere.example'") == [("self",)]


def test_nobody_acts_under_an_unknown_id() -> None:
    """An actor whom nobody is raises LookupError and leaves nothing behind."""
    room = Room(scim_on=False)
    with pytest.raises(LookupError):
        room.flow.perform(RemoveRequested(), about=room.add_account("ada", role="member"), actor="account_nobody")
    assert room.rows("SELECT COUNT(*) FROM audit") == [(0,)]


def test_an_invitation_expires() -> None:
    """After a month the link is of no use, and holds no seat any more."""
    room = Room(scim_on=False, seat_cap=1)
    room.flow.perform(InviteRequested("ada@pilot.example"))
    [(invitation,)] = room.rows("SELECT id FROM invitations")
    assert room.flow.perform(InviteRequested("bo@pilot.example")).reason is Reason.SEAT_CAP
    room.clock.now += 31 * 24 * 3600
    accepted = room.flow.perform(InvitationAccepted("ada@pilot.example"), about=invitation)
    assert accepted.reason is Reason.INVITATION_UNUSABLE
    assert room.flow.perform(InviteRequested("bo@pilot.example")).reason is Reason.INVITED


@pytest.mark.parametrize("statement", ["UPDATE audit SET reason = 'unchanged'", "DELETE FROM audit"])
def test_the_audit_cannot_be_changed(statement: str) -> None:
    """The tables themselves refuse to change or drop a line."""
    room = Room()
    room.hear_user("created", "ada")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        room.store.run(statement)


def test_an_error_that_is_no_trouble_of_the_database_leaves_nothing() -> None:
    """A world without an enterprise is a mistake of the world, not something to fall back from."""
    room = Room()
    room.store.run("DELETE FROM enterprise")
    with pytest.raises(LookupError):
        room.hear_user("created", "ada")
    assert room.rows("SELECT COUNT(*) FROM audit") == [(0,)]


_WRONG: list[dict[str, Any]] = [
    {},
    {"id": 7},
    {"id": ""},
    {"event": "user.created"},
    {"event": "dsync.deactivated"},
    {"event": None},
    {"data": None},
    {"data": []},
    {"data": {"directory_id": DIRECTORY}},
]


@pytest.mark.parametrize("change", _WRONG, ids=str)
def test_what_is_no_directory_event_is_refused(change: dict[str, Any]) -> None:
    """Incomplete or foreign objects raise ValueError and leave nothing behind."""
    room = Room()
    event = {} if not change else {**room.event("user.created", **room.user("ada")), **change}
    with pytest.raises(ValueError, match=r"\w"):
        room.flow.receive(event)
    assert room.rows("SELECT COUNT(*) FROM audit") == [(0,)]


@pytest.mark.parametrize("change", [{"state": "staged"}, {"email": 5}, {"updated_at": None}, {"id": None}], ids=str)
def test_a_malformed_directory_user_is_refused(change: dict[str, Any]) -> None:
    """A user without id, state or time, or with a wrong type, raises ValueError."""
    room = Room()
    with pytest.raises(ValueError, match=r"\w"):
        room.hear_user("created", "ada", **change)


def test_suspended_is_inactive() -> None:
    """The state that WorkOS folded into inactive is read as such."""
    room = Room()
    assert room.hear_user("created", "ada", state="suspended").reason is Reason.INACTIVE_ON_CREATE
