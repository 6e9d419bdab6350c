"""What Directory Sync told and what Flow wrote down before the steps begin: collected, then written by time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flow_desktop.mock.addresses import email_key
from flow_desktop.mock.effects import Reason
from flow_desktop.mock.ids import seeded_id
from flow_desktop.mock.scenario.history import timed_id
from flow_desktop.mock.scenario.parts import Invitation
from flow_desktop.mock.scenario.rows import Ground
from flow_desktop.mock.sync.objects import directory_event_json
from flow_desktop.mock.world_clock import stamp


@dataclass(frozen=True, slots=True)
class Told:
    """One event and Flow's line about it; `kind` None = `action` happened in Flow alone. `at` in Unix seconds."""

    at: float
    reason: Reason
    kind: str | None = None
    object_id: str = ""
    data: dict[str, Any] | None = None
    action: str | None = None
    email: str | None = None
    directory_user_id: str | None = None
    account_id: str | None = None
    actor: str | None = None
    detail: dict[str, str] | None = None


class Past:
    """Collects what happened to the people of the file."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._told: list[Told] = []

    def tell(self, told: Told) -> None:
        """Add something that happened."""
        self._told.append(told)

    def activated(self) -> None:
        """`dsync.activated`, with the organisation's domains; a directory that is off now was deactivated later."""
        ground = self._ground
        at = ground.history.activated()
        row = ground.connection.execute("SELECT * FROM directories").fetchone()
        rows = ground.connection.execute("SELECT id, domain FROM organization_domains ORDER BY domain")
        domains = [{"object": "organization_domain", "id": one["id"], "domain": one["domain"]} for one in rows]
        data = {
            **directory_event_json(row),
            "state": "active",
            "external_key": row["external_key"],
            "domains": domains,
        }
        self.tell(Told(at, Reason.DIRECTORY_ACTIVATED, "dsync.activated", ground.directory, data))
        if ground.world.directory.state == "inactive":
            at, action = ground.history.changed(0), Reason.DIRECTORY_DEACTIVATED.value
            self.tell(Told(at, Reason.DIRECTORY_DEACTIVATED, action=action))

    def invited(self, invitation: Invitation, at: float) -> None:
        """Flow's line about an invitation; the event that led to one by itself is not kept."""
        by_itself = invitation.kind == "fallback"
        reason = Reason.FALLBACK_INVITED if by_itself else Reason.INVITED
        action = "dsync.user.created" if by_itself else "invite_requested"
        self.tell(Told(at, reason, action=action, email=invitation.email))

    def write(self) -> None:
        """Write all of it, oldest first."""
        for number, told in enumerate(sorted(self._told, key=lambda one: one.at)):
            event_id = timed_id("event", f"{number}:{told.kind}", at=told.at) if told.kind else None
            if event_id and self._ground.history.kept(told.at):
                self._write_event(told, event_id)
            self._write_line(told, event_id, number)

    def _write_event(self, told: Told, event_id: str) -> None:
        self._ground.insert(
            "events",
            id=event_id,
            event=told.kind,
            organization_id=self._ground.organization,
            directory_id=self._ground.directory,
            object_id=told.object_id,
            created_at=stamp(told.at),
            data=json.dumps(told.data, ensure_ascii=False),
            context="{}",
        )
        self._ground.insert(
            "deliveries",
            event_id=event_id,
            due=told.at,
            attempts=1,
            state="delivered",
            delivered_at=stamp(told.at),
            last_status=200,
        )

    def _write_line(self, told: Told, event_id: str | None, number: int) -> None:
        self._ground.insert(
            "audit",
            id=seeded_id("audit", str(number), created_ms=int(told.at * 1000)),
            at=stamp(told.at),
            event_id=event_id,
            event=told.kind or told.action,
            reason=told.reason,
            email=told.email,
            email_key=email_key(told.email),
            directory_user_id=told.directory_user_id,
            account_id=told.account_id,
            actor=told.actor,
            detail=json.dumps(told.detail or {}, ensure_ascii=False),
        )
