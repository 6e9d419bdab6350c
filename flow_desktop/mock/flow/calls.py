"""What the Flow API is made of: operations, who may ask for them, and what a handler is handed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from flow_desktop.mock.addresses import email_key
from flow_desktop.mock.effects import Decision
from flow_desktop.mock.facts import Role
from flow_desktop.mock.flow.accounts import account_of
from flow_desktop.mock.flow.problems import Refused, refusal_of
from flow_desktop.mock.grants import find_access_token
from flow_desktop.mock.places import Places
from flow_desktop.mock.service import Service
from flow_desktop.mock.store import Store

_MANAGERS = frozenset({Role.ADMIN, Role.IT_ADMIN})


class Access(Enum):
    """Who may ask: anybody, whoever is signed in, members (about themselves), Admins and IT Admins."""

    ANYBODY = "anybody"
    SIGNED_IN = "signed_in"
    MEMBER = "member"
    MANAGER = "manager"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks. `role` None = no member of this enterprise; `addresses` are keys of the person's own addresses."""

    subject: str
    email: str | None
    account_id: str | None
    role: Role | None
    addresses: frozenset[str]

    @property
    def manages(self) -> bool:
        """Whether the asker sees the whole enterprise."""
        return self.role in _MANAGERS


NOBODY = Asker("", None, None, None, frozenset())


@dataclass(frozen=True, slots=True)
class Call:
    """One request: the service, who asks, and the id in its path (empty when there is none)."""

    service: Service
    places: Places
    asker: Asker
    key: str = ""

    @property
    def store(self) -> Store:
        """Where everything is kept."""
        return self.service.store


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address. `query` and `body` are what may be sent, `answer` what comes back with `status`.

    `refuses` are statuses beyond those that follow from the rest. `guard` names the GET operation whose ETag
    `If-Match` is compared with.
    """

    method: str
    path: str
    name: str
    access: Access
    handler: Callable[[Call, Any], Any]
    answer: Any = None
    query: type | None = None
    body: type | None = None
    status: int = 200
    refuses: tuple[int, ...] = ()
    guard: str | None = None

    @property
    def summary(self) -> str:
        """The first line of the handler's documentation."""
        return (self.handler.__doc__ or "").strip().splitlines()[0]


def find_asker(service: Service, token: str) -> Asker:
    """Whose access token this is. Raises Refused with 401 (RFC 6750, 3)."""
    found = find_access_token(service, token) if token else None
    if found is None:
        raise _unauthorized(sent=bool(token))
    subject, store = found.person.subject, service.store
    person = store.one("SELECT email FROM idp_people WHERE subject = ?", subject)
    account = account_of(store, subject)
    key = account["id"] if account else None
    membership = store.one(
        "SELECT role FROM memberships WHERE account_id = ? AND enterprise_id = (SELECT id FROM enterprise)", key
    )
    linked = store.one(
        "SELECT u.email FROM directory_links l JOIN directory_users u ON u.id = l.directory_user_id"
        " WHERE l.account_id = ?",
        key,
    )
    own = (email_key(row["email"]) for row in (person, account, linked) if row is not None)
    return Asker(
        subject=subject,
        email=person["email"] if person else None,
        account_id=key,
        role=Role(membership["role"]) if membership else None,
        addresses=frozenset(address for address in own if address),
    )


def admit(access: Access, asker: Asker) -> None:
    """Raises Refused with 403 when the asker may not use an operation."""
    if access is Access.MEMBER and asker.role is None:
        raise Refused(403, "not_a_member", detail="You are not a member of this enterprise.")
    if access is Access.MANAGER and not asker.manages:
        code = "not_a_member" if asker.role is None else "not_admin"
        raise Refused(403, code, detail="Only an Admin or an IT Admin of this enterprise may see or do this.")


def admit_to_person(asker: Asker, email: str | None) -> None:
    """A member sees their own addresses only. Raises Refused with 403."""
    if not asker.manages and email_key(email) not in asker.addresses:
        raise Refused(403, "not_admin", detail="A member sees their own data only: ask with your own `email`.")


def heed(decision: Decision) -> None:
    """Raises Refused when the rules refused."""
    if decision.refused:
        raise refusal_of(decision.reason)


def _unauthorized(*, sent: bool) -> Refused:
    if not sent:
        challenge: Mapping[str, str] = {"WWW-Authenticate": 'Bearer realm="flow"'}
        return Refused(401, "token_missing", detail="An access token is needed.", headers=challenge)
    challenge = {"WWW-Authenticate": 'Bearer realm="flow", error="invalid_token"'}
    detail = "The access token is expired, revoked or not ours."
    return Refused(401, "invalid_token", detail=detail, headers=challenge)
