"""A running service read into the book of a run, whole, with the admin's token: what the bulk sources bring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flow_desktop.adapters.directory.flow import is_active
from flow_desktop.adapters.evidence import flow_parse as parse
from flow_desktop.adapters.evidence.flow import BLOCKED_BY_HAND
from flow_desktop.adapters.evidence.reading import Told
from flow_desktop.core.evidence import Account, NotSeen, Seen
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.pilot.book import Book, Sources
from flow_desktop.core.pilot.entries import Completeness, Entry, Page
from flow_desktop.core.pilot.explain import Circumstances, explain, wanted
from flow_desktop.core.pilot.judge import judge
from flow_desktop.core.pilot.ports import Firm, Known
from flow_desktop.core.pilot.results import Result
from flow_desktop.core.pilot.roll import Roll
from flow_desktop.core.pilot.rows import PilotList, PilotRow
from tests.mock.driver import Running

SOURCES = Sources("flow_directory", "flow_members")


class Reader:
    """Asks the Flow API of a running service."""

    def __init__(self, running: Running, access: str) -> None:
        self._base: str = running.ready["flow_api"].removeprefix(running.issuer)
        self._running, self._access = running, access
        self.at = datetime.fromtimestamp(running.clock.now, UTC)

    def book(self, roll: Roll) -> Book:
        """Everything but what Flow knows of single people."""
        book = Book(SOURCES, roll)
        entries = tuple(entry_of(user) for user in self._all("directory/users"))
        book.add_page(Page(0, "", entries), self.at)
        book.directory = Completeness(True, len(entries), 1)
        book.add_members(self.accounts(), self.at)
        book.flow = Completeness(True, len(book.accounts), 1)
        book.firm = self._firm()
        return book

    def accounts(self) -> tuple[Account, ...]:
        """Members, and the accounts outside that Flow knows."""
        told = [one for status in ("member", "outside") for one in self._all("members", status=status)]
        return tuple(one for one in (parse.account({"account": account}) for account in told) if one is not None)

    def known(self, keys: Iterable[str]) -> Known:
        """Audit and invitations of everybody; Flow's copies of those with these addresses."""
        copies = {user.id: user for key in keys for user in parse.remembered(self._get("people", email=key))}
        audit = parse.audit({"audit": [*self._all("audit")]})
        invitations = parse.invitations({"invitations": [*self._all("invitations")]})
        return Known(
            Seen(audit, "flow_audit", self.at),
            Seen(invitations, "flow_invitations", self.at),
            Seen(copies, "flow_people", self.at),
        )

    def _firm(self) -> Firm:
        firm = Told("flow_enterprise", self.at, self._get("enterprise"))
        me = Told("flow_me", self.at, self._get("me"))
        by_hand = Told("flow_audit", self.at, {"audit": [*self._all("audit", reason=BLOCKED_BY_HAND)]})
        return Firm(
            viewer=me.piece(parse.viewer),
            enterprise=firm.piece(parse.enterprise),
            settings=firm.piece(parse.settings),
            connection=firm.piece(parse.connection),
            delivery=firm.piece(parse.delivery),
            attempts_by_hand=by_hand.piece(parse.audit),
        )

    def _all(self, path: str, **query: str) -> Iterator[dict[str, Any]]:
        cursor: dict[str, str] = {}
        while True:
            page = self._get(path, limit="1000", **query, **cursor)
            yield from page["data"]
            if not page["next"]:
                return
            cursor = {"cursor": page["next"]}

    def _get(self, path: str, **query: str) -> dict[str, Any]:
        with self._running.visitor() as visitor:
            answer = visitor.http.get(
                f"{self._base}/{path}", params=query, headers={"Authorization": f"Bearer {self._access}"}
            )
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


def entry_of(user: dict[str, Any]) -> Entry:
    """A directory user of the Flow API as an entry."""
    return Entry(
        id=user["id"],
        user_name=user["username"],
        email=user["email"],
        others=(),
        given=user["first_name"],
        family=user["last_name"],
        active=is_active(user["state"]),
        idp_id=user["idp_id"],
        created_at=user["created_at"],
        updated_at=user["updated_at"],
        account_id=user["account_id"] or "",
    )


def addresses(*emails: str) -> PilotList:
    """A list of addresses without names."""
    return PilotList("pilot.csv", tuple(PilotRow(line, email) for line, email in enumerate(emails, start=2)))


def verified(
    running: Running, access: str, listed: PilotList, circumstances: Circumstances, *, also: tuple[str, ...] = ()
) -> tuple[tuple[Result, ...], Book]:
    """A whole run: read, judged, explained. ``also``: addresses Flow is asked about although they may be ready."""
    reader, roll = Reader(running, access), Roll(listed)
    book = reader.book(roll)
    judged = tuple(one for part in judge(roll, book) for one in part)
    asked = wanted(judged, book)
    asked = replace(asked, keys=asked.keys | {*also})
    book.add_known(reader.known(asked.keys), asked)
    explained = tuple(one for part in explain(judged, listed, book, circumstances) for one in part)
    return explained, book


def unread(reason: WithheldReason = WithheldReason.UNREACHABLE) -> NotSeen:
    """A piece that could not be read."""
    return NotSeen(reason)
