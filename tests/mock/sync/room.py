"""Directory Sync on its own: a store with one directory, a clock that tests move, and an inbox in Flow's place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flow_desktop.mock.faults import Faults
from flow_desktop.mock.service import Secrets, Service, SigningKeys
from flow_desktop.mock.store import Store
from flow_desktop.mock.sync.changes import DirectoryChanges, UserValues
from flow_desktop.mock.sync.delivery import Courier
from flow_desktop.mock.wire import Wire
from flow_desktop.mock.world_clock import WorldClock
from tests.mock.driver import Clock

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

DIRECTORY = "directory_01J0000000000000000000000A"
ORGANIZATION = "org_01J0000000000000000000000A"
ADA = UserValues(
    id="directory_user_01J000000000000000000000AD",
    idp_id="00u-ada",
    username="ada@pilot.example",
    email="ada@pilot.example",
    first_name="Ada",
    last_name="Byron",
    active=True,
)
BOB = UserValues(
    id="directory_user_01J00000000000000000000B0B",
    idp_id="00u-bob",
    username="bob",
    email="bob@pilot.example",
    first_name="Bob",
    last_name=None,
    active=True,
)
GROUP = "directory_group_01J00000000000000000000GRP"


class Inbox:
    """Whatever comes over the wire, kept; answers with `status`, after telling `listener`."""

    def __init__(self) -> None:
        self.status = 200
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.listener: Callable[[], None] = lambda: None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        names = {"path": "PATH_INFO", "type": "CONTENT_TYPE", "signature": "HTTP_WORKOS_SIGNATURE"}
        self.got.append(({name: environ.get(key, "") for name, key in names.items()}, body))
        self.listener()
        start_response(f"{self.status} Whatever", [])
        return []

    def events(self) -> list[dict[str, Any]]:
        """The events that came, in order; the inbox is empty afterwards."""
        found = [json.loads(body) for _, body in self.got]
        self.got.clear()
        return found


class Room:
    """One directory and everything that acts on it."""

    def __init__(self, keys: SigningKeys, *, state: str = "linked", kind: str = "okta scim v2.0") -> None:
        self.clock, self.inbox, self.store = Clock(), Inbox(), Store(None)
        self.service = Service(
            issuer="http://127.0.0.1:1",
            store=self.store,
            keys=keys,
            access_ttl=3600,
            clock=self.clock,
            world=WorldClock(self.clock, self.store),
            wire=Wire("http://127.0.0.1:1"),
            secrets=Secrets.make_up(),
        )
        self.service.wire.connect(self.inbox)
        self.faults = Faults(self.service)
        self.courier = Courier(self.service, self.faults)
        self.changes = DirectoryChanges(self.service)
        self.store.run(
            "INSERT INTO directories (id, organization_id, type, state, name, created_at, updated_at)"
            " VALUES (?, ?, ?, ?, 'Pilot', '', '')",
            DIRECTORY,
            ORGANIZATION,
            kind,
            state,
        )

    def close(self) -> None:
        """Let go of store and wire."""
        self.service.wire.close()
        self.store.close()

    def say(self, sql: str, *values: Any) -> None:
        """Change the store directly."""
        self.store.run(sql, *values)

    def put(self, *users: UserValues) -> list[dict[str, Any]]:
        """Put users as SCIM does, and the events that came of it."""
        with self.store.transaction() as connection:
            for user in users:
                self.changes.put_user(connection, user)
        return self.heard()

    def delete(self, user_id: str) -> list[dict[str, Any]]:
        """Delete a user as SCIM does."""
        with self.store.transaction() as connection:
            self.changes.delete_user(connection, user_id)
        return self.heard()

    def group(self, name: str, *members: str, idp_id: str = "") -> list[dict[str, Any]]:
        """Put the group and its members as SCIM does."""
        with self.store.transaction() as connection:
            self.changes.put_group(connection, GROUP, name=name, idp_id=idp_id or name)
            self.changes.set_members(connection, GROUP, frozenset(members))
        return self.heard()

    def delete_group(self) -> list[dict[str, Any]]:
        """Delete the group as SCIM does."""
        with self.store.transaction() as connection:
            self.changes.delete_group(connection, GROUP)
        return self.heard()

    def heard(self) -> list[dict[str, Any]]:
        """What reaches Flow now."""
        self.courier.pump()
        return self.inbox.events()

    def users(self) -> list[dict[str, Any]]:
        """The rows of the directory."""
        return [dict(row) for row in self.store.all("SELECT * FROM directory_users ORDER BY id")]

    def edges(self) -> list[tuple[str, str]]:
        """The group edges."""
        return [(row["group_id"], row["user_id"]) for row in self.store.all("SELECT * FROM directory_group_members")]
