"""What the console reads of Flow: the enterprise, its people, invitations, seats. It writes nothing."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from flow_desktop.mock.console.paging import Page, contains, read_page, searched
from flow_desktop.mock.facts import Role
from flow_desktop.mock.flow.accounts import account_of
from flow_desktop.mock.store import Store

ADMIN_ROLES = (Role.ADMIN, Role.IT_ADMIN)

# CROSS: accounts come first, in the order of their index, so that a page of a long list needs no sorting.
_MEMBERS = """FROM accounts a CROSS JOIN memberships m ON m.account_id = a.id
LEFT JOIN directory_links l ON l.account_id = a.id WHERE m.enterprise_id = (SELECT id FROM enterprise)"""
_COUNTED = "FROM memberships WHERE enterprise_id = (SELECT id FROM enterprise)"
_MEMBER_COLUMNS = "a.id, a.email, a.first_name, a.last_name, m.role, m.source, l.directory_user_id"
_MATCHES = " AND (a.email LIKE ?1 ESCAPE '\\' OR coalesce(a.first_name, '') || ' ' || coalesce(a.last_name, '') LIKE ?1 ESCAPE '\\')"  # noqa: E501
_USED = """SELECT
(SELECT count(*) FROM memberships WHERE enterprise_id = e.id AND role <> 'it_admin') AS members,
(SELECT count(*) FROM memberships WHERE enterprise_id = e.id AND role = 'it_admin') AS it_admins,
(SELECT count(*) FROM invitations WHERE state = 'pending' AND (expires_at IS NULL OR expires_at > ?)
    AND role <> 'it_admin') AS pending
FROM enterprise e"""


@dataclass(frozen=True, slots=True)
class Admin:
    """Who is signed in: an Admin or IT Admin of the enterprise, with the profile as Flow has it."""

    account_id: str
    email: str
    first_name: str | None
    last_name: str | None
    role: Role

    @property
    def called(self) -> str:
        """The name, or the e-mail where there is none."""
        return " ".join(part for part in (self.first_name, self.last_name) if part) or self.email

    @property
    def missing(self) -> tuple[str, ...]:
        """What the profile lacks before SSO and SCIM set-up may start (article: Before you start)."""
        parts = (("first name", self.first_name), ("last name", self.last_name), ("e-mail", self.email))
        return tuple(name for name, value in parts if not (value or "").strip())


@dataclass(frozen=True, slots=True)
class Seats:
    """Seats as the billing page shows them; `cap` None = no cap."""

    cap: int | None
    billed: int
    members: int
    pending: int
    it_admins: int

    @property
    def used(self) -> int:
        """Seats in use now."""
        return self.members + self.pending

    @property
    def full(self) -> bool:
        """Whether the next person is kept out."""
        return self.cap is not None and self.used >= self.cap


def enterprise(store: Store) -> sqlite3.Row:
    """The enterprise of this service."""
    row = store.one("SELECT * FROM enterprise")
    if row is None:
        raise LookupError("the state has no enterprise")
    return row


def admin_of(store: Store, subject: str) -> Admin | None:
    """The admin a person of the identity provider is in this enterprise; None for everybody else."""
    account = account_of(store, subject)
    member = member_of(store, account["id"]) if account else None
    if member is None or member["role"] not in ADMIN_ROLES:
        return None
    return Admin(member["id"], member["email"], member["first_name"], member["last_name"], Role(member["role"]))


def email_of_subject(store: Store, subject: str) -> str:
    """The address to call somebody by on a page."""
    account = account_of(store, subject)
    person = account or store.one("SELECT email FROM idp_people WHERE subject = ?", subject)
    return (person["email"] or "") if person else ""


def helpers(store: Store) -> list[sqlite3.Row]:
    """A few admins a member can ask."""
    return store.all(
        f"SELECT {_MEMBER_COLUMNS} {_MEMBERS} AND m.role IN ('admin', 'it_admin') ORDER BY m.role, a.email_key LIMIT 3"
    )


def member_of(store: Store, account_id: str) -> sqlite3.Row | None:
    """One member of this enterprise."""
    return store.one(f"SELECT {_MEMBER_COLUMNS} {_MEMBERS} AND a.id = ?", account_id)


def members(store: Store) -> Page:
    """The Team page's list."""
    text = searched()
    if not text:
        return read_page(store, _MEMBER_COLUMNS, _MEMBERS, order="a.email_key", counted=_COUNTED)
    return read_page(store, _MEMBER_COLUMNS, _MEMBERS + _MATCHES, contains(text), order="a.email_key")


def invitations(store: Store) -> Page:
    """Invitations, pending ones first, then the newest."""
    rest = "FROM invitations WHERE email LIKE ? ESCAPE '\\'"
    return read_page(store, "*", rest, contains(searched()), order="state <> 'pending', created_at DESC, id")


def join_requests(store: Store) -> Page:
    """Requests to join, open ones first."""
    rest = "FROM join_requests WHERE email LIKE ? ESCAPE '\\'"
    return read_page(store, "*", rest, contains(searched()), order="decided_at IS NOT NULL, created_at DESC, id")


def waiting_counts(store: Store, now: str) -> sqlite3.Row | None:
    """How many invitations are pending at this time and how many requests wait for an answer."""
    return store.one(
        "SELECT (SELECT count(*) FROM invitations WHERE state = 'pending' AND (expires_at IS NULL OR expires_at > ?))"
        " AS invitations, (SELECT count(*) FROM join_requests WHERE decided_at IS NULL) AS requests",
        now,
    )


def invitation(store: Store, invitation_id: str) -> sqlite3.Row | None:
    """One invitation."""
    return store.one("SELECT * FROM invitations WHERE id = ?", invitation_id)


def join_request(store: Store, request_id: str) -> sqlite3.Row | None:
    """One request to join."""
    return store.one("SELECT * FROM join_requests WHERE id = ?", request_id)


def seats(store: Store, now: str) -> Seats:
    """Cap, billed count and what is used at this time (article: Does SCIM affect billing)."""
    here, used = enterprise(store), store.one(_USED, now)
    if used is None:
        raise LookupError("the state has no enterprise")
    pending = used["pending"] if here["pending_hold_seats"] else 0
    return Seats(here["seat_cap"], here["seat_count"], used["members"], pending, used["it_admins"])


def domains(store: Store) -> list[sqlite3.Row]:
    """The allowed domains, and whether the WorkOS organisation has each of them."""
    return store.all(
        "SELECT d.domain, o.domain IS NOT NULL AS at_workos FROM domains d"
        " LEFT JOIN organization_domains o ON lower(o.domain) = d.domain ORDER BY d.domain"
    )


def domains_to_import(store: Store) -> list[str]:
    """Domains of the WorkOS organisation that are not allowed in Flow yet: activation brings them."""
    rows = store.all(
        "SELECT domain FROM organization_domains WHERE lower(domain) NOT IN (SELECT domain FROM domains)"
        " ORDER BY domain"
    )
    return [row["domain"] for row in rows]


def audit(store: Store, email_key: str | None) -> Page:
    """The audit, newest first; of one address, or all of it."""
    columns, rest = "u.*, a.email AS actor_email", "FROM audit u LEFT JOIN accounts a ON a.id = u.actor"
    if email_key:
        return read_page(store, columns, f"{rest} WHERE u.email_key = ?", email_key, order="u.position DESC")
    return read_page(store, columns, rest, order="u.position DESC")
