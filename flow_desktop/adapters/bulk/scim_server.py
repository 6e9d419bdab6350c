"""One SCIM server as it was discovered, and its pages of users."""

from __future__ import annotations

from dataclasses import dataclass

from flow_desktop.adapters.bulk.asking import Raw, Server
from flow_desktop.adapters.bulk.limiter import MOST_AT_ONCE
from flow_desktop.adapters.bulk.proof import Faulty
from flow_desktop.adapters.bulk.scim_entries import UsersPage, users_page
from flow_desktop.adapters.directory.wire import reason_of_status
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.pilot.entries import Fault
from flow_desktop.core.secret import Secret

USUAL_SIZE, MOST_SIZE = 100, 500
PROJECTION = "id,userName,name,emails,active,externalId,meta"
_VAGUE = (WithheldReason.SERVER_ERROR, WithheldReason.BAD_ANSWER, WithheldReason.NO_SUCH_ADDRESS)


@dataclass(frozen=True, slots=True)
class Manners:
    """How a server wants to be asked. ``size``: people on a page; ``projected``: it heeds ``attributes`` (checked)."""

    size: int = USUAL_SIZE
    sort: bool = False
    cursor: bool = False
    filter: bool | None = None
    projected: bool = False

    def query(self, **more: str) -> dict[str, str]:
        """What every request for a page carries."""
        found = {"count": str(self.size), **more}
        if self.sort:
            found["sortBy"] = "userName"
        if self.projected:
            found["attributes"] = PROJECTION
        return found


class Users:
    """``/Users`` of one server, for one run."""

    def __init__(self, server: Server, access: Secret | None, manners: Manners) -> None:
        self._server = server
        self._access = access
        self.manners = manners
        self.at_once = MOST_AT_ONCE

    async def raw(self, **query: str) -> Raw:
        """An answer as it comes. Raises Refused."""
        return await self._server.get(self._access, "Users", **query)

    async def page(self, **query: str) -> UsersPage:
        """A page. Raises Refused, and Faulty for an answer that is no page."""
        return page_of_raw(await self.raw(**query))

    async def at(self, start: int, *, most: int | None) -> UsersPage:
        """The page that begins at an index (RFC 7644 section 3.4.2.4); ``most`` None: for a server that takes no
        ``count``. Raises Refused and Faulty.
        """
        query = {} if most is None else {**self.manners.query(), "count": str(most)}
        return await self.page(startIndex=str(start), **query)

    async def after(self, cursor: str) -> UsersPage:
        """The page at a cursor (RFC 9865). Raises Refused and Faulty."""
        return await self.page(cursor=cursor, **self.manners.query())


def page_of_raw(raw: Raw) -> UsersPage:
    """Raises Faulty for an answer that is no page."""
    if raw.status != 200:
        why = reason_of_status(raw.status)
        raise Faulty(Fault.BROKEN_PAGE if why in _VAGUE else Fault.REFUSED, why)
    page = users_page(raw.body) if raw.is_json else None
    if page is None:
        raise Faulty(Fault.NOT_SCIM, WithheldReason.BAD_ANSWER)
    return page
