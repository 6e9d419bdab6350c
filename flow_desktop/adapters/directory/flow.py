"""Source ``flow``: the Flow API tells a person, with their own access token, what Directory Sync and Flow hold."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from flow_desktop.adapters.directory.wire import Wire
from flow_desktop.adapters.http import Http
from flow_desktop.core.deployment import is_loopback
from flow_desktop.core.directory import (
    DirectoryRecord,
    DirectorySight,
    DirectoryView,
    FlowAccount,
    FlowSight,
    Found,
    NotThere,
    Organisation,
    Origin,
    Person,
    Role,
    Unseen,
)
from flow_desktop.core.observed import WithheldReason, received
from flow_desktop.core.ports import Clock
from flow_desktop.core.problems import Refused
from flow_desktop.core.secret import Secret

FROM_ME = "flow_me"
_STATES: Mapping[str, str] = {"linked": "active", "unlinked": "inactive"}
"""WorkOS names the same two states differently over REST and in events."""

_ACTIVE: Mapping[str, bool] = {"active": True, "inactive": False, "suspended": False}
_ROLES: Mapping[str, Role] = {role.value: role for role in Role}


class FlowDirectory:
    """core.ports.Directory over the Flow API."""

    def __init__(
        self,
        base: str,
        *,
        http: Http,
        clock: Clock,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._base = base
        self._http = http
        self._clock = clock
        self._pause = pause

    async def look_up(self, person: Person, access: Secret | None) -> DirectoryView:
        """One request; whom it is about is told by the token, not by ``person``."""
        if access is None:
            return _both(WithheldReason.NO_CREDENTIAL)
        wire = Wire(self._base, access, http=self._http, clock=self._clock, pause=self._pause)
        try:
            body = (await wire.get("me")).required()
        except Refused as refused:
            return _both(refused.reason)
        origin = Origin(FROM_ME, self._clock.now())
        return DirectoryView(
            directory=_directory_sight(body, origin),
            flow=_flow_sight(body, origin),
            organisation=_organisation(body),
        )


def directory_state(said: Any) -> str | None:
    """The state of the directory connection in one vocabulary: active, inactive, validating, ..."""
    return _STATES.get(said, said) if isinstance(said, str) and said else None


def is_active(said: Any) -> bool | None:
    """A person's state; None for a state nobody told or knows."""
    return _ACTIVE.get(said) if isinstance(said, str) else None


def _directory_sight(body: Mapping[str, Any], origin: Origin) -> DirectorySight:
    user = _told(body, "directory_user", origin)
    if not isinstance(user, Mapping):
        return user
    record = DirectoryRecord(
        id=user["id"],
        user_name=received(user.get("username")),
        email=received(user.get("email")),
        given_name=received(user.get("first_name")),
        family_name=received(user.get("last_name")),
        active=is_active(user.get("state")),
        updated_at=_text(user, "updated_at"),
    )
    return Found(record, origin)


def _flow_sight(body: Mapping[str, Any], origin: Origin) -> FlowSight:
    account = _told(body, "account", origin)
    if not isinstance(account, Mapping):
        return account
    membership = body.get("membership")
    role = membership.get("role") if isinstance(membership, Mapping) else None
    if membership is not None and (not isinstance(role, str) or role not in _ROLES):
        return Unseen(WithheldReason.BAD_ANSWER, origin)  # a role we cannot read is not "no role"
    found = FlowAccount(
        id=account["id"],
        email=received(account.get("email")),
        given_name=received(account.get("first_name")),
        family_name=received(account.get("last_name")),
        role=_ROLES[role] if role is not None else None,
        updated_at=_text(account, "updated_at"),
    )
    return Found(found, origin)


def _told(body: Mapping[str, Any], key: str, origin: Origin) -> Mapping[str, Any] | NotThere | Unseen:
    """An object with an id; null says "not there", a missing key says nothing."""
    if key not in body:
        return Unseen(WithheldReason.SOURCE_CANNOT_TELL, origin)
    told = body[key]
    if told is None:
        return NotThere(origin)
    if isinstance(told, Mapping) and isinstance(told.get("id"), str) and told["id"]:
        return told
    return Unseen(WithheldReason.BAD_ANSWER, origin)


def _organisation(body: Mapping[str, Any]) -> Organisation | None:
    enterprise, directory = body.get("enterprise"), body.get("directory")
    if not isinstance(enterprise, Mapping) and not isinstance(directory, Mapping):
        return None
    firm = enterprise if isinstance(enterprise, Mapping) else {}
    enforced = firm.get("sso_enforced")
    return Organisation(
        name=_text(firm, "name"),
        plan=_text(firm, "plan"),
        sso_enforced=enforced if isinstance(enforced, bool) else None,
        directory_state=directory_state(directory.get("state")) if isinstance(directory, Mapping) else None,
        admin_portal_url=safe_address(_text(firm, "admin_portal_url")),
    )


def safe_address(url: str | None) -> str | None:
    """An address that may be opened in the browser: https, or this machine itself."""
    try:
        parts = urlsplit(url or "")
        safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
        return url if safe and parts.hostname and (url or "").isprintable() and not parts.username else None
    except ValueError:
        return None


def _text(of: Mapping[str, Any], key: str) -> str | None:
    value = of.get(key)
    return value if isinstance(value, str) and value else None


def _both(reason: WithheldReason) -> DirectoryView:
    return DirectoryView(directory=Unseen(reason), flow=Unseen(reason))
