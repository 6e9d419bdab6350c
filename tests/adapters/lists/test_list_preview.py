"""What a person sees of a list before anything is asked about it."""

from __future__ import annotations

from flow_desktop.adapters.lists import read_bytes, read_list, read_pasted, sample_list
from flow_desktop.adapters.texts import load_pilot_words, load_words
from flow_desktop.core.pilot.columns import Role
from flow_desktop.core.pilot.preview import preview
from flow_desktop.core.pilot.rows import ListKind, RowFault
from tests.support.resources import toml

WORDS = load_pilot_words(load_words())


def said(text: str) -> list[str]:
    """The sentences on how a list was understood."""
    return [WORDS.say(note) for note in preview(read_bytes(text.encode(), "people.csv")).notes]


def test_the_first_rows_and_all_the_numbers() -> None:
    """The beginning is shown as understood; how many there are, and how many cannot be used and why, is told."""
    text = "mail,city\n" + "".join(f"p{n}@x.de,Berlin\n" for n in range(20)) + "broken,Bonn\n,Kiel\nx,Ulm\n"
    found = preview(read_bytes(text.encode(), "people.csv"), first=3)
    assert [row.email for row in found.rows] == ["p0@x.de", "p1@x.de", "p2@x.de"]
    assert (found.usable, found.refused) == (20, 3)
    assert found.faults == ((RowFault.NOT_AN_ADDRESS, 2), (RowFault.NO_EMAIL, 1))
    assert [(one.line, one.shown) for one in found.rejected] == [(22, "broken, Bonn"), (23, ", Kiel"), (24, "x, Ulm")]
    assert (found.columns, found.extra_columns) == ((("email", "mail"),), ("city",))


def test_the_choice_of_the_e_mail_column_is_told() -> None:
    """Where a login column was passed over, the preview says so, and says where it stood in."""
    notes = said("userPrincipalName,mail\na@t.de,ada@x.de\nbo@x.de,\n")
    assert notes[0] == (
        "People are looked for by the column “mail”, not by “userPrincipalName”: Flow knows people by their e-mail."
    )
    assert notes[1].endswith("Number of such rows: 1.")


def test_everything_that_was_decided_is_told() -> None:
    """A title above the headers, the letters, names that are missing and columns that are kept: each has a sentence."""
    text = "Pilot list,\nmail,Ort\nada@x.de,Zürich\n".encode("cp1252")
    notes = [WORDS.say(note) for note in preview(read_bytes(text, "people.csv")).notes]
    assert "The headers stand in line 2. What is above them was left out." in notes
    assert "The letters were read as Windows-1252." in notes
    assert "Kept for the export: Ort." in notes
    assert any("no names" in note for note in notes)


def test_pasted_text_needs_no_explanation() -> None:
    """Addresses with names leave nothing to be explained."""
    assert preview(read_pasted("Ada <ada@x.de>")).notes == ()


def test_every_word_of_a_list_is_there() -> None:
    """Kinds, faults and roles have words, and each note has a sentence without a gap."""
    wanted = [f"pilot.list_kind.{kind}" for kind in ListKind]
    wanted += [f"pilot.row_fault.{fault}" for fault in RowFault] + [f"pilot.role.{role}" for role in Role]
    assert [text for text in wanted if not WORDS.has(text)] == []


def test_the_sample_is_about_the_people_of_the_demo() -> None:
    """Everybody in the sample list is somebody of the demo's organisation, but for the row that shows a fault."""
    people = {one["idp"]["email"].casefold() for one in toml("mock/pilot.toml")["people"]}
    found = read_list(sample_list())
    assert {row.email for row in found.rows} == people
    assert [one.fault for one in found.rejected] == [RowFault.NOT_AN_ADDRESS]
    assert found.has_names
