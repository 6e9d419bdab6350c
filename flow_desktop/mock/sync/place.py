"""Directory Sync as a place: the directory's life, its bearer token, and the delivery of its events to Flow.

A service has one directory at most. Each action is one transaction; what it tells goes out afterwards.
"""

from __future__ import annotations

import secrets
import sqlite3

from flow_desktop.mock.facts import DirectoryDeactivated, DirectoryReactivated
from flow_desktop.mock.faults import Faults
from flow_desktop.mock.flow.place import FlowPlace
from flow_desktop.mock.ids import new_id, seeded_id
from flow_desktop.mock.service import Service
from flow_desktop.mock.store import digest
from flow_desktop.mock.sync.delivery import Courier
from flow_desktop.mock.sync.events import EventLog, Happening
from flow_desktop.mock.sync.objects import Json, directory_event_json, token_json

TYPES = {
    "okta": "okta scim v2.0",
    "entra": "azure scim v2.0",
    "onelogin": "onelogin scim v2.0",
    "generic": "generic scim v2.0",
}
INACTIVE_USERS = ("delete", "retain")
_SUFFIX = 4

_GONE_WITH_THE_DIRECTORY = (
    "directory_group_members",
    "directory_groups",
    "directory_users",
    "scim_group_members",
    "scim_groups",
    "scim_held_users",
    "scim_users",
    "scim_tokens",
    "directories",
)


class DirectorySync:
    """What an admin can do in the WorkOS portal, and what WorkOS does by itself.

    An action that does not fit the directory's state raises ValueError with a sentence for the page.
    """

    def __init__(self, service: Service, flow: FlowPlace, faults: Faults) -> None:
        self._service, self._flow = service, flow
        self._log, self._courier = EventLog(service), Courier(service, faults)

    def start(self) -> None:
        """Begin a run: a token for the directory there is, known to the identity provider too; waiting deliveries.

        Only digests of tokens are stored, so each run issues one of its own, without an event.
        """
        with self._service.store.transaction() as connection:
            directory = connection.execute("SELECT * FROM directories").fetchone()
            if directory is not None:
                self._issue(connection, directory["id"])
                self._service.secrets.idp_token = self._service.secrets.scim_token
        self.pump()

    def connect(self, provider: str) -> str:
        """Make a directory for `okta`, `entra`, `onelogin` or `generic`, in state validating; its bearer token."""
        if provider not in TYPES:
            raise ValueError(f"{provider} is none of {', '.join(TYPES)}")
        with self._service.store.transaction() as connection:
            if connection.execute("SELECT 1 FROM directories").fetchone():
                raise ValueError("There is a directory already. Delete it first.")
            directory = self._make(connection, TYPES[provider])
            return self._issue(connection, directory)

    def activate(self) -> None:
        """Set-up is done (dsync.activated with the organisation's domains), or a deactivated one is active again."""
        with self._service.store.transaction() as connection:
            before = _directory(connection)
            if before["state"] == "linked":
                raise ValueError("The directory is active already.")
            after = self._set_state(connection, "linked")
            if before["state"] != "unlinked":
                data = _activated(connection, after)
                self._log.append(connection, Happening("dsync.activated", after, after["id"], data))
            else:
                self._flow.perform(DirectoryReactivated())
        self.pump()

    def deactivate(self) -> None:
        """Stop syncing without an event; Flow sees the state and manual management stays off."""
        with self._service.store.transaction() as connection:
            if _directory(connection)["state"] == "unlinked":
                raise ValueError("The directory is deactivated already.")
            self._set_state(connection, "unlinked")
            self._flow.perform(DirectoryDeactivated())

    def delete(self) -> None:
        """One dsync.deleted; users and groups of the directory are gone at WorkOS, and its tokens with them."""
        with self._service.store.transaction() as connection:
            directory = _directory(connection)
            # The state told is the one before (domain facts, 3.2).
            data = directory_event_json(directory)
            self._log.append(connection, Happening("dsync.deleted", directory, directory["id"], data))
            for table in _GONE_WITH_THE_DIRECTORY:
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our names
            self._service.secrets.scim_token = None
        self.pump()

    def rotate_token(self) -> str:
        """A new bearer token; the old one is revoked (dsync.token.created, dsync.token.revoked)."""
        with self._service.store.transaction() as connection:
            directory = _directory(connection)
            old = connection.execute("SELECT * FROM scim_tokens WHERE revoked_at IS NULL").fetchall()
            token = self._issue(connection, directory["id"])
            new = connection.execute("SELECT * FROM scim_tokens WHERE revoked_at IS NULL").fetchone()
            for kind, row in (("created", new), *(("revoked", one) for one in old)):
                data = token_json(row, directory["organization_id"])
                self._log.append(connection, Happening(f"dsync.token.{kind}", directory, row["id"], data))
        self.pump()
        return token

    def set_inactive_users(self, mode: str) -> None:
        """`delete` (inactive users become dsync.user.deleted) or `retain` (dsync.user.updated, state inactive)."""
        if mode not in INACTIVE_USERS:
            raise ValueError(f"{mode} is none of {', '.join(INACTIVE_USERS)}")
        self._service.store.run("INSERT OR REPLACE INTO directory_settings VALUES ('inactive_users', ?)", mode)

    def pump(self) -> None:
        """Deliver what is due now, in this thread; a failed delivery waits for its next try."""
        self._courier.pump()

    def _make(self, connection: sqlite3.Connection, kind: str) -> str:
        now, stamp = self._service.world.now(), self._service.world.stamp()
        enterprise = connection.execute("SELECT * FROM enterprise").fetchone()
        domains = _domains(connection)
        key = new_id("directory", now=now)
        connection.execute(
            "INSERT INTO directories (id, organization_id, external_key, type, state, name, domain, created_at,"
            " updated_at) VALUES (?, ?, ?, ?, 'validating', ?, ?, ?, ?)",
            (
                key,
                enterprise["organization_id"],
                secrets.token_hex(8),
                kind,
                enterprise["name"],
                domains[0]["domain"] if domains else None,
                stamp,
                stamp,
            ),
        )
        return key

    def _issue(self, connection: sqlite3.Connection, directory_id: str) -> str:
        """A new token; every other one is revoked."""
        token, now = secrets.token_urlsafe(32), self._service.world.stamp()
        connection.execute("UPDATE scim_tokens SET revoked_at = ? WHERE revoked_at IS NULL", (now,))
        key = new_id("directory_token", now=self._service.world.now())
        connection.execute(
            "INSERT INTO scim_tokens (digest, id, directory_id, suffix, created_at) VALUES (?, ?, ?, ?, ?)",
            (digest(token), key, directory_id, token[-_SUFFIX:], now),
        )
        self._service.secrets.scim_token = token
        return token

    def _set_state(self, connection: sqlite3.Connection, state: str) -> sqlite3.Row:
        connection.execute("UPDATE directories SET state = ?, updated_at = ?", (state, self._service.world.stamp()))
        return _directory(connection)


def _directory(connection: sqlite3.Connection) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute("SELECT * FROM directories").fetchone()
    if row is None:
        raise ValueError("There is no directory.")
    return row


def _activated(connection: sqlite3.Connection, directory: sqlite3.Row) -> Json:
    """Data of dsync.activated: the directory and the domains of its organisation."""
    return {
        **directory_event_json(directory),
        "external_key": directory["external_key"],
        "domains": [{"object": "organization_domain", **one} for one in _domains(connection)],
    }


def _domains(connection: sqlite3.Connection) -> list[Json]:
    """The organisation's domains at WorkOS; where none were given, those registered in Flow."""
    rows = connection.execute("SELECT id, domain FROM organization_domains ORDER BY domain").fetchall()
    if rows:
        return [dict(row) for row in rows]
    registered = connection.execute("SELECT domain FROM domains ORDER BY domain").fetchall()
    return [{"id": seeded_id("org_domain", row["domain"], created_ms=0), "domain": row["domain"]} for row in registered]
