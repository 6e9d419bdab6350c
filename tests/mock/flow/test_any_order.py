"""What holds of Flow whatever happens, in whatever order: random events and actions through the real place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flow_desktop.mock.effects import Decision, Reason
from flow_desktop.mock.facts import (
    BillingReconciled,
    DirectoryDeactivated,
    DirectoryReactivated,
    FlowAction,
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
)
from flow_desktop.mock.faults import Broken
from tests.mock.flow.room import THEIRS, Room

NAMES = ("ada", "bo", "cy", "dan")
BY_HAND = (InviteRequested, RevokeRequested, RemoveRequested, JoinAnswered)
KINDS = (
    "created", "created", "created", "updated", "updated", "deleted", "user_added", "user_removed", "group.deleted",
    "directory.deleted", "activated", "deactivated", "reactivated", "repeat", "accept", "invite", "revoke", "remove",
    "ask", "answer", "role", "cap", "reconcile", "name", "sign_up", "sign_in", "fail",
)  # fmt: skip
TABLES = ("accounts", "memberships", "directory_links", "invitations", "join_requests", "enterprise", "domains")


@dataclass(frozen=True)
class Step:
    """One thing that happens: what, about whom, how."""

    what: str
    name: str
    other: str
    inactive: bool
    late: bool
    role: Role


STEPS = st.builds(
    Step,
    what=st.sampled_from(KINDS),
    name=st.sampled_from(NAMES),
    other=st.sampled_from(NAMES),
    inactive=st.booleans(),
    late=st.booleans(),
    role=st.sampled_from(Role),
)


class Happening:
    """Plays steps in a room and says after each what must hold."""

    def __init__(self, *, cap: int | None, scim_on: bool) -> None:
        self.room = Room(seat_cap=cap, scim_on=scim_on)
        self.sent: list[dict[str, Any]] = []
        self.room.add_account("bo", role="admin")
        self.room.add_account("dan", role="member", enterprise=THEIRS)
        self.room.store.run("UPDATE enterprise SET seat_count = 1")

    def play(self, step: Step) -> None:
        """One step, then everything that must hold."""
        self.room.clock.now += 1
        before, audit = self.snapshot(), self.audit()
        decision = self.happen(step)
        after, grown = self.snapshot(), self.audit()
        assert grown[: len(audit)] == audit
        if decision is None:
            return
        assert len(grown) > len(audit)
        assert [reason for reason, *_ in grown[len(audit) :]] == self.room.reasons(decision)
        assert set(before["accounts"]) <= set(after["accounts"])
        [(seats_before,)], [(seats_after,)] = before["seats"], after["seats"]
        assert seats_after >= seats_before or decision.reason is Reason.SEATS_RECONCILED
        assert after["members"] == [] or max(count for _, count in after["members"]) == 1
        assert after["counted"] == after["paid"]
        if decision.refused or decision.reason in (Reason.DUPLICATE_IGNORED, Reason.STALE_IGNORED):
            assert before == after

    def snapshot(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything of Flow but the audit."""
        rows = self.room.rows
        return {
            **{table: rows(f"SELECT * FROM {table} ORDER BY 1") for table in TABLES},
            "accounts": rows("SELECT id, email FROM accounts ORDER BY id"),
            "names": rows("SELECT id, first_name, last_name FROM accounts ORDER BY id"),
            "seats": rows("SELECT seat_count FROM enterprise"),
            "counted": rows("SELECT enterprise_id, members FROM paid_seats WHERE members > 0 ORDER BY 1"),
            "paid": rows(
                "SELECT enterprise_id, COUNT(*) FROM memberships WHERE role <> 'it_admin' GROUP BY enterprise_id"
            ),
            "members": rows("SELECT account_id, COUNT(*) FROM memberships GROUP BY account_id"),
        }

    def audit(self) -> list[tuple[Any, ...]]:
        """All lines, oldest first."""
        return self.room.rows("SELECT reason, id, at, event_id, email, detail FROM audit ORDER BY position")

    def scim_on(self) -> bool:
        """Whether the directory manages the people."""
        return self.room.rows("SELECT scim_on FROM enterprise") == [(1,)]

    def happen(self, step: Step) -> Decision | None:
        """The step as an event or an action; None where there is nothing to do it to."""
        if step.what == "fail":
            self.room.faults.put(Broken(fail_provisioning=(1, 3) if step.late else (2,)))
            return None
        if step.what == "repeat":
            return self.room.flow.receive(self.sent[-1]) if self.sent else None
        event = self.event(step)
        if event is not None:
            self.sent.append(event)
            return self.room.flow.receive(event)
        return self.act(step)

    def event(self, step: Step) -> dict[str, Any] | None:
        """The directory event of a step, if it is one. Late ones carry an old time; some users share an address."""
        changes: dict[str, Any] = {"state": "inactive" if step.inactive else "active"}
        if step.late:
            changes["updated_at"] = "2020-01-01T00:00:00.000Z"
        if step.other == "cy":
            changes["email"] = f"{step.name}.{step.other}@pilot.example"
        user = self.room.user(step.name, **changes)
        group = {"id": f"group_{step.other}", "name": step.other, "idp_id": step.other}
        match step.what:
            case "created" | "updated" | "deleted":
                return self.room.event(f"user.{step.what}", **user)
            case "user_added" | "user_removed":
                return self.room.event(f"group.{step.what}", group=group, user=user)
            case "group.deleted":
                return self.room.event("group.deleted", **group)
            case "directory.deleted":
                return self.room.event("deleted")
            case "activated":
                return self.room.event("activated", domains=[{"domain": "second.example"}])
            case _:
                return None

    def act(self, step: Step) -> Decision:
        """What an admin or a person does; by hand and under SCIM it must be refused."""
        about = self.about(step)
        action = _action(step)
        decision = self.room.flow.perform(action, about=about)
        if isinstance(action, BY_HAND) and self.scim_on():
            assert decision.reason is Reason.MANUAL_BLOCKED_BY_SCIM
            assert decision.refused
            assert decision.effects == ()
        return decision

    def about(self, step: Step) -> str | None:
        """The id of what the action is about, if there is such a thing."""
        table = {"accept": "invitations", "revoke": "invitations", "answer": "join_requests"}.get(step.what, "accounts")
        email = f"{step.name}@pilot.example"
        found = self.room.rows(f"SELECT id FROM {table} WHERE email_key = ? ORDER BY id DESC", email)
        return str(found[0][0]) if found and step.what not in ("sign_in", "sign_up") else None


def _action(step: Step) -> FlowAction:
    email = f"{step.name}@pilot.example"
    actions: dict[str, FlowAction] = {
        "deactivated": DirectoryDeactivated(),
        "reactivated": DirectoryReactivated(),
        "accept": InvitationAccepted(email),
        "invite": InviteRequested(email, step.role, bulk=step.late),
        "revoke": RevokeRequested(),
        "remove": RemoveRequested(),
        "ask": JoinRequested(email),
        "answer": JoinAnswered(email, approved=step.late),
        "role": RoleChangeRequested(step.role),
        "cap": SeatCapChanged(2 if step.late else None),
        "reconcile": BillingReconciled(),
        "name": NameEdited(step.other, None),
        "sign_up": SignUpAttempted(email),
        "sign_in": SignInAttempted(email, Method.SSO if step.late else Method.PASSWORD),
    }
    return actions[step.what]


@settings(max_examples=150, deadline=None)
@given(steps=st.lists(STEPS, max_size=25), cap=st.sampled_from((None, 2, 3)), scim_on=st.booleans())
def test_whatever_happens(steps: list[Step], cap: int | None, scim_on: bool) -> None:
    """No account is lost or gets another e-mail; the billed seats fall by reconciliation only; every event leaves its
    audit lines, and lines only come; nobody has two memberships; under SCIM nothing happens by hand; what is refused,
    stale or repeated changes nothing.
    """
    happening = Happening(cap=cap, scim_on=scim_on)
    for step in steps:
        happening.play(step)


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(STEPS, min_size=1, max_size=20))
def test_replaying_all_events_changes_nothing(steps: list[Step]) -> None:
    """After any history, every event id that was heard may come again: only audit lines are added."""
    happening = Happening(cap=3, scim_on=True)
    for step in steps:
        happening.happen(step)
    before = happening.snapshot()
    decisions = [happening.room.flow.receive(event) for event in happening.sent]
    assert all(decision.reason is Reason.DUPLICATE_IGNORED for decision in decisions)
    assert happening.snapshot() == before


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(STEPS, max_size=20))
def test_the_cap_is_never_passed_by_joining(steps: list[Step]) -> None:
    """With a fixed cap there are never more paid members than the cap allows, whichever way people come in."""
    happening = Happening(cap=3, scim_on=True)
    for step in steps:
        if step.what != "cap":
            happening.happen(step)
            [(paid,)] = happening.room.rows(
                "SELECT COUNT(*) FROM memberships WHERE enterprise_id = 'enterprise_ours' AND role != 'it_admin'"
            )
            assert paid <= 3
