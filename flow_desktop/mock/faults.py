"""What is broken on purpose: kept in the store, switched by a scenario's steps or its `[faults]`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from flow_desktop.mock.service import Service

_SETTING = "faults"
_CREATIONS = "creations_since_fault"


@dataclass(frozen=True, slots=True)
class Broken:
    """Everything that may be broken; the defaults are a healthy world.

    - webhook_unreachable: Flow's webhook cannot be reached, so every delivery fails.
    - drop_deliveries: so many of the next deliveries are lost for good (no retry).
    - duplicate_deliveries / reorder_deliveries: WorkOS repeats each event / sends newest first.
    - fail_provisioning: ordinals, counted from 1 since the fault was set, of the creations whose writing fails.
    - slow_ms: every answer of the APIs waits so long.
    - flow_rate / workos_rate / scim_rate: requests per second before 429; 0 = no limit.
    - retry_after: how a 429 says when: seconds | date | missing.
    - html_errors: places (flow, workos, scim) that answer every request with an HTML error page.
    - scim_quirks: names of deviations from RFC 7644, as servers in the field have them (README of resources/mock).
    """

    webhook_unreachable: bool = False
    drop_deliveries: int = 0
    duplicate_deliveries: bool = False
    reorder_deliveries: bool = False
    fail_provisioning: tuple[int, ...] = ()
    slow_ms: int = 0
    flow_rate: int = 0
    workos_rate: int = 0
    scim_rate: int = 0
    retry_after: str = "seconds"
    html_errors: tuple[str, ...] = ()
    scim_quirks: tuple[str, ...] = ()


class Faults:
    """Reads and switches what is broken. The one writer of it, so what was read or put last is still so."""

    def __init__(self, service: Service) -> None:
        self._store = service.store
        self._known: Broken | None = None

    def now(self) -> Broken:
        """What is broken at the moment; asked with every request, so the store is read once only."""
        if self._known is None:
            row = self._store.one("SELECT value FROM world_settings WHERE name = ?", _SETTING)
            self._known = _read(json.loads(row["value"])) if row else Broken()
        return self._known

    def put(self, broken: Broken) -> None:
        """Break this, mend the rest."""
        if broken.fail_provisioning != self.now().fail_provisioning:
            self._store.run("DELETE FROM world_settings WHERE name = ?", _CREATIONS)
        value = json.dumps(asdict(broken))
        self._store.run("INSERT OR REPLACE INTO world_settings (name, value) VALUES (?, ?)", _SETTING, value)
        self._known = broken

    def next_creation_fails(self) -> bool:
        """Count one more creation that is about to be written; whether this one is to fail."""
        failing = self.now().fail_provisioning
        if not failing:
            return False
        row = self._store.one("SELECT value FROM world_settings WHERE name = ?", _CREATIONS)
        count = int(row["value"] if row else 0) + 1
        self._store.run("INSERT OR REPLACE INTO world_settings (name, value) VALUES (?, ?)", _CREATIONS, str(count))
        return count in failing


def _read(kept: dict[str, Any]) -> Broken:
    """Lists come back from JSON as tuples; names of an older version are dropped."""
    known = {one.name for one in fields(Broken)}
    return Broken(**{key: _frozen(value) for key, value in kept.items() if key in known})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
