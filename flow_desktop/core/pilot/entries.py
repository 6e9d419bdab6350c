"""What a listing shows of one person, slim: a hundred thousand of them fit beside the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntFlag, StrEnum
from typing import NamedTuple

from flow_desktop.core.evidence import UNSEEN, Connection, Observation
from flow_desktop.core.observed import WithheldReason


class Flaw(IntFlag):
    """Values that came and are no usable text (numbers, lone surrogates, too long): never equal, never missing."""

    NONE = 0
    USER_NAME = 1
    EMAIL = 2
    GIVEN = 4
    FAMILY = 8


class Entry(NamedTuple):
    """A directory user. Values byte for byte as sent; None: not sent (see `Flaw` for values that are no text).

    ``email``: the one Directory Sync uses (primary, else work, else home). ``others``: every other address.
    ``active`` None: a state nobody told. Times are as sent. ``account_id``: the Flow account it is linked with, where
    the source tells it ("" = told that there is none, None = not told).
    """

    id: str
    user_name: str | None
    email: str | None
    others: tuple[str, ...]
    given: str | None
    family: str | None
    active: bool | None
    idp_id: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    account_id: str | None = None
    flaws: int = 0


class Fault(StrEnum):
    """What a server did that keeps a listing from being proven; texts ``pilot.fault.<fault>``."""

    REFUSED = "refused"
    REPEATED_IDS = "repeated_ids"
    NO_IDS = "no_ids"
    OVERLAP = "overlap"
    STUCK = "stuck"
    TOTAL_MOVED = "total_moved"
    SHORT_OF_TOTAL = "short_of_total"
    CURSOR_LOOP = "cursor_loop"
    CURSOR_EXPIRED = "cursor_expired"
    NOT_SCIM = "not_scim"
    BROKEN_PAGE = "broken_page"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Completeness:
    """Whether a listing is proven to be whole. ``why_not`` and ``fault`` are None where it is.

    ``people``: how many distinct ones were read; ``pages``: in how many answers; ``told_total``: what the server
    claimed last, a hint only.
    """

    complete: bool
    people: int
    pages: int
    why_not: WithheldReason | None = None
    fault: Fault | None = None
    told_total: int | None = None


class Page(NamedTuple):
    """One answer of a listing. ``mark``: where the next one begins, opaque text, "" after the last; kept in the
    checkpoint so that a run goes on there. ``number`` counts from 0 and names the page: it may come out of order.
    """

    number: int
    mark: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a source can do, as discovered and probed; shown to the admin.

    ``people``: about how many there are, None where nobody told (a hint). ``page_size``: people in one answer.
    ``filters``: an address can be looked up and the answer believed. ``serial``: pages only one after the other.
    ``notes``: what is remarkable about it, names of texts ``pilot.ability.*``. ``connection``: its state, where the
    source tells it.
    """

    people: int | None
    page_size: int
    filters: bool
    serial: bool
    groups: bool = False
    notes: tuple[str, ...] = ()
    connection: Observation[Connection] = UNSEEN


@dataclass(frozen=True, slots=True)
class Group:
    """A group that can be a pilot list."""

    id: str
    name: str
    members: int | None = None


@dataclass(frozen=True, slots=True)
class GroupMembers:
    """``ids``: directory ids of the members. ``complete``: False where the list of members was not proven whole."""

    group: Group
    ids: tuple[str, ...]
    complete: bool
    labels: Mapping[str, str]
