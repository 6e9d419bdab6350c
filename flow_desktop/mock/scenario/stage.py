"""Where the steps of a scenario are played: the three places, and who is who in them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flow_desktop.mock.addresses import email_key
from flow_desktop.mock.effects import Decision
from flow_desktop.mock.facts import FlowAction
from flow_desktop.mock.flow.accounts import account_of
from flow_desktop.mock.places import Places
from flow_desktop.mock.service import Service

Values = Mapping[str, Any]


class Undoable(Exception):
    """The step asks for something that is not there, such as an invitation nobody sent."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The service and its places, as the steps see them."""

    service: Service
    places: Places

    def perform(self, action: FlowAction, *, about: str | None = None, actor: str | None = None) -> str | None:
        """Let Flow decide about an action; the reason when it refuses, None when it is done."""
        decision: Decision = self.places.flow.perform(action, about=about, actor=actor)
        return decision.reason if decision.refused else None

    def subject(self, person: str) -> sqlite3.Row:
        """The row of a person at the identity provider."""
        row = self.service.store.one("SELECT * FROM idp_people WHERE key = ?", person)
        if row is None:
            raise Undoable(f"there is no person {person!r}")
        return row

    def account(self, person: str) -> sqlite3.Row:
        """The Flow account of a person."""
        row = account_of(self.service.store, self.subject(person)["subject"])
        if row is None:
            raise Undoable(f"{person!r} has no Flow account")
        return row

    def address(self, values: Values) -> str:
        """The e-mail a step is about: written down, or the person's at Flow, or at the identity provider."""
        if values.get("email"):
            return str(values["email"])
        person = self.subject(values["person"])
        account = account_of(self.service.store, person["subject"])
        return str((account or person)["email"])

    def admin(self, values: Values) -> str:
        """The account of who does it: `by`, or the first admin of the enterprise."""
        if values.get("by"):
            return str(self.account(values["by"])["id"])
        row = self.service.store.one(
            "SELECT account_id FROM memberships WHERE role IN ('admin', 'it_admin')"
            " AND enterprise_id = (SELECT id FROM enterprise) ORDER BY role, rowid LIMIT 1"
        )
        if row is None:
            raise Undoable("the enterprise has no admin who could do it")
        return str(row["account_id"])

    def invitation(self, email: str) -> str:
        """The pending invitation for an address."""
        return self._one_of("invitations", email, "invitation")

    def join_request(self, email: str) -> str:
        """The open request to join of an address."""
        return self._one_of("join_requests", email, "request to join")

    def _one_of(self, table: str, email: str, what: str) -> str:
        row = self.service.store.one(
            f"SELECT id FROM {table} WHERE email_key = ? AND state = 'pending'",  # noqa: S608 - our names
            email_key(email),
        )
        if row is None:
            raise Undoable(f"there is no pending {what} for {email!r}")
        return str(row["id"])
