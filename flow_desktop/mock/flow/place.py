"""Flow as a place: it hears directory events and people's actions, asks the rules, writes what they decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flow_desktop.mock.effects import Decision
from flow_desktop.mock.facts import FlowAction
from flow_desktop.mock.faults import Faults
from flow_desktop.mock.service import Service


class FlowPlace:
    """The one writer of Flow's tables. Every call is one transaction and leaves audit lines."""

    def __init__(self, service: Service, faults: Faults) -> None:
        self._service, self._faults = service, faults

    def receive(self, event: Mapping[str, Any]) -> Decision:
        """A verified `dsync.*` event (the JSON object of the webhook body). Raises ValueError if it is not one."""
        raise NotImplementedError

    def perform(self, action: FlowAction, *, about: str | None = None, actor: str | None = None) -> Decision:
        """What an admin, a person or the billing cycle does.

        `about` picks what State needs besides the action's own e-mail: an account id (RemoveRequested,
        RoleChangeRequested, NameEdited), an invitation id (RevokeRequested, InvitationAccepted), a join request id
        (JoinAnswered). `actor` is the account id of who does it.
        """
        raise NotImplementedError
