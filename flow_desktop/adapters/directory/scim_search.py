"""Looking for one person by filter, and proving that the filter can be believed.

A filtered answer is never trusted as it comes: some servers ignore filters and show somebody, some answer bad syntax
with an empty list, some tell upper from lower case. So everybody in an answer is checked, and "nobody" counts only
after the same filter has found, in the other letter case, a person who is known to be there.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass

from flow_desktop.adapters.directory.candidates import Candidates
from flow_desktop.adapters.directory.scim_parse import (
    Resource,
    a_mail_of,
    attribute,
    identity_of,
    keys_of,
    page_of,
    record_of,
)
from flow_desktop.adapters.directory.wire import Wire, reason_of_status
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.problems import Refused
from flow_desktop.core.text import email_key

USER_NAME = "userName"
E_MAIL = "emails.value"
_SAMPLE_SIZE = "10"
FINAL = frozenset(
    {
        WithheldReason.CREDENTIAL_REFUSED,
        WithheldReason.FORBIDDEN,
        WithheldReason.THROTTLED,
        WithheldReason.UNREACHABLE,
        WithheldReason.TIMED_OUT,
        WithheldReason.TLS_FAILED,
    }
)
"""Reasons that another request to the same server would meet again."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """One filtered answer. ``clean``: a whole answer in which everybody fits the filter."""

    users: tuple[Resource, ...]
    clean: bool
    reason: WithheldReason | None = None


class ScimSearch:
    """Filtered questions about the wanted addresses to one server."""

    def __init__(self, wire: Wire, candidates: Candidates) -> None:
        self._wire = wire
        self._candidates = candidates
        self._clean = True

    async def found(self) -> bool:
        """Ask for each address, most trusted first, until somebody answers to one. False also where nobody may be
        believed to be there or not. Raises Refused where this server does not answer at all.
        """
        for address in self._candidates.wanted.values():
            names, mails = await asyncio.gather(self._ask(USER_NAME, address), self._ask(E_MAIL, address))
            if names.reason in FINAL:
                raise Refused(names.reason)
            fits = [self._offer(user) for user in (*names.users, *mails.users)]
            self._clean = self._clean and names.clean and mails.clean
            if fits and all(fits) and (names.clean or mails.clean):
                return True
        return False

    async def proves_absence(self) -> bool:
        """After nobody was found: whether the two filters can be believed. False sends the caller to the listing."""
        if not self._clean or not all(address.isascii() for address in self._candidates.wanted.values()):
            return False
        sample = await self._sample()
        if sample is None:
            return False
        name, mail = str(attribute(sample, USER_NAME)), a_mail_of(sample) or ""
        answers = await asyncio.gather(self._ask(USER_NAME, name.swapcase()), self._ask(E_MAIL, mail.swapcase()))
        known = identity_of(sample)
        return all(asked.clean and known in map(identity_of, asked.users) for asked in answers)

    async def _ask(self, name: str, value: str) -> _Asked:
        """One filter."""
        try:
            reply = await self._wire.get("Users", filter=filter_for(name, value))
        except Refused as refused:
            return _Asked((), clean=False, reason=refused.reason)
        if reply.body is None:
            return _Asked((), clean=False, reason=reason_of_status(reply.status))
        page = page_of(reply.body)
        if page is None:
            return _Asked((), clean=False, reason=WithheldReason.BAD_ANSWER)
        fit = all(email_key(value) in keys_of(user) for user in page.resources)
        whole = page.next_cursor is None and (page.total or 0) <= len(page.resources)
        return _Asked(page.resources, clean=fit and whole)

    async def _sample(self) -> Resource | None:
        """Somebody who is there and whose user name and e-mail can be written in the other letter case."""
        reply = await self._wire.get("Users", startIndex="1", count=_SAMPLE_SIZE)
        page = page_of(reply.body) if reply.body is not None else None
        users = page.resources if page is not None else ()
        missed = [user for user in users if self._offer(user)]
        if missed:
            return None  # the filters missed somebody who is there
        return next(
            (user for user in users if _can_swap(attribute(user, USER_NAME)) and _can_swap(a_mail_of(user))), None
        )

    def _offer(self, user: Resource) -> bool:
        return self._candidates.offer(identity_of(user), keys=keys_of(user), record=record_of(user))


def filter_for(name: str, value: str) -> str:
    """Equality; the value is quoted as JSON text (RFC 7644 section 3.4.2.2)."""
    return f"{name} eq {json.dumps(value, ensure_ascii=False)}"


def _can_swap(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.swapcase() != value
