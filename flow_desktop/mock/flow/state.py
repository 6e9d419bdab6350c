"""Loads what the rules need to know for one event: a handful of indexed look-ups, however many people there are."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, replace

from flow_desktop.mock.addresses import email_key
from flow_desktop.mock.facts import (
    Account,
    DirectoryUser,
    Enterprise,
    Event,
    GroupDeleted,
    GroupMemberAdded,
    GroupMemberRemoved,
    GroupUser,
    Invitation,
    InvitationAccepted,
    InviteRequested,
    JoinAnswered,
    JoinRequested,
    NameEdited,
    ProvisioningFailed,
    RemoveRequested,
    RevokeRequested,
    Role,
    RoleChangeRequested,
    SignInAttempted,
    SignUpAttempted,
    Source,
    State,
    UserCreated,
    UserDeleted,
    UserUpdated,
)

_ACCOUNT = """
SELECT a.id, a.email, a.first_name, a.last_name, m.enterprise_id, m.role, COALESCE(m.source, a.source) AS source,
    l.directory_user_id
FROM accounts a LEFT JOIN memberships m ON m.account_id = a.id LEFT JOIN directory_links l ON l.account_id = a.id
"""
_PENDING = "state = 'pending' AND (expires_at IS NULL OR expires_at > :now)"


@dataclass(frozen=True, slots=True)
class Asked:
    """Where an event came from: its id and directory, or whom an action is `about` and who does it (`actor`)."""

    event_id: str | None = None
    directory_id: str | None = None
    about: str | None = None
    actor: str | None = None


class Loader:
    """Reads Flow's tables inside one transaction; `now` is the world's time as text. Raises LookupError."""

    def __init__(self, connection: sqlite3.Connection, now: str) -> None:
        self._db, self._now = connection, now

    def load(self, event: Event, asked: Asked) -> State:
        """The slice of Flow that this event can touch. LookupError: nobody has the actor's id."""
        state = State(
            enterprise=self._enterprise(asked.directory_id),
            already_processed=self._is_processed(asked.event_id),
            actor=self._actor(asked.actor),
        )
        match event:
            case UserCreated(user) | UserUpdated(user) | UserDeleted(user) | ProvisioningFailed(user):
                return self._about_user(state, user)
            case GroupMemberAdded(_, user) | GroupMemberRemoved(_, user):
                return self._about_user(state, user)
            case GroupDeleted():
                return replace(state, group_users=self._group_users(event.group_id))
            case (
                InvitationAccepted(email) | InviteRequested(email) | JoinRequested(email) | JoinAnswered(email)
                | SignUpAttempted(email) | SignInAttempted(email)
            ):  # fmt: skip
                return self._about_address(state, email, about=asked.about, event=event)
            case RevokeRequested():
                return replace(state, invitation=self._invitation("id", asked.about))
            case RemoveRequested() | RoleChangeRequested() | NameEdited():
                return replace(state, by_email=self._account("a.id", asked.about))
            case _:
                return state

    # --- the enterprise -------------------------------------------------------------------------------------------

    def _enterprise(self, directory_id: str | None) -> Enterprise:
        row = self._one("SELECT * FROM enterprise")
        if row is None:
            raise LookupError("this world has no enterprise")
        linked = self._one("SELECT 1 FROM directories WHERE id = :id AND state = 'linked'", id=directory_id)
        return Enterprise(
            id=row["id"],
            plan=row["plan"],
            sso_enforced=bool(row["sso_enforced"]),
            scim_on=bool(row["scim_on"]),
            directory_active=bool(row["scim_on"]) and linked is not None,
            domains=frozenset(one["domain"] for one in self._all("SELECT domain FROM domains")),
            seat_cap=row["seat_cap"],
            seat_count=row["seat_count"],
            seats_used=self._seats_used(row),
            pending_hold_seats=bool(row["pending_hold_seats"]),
            remove_on_inactive=bool(row["remove_on_inactive"]),
            revoke_on_removal=bool(row["revoke_on_removal"]),
        )

    def _seats_used(self, enterprise: sqlite3.Row) -> int:
        """Members are counted by the table itself as they come and go: a hundred thousand are not counted again."""
        members = self._count("SELECT members FROM paid_seats WHERE enterprise_id = :id", id=enterprise["id"])
        if not enterprise["pending_hold_seats"]:
            return members
        return members + self._count(f"SELECT COUNT(*) FROM invitations WHERE {_PENDING} AND role != 'it_admin'")  # noqa: S608 - our text

    def _is_processed(self, event_id: str | None) -> bool:
        return event_id is not None and self._one("SELECT 1 FROM audit WHERE event_id = :id", id=event_id) is not None

    def _actor(self, account_id: str | None) -> Account | None:
        actor = self._account("a.id", account_id)
        if actor is None and account_id is not None:
            raise LookupError("nobody has the id of the one who asks")
        return actor

    # --- people ---------------------------------------------------------------------------------------------------

    def _about_user(self, state: State, user: DirectoryUser) -> State:
        by_email = self._account("a.email_key", email_key(user.email))
        return replace(
            state,
            remembered=self._remembered(user.id),
            linked=self._account("l.directory_user_id", user.id),
            by_email=by_email,
            invitation=self._invitation("email_key", email_key(user.email)),
            joined_by_fallback=self._joined_by_fallback(user.email),
            former_role=self._former_role(by_email),
            namesake=self._has_namesake(state.enterprise.id, user),
        )

    def _about_address(self, state: State, email: str, *, about: str | None, event: Event) -> State:
        key = email_key(email)
        signing_in = isinstance(event, SignInAttempted) and about is not None
        request = ("id", about) if isinstance(event, JoinAnswered) else ("email_key", key)
        invitation = ("id", about) if isinstance(event, InvitationAccepted) else ("email_key", key)
        return replace(
            state,
            by_email=self._account("a.id", about) if signing_in else self._account("a.email_key", key),
            invitation=self._invitation(*invitation),
            join_request=self._join_request(*request),
        )

    def _account(self, column: str, value: str | None) -> Account | None:
        row = None if value is None else self._one(f"{_ACCOUNT} WHERE {column} = :value", value=value)
        if row is None:
            return None
        return Account(
            id=row["id"],
            email=row["email"],
            first_name=row["first_name"],
            last_name=row["last_name"],
            enterprise_id=row["enterprise_id"],
            role=Role(row["role"]) if row["role"] else None,
            source=Source(row["source"]) if row["source"] else None,
            directory_user_id=row["directory_user_id"],
        )

    def _invitation(self, column: str, value: str | None) -> Invitation | None:
        sql = f"SELECT * FROM invitations WHERE {column} = :value AND {_PENDING}"  # noqa: S608 - our text
        row = self._one(sql, value=value)
        if row is None:
            return None
        return Invitation(row["id"], row["email"], Role(row["role"]), fallback=row["kind"] == "fallback")

    def _join_request(self, column: str, value: str | None) -> str | None:
        sql = f"SELECT id FROM join_requests WHERE {column} = :value AND state = 'pending'"  # noqa: S608 - our text
        row = self._one(sql, value=value)
        return None if row is None else str(row["id"])

    def _joined_by_fallback(self, email: str | None) -> bool:
        sql = "SELECT 1 FROM invitations WHERE email_key = :key AND state = 'accepted' AND kind = 'fallback'"
        return self._one(sql, key=email_key(email)) is not None

    def _former_role(self, account: Account | None) -> Role | None:
        """What the newest audit line about leaving says; nobody who is in has a former role."""
        if account is None or account.enterprise_id is not None:
            return None
        row = self._one(
            "SELECT detail FROM audit WHERE email_key = :key AND reason IN"
            " ('deprovisioned', 'deactivated', 'group_deleted', 'removed_by_hand') ORDER BY position DESC",
            key=email_key(account.email),
        )
        role = json.loads(row["detail"]).get("role") if row else None
        return Role(role) if role else None

    def _has_namesake(self, enterprise: str, user: DirectoryUser) -> bool:
        row = self._one(
            "SELECT 1 FROM accounts a CROSS JOIN memberships m ON m.account_id = a.id"
            " WHERE a.last_name = :last COLLATE NOCASE AND a.first_name = :first COLLATE NOCASE AND a.email_key != :key"
            " AND m.enterprise_id = :enterprise",
            enterprise=enterprise,
            first=user.first_name,
            last=user.last_name,
            key=email_key(user.email),
        )
        return row is not None

    # --- Flow's copy of the directory -----------------------------------------------------------------------------

    def _remembered(self, user_id: str) -> DirectoryUser | None:
        row = self._one("SELECT * FROM flow_directory_users WHERE id = :id", id=user_id)
        return None if row is None else _directory_user(row)

    def _group_users(self, group_id: str) -> tuple[GroupUser, ...]:
        rows = self._all(
            "SELECT u.* FROM flow_group_members g JOIN flow_directory_users u ON u.id = g.directory_user_id"
            " WHERE g.group_id = :id ORDER BY u.id",
            id=group_id,
        )
        return tuple(self._group_user(_directory_user(row)) for row in rows)

    def _group_user(self, user: DirectoryUser) -> GroupUser:
        account = self._account("l.directory_user_id", user.id)
        if account is None and self._joined_by_fallback(user.email):  # in by the link that stood in for the directory
            account = self._account("a.email_key", email_key(user.email))
        return GroupUser(user, account, self._invitation("email_key", email_key(user.email)))

    def _one(self, sql: str, **values: str | None) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._db.execute(sql, {"now": self._now, **values}).fetchone()
        return row

    def _all(self, sql: str, **values: str | None) -> list[sqlite3.Row]:
        return self._db.execute(sql, {"now": self._now, **values}).fetchall()

    def _count(self, sql: str, **values: str | None) -> int:
        row = self._one(sql, **values)
        return int(row[0]) if row else 0


def _directory_user(row: sqlite3.Row) -> DirectoryUser:
    return DirectoryUser(
        id=row["id"],
        email=row["email"],
        first_name=row["first_name"],
        last_name=row["last_name"],
        state=row["state"],
        updated_at=row["updated_at"],
        username=row["username"],
        idp_id=row["idp_id"],
    )
