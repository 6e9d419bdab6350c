"""Lists that cannot be used at all: a problem that says what was seen and what to do, exit 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from flow_desktop.adapters.lists import MOST_BYTES, Reading, bytes_of, read_bytes, read_list, read_pasted, reading
from flow_desktop.adapters.texts import load_words
from flow_desktop.core.exit_rules import exit_of_problem
from flow_desktop.core.exits import Exit
from flow_desktop.core.pilot.columns import ColumnChoice
from flow_desktop.core.pilot.rows import PilotList
from flow_desktop.core.problems import Code, FlowError, Kind, Problem

WORDS = load_words()


def problem_of(data: bytes, choice: ColumnChoice | None = None) -> Problem:
    """Why the bytes of a file are no list."""
    with pytest.raises(FlowError) as raised:
        read_bytes(data, "people.csv", choice)
    return raised.value.problem


def read_to_end(steps: Reading) -> PilotList:
    """The list that a reading ends with."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: PilotList = end.value
            return found


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xef\xbb\xbf", b"mail,first\n", b"sep=;\n", b"mail\n\n,,\n"])
def test_a_list_without_anybody(data: bytes) -> None:
    """Nothing in it, or headers only: it is empty."""
    assert problem_of(data).code is Code.CONFIGURATION_LIST_EMPTY


def test_no_e_mail_column() -> None:
    """The headers that were seen are named, and what would be recognised."""
    found = problem_of(b"Abteilung;Telefon\nIT;123\n")
    assert found.code is Code.CONFIGURATION_LIST_NO_EMAIL
    told = WORDS.problem(found)
    assert told.detail == "The columns of people.csv are: Abteilung, Telefon."
    assert "Primary email" in told.next_step


def test_many_headers_are_cut_short() -> None:
    """A table with hundreds of columns is not told to its end."""
    found = dict(problem_of((",".join(f"c{n}" * 40 for n in range(300)) + "\n" + "1," * 299 + "\n").encode()).facts)
    assert found["seen"].endswith(", ...")
    assert len(found["seen"]) < 1_500


def test_a_chosen_column_that_is_not_there() -> None:
    """The choice and the columns that are there are both named."""
    found = problem_of(b"mail,first\na@x.de,Ada\n", ColumnChoice(email="E-Mail"))
    assert found.code is Code.CONFIGURATION_LIST_COLUMN
    assert WORDS.problem(found).detail == "people.csv has no column “E-Mail”. Its columns are: mail, first."


def test_a_wrong_choice_does_not_hide_what_is_there() -> None:
    """Also where rows are of several lengths: the known headers tell that it is a table."""
    found = problem_of(b"E-Mail;Vorname;Ort\na@x.de;Ada\nb@x.de\nc@x.de;Cy\n", ColumnChoice(email="Nope"))
    assert WORDS.problem(found).detail == "people.csv has no column “Nope”. Its columns are: E-Mail, Vorname, Ort."


def test_letters_nobody_can_read_are_not_an_empty_list() -> None:
    """Excel in Japan saves CSV in letters that are not known here: there are people, and what to do is said."""
    found = problem_of("名,姓,メールアドレス\nエイダ,バイロン,ada@x.example\n".encode("cp932"))
    assert found.code is Code.CONFIGURATION_LIST_BROKEN
    assert "CSV UTF-8" in WORDS.problem(found).next_step


def test_a_column_cannot_be_chosen_in_a_list_of_addresses() -> None:
    """Addresses one after the other have no columns to choose from."""
    found = problem_of(b"Ada <a@x.de>; Bo <b@x.de>", ColumnChoice(email="mail"))
    assert found.code is Code.CONFIGURATION_LIST_COLUMN


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"\x1f\x8b\x08\x00", "GZIP"),
        (b"PK\x03\x04\x14\x00mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "ODS"),
        (b"PK\x03\x04\x14\x00[Content_Types].xml xl/workbook.bin", "XLSB"),
        (b"PK\x03\x04\x14\x00word/document.xml", "ZIP"),
        (b'\n{"Resources": []}', "JSON"),
        (b'[{"mail": "a@x.de"}]', "JSON"),
        (b"<!DOCTYPE html><table></table>", "HTML"),
        (b"\xef\xbb\xbf<html>", "HTML"),
        (b"<?xml version='1.0'?>", "XML"),
        (b"a@x.de\x00\x01\x00\x02\x00\x00\x00\x00\x00\x07", "binary"),
        (b"SQLite format 3\x00", "SQLite"),
    ],
)
def test_something_else_is_named(data: bytes, what: str) -> None:
    """A file of another kind is refused by what is inside, and its kind is told."""
    found = problem_of(data)
    assert (found.code, dict(found.facts)["what"]) == (Code.CONFIGURATION_LIST_NOT_A_LIST, what)


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    """A missing file and a folder are told with the system's reason and the file's name, not its folder."""
    for path in (tmp_path / "missing.csv", tmp_path):
        with pytest.raises(FlowError) as raised:
            read_list(path)
        found = raised.value.problem
        assert found.code is Code.CONFIGURATION_LIST_UNREADABLE
        assert dict(found.facts)["name"] == path.name
        assert str(tmp_path.parent) not in str(found.facts)


def test_an_endless_file_is_left() -> None:
    """Reading stops at the limit, and the limits are told."""
    with pytest.raises(FlowError) as raised:
        bytes_of(Path("/dev/zero"))
    assert raised.value.problem.code is Code.CONFIGURATION_LIST_TOO_LARGE
    with pytest.raises(FlowError):
        read_bytes(bytes(MOST_BYTES + 1), "people.csv")
    with pytest.raises(FlowError):
        read_pasted("x" * (MOST_BYTES + 1))


def test_too_many_rows() -> None:
    """A list beyond the limit is refused as a whole: a part of it would look like all of it."""
    data = b"mail\n" + b"".join(b"p%d@x.de\n" % n for n in range(5_001))
    with pytest.raises(FlowError) as raised:
        list(reading(data, "people.csv", most_rows=5_000))
    assert raised.value.problem.code is Code.CONFIGURATION_LIST_TOO_LARGE
    assert len(read_to_end(reading(data, "people.csv", most_rows=5_001)).rows) == 5_001


def test_every_problem_of_a_list_is_a_matter_of_what_was_given() -> None:
    """Their kind is configuration, so a script ends with 2."""
    codes = [code for code in Code if ".list_" in code]
    assert len(codes) == 9
    assert {code.kind for code in codes} == {Kind.CONFIGURATION}
    assert {exit_of_problem(code.kind) for code in codes} == {Exit.USAGE}
