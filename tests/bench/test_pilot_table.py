"""The pilot table: choosing and sorting among many people, as the window's thread and the loop's thread do it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from statistics import median
from typing import Any

from flow_desktop.adapters.guides import load_explainer
from flow_desktop.adapters.texts import load_pilot_words, load_words
from flow_desktop.core.pilot.results import Result, Status
from flow_desktop.core.pilot.rows import PilotList, PilotRow
from flow_desktop.ui.pilot_rows import Column, PilotRows, Sieve, rows_of, terms_of
from flow_desktop.ui.pilot_speech import RowSpeech
from tests.bench.figures import Figure, Table

FILTER_MS = 30.0
STEP_MS = 20.0
RUNS = 5


def rows_with(count: int) -> PilotRows:
    """A finished run; one in ten is missing, one in seven differs."""
    words = load_pilot_words(load_words())
    people = (PilotRow(at, f"person{at}@pilot.example", f"Given{at % 991}", f"Family{at % 997}") for at in range(count))
    listed = PilotList("crowd.csv", tuple(people))
    statuses = [Status.NOT_PROVISIONED if at % 10 == 0 else Status.READY for at in range(count)]
    results = tuple(Result(at, row.email, statuses[at]) for at, row in enumerate(listed.rows))
    making = rows_of(listed, results, RowSpeech(words, load_explainer(words).guides, listed))
    while True:
        try:
            next(making)
        except StopIteration as end:
            return end.value


def longest_step(steps: Iterable[Any]) -> float:
    """Milliseconds of the longest piece of work between two pauses."""
    longest, before = 0.0, time.thread_time()
    for _ in steps:
        now = time.thread_time()
        longest, before = max(longest, now - before), time.thread_time()
    return longest * 1000


def test_a_filter_of_ten_thousand_is_instant(table: Table) -> None:
    """What is typed is found among 10,000 people within 30 ms, sorted by name; the order is known from before."""
    rows = rows_with(10_000)
    list(rows.chosen(Sieve(column=Column.NAME)))
    sieve = Sieve(terms=terms_of("given1 person"), column=Column.NAME)
    took = []
    for _ in range(RUNS):
        start = time.perf_counter()
        found = [at for part in rows.chosen(sieve) for at in part]
        took.append((time.perf_counter() - start) * 1000)
    assert found
    assert table.add(Figure("filter of 10,000 rows", median(took), "ms", FILTER_MS)).holds


def test_no_step_among_a_hundred_thousand_is_long(table: Table) -> None:
    """Sorting and choosing among 100,000 people never keep Python for more than 20 ms at a stretch."""
    rows = rows_with(100_000)
    for column in Column:
        steps = []
        for _ in range(3):
            rows.put([rows.result(0)])  # the order is forgotten
            steps.append(longest_step(rows.chosen(Sieve(column=column, descending=True))))
        name = f"longest step, 100,000 rows by {column.name.lower()}"
        assert table.add(Figure(name, min(steps), "ms", STEP_MS)).holds
    step = longest_step(rows.chosen(Sieve(terms=terms_of("family99"))))
    assert table.add(Figure("longest step, filter of 100,000 rows", step, "ms", STEP_MS)).holds
