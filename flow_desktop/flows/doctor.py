"""Look at everything a sign-in and a look need on this computer: at once, and none of it can stop another."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from itertools import chain

from flow_desktop.core.doctor import Area, DoctorLine, Examination, LineState, examined, line_of_problem
from flow_desktop.core.ports import Probe
from flow_desktop.core.problems import FlowError
from flow_desktop.core.words import message

_log = logging.getLogger(__name__)


class Doctor:
    """Runs on the flow's own loop. Looks only: nothing is kept, and no session is used up."""

    def __init__(
        self,
        probes: Iterable[Probe],
        *,
        afterwards: Iterable[Probe] = (),
        close: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """``afterwards``: probes that stand on what the others heard, the clock for one. ``close``: called at the end
        of each examination, whatever happened.
        """
        self._probes = tuple(probes)
        self._afterwards = tuple(afterwards)
        self._close = close

    async def examine(self) -> Examination:
        """Look at everything once. Never raises: what fails or hangs is a line of its own."""
        try:
            first = await asyncio.gather(*map(_look, self._probes))
            last = await asyncio.gather(*map(_look, self._afterwards))
        finally:
            if self._close is not None:
                await self._close()
        return examined(tuple(chain(*first, *last)))


async def _look(probe: Probe) -> tuple[DoctorLine, ...]:
    name = f"{probe.area}.{probe.name}"
    try:
        async with asyncio.timeout(probe.seconds):
            return await probe.look()
    except TimeoutError:
        return (_not_seen(name, probe.area, "timed_out", seconds=f"{probe.seconds:g}"),)
    except FlowError as error:
        return (line_of_problem(name, error.problem, area=probe.area, state=LineState.UNKNOWN),)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other probes have their say
        _log.error("a probe failed with %s", type(error).__name__)
        return (_not_seen(name, probe.area, "failed", type=type(error).__name__),)


def _not_seen(name: str, area: Area, how: str, **facts: str) -> DoctorLine:
    said, following = message(f"doctor.probe.{how}", **facts), message(f"doctor.probe.{how}_next")
    return DoctorLine(name, area, LineState.UNKNOWN, said, following)
