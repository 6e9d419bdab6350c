"""The people at the identity provider."""

from __future__ import annotations

import hashlib
import sqlite3
import uuid
from dataclasses import dataclass
from typing import Literal, get_args

from flow_desktop.mock.addresses import email_key
from flow_desktop.mock.ids import new_id, okta_like_id
from flow_desktop.mock.store import Store

PersonState = Literal["active", "deactivated", "suspended", "deleted"]

_ATTRIBUTES = ("username", "email", "given_name", "family_name", "name")


@dataclass(frozen=True, slots=True)
class Person:
    """One person as the identity provider knows them. `email` None = no mailbox; `state_since` in Unix seconds."""

    key: str
    subject: str
    idp_id: str
    username: str | None
    email: str | None
    given_name: str | None
    family_name: str | None
    name: str | None
    state: PersonState
    state_since: float | None

    @property
    def called(self) -> str:
        """The name under which the provider's pages list the person."""
        return self.name or self.username or self.key


class People:
    """The one writer of `idp_people` after the seed."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def by_key(self, key: str) -> Person:
        """The person of the world file with this key; KeyError if there is none."""
        row = self._store.one("SELECT * FROM idp_people WHERE key = ?", key)
        if row is None:
            raise KeyError(key)
        return person_of(row)

    def by_subject(self, subject: str) -> Person:
        """The same by subject."""
        row = self._store.one("SELECT * FROM idp_people WHERE subject = ?", subject)
        if row is None:
            raise KeyError(subject)
        return person_of(row)

    def add(self, key: str, attributes: dict[str, str | None], *, profile: str, now: float) -> Person:
        """A new person. ValueError for an unknown attribute, or a key or log-in name that is taken."""
        _check_names(attributes)
        given = {**dict.fromkeys(_ATTRIBUTES), **attributes}
        if "username" not in attributes:
            given["username"] = given["email"]
        if "name" not in attributes:
            given["name"] = _joined(given["given_name"], given["family_name"])
        fixed = {
            "key": key,
            "subject": new_id("user", now=now),
            "idp_id": provider_id(profile, key),
            "login_key": _login_key(given),
            "email_verified": 1,
            "shows": "",
        }
        self._write("INSERT INTO idp_people ({names}) VALUES ({marks})", {**fixed, **given})
        return self.by_key(key)

    def change(self, person: Person, attributes: dict[str, str | None]) -> None:
        """Other attributes; what is not named stays. ValueError as for `add`.

        The user name follows the e-mail as long as they are one and the same; so does the full name the two names.
        """
        _check_names(attributes)
        given = {name: attributes.get(name, getattr(person, name)) for name in _ATTRIBUTES}
        if "username" not in attributes and person.username == person.email:
            given["username"] = given["email"]
        if "name" not in attributes and person.name == _joined(person.given_name, person.family_name):
            given["name"] = _joined(given["given_name"], given["family_name"])
        changed = {**given, "login_key": _login_key(given), "subject": person.subject}
        self._write(
            "UPDATE idp_people SET username = :username, email = :email, given_name = :given_name,"
            " family_name = :family_name, name = :name, login_key = :login_key WHERE subject = :subject",
            changed,
        )

    def set_state(self, person: Person, state: PersonState, *, since: float) -> None:
        """Deactivate, suspend, activate or delete. ValueError for another word."""
        if state not in get_args(PersonState):
            raise ValueError(f"a person cannot be {state!r}; allowed: {', '.join(get_args(PersonState))}")
        self._store.run(
            "UPDATE idp_people SET state = ?, state_since = ? WHERE subject = ?", state, since, person.subject
        )

    def _write(self, sql: str, values: dict[str, object]) -> None:
        statement = sql.format(names=", ".join(values), marks=", ".join(f":{name}" for name in values))
        try:
            with self._store.transaction() as connection:
                connection.execute(statement, values)
        except UnicodeEncodeError as error:
            raise ValueError("half a character is no text that can be kept") from error
        except sqlite3.IntegrityError as error:
            raise ValueError("somebody else has this key or this log-in name") from error


def provider_id(profile: str, key: str) -> str:
    """The id a provider gives: Okta's `00u...`, Entra's object id, OneLogin's number."""
    if profile == "entra":
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"entra:{key}"))
    if profile == "onelogin":
        return str(int(hashlib.sha256(f"onelogin:{key}".encode()).hexdigest()[:12], 16))
    return okta_like_id(key)


def _joined(given: str | None, family: str | None) -> str | None:
    return " ".join(part for part in (given, family) if part) or None


def _check_names(attributes: dict[str, str | None]) -> None:
    unknown = sorted(attributes.keys() - set(_ATTRIBUTES))
    if unknown:
        raise ValueError(f"people have no attribute {unknown[0]!r}; they have {', '.join(_ATTRIBUTES)}")


def _login_key(given: dict[str, str | None]) -> str | None:
    return email_key(given["email"] or given["username"])


def person_of(row: sqlite3.Row) -> Person:
    """A row of `idp_people`, or of a query that has its columns."""
    names = ("key", "subject", "idp_id", *_ATTRIBUTES, "state", "state_since")
    found = {name: row[name] for name in names}
    return Person(**{**found, "username": found["username"] or found["email"]})
