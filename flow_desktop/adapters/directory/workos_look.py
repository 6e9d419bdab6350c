"""Looking for one person in one directory of WorkOS, and proving that nobody is there.

A filtered answer is not trusted as it comes: "nobody" counts only after the same filter has found, in the other letter
case, a person who is known to be there. Else everybody is listed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flow_desktop.adapters.directory.candidates import Candidates, addresses
from flow_desktop.adapters.directory.flow import is_active
from flow_desktop.adapters.directory.wire import Wire
from flow_desktop.core.directory import DirectoryRecord, DirectorySight, NotThere, Origin, Person, Unseen
from flow_desktop.core.observed import WithheldReason, received
from flow_desktop.core.ports import Clock
from flow_desktop.core.problems import Refused
from flow_desktop.core.text import email_key

FROM_EMAIL = "workos_email"
FROM_LISTING = "workos_listing"
PAGE_SIZE = "100"
MOST_PAGES = 2000
MOST_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Page:
    """One list answer. ``after`` is the cursor of the next page, None at the end."""

    users: tuple[Mapping[str, Any], ...]
    after: str | None


class WorkosLook:
    """One person in one directory at one moment."""

    def __init__(self, wire: Wire, directory: str | None, person: Person, clock: Clock) -> None:
        self._wire = wire
        self._of = {} if directory is None else {"directory": directory}
        self._clock = clock
        self._candidates = Candidates(addresses(person.emails))
        self._filter_is_clean = True

    async def sight(self, *, exists: bool) -> DirectorySight:
        """By e-mail, else by listing. ``exists``: the directory itself was seen. Raises Refused."""
        return await self.by_email() or await self.by_listing(exists=exists)

    def everybody(self) -> tuple[DirectoryRecord, ...]:
        """All who answer to the address, deactivated ones too."""
        return self._candidates.everybody()

    async def by_email(self) -> DirectorySight | None:
        """None where the filter cannot settle it. Raises Refused."""
        if not self._candidates.wanted:
            return Unseen(WithheldReason.NO_ADDRESS_TO_LOOK_FOR)
        for address in self._candidates.wanted.values():
            if await self._ask_for(address):
                break
        origin = Origin(FROM_EMAIL, self._clock.now())
        found = self._candidates.decide(origin) if self._filter_is_clean else None
        if found is not None:
            return found
        return NotThere(origin) if await self._filter_is_proven() else None

    async def _ask_for(self, address: str) -> bool:
        """The address as given and in lower case; True if somebody answers to it."""
        spellings = dict.fromkeys((address, address.lower()))
        pages = await asyncio.gather(*(self._email(spelling) for spelling in spellings), return_exceptions=True)
        for page in pages:
            if isinstance(page, BaseException):
                raise page
            self._filter_is_clean = self._filter_is_clean and page.after is None
            for user in page.users:
                fits = self._offer(user)
                self._filter_is_clean = self._filter_is_clean and fits
        return self._candidates.best_rank() is not None

    async def _filter_is_proven(self) -> bool:
        """Whether "nobody" can be believed: the filter finds, in the other letter case, a person who is there."""
        if not self._filter_is_clean or not all(address.isascii() for address in self._candidates.wanted.values()):
            return False
        sample = next((user for user in (await self._users(limit="1")).users), {})
        email = sample.get("email")
        if self._offer(sample) or not isinstance(email, str) or email.swapcase() == email:
            return False
        found = (await self._email(email.swapcase())).users
        return sample.get("id") in [user.get("id") for user in found] and all(
            email_key(email) in _keys_of(user) for user in found
        )

    async def by_listing(self, *, exists: bool) -> DirectorySight:
        """Everybody, by cursor; whoever was seen is there, also when the listing broke off later."""
        try:
            whole, somebody = await self._walk()
            why_not = None if whole and (somebody or exists) else WithheldReason.LISTING_INCOMPLETE
        except Refused as refused:
            why_not = refused.reason
        origin = Origin(FROM_LISTING, self._clock.now())
        seen = self._candidates.decide(origin)
        if seen is not None:
            return seen
        return NotThere(origin) if why_not is None else Unseen(why_not, origin)

    async def _walk(self) -> tuple[bool, bool]:
        """Whether the end was reached with everybody seen once, and whether anybody was seen.

        An empty list of a directory nobody saw proves nothing. A cursor that comes again would never end.
        """
        seen, cursors = set[str](), {""}
        after: str | None = ""
        ends_at = self._clock.monotonic() + MOST_SECONDS
        while after is not None and len(cursors) < MOST_PAGES and self._clock.monotonic() < ends_at:
            page = await self._users(limit=PAGE_SIZE, **({"after": after} if after else {}))
            for user in page.users:
                self._offer(user)
            names = {name for user in page.users if isinstance(name := user.get("id"), str)}
            if len(names) < len(page.users) or names & seen or page.after in cursors:
                return False, True
            seen |= names
            after = page.after
            cursors.add(after or "")
        return after is None, bool(seen)

    async def _email(self, email: str) -> Page:
        return await self._users(email=email)

    async def _users(self, **query: str) -> Page:
        reply = await self._wire.get("directory_users", **self._of, **query)
        return page_of(reply.required())

    def _offer(self, user: Mapping[str, Any]) -> bool:
        return self._candidates.offer(user.get("id") or None, keys=_keys_of(user), record=record_of(user))


def page_of(body: Mapping[str, Any]) -> Page:
    """Raises Refused for an object that is no list."""
    data, more = body.get("data"), body.get("list_metadata")
    after = more.get("after") if isinstance(more, Mapping) else None
    if not isinstance(data, list) or not all(isinstance(one, dict) for one in data):
        raise Refused(WithheldReason.BAD_ANSWER)
    return Page(tuple(data), after if isinstance(after, str) and after else None)


def _keys_of(user: Mapping[str, Any]) -> frozenset[str]:
    listed = user.get("emails")
    others = [one.get("value") for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    values = (user.get("email"), user.get("username"), *others)
    return frozenset(email_key(value) for value in values if isinstance(value, str) and value.strip())


def record_of(user: Mapping[str, Any]) -> DirectoryRecord:
    """A directory user; values byte for byte."""
    return DirectoryRecord(
        id=str(user.get("id") or ""),
        user_name=received(user.get("username")),
        email=received(user.get("email")),
        given_name=received(user.get("first_name")),
        family_name=received(user.get("last_name")),
        active=is_active(user.get("state")),
        updated_at=_text(user, "updated_at"),
        created_at=_text(user, "created_at"),
        idp_id=_text(user, "idp_id"),
    )


def _text(user: Mapping[str, Any], key: str) -> str | None:
    value = user.get(key)
    return value if isinstance(value, str) else None
