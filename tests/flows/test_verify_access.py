"""Who may look at everybody, and what happens when a sign-in ends before the run does."""

from __future__ import annotations

import asyncio

import pytest

from flow_desktop.core.directory import Role
from flow_desktop.core.pilot.entries import Completeness
from flow_desktop.core.problems import Code, FlowError, SignInAgain, problem
from flow_desktop.flows.verify import Order
from tests.support.session_house import House, play
from tests.support.verifying import (
    LISTING,
    LOOKING,
    account,
    bench,
    outcome_of,
    told,
)

# --- who may, and for how long ----------------------------------------------------------------------------------------


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
