"""Rows: what is kept, what is rejected with line and reason, and which table a text is taken for."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from flow_desktop.adapters.lists import read_bytes, read_list, read_pasted, reading
from flow_desktop.core.pilot.columns import ColumnChoice
from flow_desktop.core.pilot.rows import ListKind, PilotList, RejectedRow, RowFault


def read(text: str, choice: ColumnChoice | None = None) -> PilotList:
    """A list from the text of a file."""
    return read_bytes(text.encode("utf-8", "surrogatepass"), "list.csv", choice)


def rejected(found: PilotList) -> list[tuple[int, str]]:
    """Lines and reasons."""
    return [(one.line, one.fault.value) for one in found.rejected]


def emails(found: PilotList) -> list[tuple[int, str]]:
    """Lines and addresses."""
    return [(row.line, row.email) for row in found.rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
def test_a_separator_is_found(delimiter: str) -> None:
    """Whatever separates the values, other separators inside them change nothing."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(
        [["E-Mail", "Vorname", "Notiz"], ["a@x.de", "Ada", "1,2;3\t4|5"], ["b@x.de", "Bo", ", ; \t |"]]
    )
    found = read(file.getvalue())
    assert found.read_as.delimiter == delimiter
    assert [row.extras for row in found.rows] == [("1,2;3\t4|5",), (", ; \t |",)]


def test_excel_names_its_separator() -> None:
    """`sep=;` decides, is no row, and counts as a line."""
    found = read("sep=;\r\nE-Mail;Name, Vorname\r\na@x.de;Ada\r\n")
    assert (found.read_as.delimiter, found.read_as.header_line, emails(found)) == (";", 2, [(3, "a@x.de")])


def test_every_bad_row_has_its_line_and_reason() -> None:
    """Each kind of fault is told where it is; the good rows around it are kept."""
    found = read(
        "mail,first,city\n"
        "a@x.de,Ada,Bonn\n"
        ",Bo,Kiel\n"
        "not an address,Cy,Ulm\n"
        f"{'d' * 330}@x.de,Di,Jena\n"
        "e@x.de,Ed,Suhl,more\n"
        "f@x.de;g@x.de,Fi,Hof\n"
        f"h@x.de,{'H' * 10_001},Gera\n"
        "i@x.de,Ian,Rom\n"
    )
    assert emails(found) == [(2, "a@x.de"), (9, "i@x.de")]
    assert rejected(found) == [
        (3, "no_email"),
        (4, "not_an_address"),
        (5, "too_long"),
        (6, "too_many_values"),
        (7, "not_an_address"),
        (8, "too_long"),
    ]
    assert found.rejected[1] == RejectedRow(4, RowFault.NOT_AN_ADDRESS, "not an address, Cy, Ulm", ("Ulm",))
    assert found.total == 8


def test_empty_lines_and_empty_columns_count_nowhere() -> None:
    """Blank lines, rows of separators and empty columns at the end are nothing."""
    found = read("mail,first,,\n\na@x.de,Ada,,\n,,,\n  \n\nb@x.de\n , ,\n")
    assert emails(found) == [(3, "a@x.de"), (7, "b@x.de")]
    assert (found.rejected, found.extra_columns) == ((), ())
    assert [row.given for row in found.rows] == ["Ada", ""]


def test_a_column_without_a_header_is_kept_by_its_letter() -> None:
    """Values under no header are values all the same."""
    found = read("mail,,first,\na@x.de,1,Ada,x\nb@x.de,2,Bo,y\n")
    assert found.extra_columns == ("B", "D")
    assert [row.extras for row in found.rows] == [("1", "x"), ("2", "y")]


def test_quoted_line_ends_belong_to_the_value() -> None:
    """A record is named by its first line, and the lines after it are counted on."""
    found = read('mail,note\na@x.de,"one\r\ntwo\n\nthree"\nb@x.de,\n"broken\n\n",c\nd@x.de,\n')
    assert emails(found) == [(2, "a@x.de"), (6, "b@x.de"), (10, "d@x.de")]
    assert rejected(found) == [(7, "not_an_address")]
    assert found.rows[0].extras == ("one\r\ntwo\n\nthree",)


def test_a_quotation_without_an_end_costs_one_line() -> None:
    """The rows behind it are read one by one, and nobody disappears into somebody's name."""
    found = read('mail,name\na@x.de,"Ada\nb@x.de,Bo\n"c@x.de",Cy\nd@x.de,"Di"\n')
    assert emails(found) == [(3, "b@x.de"), (4, "c@x.de"), (5, "d@x.de")]
    assert rejected(found) == [(2, "unreadable")]


def test_a_quote_inside_a_quotation_is_not_guessed() -> None:
    """A value with a quote that was not doubled is unreadable; an unquoted value may have quotes."""
    found = read('mail,name\na@x.de,"Ada "Annie" Li"\nb@x.de,Bo "B" Li\n')
    assert [(row.line, row.full) for row in found.rows] == [(3, 'Bo "B" Li')]
    assert rejected(found) == [(2, "unreadable")]


@pytest.mark.timeout(20)
def test_a_huge_value_costs_its_row() -> None:
    """A cell of a megabyte, quoted or not, is too long; what is shown of it is short."""
    big = "x" * 1_000_000
    found = read(f'mail,name\na@x.de,{big}\nb@x.de,"{big}"\nc@x.de,Cy\n')
    assert emails(found) == [(4, "c@x.de")]
    assert rejected(found) == [(2, "too_long"), (3, "too_long")]
    assert all(len(one.shown) <= 200 for one in found.rejected)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("line", ['"', 'x,"', '"x""', '"a"b,', '"",""', 'a@x.de,"\n\n'])
def test_many_broken_lines_take_time_in_proportion(line: str) -> None:
    """A hundred thousand broken rows are told within seconds."""
    found = read("mail,name\nz@x.de,Z\n" + f"{line}\n" * 100_000)
    assert found.rows[0].email == "z@x.de"


def test_a_title_above_the_headers() -> None:
    """Lines above a known header are a title, and are told as left out."""
    found = read("Pilot group 2026;;\n;;\nE-Mail;Vorname;Nachname\na@x.de;Ada;Byron\n")
    assert (found.read_as.header_line, emails(found)) == (3, [(4, "a@x.de")])


@pytest.mark.parametrize(
    ("text", "columns", "extras"),
    [
        ("ada@x.de,Ada,Byron\nbo@x.de,Bo,Li\n", (("email", "A"),), ("B", "C")),
        ("Ada;ada@x.de\nBo;bo@x.de\n", (("email", "B"),), ("A",)),
        ("Ada;Ada <ada@x.de>;IT\nBo;bo@x.de;HR\nCy;cy@x.de;HR", (("email", "B"),), ("A", "C")),
    ],
)
def test_a_table_without_headers(text: str, columns: tuple[tuple[str, str], ...], extras: tuple[str, ...]) -> None:
    """The column with addresses is found by what is in it; the others are kept under their letters."""
    found = read(text)
    assert (found.read_as.columns, found.extra_columns, found.read_as.header_line) == (columns, extras, 0)
    assert found.rows[0].email == "ada@x.de"


def test_unknown_headers_are_headers() -> None:
    """A first row without an address above a column of addresses is what the columns are called."""
    found = read("Kontakt;Kürzel\nada@x.de;ab\nbo@x.de;bl\n")
    assert (found.read_as.columns, found.extra_columns) == ((("email", "Kontakt"),), ("Kürzel",))
    assert emails(found) == [(2, "ada@x.de"), (3, "bo@x.de")]


@pytest.mark.parametrize("text", ["ada@x.de\nbo@x.de\n", "E-Mail\nada@x.de\nbo@x.de\n", "Pilot\nada@x.de\nbo@x.de"])
def test_one_column(text: str) -> None:
    """A column of addresses, with a known header, an unknown one, or none."""
    found = read(text)
    assert [row.email for row in found.rows] == ["ada@x.de", "bo@x.de"]
    assert (found.rejected, found.read_as.delimiter) == ((), "")


def test_one_column_of_names_with_commas() -> None:
    """A known header above `Last, First <mail>` is one column: the comma belongs to the names."""
    found = read("E-Mail\nByron, Ada <ada@x.de>\nLi, Bo <bo@x.de>\n")
    assert [(row.email, row.full) for row in found.rows] == [("ada@x.de", "Byron, Ada"), ("bo@x.de", "Li, Bo")]


def test_blanks_after_separators() -> None:
    """`a, "b, c"` is read as people mean it."""
    found = read('email, name, dept\na@x.de, "Byron, Ada", IT\n')
    assert (found.rows[0].full, found.rows[0].extras) == ("Byron, Ada", ("IT",))


def test_an_address_as_mail_programs_write_it() -> None:
    """`Ada <ada@x.de>` and `mailto:` in a cell are the address; the name counts where the list has no other."""
    found = read("Kontakt;Ort\nAda Byron <ada@x.de>;Bonn\nmailto:bo@x.de;Kiel\n")
    assert [(row.email, row.full) for row in found.rows] == [("ada@x.de", "Ada Byron"), ("bo@x.de", None)]


def test_a_person_chooses_the_columns() -> None:
    """Any column can be the e-mail or a name, also one that has only a letter."""
    found = read(
        "mail,userPrincipalName,nick\na@x.de,a@t.de,Ada\n", ColumnChoice(email="userPrincipalName", given="nick")
    )
    assert (found.rows[0].email, found.rows[0].given, found.extra_columns) == ("a@t.de", "Ada", ("mail",))
    found = read("ada@x.de,Ada,Byron\nbo@x.de,Bo,Li\n", ColumnChoice(given="B", family="C"))
    assert (found.rows[1].given, found.rows[1].family) == ("Bo", "Li")
    assert found.has_names


def test_pasted_addresses_are_counted_one_by_one() -> None:
    """In pasted text an entry has its number, because a line may have many."""
    found = read_pasted("Byron, Ada <ada@x.de>; bo@x.de\nfoo, cy@x.de")
    assert emails(found) == [(1, "ada@x.de"), (2, "bo@x.de"), (4, "cy@x.de")]
    assert rejected(found) == [(3, "no_email")]
    assert (found.read_as.kind, found.has_names, found.rows[0].full) == (ListKind.ADDRESSES, True, "Byron, Ada")


def test_addresses_in_a_file_are_named_by_their_lines() -> None:
    """One in each line has the line's number; where a line has several, they are counted."""
    found = read("Ada Byron <ada@x.de>\n\nBo Li <bo@x.de>\n")
    assert (emails(found), found.read_as.by_entry) == ([(1, "ada@x.de"), (3, "bo@x.de")], False)
    found = read("ada@x.de; bo@x.de; cy@x.de\n")
    assert (emails(found)[2], found.read_as.by_entry) == ((3, "cy@x.de"), True)


def test_cells_copied_from_a_sheet() -> None:
    """What is copied from a spreadsheet comes with tabs, and is the table it was."""
    found = read_pasted("E-Mail\tVorname\tNachname\nada@x.de\tAda\tByron\n")
    assert (found.rows[0].given, found.read_as.delimiter, found.rows[0].line) == ("Ada", "\t", 2)


def test_hostile_names_come_through_as_they_are(uncommon_text: str) -> None:
    """A name is kept letter by letter, or its row is rejected aloud because half letters or too many are in it."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows(
        [["mail", "name", "note"], ["a@x.de", uncommon_text, uncommon_text], ["b@x.de", "B", ""]]
    )
    found = read(file.getvalue())
    assert found.rows[-1].email == "b@x.de"
    if len(found.rows) == 2:
        assert (found.rows[0].full, found.rows[0].extras) == (uncommon_text, (uncommon_text,))
    else:
        assert [one.fault for one in found.rejected] in ([RowFault.UNREADABLE], [RowFault.TOO_LONG])
        assert "\ud800" not in found.rejected[0].shown


def test_reading_gives_others_their_turn(tmp_path: Path) -> None:
    """A long list is read in slices, tells how far it is, and can be left at any of them."""
    path = tmp_path / "people.csv"
    path.write_text("mail\n" + "".join(f"p{n}@x.de\n" for n in range(10_000)), encoding="utf-8")
    steps = list(reading(path.read_bytes(), path.name))
    assert steps == [2_000, 4_000, 6_000, 8_000, 10_000]
    half = reading(path.read_bytes(), path.name)
    next(half)
    half.close()
    found = read_list(path)
    assert (found.name, found.total, found.rows[-1].line) == ("people.csv", 10_000, 10_001)


def test_repeated_values_are_kept_once() -> None:
    """Departments and countries come again and again; a hundred thousand copies of them are not kept."""
    found = read("mail,dept\n" + "".join(f"p{n}@x.de,Research\n" for n in range(3_000)))
    assert len({id(row.extras[0]) for row in found.rows[2_000:]}) == 1
