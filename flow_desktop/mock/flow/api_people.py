"""`/people?email=`: everything Flow and Directory Sync know of one address, so that one check is one request."""

from __future__ import annotations

import sqlite3

from flow_desktop.mock.addresses import domain_of, email_key
from flow_desktop.mock.flow.answers import (
    DirectoryUserListed,
    JoinRequestTold,
    LinkFacts,
    Member,
    Namesake,
    Person,
    RememberedUser,
)
from flow_desktop.mock.flow.api_audit import last_lines, person_keys
from flow_desktop.mock.flow.api_directory import REMEMBERED, users_where
from flow_desktop.mock.flow.api_invitations import invitations_of
from flow_desktop.mock.flow.api_members import find_member
from flow_desktop.mock.flow.asked import PersonAsked
from flow_desktop.mock.flow.calls import Access, Call, Operation, admit_to_person
from flow_desktop.mock.store import Store

_INVITATIONS = 10
# Told of members, and of accounts outside that the audit knows: the same that `/members` lists.
_SAME_NAME = (
    "SELECT a.id, a.email, a.first_name, a.last_name, m.role, COALESCE(m.source, a.source), a.created_at,"
    " u.id, u.idp_id FROM accounts a"
    " LEFT JOIN memberships m ON m.account_id = a.id AND m.enterprise_id = (SELECT id FROM enterprise)"
    " LEFT JOIN directory_links l ON l.account_id = a.id LEFT JOIN directory_users u ON u.id = l.directory_user_id"
    " WHERE a.last_name = ? COLLATE NOCASE AND a.first_name = ? COLLATE NOCASE AND a.id <> ?"
    " AND (m.account_id IS NOT NULL OR EXISTS (SELECT 1 FROM audit x WHERE x.account_id = a.id))"
    " ORDER BY u.id IS NOT NULL, a.id LIMIT 50"
)


def get_person(call: Call, asked: PersonAsked) -> Person:
    """Everything known of one address; nulls and empty lists when nothing is. A member may ask about themselves."""
    admit_to_person(call.asker, asked.email)
    store, key = call.store, email_key(asked.email)
    _, account_id, listed = person_keys(store, asked.email)
    users = users_where(store, "u.id IN (SELECT value FROM json_each(?))", listed)
    account = find_member(store, "a.id = ?", account_id)
    return Person(
        email=asked.email,
        domain_registered=store.one("SELECT 1 FROM domains WHERE domain = ?", domain_of(asked.email)) is not None,
        account=account,
        directory_users=users,
        remembered=_remembered(store, listed),
        invitations=invitations_of(store, asked.email, most=_INVITATIONS),
        join_request=_join_request(store, key),
        audit=last_lines(store, asked.email),
        similar=_similar(store, account, users) if call.asker.manages else None,
    )


def _remembered(store: Store, listed: str) -> list[RememberedUser]:
    rows = store.all(
        f"SELECT {REMEMBERED} FROM flow_directory_users"  # noqa: S608 - our own texts
        " WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        listed,
    )
    return [RememberedUser(*row) for row in rows]


def _similar(store: Store, account: Member | None, users: list[DirectoryUserListed]) -> list[Namesake]:
    """Other accounts with the name of the account, or of the directory user where there is no account yet."""
    named = account or next(iter(users), None)
    if named is None or not (named.first_name and named.last_name):
        return []
    rows = store.all(_SAME_NAME, named.last_name, named.first_name, account.id if account else "")
    return [_namesake(row) for row in rows]


def _namesake(row: sqlite3.Row) -> Namesake:
    linked = LinkFacts(*row[7:9]) if row[7] is not None else None
    return Namesake(*(*row[:7], linked))


def _join_request(store: Store, key: str | None) -> JoinRequestTold | None:
    row = store.one(
        "SELECT id, state, created_at, decided_at FROM join_requests WHERE email_key = ? ORDER BY id DESC LIMIT 1", key
    )
    return JoinRequestTold(*row) if row else None


PEOPLE = (Operation("GET", "/people", "get_person", Access.MEMBER, get_person, answer=Person, query=PersonAsked),)
