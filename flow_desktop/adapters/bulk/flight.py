"""Several requests under way at once, and a walk whose finds are handed on one after another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from typing import TypeVar

J = TypeVar("J")
R = TypeVar("R")

READY = 2
"""So many finds may lie ready before a walk waits: whoever pauses, pauses the reading too."""


async def in_flight(
    jobs: Iterator[J], do: Callable[[J], Awaitable[R]], *, at_once: int
) -> AsyncGenerator[tuple[J, R], None]:
    """Do all jobs, so many at once, begun in their order; results as they come. Closing it cancels all.

    What ``do`` raises ends everything and is raised here. Room is kept before a job begins, not when it ends: a full
    queue lets whoever comes last go first, and a page could wait there for hundreds of others.
    """
    ready: asyncio.Queue[tuple[J, R] | BaseException | None] = asyncio.Queue()
    room = asyncio.Semaphore(at_once + READY)

    async def work() -> None:
        try:
            while True:
                await room.acquire()
                for job in jobs:
                    ready.put_nowait((job, await do(job)))
                    break
                else:
                    break
            ready.put_nowait(None)
        except Exception as error:  # noqa: BLE001 - handed to whoever waits for the results
            ready.put_nowait(error)

    workers = [asyncio.create_task(work()) for _ in range(at_once)]
    try:
        left = at_once
        while left:
            found = await ready.get()
            if isinstance(found, BaseException):
                raise found
            if found is None:
                left -= 1
            else:
                room.release()
                yield found
    finally:
        await stop(*workers)


async def streamed(walk: Callable[[Callable[[R], Awaitable[None]]], Awaitable[None]]) -> AsyncGenerator[R, None]:
    """What a walk hands on, while it walks; what it raises is raised at the end. Closing it cancels the walk."""
    ready: asyncio.Queue[R | BaseException | None] = asyncio.Queue(READY)

    async def run() -> None:
        try:
            await walk(ready.put)
            await ready.put(None)
        except Exception as error:  # noqa: BLE001 - handed to whoever waits for the finds
            await ready.put(error)

    task = asyncio.create_task(run())
    try:
        while (found := await ready.get()) is not None:
            if isinstance(found, BaseException):
                raise found
            yield found
    finally:
        await stop(task)


async def stop(*tasks: asyncio.Future[R]) -> None:
    """Cancel, and wait until they have let everything go."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
