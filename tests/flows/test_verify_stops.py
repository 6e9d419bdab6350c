"""A run that is stopped, paused or robbed of its history: it goes on to the identical end, and nothing is lost."""

from __future__ import annotations

import asyncio
import random
import time

import pytest

from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.pilot.results import Strategy
from flow_desktop.core.problems import Code, FlowError, problem
from flow_desktop.flows.verify import Control, Done, Order, Phase, Progress
from tests.fakes.pilot_places import World
from tests.support.session_house import House, play
from tests.support.verifying import (
    EXPECTED,
    LISTING,
    LOOKING,
    Bench,
    account,
    bench,
    broken_off,
    listing,
    outcome_of,
    someone,
    statuses,
    told,
)

# --- stopped and gone on with -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [3, 1, 0, 2], [1, 0, 3, 2]], ids=str)
@pytest.mark.parametrize("has_flow", [False, True], ids=["alone", "with_flow"])
@pytest.mark.parametrize("stop", range(4))
def test_a_listing_that_stops_after_any_page_ends_the_same(stop: int, order: list[int], has_flow: bool) -> None:
    """In whatever order pages came: every result is identical, and no kept page is asked for again."""

    async def scene(house: House) -> None:
        members = [account(n) for n in range(6)]
        straight = await bench(has_flow=has_flow, members=members, order=order).signed_in()
        expected = await straight.verified(LISTING)

        machine = bench(has_flow=has_flow, members=members, order=order, gate=asyncio.Event(), hangs_at=order[stop])
        await machine.signed_in()
        await broken_off(machine.verifier().run(LISTING), machine.world)
        (past,) = await machine.verifier().history()
        assert past.resumable
        asked = list(machine.world.asked_pages)
        assert len(asked) == stop
        machine.world.gate = None
        outcome = outcome_of(await told(machine.verifier().resume("last")))
        assert outcome.results == expected.results
        assert outcome.facts.id == past.facts.id
        assert sorted(machine.world.asked_pages) == [0, 1, 2, 3]
        assert outcome.facts.counts == expected.facts.counts
        assert outcome.facts.directory.complete

    play(scene)


@pytest.mark.parametrize("stop", range(5))
def test_look_ups_that_stop_after_any_answer_end_the_same(stop: int) -> None:
    """Every result is identical, and no answer that was kept is asked for again."""

    async def scene(_: House) -> None:
        expected = await (await bench(has_flow=True, members=[account(0), account(2)]).signed_in()).verified(LOOKING)
        machine = bench(has_flow=True, members=[account(0), account(2)], gate=asyncio.Event(), hangs_at=stop)
        await machine.signed_in()
        await broken_off(machine.verifier().run(LOOKING), machine.world)
        machine.world.gate = None
        outcome = outcome_of(await told(machine.verifier().resume("last")))
        assert outcome.results == expected.results
        assert sorted(machine.world.looked_up) == [f"p{n}@pilot.example" for n in (0, 1, 2, 3, 9)]

    play(scene)


def test_many_random_stops_end_the_same() -> None:
    """Stopped again and again at random pages, forty of them out of order: the end is that of a straight run."""

    async def scene(_: House) -> None:
        dice = random.Random(7)
        people = [someone(n, given=dice.choice(["Ada", "Adele"])) for n in range(80)]
        order = list(range(40))
        dice.shuffle(order)
        asked = Order(listing(*range(0, 90, 3)), strategy=Strategy.LISTED)
        expected = await Bench(World(people, order=order)).verified(asked)
        machine = Bench(World(people, order=order, gate=asyncio.Event(), hangs_at=order[3]))
        await broken_off(machine.verifier().run(asked), machine.world)
        for place in (9, 10, 25, 39):
            machine.world.hangs_at = order[place]
            await broken_off(machine.verifier().resume("last"), machine.world)
        machine.world.gate = None
        assert outcome_of(await told(machine.verifier().resume("last"))).results == expected.results
        assert sorted(machine.world.asked_pages) == list(range(40))

    play(scene)


def test_a_run_in_other_hands_is_left_alone() -> None:
    """Another window or terminal is at it: said, and nothing is touched."""

    async def scene(_: House) -> None:
        machine = bench(gate=asyncio.Event(), hangs_at=1)
        await broken_off(machine.verifier().run(LISTING), machine.world)
        (past,) = await machine.verifier().history()
        machine.runs.elsewhere.add(past.facts.id)
        with pytest.raises(FlowError) as failed:
            await told(machine.verifier().resume("last"))
        assert failed.value.problem.code is Code.CONFIGURATION_RUN_BUSY
        with pytest.raises(FlowError) as failed:
            await machine.verifier().forget("last")
        assert failed.value.problem.code is Code.CONFIGURATION_RUN_BUSY

    play(scene)


def test_going_on_while_the_place_is_away_keeps_the_run() -> None:
    """It is not ended with everybody unknown: later it goes on."""

    async def scene(_: House) -> None:
        machine = bench(gate=asyncio.Event(), hangs_at=2)
        await broken_off(machine.verifier().run(LISTING), machine.world)
        machine.world.away = WithheldReason.UNREACHABLE
        with pytest.raises(FlowError) as failed:
            await told(machine.verifier().resume("last"))
        assert failed.value.problem.code is Code.NETWORK_DIRECTORY
        machine.world.away, machine.world.gate = None, None
        assert statuses(outcome_of(await told(machine.verifier().resume("last"))).results) == EXPECTED

    play(scene)


@pytest.mark.parametrize(("hours", "asked"), [(11, [0, 1, 2, 3]), (13, [0, 1, 0, 1, 2, 3])])
def test_what_was_read_too_long_ago_is_read_anew(hours: int, asked: list[int]) -> None:
    """Nobody is called ready for how they were yesterday; the list and how it was asked for stay."""

    async def scene(_: House) -> None:
        machine = bench(gate=asyncio.Event(), hangs_at=2)
        await broken_off(machine.verifier().run(LISTING), machine.world)
        machine.house.clock.move(hours * 3600)
        machine.world.gate = None
        machine.world.people[0] = someone(0, given="Adele")
        outcome = outcome_of(await told(machine.verifier().resume("last")))
        assert machine.world.asked_pages == asked
        assert statuses(outcome.results)[0] == ("ready" if hours < 12 else "differs")
        opened = await machine.verifier().open("last")
        assert opened.book is not None
        assert opened.book.entry(opened.results[0]) == (someone(0) if hours < 12 else someone(0, given="Adele"))

    play(scene)


def test_a_finished_run_is_not_gone_on_with() -> None:
    """There is nothing left to do."""

    async def scene(_: House) -> None:
        machine = bench()
        await machine.verified(LISTING)
        with pytest.raises(FlowError) as failed:
            await told(machine.verifier().resume("last"))
        assert failed.value.problem.code is Code.CONFIGURATION_RUN

    play(scene)


# --- pause and cancel -------------------------------------------------------------------------------------------------


def test_a_paused_run_asks_for_nothing_more() -> None:
    """Until it may go on; both may be asked for from another thread."""

    async def scene(_: House) -> None:
        machine, control = Bench(World([someone(n) for n in range(200)])), Control()
        seen: list[bool] = []
        loop = asyncio.get_running_loop()

        async def read() -> list[str]:
            found: list[str] = []
            async for event in machine.verifier().run(LISTING, control):
                if isinstance(event, Progress):
                    seen.append(event.paused)
                    if event.phase is Phase.LISTING and True not in seen:
                        control.pause()
                if isinstance(event, Done):
                    found = statuses(event.outcome.results)
            return found

        reading = asyncio.create_task(read())
        for _turn in range(200):
            await asyncio.sleep(0)
        assert not reading.done()
        asked = len(machine.world.asked_pages)
        assert asked < 100
        for _turn in range(200):
            await asyncio.sleep(0)
        assert len(machine.world.asked_pages) == asked
        await loop.run_in_executor(None, control.resume)
        assert await reading == ["ready"] * 4 + ["ready", "list_problem"]
        assert True in seen
        assert seen[-1] is False

    play(scene)


@pytest.mark.parametrize("order", [LISTING, LOOKING], ids=["listed", "looked_up"])
def test_a_cancel_is_quick_and_closes_everything(order: Order) -> None:
    """A server that never answers holds nobody up: 200 ms, the listing is closed, and the run can be gone on with."""

    async def scene(_: House) -> None:
        machine = bench(gate=asyncio.Event(), hangs_at=1)
        reading = asyncio.create_task(told(machine.verifier().run(order)))
        for _turn in range(200):
            await asyncio.sleep(0)
        start = time.perf_counter()
        reading.cancel()
        await asyncio.wait({reading})
        assert time.perf_counter() - start < 0.2
        assert machine.world.closed == (1 if order is LISTING else 0)
        assert (await machine.verifier().history())[0].resumable

    play(scene)


def test_a_reader_that_goes_away_stops_the_run() -> None:
    """Closing the generator is a cancel."""

    async def scene(_: House) -> None:
        machine = bench(gate=asyncio.Event(), hangs_at=1)
        events = machine.verifier().run(LISTING)
        async for event in events:
            if isinstance(event, Progress) and event.phase is Phase.LISTING:
                break
        await events.aclose()
        assert (await machine.verifier().history())[0].resumable

    play(scene)


# --- a history that does not work -------------------------------------------------------------------------------------


FULL = problem(Code.STORAGE_HISTORY, reason="database or disk is full")


@pytest.mark.parametrize("after", [0, 1])
def test_a_full_disk_is_said_once_and_the_run_goes_on(after: int) -> None:
    """From the beginning or from the middle on: the results are the same, and the notice stays with them."""

    async def scene(_: House) -> None:
        machine = bench()
        events = []
        async for event in machine.verifier().run(LISTING):
            events.append(event)
            if machine.runs.writes >= after:
                machine.runs.failing = FULL
        outcome = outcome_of(events)
        assert statuses(outcome.results) == EXPECTED
        assert outcome.notices == (FULL,)

    play(scene)


def test_a_history_that_was_set_aside_is_said() -> None:
    """The run goes on with a new one."""

    async def scene(_: House) -> None:
        machine = bench()
        machine.runs.told = problem(Code.STORAGE_HISTORY_DAMAGED)
        outcome = await machine.verified(LISTING)
        assert [one.code for one in outcome.notices] == [Code.STORAGE_HISTORY_DAMAGED]
        assert len(await machine.verifier().history()) == 1

    play(scene)
