"""The rows of a run: searched, narrowed and sorted in plain Python, in steps short enough for any thread."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_desktop.adapters.texts import load_pilot_words
from flow_desktop.core.pilot.results import ListNote, MatchedBy, Result, Status
from flow_desktop.core.pilot.rows import PilotList, PilotRow, RejectedRow, RowFault
from flow_desktop.ui.pilot_rows import SLICE, Column, PilotRows, Sieve, folded, rows_of, terms_of
from flow_desktop.ui.pilot_speech import RowSpeech
from tests.support.checked import explainer
from tests.support.pilot_made import entry

NAMES = ("Ada Byron", "linh nguyễn", "Linh Nguyen", "Émile Zola", "emile zola", "أحمد", "", "Zoë Öz", "ada byron")


@pytest.fixture(scope="module")
def texts() -> Any:
    """Makes the speech of a list."""
    said = explainer()
    words = load_pilot_words(said.words)

    def speech(listed: PilotList, **more: Any) -> RowSpeech:
        return RowSpeech(words, said.guides, listed, **more)

    return speech


def listed_of(names: Iterable[str], rejected: int = 0) -> PilotList:
    rows = tuple(PilotRow(at, f"p{at % 7}.{at}@pilot.example", name) for at, name in enumerate(names))
    bad = tuple(RejectedRow(1000 + at, RowFault.NO_EMAIL, f"row {at}") for at in range(rejected))
    return PilotList("x.csv", rows, bad)


def results_of(listed: PilotList, statuses: list[Status]) -> tuple[Result, ...]:
    rows = [Result(at, row.email, statuses[at % len(statuses)]) for at, row in enumerate(listed.rows)]
    return (*rows, *(Result(-1 - at, "", Status.LIST_PROBLEM) for at in range(len(listed.rejected))))


def whole(listed: PilotList, results: tuple[Result, ...], texts: Any) -> PilotRows:
    making = rows_of(listed, results, texts(listed))
    while True:
        try:
            next(making)
        except StopIteration as end:
            return end.value


def chosen(rows: PilotRows, sieve: Sieve) -> list[int]:
    return list(chain.from_iterable(rows.chosen(sieve)))


@given(
    names=st.lists(st.sampled_from(NAMES), min_size=1, max_size=40),
    statuses=st.lists(st.sampled_from(list(Status)[:5]), min_size=1, max_size=5),
    column=st.sampled_from([None, *Column]),
    descending=st.booleans(),
    typed=st.sampled_from(["", "linh", "NGUYEN", "p1", "ready", "zo", "differs p2", "nobody"]),
)
def test_sorting_and_searching_are_what_one_expects(
    texts: Any, names: list[str], statuses: list[Status], column: Column | None, descending: bool, typed: str
) -> None:
    """Whatever is asked: nobody twice, nobody lost, all words in each row, each column in order both ways."""
    listed = listed_of(names, rejected=2)
    results = results_of(listed, statuses)
    rows = whole(listed, results, texts)
    found = chosen(rows, Sieve(terms=terms_of(typed), column=column, descending=descending))
    assert len(found) == len(set(found))
    shown = [folded("\n".join(rows.text(at, one) for one in Column)) for at in range(len(rows))]
    assert sorted(found) == [at for at, text in enumerate(shown) if all(term in text for term in terms_of(typed))]
    if column is Column.EMAIL:
        keys = [folded(rows.text(at, column)) for at in found]
        assert keys == sorted(keys, reverse=descending)
    if column is Column.STATUS:
        ranks = [list(Status).index(rows.result(at).status) for at in found]
        assert ranks == sorted(ranks, reverse=descending)


@pytest.mark.parametrize("column", [None, *Column])
def test_no_step_is_long_and_merging_loses_nobody(texts: Any, column: Column | None) -> None:
    """Many slices: everybody is there once, in order, and no step hands out more than a slice."""
    listed = listed_of(f"Given{at * 7919 % 9973}" for at in range(3 * SLICE + 17))
    rows = whole(listed, results_of(listed, list(Status)[:4]), texts)
    steps = list(rows.chosen(Sieve(column=column)))
    assert max(map(len, steps)) <= SLICE
    assert sorted(chain.from_iterable(steps)) == list(range(len(rows)))
    if column is Column.NAME:
        names = [folded(rows.text(at, Column.NAME)) for at in chain.from_iterable(steps)]
        assert names == sorted(names)


def test_a_row_may_be_judged_again(texts: Any) -> None:
    """While pages come a row is there once, as judged last; counts follow; who is not in the list comes last."""
    listed = listed_of(["Ada Byron", "Linh Nguyễn"], rejected=1)
    rows = PilotRows(listed, texts(listed))
    first = Result(1, "b", Status.DIFFERS)
    assert rows.put([first]) == [1]
    assert rows.put([Result(1, "b", Status.READY), Result(-1, "", Status.LIST_PROBLEM)]) == [2]
    assert rows.put([Result(99, "extra@pilot.example", Status.UNEXPECTED)]) == [3]
    assert rows.counts() == {Status.READY: 1, Status.LIST_PROBLEM: 1, Status.UNEXPECTED: 1}
    assert chosen(rows, Sieve()) == [1, 2, 3]
    assert rows.text(3, Column.EMAIL) == "extra@pilot.example"
    assert rows.text(2, Column.EMAIL) == "row 0"
    assert "no e-mail" in rows.text(2, Column.WHY)


def test_a_name_comes_from_the_directory_where_the_list_has_none(texts: Any) -> None:
    """A list of addresses shows the names Directory Sync has; searching finds them."""
    listed = PilotList("x.csv", (PilotRow(1, "ada.byron@pilot.example"),))
    results = (Result(0, "ada.byron@pilot.example", Status.READY, MatchedBy.EMAIL, "du_1", 1),)
    making = rows_of(listed, results, texts(listed, entry_of=lambda _: entry()))
    rows = None
    while rows is None:
        try:
            next(making)
        except StopIteration as end:
            rows = end.value
    assert rows.text(0, Column.NAME) == "Ada Byron"
    assert chosen(rows, Sieve(terms=("byron",))) == [0]


def test_a_note_names_the_line_it_is_about(texts: Any) -> None:
    """A repeated row says which line has the person first."""
    listed = listed_of(["Ada", "Ada"])
    repeated = Result(1, "a", Status.LIST_PROBLEM, note=ListNote.DUPLICATE_OF, other=2)
    assert texts(listed).why(repeated) == "The same person as in line 2"


def test_only_these_people(texts: Any) -> None:
    """The people of one cause: exactly those, whatever else there is."""
    listed = listed_of(["Ada"] * 9)
    rows = whole(listed, results_of(listed, [Status.READY]), texts)
    assert chosen(rows, Sieve(only=frozenset({2, 5}))) == [2, 5]
    assert chosen(rows, Sieve(only=frozenset({2, 5}), descending=True)) == [5, 2]
