"""Letters: every usual encoding is read as what it is, and a byte that is no letter costs its own row."""

from __future__ import annotations

import codecs

import pytest

from flow_desktop.adapters.lists import read_bytes
from flow_desktop.core.pilot.rows import RowFault

PEOPLE = [("zoe@x.de", "Zoë", "O’Neil"), ("linh@x.de", "Linh", "Müller"), ("ana@x.de", "Ana", "Gonçalves")]


def table(end: str = "\n") -> str:
    """A list with letters beyond ASCII."""
    return end.join(["E-Mail;Vorname;Nachname", *(";".join(one) for one in PEOPLE), ""])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize(
    ("encoding", "mark", "told"),
    [
        ("utf-8", b"", "UTF-8"),
        ("utf-8", codecs.BOM_UTF8, "UTF-8"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "UTF-16 LE"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "UTF-16 BE"),
        ("utf-16-le", b"", "UTF-16 LE"),
        ("utf-16-be", b"", "UTF-16 BE"),
        ("utf-32-le", codecs.BOM_UTF32_LE, "UTF-32"),
        ("cp1252", b"", "Windows-1252"),
    ],
)
def test_an_encoding_is_recognised(encoding: str, mark: bytes, told: str, end: str) -> None:
    """With and without a mark, with every kind of line end, the same people come out."""
    found = read_bytes(mark + table(end).encode(encoding), "list.csv")
    assert [(row.email, row.given, row.family) for row in found.rows] == PEOPLE
    assert [row.line for row in found.rows] == [2, 3, 4]
    assert (found.read_as.encoding, found.read_as.delimiter, found.rejected) == (told, ";", ())


@pytest.mark.parametrize("gap", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_a_byte_that_no_windows_letter_has_costs_its_row(gap: int) -> None:
    """The five gaps of Windows-1252 are never guessed: that row is unreadable, the others are read."""
    data = "mail,name\na@x.de,Zoë\nb@x.de,".encode("cp1252") + bytes([gap]) + b"\nc@x.de,Cy\n"
    found = read_bytes(data, "list.csv")
    assert [row.full for row in found.rows] == ["Zoë", "Cy"]
    assert [(one.line, one.fault, one.shown) for one in found.rejected] == [(3, RowFault.UNREADABLE, "b@x.de,\ufffd")]


def test_one_broken_byte_does_not_spoil_everybodys_name() -> None:
    """A file that is good UTF-8 but for one row stays UTF-8: as Windows letters all its names would be wrong."""
    data = "mail,name\na@x.de,Zoë Müller\n".encode() + b"b@x.de,Zo\xeb\n" + "c@x.de,Łukasz\n".encode()
    found = read_bytes(data, "list.csv")
    assert [row.full for row in found.rows] == ["Zoë Müller", "Łukasz"]
    assert [(one.line, one.fault) for one in found.rejected] == [(3, RowFault.UNREADABLE)]
    assert found.read_as.encoding == "UTF-8"


def test_a_file_that_was_cut_inside_a_letter() -> None:
    """The last row of a file that ends in the middle of a letter is unreadable, in UTF-8 and in UTF-16."""
    for data in (
        "mail,name\na@x.de,Zoë\nb@x.de,Zoë".encode()[:-1],
        "mail,name\na@x.de,Zoë\nb@x.de,Zoë".encode("utf-16")[:-1],
    ):
        found = read_bytes(data, "list.csv")
        assert [row.email for row in found.rows] == ["a@x.de"]
        assert [one.fault for one in found.rejected] == [RowFault.UNREADABLE]


def test_half_a_letter_in_utf_16_costs_its_row() -> None:
    """A lone surrogate is no letter: it may not travel on into files and requests."""
    found = read_bytes("mail,name\na@x.de,A\ud800\nb@x.de,B\n".encode("utf-16-le", "surrogatepass"), "list.csv")
    assert [row.email for row in found.rows] == ["b@x.de"]
    assert [(one.fault, one.shown) for one in found.rejected] == [(RowFault.UNREADABLE, "a@x.de,A\ufffd")]


def test_marks_in_the_middle_are_no_part_of_an_address() -> None:
    """Files that were put together leave a mark in the middle; the address behind it is an address."""
    found = read_bytes("mail\na@x.de\n\ufeffb@x.de\n".encode("utf-8-sig"), "list.csv")
    assert [row.email for row in found.rows] == ["a@x.de", "b@x.de"]


def test_letters_are_kept_as_they_came() -> None:
    """Composed and decomposed letters stay what they are."""
    found = read_bytes("mail,name\na@x.de,Zoe\u0308\nb@x.de,Zo\u00eb\n".encode(), "list.csv")
    assert [row.full for row in found.rows] == ["Zoe\u0308", "Zo\u00eb"]


def test_a_line_separator_of_unicode_is_a_letter() -> None:
    """Only CR and LF end a line in a file; U+2028, U+0085 and form feeds do not."""
    found = read_bytes("mail,name\na@x.de,A\u2028B\x85C\x0cD\n".encode(), "list.csv")
    assert [row.full for row in found.rows] == ["A\u2028B\x85C\x0cD"]
