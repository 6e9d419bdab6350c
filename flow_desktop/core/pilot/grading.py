"""How the fields of one person compare at the list, in Directory Sync and in Flow: the scale of `core.grades` (pure).

A value is a text, None for "not sent", `NOT_TEXT` for one that came and cannot be used, and `NO_COLUMN` where the place
has no such field or was not looked at: then it is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from functools import cache
from itertools import combinations
from typing import Final, NamedTuple, TypeAlias

from flow_desktop.core.grades import Verdict, grade_email, grade_name
from flow_desktop.core.pilot.accounts import KeptAccount, Told
from flow_desktop.core.pilot.entries import Flaw
from flow_desktop.core.pilot.index import EMAIL, FAMILY, FLAWS, GIVEN, Kept
from flow_desktop.core.pilot.rows import PilotRow
from flow_desktop.core.text import without_invisible


class Gap(Enum):
    """What stands where no value is."""

    NO_COLUMN = "no_column"
    NOT_TEXT = "not_text"


NO_COLUMN: Final = Gap.NO_COLUMN
NOT_TEXT: Final = Gap.NOT_TEXT
Value: TypeAlias = str | Gap | None
Grades: TypeAlias = tuple[Verdict | None, Verdict | None, Verdict | None]
"""Given name, family name, e-mail; None: not compared."""


class Values(NamedTuple):
    """The fields of one person at one place."""

    given: Value = NO_COLUMN
    family: Value = NO_COLUMN
    email: Value = NO_COLUMN


ALL_SAME: Final[Grades] = (Verdict.SAME, Verdict.SAME, Verdict.SAME)


def values_of_entry(kept: Kept) -> Values:
    """What Directory Sync has."""
    flaws = kept[FLAWS]
    if not flaws:
        return Values(kept[GIVEN], kept[FAMILY], kept[EMAIL])
    return Values(
        NOT_TEXT if flaws & Flaw.GIVEN else kept[GIVEN],
        NOT_TEXT if flaws & Flaw.FAMILY else kept[FAMILY],
        NOT_TEXT if flaws & Flaw.EMAIL else kept[EMAIL],
    )


def values_of_account(account: KeptAccount) -> Values:
    """What Flow has."""
    return Values(
        *(one if one is None or isinstance(one, str) else NOT_TEXT for one in account[1:4][1:] + account[1:2])
    )


def values_of_row(row: PilotRow, others: Iterable[Values] = ()) -> Values:
    """What the list has. A whole name in one column is taken apart the way that fits the names elsewhere best."""
    if row.given is not None or row.family is not None or row.full is None:
        return Values(_column(row.given), _column(row.family), row.email)
    pairs = [(one.given, one.family) for one in others if isinstance(one.given, str) or isinstance(one.family, str)]
    if not pairs:
        return Values(email=row.email)
    given, family = take_apart(row.full, _text(pairs[0][0]), _text(pairs[0][1]))
    return Values(given, family, row.email)


def take_apart(full: str, given: str, family: str) -> tuple[str, str]:
    """First and last name out of a whole one: "Berg, Anna", "Anna Berg" and "Berg Anna", as near as it gets."""
    before, comma, after = full.partition(",")
    if comma and after.strip():
        return after.strip(), before.strip()
    words = without_invisible(full).split(" ")
    cuts = (
        [(" ".join(words[:at]), " ".join(words[at:])) for at in range(len(words) + 1)]
        if len(words) <= _MOST_WORDS
        else []
    )
    ways = [*cuts, *((last, first) for first, last in cuts)] or [(full, "")]
    return min(ways, key=lambda way: _distance(way, given, family))


_MOST_WORDS = 12


def _distance(way: tuple[str, str], given: str, family: str) -> tuple[int, int, int]:
    """How far a way of cutting is from the names; a name too many belongs to the first one."""
    grades = (grade_name(way[0], given), grade_name(way[1], family))
    return max(grades), sum(grades), -grades[0]


def places_of(row: PilotRow, kept: Kept, account: KeptAccount | None) -> tuple[Values, ...]:
    """The list, Directory Sync and, where there is an account, Flow."""
    there = values_of_entry(kept)
    in_flow = () if account is None else (values_of_account(account),)
    return (values_of_row(row, (there, *in_flow)), there, *in_flow)


def compare_places(places: tuple[Values, ...]) -> Grades:
    """The worst grade of each field between any two places; first and last name swapped is one finding about order."""
    first = places[0]
    if all(one == first for one in places[1:]) and _is_plain(first):
        return ALL_SAME
    if len(places) == _THREE and places[1] == places[2] and NO_COLUMN not in first:
        places = places[:2]  # comparing with the same values twice tells nothing more
    worst: list[Verdict | None] = [None, None, None]
    for one, other in combinations(places, 2):
        for at, found in enumerate(_pair(one, other)):
            before = worst[at]
            if found is not None and (before is None or found > before):
                worst[at] = found
    return _shared(worst[0], worst[1], worst[2])


_THREE = 3


def _is_plain(values: Values) -> bool:
    """Whether each field has letters in it: then equal ones are the same, and not empty or unreadable."""
    return all(isinstance(one, str) and shows(one) for one in values)


def shows(value: str) -> bool:
    """Whether there is more in a text than blanks and characters that draw nothing."""
    return value[:1].isalpha() or bool(without_invisible(value))


@cache
def _shared(given: Verdict | None, family: Verdict | None, email: Verdict | None) -> Grades:
    """One tuple for each combination there is: a hundred thousand results hold a few of them."""
    return given, family, email


def _pair(one: Values, other: Values) -> Grades:
    given, family = _grade(grade_name, one.given, other.given), _grade(grade_name, one.family, other.family)
    if given is not None and family is not None and given.is_finding and _is_swapped(one, other):
        given = family = Verdict.DIFFERS_ORDER
    return given, family, _grade(grade_email, one.email, other.email)


def _is_swapped(one: Values, other: Values) -> bool:
    """As `core.comparison` sees it: each name is the other place's other name, and not its own one."""
    names = (one.given, one.family, other.given, other.family)
    if not all(isinstance(name, str) and name.strip() for name in names):
        return False
    crossed = (grade_name(_text(one.given), _text(other.family)), grade_name(_text(one.family), _text(other.given)))
    return not max(crossed).is_finding


def _grade(how: Callable[[str, str], Verdict], left: Value, right: Value) -> Verdict | None:
    if left is NO_COLUMN or right is NO_COLUMN:
        return None
    if left is NOT_TEXT or right is NOT_TEXT:
        return Verdict.NOT_COMPARABLE
    return how(_text(left), _text(right))


def _usable(told: Told) -> Value:
    return told if told is None or isinstance(told, str) else NOT_TEXT


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _column(value: str | None) -> Value:
    return NO_COLUMN if value is None else value
