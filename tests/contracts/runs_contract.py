"""What every RunStore promises. A test class inherits this and gives a `store`."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, TypeVar

import pytest

from flow_desktop.core.pilot.entries import Page
from flow_desktop.core.pilot.ports import Checkpoint, FlowSide, PastRun, RunOptions, RunStore
from flow_desktop.core.pilot.results import Result
from tests.support.pilot_kept import ACCOUNTS, FOUND, LISTED, LOOKS, OPTIONS, PAGES, RESULTS, SIDE, facts

_T = TypeVar("_T")
ONE, TWO = "20260302-120000-aaaa", "20260302-120500-bbbb"


def play(store: RunStore, story: Coroutine[Any, Any, _T]) -> _T:
    """Play a story and close the store."""

    async def whole() -> _T:
        try:
            return await story
        finally:
            await store.close()

    return asyncio.run(whole())


class RunsContract:
    """The promises, one test each."""

    @pytest.fixture
    def store(self) -> RunStore:
        """The store under test."""
        raise AssertionError("a contract needs a store")

    def test_an_empty_history_is_empty(self, store: RunStore) -> None:
        """Nothing kept is no failure, and an unknown run is none."""

        async def story() -> tuple[object, ...]:
            return await store.runs(), await store.load(ONE), await store.results(ONE), await store.notice()

        assert play(store, story()) == ((), None, (), None)

    def test_a_run_comes_back_as_it_was(self, store: RunStore) -> None:
        """List, options, pages, look-ups and Flow's side: every value, code point for code point."""

        async def story() -> Checkpoint | None:
            await store.begin(facts(), LISTED, OPTIONS)
            await store.keep_pages(ONE, PAGES[1:])
            await store.keep_pages(ONE, PAGES[:1])
            await store.keep_looked_up(ONE, FOUND, LOOKS)
            await store.keep_accounts(ONE, ACCOUNTS[:1])
            await store.keep_accounts(ONE, ACCOUNTS[1:])
            await store.keep_flow(ONE, SIDE)
            return await store.load(ONE)

        side = replace(SIDE, members=ACCOUNTS, looks=LOOKS)
        assert play(store, story()) == Checkpoint(facts(), LISTED, OPTIONS, PAGES, FOUND, side)

    def test_results_come_back_as_they_were(self, store: RunStore) -> None:
        """A finished run has final facts and results, and cannot be gone on with."""

        async def story() -> tuple[tuple[PastRun, ...], tuple[Result, ...]]:
            await store.begin(facts(), LISTED, OPTIONS)
            await store.finish(facts(ended=True), RESULTS)
            return await store.runs(), await store.results(ONE)

        assert play(store, story()) == ((PastRun(facts(ended=True), resumable=False, whole=True),), RESULTS)

    def test_the_newest_comes_first(self, store: RunStore) -> None:
        """The history is read from now to then."""

        async def story() -> list[str]:
            await store.begin(facts(TWO, after=5), LISTED, OPTIONS)
            await store.begin(facts(ONE), LISTED, OPTIONS)
            return [one.facts.id for one in await store.runs()]

        assert play(store, story()) == [TWO, ONE]

    def test_a_run_in_hand_is_not_offered(self, store: RunStore) -> None:
        """Only when it was let go may somebody go on with it; the claim makes it theirs."""

        async def story() -> list[bool]:
            await store.begin(facts(), LISTED, OPTIONS)
            seen = [(await store.runs())[0].resumable]
            await store.let_go(ONE)
            seen.append((await store.runs())[0].resumable)
            seen.append(await store.claim(ONE))
            return [*seen, (await store.runs())[0].resumable]

        assert play(store, story()) == [False, True, True, False]

    def test_a_page_that_comes_again_replaces_the_first(self, store: RunStore) -> None:
        """A number names one page."""
        again = Page(1, "other", PAGES[2].entries)

        async def story() -> Checkpoint | None:
            await store.begin(facts(), LISTED, OPTIONS)
            await store.keep_pages(ONE, PAGES)
            await store.keep_pages(ONE, (again,))
            return await store.load(ONE)

        kept = play(store, story())
        assert kept is not None
        assert kept.pages == (PAGES[0], again, PAGES[2])

    def test_what_is_void_is_gone(self, store: RunStore) -> None:
        """Members that are read anew, a list that is known now."""

        async def story() -> Checkpoint | None:
            await store.begin(facts(), replace(LISTED, rows=()), OPTIONS)
            await store.keep_accounts(ONE, ACCOUNTS)
            await store.drop_accounts(ONE)
            await store.keep_list(ONE, LISTED)
            return await store.load(ONE)

        assert play(store, story()) == Checkpoint(facts(), LISTED, OPTIONS, flow=FlowSide())

    def test_what_was_read_too_long_ago_is_dropped(self, store: RunStore) -> None:
        """All of it; the list and how it was asked for stay."""

        async def story() -> Checkpoint | None:
            await store.begin(facts(), LISTED, OPTIONS)
            await store.keep_pages(ONE, PAGES)
            await store.keep_looked_up(ONE, FOUND, LOOKS)
            await store.keep_accounts(ONE, ACCOUNTS)
            await store.keep_flow(ONE, SIDE)
            await store.drop_read(ONE)
            return await store.load(ONE)

        assert play(store, story()) == Checkpoint(facts(), LISTED, OPTIONS)

    def test_a_later_answer_replaces_the_first(self, store: RunStore) -> None:
        """A second look at an address is what counts."""

        async def story() -> Checkpoint | None:
            await store.begin(facts(), LISTED, OPTIONS)
            await store.keep_looked_up(ONE, FOUND, LOOKS)
            await store.keep_looked_up(ONE, {"bob@pilot.example": FOUND["ada@pilot.example"]}, {})
            return await store.load(ONE)

        kept = play(store, story())
        assert kept is not None
        assert kept.looked_up["bob@pilot.example"] == FOUND["ada@pilot.example"]

    def test_a_second_look_carries_what_was_read(self, store: RunStore) -> None:
        """Pages, look-ups and members of the parent are the child's too; it is begun again rather than gone on with."""

        async def story() -> tuple[Checkpoint | None, tuple[PastRun, ...]]:
            await store.begin(facts(), LISTED, OPTIONS)
            await store.keep_pages(ONE, PAGES)
            await store.keep_accounts(ONE, ACCOUNTS)
            await store.finish(facts(ended=True), RESULTS)
            await store.begin(facts(TWO, after=5), LISTED, RunOptions(parent=ONE, carries=True))
            await store.let_go(TWO)
            return await store.load(TWO), await store.runs()

        kept, runs = play(store, story())
        assert kept is not None
        assert (kept.pages, kept.flow.members) == (PAGES, ACCOUNTS)
        assert not runs[0].resumable

    def test_a_second_run_carries_nothing(self, store: RunStore) -> None:
        """With a parent only named, the new run begins with nothing read."""

        async def story() -> Checkpoint | None:
            await store.begin(facts(), LISTED, OPTIONS)
            await store.keep_pages(ONE, PAGES)
            await store.begin(facts(TWO, after=5), LISTED, RunOptions(parent=ONE))
            return await store.load(TWO)

        kept = play(store, story())
        assert kept is not None
        assert kept.pages == ()

    def test_old_runs_become_slim(self, store: RunStore) -> None:
        """The five newest keep list and pages; of older ones the results stay."""

        async def story() -> tuple[list[bool], Checkpoint | None, tuple[Result, ...]]:
            for number in range(6):
                run = f"run-{number}"
                await store.begin(facts(run, after=number), LISTED, OPTIONS)
                await store.keep_pages(run, PAGES)
                await store.finish(facts(run, after=number, ended=True), RESULTS)
            whole = [one.whole for one in await store.runs()]
            return whole, await store.load("run-0"), await store.results("run-0")

        assert play(store, story()) == ([True] * 5 + [False], None, RESULTS)

    def test_a_forgotten_run_is_gone(self, store: RunStore) -> None:
        """With everything that belongs to it; forgetting twice is silent."""

        async def story() -> tuple[object, ...]:
            await store.begin(facts(), LISTED, OPTIONS)
            await store.finish(facts(ended=True), RESULTS)
            await store.forget(ONE)
            await store.forget(ONE)
            return await store.runs(), await store.load(ONE), await store.results(ONE)

        assert play(store, story()) == ((), None, ())
