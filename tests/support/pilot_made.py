"""Pilot lists, directories and members made by hand, for tests that need no server."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import Account
from flow_desktop.core.observed import Present, WithheldReason
from flow_desktop.core.pilot.book import Book, Sources
from flow_desktop.core.pilot.entries import Completeness, Entry, Fault, Page
from flow_desktop.core.pilot.judge import Options, judge
from flow_desktop.core.pilot.results import Result
from flow_desktop.core.pilot.roll import Roll
from flow_desktop.core.pilot.rows import PilotList, PilotRow, RejectedRow

NOW = datetime(2027, 1, 15, 14, 2, 11, tzinfo=UTC)
ADA = "ada.byron@pilot.example"
WHOLE = Completeness(True, 0, 1)
BROKEN_OFF = Completeness(False, 0, 1, WithheldReason.LISTING_INCOMPLETE, Fault.SHORT_OF_TOTAL)
AWAY = Completeness(False, 0, 0, WithheldReason.UNREACHABLE)


def entry(email: str | None = ADA, given: str | None = "Ada", family: str | None = "Byron", **more: Any) -> Entry:
    """Somebody in Directory Sync; the user name is the e-mail unless told."""
    values = {"id": f"du_{email}", "user_name": email, "others": (), "active": True, **more}
    return Entry(email=email, given=given, family=family, **values)


def account(email: str = ADA, given: str = "Ada", family: str = "Byron", **more: Any) -> Account:
    """A member of Flow who is tied to the directory user with the same e-mail, unless told."""
    values = {"id": f"acc_{email}", "role": Role.MEMBER, "linked_to": f"du_{email}", "source": "scim", **more}
    return Account(email=Present(email), given_name=Present(given), family_name=Present(family), **values)


def row(email: str = ADA, given: str | None = "Ada", family: str | None = "Byron", **more: Any) -> PilotRow:
    """A row with names."""
    return PilotRow(**{"line": 2, "email": email, "given": given, "family": family, **more})


def listed(*rows: PilotRow, rejected: tuple[RejectedRow, ...] = ()) -> PilotList:
    """A list; rows are numbered from line 2."""
    return PilotList("pilot.csv", tuple(one._replace(line=line) for line, one in enumerate(rows, 2)), rejected)


def book(
    *entries: Entry,
    members: tuple[Account, ...] | None = None,
    directory: Completeness = WHOLE,
    flow: Completeness = WHOLE,
    roll: Roll | None = None,
) -> Book:
    """What was read; ``members`` None: Flow is no source."""
    made = Book(Sources("scim_users", "" if members is None else "flow_members"), roll)
    made.add_page(Page(0, "", entries), NOW)
    made.directory = directory
    if members is not None:
        made.add_members(members, NOW)
        made.flow = flow
    return made


def judged(whom: PilotList, read: Book, *, unexpected: bool = False) -> tuple[Result, ...]:
    """Everybody's status."""
    return tuple(one for part in judge(whom, read, Options(unexpected=unexpected)) for one in part)


def status_of(whom: PilotRow, read: Book) -> str:
    """The status of one row alone, with how the person was found."""
    (only,) = judged(listed(whom), read)
    return f"{only.status} {only.matched_by}"
