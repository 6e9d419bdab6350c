"""Another spelling of an address is tried, however people are read: the same list has the same answer both ways."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flow_desktop.core.pilot.results import ListNote, MatchedBy, Status, Strategy
from flow_desktop.core.pilot.rows import PilotList, PilotRow
from flow_desktop.flows.verify import Order
from tests.fakes.pilot_places import World
from tests.support.session_house import House, play
from tests.support.verifying import Bench, account, outcome_of, someone, told

LISTED = PilotList(
    "pilot.csv",
    (
        PilotRow(2, "p0+flow@pilot.example", "Ada", "Byron"),
        PilotRow(3, "р1@pilot.example", "Ada", "Byron"),  # the first letter is Cyrillic
        PilotRow(4, "nobody+flow@pilot.example"),
        PilotRow(5, "p2@pilot.example", "Ada", "Byron"),
    ),
)


@pytest.mark.parametrize("has_flow", [False, True], ids=["alone", "with_flow"])
@pytest.mark.parametrize("strategy", Strategy)
def test_close_matches_do_not_depend_on_how_people_are_read(strategy: Strategy, has_flow: bool) -> None:
    """A plus tag is a close match, a look-alike is nobody, and Flow's account of the one is not that of the other."""

    async def scene(_: House) -> None:
        people = World([someone(n) for n in range(3)], members=[account(n) for n in range(3)], has_flow=has_flow)
        machine = await Bench(people).signed_in()
        outcome = await machine.verified(Order(LISTED, strategy=strategy))
        tagged, alike, nobody, plain = outcome.results
        assert (tagged.status, tagged.matched_by, tagged.entry_id) == (Status.DIFFERS, MatchedBy.PLUS_TAG, "u0")
        assert (alike.status, alike.note, alike.entry_id) == (Status.NOT_PROVISIONED, ListNote.LOOK_ALIKE, "u1")
        assert (nobody.status, plain.status) == (Status.NOT_PROVISIONED, Status.READY)
        assert outcome.book is not None
        accounts = [outcome.book.account(one) for one in (tagged, nobody)]
        assert [one and one.id for one in accounts] == ["fa_p0@pilot.example" if has_flow else None, None]
        reopened = await machine.verifier().open("last")
        assert reopened.results == outcome.results

    play(scene)


def test_a_spelling_nobody_could_look_up_leaves_it_open() -> None:
    """The address itself is nobody's, and whether it is a close match was not told: not missing."""

    async def scene(_: House) -> None:
        machine = Bench(World([someone(n) for n in range(3)], breaks_after=1))
        listed = replace(LISTED, rows=LISTED.rows[:1])
        outcome = await machine.verified(Order(listed, strategy=Strategy.LOOKED_UP))
        assert outcome.results[0].status is Status.UNKNOWN

    play(scene)


def test_letters_that_a_filter_cannot_prove_are_read_from_the_listing() -> None:
    """Servers compare them as they like: a look-up would leave the person unknown, also in a second look."""

    async def scene(_: House) -> None:
        machine = Bench(World([someone(n) for n in range(9)]))
        for row, strategy in ((LISTED.rows[1], Strategy.LISTED), (LISTED.rows[2], Strategy.LOOKED_UP)):
            outcome = await machine.verified(Order(replace(LISTED, rows=(row,))))
            again = outcome_of(await told(machine.verifier().recheck("last")))
            assert (outcome.facts.cost.strategy, again.facts.cost.strategy) == (strategy, strategy)

    play(scene)
