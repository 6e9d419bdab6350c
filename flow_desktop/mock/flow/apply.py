"""Writes what the rules decided into Flow's tables. No rule and no statement here deletes an account."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import assert_never

from flow_desktop.mock.addresses import email_key
from flow_desktop.mock.effects import (
    PERSON_OF_EVENT,
    AddDomains,
    AddEdge,
    CloseInvitation,
    CloseJoinRequest,
    CreateAccount,
    Effect,
    EnforceSso,
    ForgetGroup,
    Join,
    Leave,
    Link,
    OpenJoinRequest,
    Remember,
    RememberGroup,
    RemoveDomain,
    RemoveEdge,
    SendInvitation,
    SetName,
    SetRole,
    SetScim,
    SetSeatCap,
    SetSeatCount,
    Unlink,
    UnlinkAll,
)
from flow_desktop.mock.ids import new_id
from flow_desktop.mock.world_clock import stamp

INVITATION_SECONDS = 30 * 24 * 3600  # nothing says how long a link lives; a month outlasts every scenario

_Person = CreateAccount | Join | Leave | SetRole | Link | Unlink | SetName
_Setting = SetSeatCount | SetSeatCap | AddDomains | RemoveDomain | SetScim | EnforceSso
_Asking = SendInvitation | CloseInvitation | OpenJoinRequest | CloseJoinRequest
_Copy = Remember | UnlinkAll | RememberGroup | ForgetGroup | AddEdge | RemoveEdge


class Writer:
    """Writes effects inside one transaction, at one moment of the world (`now`, Unix seconds)."""

    def __init__(self, connection: sqlite3.Connection, enterprise_id: str, now: float) -> None:
        self._db, self._enterprise, self._seconds, self._now = connection, enterprise_id, now, stamp(now)
        self._created = PERSON_OF_EVENT

    def write(self, effects: Iterable[Effect]) -> None:
        """All of them, in order."""
        for effect in effects:
            match effect:
                case CreateAccount() | Join() | Leave() | SetRole() | Link() | Unlink() | SetName():
                    self._person(effect)
                case SetSeatCount() | SetSeatCap() | AddDomains() | RemoveDomain() | SetScim() | EnforceSso():
                    self._setting(effect)
                case SendInvitation() | CloseInvitation() | OpenJoinRequest() | CloseJoinRequest():
                    self._asking(effect)
                case Remember() | UnlinkAll() | RememberGroup() | ForgetGroup() | AddEdge() | RemoveEdge():
                    self._copy(effect)
                case _:
                    assert_never(effect)

    def _person(self, effect: _Person) -> None:
        match effect:
            case CreateAccount():
                self._create_account(effect)
            case Join(account, role, source):
                self._insert(
                    "memberships",
                    account_id=account or self._created,
                    enterprise_id=self._enterprise,
                    role=role.value,
                    source=source.value,
                    created_at=self._now,
                )
            case Leave():
                self._leave(effect)
            case SetRole(account, role):
                self._run("UPDATE memberships SET role = ? WHERE account_id = ?", role.value, account)
            case Link(account, user):
                self._run("DELETE FROM directory_links WHERE directory_user_id = ?", user)
                self._run("DELETE FROM directory_links WHERE account_id = ?", account or self._created)
                self._insert("directory_links", account_id=account or self._created, directory_user_id=user)
            case Unlink(account):
                self._run("DELETE FROM directory_links WHERE account_id = ?", account)
            case SetName():
                self._set_name(effect)
            case _:
                assert_never(effect)
        # `updated_at` is about the account's own values; this is about membership and link as well.
        self._run("UPDATE accounts SET changed_at = ? WHERE id = ?", self._now, _account_id(effect) or self._created)

    def _create_account(self, effect: CreateAccount) -> None:
        self._created = new_id("account", now=self._seconds)
        self._insert(
            "accounts",
            id=self._created,
            email=effect.email,
            email_key=email_key(effect.email),
            first_name=effect.first_name,
            last_name=effect.last_name,
            source=effect.source.value,
            created_at=self._now,
            updated_at=self._now,
        )

    def _leave(self, effect: Leave) -> None:
        self._run("DELETE FROM memberships WHERE account_id = ?", effect.account_id)
        if effect.revoke_sessions:
            self._run(
                "UPDATE tokens SET revoked = 1 WHERE subject = (SELECT subject FROM accounts WHERE id = ?)",
                effect.account_id,
            )

    def _set_name(self, effect: SetName) -> None:
        self._run(
            "UPDATE accounts SET first_name = ?, last_name = ?, updated_at = ?, name_edited_at = ? WHERE id = ?",
            effect.first_name,
            effect.last_name,
            self._now,
            self._now if effect.edited else None,
            effect.account_id,
        )

    def _setting(self, effect: _Setting) -> None:
        match effect:
            case SetSeatCount(count):
                self._run("UPDATE enterprise SET seat_count = ?", count)
            case SetSeatCap(cap):
                self._run("UPDATE enterprise SET seat_cap = ?", cap)
            case AddDomains(domains):
                for domain in domains:
                    self._run("INSERT OR IGNORE INTO domains (domain) VALUES (?)", domain)
            case RemoveDomain(domain):
                self._run("DELETE FROM domains WHERE domain = ?", domain)
            case SetScim(on):
                self._run("UPDATE enterprise SET scim_on = ?", int(on))
            case EnforceSso(enforced):
                self._run("UPDATE enterprise SET sso_enforced = ?", int(enforced))
            case _:
                assert_never(effect)

    def _asking(self, effect: _Asking) -> None:
        match effect:
            case SendInvitation():
                self._send_invitation(effect)
            case CloseInvitation(invitation, state):
                self._run(
                    "UPDATE invitations SET state = ?1, accepted_at = iif(?1 = 'accepted', ?2, accepted_at),"
                    " revoked_at = iif(?1 = 'revoked', ?2, revoked_at) WHERE id = ?3",
                    state,
                    self._now,
                    invitation,
                )
            case OpenJoinRequest(email):
                self._insert(
                    "join_requests",
                    id=new_id("join_request", now=self._seconds),
                    email=email,
                    email_key=email_key(email),
                    state="pending",
                    created_at=self._now,
                )
            case CloseJoinRequest(request, state):
                self._run("UPDATE join_requests SET state = ?, decided_at = ? WHERE id = ?", state, self._now, request)
            case _:
                assert_never(effect)

    def _send_invitation(self, effect: SendInvitation) -> None:
        made = new_id("invitation", now=self._seconds)
        self._insert(
            "invitations",
            id=made,
            email=effect.email,
            email_key=email_key(effect.email),
            role=effect.role.value,
            state="pending",
            kind="fallback" if effect.fallback else "manual",
            link=f"/sign-in/invitation/{made}",  # no secret: it lets in only who signs in with that address
            created_at=self._now,
            expires_at=stamp(self._seconds + INVITATION_SECONDS),
        )

    def _copy(self, effect: _Copy) -> None:
        match effect:
            case Remember():
                self._remember(effect)
            case UnlinkAll():
                self._run(
                    "UPDATE accounts SET changed_at = ? WHERE id IN (SELECT account_id FROM directory_links)", self._now
                )
                for table in ("directory_links", "flow_directory_users", "flow_groups", "flow_group_members"):
                    self._run(f"DELETE FROM {table}")  # noqa: S608 - our own names
            case RememberGroup(group, name, idp_id):
                self._insert("flow_groups", id=group, idp_id=idp_id, name=name)
            case ForgetGroup(group):
                self._run("DELETE FROM flow_groups WHERE id = ?", group)
                self._run("DELETE FROM flow_group_members WHERE group_id = ?", group)
            case AddEdge(group, user):
                self._insert("flow_group_members", group_id=group, directory_user_id=user)
            case RemoveEdge(group, user):
                self._run("DELETE FROM flow_group_members WHERE group_id = ? AND directory_user_id = ?", group, user)
            case _:
                assert_never(effect)

    def _remember(self, effect: Remember) -> None:
        user = effect.user
        self._insert(
            "flow_directory_users",
            id=user.id,
            idp_id=user.idp_id,
            username=user.username,
            email=user.email,
            email_key=email_key(user.email),
            first_name=user.first_name,
            last_name=user.last_name,
            state=user.state,
            updated_at=user.updated_at,
        )

    def _run(self, sql: str, *values: object) -> None:
        self._db.execute(sql, values)

    def _insert(self, table: str, **values: object) -> None:
        """Flow's copies of directory things replace what is there; two memberships or addresses are an error."""
        verb = "INSERT OR REPLACE" if table.startswith("flow_") else "INSERT"
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        self._run(f"{verb} INTO {table} ({names}) VALUES ({marks})", *values.values())


def _account_id(effect: _Person) -> str:
    return PERSON_OF_EVENT if isinstance(effect, CreateAccount) else effect.account_id
