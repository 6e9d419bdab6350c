"""What a run of the pilot list is asked, and what it tells. Others take these names from `flows.verify`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeAlias

from flow_desktop.core.answers import Answer
from flow_desktop.core.pilot.entries import Abilities
from flow_desktop.core.pilot.ports import FlowSource, PeopleSource, RunOptions, RunStore, Tell, Waiting
from flow_desktop.core.pilot.results import Cost, Result, RunFacts, Strategy
from flow_desktop.core.pilot.rows import PilotList
from flow_desktop.core.ports import Clock, Entropy
from flow_desktop.core.problems import Problem
from flow_desktop.flows.session import Session

if TYPE_CHECKING:
    from flow_desktop.core.pilot.book import Book
    from flow_desktop.core.pilot.explain import Circumstances
    from flow_desktop.core.pilot.summary import Summary

BATCH_ROWS = 500
"""Most results in one `Judged`."""

BATCH_SECONDS = 0.05
"""Results wait at most this long for others to go with them."""


class Sources(Protocol):
    """The places of one run, made anew for each: what they keep in mind is that run's only."""

    @property
    def people(self) -> PeopleSource:
        """Where everybody in Directory Sync can be read."""
        ...

    @property
    def flow(self) -> FlowSource | None:
        """Flow's own side, None where Flow is no source."""
        ...


@dataclass(frozen=True, slots=True)
class VerifyPorts:
    """``connect``: makes the places of one run; they tell the callback when a host makes everybody wait.

    ``provider_name``: how the deployment calls the identity provider. ``pause``: sleeps for seconds.
    """

    session: Session
    connect: Callable[[Tell], Sources]
    runs: RunStore
    clock: Clock
    entropy: Entropy
    provider_name: str | None = None
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be verified: a list, or the members of a group (its id at the source), or everybody.

    ``answers``: what only a person can tell (``idp.assigned_at`` and the others), about everybody in the list.
    ``unexpected``: also say who is in the directory but not in the list; needs the whole listing. ``strategy``: None
    leaves it to the cost rule.
    """

    listed: PilotList | None = None
    group: str | None = None
    everybody: bool = False
    answers: tuple[Answer, ...] = ()
    unexpected: bool = False
    strategy: Strategy | None = None


class Phase(StrEnum):
    """What a run is doing; texts ``pilot.phase.<phase>``. ``WAITING``: a watch between two looks."""

    DISCOVERING = "discovering"
    LISTING = "listing"
    LOOKING_UP = "looking_up"
    JUDGING = "judging"
    EXPLAINING = "explaining"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. ``done`` and ``total`` count people (in the directory while listing, of the list else).

    ``total`` None: nobody told. ``rate``: people a second over the last few seconds; ``eta_seconds``: until the end of
    this phase; both None while too little is known. ``waiting``: a host asked for patience until then. ``next_look``:
    when a watch looks again. ``cost`` from the moment the strategy is known. ``resumed``: the run goes on from what
    was kept. ``notices``: what went wrong beside the run (history not kept, say), each told once and then kept here.
    """

    run: str
    phase: Phase
    done: int = 0
    total: int | None = None
    rate: float | None = None
    eta_seconds: float | None = None
    waiting: Waiting | None = None
    next_look: datetime | None = None
    paused: bool = False
    cost: Cost | None = None
    abilities: Abilities | None = None
    resumed: bool = False
    notices: tuple[Problem, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What is remarkable about the place that is read: `Abilities.notes`, texts ``pilot.ability.*``."""
        return self.abilities.notes if self.abilities is not None else ()


@dataclass(frozen=True, slots=True)
class Listed:
    """The list of the run, told once and before any result: that of the order, or one made of a group's members."""

    run: str
    listed: PilotList


@dataclass(frozen=True, slots=True)
class Judged:
    """Results, at most 500. ``final`` False: known for sure so far, while pages still come; a later one of the same
    row replaces it. Rows nobody was found for stay silent until the end.
    """

    results: tuple[Result, ...]
    final: bool = False


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """A run that ended. ``book``: everything that was read, None for an old run whose pages are not kept any more: its
    list then holds addresses only. ``circumstances``: what `core.pilot.explain` needs beside, for one person's panel.
    ``options``: how it was asked for. ``notices``: as in `Progress`.
    """

    facts: RunFacts
    listed: PilotList
    results: tuple[Result, ...]
    book: Book | None
    summary: Summary
    circumstances: Circumstances
    options: RunOptions = RunOptions()
    notices: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """The last thing a run tells (a watch tells one for each look)."""

    outcome: RunOutcome


Happened: TypeAlias = Progress | Listed | Judged | Done


class Control:
    """Holds a run still and lets it go on. Both may be called from any thread; a cancel is the task's own."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._open = asyncio.Event()
        self._paused = False

    @property
    def paused(self) -> bool:
        """Whether the run is to stand still."""
        return self._paused

    def pause(self) -> None:
        """Ask for nothing more until `resume`; what is under way still arrives."""
        self._paused = True

    def resume(self) -> None:
        """Go on."""
        self._paused = False
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._open.set)

    async def wait(self) -> None:
        """Returns at once unless paused, else after `resume`. For the run only, on its loop."""
        self._loop = asyncio.get_running_loop()
        while self._paused:
            self._open.clear()
            if self._paused:
                await self._open.wait()
