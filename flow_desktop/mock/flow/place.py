"""Flow as a place: it hears directory events and people's actions, asks the rules, writes what they decide."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flow_desktop.mock.effects import Decision, Join
from flow_desktop.mock.facts import (
    DirectoryUser,
    Event,
    FlowAction,
    GroupMemberAdded,
    ProvisioningFailed,
    State,
    UserCreated,
    UserUpdated,
)
from flow_desktop.mock.faults import Faults
from flow_desktop.mock.flow.apply import Writer
from flow_desktop.mock.flow.audit import AuditWriter, Heard
from flow_desktop.mock.flow.incoming import read_event
from flow_desktop.mock.flow.state import Asked, Loader
from flow_desktop.mock.rules import decide
from flow_desktop.mock.rules_parts import together
from flow_desktop.mock.service import Service
from flow_desktop.mock.world_clock import stamp


class FlowPlace:
    """The one writer of Flow's tables. Every call is one transaction and leaves audit lines."""

    def __init__(self, service: Service, faults: Faults) -> None:
        self._service, self._faults = service, faults

    def receive(self, event: Mapping[str, Any]) -> Decision:
        """A verified `dsync.*` event (the JSON object of the webhook body). Raises ValueError if it is not one."""
        incoming = read_event(event)
        asked = Asked(event_id=incoming.id, directory_id=incoming.directory_id)
        return self._handle(incoming.event, asked, kind=incoming.kind)

    def perform(self, action: FlowAction, *, about: str | None = None, actor: str | None = None) -> Decision:
        """What an admin, a person or the billing cycle does.

        `about` picks what State needs besides the action's own e-mail: an account id (RemoveRequested,
        RoleChangeRequested, NameEdited, SignInAttempted), an invitation id (RevokeRequested, InvitationAccepted), a
        join request id (JoinAnswered). `actor` is the account id of who does it; None is the operator of the service,
        who may do everything an admin may. Raises LookupError if no account has the actor's id.
        """
        return self._handle(action, Asked(about=about, actor=actor), kind=_name(action))

    def _handle(self, event: Event, asked: Asked, *, kind: str) -> Decision:
        now = self._service.world.now()
        with self._service.store.transaction() as connection:
            state = Loader(connection, stamp(now)).load(event, asked)
            audit = AuditWriter(connection, Heard(asked.event_id, kind, asked.actor, now))
            decision = decide(state, event)
            audit.before(decision)
            try:
                self._write(connection, state, decision, now=now)
            except sqlite3.OperationalError:
                user = _created_user(event, decision)
                if user is None:
                    raise
                decision = _fall_back(state, event, user)
                Writer(connection, state.enterprise.id, now).write(decision.effects)
            audit.write(decision, duplicate=state.already_processed)
        return decision

    def _write(self, connection: sqlite3.Connection, state: State, decision: Decision, *, now: float) -> None:
        """All effects or none. A creation fails here when the world says so, as a database in trouble would."""
        joins = any(isinstance(effect, Join) for effect in decision.effects)
        fails = joins and self._faults.next_creation_fails()
        with _all_or_nothing(connection):
            Writer(connection, state.enterprise.id, now).write(decision.effects)
            if fails:
                raise sqlite3.OperationalError("the database is out of order on purpose")


@contextmanager
def _all_or_nothing(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("SAVEPOINT effects")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK TO effects")
        raise
    finally:
        connection.execute("RELEASE effects")


def _created_user(event: Event, decision: Decision) -> DirectoryUser | None:
    """Whom the directory wanted to have created, if that is what was being written."""
    joins = any(isinstance(effect, Join) for effect in decision.effects)
    return event.user if joins and isinstance(event, UserCreated | UserUpdated | GroupMemberAdded) else None


def _fall_back(state: State, event: Event, user: DirectoryUser) -> Decision:
    """An invitation instead of the membership; what else the event said is kept."""
    failed = decide(state, ProvisioningFailed(user))
    if not isinstance(event, GroupMemberAdded):
        return failed
    return together(failed, decide(replace(state, remembered=user), event))


def _name(action: FlowAction) -> str:
    """An action's name in the audit: invite_requested."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(action).__name__).lower()
