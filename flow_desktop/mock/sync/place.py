"""Directory Sync as a place: the directory's life, its bearer token, and the delivery of its events to Flow."""

from __future__ import annotations

from flow_desktop.mock.flow.place import FlowPlace
from flow_desktop.mock.service import Service


class DirectorySync:
    """What an admin can do in the WorkOS portal, and what WorkOS does by itself."""

    def __init__(self, service: Service, flow: FlowPlace) -> None:
        self._service, self._flow = service, flow

    def connect(self, provider: str) -> str:
        """Make a directory for `okta`, `entra`, `onelogin` or `generic`, in state validating; its bearer token."""
        raise NotImplementedError

    def activate(self) -> None:
        """Set-up is done (dsync.activated with the organisation's domains), or a deactivated one is active again."""
        raise NotImplementedError

    def deactivate(self) -> None:
        """Stop syncing without an event; Flow sees the state and manual management stays off."""
        raise NotImplementedError

    def delete(self) -> None:
        """One dsync.deleted; users and groups of the directory are gone at WorkOS."""
        raise NotImplementedError

    def rotate_token(self) -> str:
        """A new bearer token; the old one is revoked (dsync.token.created, dsync.token.revoked)."""
        raise NotImplementedError

    def set_inactive_users(self, mode: str) -> None:
        """`delete` (inactive users become dsync.user.deleted) or `retain` (dsync.user.updated, state inactive)."""
        raise NotImplementedError

    def pump(self) -> None:
        """Deliver what is due now, in this thread; a failed delivery waits for its next try."""
        raise NotImplementedError
