"""Everything that the tables promise of the rules, asked of any `decide`: by the tests, and of mutants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

from flow_desktop.mock.effects import Decision
from flow_desktop.mock.facts import Event, State, UserCreated
from tests.mock.flow import article_faq, article_setup, article_troubleshooting, derived_rows
from tests.mock.flow.cast import ADA, Row, world
from tests.mock.flow.gates import GATES
from tests.mock.flow.line_rows import LINES

Decide = Callable[[State, Event], Decision]

ARTICLE: tuple[Row, ...] = (*article_setup.ROWS, *article_troubleshooting.ROWS, *article_faq.ROWS)
DERIVED: tuple[Row, ...] = derived_rows.ROWS


def keeps(decide: Decide, row: Row) -> bool:
    """Whether a row holds: every effect, every reason, refused or not."""
    decision = decide(row.state, row.event)
    reasons = tuple(line.reason for line in decision.audit)
    return (decision.effects, reasons, decision.refused) == (row.effects, row.reasons, row.refused)


def names_gate(decide: Decide, first: int, later: int) -> bool:
    """Whether of two closed gates the earlier one is named."""
    state, user = GATES[later][1](*GATES[first][1](world(), ADA))
    return decide(state, UserCreated(user)).reason is GATES[first][0]


def promises(decide: Decide) -> Iterator[bool]:
    """Whether each promise is kept, one after the other."""
    yield from (keeps(decide, row) for row in ARTICLE)
    yield from (keeps(decide, row) for row in DERIVED)
    yield from (decide(state, event).audit == lines for state, event, lines in LINES)
    yield from (names_gate(decide, first, later) for first, later in combinations(range(len(GATES)), 2))
