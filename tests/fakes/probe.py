"""A probe of the doctor that a test sets."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from flow_desktop.core.doctor import Area, DoctorLine


@dataclass
class FakeProbe:
    """core.ports.Probe: gives its lines, raises, or waits until it is let go (``gate``)."""

    lines: tuple[DoctorLine, ...] = ()
    raises: Exception | None = None
    gate: asyncio.Event | None = None
    area: Area = Area.MACHINE
    name: str = "fake"
    seconds: float = 5.0
    looked: list[str] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def look(self) -> tuple[DoctorLine, ...]:
        """What was set; ``looked`` and ``arrived`` tell that it was asked."""
        self.looked.append(self.name)
        self.arrived.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.raises is not None:
            raise self.raises
        return self.lines
