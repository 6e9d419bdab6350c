"""Sheets: what people save from a spreadsheet program, and what is made to break whoever opens it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_desktop.adapters.list_sheet import UNPACKED_BYTES
from flow_desktop.adapters.lists import read_bytes
from flow_desktop.core.pilot.columns import ColumnChoice
from flow_desktop.core.pilot.rows import PilotRow
from flow_desktop.core.problems import Code, FlowError

CONTENT = "xl/worksheets/sheet1.xml"


def saved(*sheets: tuple[str, list[list[Any]]], change: Callable[[Any], None] | None = None) -> bytes:
    """An XLSX file with these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    if change:
        change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def patched(data: bytes, content: bytes, *, name: str = CONTENT) -> bytes:
    """The same file with another content of one part."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return file.getvalue()


def code_of(data: bytes, choice: ColumnChoice | None = None) -> Code:
    """Why a file is no list."""
    with pytest.raises(FlowError) as raised:
        read_bytes(data, "people.xlsx", choice)
    return raised.value.problem.code


PEOPLE = saved(("Pilot", [["E-Mail", "Vorname", "Nachname", "Ort"], ["ada@x.de", "Ada", "Byron", "Köln"]]))


def test_a_sheet_is_read() -> None:
    """Columns are found as in a text; the sheet is named, and there is no encoding or separator to tell."""
    found = read_bytes(PEOPLE, "people.xlsx")
    assert found.rows == (PilotRow(2, "ada@x.de", "Ada", "Byron", None, ("Köln",)),)
    assert (found.read_as.sheet, found.read_as.encoding, found.read_as.delimiter) == ("Pilot", "", "")
    assert found.extra_columns == ("Ort",)


def test_a_name_says_nothing_about_the_content() -> None:
    """A sheet called .csv is a sheet, and a text called .xlsx is a text."""
    assert read_bytes(PEOPLE, "people.csv").rows
    assert read_bytes(b"mail\na@x.de\n", "people.xlsx").rows


def test_rows_have_the_numbers_of_the_spreadsheet() -> None:
    """A table that does not begin in the corner, with a title and empty rows, keeps its row numbers."""
    rows = [[], [None, None, "Pilot"], [], [None, None, "mail", "name"], [], [None, None, "a@x.de", "Ada"],
            [None, None, "broken", "Bo"]]  # fmt: skip
    found = read_bytes(saved(("S", rows)), "people.xlsx")
    assert [(row.line, row.email, row.full) for row in found.rows] == [(6, "a@x.de", "Ada")]
    assert [(one.line, one.fault.value) for one in found.rejected] == [(7, "not_an_address")]
    assert found.read_as.header_line == 4


def test_the_sheet_with_people_is_found() -> None:
    """Empty, hidden and other sheets are passed over; the first one with addresses is the list."""
    data = saved(
        ("Empty", []),
        ("Notes", [["Bitte lesen", "Stand"], ["nichts", 1]]),
        ("Old", [["mail"], ["old@x.de"]]),
        ("Pilot", [["mail"], ["ada@x.de"]]),
        change=lambda book: setattr(book["Old"], "sheet_state", "hidden"),
    )
    found = read_bytes(data, "people.xlsx")
    assert (found.read_as.sheet, [row.email for row in found.rows]) == ("Pilot", ["ada@x.de"])


def test_values_are_texts_as_they_are_shown() -> None:
    """Numbers, dates and truth values are kept in the extras as a spreadsheet shows them."""
    moment = datetime(2026, 4, 30, 12, 5)  # noqa: DTZ001 - a sheet knows no time zones
    data = saved(("S", [["mail", *"abcdef"], ["a@x.de", 7, 7.5, True, date(2026, 4, 30), moment, None]]))
    shown = ("7", "7.5", "TRUE", "2026-04-30", "2026-04-30T12:05:00", "")
    assert read_bytes(data, "x.xlsx").rows[0].extras == shown


def test_a_sheet_of_addresses_only() -> None:
    """One column without a header, as mail programs write addresses."""
    found = read_bytes(saved(("S", [["Ada Byron <ada@x.de>"], ["bo@x.de"]])), "x.xlsx")
    assert [(row.line, row.email, row.full) for row in found.rows] == [
        (1, "ada@x.de", "Ada Byron"),
        (2, "bo@x.de", None),
    ]


def test_hostile_text_in_a_sheet(uncommon_text: str) -> None:
    """Whatever a cell may hold comes through, or costs its own row."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("S")
    usable = "".join(ch for ch in uncommon_text if ch.isprintable() or ch in "\t\n ") or "-"
    sheet.append(["mail", "name"])
    sheet.append(["a@x.de", usable[:30_000]])
    sheet.append(["b@x.de", "B"])
    file = io.BytesIO()
    book.save(file)
    found = read_bytes(file.getvalue(), "x.xlsx")
    assert found.rows[-1].email == "b@x.de"
    assert found.total == 2
    if found.rows[0].email == "a@x.de" and not usable.startswith("="):
        assert (found.rows[0].full or "").strip() == usable.strip()


def test_an_empty_sheet_and_one_without_addresses() -> None:
    """Both are told as in a text."""
    assert code_of(saved(("S", []))) is Code.CONFIGURATION_LIST_EMPTY
    assert code_of(saved(("S", [["Ort"], ["Köln"]]))) is Code.CONFIGURATION_LIST_NO_EMAIL
    assert code_of(PEOPLE, ColumnChoice(email="mail")) is Code.CONFIGURATION_LIST_COLUMN


def test_a_sheet_with_a_password_is_told_apart_from_a_damaged_one() -> None:
    """An encrypted workbook is a compound file with a part of that name; a sheet of old is told by its format."""
    compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    assert code_of(compound + "EncryptedPackage".encode("utf-16-le") + bytes(480)) is Code.CONFIGURATION_LIST_LOCKED
    assert code_of(compound + "Workbook".encode("utf-16-le")) is Code.CONFIGURATION_LIST_NOT_A_LIST
    assert code_of(compound) is Code.CONFIGURATION_LIST_NOT_A_LIST


@pytest.mark.parametrize("cut", [100, 1_000, 4_000])
def test_a_sheet_that_was_cut_is_damaged(cut: int) -> None:
    """A download that broke off is told as damaged."""
    code = code_of(PEOPLE[:cut])
    assert code in (Code.CONFIGURATION_LIST_DAMAGED, Code.CONFIGURATION_LIST_NOT_A_LIST)


def test_a_sheet_with_broken_content_is_damaged() -> None:
    """A part that is no XML, and one whose bytes do not fit their check sum."""
    assert code_of(patched(PEOPLE, b"<worksheet><sheetData><row")) in (
        Code.CONFIGURATION_LIST_DAMAGED,
        Code.CONFIGURATION_LIST_EMPTY,
    )
    spoilt = bytearray(PEOPLE)
    spoilt[spoilt.find(b"xl/worksheets/sheet1.xml") + 60] ^= 0xFF
    assert code_of(bytes(spoilt)) is Code.CONFIGURATION_LIST_DAMAGED


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
MAIL = b'<c%s t="inlineStr"><is><t>mail</t></is></c>'


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1">' + MAIL % b' r="A1"' + b'</row><row r="1048576">' + MAIL % b' r="XFD1048576"' + b"</row>",
        b"<row r='1'>" + MAIL % b" r='A1'" + b"</row><row r='1048576'>" + MAIL % b"\n r = 'xfd1048576'" + b"</row>",
        b'<row r="1">' + MAIL % b"" * 16_000 + b"</row>" + b"<row>" + MAIL % b"" + b"</row>" + b"<row/>" * 20_000,
        b'<row r="900000">' + MAIL % b' r="ZZ900000"' + b"</row>",
    ],
    ids=["corners", "other quotes", "no places", "far corner"],
)
def test_a_small_file_with_a_huge_rectangle_is_refused(rows: bytes) -> None:
    """Two cells far apart would fill the memory of any computer: told as too large before the sheet is opened."""
    assert code_of(patched(PEOPLE, SHEET % rows)) is Code.CONFIGURATION_LIST_TOO_LARGE


def test_a_decompression_bomb_is_refused() -> None:
    """A small file that unpacks to more than there may be is refused by what it says of itself."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", "<Types/>")
        with bomb.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(UNPACKED_BYTES // 1_000_000 + 1):
                part.write(bytes(1_000_000))
    assert len(file.getvalue()) < UNPACKED_BYTES / 500
    assert code_of(file.getvalue()) is Code.CONFIGURATION_LIST_TOO_LARGE


def test_a_file_that_lies_about_its_size_is_refused() -> None:
    """A part that claims to be small and goes on is damaged: nobody unpacks it to its end."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", "<Types/>")
        bomb.writestr("xl/worksheets/sheet1.xml", bytes(50_000_000))
    size = (50_000_000).to_bytes(4, "little")
    assert code_of(file.getvalue().replace(size, (1_000).to_bytes(4, "little"))) is Code.CONFIGURATION_LIST_DAMAGED


@given(st.integers(0, 5), st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=6)), min_size=1, max_size=6))
def test_a_sheet_with_spoilt_parts_ends_in_a_list_or_in_a_problem(
    place: int, changes: list[tuple[float, bytes]]
) -> None:
    """Whatever is written into a part of a sheet, reading it raises nothing but a problem."""
    with zipfile.ZipFile(io.BytesIO(PEOPLE)) as archive:
        name = [part for part in archive.namelist() if part.endswith(".xml")][place]
        content = bytearray(archive.read(name))
    for at, put in changes:
        position = int(at * len(content))
        content[position : position + len(put)] = put
    with suppress(FlowError):
        assert read_bytes(patched(PEOPLE, bytes(content), name=name), "people.xlsx").total
