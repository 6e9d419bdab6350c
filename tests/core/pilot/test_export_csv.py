"""The CSV report: nothing of the list is lost, everything found stands beside it, and no cell is a formula."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_desktop.core.pilot.export_csv import CHUNK_ROWS, COLUMNS, csv_chunks
from flow_desktop.core.pilot.formula import guarded, unguarded
from flow_desktop.core.pilot.report import Report
from tests.support.pilot_report import hostile_report, long_report, masked, small_report

DANGEROUS = re.compile("[ \u00a0\u3000\u200b\ufeff]*[=+\\-@\t\r\n\x00\uff1d\uff0b\uff0d\uff20]")


def read(report: Report, **choices: bool) -> list[list[str]]:
    """The file as Python's own module reads it."""
    text = b"".join(csv_chunks(report, **choices)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def records(report: Report) -> list[dict[str, str]]:
    """The rows by their headers."""
    head, *rows = read(report)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_the_list_comes_first_and_nothing_of_it_is_lost() -> None:
    """Every row of the list is there, in order, with its own headers and its unknown columns."""
    head, *rows = read(small_report())
    assert head == ["E-Mail", "Vorname", "Nachname", "Department", "Phone", *COLUMNS]
    assert [row[0] for row in rows] == [
        "ana.li@contoso.example", "tran@contoso.example", "bo@fabrikam.example", "", "Ana.Li@contoso.example", "",
    ]  # fmt: skip
    assert [unguarded(row[4]) for row in rows] == ["+49 30 1234", "-", "", "=1+1", "", ""]
    assert {len(row) for row in rows} == {len(head)}


def test_what_was_found_stands_beside_it() -> None:
    """Status, codes, why, remedy, who, how somebody was found, the values at each place, grades, time and run."""
    found = records(small_report())[1]
    told = {
        "line": "3", "status": "differs", "status_text": "Differs", "outcome": "possible",
        "cause_codes": "update.attribute_not_mapped", "remedy": "Map the last name.", "who": "IT admin",
        "matched_by": "email", "candidates": "1", "directory_id": "du_2", "list_family_name": "Nguyen",
        "directory_family_name": "Nguyễn", "directory_active": "true", "flow_id": "", "grade_given_name": "same",
        "grade_family_name": "differs_accents", "checked_at": "2026-11-29T14:02:11Z", "run_id": "run-7f3a",
    }  # fmt: skip
    assert {name: found[name] for name in told} == told
    assert records(small_report())[0]["flow_email"] == "ana.li@contoso.example"
    assert records(small_report())[2]["remedy"].startswith("1. Add the domain")


def test_a_row_that_could_not_be_used_is_there_with_its_line() -> None:
    """A bad row is reported as it stood, a repeated one names the line it repeats, a stranger has no line."""
    rejected, repeated, stranger = records(small_report())[3:]
    assert (rejected["line"], rejected["list_note"], rejected["row_as_read"]) == (
        "5", "rejected", "carol at contoso;Carol;Diaz",
    )  # fmt: skip
    assert (repeated["list_note"], repeated["other_line"]) == ("duplicate_of", "2")
    assert (stranger["line"], stranger["status"], stranger["directory_user_name"]) == ("", "unexpected", "eve")


def test_bytes_are_as_rfc_4180_and_excel_want_them() -> None:
    """UTF-8 with a byte order mark, or without; lines end in CRLF; every field is in quotation marks."""
    whole = b"".join(csv_chunks(small_report()))
    assert whole.startswith(b'\xef\xbb\xbf"E-Mail","Vorname"')
    assert whole.endswith(b'"run-7f3a"\r\n')
    assert whole.count(b"\n") == whole.count(b"\r\n") == 7
    assert b"".join(csv_chunks(small_report(), bom=False)) == whole[3:]


def test_hostile_values_survive_the_round_trip(uncommon_text: str) -> None:
    """Whatever a stranger wrote is read back letter for letter, and no cell begins like a formula."""
    head, *rows = read(hostile_report(uncommon_text))
    assert not [cell for row in (head, *rows) for cell in row if DANGEROUS.match(cell)]
    kept = re.sub("[\ud800-\udfff]", "\ufffd", uncommon_text)
    assert [unguarded(cell) for cell in rows[0][:6]] == [kept] * 6
    assert len(set(head)) == len(head)
    assert {len(row) for row in rows} == {len(head)}


def test_a_column_called_like_ours_is_told_apart() -> None:
    """A list with a column "status" keeps it, and a script still finds ours."""
    report = small_report()
    listed = report.listed
    named = type(listed)(listed.name, listed.rows, listed.rejected, ("status", "status"), listed.read_as)
    head = read(type(report)(report.facts, named, report.results, "", report.people, report.words))[0]
    assert head[3:5] == ["status (list)", "status (list) (list)"]
    assert head.count("status") == 1


@pytest.mark.parametrize(
    ("value", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-", "'-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("\n=1", "'\n'=1"),
        ("\x00=1", "'\x00=1"),
        ("\uff1d1", "'\uff1d1"),
        ("\uff0b1", "'\uff0b1"),
        ("\uff0d1", "'\uff0d1"),
        ("\uff201", "'\uff201"),
        (" =1", "' =1"),
        ("\ufeff=1", "'\ufeff=1"),
        ("\u200b=1", "'\u200b=1"),
        ('a";=1', "a\";'=1"),
        ('a"=1', "a\"'=1"),
        ("a;=1", "a;'=1"),
        ("a,\u00a0=1", "a,'\u00a0=1"),
        ("a|=1", "a|'=1"),
        ("'=1", "''=1"),
        ("''=1", "'''=1"),
        ("a-b", "a-b"),
        ("ana+tag@contoso.example", "ana+tag@contoso.example"),
        ("O'Neil", "O'Neil"),
        ("'tis", "'tis"),
        ("", ""),
    ],
)
def test_a_formula_is_guarded_and_comes_back(value: str, safe: str) -> None:
    """The table of OWASP's ways into a spreadsheet: each is guarded, what is harmless stays, all of it comes back."""
    assert guarded(value) == safe
    assert unguarded(safe) == value


@given(st.text(alphabet="=+-@\t\r\n\x00\uff1d'\" ;,|ab\ufeff\u200b", max_size=12))
def test_guarding_is_reversible_and_leaves_no_formula(value: str) -> None:
    """For any text: taking the guard back gives the text, and no cell that any separator opens is a formula."""
    safe = guarded(value)
    assert unguarded(safe) == value
    assert not [cell for cell in re.split('[,;|\t\r\n"]', safe) if re.match("[ \ufeff\u200b]*[=+@\uff1d-]", cell)]


def test_a_masked_report_names_nobody() -> None:
    """No name, user name, id, raw row, extra column or header of the list is left; domains and grades are."""
    text = b"".join(csv_chunks(masked(small_report()))).decode()
    secrets = ("ana.li", "tran@", "Nguy", "Trần", '"Bo"', "carol", "du_", "ac_1", "Sales", "Department", "Vorname")
    assert not [secret for secret in (*secrets, "+49", "1+1", "eve") if secret in text]
    assert "@fabrikam.example" in text
    assert "differs_accents" in text


def test_a_stand_in_is_the_same_all_over_one_report_and_another_in_the_next() -> None:
    """Support sees that list, directory and Flow have the same address; two reports cannot be laid side by side."""
    one, other = records(masked(small_report())), records(masked(small_report(), b"another salt"))
    assert one[0]["list_email"] == one[0]["directory_email"] == one[0]["flow_email"] != ""
    assert one[0]["list_email"] != other[0]["list_email"]
    assert one[0]["list_given_name"] == one[0]["directory_given_name"] != one[4]["list_given_name"]
    assert one[2]["list_email"] in one[2]["why"]


def test_it_is_written_in_small_pieces() -> None:
    """However long the list is, a piece is a hundred rows: nobody waits for it and nothing grows."""
    sizes = [len(chunk) for chunk in csv_chunks(long_report(2_000))]
    assert len(sizes) == 2_000 / CHUNK_ROWS + 1
    assert max(sizes) < 100_000
