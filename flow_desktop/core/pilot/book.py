"""Everything a run has read, in one place: who is in Directory Sync, who is in Flow, and how sure that is (pure).

The flow owns one and fills it while pages come; `judge` and `explain` read it. Not for two threads at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from flow_desktop.core.evidence import UNSEEN, Account, Look, NotSeen, Observation, Seen
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.pilot.accounts import AccountIndex, KeptAccount, account_of
from flow_desktop.core.pilot.audit import AuditIndex
from flow_desktop.core.pilot.entries import Completeness, Entry, Page
from flow_desktop.core.pilot.index import NO_MATCH, EntryIndex, Kept, Matched, entry_from, entry_of
from flow_desktop.core.pilot.ports import Firm, Known, Wanted
from flow_desktop.core.pilot.results import MatchedBy, Result
from flow_desktop.core.pilot.roll import Roll

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sources:
    """How a run looks. ``people``: name of the source of Directory Sync. ``members``: that of Flow's members, "" where
    Flow is no source. ``one_by_one``: people are looked up by address, and nobody else is read.
    """

    people: str
    members: str = ""
    one_by_one: bool = False

    @property
    def has_flow(self) -> bool:
        """Whether Flow is looked at."""
        return bool(self.members)


class Book:
    """What was read so far. ``directory`` and ``flow`` (its members) stay None until the listing ended.

    ``at``: when the last answer came, UTC; the flow begins it with the time of asking. ``firm`` is set by
    the flow when it is there.
    """

    def __init__(self, sources: Sources, roll: Roll | None = None) -> None:
        """``roll``: the list, so that texts it has as well are kept once; the answers are the same without it."""
        self.sources = sources
        self.at = _NEVER
        self.directory: Completeness | None = None
        self.flow: Completeness | None = None
        self.firm = Firm()
        self.people = EntryIndex(roll)
        self.accounts = AccountIndex(self.people, roll)
        self._looked_up: dict[str, Observation[tuple[Kept, ...]]] = {}
        self._looks: dict[str, Look] = {}
        self._tied: dict[str, Kept] = {}
        self._known: list[tuple[frozenset[str], AuditIndex]] = []
        unasked = NotSeen(WithheldReason.SOURCE_CANNOT_TELL) if sources.has_flow else UNSEEN
        self._unasked = AuditIndex(Known(unasked, unasked, unasked))

    def add_known(self, known: Known, wanted: Wanted) -> None:
        """What Flow says of some people: of nobody else anything is known from it. May come again for others."""
        self._known.append((wanted.keys, AuditIndex(known)))

    def known_of(self, key: str) -> AuditIndex:
        """Audit, invitations and copies as they were read last for an address; not seen where nobody asked."""
        return next((known for keys, known in reversed(self._known) if key in keys), self._unasked)

    def add_page(self, page: Page, at: datetime) -> None:
        """A page of the listing; ``at``: when it came, UTC."""
        self.at = max(self.at, at)
        self.people.add(page.entries)

    def add_looked_up(self, key: str, found: Observation[tuple[Entry, ...]]) -> None:
        """The answer to one look-up, by folded address."""
        if isinstance(found, Seen):
            self.at = max(self.at, found.at)
            self.people.add(found.value)
            kept = tuple(self.people.by_id(one.id) or (*one,) for one in found.value)
            self._looked_up[key] = Seen(kept, found.source, found.at)
        else:
            self._looked_up[key] = found

    def add_members(self, accounts: Iterable[Account], at: datetime) -> None:
        """A page of Flow's members, and of accounts outside."""
        self.at = max(self.at, at)
        self.accounts.add(accounts)

    def add_look(self, key: str, look: Look) -> None:
        """Everything Flow told about one address, by folded address; where people are looked up one by one."""
        self._looks[key] = look
        if isinstance(look.account, Seen) and look.account.value is not None:
            self.accounts.add((look.account.value,))
        if isinstance(look.directory_users, Seen):  # whom the account is tied to may have another address there
            self._tied |= {one.id: (*entry_from(one),) for one in look.directory_users.value}

    def look(self, key: str) -> Look | None:
        """What Flow told about one address, where it was asked."""
        return self._looks.get(key)

    # --- who is there --------------------------------------------------------------------------------------------

    def match(self, key: str) -> Matched:
        """Who answers to an address, else who is tied to the Flow account with it, else who comes close."""
        found = self.people.exact(key)
        if found is not NO_MATCH:
            return found
        tied = self.tied_entry(key)
        if tied is not None:
            return Matched(MatchedBy.FLOW_LINK, (tied,))
        return self.people.close(key)

    def tied_entry(self, key: str) -> Kept | None:
        """The directory user that the Flow account with an address is tied to."""
        account = self.accounts.by_email(key)
        if account is None or account.linked_to is None:
            return None
        found = self.people.by_id(account.linked_to)
        if found is None and account.idp_id:
            found = self.people.by_idp_id(account.idp_id)
        return self._tied.get(account.linked_to) if found is None else found

    def account_for(self, key: str, entry: Kept | None) -> KeptAccount | None:
        """The account with the address, else the one that is tied to the entry."""
        found = self.accounts.by_email(key)
        return found or (self.accounts.linked_with(entry[0], entry[7], entry[10]) if entry is not None else None)

    # --- how sure it is ------------------------------------------------------------------------------------------

    def doubt(self, key: str) -> WithheldReason | None:
        """Why it is not proven that everybody who answers to an address was read; None where it is."""
        if self.sources.one_by_one:
            found = self._looked_up.get(key, NotSeen(WithheldReason.LISTING_INCOMPLETE))
            return None if isinstance(found, Seen) else found.reason
        return _doubt(self.directory)

    def tie_doubt(self, key: str) -> WithheldReason | None:
        """Why it is not proven that Directory Sync has nobody whom the account with an address is tied to.

        A listing shows everybody, whatever their address is; a look-up by address only what Flow tells beside it.
        """
        account, look = self.accounts.by_email(key), self._looks.get(key)
        if not self.sources.one_by_one or account is None or account.linked_to is None:
            return None
        users = look.directory_users if look is not None else UNSEEN
        return users.reason if isinstance(users, NotSeen) else None

    def flow_doubt(self, key: str) -> WithheldReason | None:
        """The same of Flow's accounts. NOT_CONFIGURED where Flow is no source."""
        if not self.sources.has_flow:
            return WithheldReason.NOT_CONFIGURED
        if self.sources.one_by_one:
            look = self._looks.get(key)
            piece: Observation[Account | None] = look.account if look is not None else UNSEEN
            if isinstance(piece, Seen):
                return None
            return WithheldReason.LISTING_INCOMPLETE if piece == UNSEEN else piece.reason
        return _doubt(self.flow)

    # --- one person, for the panel and the exports --------------------------------------------------------------

    def entry(self, result: Result) -> Entry | None:
        """The directory user that was found, None for none or several."""
        kept = self._kept(result.entry_id) if result.candidates == 1 else None
        return None if kept is None else entry_of(kept)

    def account(self, result: Result) -> Account | None:
        """The Flow account that was found, None for none, or where Flow was not looked at."""
        look = self._looks.get(result.key)
        if look is not None and isinstance(look.account, Seen):
            return look.account.value
        kept = self.account_for(result.key, self._kept(result.entry_id))
        return None if kept is None else account_of(kept)

    def _kept(self, entry_id: str) -> Kept | None:
        return self.people.by_id(entry_id) or self._tied.get(entry_id)


def _doubt(listing: Completeness | None) -> WithheldReason | None:
    if listing is not None and listing.complete:
        return None
    return (listing.why_not if listing is not None else None) or WithheldReason.LISTING_INCOMPLETE
