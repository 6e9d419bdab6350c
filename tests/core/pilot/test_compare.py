"""Two runs beside each other: everybody is in one place, and nobody is called better or worse than they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_desktop.core.causes import Cause
from flow_desktop.core.findings import Outcome
from flow_desktop.core.pilot.compare import Change, compare
from flow_desktop.core.pilot.results import ListNote, Result, Status

CAP = (Cause.BLOCKED_SEAT_CAP,)


def one(status: Status, *, key: str = "ada@pilot.example", causes: tuple[Cause, ...] = (), row: int = 0) -> Result:
    """The result of one person."""
    return Result(row, key, status, causes=causes, outcome=Outcome.PROBLEM if causes else None)


@pytest.mark.parametrize(
    ("was", "now", "change"),
    [
        (one(Status.READY), one(Status.DIFFERS), Change.NEWLY_BROKEN),
        (one(Status.READY_WITH_NOTE), one(Status.PENDING), Change.NEWLY_BROKEN),
        (one(Status.DIFFERS), one(Status.READY_WITH_NOTE), Change.NEWLY_READY),
        (one(Status.UNKNOWN), one(Status.READY), Change.NEWLY_READY),
        (one(Status.NOT_PROVISIONED), one(Status.NOT_PROVISIONED, causes=CAP), Change.CHANGED_CAUSE),
        (one(Status.PENDING), one(Status.NOT_PROVISIONED), Change.CHANGED_CAUSE),
        (one(Status.UNKNOWN), one(Status.INACTIVE), Change.CHANGED_CAUSE),
        (one(Status.READY), one(Status.UNKNOWN), Change.NEWLY_UNKNOWN),
        (one(Status.DIFFERS), one(Status.UNKNOWN), Change.NEWLY_UNKNOWN),
        (one(Status.READY), one(Status.READY_WITH_NOTE), None),
        (one(Status.UNKNOWN), one(Status.UNKNOWN, causes=CAP), None),
        (one(Status.DIFFERS, causes=CAP), one(Status.DIFFERS, causes=CAP, row=7), None),
    ],
)
def test_what_became_of_somebody(was: Result, now: Result, change: Change | None) -> None:
    """Ready is one thing with or without a note; what could not be seen is neither better nor worse."""
    found = compare((was,), (now,))
    assert [(it.change, it.before, it.after) for it in found.changed] == ([(change, was, now)] if change else [])
    assert found.unchanged == (0 if change else 1)


def test_who_came_and_who_is_gone() -> None:
    """By the folded address, whatever row they stood in."""
    found = compare((one(Status.READY, key="a"),), (one(Status.DIFFERS, key="b", row=5),))
    assert [(it.key, it.change) for it in found.changed] == [("b", Change.ADDED), ("a", Change.GONE)]
    assert found.of(Change.GONE)[0].after is None


def test_rows_that_name_nobody_are_left_out() -> None:
    """A repetition is the person's other row; a row without an address is nobody."""
    again = one(Status.LIST_PROBLEM)._replace(row=3, note=ListNote.DUPLICATE_OF)
    found = compare((), (again, one(Status.READY), one(Status.LIST_PROBLEM, key="")))
    assert [(it.key, it.change) for it in found.changed] == [("ada@pilot.example", Change.ADDED)]


RESULTS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(Status)).map(
    lambda found: tuple(one(status, key=key) for key, status in found.items())
)


@given(RESULTS, RESULTS)
def test_everybody_is_counted_once(older: tuple[Result, ...], newer: tuple[Result, ...]) -> None:
    """Changed or not, nobody is lost, and the kinds come in their order."""
    found = compare(older, newer)
    told = [it.key for it in found.changed]
    everybody = {it.key for it in (*older, *newer)}
    assert len(told) == len(set(told))
    assert len(told) + found.unchanged == len(everybody)
    order = list(Change)
    assert [order.index(it.change) for it in found.changed] == sorted(order.index(it.change) for it in found.changed)


@given(RESULTS)
def test_a_run_beside_itself_changes_nothing(results: tuple[Result, ...]) -> None:
    """Nobody is told of."""
    assert compare(results, results).changed == ()
