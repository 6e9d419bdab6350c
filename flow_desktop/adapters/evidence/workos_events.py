"""``/events`` of WorkOS: what happened to one person and to the directory, newest first, a bounded way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from flow_desktop.adapters.directory.wire import Wire
from flow_desktop.adapters.evidence.reading import Body, ask, each, maybe_text, moment, text, within
from flow_desktop.core.evidence import DirectoryEvent, EventList, NotSeen, Observation, Seen
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.ports import Clock
from flow_desktop.core.text import email_key

FROM_EVENTS = "workos_events"
DELETED = "dsync.deleted"
OF_DIRECTORY = ("dsync.activated", DELETED)
_OF_GROUPS = ("dsync.group.user_added", "dsync.group.user_removed")
OF_PEOPLE = ("dsync.user.created", "dsync.user.updated", "dsync.user.deleted", *_OF_GROUPS)
MOST_PAGES = 10
_PAGE = "100"


@dataclass(frozen=True, slots=True)
class Heard:
    """One event and whom it is about. ``keys``: the person's addresses in it, the new one and the one before."""

    event: DirectoryEvent
    directory: str | None
    organisation: str | None
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Log:
    """Events, oldest first, complete back to ``back_to`` (None: back to the first one there is)."""

    heard: tuple[Heard, ...]
    back_to: datetime | None


async def read_log(wire: Wire, kinds: tuple[str, ...], *, clock: Clock) -> Observation[Log]:
    """At most ten pages back from the newest event. Never raises.

    A server that begins with the oldest whatever it is asked has told nothing, unless it told everything.
    """
    heard: list[Heard] = []
    cursor: dict[str, str] = {}
    for _ in range(MOST_PAGES):
        query = {"events": ",".join(kinds), "order": "desc", "limit": _PAGE, **cursor}
        page = (await ask(wire, FROM_EVENTS, "events", clock=clock, **query)).piece(_page)
        if isinstance(page, NotSeen):
            return page
        found, after = page.value
        heard += found
        if after is None:
            return Seen(Log(_oldest_first(heard), None), FROM_EVENTS, page.at)
        if not _newest_first(heard) or not found:
            return NotSeen(WithheldReason.LISTING_INCOMPLETE, FROM_EVENTS)
        cursor = {"after": after}
    return Seen(Log(_oldest_first(heard), heard[-1].event.at), FROM_EVENTS, clock.now())


def named_by(people: Observation[Log], email: str, directory_id: str | None) -> frozenset[str]:
    """Ids of directory users who had an address at some time."""
    heard = people.value.heard if isinstance(people, Seen) else ()
    ours = [one for one in heard if directory_id in (None, one.directory) and email_key(email) in one.keys]
    return frozenset(one.event.directory_user_id for one in ours if one.event.directory_user_id)


def events_of(
    people: Observation[Log], directory: Observation[Log], *, ids: frozenset[str], directory_id: str | None
) -> Observation[EventList]:
    """What is about some directory users, and about the directory; ``directory_id``: of this one only."""
    for log in (people, directory):
        if isinstance(log, NotSeen):
            return log
    assert isinstance(people, Seen)
    assert isinstance(directory, Seen)
    ours = [one for one in people.value.heard if directory_id in (None, one.directory)]
    chosen = [one.event for one in ours if one.event.directory_user_id in ids]
    chosen += [one.event for one in directory.value.heard if directory_id in (None, one.directory)]
    limits = [log.value.back_to for log in (people, directory) if log.value.back_to is not None]
    listed = EventList(tuple(sorted(chosen, key=lambda one: one.at)), max(limits, default=None))
    return Seen(listed, FROM_EVENTS, people.at)


def deleted_at(log: Observation[Log], wanted: str | None) -> datetime | None:
    """When the directory was deleted last; None where no event tells it, or several organisations have one."""
    if isinstance(log, NotSeen):
        return None
    ends = [one for one in log.value.heard if one.event.event == DELETED and wanted in (None, one.directory)]
    if not ends or len({one.organisation for one in ends}) > 1:
        return None
    return ends[-1].event.at


def _oldest_first(heard: list[Heard]) -> tuple[Heard, ...]:
    if _newest_first(heard):
        return tuple(reversed(heard))
    return tuple(sorted(heard, key=lambda one: one.event.at))


def _newest_first(heard: list[Heard]) -> bool:
    return all(one.event.at >= other.event.at for one, other in pairwise(heard))


def _page(body: Body) -> tuple[tuple[Heard, ...], str | None]:
    return each(body, "data", _heard), maybe_text(within(body, "list_metadata"), "after") or None


def _heard(body: Body) -> Heard:
    kind, data = text(body, "event"), within(body, "data")
    return _heard_of_directory(body, data) if kind in OF_DIRECTORY else _heard_of_person(body, data, kind)


def _heard_of_directory(body: Body, data: Body) -> Heard:
    event = DirectoryEvent(text(body, "id"), moment(body, "created_at"), text(body, "event"))
    return Heard(event, text(data, "id"), _line(data.get("organization_id")), frozenset())


def _heard_of_person(body: Body, data: Body, kind: str) -> Heard:
    """Events about users carry the user; events about groups carry them inside."""
    user = within(data, "user") if kind in _OF_GROUPS else data
    before = data.get("previous_attributes")
    past = before.get("email") if isinstance(before, dict) else None
    email = _line(user.get("email"))
    keys = frozenset(email_key(one) for one in (email, _line(past)) if one)
    event = DirectoryEvent(text(body, "id"), moment(body, "created_at"), kind, text(user, "id"), email)
    return Heard(event, _line(data.get("directory_id")), _line(data.get("organization_id")), keys)


def _line(value: Any) -> str | None:
    """A text that may be missing: it only helps to find whom an event is about."""
    return maybe_text({"": value}, "") if isinstance(value, str) else None
