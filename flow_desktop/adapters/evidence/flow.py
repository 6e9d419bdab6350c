"""Evidence over the Flow API, with the signed-in person's own access token.

Nothing is kept between two looks: all requests go out at once, so keeping the enterprise's facts would save no time,
and whoever looks again after a change sees the change.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from flow_desktop.adapters.directory.candidates import addresses
from flow_desktop.adapters.directory.wire import Sends, Wire
from flow_desktop.adapters.evidence import flow_parse as parse
from flow_desktop.adapters.evidence.reading import Told, ask, either
from flow_desktop.core.evidence import AuditLine, Look, NotSeen, Observation, Pilots, Seen
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.ports import Clock
from flow_desktop.core.secret import Secret
from flow_desktop.core.text import email_key

FROM_ME = "flow_me"
FROM_PEOPLE = "flow_people"
FROM_ENTERPRISE = "flow_enterprise"
FROM_AUDIT = "flow_audit"
FROM_DIRECTORY = "flow_directory"
BLOCKED_BY_HAND = "manual_blocked_by_scim"
MOST_AUDIT_PAGES = 10
MOST_PILOTS = "100"
_PAGE = "1000"


@dataclass(frozen=True, slots=True)
class Common:
    """What Flow told of who asks, of the enterprise, and of refused manual changes."""

    me: Told
    firm: Told
    by_hand: Observation[tuple[AuditLine, ...]]


class FlowEvidence:
    """core.ports.EvidenceSource over the Flow API."""

    def __init__(
        self,
        base: str,
        *,
        http: Sends,
        clock: Clock,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._base = base
        self._http = http
        self._clock = clock
        self._pause = pause

    @property
    def needs_session(self) -> bool:
        """Always: whose token it is decides what may be seen."""
        return True

    async def gather(self, email: str, access: Secret | None) -> Look:
        """Four questions at once; only a long audit takes further ones."""
        common, person = await asyncio.gather(self.common(access), self.person(access, email))
        return look_of(common, person, email)

    async def common(self, access: Secret | None) -> Common:
        """What is the same whomever the question is about. Never raises."""
        if access is None:
            nobody = self._nobody(FROM_ME)
            return Common(nobody, nobody, nobody.piece(parse.audit))
        me, firm, by_hand = await asyncio.gather(
            self._me(access), self._ask(access, FROM_ENTERPRISE, "enterprise"), self._attempts_by_hand(access)
        )
        return Common(me, firm, by_hand)

    async def pilots(self, access: Secret | None) -> Observation[Pilots]:
        """The first people of Directory Sync as Flow sees them."""
        if access is None:
            return NotSeen(WithheldReason.NO_CREDENTIAL, FROM_DIRECTORY)
        return (await self._ask(access, FROM_DIRECTORY, "directory/users", limit=MOST_PILOTS)).piece(parse.pilots)

    def _nobody(self, source: str) -> Told:
        return Told(source, self._clock.now(), WithheldReason.NO_CREDENTIAL)

    async def _ask(self, access: Secret, source: str, path: str, **query: str) -> Told:
        """Each question has its own patience: they wait beside each other, not one after another."""
        wire = Wire(self._base, access, http=self._http, clock=self._clock, pause=self._pause)
        return await ask(wire, source, path, clock=self._clock, **query)

    async def _me(self, access: Secret) -> Told:
        """Whoever has a token may ask who they are: where even that is forbidden, the token was refused."""
        told = await self._ask(access, FROM_ME, "me")
        forbidden = told.reason is WithheldReason.FORBIDDEN
        return replace(told, answer=WithheldReason.CREDENTIAL_REFUSED) if forbidden else told

    async def person(self, access: Secret | None, email: str) -> Told:
        """An answer about another address than the one asked for is none. Never raises."""
        if access is None:
            return self._nobody(FROM_ME)
        if not addresses((email,)):
            return Told(FROM_PEOPLE, self._clock.now(), WithheldReason.NO_ADDRESS_TO_LOOK_FOR)
        told = await self._ask(access, FROM_PEOPLE, "people", email=email)
        about = told.piece(parse.address)
        if isinstance(about, Seen) and email_key(about.value) == email_key(email):
            return told
        return replace(told, answer=about.reason if isinstance(about, NotSeen) else WithheldReason.BAD_ANSWER)

    async def _attempts_by_hand(self, access: Secret) -> Observation[tuple[AuditLine, ...]]:
        """Every refused manual change, newest last. The list begins with the oldest, so half of it proves nothing."""
        lines: list[AuditLine] = []
        cursor: dict[str, str] = {}
        for _ in range(MOST_AUDIT_PAGES):
            asked = await self._ask(access, FROM_AUDIT, "audit", reason=BLOCKED_BY_HAND, limit=_PAGE, **cursor)
            page = asked.piece(parse.audit_page)
            if isinstance(page, NotSeen):
                return page
            found, following = page.value
            lines += found
            if not following:
                return Seen(tuple(lines), FROM_AUDIT, page.at)
            cursor = {"cursor": following}
        return NotSeen(WithheldReason.LISTING_INCOMPLETE, FROM_AUDIT)


def look_of(common: Common, person: Told, email: str) -> Look:
    """Both together."""
    me, firm = common.me, common.firm
    look = Look(
        viewer=me.piece(parse.viewer),
        enterprise=either(firm.piece(parse.enterprise), me.piece(parse.own_enterprise)),
        settings=firm.piece(parse.settings),
        connection=either(firm.piece(parse.connection), me.piece(parse.own_connection)),
        delivery=firm.piece(parse.delivery),
        directory_users=person.piece(parse.directory_users),
        account=person.piece(parse.account),
        remembered=person.piece(parse.remembered),
        invitations=person.piece(parse.invitations),
        audit=person.piece(parse.audit),
        attempts_by_hand=common.by_hand,
        similar=person.piece(parse.similar),
    )
    return _outside(look, me=me, person=person, email=email)


def _outside(look: Look, *, me: Told, person: Told, email: str) -> Look:
    """Who is in no enterprise may ask about nobody, but is still told about themselves."""
    own = me.piece(parse.own_addresses)
    if person.reason is not WithheldReason.FORBIDDEN or isinstance(own, NotSeen):
        return look
    if email_key(email) not in map(email_key, own.value):
        return look
    return replace(
        look,
        account=either(me.piece(parse.own_account), look.account),
        directory_users=either(me.piece(parse.own_directory_users), look.directory_users),
        audit=either(me.piece(parse.audit), look.audit),
    )
