"""Puts the crowd into all three places: provisioned long ago, everything the same everywhere.

Their events are older than WorkOS keeps any, so there are none; Flow's audit lines are there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import islice

from flow_desktop.mock.idp.people import provider_id
from flow_desktop.mock.scenario.crowd import Someone, crowd
from flow_desktop.mock.scenario.parts import World
from flow_desktop.mock.scenario.resource_json import compact
from flow_desktop.mock.scenario.rows import Ground

_AT_ONCE = 5_000  # so that a big crowd never is in memory twice
_FIRST_POSITION = 1_000  # behind the people of the file
_SHOWS = "One of the crowd: everything matches."

_Row = tuple[object, ...]


def fill_crowd(ground: Ground) -> None:
    """Add everybody of `World.crowd`."""
    people = crowd(ground.world.crowd.count, ground.world.crowd.domain.casefold(), taken=_addresses(ground.world))
    with _indexes_later(ground.connection) if ground.world.crowd.count > _AT_ONCE else nullcontext():
        while some := list(islice(people, _AT_ONCE)):
            writer = _Writer(ground, some)
            for table, columns, row in writer.tables():
                ground.insert_many(table, columns, map(row, some))


@contextmanager
def _indexes_later(connection: sqlite3.Connection) -> Iterator[None]:
    """Building an index over all rows at the end takes a fraction of the time that keeping it up takes."""
    kept = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").fetchall()
    for row in kept:
        connection.execute(f"DROP INDEX {row['name']}")
    yield
    for row in kept:
        connection.execute(row["sql"])


def _addresses(world: World) -> frozenset[str]:
    """Every address the people of the file have somewhere."""
    return frozenset(
        address.casefold()
        for person in world.people
        for part in (person.idp, person.directory, person.flow)
        for address in (part.email if part else None, person.idp.username)
        if address
    )


class _Writer:
    """The rows of some people, table by table."""

    def __init__(self, ground: Ground, some: list[Someone]) -> None:
        profile = ground.world.identity_provider.profile
        self._ground = ground
        self._idp_ids = {one.position: provider_id(profile, f"crowd-{one.position + 1}") for one in some}
        self._times = {one.position: ground.history.crowd(one.position) for one in some}

    def tables(self) -> Iterator[tuple[str, tuple[str, ...], Callable[[Someone], _Row]]]:
        """Every table with its columns and what makes a row of it."""
        yield "idp_people", _PERSON, self._person
        yield "idp_assignments", ("subject", "assigned_at"), lambda one: (f"user_{one.ulid}", self._at(one))
        yield "idp_sent_people", ("subject", "scim_id", "sent", "active"), self._sent
        yield "scim_users", _SCIM_USER, self._scim_user
        yield "directory_users", _DIRECTORY_USER, self._directory_user
        yield "accounts", _ACCOUNT, self._account
        yield "memberships", ("account_id", "enterprise_id", "role", "source", "created_at"), self._membership
        yield "directory_links", ("account_id", "directory_user_id"), lambda one: (_account_id(one), _user_id(one))
        yield "flow_directory_users", _FLOW_USER, self._flow_user
        yield "audit", _AUDIT, self._audit

    def _at(self, one: Someone) -> str:
        return self._times[one.position]

    def _idp_id(self, one: Someone) -> str:
        return self._idp_ids[one.position]

    def _person(self, one: Someone) -> _Row:
        key, full = f"crowd-{one.position + 1}", f"{one.given} {one.family}"
        who = (
            _FIRST_POSITION + one.position,
            key,
            f"user_{one.ulid}",
            self._idp_id(one),
            one.email,
            one.email,
            one.email,
        )
        return (*who, 1, one.given, one.family, full, _SHOWS, 1)

    def _sent(self, one: Someone) -> _Row:
        values = {
            "userName": one.email,
            "email": one.email,
            "givenName": one.given,
            "familyName": one.family,
            "externalId": self._idp_id(one),
            "displayName": f"{one.given} {one.family}",
        }
        return f"user_{one.ulid}", _user_id(one), compact(values), 1

    def _scim_user(self, one: Someone) -> _Row:
        resource = compact(
            {
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
                "userName": one.email,
                "name": {"givenName": one.given, "familyName": one.family},
                "emails": [{"primary": True, "value": one.email, "type": "work"}],
                "displayName": f"{one.given} {one.family}",
                "externalId": self._idp_id(one),
                "active": True,
            }
        )
        keys = (one.email, one.email, self._idp_id(one), one.email)
        return _user_id(one), self._ground.directory, *keys, 1, resource, self._at(one), self._at(one)

    def _directory_user(self, one: Someone) -> _Row:
        where = (_user_id(one), self._ground.directory, self._ground.organization, self._idp_id(one))
        return (*where, one.email, one.email, one.email, one.given, one.family, "active", self._at(one), self._at(one))

    def _account(self, one: Someone) -> _Row:
        who = (_account_id(one), f"user_{one.ulid}", one.email, one.email, one.given, one.family)
        return (*who, "scim", self._at(one), self._at(one))

    def _membership(self, one: Someone) -> _Row:
        return _account_id(one), self._ground.enterprise, "member", "scim", self._at(one)

    def _flow_user(self, one: Someone) -> _Row:
        who = (_user_id(one), self._idp_id(one), one.email, one.email, one.email)
        return (*who, one.given, one.family, "active", self._at(one))

    def _audit(self, one: Someone) -> _Row:
        what = (f"audit_{one.ulid}", self._at(one), f"event_{one.ulid}", "dsync.user.created", "provisioned")
        return (*what, one.email, one.email, _user_id(one), _account_id(one))


def _account_id(one: Someone) -> str:
    return f"account_{one.ulid}"


def _user_id(one: Someone) -> str:
    return f"directory_user_{one.ulid}"


_PERSON = (
    "position", "key", "subject", "idp_id", "login_key", "username", "email", "email_verified", "given_name",
    "family_name", "name", "shows", "crowd",
)  # fmt: skip
_SCIM_USER = (
    "id", "directory_id", "user_name", "user_name_key", "external_id", "email_key", "active", "resource", "created_at",
    "modified_at",
)  # fmt: skip
_DIRECTORY_USER = (
    "id", "directory_id", "organization_id", "idp_id", "username", "email", "email_key", "first_name", "last_name",
    "state", "created_at", "updated_at",
)  # fmt: skip
_ACCOUNT = ("id", "subject", "email", "email_key", "first_name", "last_name", "source", "created_at", "updated_at")
_FLOW_USER = (
    "id", "idp_id", "username", "email", "email_key", "first_name", "last_name", "state", "updated_at",
)  # fmt: skip
_AUDIT = (
    "id", "at", "event_id", "event", "reason", "email", "email_key", "directory_user_id", "account_id",
)  # fmt: skip
