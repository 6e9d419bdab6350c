"""What was read of a listing, and whether that proves it whole.

Everybody is counted once. A total that the server tells is a hint: it may be the page's size, or move while people are
added and taken away. What does not add up makes the listing incomplete, never shorter.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from enum import Enum, auto

from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.pilot.entries import Completeness, Entry, Fault, Page

MOST_PEOPLE = 5_000_000
MOST_PAGES = 500_000


Emit = Callable[[Page], Awaitable[None]]
"""Takes a page; waits where nobody takes pages now."""


_MENDED = (Fault.REFUSED, Fault.BROKEN_PAGE, Fault.NOT_SCIM, Fault.CURSOR_EXPIRED)


class Taken(Enum):
    """What a page brought."""

    NEW = auto()
    NOTHING = auto()
    AGAIN = auto()
    MIXED = auto()


def identity_of(entry: Entry) -> str | None:
    """What tells one person from another: the id, else the user name; None where there is neither."""
    return entry.id or (f"userName:{entry.user_name}" if entry.user_name else None)


class Ledger:
    """Everybody seen in one listing, and the first thing that went wrong."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._given: set[str] = set()
        self._restarted = False
        self.pages = 0
        self.totals: list[int] = []
        self.repeats_page_size = True
        self.fault: Fault | None = None
        self.why_not: WithheldReason | None = WithheldReason.LISTING_INCOMPLETE

    @property
    def people(self) -> int:
        """How many different ones were seen."""
        return len(self._seen)

    @property
    def told_total(self) -> int | None:
        """What the server claimed last."""
        return self.totals[-1] if self.totals else None

    @property
    def largest_total(self) -> int:
        """The most the server ever claimed, 0 where it claims nothing."""
        return max(self.totals, default=0)

    @property
    def has_moved(self) -> bool:
        """True where the total changed on the way, and not because it only repeats each page's size (AWS does)."""
        return bool(self.totals) and not self.repeats_page_size and min(self.totals) != max(self.totals)

    def take(
        self, entries: tuple[Entry, ...], total: int | None, *, reread: bool = False
    ) -> tuple[Taken, tuple[Entry, ...]]:
        """Count a page; which of its people nobody handed on before.

        A page that repeats only some people, or shows somebody twice, spoils the proof (``reread``: it may repeat).
        """
        self.pages += 1
        names = [entry.id or identity_of(entry) or "" for entry in entries]
        distinct = set(names)
        plain = len(distinct) == len(names) and "" not in distinct and distinct.isdisjoint(self._given)
        before = len(self._seen)
        fresh = entries if plain and distinct.isdisjoint(self._seen) else self._unseen(entries, names)
        self._seen |= distinct
        if self._restarted:
            self._given |= distinct
        return self._judge(names, new=len(self._seen) - before, total=total, reread=reread), fresh

    def _judge(self, names: list[str], *, new: int, total: int | None, reread: bool) -> Taken:
        distinct = len(set(names))
        if "" in names:
            self.spoil(Fault.NO_IDS)
        elif distinct < len(names):
            self.spoil(Fault.REPEATED_IDS)
        if not names or not new:
            self._note(None, total)
            return Taken.AGAIN if names else Taken.NOTHING
        self._note(len(names), total)
        if new == distinct:
            return Taken.NEW
        if not reread:
            self.spoil(Fault.OVERLAP)
        return Taken.MIXED

    def keep(self, entries: Iterable[Entry], *, rows: int, total: int | None) -> None:
        """Count a page of an earlier run: what it brought then, out of so many rows."""
        names = [identity_of(entry) or "" for entry in entries]
        self._seen.update(names)
        self.pages += 1
        self._note(rows, total)
        if "" in names:
            self.spoil(Fault.NO_IDS)

    def restart(self) -> None:
        """Begin to count anew, without forgetting who was handed on already."""
        self._given |= self._seen
        self._restarted = True
        self._seen, self.totals, self.repeats_page_size, self.fault = set(), [], True, None

    def go_on(self) -> None:
        """The listing is taken up again where it broke off: a page nobody got is no fault once it comes."""
        if self.fault in _MENDED:
            self.fault, self.why_not = None, WithheldReason.LISTING_INCOMPLETE

    def spoil(self, fault: Fault, why: WithheldReason = WithheldReason.LISTING_INCOMPLETE) -> None:
        """Something happened after which nothing is proven; the first one is kept."""
        if self.fault is None:
            self.fault, self.why_not = fault, why

    def doubt(self, fault: Fault) -> None:
        """What was taken for proven is not."""
        self.fault, self.why_not = fault, WithheldReason.LISTING_INCOMPLETE

    def prove(self) -> None:
        """The end was reached, and everything adds up; void where something was spoilt."""
        if self.fault is None:
            self.why_not = None

    @property
    def is_full(self) -> bool:
        """True where more than any directory has was read: something is wrong."""
        return self.people > MOST_PEOPLE or self.pages > MOST_PAGES

    def completeness(self) -> Completeness:
        """What is proven so far."""
        return Completeness(
            complete=self.why_not is None,
            people=self.people,
            pages=self.pages,
            why_not=self.why_not,
            fault=self.fault,
            told_total=self.told_total,
        )

    def _note(self, rows: int | None, total: int | None) -> None:
        """A total, each change once; beyond the end of a list a server may tell a zero that means nothing."""
        if total is None or (rows is None and (total == 0 or self.repeats_page_size)):
            return
        if not self.totals or self.totals[-1] != total:
            self.totals.append(total)
        self.repeats_page_size = self.repeats_page_size and total == rows

    def _unseen(self, entries: tuple[Entry, ...], names: list[str]) -> tuple[Entry, ...]:
        """Those nobody handed on before, each once; somebody without any identity is nobody seen before."""
        found: list[Entry] = []
        here: set[str] = set()
        for name, entry in zip(names, entries, strict=True):
            if not name or (name not in here and name not in self._given and name not in self._seen):
                found.append(entry)
                here.add(name)
        return tuple(found)


class Records:
    """The ledger of a source's listing, from one run to the next."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self._was_read = False

    def begin(self, *, anew: bool) -> Ledger:
        """A listing begins, or goes on with what is kept."""
        if anew:
            self.ledger = Ledger()
        self.ledger.go_on()
        self._was_read = True
        return self.ledger

    def kept(self) -> Ledger:
        """Where a page of a checkpoint is counted; what another listing showed is forgotten."""
        if self._was_read:
            self.ledger, self._was_read = Ledger(), False
        return self.ledger


class Faulty(Exception):
    """A page that is none: what the server did, and what that means for the listing."""

    def __init__(self, fault: Fault, why: WithheldReason) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.why = why
