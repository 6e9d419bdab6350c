"""A run of the pilot list: planned by cost, told as it goes, kept; groups and everybody as lists."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from flow_desktop.adapters.texts import load_words
from flow_desktop.core.answers import Answer
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.pilot.entries import Fault, Group, GroupMembers
from flow_desktop.core.pilot.results import Status, Strategy
from flow_desktop.core.pilot.rows import RowFault
from flow_desktop.core.problems import Code, FlowError
from flow_desktop.flows.verify import Judged, Listed, Order, Phase, Progress
from flow_desktop.flows.verify_plan import refused_group
from tests.fakes.pilot_places import AT
from tests.support.session_house import House, play
from tests.support.verifying import (
    EXPECTED,
    LISTING,
    LOOKING,
    bench,
    broken_off,
    listing,
    outcome_of,
    statuses,
    told,
)

# --- one run ----------------------------------------------------------------------------------------------------------


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


# --- the cost rule ----------------------------------------------------------------------------------------------------


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


# --- groups and everybody ---------------------------------------------------------------------------------------------


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
        for wanted, code in (("g1", Code.CONFIGURATION_GROUP_IN_PART), ("g2", Code.CONFIGURATION_GROUP_UNKNOWN)):
            with pytest.raises(FlowError) as failed:
                await machine.verified(Order(group=wanted))
            assert failed.value.problem.code is code

    play(scene)


@pytest.mark.parametrize(
    ("name", "reason", "said"),
    [
        ("", WithheldReason.SOURCE_CANNOT_TELL, "Add Directory Sync as a source"),
        ("g1", WithheldReason.SOURCE_CANNOT_TELL, "Add Directory Sync as a source"),
        ("g1", WithheldReason.NO_SUCH_ADDRESS, "no group with the id g1"),
        ("g1", WithheldReason.UNREACHABLE, "g1: unreachable"),
        ("", WithheldReason.UNREACHABLE, "does not tell them: unreachable"),
    ],
)
def test_why_a_group_is_no_list_leads_somewhere(name: str, reason: WithheldReason, said: str) -> None:
    """Where groups cannot be listed at all, nobody is told to list them; an unnamed group is not shown as ": "."""
    text = load_words().problem(refused_group(name, reason))
    assert said in f"{text.detail} {text.next_step}"
    assert ("List the groups" in text.next_step) == (reason is not WithheldReason.SOURCE_CANNOT_TELL and bool(name))


def test_everybody_means_everybody_active() -> None:
    """Whoever was taken away is no finding."""

    async def scene(_: House) -> None:
        outcome = await bench().verified(Order(everybody=True))
        assert statuses(outcome.results) == ["ready"] * 7
        assert outcome.listed.total == 7

    play(scene)


# --- what is told meanwhile -------------------------------------------------------------------------------------------


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


def test_a_place_that_never_answers_has_the_time_of_asking() -> None:
    """Not midnight of 1970, which the verdict line would show as a time of day."""

    async def scene(_: House) -> None:
        machine = bench(away=WithheldReason.UNREACHABLE)
        outcome = await machine.verified(LISTING)
        assert set(statuses(outcome.results)) == {"unknown", "list_problem"}
        assert outcome.summary.read_at == outcome.facts.started_at
        reopened = await machine.verifier().open("last")
        assert reopened.summary.read_at >= outcome.summary.read_at

    play(scene)
