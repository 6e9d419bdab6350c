"""A second look at those who are not ready, the watch, and runs of the past."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.pilot.compare import Change
from flow_desktop.core.pilot.results import Status, Strategy
from flow_desktop.core.problems import Code, FlowError
from flow_desktop.flows.verify import Done, Order, Phase, Progress
from tests.fakes.pilot_places import World
from tests.fakes.time import FakePauses
from tests.support.session_house import House, play
from tests.support.verifying import Bench, account, broken_off, listing, outcome_of, someone, statuses, told, until

ORDER = Order(listing(0, 1, 2, 3, 9, rejected=1), strategy=Strategy.LISTED)


def bench(**more: object) -> Bench:
    """Eight people on four pages: one has another name, one is not active; of the list one is not there."""
    people = [someone(n) for n in range(8)]
    people[1], people[3] = someone(1, given="Adele"), someone(3, active=False)
    return Bench(World(people, **more))  # type: ignore[arg-type]


def mend(machine: Bench) -> None:
    """The name is corrected, the person is active again; nobody else moved."""
    machine.world.people[1], machine.world.people[3] = someone(1), someone(3)


# --- recheck ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("has_flow", [False, True], ids=["alone", "with_flow"])
@pytest.mark.parametrize("strategy", Strategy)
def test_only_the_unresolved_are_looked_at_again(strategy: Strategy, has_flow: bool) -> None:
    """A new run with everybody in it: the others are taken over, and can be opened with what was seen of them."""

    async def scene(_: House) -> None:
        machine = await bench(has_flow=has_flow, members=[account(n) for n in range(8)]).signed_in()
        first = await machine.verified(replace(ORDER, strategy=strategy))
        mend(machine)
        machine.world.looked_up.clear()
        machine.world.asked_pages.clear()
        outcome = outcome_of(await told(machine.verifier().recheck("last")))
        assert sorted(machine.world.looked_up) == [f"p{n}@pilot.example" for n in (1, 3, 9)]
        assert machine.world.asked_pages == []
        assert statuses(outcome.results) == ["ready"] * 4 + ["not_provisioned", "list_problem"]
        assert outcome.facts.id != first.facts.id
        assert outcome.options.parent == first.facts.id
        again = await machine.verifier().open("last")
        for run in (outcome, again):
            assert run.results == outcome.results
            assert run.book is not None
            shown = [run.book.entry(result) for result in run.results[:4]]
            assert [one and one.id for one in shown] == ["u0", "u1", "u2", "u3"]
            assert shown[1] == someone(1)
            accounts = [run.book.account(result) for result in run.results[:4]]
            assert [one is not None for one in accounts] == [has_flow] * 4
            assert run.summary.counts == outcome.summary.counts

    play(scene)


def test_a_second_look_of_a_second_look_still_shows_everybody() -> None:
    """Nothing that was read of the others is lost on the way."""

    async def scene(_: House) -> None:
        machine = bench()
        await machine.verified(ORDER)
        await told(machine.verifier().recheck("last"))
        mend(machine)
        machine.world.people.append(someone(9))
        outcome = outcome_of(await told(machine.verifier().recheck("last")))
        assert statuses(outcome.results) == [*["ready"] * 5, "list_problem"]
        opened = await machine.verifier().open("last")
        assert opened.book is not None
        assert all(opened.book.entry(result) for result in opened.results[:5])

    play(scene)


def test_whoever_left_is_not_shown_from_before() -> None:
    """The look-up says nobody is there now: neither the result nor the evidence says otherwise."""

    async def scene(_: House) -> None:
        machine = bench()
        await machine.verified(ORDER)
        del machine.world.people[1]
        outcome = outcome_of(await told(machine.verifier().recheck("last")))
        assert outcome.results[1].status is Status.NOT_PROVISIONED
        for run in (outcome, await machine.verifier().open("last")):
            assert run.book is not None
            assert run.book.match("p1@pilot.example").entries == ()

    play(scene)


@pytest.mark.parametrize("why", [{"filters": False}, {"size": 4}], ids=["no_filter", "dear"])
def test_the_whole_listing_is_read_again_where_that_is_cheaper(why: dict[str, object]) -> None:
    """Or where an empty answer to a look-up proves nothing."""

    async def scene(_: House) -> None:
        machine = bench(**why)
        first = await machine.verified(ORDER)
        mend(machine)
        outcome = outcome_of(await told(machine.verifier().recheck("last")))
        assert machine.world.looked_up == []
        assert statuses(outcome.results) == ["ready"] * 4 + ["not_provisioned", "list_problem"]
        assert (outcome.options.parent, outcome.options.carries) == (first.facts.id, False)

    play(scene)


def test_where_nobody_is_unresolved_nothing_is_asked() -> None:
    """The run itself is told."""

    async def scene(_: House) -> None:
        machine = bench()
        first = await machine.verified(Order(listing(0, 2, rejected=1)))
        connected = len(machine.world.tells)
        (only,) = await told(machine.verifier().recheck("last"))
        assert isinstance(only, Done)
        assert only.outcome.results == first.results
        assert len(machine.world.tells) == connected
        assert len(await machine.verifier().history()) == 1

    play(scene)


def test_a_look_up_that_fails_leaves_somebody_unknown() -> None:
    """Not as they were: nobody knows that."""

    async def scene(_: House) -> None:
        machine = bench()
        await machine.verified(ORDER)
        machine.world.breaks_after, machine.world.why = 0, WithheldReason.THROTTLED
        outcome = outcome_of(await told(machine.verifier().recheck("last")))
        assert statuses(outcome.results) == ["ready", "unknown", "ready", "unknown", "unknown", "list_problem"]

    play(scene)


def test_a_second_look_that_stops_is_begun_again() -> None:
    """It is not offered to be gone on with; the first run is still there."""

    async def scene(_: House) -> None:
        machine = bench()
        first = await machine.verified(ORDER)
        machine.world.gate = asyncio.Event()
        await broken_off(machine.verifier().recheck("last"), machine.world)
        runs = await machine.verifier().history()
        assert [one.resumable for one in runs] == [False, False]
        with pytest.raises(FlowError) as failed:
            await told(machine.verifier().resume("last"))
        assert failed.value.problem.code is Code.CONFIGURATION_RUN_NOT_KEPT
        machine.world.gate = None
        mend(machine)
        outcome = outcome_of(await told(machine.verifier().recheck(first.facts.id)))
        assert outcome.summary.ready == 4

    play(scene)


@pytest.mark.parametrize("name", ["never", "2026", ""])
def test_an_unknown_run_is_said(name: str) -> None:
    """Also where the beginning of a name fits several, or is too short to mean one."""

    async def scene(_: House) -> None:
        machine = bench()
        await machine.verified(ORDER)
        await machine.verified(ORDER)
        for asked in (machine.verifier().recheck(name), machine.verifier().resume(name)):
            with pytest.raises(FlowError) as failed:
                await told(asked)
            assert failed.value.problem == FlowError(failed.value.problem).problem
            assert failed.value.problem.code is Code.CONFIGURATION_RUN
        with pytest.raises(FlowError):
            await machine.verifier().open(name)

    play(scene)


# --- watch --------------------------------------------------------------------------------------------------------


def test_a_watch_ends_when_everybody_is_ready() -> None:
    """Longer and longer apart; the history keeps the first run and the last look."""

    async def scene(_: House) -> None:
        machine = bench()
        first = await machine.verified(Order(listing(0, 1), strategy=Strategy.LISTED))
        pauses = machine.pauses = FakePauses()
        done: list[Done] = []
        waits: list[Progress] = []

        async def read() -> None:
            async for event in machine.verifier().watch(first.facts.id):
                if isinstance(event, Done):
                    done.append(event)
                if isinstance(event, Progress) and event.phase is Phase.WAITING:
                    waits.append(event)

        reading = asyncio.create_task(read())
        for look in range(3):
            await until(lambda: pauses.waiting)
            if look == 2:
                mend(machine)
            machine.house.clock.move(pauses.waits[-1])
            pauses.end()
            expected = look + 1
            await until(lambda n=expected: len(done) >= n)  # type: ignore[misc]
        await reading
        assert pauses.waits == [15.0, 22.5, 33.75]
        assert [one.outcome.summary.ready for one in done] == [1, 1, 2]
        assert all(one.next_look is not None for one in waits)
        runs = await machine.verifier().history()
        assert [one.facts.id for one in runs] == [done[-1].outcome.facts.id, first.facts.id]

    play(scene)


def test_a_watch_gives_up_after_the_providers_cycle() -> None:
    """What the provider does by itself is done by then; five minutes apart at last."""

    async def scene(_: House) -> None:
        machine = bench()
        await machine.verified(Order(listing(0, 1), strategy=Strategy.LISTED))
        waits: list[float] = []

        async def pause(seconds: float) -> None:
            waits.append(seconds)
            machine.house.clock.move(seconds)

        machine.pauses = pause  # type: ignore[assignment]
        events = await told(machine.verifier().watch("last"))
        assert isinstance(events[-1], Done)
        assert max(waits) == waits[-1] == 300.0
        assert 1200 <= sum(waits) < 3 * 3600

    play(scene)


def test_a_network_that_is_away_does_not_end_a_watch() -> None:
    """The next look may see something again."""

    async def scene(_: House) -> None:
        machine = bench()
        await machine.verified(Order(listing(0, 1), strategy=Strategy.LISTED))
        waits: list[float] = []

        async def pause(seconds: float) -> None:
            waits.append(seconds)
            machine.house.clock.move(seconds)
            machine.world.breaks_after = 0 if len(waits) == 1 else None
            if len(waits) == 2:
                machine.world.looked_up.clear()
                mend(machine)

        machine.pauses = pause  # type: ignore[assignment]
        events = await told(machine.verifier().watch("last"))
        done = [one.outcome for one in events if isinstance(one, Done)]
        assert [one.summary.ready for one in done] == [1, 2]
        assert done[0].results[1].status is Status.UNKNOWN

    play(scene)


# --- the past -----------------------------------------------------------------------------------------------------


def test_two_runs_are_compared() -> None:
    """Who became ready and who broke."""

    async def scene(_: House) -> None:
        machine = bench()
        first = await machine.verified(ORDER)
        mend(machine)
        machine.world.people[2] = someone(2, active=False)
        second = await machine.verified(ORDER)
        found = await machine.verifier().compare(first.facts.id, second.facts.id)
        assert [(one.key, one.change) for one in found.changed] == [
            ("p2@pilot.example", Change.NEWLY_BROKEN),
            ("p1@pilot.example", Change.NEWLY_READY),
            ("p3@pilot.example", Change.NEWLY_READY),
        ]
        assert found.unchanged == 2

    play(scene)


def test_an_old_run_is_shown_without_what_was_read() -> None:
    """Its results are there, its list has addresses, and a second look says that it is too late."""

    async def scene(_: House) -> None:
        machine = bench()
        first = await machine.verified(ORDER)
        for _number in range(5):
            await machine.verified(ORDER)
        old = await machine.verifier().open(first.facts.id)
        assert old.results == first.results
        assert old.book is None
        assert [row.email for row in old.listed.rows] == [f"p{n}@pilot.example" for n in (0, 1, 2, 3, 9)]
        assert old.summary.counts == first.summary.counts
        with pytest.raises(FlowError) as failed:
            await told(machine.verifier().recheck(first.facts.id))
        assert failed.value.problem.code is Code.CONFIGURATION_RUN_NOT_KEPT

    play(scene)


@pytest.mark.parametrize("has_flow", [False, True], ids=["alone", "with_flow"])
def test_a_run_is_opened_as_it_was(has_flow: bool) -> None:
    """With everybody's evidence, and the same numbers."""

    async def scene(_: House) -> None:
        machine = await bench(has_flow=has_flow, members=[account(n) for n in range(3)]).signed_in()
        ran = await machine.verified(ORDER)
        opened = await machine.verifier().open("last")
        assert (opened.facts, opened.listed, opened.results) == (ran.facts, ran.listed, ran.results)
        assert opened.book is not None
        assert ran.book is not None
        assert opened.book.firm == ran.book.firm
        for result in ran.results:
            assert opened.book.entry(result) == ran.book.entry(result)
            assert opened.book.account(result) == ran.book.account(result)
        assert opened.summary.counts == ran.summary.counts
        assert [group.n for group in opened.summary.groups] == [group.n for group in ran.summary.groups]

    play(scene)


def test_a_forgotten_run_is_gone() -> None:
    """By its whole name, or by its beginning."""

    async def scene(_: House) -> None:
        machine = bench()
        ran = await machine.verified(ORDER)
        assert await machine.verifier().forget(ran.facts.id[:17]) == ran.facts.id
        assert await machine.verifier().history() == ()

    play(scene)
