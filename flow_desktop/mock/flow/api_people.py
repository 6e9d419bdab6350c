"""`/people?email=`: everything Flow and Directory Sync know of one address, so that one check is one request."""

from __future__ import annotations

from flow_desktop.mock.addresses import domain_of, email_key
from flow_desktop.mock.flow.answers import DirectoryUserListed, JoinRequestTold, Person, RememberedUser
from flow_desktop.mock.flow.api_audit import last_lines
from flow_desktop.mock.flow.api_directory import users_where
from flow_desktop.mock.flow.api_invitations import invitations_of
from flow_desktop.mock.flow.api_members import find_member
from flow_desktop.mock.flow.asked import PersonAsked
from flow_desktop.mock.flow.calls import Access, Call, Operation, admit_to_person
from flow_desktop.mock.store import Store

_INVITATIONS = 10


def get_person(call: Call, asked: PersonAsked) -> Person:
    """Everything known of one address; nulls and empty lists when nothing is. A member may ask about themselves."""
    admit_to_person(call.asker, asked.email)
    store, key = call.store, email_key(asked.email)
    account = find_member(store, "a.email_key = ?", key)
    account_id = account.id if account else None
    users = users_where(store, "u.email_key = ? OR l.account_id = ?", key, account_id)
    return Person(
        email=asked.email,
        domain_registered=store.one("SELECT 1 FROM domains WHERE domain = ?", domain_of(asked.email)) is not None,
        account=account,
        directory_users=users,
        remembered=_remembered(store, key, users),
        invitations=invitations_of(store, asked.email, most=_INVITATIONS),
        join_request=_join_request(store, key),
        audit=last_lines(store, asked.email),
    )


def _remembered(store: Store, key: str | None, users: list[DirectoryUserListed]) -> list[RememberedUser]:
    marks = ", ".join("?" * len(users))
    rows = store.all(
        "SELECT id, username, email, first_name, last_name, state, updated_at FROM flow_directory_users"  # noqa: S608 - marks only
        f" WHERE email_key = ? OR id IN ({marks}) ORDER BY id",
        key,
        *(user.id for user in users),
    )
    return [RememberedUser(*row) for row in rows]


def _join_request(store: Store, key: str | None) -> JoinRequestTold | None:
    row = store.one(
        "SELECT id, state, created_at, decided_at FROM join_requests WHERE email_key = ? ORDER BY id DESC LIMIT 1", key
    )
    return JoinRequestTold(*row) if row else None


PEOPLE = (Operation("GET", "/people", "get_person", Access.MEMBER, get_person, answer=Person, query=PersonAsked),)
