"""A verifier over places, a history and a clock in a test's hands, and lists that fit them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any

from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import Account
from flow_desktop.core.observed import Present
from flow_desktop.core.pilot.entries import Entry
from flow_desktop.core.pilot.results import Result, Strategy
from flow_desktop.core.pilot.rows import PilotList, PilotRow, RejectedRow, RowFault
from flow_desktop.flows.session import Session
from flow_desktop.flows.verify import Done, Happened, Order, RunOutcome, Verifier, VerifyPorts
from tests.fakes.pilot_places import World
from tests.fakes.runs import FakeRuns
from tests.fakes.time import FakeEntropy, FakePauses
from tests.support.session_house import House


def someone(number: int, *, given: str = "Ada", active: bool = True) -> Entry:
    """One person of the directory."""
    email = f"p{number}@pilot.example"
    return Entry(f"u{number}", email, email, (), given, "Byron", active)


def account(number: int) -> Account:
    """The same person in Flow."""
    email = f"p{number}@pilot.example"
    names = (Present(email), Present("Ada"), Present("Byron"))
    return Account(f"fa_{email}", *names, role=Role.MEMBER, source="scim", linked_to=f"u{number}")


def listing(*numbers: int, rejected: int = 0) -> PilotList:
    """A list of these people, with rows that cannot be used at its end."""
    rows = tuple(PilotRow(line, f"p{n}@pilot.example", "Ada", "Byron") for line, n in enumerate(numbers, 2))
    bad = tuple(RejectedRow(900 + n, RowFault.NOT_AN_ADDRESS, "nonsense") for n in range(rejected))
    return PilotList("pilot.csv", rows, bad)


@dataclass
class Bench:
    """Everything that later verifiers on the same machine share."""

    world: World = field(default_factory=World)
    runs: FakeRuns = field(default_factory=FakeRuns)
    house: House = field(default_factory=House)
    entropy: FakeEntropy = field(default_factory=FakeEntropy)
    pauses: FakePauses | None = None
    session: Session | None = None

    async def signed_in(self) -> Bench:
        """Somebody is signed in here from now on: Flow is asked in their name."""
        self.session = await self.house.signed_in()
        return self

    def verifier(self, session: Session | None = None) -> Verifier:
        """Another process on this machine."""
        self.house.clock.move(1)
        ports = VerifyPorts(
            session=session or self.session or self.house.session(),
            connect=self.world.connect,
            runs=self.runs,
            clock=self.house.clock,
            entropy=self.entropy,
            provider_name="Okta",
        )
        return Verifier(ports if self.pauses is None else replace(ports, pause=self.pauses))

    async def verified(self, order: Order, session: Session | None = None) -> RunOutcome:
        """One run to its end."""
        return outcome_of(await told(self.verifier(session).run(order)))


async def told(events: AsyncGenerator[Happened, None]) -> list[Happened]:
    """Everything a run tells."""
    async with aclosing(events):
        return [event async for event in events]


def outcome_of(events: list[Happened]) -> RunOutcome:
    """How it ended."""
    last = events[-1]
    assert isinstance(last, Done), last
    return last.outcome


def statuses(results: tuple[Result, ...]) -> list[str]:
    """In their order."""
    return [one.status.value for one in results]


async def broken_off(events: AsyncGenerator[Happened, None], world: World) -> None:
    """Read a run until its place hangs, then cancel it as a person does."""
    assert world.gate is not None
    reading = asyncio.create_task(told(events))
    for _ in range(200):
        await asyncio.sleep(0)
    assert not reading.done(), reading
    reading.cancel()
    await asyncio.wait({reading})
    assert reading.cancelled()


async def until(condition: Callable[[], bool]) -> None:
    """Let the loop run until something holds."""
    for _ in range(2000):
        if condition():
            return
        await asyncio.sleep(0)
    raise AssertionError("it does not happen")


def eight(**more: Any) -> World:
    """Eight people on four pages: one has another name, one is not active."""
    people = [someone(n) for n in range(8)]
    people[1], people[3] = someone(1, given="Adele"), someone(3, active=False)
    return World(people, **more)


def bench(**more: Any) -> Bench:
    """A machine beside such a directory."""
    return Bench(eight(**more))


LISTING = Order(listing(0, 1, 2, 3, 9, rejected=1), strategy=Strategy.LISTED)
LOOKING = replace(LISTING, strategy=Strategy.LOOKED_UP)
EXPECTED = ["ready", "differs", "ready", "inactive", "not_provisioned", "list_problem"]
"""What both ways tell of that list at that directory."""
