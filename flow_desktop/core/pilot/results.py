"""What a run says of each person: one status, how they were found, how their fields compare, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import NamedTuple

from flow_desktop.core.causes import Cause
from flow_desktop.core.findings import Outcome
from flow_desktop.core.grades import Verdict
from flow_desktop.core.pilot.entries import Completeness


class Status(StrEnum):
    """Pilot statuses (decisions, "Truth of a verdict", 4), from "something to do" to "done"; texts ``pilot.status.*``.

    The order is that of the chips and of the verdict line.
    """

    NOT_PROVISIONED = "not_provisioned"
    INACTIVE = "inactive"
    AMBIGUOUS = "ambiguous"
    DIFFERS = "differs"
    LIST_PROBLEM = "list_problem"
    UNEXPECTED = "unexpected"
    PENDING = "pending"
    UNKNOWN = "unknown"
    READY_WITH_NOTE = "ready_with_note"
    READY = "ready"

    @property
    def is_ready(self) -> bool:
        """True where nothing is left to do."""
        return self in (Status.READY, Status.READY_WITH_NOTE)


class MatchedBy(StrEnum):
    """Under which key a person was found; texts ``pilot.matched.*``. From OTHER_ADDRESS on it is a close match only.

    FLOW_LINK: Flow ties the account that has the address to a directory user that has another one.
    """

    NONE = "none"
    EMAIL = "email"
    USER_NAME = "user_name"
    OTHER_ADDRESS = "other_address"
    PLUS_TAG = "plus_tag"
    MAIL_ALIAS = "mail_alias"
    FOLDED = "folded"
    EXTERNAL_ID = "external_id"
    FLOW_LINK = "flow_link"

    @property
    def is_close(self) -> bool:
        """Another address of the same person, as far as can be seen: shown as a close match, never as the key."""
        return self not in (MatchedBy.NONE, MatchedBy.EMAIL, MatchedBy.USER_NAME)


class ListNote(IntEnum):
    """What else is to say of a row of the list. ``other`` of the result names the line it is about.

    LOOK_ALIKE: letters of another alphabet. The address (or a name) looks like that of line ``other``; with 0, like
    that of the directory user ``entry_id``, or it has letters of two alphabets by itself.
    """

    NONE = 0
    DUPLICATE_OF = 1
    REJECTED = 2
    LOOK_ALIKE = 3


class Result(NamedTuple):
    """One person of the list (or, with UNEXPECTED, of the directory only). A NamedTuple: there may be a million.

    ``row``: position in `PilotList.rows`, or ``-1 - position`` in `PilotList.rejected`; for UNEXPECTED: the position
    is beyond the list and means nothing. ``key``: the folded address. ``entry_id``: directory id of the one found,
    "" for none; ``candidates``: how many answered. ``grades``: given name, family name, e-mail (None: not compared).
    ``causes``: proven codes in blocking order, else possible ones; ``outcome`` says which. ``variant``: which remedy of
    the first cause fits; where nothing could be told, the `WithheldReason`. ``other``: see `ListNote`.
    """

    row: int
    key: str
    status: Status
    matched_by: MatchedBy = MatchedBy.NONE
    entry_id: str = ""
    candidates: int = 0
    grades: tuple[Verdict | None, Verdict | None, Verdict | None] = (None, None, None)
    causes: tuple[Cause, ...] = ()
    outcome: Outcome | None = None
    variant: str = ""
    note: ListNote = ListNote.NONE
    other: int = 0


class Strategy(StrEnum):
    """How the places were read; texts ``pilot.strategy.*``."""

    LISTED = "listed"
    LOOKED_UP = "looked_up"


@dataclass(frozen=True, slots=True)
class Cost:
    """What the cost rule weighed: requests for each way, and which one was chosen (verify.md section 5).

    ``requests_listed`` None: nobody told how many people there are.
    """

    strategy: Strategy
    pilots: int
    people: int | None
    page_size: int
    requests_listed: int | None
    requests_looked_up: int
    filters: bool


@dataclass(frozen=True, slots=True)
class RunFacts:
    """One run. ``directory``: whether Directory Sync was read whole; ``flow``: the same of Flow's members, None where
    Flow is no source. ``finished_at`` None: stopped half-way, can be resumed.
    """

    id: str
    list_name: str
    total: int
    source: str
    started_at: datetime
    finished_at: datetime | None
    cost: Cost
    directory: Completeness
    flow: Completeness | None
    counts: tuple[tuple[Status, int], ...] = ()
