"""The gates of a creation in their order: each wins over every later one (domain facts, 2.2)."""

from __future__ import annotations

from itertools import combinations

import pytest

from flow_desktop.mock.effects import Reason
from flow_desktop.mock.facts import UserCreated
from flow_desktop.mock.rules import decide
from tests.mock.flow.cast import ADA, world
from tests.mock.flow.gates import GATES
from tests.mock.flow.judge import names_gate


@pytest.mark.parametrize(("first", "later"), list(combinations(range(len(GATES)), 2)))
def test_an_earlier_gate_wins(first: int, later: int) -> None:
    """When two gates are closed, the reason is that of the earlier one."""
    assert names_gate(decide, first, later)


@pytest.mark.parametrize("closed", range(len(GATES)))
def test_each_gate_closes_alone(closed: int) -> None:
    """One closed gate is enough, and it lets nobody in."""
    state, user = GATES[closed][1](world(), ADA)
    decision = decide(state, UserCreated(user))
    assert [line.reason for line in decision.audit] == [GATES[closed][0]]
    assert not [effect for effect in decision.effects if type(effect).__name__ != "Remember"]


def test_open_gates_let_in() -> None:
    """With every gate open the user is provisioned."""
    assert decide(world(), UserCreated(ADA)).reason is Reason.PROVISIONED


def test_all_closed_gates_name_the_first() -> None:
    """Closing every gate from a given one on always names that one."""
    for start in range(len(GATES)):
        state, user = world(), ADA
        for _, close in GATES[start:]:
            state, user = close(state, user)
        assert decide(state, UserCreated(user)).reason is GATES[start][0]
