"""What holds for every list: what a program writes is read back, and every record ends somewhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from flow_desktop.adapters.lists import read_bytes, read_pasted
from flow_desktop.core.pilot.addresses import is_address
from flow_desktop.core.pilot.rows import PilotList
from flow_desktop.core.problems import FlowError

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
ADDRESS = st.builds(
    "{}@{}".format,
    st.text(st.characters(categories=["Ll", "Lu", "Nd"]), min_size=1, max_size=8),
    st.sampled_from(["x.de", "pilot.example", "straße.example"]),
)
TROUBLE = st.text(alphabet="a@b.,;|\t\"\n\r \x00\ufeffü<>='", max_size=80)


@given(
    st.lists(st.tuples(ADDRESS, TEXT, TEXT, TEXT), min_size=1, max_size=8),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\r\n", "\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_a_program_writes_is_read_back(
    people: list[tuple[str, str, str, str]], delimiter: str, end: str, encoding: str
) -> None:
    """Whatever the names are, separators, quotes and line ends in them included, and whatever the encoding."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(["E-Mail", "Vorname", "Nachname", "Notiz"])
    writer.writerows(people)
    found = read_bytes(file.getvalue().encode(encoding), "list.csv")
    assert [(row.email, row.given, row.family, *row.extras) for row in found.rows] == people
    assert not found.rejected


@given(st.lists(st.lists(TEXT, min_size=3, max_size=3), max_size=8))
def test_every_record_is_accounted_for(rows: list[list[str]]) -> None:
    """Rows and rejected rows together are the records that are not empty, each in the line it begins in."""
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows([["mail", "name", "note"], ["z@x.de", "", ""], *rows])
    found = read_bytes(file.getvalue().encode(), "list.csv")
    there = [row for row in rows if any(map(str.strip, row))]
    assert found.total == len(there) + 1
    lines = sorted([*(row.line for row in found.rows), *(one.line for one in found.rejected)])
    assert lines == sorted(set(lines))


@given(TROUBLE)
def test_any_bytes_end_in_a_list_or_in_a_problem(text: str) -> None:
    """Nothing that looks half like a table raises anything but a problem, and no row has a bad address."""
    for data in (text.encode(), text.encode("cp1252", "replace"), text.encode("utf-16")):
        _check(partial(read_bytes, data, "list.csv"))
    _check(partial(read_bytes, b"mail,name\n" + text.encode(), "list.csv"))
    _check(partial(read_pasted, text))


@given(st.binary(max_size=200))
def test_any_binary_ends_in_a_list_or_in_a_problem(data: bytes) -> None:
    """The same for bytes that are no text at all."""
    _check(partial(read_bytes, data, "list.csv"))
    _check(partial(read_bytes, b"mail,name\n" + data, "list.csv"))


@given(st.lists(ADDRESS, min_size=1, max_size=12), st.sampled_from(["\n", ", ", "; ", " ", ";\n", ",", "\r\n"]))
def test_pasted_addresses_are_read_back(addresses: list[str], between: str) -> None:
    """Whatever is between them."""
    found = read_pasted(between.join(addresses))
    assert [row.email for row in found.rows] == addresses
    assert not found.rejected


def _check(read: Callable[[], PilotList]) -> None:
    try:
        found = read()
    except FlowError:
        return
    assert found.total > 0
    assert all(is_address(row.email) for row in found.rows)
    for one in found.rejected:
        assert len(one.shown.encode().decode()) <= 200
