"""The provisioning page of the identity provider: its switches, as rows of `idp_settings`."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, fields, replace
from typing import Any

from flow_desktop.mock.store import Store

_CHOICES = {
    "profile": ("okta", "entra", "onelogin"),
    "token": ("current", "old", "none"),
    "removal": ("delete", "deactivate", "nothing"),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The provisioning page of the identity provider.

    `profile`: okta | entra | onelogin. `on`: provisioning as a whole. `approval`: each task waits for an admin
    (OneLogin). `removal`: what OneLogin sends when somebody is removed, delete | deactivate | nothing.
    `send_unassigned`: whether an unassignment is sent at all. `connected`: address and token were entered;
    `token`: current | old | none.
    """

    profile: str = "okta"
    connected: bool = True
    token: str = "current"  # noqa: S105 - a state, no secret
    on: bool = True
    create: bool = True
    update: bool = True
    deactivate: bool = True
    push_groups: bool = True
    approval: bool = False
    removal: str = "delete"
    send_unassigned: bool = True


class SettingsStore:
    """Reads and writes the settings; other rows of the table are notes of provisioning itself."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def read(self) -> Settings:
        """The settings as they are; what was never set has its default."""
        rows = {row["name"]: row["value"] for row in self._store.all("SELECT name, value FROM idp_settings")}
        found: dict[str, Any] = {
            one.name: _typed(one.name, rows[one.name]) for one in fields(Settings) if one.name in rows
        }
        return replace(Settings(), **found)

    def change(self, changes: dict[str, str | bool]) -> Settings:
        """Change some of them, or none: ValueError for a name or a value that does not exist."""
        with self._store.transaction() as connection:
            for name, value in changes.items():
                check_setting(name, value)
                write_setting(connection, name, value)
        return self.read()

    def note(self, name: str) -> float | None:
        """A time provisioning keeps for itself, in Unix seconds."""
        row = self._store.one("SELECT value FROM idp_settings WHERE name = ?", name)
        return float(row["value"]) if row else None

    def put_note(self, name: str, seconds: float | None) -> None:
        """Keep such a time; None forgets it."""
        if seconds is None:
            self._store.run("DELETE FROM idp_settings WHERE name = ?", name)
        else:
            self._store.run("INSERT OR REPLACE INTO idp_settings (name, value) VALUES (?, ?)", name, repr(seconds))


def check_setting(name: str, value: Any) -> None:
    """Raise ValueError unless there is such a setting with such a value."""
    kinds = {one.name: type(one.default) for one in fields(Settings)}
    if name not in kinds:
        raise ValueError(f"there is no setting {name!r}; there are {', '.join(kinds)}")
    if not isinstance(value, kinds[name]):
        raise ValueError(f"setting {name} must be {'true or false' if kinds[name] is bool else 'text'}")
    if value not in _CHOICES.get(name, (value,)):
        raise ValueError(f"setting {name} is {value!r}; allowed: {', '.join(_CHOICES[name])}")


def write_setting(connection: sqlite3.Connection, name: str, value: str | bool) -> None:
    """Write one setting in the form in which it is read again."""
    text = value if isinstance(value, str) else str(value).lower()
    connection.execute("INSERT OR REPLACE INTO idp_settings (name, value) VALUES (?, ?)", (name, text))


def _typed(name: str, value: str) -> str | bool:
    return value if name in _CHOICES else value.lower() in ("true", "1")
