"""A run of the pilot list: planned by cost, told as it goes, kept, stopped and gone on with to the identical end."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from flow_desktop.core.answers import Answer
from flow_desktop.core.directory import Role
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.pilot.entries import Completeness, Fault, Group, GroupMembers
from flow_desktop.core.pilot.results import Status, Strategy
from flow_desktop.core.pilot.rows import RowFault
from flow_desktop.core.problems import Code, FlowError, SignInAgain, problem
from flow_desktop.flows.verify import Control, Done, Judged, Listed, Order, Phase, Progress
from tests.fakes.pilot_places import AT, World
from tests.support.session_house import House, play
from tests.support.verifying import Bench, account, broken_off, listing, outcome_of, someone, statuses, told

LISTING = Order(listing(0, 1, 2, 3, 9, rejected=1), strategy=Strategy.LISTED)
LOOKING = replace(LISTING, strategy=Strategy.LOOKED_UP)
EXPECTED = ["ready", "differs", "ready", "inactive", "not_provisioned", "list_problem"]


def world(**more: object) -> World:
    """Eight people on four pages: one has another name, one is not active."""
    people = [someone(n) for n in range(8)]
    people[1], people[3] = someone(1, given="Adele"), someone(3, active=False)
    return World(people, **more)  # type: ignore[arg-type]


def bench(**more: object) -> Bench:
    """A machine beside such a directory."""
    return Bench(world(**more))


# --- one run ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [LISTING, LOOKING], ids=["listed", "looked_up"])
def test_a_run_tells_everybody_once_at_the_end(order: Order) -> None:
    """The list first, then progress and results, the outcome last; the counts add up to the list."""

    async def scene(_: House) -> None:
        events = await told(bench().verifier().run(order))
        outcome = outcome_of(events)
        assert statuses(outcome.results) == EXPECTED
        assert sum(n for _, n in outcome.facts.counts) == outcome.facts.total == 6
        assert [type(one) for one in events[:2]] == [Progress, Listed]
        final = [result for one in events if isinstance(one, Judged) and one.final for result in one.results]
        assert tuple(final) == outcome.results
        first = next(n for n, one in enumerate(events) if isinstance(one, Judged))
        assert not events[first].final  # type: ignore[union-attr]
        assert outcome.facts.directory.complete
        assert outcome.facts.cost.strategy is order.strategy

    play(scene)


def test_results_come_while_pages_are_still_read() -> None:
    """Whoever is sure so far is told before the listing ended."""

    async def scene(_: House) -> None:
        gate = asyncio.Event()
        machine, seen = bench(gate=gate, hangs_at=3), list[Judged]()
        reading = machine.verifier().run(LISTING)
        async for event in reading:
            if isinstance(event, Judged) and not seen:
                seen.append(event)
                assert machine.world.asked_pages != [0, 1, 2, 3]
                gate.set()
        assert "ready" in statuses(seen[0].results)

    machine = bench()
    machine.world.size = 600
    play(scene)


def test_answers_of_people_count_for_everybody() -> None:
    """Assigned ten minutes ago: whoever is not there yet is pending, and nobody is at fault."""

    async def scene(house: House) -> None:
        at = house.clock.now()
        answer = Answer("idp.assigned_at", "10m ago", at, at - timedelta(minutes=10))
        assigned = Answer("idp.assigned", "yes", at)
        outcome = await bench().verified(replace(LISTING, answers=(answer, assigned)))
        assert outcome.options.answers == (answer, assigned)
        assert outcome.circumstances.answers == (answer, assigned)

    play(scene)


def test_who_is_not_in_the_list_is_told_where_asked() -> None:
    """Active people of the directory only, after the list's own; the listing is needed for it."""

    async def scene(_: House) -> None:
        outcome = await bench().verified(replace(LOOKING, unexpected=True))
        assert statuses(outcome.results) == [*EXPECTED, *["unexpected"] * 4]
        assert outcome.facts.cost.strategy is Strategy.LISTED

    play(scene)


def test_a_broken_listing_says_nobody_is_missing() -> None:
    """What was read counts, who was not found is unknown, and the run is over."""

    async def scene(_: House) -> None:
        machine = bench(breaks_after=3, why=WithheldReason.SERVER_ERROR)
        outcome = await machine.verified(LISTING)
        assert statuses(outcome.results) == ["ready", "differs", "ready", "unknown", "unknown", "list_problem"]
        assert not outcome.facts.directory.complete

    play(scene)


def test_a_place_that_is_away_says_nobody_is_missing() -> None:
    """Not even the first question was answered: everybody is unknown, with the reason."""

    async def scene(_: House) -> None:
        outcome = await bench(away=WithheldReason.NO_CREDENTIAL).verified(LISTING)
        assert statuses(outcome.results) == [*["unknown"] * 5, "list_problem"]
        assert outcome.facts.directory.why_not is WithheldReason.NO_CREDENTIAL

    play(scene)


def test_a_network_that_goes_away_for_a_moment_costs_nothing() -> None:
    """The computer slept: the listing goes on where it stopped, and no page is asked for twice."""

    async def scene(_: House) -> None:
        machine = bench(breaks_after=2)
        waits: list[float] = []

        async def pause(seconds: float) -> None:
            waits.append(seconds)

        machine.pauses = pause  # type: ignore[assignment]
        outcome = await machine.verified(LISTING)
        assert statuses(outcome.results) == EXPECTED
        assert machine.world.asked_pages == [0, 1, 2, 3]
        assert waits == [1.0]

    play(scene)


# --- the cost rule ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pilots", "more", "chosen"),
    [
        (4, {}, Strategy.LOOKED_UP),
        (5, {}, Strategy.LISTED),
        (4, {"filters": False}, Strategy.LISTED),
        (100, {"tells_total": False}, Strategy.LOOKED_UP),
        (101, {"tells_total": False}, Strategy.LISTED),
    ],
)
def test_the_cheaper_way_is_taken(pilots: int, more: dict[str, object], chosen: Strategy) -> None:
    """Look-ups up to as many as there are pages, and only where an empty answer can be believed; it is told first."""

    async def scene(_: House) -> None:
        machine, order = bench(**more), Order(listing(*range(pilots)))
        cost = await machine.verifier().plan(order)
        events = await told(machine.verifier().run(order))
        assert cost.strategy is chosen
        assert outcome_of(events).facts.cost == cost
        assert any(isinstance(one, Progress) and one.cost == cost for one in events)

    play(scene)


def test_a_plan_of_a_place_that_is_away_has_no_numbers() -> None:
    """Nothing is promised."""

    async def scene(_: House) -> None:
        cost = await bench(away=WithheldReason.UNREACHABLE).verifier().plan(LISTING)
        assert (cost.people, cost.requests_listed) == (None, None)

    play(scene)


# --- stopped and gone on with -------------------------------------------------------------------------------------


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


def test_a_finished_run_is_not_gone_on_with() -> None:
    """There is nothing left to do."""

    async def scene(_: House) -> None:
        machine = bench()
        await machine.verified(LISTING)
        with pytest.raises(FlowError) as failed:
            await told(machine.verifier().resume("last"))
        assert failed.value.problem.code is Code.CONFIGURATION_RUN

    play(scene)


# --- pause and cancel ---------------------------------------------------------------------------------------------


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


# --- a history that does not work ---------------------------------------------------------------------------------

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


# --- who may, and for how long ------------------------------------------------------------------------------------


def test_nobody_signed_in_is_told_so_and_nothing_begins() -> None:
    """No run is kept for it."""

    async def scene(_: House) -> None:
        machine = bench(needs_session=True, has_flow=True)
        with pytest.raises(SignInAgain) as failed:
            await machine.verified(LISTING)
        assert failed.value.problem.code is Code.SIGN_IN_AGAIN_NO_SESSION
        assert await machine.verifier().history() == ()

    play(scene)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.IT_ADMIN, Role.MEMBER, None])
def test_only_admins_see_everybody(role: Role | None) -> None:
    """Admin and IT Admin may; a member may not, and no page was asked for."""

    async def scene(house: House) -> None:
        machine = bench(needs_session=True, has_flow=True, role=role, members=[account(n) for n in range(4)])
        machine.house = house
        session = await house.signed_in()
        if role in (Role.ADMIN, Role.IT_ADMIN):
            assert (await machine.verified(LISTING, session)).facts.flow == Completeness(True, 4, 1)
            return
        with pytest.raises(FlowError) as failed:
            await machine.verified(LISTING, session)
        assert failed.value.problem.code is Code.POLICY_NOT_ADMIN
        assert machine.world.asked_pages == []

    play(scene)


def test_a_credential_of_the_directory_is_enough() -> None:
    """Whoever holds it may look at everybody, whatever their role in Flow is."""

    async def scene(_: House) -> None:
        outcome = await (await bench(has_flow=True, role=Role.MEMBER).signed_in()).verified(LISTING)
        assert len(outcome.results) == 6

    play(scene)


def test_the_own_token_at_a_scim_server_is_not_enough() -> None:
    """Without Flow nobody tells that the person is an admin."""

    async def scene(house: House) -> None:
        machine = bench(needs_session=True)
        machine.house = house
        with pytest.raises(FlowError) as failed:
            await machine.verified(LISTING, await house.signed_in())
        assert failed.value.problem.code is Code.POLICY_NOT_ADMIN

    play(scene)


@pytest.mark.parametrize("order", [LISTING, LOOKING], ids=["listed", "looked_up"])
def test_a_session_that_ends_in_the_middle_keeps_the_run(order: Order) -> None:
    """The problem says so; after a new sign-in the run goes on to the identical end."""

    async def scene(house: House) -> None:
        members = [account(n) for n in range(4)]
        expected = await (await bench(has_flow=True, members=members).signed_in()).verified(order)
        machine = bench(has_flow=True, members=members, needs_session=True, gate=asyncio.Event(), hangs_at=2)
        machine.house = house
        session = await house.signed_in()
        reading = asyncio.create_task(told(machine.verifier(session).run(order)))
        for _turn in range(200):
            await asyncio.sleep(0)
        machine.world.refuses.add((await session.access()).reveal())
        assert machine.world.gate is not None
        machine.world.gate.set()
        with pytest.raises(SignInAgain) as failed:
            await reading
        (past,) = await machine.verifier(session).history()
        assert failed.value.problem == problem(Code.SIGN_IN_AGAIN_RUN_KEPT, run=past.facts.id)
        assert past.resumable
        again = await house.signed_in()
        outcome = outcome_of(await told(machine.verifier(again).resume("last")))
        assert outcome.results == expected.results

    play(scene)


def test_a_token_that_runs_out_is_renewed_and_the_listing_goes_on() -> None:
    """A long run outlives many access tokens; no page is asked for twice."""

    async def scene(house: House) -> None:
        machine = bench(has_flow=True, needs_session=True, gate=asyncio.Event(), hangs_at=2)
        machine.house = house
        session = await house.signed_in()
        reading = asyncio.create_task(told(machine.verifier(session).run(LISTING)))
        for _turn in range(200):
            await asyncio.sleep(0)
        machine.world.refuses.add((await session.access()).reveal())
        house.stale()
        assert machine.world.gate is not None
        machine.world.gate.set()
        outcome = outcome_of(await reading)
        assert machine.world.asked_pages == [0, 1, 2, 3]
        assert outcome.facts.directory.complete

    play(scene)


# --- groups and everybody -----------------------------------------------------------------------------------------


def test_a_group_is_a_list() -> None:
    """Its members by the listing's own addresses; one the listing does not show stays as a row that says so."""

    async def scene(_: House) -> None:
        machine = bench()
        group = Group("g1", "Pilot", 4)
        ids = ("u0", "u3", "nobody", "u5")
        machine.world.groups["g1"] = GroupMembers(group, ids, True, {"nobody": "Lost Member"})
        assert await machine.verifier().groups() == (group,)
        outcome = await machine.verified(Order(group="g1"))
        assert statuses(outcome.results) == ["ready", "inactive", "ready", "list_problem"]
        assert outcome.listed.name == "Pilot"
        assert [(row.fault, row.shown) for row in outcome.listed.rejected] == [(RowFault.UNREADABLE, "Lost Member")]
        assert (await machine.verifier().open("last")).results == outcome.results

    play(scene)


def test_a_group_run_goes_on_with_the_members_it_began_with() -> None:
    """The members are part of what is kept."""

    async def scene(_: House) -> None:
        machine = bench(gate=asyncio.Event(), hangs_at=1)
        machine.world.groups["g1"] = GroupMembers(Group("g1", "Pilot"), ("u0", "u7"), True, {})
        await broken_off(machine.verifier().run(Order(group="g1")), machine.world)
        machine.world.groups.clear()
        machine.world.gate = None
        outcome = outcome_of(await told(machine.verifier().resume("last")))
        assert statuses(outcome.results) == ["ready", "ready"]

    play(scene)


def test_a_group_that_is_not_told_whole_is_no_list() -> None:
    """Some would be left out unseen."""

    async def scene(_: House) -> None:
        machine = bench()
        machine.world.groups["g1"] = GroupMembers(Group("g1", "Pilot"), ("u0",), False, {})
        for wanted in ("g1", "g2"):
            with pytest.raises(FlowError) as failed:
                await machine.verified(Order(group=wanted))
            assert failed.value.problem.code is Code.CONFIGURATION_GROUP

    play(scene)


def test_everybody_means_everybody_active() -> None:
    """Whoever was taken away is no finding."""

    async def scene(_: House) -> None:
        outcome = await bench().verified(Order(everybody=True))
        assert statuses(outcome.results) == ["ready"] * 7
        assert outcome.listed.total == 7

    play(scene)


# --- what is told meanwhile ---------------------------------------------------------------------------------------


def test_a_host_that_asks_to_wait_is_told() -> None:
    """Until when, and no longer than it lasts."""

    async def scene(_: House) -> None:
        machine = bench(gate=asyncio.Event(), hangs_at=2)
        waiting: list[object] = []
        async for event in machine.verifier().run(LISTING):
            if isinstance(event, Progress):
                if event.waiting is not None:
                    waiting.append(event.waiting.until)
                    assert machine.world.gate is not None
                    machine.world.gate.set()
                elif event.phase is Phase.LISTING and not waiting:
                    machine.world.wait(AT)
                last = event
        assert waiting == [AT]
        assert last.waiting is None

    play(scene)


def test_a_fault_of_the_listing_is_part_of_the_facts() -> None:
    """What the server did is there for the report."""

    async def scene(_: House) -> None:
        outcome = await bench(breaks_after=1, why=WithheldReason.BAD_ANSWER).verified(LISTING)
        assert outcome.facts.directory.fault is Fault.REFUSED
        assert outcome.summary.count(Status.UNKNOWN) > 0

    play(scene)
