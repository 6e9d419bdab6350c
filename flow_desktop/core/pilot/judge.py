"""One status for each row of a list, from what was read (decisions, "Truth of a verdict", 4; pure).

Nobody is said to be missing unless the listing (or the look-up) that proves it is whole; what could not be seen is
UNKNOWN. The counts always add up to the list, and, where they were asked for, those who are not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from flow_desktop.core.grades import Verdict
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.pilot import keys
from flow_desktop.core.pilot.accounts import KeptAccount
from flow_desktop.core.pilot.book import Book
from flow_desktop.core.pilot.entries import Entry
from flow_desktop.core.pilot.grading import (
    ALL_SAME,
    Grades,
    Values,
    grade_places,
    values_of_account,
    values_of_entry,
    values_of_row,
)
from flow_desktop.core.pilot.index import ACTIVE, EMAIL, FAMILY, FLAWS, GIVEN, USER_NAME, Kept, Matched
from flow_desktop.core.pilot.results import ListNote, MatchedBy, Result, Status
from flow_desktop.core.pilot.roll import Roll
from flow_desktop.core.pilot.rows import PilotList, PilotRow
from flow_desktop.core.text import email_key

SLICE = 250
"""Rows judged in one go: about a millisecond."""

Judged: TypeAlias = tuple[Result, ...]
_NOT_COMPARED: Grades = (None, None, None)
_PROBES = frozenset({MatchedBy.PLUS_TAG, MatchedBy.MAIL_ALIAS, MatchedBy.FOLDED, MatchedBy.EXTERNAL_ID})
"""Matches that are only likely: somebody inactive there says nothing about the person."""


@dataclass(frozen=True, slots=True)
class Options:
    """``unexpected``: also tell who is active in Directory Sync and not in the list."""

    unexpected: bool = False


def judge(listed: PilotList | Roll, book: Book, options: Options = Options()) -> Iterator[Judged]:
    """Everybody, in the order of the list and in slices: rows first, then rejected ones, then those not in the list."""
    raise NotImplementedError


def judge_rows(roll: Roll, book: Book, positions: Iterable[int]) -> Judged:
    """Some rows of the list by their positions, for a new look at the unresolved ones."""
    raise NotImplementedError


def provisional(roll: Roll, book: Book, entries: Iterable[Entry]) -> Judged:
    """What is sure enough to be shown while pages come: rows whose people are on a page that was just added.

    Nobody is missing yet, and nobody is ambiguous because of a page to come: the last pass decides. Where Flow is a
    source, only people are told of whom Flow has told as well: read its members first, or beside.
    """
    raise NotImplementedError
