"""The made-up organisation, read from a TOML file. Grammar: resources/mock/README.md.

A file is taken whole or refused whole, naming the file, the place in it and the reason.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROLES = ("member", "admin", "it_admin")
SOURCES = ("scim", "manual", "invite")
DIRECTORY_STATES = ("active", "inactive", "validating", "invalid_credentials")
USER_STATES = ("active", "inactive")

_Table = dict[str, Any]


class WorldError(Exception):
    """The world file cannot be used. `str()` names the file and the reason."""


@dataclass(frozen=True, slots=True)
class Enterprise:
    """Flow's side of the organisation."""

    name: str
    plan: str
    sso_enforced: bool
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """How the organisation's own log-in page is named."""

    name: str


@dataclass(frozen=True, slots=True)
class DirectorySettings:
    """The WorkOS directory: its type label and its state in the words of events."""

    name: str
    type: str
    state: str


@dataclass(frozen=True, slots=True)
class IdpPart:
    """What the identity provider says about one person. None = the claim is not sent."""

    email: str
    email_verified: bool
    given_name: str | None
    family_name: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class DirectoryPart:
    """What Directory Sync holds about one person. None = null on the wire."""

    username: str | None
    email: str | None
    first_name: str | None
    last_name: str | None
    state: str


@dataclass(frozen=True, slots=True)
class FlowPart:
    """The Flow account; without a role it is an account outside the enterprise."""

    email: str
    first_name: str | None
    last_name: str | None
    role: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Person:
    """One made-up person in the three places."""

    key: str
    shows: str
    groups: tuple[str, ...]
    idp: IdpPart
    directory: DirectoryPart | None
    flow: FlowPart | None


@dataclass(frozen=True, slots=True)
class World:
    """Everything the service knows at its first start; people keep the order of the file."""

    enterprise: Enterprise
    identity_provider: IdentityProvider
    directory: DirectorySettings
    people: tuple[Person, ...]


def load_world(path: Path) -> World:
    """Read a world file. Raises WorldError naming the file and what is wrong."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        return _world(_Reader(document, ""))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, WorldError) as error:
        raise WorldError(f"{path}: {error}") from error


class _Reader:
    """One table of the file: hands out keys with their type checked and refuses the rest."""

    def __init__(self, table: object, place: str) -> None:
        if not isinstance(table, dict):
            raise WorldError(f"{place or 'the file'} must be a table")
        self._table: _Table = dict(table)
        self._place = place

    def where(self, key: str) -> str:
        return f"{self._place}.{key}" if self._place else key

    def text(self, key: str) -> str:
        value = self.optional_text(key)
        if not value:
            raise WorldError(f"{self.where(key)} is missing or empty")
        return value

    def optional_text(self, key: str) -> str | None:
        value = self._table.pop(key, None)
        if value is not None and not isinstance(value, str):
            raise WorldError(f"{self.where(key)} must be text")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        value = self._table.pop(key, default)
        if not isinstance(value, bool):
            raise WorldError(f"{self.where(key)} must be true or false")
        return value

    def choice(self, key: str, allowed: tuple[str, ...], *, default: str | None) -> str | None:
        value: str | None = self._table.pop(key, default)
        if value is not default and value not in allowed:
            raise WorldError(f"{self.where(key)} is {value!r}; allowed: {', '.join(allowed)}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._table.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise WorldError(f"{self.where(key)} must be a list of texts")
        return tuple(value)

    def table(self, key: str) -> _Reader:
        if key not in self._table:
            raise WorldError(f"{self.where(key)} is missing")
        return _Reader(self._table.pop(key), self.where(key))

    def optional_table(self, key: str) -> _Reader | None:
        return self.table(key) if key in self._table else None

    def tables(self, key: str) -> list[_Reader]:
        value = self._table.pop(key, [])
        if not isinstance(value, list):
            raise WorldError(f"{self.where(key)} must be a list of tables")
        return [_Reader(item, f"{self.where(key)}[{index}]") for index, item in enumerate(value)]

    def finish(self) -> None:
        """Refuse what nobody asked for: an unknown key is a typing mistake, not a wish."""
        if self._table:
            raise WorldError(f"unknown key {self.where(min(self._table))}")


def _world(reader: _Reader) -> World:
    world = World(
        enterprise=_enterprise(reader.table("enterprise")),
        identity_provider=_identity_provider(reader.table("identity_provider")),
        directory=_directory(reader.table("directory")),
        people=tuple(_person(item) for item in reader.tables("people")),
    )
    reader.finish()
    _check_people(world.people)
    return world


def _check_people(people: tuple[Person, ...]) -> None:
    if not people:
        raise WorldError("people is empty: at least one person is needed")
    _refuse_repeats("key", [person.key for person in people])
    _refuse_repeats("idp.email", [person.idp.email.casefold() for person in people])
    _refuse_repeats("flow.email", [person.flow.email.casefold() for person in people if person.flow])


def _refuse_repeats(name: str, values: list[str]) -> None:
    repeated = sorted({value for value in values if values.count(value) > 1})
    if repeated:
        raise WorldError(f"two people share {name} {repeated[0]!r}")


def _enterprise(reader: _Reader) -> Enterprise:
    part = Enterprise(
        name=reader.text("name"),
        plan=reader.text("plan"),
        sso_enforced=reader.flag("sso_enforced", default=False),
        domains=reader.texts("domains"),
    )
    reader.finish()
    return part


def _identity_provider(reader: _Reader) -> IdentityProvider:
    part = IdentityProvider(name=reader.text("name"))
    reader.finish()
    return part


def _directory(reader: _Reader) -> DirectorySettings:
    part = DirectorySettings(
        name=reader.text("name"),
        type=reader.text("type"),
        state=reader.choice("state", DIRECTORY_STATES, default="active") or "active",
    )
    reader.finish()
    return part


def _person(reader: _Reader) -> Person:
    directory, flow = reader.optional_table("directory"), reader.optional_table("flow")
    person = Person(
        key=reader.text("key"),
        shows=reader.text("shows"),
        groups=reader.texts("groups"),
        idp=_idp_part(reader.table("idp")),
        directory=_directory_part(directory) if directory else None,
        flow=_flow_part(flow) if flow else None,
    )
    reader.finish()
    return person


def _idp_part(reader: _Reader) -> IdpPart:
    part = IdpPart(
        email=reader.text("email"),
        email_verified=reader.flag("email_verified", default=True),
        given_name=reader.optional_text("given_name"),
        family_name=reader.optional_text("family_name"),
        name=reader.optional_text("name"),
    )
    reader.finish()
    return part


def _directory_part(reader: _Reader) -> DirectoryPart:
    part = DirectoryPart(
        username=reader.optional_text("username"),
        email=reader.optional_text("email"),
        first_name=reader.optional_text("first_name"),
        last_name=reader.optional_text("last_name"),
        state=reader.choice("state", USER_STATES, default="active") or "active",
    )
    reader.finish()
    return part


def _flow_part(reader: _Reader) -> FlowPart:
    part = FlowPart(
        email=reader.text("email"),
        first_name=reader.optional_text("first_name"),
        last_name=reader.optional_text("last_name"),
        role=reader.choice("role", ROLES, default=None),
        source=reader.choice("source", SOURCES, default="scim") or "scim",
    )
    reader.finish()
    return part
