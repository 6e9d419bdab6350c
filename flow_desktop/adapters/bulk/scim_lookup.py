"""One address at a SCIM server, by filter. The filters themselves were proven when the server was discovered."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from flow_desktop.adapters.bulk.proof import Faulty, identity_of
from flow_desktop.adapters.bulk.scim_server import Users
from flow_desktop.adapters.directory.scim_search import E_MAIL, FINAL, USER_NAME, filter_for
from flow_desktop.core.evidence import NotSeen, Observation, Seen
from flow_desktop.core.observed import Present, WithheldReason, received
from flow_desktop.core.pilot.entries import Entry
from flow_desktop.core.ports import Clock
from flow_desktop.core.problems import Refused
from flow_desktop.core.text import email_key


class _Answer(NamedTuple):
    """``clean``: a whole answer in which everybody fits the filter."""

    entries: tuple[Entry, ...]
    clean: bool
    reason: WithheldReason | None = None


async def look_up(
    users: Users, email: str, *, proven: bool, source: str, clock: Clock
) -> Observation[tuple[Entry, ...]]:
    """Everybody who answers to an address. Never raises."""
    wanted = wanted_address(email)
    if wanted is None:
        return NotSeen(WithheldReason.NO_ADDRESS_TO_LOOK_FOR, source)
    names, mails = await asyncio.gather(_ask(users, USER_NAME, wanted), _ask(users, E_MAIL, wanted))
    if names.reason in FINAL:
        return NotSeen(names.reason, source)
    found = {identity_of(one) or str(at): one for at, one in enumerate((*names.entries, *mails.entries))}
    believed = (names.clean or mails.clean) if found else (names.clean and mails.clean and proven and wanted.isascii())
    if not believed:
        return NotSeen(names.reason or mails.reason or WithheldReason.LISTING_INCOMPLETE, source)
    return Seen(tuple(found.values()), source, clock.now())


def wanted_address(email: str) -> str | None:
    """How an address is asked for: as given, without blanks around it; None for what cannot be one."""
    key = email_key(email)
    if not key or not isinstance(received(email), Present):
        return None
    return email.strip() if email.isascii() else key


def keys_of(entry: Entry) -> frozenset[str]:
    """The keys under which somebody answers to an address: the user name and all e-mails."""
    values = (entry.user_name, entry.email, *entry.others)
    return frozenset(email_key(value) for value in values if value and value.strip())


async def _ask(users: Users, name: str, value: str) -> _Answer:
    try:
        page = await users.page(filter=filter_for(name, value))
    except Faulty as faulty:
        return _Answer((), clean=False, reason=faulty.why)
    except Refused as refused:
        return _Answer((), clean=False, reason=refused.reason)
    fits = tuple(one for one in page.entries if email_key(value) in keys_of(one))
    whole = page.next_cursor is None and (page.total or 0) <= len(page.entries)
    return _Answer(fits, clean=whole and len(fits) == len(page.entries))
