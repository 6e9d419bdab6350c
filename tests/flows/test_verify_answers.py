"""What people found out after a run counts in the next look at it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flow_desktop.core.answers import Answer
from flow_desktop.core.findings import Outcome
from flow_desktop.core.pilot.results import Strategy
from tests.fakes.pilot_places import AT
from tests.support.session_house import House, play
from tests.support.verifying import LISTING, bench, outcome_of, told


def answered(value: str) -> Answer:
    """Whether the app is assigned."""
    return Answer("idp.assigned", value, AT)


@pytest.mark.parametrize("strategy", Strategy)
def test_a_second_look_may_bring_an_answer(strategy: Strategy) -> None:
    """What a person found out since decides; it counts before an older answer to the same question, and is kept."""

    async def scene(_: House) -> None:
        machine = bench()
        first = await machine.verified(replace(LISTING, strategy=strategy, answers=(answered("yes"),)))
        assert first.results[4].outcome is not Outcome.PROBLEM
        told_now = (answered("no"),)
        outcome = outcome_of(await told(machine.verifier().recheck("last", answers=told_now)))
        assert (outcome.results[4].causes[0], outcome.results[4].outcome) == ("create.not_assigned", Outcome.PROBLEM)
        assert outcome.options.answers == told_now
        again = outcome_of(await told(machine.verifier().recheck("last")))
        assert again.results[4].causes == outcome.results[4].causes

    play(scene)
