"""Three places, three fields: what is told of them, and what is never told of a place nobody could read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from random import Random
from typing import TypeAlias

import pytest

from flow_desktop.core.comparison import Field, Overall, Place, ProfileComparison, grade
from flow_desktop.core.directory import DirectorySight, DirectoryView, FlowSight, NotThere, Organisation, Role, Unseen
from flow_desktop.core.grades import Verdict
from flow_desktop.core.observed import Absent, Observed, Present, Withheld, WithheldReason
from tests.support.worlds import (
    ANA,
    DIRECTORY,
    FLOW,
    IDP,
    LOOKED,
    NOT_CONFIGURED,
    Texts,
    compared,
    in_directory,
    in_flow,
)

OFFLINE = Unseen(WithheldReason.UNREACHABLE, LOOKED)
GONE = NotThere(LOOKED)
SILENT = Withheld(WithheldReason.SOURCE_CANNOT_TELL)
NO_TEXT = Withheld(WithheldReason.NOT_TEXT)
MAIL = "ana@example.com"
NO_NAMES: Texts = (None, None, MAIL)


def verdicts(found: ProfileComparison) -> tuple[Verdict | None, ...]:
    """First name, last name, e-mail."""
    return tuple(row.verdict for row in found.fields)


SAME, EMPTY, HIDDEN, CASE, PUNCTUATION = sorted(Verdict)[:5]
ACCENTS, ORDER, EXTRA, DIFFERS, MISSING, UNUSABLE = sorted(Verdict)[5:]

ROWS = {
    "all the same": (compared(), Overall.SAME, (SAME, SAME, SAME)),
    "case of the e-mail": (compared(("Ana", "Li", "Ana@example.com")), Overall.SAME_WITH_NOTE, (SAME, SAME, CASE)),
    "curly apostrophe": (
        compared(("Ana", "O’Neil", "a@b.c"), ("Ana", "O'Neil", "a@b.c"), ("Ana", "O'Neil", "a@b.c")),
        *(Overall.SAME_WITH_NOTE, (SAME, PUNCTUATION, SAME)),
    ),
    "invisible letter": (compared(("Ana\u200b", "Li", MAIL)), Overall.SAME_WITH_NOTE, (HIDDEN, SAME, SAME)),
    "accents": (compared(flow=("Ána", "Li", MAIL)), Overall.DIFFERS, (ACCENTS, SAME, SAME)),
    "last name differs": (compared(flow=("Ana", "Lin", MAIL)), Overall.DIFFERS, (SAME, DIFFERS, SAME)),
    "middle name in one": (compared(directory=("Ana Maria", "Li", MAIL)), Overall.DIFFERS, (EXTRA, SAME, SAME)),
    "e-mail differs": (compared(flow=("Ana", "Li", "ana.li@example.com")), Overall.DIFFERS, (SAME, SAME, DIFFERS)),
    "names not sent by one": (compared(NO_NAMES), Overall.DIFFERS, (MISSING, MISSING, SAME)),
    "names not sent by any": (compared(NO_NAMES, NO_NAMES, NO_NAMES), Overall.SAME, (EMPTY, EMPTY, SAME)),
    "empty and not sent": (compared(("", " ", MAIL), NO_NAMES, NO_NAMES), Overall.SAME, (EMPTY, EMPTY, SAME)),
    "no text": (compared(directory=(NO_TEXT, "Li", MAIL)), Overall.DIFFERS, (UNUSABLE, SAME, SAME)),
    "names swapped": (compared(directory=("Li", "Ana", MAIL)), Overall.DIFFERS, (ORDER, ORDER, SAME)),
    "names swapped, case": (compared(directory=("LI", "ana", MAIL)), Overall.DIFFERS, (ORDER, ORDER, SAME)),
    "swapped in two places": (compared(("Li", "Ana", MAIL)), Overall.DIFFERS, (ORDER, ORDER, SAME)),
    "swapped, and another": (
        compared(directory=("Li", "Ana", MAIL), flow=("Ben", "Ek", MAIL)),
        *(Overall.DIFFERS, (DIFFERS, DIFFERS, SAME)),
    ),
    "swapped, and none": (
        compared(directory=("Li", "Ana", MAIL), flow=NO_NAMES),
        *(Overall.DIFFERS, (MISSING, MISSING, SAME)),
    ),
    "both names the same word": (
        compared(("Li", "Li", "l@b.c"), ("Li", "Li", "l@b.c"), ("Li", "Li", "l@b.c")),
        *(Overall.SAME, (SAME, SAME, SAME)),
    ),
    "flow not configured": (compared(flow=NOT_CONFIGURED), Overall.SAME, (SAME, SAME, SAME)),
    "directory not configured": (compared(directory=NOT_CONFIGURED), Overall.SAME, (SAME, SAME, SAME)),
    "flow not configured, differs": (
        compared(directory=("Ana", "Lin", MAIL), flow=NOT_CONFIGURED),
        *(Overall.DIFFERS, (SAME, DIFFERS, SAME)),
    ),
    "nothing configured": (compared(directory=NOT_CONFIGURED, flow=NOT_CONFIGURED), Overall.NOT_COMPARED, (None,) * 3),
    "flow unreadable": (compared(flow=OFFLINE), Overall.CANNOT_TELL, (SAME, SAME, SAME)),
    "directory unreadable": (compared(directory=OFFLINE), Overall.CANNOT_TELL, (SAME, SAME, SAME)),
    "both unreadable": (compared(directory=OFFLINE, flow=OFFLINE), Overall.CANNOT_TELL, (None,) * 3),
    "one unreadable, one not configured": (
        compared(directory=OFFLINE, flow=NOT_CONFIGURED),
        *(Overall.CANNOT_TELL, (None,) * 3),
    ),
    "unreadable, and a difference elsewhere": (
        compared(directory=OFFLINE, flow=("Ana", "Lin", MAIL)),
        *(Overall.DIFFERS, (SAME, DIFFERS, SAME)),
    ),
    "provider said nothing on renewal": (compared((SILENT, SILENT, SILENT)), Overall.CANNOT_TELL, (SAME, SAME, SAME)),
    "one field cannot be told": (compared(flow=("Ana", SILENT, MAIL)), Overall.CANNOT_TELL, (SAME, SAME, SAME)),
    "one field at one of two places": (
        compared(directory=("Ana", SILENT, MAIL), flow=NOT_CONFIGURED),
        *(Overall.CANNOT_TELL, (SAME, None, SAME)),
    ),
    "not in the directory": (compared(directory=GONE), Overall.NOT_THERE, (SAME, SAME, SAME)),
    "not in flow": (compared(flow=GONE), Overall.NOT_THERE, (SAME, SAME, SAME)),
    "nowhere": (compared(directory=GONE, flow=GONE), Overall.NOT_THERE, (None,) * 3),
    "not there, and one unreadable": (compared(directory=GONE, flow=OFFLINE), Overall.NOT_THERE, (None,) * 3),
    "in no enterprise": (compared(flow=in_flow(role=None)), Overall.NOT_THERE, (SAME, SAME, SAME)),
    "inactive": (compared(directory=in_directory(active=False)), Overall.INACTIVE, (SAME, SAME, SAME)),
    "activity not told": (compared(directory=in_directory(active=None)), Overall.SAME, (SAME, SAME, SAME)),
    "inactive and different": (
        compared(directory=in_directory(("Ana", "Lin", MAIL), active=False)),
        *(Overall.INACTIVE, (SAME, DIFFERS, SAME)),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("found", "overall", "graded"), ROWS.values(), ids=ROWS)
def test_worlds_are_judged(found: ProfileComparison, overall: Overall, graded: tuple[Verdict | None, ...]) -> None:
    """One answer for the whole and one for each field."""
    assert (found.overall, verdicts(found)) == (overall, graded)


def test_not_configured_and_unreadable_are_told_apart() -> None:
    """A place nobody set is left out and named; a place that did not answer is named with its reason."""
    found = compared(directory=OFFLINE, flow=NOT_CONFIGURED)
    assert (found.unseen, found.left_out) == (((DIRECTORY, WithheldReason.UNREACHABLE),), (FLOW,))


def test_a_place_read_in_part_is_named() -> None:
    """A single field that could not be read is said with its place, the identity provider's too."""
    found = compared((SILENT, "Li", "ana@example.com"), flow=("Ana", SILENT, "ana@example.com"))
    assert found.unseen == ((IDP, SILENT.reason), (FLOW, SILENT.reason))


def test_a_person_who_is_not_there_leaves_the_rows_silent() -> None:
    """The place says that nobody is there; its cells neither differ nor are missing."""
    found = compared(directory=GONE)
    assert found.not_there == (DIRECTORY,)
    assert {row.in_directory.observed for row in found.fields} == {Withheld(WithheldReason.NOT_FOUND_THERE)}
    assert found.worst is None


def test_an_escaped_value_is_named_as_such() -> None:
    """A provider that escapes its claims is told in the row it happens in, and it stays a finding."""
    found = compared(("Ana", "O&#39;Neil", "a@b.c"), ("Ana", "O'Neil", "a@b.c"), ("Ana", "O'Neil", "a@b.c"))
    assert [row.html_escaped_by_idp for row in found.fields] == [False, True, False]
    assert found.overall is Overall.DIFFERS


def test_the_worst_field_comes_first() -> None:
    """The sentence names the worst field, in reading order among equals, and never a note."""
    found = compared(flow=("Ána", "Lin", "ben@example.com"))
    assert found.worst is found.fields[1]
    assert compared(("ana", "Li", "ana@example.com")).worst is None


@pytest.mark.parametrize(
    ("flow", "role", "in_enterprise"),
    [
        (in_flow(role=Role.IT_ADMIN), Role.IT_ADMIN, True),
        (in_flow(role=None), None, False),
        (GONE, None, False),
        (OFFLINE, None, None),
        (NOT_CONFIGURED, None, None),
    ],
)
def test_role_and_enterprise_are_told_only_where_flow_was_read(
    flow: Unseen | NotThere, role: Role | None, *, in_enterprise: bool | None
) -> None:
    """Not looked at is not the same as in no enterprise."""
    found = compared(flow=flow, organisation=Organisation("Example"))
    assert (found.role, found.in_enterprise, found.organisation) == (role, in_enterprise, Organisation("Example"))


def test_a_cell_keeps_its_value_source_and_time() -> None:
    """What is shown is what came, with the answer it came from and when."""
    row = compared(("Ana ", "Li", "x@b.c")).fields[0]
    assert [row.cell(place).observed for place in Place] == [Present("Ana "), Present("Ana"), Present("Ana")]
    assert [row.cell(place).source for place in Place] == ["id_token", LOOKED.source, LOOKED.source]
    assert {row.cell(place).at for place in Place} == {LOOKED.at}


@pytest.mark.parametrize("field", list(Field))
def test_values_without_a_text_are_never_compared(field: Field) -> None:
    """A value that came but is no text makes the pair not comparable, whatever stands beside it."""
    for other in (Present("Ana"), Absent(), NO_TEXT, Withheld(WithheldReason.TOO_LONG)):
        assert grade(field, NO_TEXT, other) is UNUSABLE
        assert grade(field, other, NO_TEXT) is UNUSABLE


# ------------------------------------------------------------------ any world

_PLACE_REASONS = [
    reason
    for reason in WithheldReason
    if reason not in (WithheldReason.NOT_TEXT, WithheldReason.TOO_LONG, WithheldReason.NOT_FOUND_THERE)
]
_WORDS = ["Ana", "ana", "Ána", "Li", "LI", "Li ", "O'Neil", "O’Neil", "O&#39;Neil", "", " ", "ana@example.com"]
_VALUES: list[Observed] = [*map(Present, _WORDS), Absent(), SILENT, NO_TEXT, Withheld(WithheldReason.TOO_LONG)]
_SAME: Texts = (Present(ANA[0]), Present(ANA[1]), Present(ANA[2]))
UNUSABLE_VALUES = (NO_TEXT, Withheld(WithheldReason.TOO_LONG))
World: TypeAlias = tuple[ProfileComparison, DirectorySight, FlowSight]


def worlds(count: int) -> Iterator[World]:
    """Made-up people, the same ones in every run: about half of the values at each place are the expected ones."""
    chance = Random(20260105)
    for _ in range(count):
        texts = [_texts(chance) for _ in Place]
        elsewhere: list[NotThere | Unseen] = [
            GONE,
            Unseen(chance.choice(_PLACE_REASONS), chance.choice([None, LOOKED])),
        ]
        directory = chance.choice([in_directory(texts[1], active=chance.random() < 0.8), *elsewhere])
        flow = chance.choice([in_flow(texts[2], role=chance.choice([*Role, None])), *elsewhere])
        yield compared(texts[0], directory, flow), directory, flow


def _texts(chance: Random) -> Texts:
    given, family, email = (same if chance.random() < 0.8 else chance.choice(_VALUES) for same in _SAME)
    return given, family, email


def could_be_read(observed: Observed) -> bool:
    """A value that came, whether or not it is of use."""
    return not isinstance(observed, Withheld) or observed in UNUSABLE_VALUES


def test_silence_is_never_sameness() -> None:
    """In any world, "the same" is said only of what was read, and of every place that is configured."""
    overall = set()
    for world in worlds(4000):
        _check_rows(world[0])
        _check_sameness(*world)
        overall.add(world[0].overall)
    assert overall == set(Overall), "every answer was met"


def _check_rows(found: ProfileComparison) -> None:
    for row in found.fields:
        cells = [row.cell(place).observed for place in Place]
        readable = [observed for observed in cells if could_be_read(observed)]
        assert (row.verdict is None) == (len(readable) < 2), "a verdict needs two places that were read"
        for here, there, _ in row.pairs():
            assert could_be_read(row.cell(here).observed)
            assert could_be_read(row.cell(there).observed)
        if row.verdict is Verdict.MISSING:
            assert any(isinstance(one, Absent) or (isinstance(one, Present) and not one.text.strip()) for one in cells)


def _check_sameness(found: ProfileComparison, *sights: DirectorySight | FlowSight) -> None:
    if found.overall in (Overall.SAME, Overall.SAME_WITH_NOTE):
        assert not [one for one in sights if isinstance(one, NotThere)]
        assert {one.reason for one in sights if isinstance(one, Unseen)} <= {WithheldReason.NOT_CONFIGURED}
        allowed = {WithheldReason.NOT_CONFIGURED}
        held = [row.cell(place).observed for row in found.fields for place in Place]
        assert {one.reason for one in held if isinstance(one, Withheld)} <= allowed
        assert not [row for row in found.fields if row.verdict is None or row.verdict.is_finding]


def test_the_answer_names_what_it_rests_on() -> None:
    """A difference has a field, an absence has a place, and "cannot tell" has a place or a field that was not read."""
    for world in worlds(4000):
        _check_reasons(*world)


def _check_reasons(found: ProfileComparison, directory: DirectorySight, flow: FlowSight) -> None:
    graded = [row.verdict for row in found.fields if row.verdict is not None]
    match found.overall:
        case Overall.DIFFERS:
            assert found.worst is not None
        case Overall.NOT_THERE:
            assert found.not_there or found.in_enterprise is False
        case Overall.CANNOT_TELL:
            assert found.unseen or len(graded) < len(found.fields)
            assert not any(one.is_finding for one in graded)
        case Overall.NOT_COMPARED:
            assert set(found.left_out) == {DIRECTORY, FLOW}
        case Overall.INACTIVE:
            assert found.inactive
        case Overall.SAME | Overall.SAME_WITH_NOTE:
            assert any(one.is_note for one in graded) == (found.overall is Overall.SAME_WITH_NOTE)
    assert (DIRECTORY in found.left_out) == (isinstance(directory, Unseen) and directory.reason == "not_configured")
    assert (FLOW in found.not_there) == isinstance(flow, NotThere)
    assert not {place for place, _ in found.unseen} & {*found.left_out, *found.not_there}


def test_the_verdict_of_a_row_is_its_worst_pair() -> None:
    """Every pair of places is graded, never only the first; swapped names are the one gentler reading."""
    for row in (row for found, _, _ in worlds(2000) for row in found.fields):
        cells = [row.cell(place).observed for place in Place]
        graded = [grade(row.field, *pair) for pair in combinations(cells, 2) if all(map(could_be_read, pair))]
        worst = max(graded, default=None)
        assert row.verdict == worst or (row.verdict is Verdict.DIFFERS_ORDER and row.field is not Field.EMAIL)


def test_a_view_of_nothing_is_not_compared() -> None:
    """A deployment without a directory source signs in and says that nothing was compared."""
    found = compared(directory=DirectoryView().directory, flow=Unseen(WithheldReason.NOT_CONFIGURED, LOOKED))
    assert (found.overall, found.left_out) == (Overall.NOT_COMPARED, (DIRECTORY, FLOW))
