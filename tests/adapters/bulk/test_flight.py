"""Several requests under way at once: everything comes, in nearly the order it was begun, and nothing is kept back."""

from __future__ import annotations

import asyncio

from flow_desktop.adapters.bulk.flight import READY, in_flight

AT_ONCE = 8


def test_nobody_waits_behind_those_who_came_later() -> None:
    """However slowly results are taken: one that is there is handed on before those begun a window later."""

    async def do(job: int) -> int:
        await asyncio.sleep(0)
        return job

    async def whole() -> list[int]:
        order = []
        async for job, _ in in_flight(iter(range(500)), do, at_once=AT_ONCE):
            order.append(job)
            await asyncio.sleep(0)
        return order

    order = asyncio.run(whole())
    assert sorted(order) == list(range(500))
    assert max(place - job for place, job in enumerate(order)) <= AT_ONCE + READY


def test_whoever_takes_nothing_stops_the_reading() -> None:
    """No more is asked for than fits beside what was not taken yet."""
    begun: list[int] = []

    async def do(job: int) -> int:
        begun.append(job)
        return job

    async def whole() -> None:
        flight = in_flight(iter(range(500)), do, at_once=AT_ONCE)
        await anext(flight)
        for _ in range(100):
            await asyncio.sleep(0)
        await flight.aclose()

    asyncio.run(whole())
    assert len(begun) <= AT_ONCE + READY + 1
