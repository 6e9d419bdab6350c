"""Writes the audit: only ever adds lines, at least one for every event, silent or not."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from flow_desktop.mock.addresses import email_key
from flow_desktop.mock.effects import AuditLine, Decision
from flow_desktop.mock.ids import new_id
from flow_desktop.mock.world_clock import stamp


@dataclass(frozen=True, slots=True)
class Heard:
    """What the lines are about: the event's id (None for an action), its name, who did it, when (Unix seconds)."""

    event_id: str | None
    name: str
    actor: str | None
    now: float


class AuditWriter:
    """Writes the lines of one event in its transaction."""

    def __init__(self, connection: sqlite3.Connection, heard: Heard) -> None:
        self._db, self._heard = connection, heard
        self._linked: dict[str, str] = {}

    def before(self, decision: Decision) -> None:
        """Note whose accounts the directory users are while the links that the effects may clear still stand."""
        for one in decision.audit:
            account = self._account_of(one.directory_user_id)
            if one.directory_user_id is not None and account is not None:
                self._linked[one.directory_user_id] = account

    def write(self, decision: Decision, *, duplicate: bool) -> None:
        """Add the lines. A repeated event names its id in the detail only, so that the id finds the first one."""
        for one in decision.audit:
            detail = dict(one.detail)
            if duplicate and self._heard.event_id:
                detail["event_id"] = self._heard.event_id
            self._add(one, detail, event_id=None if duplicate else self._heard.event_id)

    def _add(self, one: AuditLine, detail: dict[str, str], *, event_id: str | None) -> None:
        account = one.account_id or self._linked.get(one.directory_user_id or "")
        values = {
            "id": new_id("audit", now=self._heard.now),
            "at": stamp(self._heard.now),
            "event_id": event_id,
            "event": self._heard.name,
            "reason": one.reason.value,
            "email": one.email,
            "email_key": email_key(one.email),
            "directory_user_id": one.directory_user_id,
            "account_id": account or self._account_of(one.directory_user_id),
            "actor": self._heard.actor,
            "detail": json.dumps(detail, ensure_ascii=False),
        }
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        self._db.execute(f"INSERT INTO audit ({names}) VALUES ({marks})", tuple(values.values()))  # noqa: S608 - our own names

    def _account_of(self, directory_user_id: str | None) -> str | None:
        row = self._db.execute(
            "SELECT account_id FROM directory_links WHERE directory_user_id = ?", (directory_user_id,)
        ).fetchone()
        return None if row is None else str(row["account_id"])
