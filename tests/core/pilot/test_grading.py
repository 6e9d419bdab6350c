"""Fields of the list, of Directory Sync and of Flow are graded as on the profile page."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from flow_desktop.core.comparison import compare
from flow_desktop.core.directory import DirectoryRecord, DirectoryView, FlowAccount, Found, Origin
from flow_desktop.core.grades import Verdict, grade_name
from flow_desktop.core.identity import Claim, Identity
from flow_desktop.core.observed import Absent, Observed, Present, Withheld, WithheldReason
from flow_desktop.core.pilot.grading import NO_COLUMN, NOT_TEXT, Value, Values, compare_places, take_apart
from tests.support.pilot_made import NOW

NAMES = st.sampled_from(
    ["Ada", "ada", "Adа", "Zoë", "Zoe\u0308", "Zoe", "Byron", "Byron Lovelace", "", " ", "\u200b", None, NOT_TEXT]
)
MAILS = st.sampled_from(["a@x.example", "A@x.example", "b@x.example", "", None, NOT_TEXT])
PLACES = st.builds(Values, NAMES, NAMES, MAILS)


def observed(value: Value) -> Observed:
    """The value as the profile page has it."""
    if isinstance(value, str):
        return Present(value)
    return Absent() if value is None else Withheld(WithheldReason.NOT_TEXT)


def on_the_profile_page(places: tuple[Values, Values, Values]) -> tuple[Verdict | None, ...]:
    """The same three places through the comparison of one person."""
    listed, there, flow = ([observed(value) for value in place] for place in places)
    given, family, email = map(Claim, listed)
    identity = Identity("", "", NOW, email=email, given_name=given, family_name=family)
    origin = Origin("test", NOW)
    record = DirectoryRecord(id="1", given_name=there[0], family_name=there[1], email=there[2])
    account = FlowAccount(id="2", given_name=flow[0], family_name=flow[1], email=flow[2])
    found = compare(identity, DirectoryView(directory=Found(record, origin), flow=Found(account, origin)))
    return tuple(row.verdict for row in found.fields)


@given(PLACES, PLACES, PLACES)
def test_the_pilot_grades_as_the_profile_page(listed: Values, there: Values, flow: Values) -> None:
    """Every mixture of values at the three places: swapped names, nothing, blanks, what is no text."""
    assert compare_places((listed, there, flow)) == on_the_profile_page((listed, there, flow))


@given(PLACES, PLACES, PLACES)
def test_the_order_of_the_places_does_not_matter(one: Values, two: Values, three: Values) -> None:
    """Symmetric."""
    assert len({compare_places(order) for order in permutations((one, two, three))}) == 1


@given(PLACES, PLACES)
def test_a_place_without_a_column_is_left_out(there: Values, flow: Values) -> None:
    """A list of addresses says nothing of names."""
    bare = Values(NO_COLUMN, NO_COLUMN, there.email)
    assert compare_places((bare, there, flow))[:2] == compare_places((there, flow))[:2]


@given(st.sampled_from(["Ada", "Ada Augusta", "Zoë", "Mary Ann"]), st.sampled_from(["Byron", "van Rossum", "Núñez"]))
def test_a_whole_name_finds_its_two_names(first: str, last: str) -> None:
    """Whichever of the two comes first, with a comma or without."""
    for full in (f"{first} {last}", f"{last}, {first}", f"{last} {first}"):
        given_name, family_name = take_apart(full, first, last)
        assert max(grade_name(given_name, first), grade_name(family_name, last)) is Verdict.SAME


@given(st.text(max_size=40), st.text(max_size=10), st.text(max_size=10))
def test_any_whole_name_can_be_taken_apart(full: str, first: str, last: str) -> None:
    """Hostile ones as well."""
    assert len(take_apart(full, first, last)) == 2
