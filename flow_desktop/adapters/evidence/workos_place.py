"""Which directory of WorkOS an enterprise has, and how its connection is."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import quote

from flow_desktop.adapters.directory.wire import Wire
from flow_desktop.adapters.evidence.flow_parse import connection_state
from flow_desktop.adapters.evidence.reading import Body, Told, ask, each, maybe_text, text, within
from flow_desktop.core.evidence import Connection, ConnectionState, NotSeen, Observation, Seen
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.ports import Clock

FROM_DIRECTORIES = "workos_directories"
_NONE = Connection(ConnectionState.NONE)
_MOST = "100"


@dataclass(frozen=True, slots=True)
class Place:
    """The directory to look into. ``id`` None: nobody could say which."""

    connection: Observation[Connection]
    id: str | None = None

    @property
    def is_gone(self) -> bool:
        """True where it was seen that there is no directory at all."""
        return isinstance(self.connection, Seen) and self.connection.value == _NONE

    @property
    def is_there(self) -> bool:
        """True where the directory itself was seen."""
        return isinstance(self.connection, Seen) and not self.is_gone

    @property
    def is_unlisted(self) -> bool:
        """True for a server that lists no directories: people are asked for in whatever the key can see."""
        return self.unknown is WithheldReason.NO_SUCH_ADDRESS

    @property
    def unknown(self) -> WithheldReason | None:
        """Why nobody could say which directory it is; None where one was named, found, or seen to be none."""
        return self.connection.reason if isinstance(self.connection, NotSeen) and self.id is None else None


async def only_directory(wire: Wire, *, clock: Clock) -> Place:
    """The one directory that the key can see. Where it sees several, nobody says which. Never raises."""
    told = await ask(wire, FROM_DIRECTORIES, "directories", clock=clock, limit="2")
    listed = told.piece(_directories)
    if isinstance(listed, NotSeen):
        return Place(listed)
    directories, _ = listed.value
    if len(directories) > 1:
        return Place(NotSeen(WithheldReason.SOURCE_CANNOT_TELL, FROM_DIRECTORIES))
    for key, connection in directories:
        return Place(Seen(connection, FROM_DIRECTORIES, told.at), key)
    return Place(_gone(told))


async def named_directory(wire: Wire, named: str, *, clock: Clock) -> Place:
    """The directory with this id. It is gone only where a whole list shows that there is none. Never raises."""
    one, several = await asyncio.gather(
        ask(wire, FROM_DIRECTORIES, f"directories/{quote(named, safe='')}", clock=clock),
        ask(wire, FROM_DIRECTORIES, "directories", clock=clock, limit=_MOST),
    )
    found, listed = one.piece(_directory), several.piece(_directories)
    if isinstance(found, Seen):
        key, connection = found.value
        is_it = key == named
        return Place(Seen(connection, found.source, found.at) if is_it else _not(WithheldReason.BAD_ANSWER), named)
    if isinstance(listed, NotSeen) or found.reason is not WithheldReason.NO_SUCH_ADDRESS:
        return Place(found, named)
    return Place(_gone(several) if listed.value == ((), False) else _not(WithheldReason.NOT_FOUND_THERE), named)


def _gone(told: Told) -> Observation[Connection]:
    return Seen(_NONE, FROM_DIRECTORIES, told.at)


def _not(reason: WithheldReason) -> Observation[Connection]:
    return NotSeen(reason, FROM_DIRECTORIES)


def _directories(body: Body) -> tuple[tuple[tuple[str, Connection], ...], bool]:
    """All on one page, and whether there are more."""
    more = maybe_text(within(body, "list_metadata"), "after")
    return each(body, "data", _directory), bool(more)


def _directory(body: Body) -> tuple[str, Connection]:
    return text(body, "id"), Connection(connection_state(text(body, "state")), maybe_text(body, "type"))
