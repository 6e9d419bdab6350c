"""What the console reads of the identity provider and of Directory Sync. It writes nothing."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from flow_desktop.mock.console.paging import Page, contains, read_page, searched
from flow_desktop.mock.flow.accounts import account_of
from flow_desktop.mock.store import Store

_PERSON_COLUMNS = """p.*, s.subject IS NOT NULL AS assigned, s.assigned_at, t.active AS sent_active,
EXISTS (SELECT 1 FROM idp_group_people gp JOIN idp_groups g ON g.key = gp.group_key
    WHERE gp.subject = p.subject AND g.assigned) AS assigned_by_group"""
_PEOPLE = """FROM idp_people p LEFT JOIN idp_assignments s ON s.subject = p.subject
LEFT JOIN idp_sent_people t ON t.subject = p.subject"""
_FOUND = """ WHERE (p.email LIKE ?1 ESCAPE '\\' OR p.username LIKE ?1 ESCAPE '\\' OR p.name LIKE ?1 ESCAPE '\\'
OR coalesce(p.given_name, '') || ' ' || coalesce(p.family_name, '') LIKE ?1 ESCAPE '\\')"""
_AUDIT = "SELECT u.*, a.email AS actor_email FROM audit u LEFT JOIN accounts a ON a.id = u.actor"
_SHORT_LIST = 50


@dataclass(frozen=True, slots=True)
class Records:
    """One person as the three places hold them; None where a place has nobody. `flow_copy` = what Flow last heard."""

    at_idp: sqlite3.Row | None
    in_directory: sqlite3.Row | None
    flow_copy: sqlite3.Row | None
    account: sqlite3.Row | None


# --- identity provider


def idp_people(store: Store) -> Page:
    """The people at the identity provider."""
    text = searched()
    if not text:
        return read_page(store, _PERSON_COLUMNS, _PEOPLE, order="p.position")
    return read_page(store, _PERSON_COLUMNS, _PEOPLE + _FOUND, contains(text), order="p.position")


def idp_person(store: Store, key: str) -> sqlite3.Row | None:
    """One person at the identity provider."""
    return store.one(f"SELECT {_PERSON_COLUMNS} {_PEOPLE} WHERE p.key = ?", key)


def idp_groups(store: Store) -> Page:
    """The groups at the identity provider, with how many people and groups are directly in them."""
    columns = """g.*, (SELECT count(*) FROM idp_group_people WHERE group_key = g.key) AS people,
(SELECT count(*) FROM idp_group_groups WHERE group_key = g.key) AS inner_groups"""
    return read_page(
        store, columns, "FROM idp_groups g WHERE g.name LIKE ? ESCAPE '\\'", contains(searched()), order="g.name"
    )


def idp_group(store: Store, key: str) -> sqlite3.Row | None:
    """One group."""
    return store.one("SELECT * FROM idp_groups WHERE key = ?", key)


def group_people(store: Store, key: str) -> Page:
    """The people directly in a group."""
    rest = "FROM idp_group_people gp JOIN idp_people p ON p.subject = gp.subject WHERE gp.group_key = ?"
    return read_page(store, "p.*", rest, key, order="p.position")


def groups_in(store: Store, key: str) -> list[sqlite3.Row]:
    """The groups directly in a group."""
    return store.all(
        "SELECT g.* FROM idp_group_groups gg JOIN idp_groups g ON g.key = gg.inner_key"
        " WHERE gg.group_key = ? ORDER BY g.name LIMIT ?",
        key,
        _SHORT_LIST,
    )


def groups_of(store: Store, subject: str) -> list[sqlite3.Row]:
    """The groups a person is directly in."""
    return store.all(
        "SELECT g.* FROM idp_group_people gp JOIN idp_groups g ON g.key = gp.group_key"
        " WHERE gp.subject = ? ORDER BY g.name LIMIT ?",
        subject,
        _SHORT_LIST,
    )


def groups_without(store: Store, subject: str) -> list[sqlite3.Row]:
    """Groups a person could be put into."""
    return store.all(
        "SELECT * FROM idp_groups WHERE key NOT IN (SELECT group_key FROM idp_group_people WHERE subject = ?)"
        " ORDER BY name LIMIT ?",
        subject,
        _SHORT_LIST,
    )


def other_groups(store: Store, key: str) -> list[sqlite3.Row]:
    """Groups that could be put into a group."""
    return store.all("SELECT * FROM idp_groups WHERE key <> ? ORDER BY name LIMIT ?", key, _SHORT_LIST)


def person_by_email(store: Store, email_key: str | None) -> sqlite3.Row | None:
    """Somebody at the identity provider by the address they log in with."""
    return store.one("SELECT * FROM idp_people WHERE login_key = ?", email_key)


def tasks(store: Store) -> Page:
    """The approval queue, waiting tasks first."""
    columns = "t.*, p.email, p.key, g.name AS group_name"
    rest = """FROM idp_tasks t LEFT JOIN idp_people p ON p.subject = t.subject
LEFT JOIN idp_groups g ON g.key = t.group_key"""
    return read_page(store, columns, rest, order="t.state <> 'waiting', t.position DESC")


def provisioning_log(store: Store) -> Page:
    """What the identity provider sent, newest first."""
    rest = "FROM idp_log l LEFT JOIN idp_people p ON p.subject = l.subject"
    return read_page(store, "l.*, p.email", rest, order="l.position DESC")


def last_log_position(store: Store) -> int:
    """Where the log ends now."""
    row = store.one("SELECT coalesce(max(position), 0) AS last FROM idp_log")
    return int(row["last"]) if row else 0


def log_since(store: Store, position: int) -> list[sqlite3.Row]:
    """The first lines of the log behind a position."""
    return store.all("SELECT * FROM idp_log WHERE position > ? ORDER BY position LIMIT ?", position, _SHORT_LIST)


def has_assignments(store: Store) -> bool:
    """Whether the app is assigned to anybody."""
    row = store.one(
        "SELECT EXISTS (SELECT 1 FROM idp_assignments) OR EXISTS (SELECT 1 FROM idp_groups WHERE assigned) AS assigned"
    )
    return bool(row and row["assigned"])


# --- Directory Sync


def directory(store: Store) -> sqlite3.Row | None:
    """The directory at WorkOS, if there is one."""
    return store.one("SELECT * FROM directories ORDER BY created_at DESC, id DESC")


def token_suffix(store: Store, directory_id: str) -> str:
    """The last letters of the bearer token that works now, to recognise it by."""
    row = store.one(
        "SELECT suffix FROM scim_tokens WHERE directory_id = ? AND revoked_at IS NULL ORDER BY created_at DESC",
        directory_id,
    )
    return (row["suffix"] or "") if row else ""


def directory_counts(store: Store) -> sqlite3.Row | None:
    """How many users, groups, held users and open deliveries there are."""
    return store.one(
        "SELECT (SELECT count(*) FROM directory_users) AS users, (SELECT count(*) FROM directory_groups) AS groups,"
        " (SELECT count(*) FROM scim_held_users) AS held,"
        " (SELECT count(*) FROM deliveries WHERE delivered_at IS NULL) AS undelivered"
    )


def inactive_users(store: Store) -> str:
    """What becomes of inactive users: `delete` or `retain` (domain facts, 3.4); WorkOS starts with delete."""
    row = store.one("SELECT value FROM directory_settings WHERE name = 'inactive_users'")
    return row["value"] if row else "delete"


def directory_users(store: Store) -> Page:
    """The users of the directory."""
    rest = "FROM directory_users WHERE coalesce(email, '') || ' ' || coalesce(username, '') LIKE ? ESCAPE '\\'"
    return read_page(store, "*", rest, contains(searched()), order="id")


def held_users(store: Store) -> list[sqlite3.Row]:
    """Users WorkOS holds back because of a processing error; Flow hears nothing of them."""
    return store.all("SELECT * FROM scim_held_users ORDER BY position DESC LIMIT ?", _SHORT_LIST)


def events(store: Store) -> Page:
    """Events, newest first, with how their delivery to Flow goes."""
    columns = """e.id, e.event, e.object_id, e.created_at, d.state, d.attempts, d.last_status, d.delivered_at, d.due,
coalesce(u.email, f.email, g.name, fg.name) AS about"""
    rest = """FROM events e LEFT JOIN deliveries d ON d.position =
    (SELECT max(position) FROM deliveries WHERE event_id = e.id)
LEFT JOIN directory_users u ON u.id = e.object_id LEFT JOIN flow_directory_users f ON f.id = e.object_id
LEFT JOIN directory_groups g ON g.id = e.object_id LEFT JOIN flow_groups fg ON fg.id = e.object_id"""
    return read_page(store, columns, rest, order="e.position DESC")


# --- one person in all places


def records_of_account(store: Store, account_id: str) -> Records | None:
    """Everything about the person a Flow account belongs to."""
    account = store.one("SELECT * FROM accounts WHERE id = ?", account_id)
    if account is None:
        return None
    copy = store.one(
        "SELECT u.* FROM directory_links l JOIN flow_directory_users u ON u.id = l.directory_user_id"
        " WHERE l.account_id = ?",
        account_id,
    )
    return Records(
        at_idp=_idp_of_account(store, account, copy),
        in_directory=store.one(
            "SELECT u.* FROM directory_links l JOIN directory_users u ON u.id = l.directory_user_id"
            " WHERE l.account_id = ?",
            account_id,
        )
        or store.one("SELECT * FROM directory_users WHERE email_key = ?", account["email_key"]),
        flow_copy=copy,
        account=account,
    )


def _idp_of_account(store: Store, account: sqlite3.Row, copy: sqlite3.Row | None) -> sqlite3.Row | None:
    by_subject = store.one("SELECT * FROM idp_people WHERE subject = ?", account["subject"])
    by_link = store.one("SELECT * FROM idp_people WHERE idp_id = ?", copy["idp_id"]) if copy else None
    return by_subject or by_link or person_by_email(store, account["email_key"])


def records_of_person(store: Store, key: str) -> Records | None:
    """Everything about a person of the identity provider."""
    person = idp_person(store, key)
    if person is None:
        return None
    user = store.one("SELECT * FROM directory_users WHERE idp_id = ?", person["idp_id"])
    user = user or store.one("SELECT * FROM directory_users WHERE email_key = ?", person["login_key"])
    account = account_of(store, person["subject"])
    return Records(
        at_idp=person,
        in_directory=user,
        flow_copy=store.one("SELECT * FROM flow_directory_users WHERE id = ?", user["id"]) if user else None,
        account=account,
    )


def audit_of(store: Store, records: Records) -> list[sqlite3.Row]:
    """The newest audit lines about a person, by address, directory user and account."""
    user = records.in_directory or records.flow_copy
    keys = {row["email_key"] for row in (records.account, records.in_directory, records.flow_copy) if row}
    keys |= {records.at_idp["login_key"]} if records.at_idp else set()
    marks = ", ".join("?" * len(keys))
    return store.all(
        f"{_AUDIT} WHERE u.email_key IN ({marks}) OR u.directory_user_id = ? OR u.account_id = ?"
        " ORDER BY u.position DESC LIMIT ?",
        *keys,
        user["id"] if user else None,
        records.account["id"] if records.account else None,
        _SHORT_LIST,
    )
