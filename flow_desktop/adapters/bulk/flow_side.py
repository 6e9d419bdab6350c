"""Flow's own side in bulk: members and accounts outside, the enterprise's facts, the audit of those not ready."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

import msgspec

from flow_desktop.adapters.bulk.asking import Server, json_body
from flow_desktop.adapters.bulk.flight import streamed
from flow_desktop.adapters.bulk.flow_answers import FlowAnswers
from flow_desktop.adapters.bulk.flow_rows import ABOUT, ANY, MEMBERS, OBJECT, RAWS, AboutRow, account_of
from flow_desktop.adapters.bulk.proof import MOST_PAGES
from flow_desktop.adapters.evidence import flow_parse as parse
from flow_desktop.adapters.evidence.flow import FROM_AUDIT, Common, look_of
from flow_desktop.adapters.evidence.reading import Body, Told, bad
from flow_desktop.core.evidence import Account, AuditLine, DirectoryUser, Invitation, Look, NotSeen, Observation, Seen
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.pilot.entries import Completeness, Fault
from flow_desktop.core.pilot.ports import Firm, Known, Wanted
from flow_desktop.core.problems import Refused
from flow_desktop.core.secret import Secret
from flow_desktop.core.text import email_key

FROM_MEMBERS = "flow_members"
FROM_INVITATIONS = "flow_invitations"
FROM_HEARD = "flow_heard"
_PAGE = "1000"
T = TypeVar("T")
Take = Callable[[bytes], Awaitable[str | None]]


@dataclass(frozen=True, slots=True)
class _List(Generic[T]):
    """A list that is read for what is about wanted people."""

    path: str
    source: str
    wants: Callable[[AboutRow, Wanted], bool]
    read: Callable[[Body], tuple[T, ...]]


class FlowSide:
    """core.pilot.ports.FlowSource over the Flow API. Belongs to one run at a time."""

    def __init__(self, server: Server, answers: FlowAnswers) -> None:
        self._server = server
        self._answers = answers
        self._seen: set[str] = set()
        self._pages = 0
        self._why: WithheldReason | None = WithheldReason.LISTING_INCOMPLETE
        self._fault: Fault | None = None

    async def firm(self, access: Secret | None) -> Firm:
        """What holds for everybody, read anew at each call."""
        return firm_of(await self._answers.common(access, anew=True), self._server.clock.now())

    async def members(self, access: Secret | None) -> AsyncIterator[tuple[Account, ...]]:
        """Members, and beside them the accounts outside that Flow knows; nobody twice."""
        self._seen, self._pages, self._fault = set(), 0, None
        self._why = WithheldReason.LISTING_INCOMPLETE

        async def walk(emit: Callable[[tuple[Account, ...]], Awaitable[None]]) -> None:
            async def take(body: bytes) -> str | None:
                accounts, following = _accounts(body)
                fresh = tuple(one for one in accounts if one.id not in self._seen)
                self._seen.update(one.id for one in fresh)
                self._pages += 1
                if fresh:
                    await emit(fresh)
                return following

            await asyncio.gather(
                self._each_page(access, "members", take),
                self._each_page(access, "members", take, status="outside"),
            )

        try:
            async with aclosing(streamed(walk)) as pages:
                async for page in pages:
                    yield page
                    await asyncio.sleep(0)
            self._why = None
        except Refused as refused:
            self._why, self._fault = refused.reason, Fault.REFUSED

    def completeness(self) -> Completeness:
        """Whether the members were read whole."""
        return Completeness(self._why is None, len(self._seen), self._pages, self._why, self._fault)

    async def known(self, access: Secret | None, wanted: Wanted) -> Known:
        """Audit, invitations and Flow's own copies, filtered while they are read."""
        audit, invitations, copies = await asyncio.gather(
            self._about(access, _AUDIT, wanted),
            self._about(access, _INVITATIONS, wanted),
            self._about(access, _COPIES, wanted),
        )
        return Known(audit, invitations, _by_id(copies))

    async def person(self, access: Secret | None, email: str) -> Look:
        """Everything about one address."""
        return await self._answers.look(access, email)

    async def _about(self, access: Secret | None, of: _List[T], wanted: Wanted) -> Observation[tuple[T, ...]]:
        """Rows of a list that are about wanted people; not seen unless the whole list was."""
        found: list[T] = []

        async def take(body: bytes) -> str | None:
            page = _decoded(ABOUT, body)
            places = [place for place, row in enumerate(page.data) if of.wants(row, wanted)]
            whole = _decoded(RAWS, body).data if places else []  # few are wanted: the others are not looked into
            for place in places:
                found.extend(of.read(_decoded(OBJECT, whole[place])))
            return page.next

        try:
            await self._each_page(access, of.path, take)
        except Refused as refused:
            gone = refused.reason is WithheldReason.NO_SUCH_ADDRESS
            return NotSeen(WithheldReason.SOURCE_CANNOT_TELL if gone else refused.reason, of.source)
        return Seen(tuple(found), of.source, self._server.clock.now())

    async def _each_page(self, access: Secret | None, path: str, take: Take, **query: str) -> None:
        """Hand each page's body to ``take``, which tells the next cursor. Raises Refused where the list breaks off."""
        cursor: str | None = ""
        used: set[str] = set()
        while cursor is not None:
            more = {"cursor": cursor} if cursor else {}
            raw = await self._server.get(access, path, limit=_PAGE, **query, **more)
            try:
                body = json_body(raw)
            except Refused as refused:
                is_gone = used and refused.reason is WithheldReason.NO_SUCH_ADDRESS
                raise Refused(WithheldReason.LISTING_INCOMPLETE if is_gone else refused.reason) from None
            cursor = await take(body) or None
            if cursor in used or len(used) >= MOST_PAGES:
                raise Refused(WithheldReason.LISTING_INCOMPLETE)
            used.add(cursor or "")  # the next page is asked for before anybody looks at this one


def firm_of(common: Common, now: datetime) -> Firm:
    """What Flow told of who asks and of the enterprise."""
    look = look_of(common, Told("", now, WithheldReason.NOT_CONFIGURED), "")
    return Firm(
        viewer=look.viewer,
        enterprise=look.enterprise,
        settings=look.settings,
        connection=look.connection,
        delivery=look.delivery,
        attempts_by_hand=look.attempts_by_hand,
    )


def _accounts(body: bytes) -> tuple[tuple[Account, ...], str | None]:
    """Accounts of a page. Raises Refused where somebody on it cannot be read: fewer would be another fact."""
    try:
        page = MEMBERS.decode(body)
        return tuple([account_of(row) for row in page.data]), page.next
    except (msgspec.DecodeError, UnicodeDecodeError):
        careful = _decoded(ANY, body)
    found = [parse.account({"account": one}) for one in careful.data]
    return tuple(one for one in found if one is not None), careful.next


def _is_wanted(row: AboutRow, wanted: Wanted) -> bool:
    """True where a row is about somebody whose address, directory id or account was asked for."""
    if row.directory_user_id in wanted.directory_ids or row.account_id in wanted.account_ids:
        return True
    return row.email is not None and email_key(row.email) in wanted.keys


def _is_copy_wanted(row: AboutRow, wanted: Wanted) -> bool:
    return row.id in wanted.directory_ids or _is_wanted(row, wanted)


def _decoded(decoder: msgspec.json.Decoder[T], body: bytes | msgspec.Raw) -> T:
    """Raises Refused for what is not as described."""
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise bad() from None


def _by_id(copies: Observation[tuple[DirectoryUser, ...]]) -> Observation[Mapping[str, DirectoryUser]]:
    if isinstance(copies, NotSeen):
        return copies
    return Seen({one.id: one for one in copies.value}, copies.source, copies.at)


def _audit(one: Body) -> tuple[AuditLine, ...]:
    return parse.audit({"audit": [one]})


def _invitations(one: Body) -> tuple[Invitation, ...]:
    return parse.invitations({"invitations": [one]})


def _copies(one: Body) -> tuple[DirectoryUser, ...]:
    return parse.remembered({"remembered": [one]})


_AUDIT = _List("audit", FROM_AUDIT, _is_wanted, _audit)
_INVITATIONS = _List("invitations", FROM_INVITATIONS, _is_wanted, _invitations)
_COPIES = _List("directory/heard", FROM_HEARD, _is_copy_wanted, _copies)
