"""The way to the browser and back: an opener for links, and a listener on this computer that can be reached."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flow_desktop.adapters.browser import system_opener
from flow_desktop.adapters.loopback_server import bind_loopback
from flow_desktop.core.doctor import Area, DoctorLine, LineState
from flow_desktop.core.problems import FlowError, Problem
from flow_desktop.core.words import Message, message

_HELLO = b"flow"


@dataclass(frozen=True, slots=True)
class OpenerProbe:
    """core.ports.Probe. Nothing is opened."""

    environ: Mapping[str, str]
    area: Area = Area.BROWSER
    name: str = "opener"
    seconds: float = 5.0

    async def look(self) -> tuple[DoctorLine, ...]:
        """Windows always opens links itself."""
        found = ["Windows"] if os.name == "nt" else system_opener(self.environ, sys.platform)
        if found is None:
            said, following = message("doctor.browser.none"), message("doctor.browser.none_next")
            return (DoctorLine("browser.opener", Area.BROWSER, LineState.WARN, said, following),)
        said = message("doctor.browser.opener", name=Path(found[0]).name)
        return (DoctorLine("browser.opener", Area.BROWSER, LineState.OK, said),)


@dataclass(frozen=True, slots=True)
class LoopbackProbe:
    """core.ports.Probe: binds as a sign-in would, then knocks. ``ports``: those of the deployment, none for any."""

    ports: tuple[int, ...] = ()
    area: Area = Area.BROWSER
    name: str = "way_back"
    seconds: float = 5.0

    async def look(self) -> tuple[DoctorLine, ...]:
        """Whether the browser could come back."""
        try:
            bound = bind_loopback(self.ports)
        except FlowError as error:
            return (_busy(error.problem),)
        address = ":".join(map(str, bound.getsockname()[:2]))
        server = await asyncio.start_server(_greet, sock=bound)
        try:
            reached = await _knock(*bound.getsockname()[:2])
        finally:
            server.close()
            await server.wait_closed()
        if reached:
            said = message("doctor.browser.way_back", address=address)
            return (DoctorLine("browser.way_back", Area.BROWSER, LineState.OK, said),)
        said, following = message("doctor.browser.walled", address=address), message("doctor.browser.walled_next")
        return (DoctorLine("browser.way_back", Area.BROWSER, LineState.BAD, said, following),)


def _busy(found: Problem) -> DoctorLine:
    said = Message("doctor.browser.busy", found.facts)
    following = Message(f"problem.{found.code.value}.next", found.facts)
    return DoctorLine("browser.way_back", Area.BROWSER, LineState.BAD, said, following, found)


async def _greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(_HELLO)
    await writer.drain()
    writer.close()


async def _knock(host: str, port: int) -> bool:
    """A firewall on this computer may refuse or answer in our place."""
    try:
        reader, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    try:
        return await reader.read(len(_HELLO)) == _HELLO
    finally:
        writer.close()
        await writer.wait_closed()
