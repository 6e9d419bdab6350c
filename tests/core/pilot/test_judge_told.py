"""What was told while pages came saves work and changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from flow_desktop.core.pilot.book import Book, Sources
from flow_desktop.core.pilot.entries import Completeness, Entry, Page
from flow_desktop.core.pilot.judge import judge, provisional
from flow_desktop.core.pilot.results import Result
from flow_desktop.core.pilot.roll import Roll
from flow_desktop.core.pilot.rows import PilotList, PilotRow

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ADDRESSES = st.sampled_from(
    ["a@x.example", "A@x.example", "a+t@x.example", "b@x.example", "b@y.example", "stra\u00dfe@x.example", ""]
)
NAMES = st.sampled_from(["Ada", "ada", "Ad\u00e0", "", None])
ENTRIES = st.builds(
    Entry,
    id=st.sampled_from(["u1", "u2", "u3", "u4", "u5", ""]),
    user_name=ADDRESSES,
    email=ADDRESSES,
    others=st.just(()) | st.tuples(ADDRESSES),
    given=NAMES,
    family=NAMES,
    active=st.sampled_from([True, True, False, None]),
)
ROWS = st.lists(st.tuples(ADDRESSES, NAMES, NAMES), max_size=6)


@given(st.lists(st.lists(ENTRIES, max_size=3), max_size=4), ROWS)
def test_the_end_is_the_same_with_it_and_without(
    pages: list[list[Entry]], rows: list[tuple[str, str | None, str | None]]
) -> None:
    """Whoever comes later with the same address, id or user name: the last pass sees them."""
    roll = Roll(PilotList("x", tuple(PilotRow(line, *row) for line, row in enumerate(rows, 2))))
    book, told = Book(Sources("scim_users"), roll), dict[int, Result]()
    for number, entries in enumerate(pages):
        page = Page(number, str(number), tuple(entries))
        book.add_page(page, AT)
        told.update((one.row, one) for one in provisional(roll, book, page.entries))
    book.directory = Completeness(True, len(book.people), len(pages))
    assert list(judge(roll, book, told=told)) == list(judge(roll, book))
