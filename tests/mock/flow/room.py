"""Flow on its own: a store with one enterprise and one directory, and directory events made by hand."""

from __future__ import annotations

import weakref
from functools import cache
from typing import Any

from flow_desktop.mock.effects import Decision
from flow_desktop.mock.faults import Faults
from flow_desktop.mock.flow.place import FlowPlace
from flow_desktop.mock.ids import new_id
from flow_desktop.mock.service import Secrets, Service, SigningKeys
from flow_desktop.mock.store import Store
from flow_desktop.mock.wire import Wire
from flow_desktop.mock.world_clock import WorldClock, stamp
from tests.mock.driver import Clock

ISSUER = "http://127.0.0.1:1"
DIRECTORY, OURS, THEIRS, DOMAIN = "directory_1", "enterprise_ours", "enterprise_theirs", "pilot.example"


@cache
def keys() -> SigningKeys:
    """One pair of keys for all rooms; nothing here signs anything."""
    return SigningKeys.generate()


class Room:
    """Flow's tables in memory, the place that writes them, and a clock that tests move."""

    def __init__(self, *, scim_on: bool = True, seat_cap: int | None = None, **settings: int) -> None:
        self.clock, self.store = Clock(), Store(None)
        weakref.finalize(self, self.store.close)  # tests and made-up histories make rooms by the hundred
        self.service = Service(
            issuer=ISSUER,
            store=self.store,
            keys=keys(),
            access_ttl=3600,
            clock=self.clock,
            world=WorldClock(self.clock, self.store),
            wire=Wire(ISSUER),
            secrets=Secrets.make_up(),
        )
        self.faults = Faults(self.service)
        self.flow = FlowPlace(self.service, self.faults)
        self.add("enterprise", id=OURS, plan="enterprise", scim_on=int(scim_on), seat_cap=seat_cap, **settings)
        self.add("domains", domain=DOMAIN)
        self.add("directories", id=DIRECTORY, state="linked", organization_id="org_1")

    def add(self, table: str, **values: Any) -> None:
        """Put a row into a table."""
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        self.store.run(f"INSERT INTO {table} ({names}) VALUES ({marks})", *values.values())

    def add_account(self, name: str, *, role: str | None = None, enterprise: str = OURS) -> str:
        """An account `NAME@pilot.example`, a member if a role is given; its id."""
        email, account = f"{name}@{DOMAIN}", f"account_{name}"
        self.add("accounts", id=account, email=email, email_key=email, subject=f"user_{name}", first_name=name.title())
        if role is not None:
            self.add("memberships", account_id=account, enterprise_id=enterprise, role=role, source="manual")
        return account

    def event(self, kind: str, **data: Any) -> dict[str, Any]:
        """The JSON object of a new directory event; `kind` without `dsync.`."""
        where = {"id": DIRECTORY} if kind in ("activated", "deleted") else {"directory_id": DIRECTORY}
        return {
            "object": "event",
            "id": new_id("event", now=self.clock.now),
            "event": f"dsync.{kind}",
            "created_at": stamp(self.clock.now),
            "data": {**where, **data},
            "context": {},
        }

    def user(self, name: str, **changes: Any) -> dict[str, Any]:
        """An active directory user `NAME@pilot.example`, last changed now."""
        right = {
            "id": f"directory_user_{name}",
            "email": f"{name}@{DOMAIN}",
            "first_name": name.title(),
            "last_name": "Byron",
            "username": name,
            "idp_id": f"00u-{name}",
            "state": "active",
            "updated_at": stamp(self.clock.now),
        }
        return {"object": "directory_user", **right, **changes}

    def hear(self, kind: str, **data: Any) -> Decision:
        """Flow receives a new directory event."""
        return self.flow.receive(self.event(kind, **data))

    def hear_user(self, kind: str, name: str, **changes: Any) -> Decision:
        """Flow receives `user.created`, `user.updated` or `user.deleted` about a user."""
        return self.hear(f"user.{kind}", **self.user(name, **changes))

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a query finds."""
        return [tuple(row) for row in self.store.all(sql, *values)]

    def reasons(self, decision: Decision) -> list[str]:
        """The reasons of a decision's lines."""
        return [line.reason.value for line in decision.audit]
