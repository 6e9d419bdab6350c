"""Which of the people a server showed is the one we look for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flow_desktop.core.directory import DirectoryRecord, DirectorySight, Found, Origin, Unseen
from flow_desktop.core.observed import Present, WithheldReason, received
from flow_desktop.core.text import email_key

MOST_ADDRESSES = 5


def addresses(emails: tuple[str, ...]) -> dict[str, str]:
    """Key -> address as given, in order of trust, each mailbox once. What is no text cannot be looked for."""
    found: dict[str, str] = {}
    for email in emails:
        key = email_key(email)
        if key and isinstance(received(email), Present):
            found.setdefault(key, email)
    return dict(list(found.items())[:MOST_ADDRESSES])


@dataclass(slots=True)
class Candidates:
    """Everybody seen so far who answers to one of the wanted keys, each once."""

    wanted: Mapping[str, str]
    _seen: dict[str, tuple[int, DirectoryRecord]] = field(default_factory=dict)

    def offer(self, identity: str | None, *, keys: frozenset[str], record: DirectoryRecord) -> bool:
        """Take in a person if one of the keys fits; True if it did. Somebody without identity is nobody seen before."""
        ranks = [rank for rank, key in enumerate(self.wanted) if key in keys]
        if ranks:
            self._seen[identity or f"?{len(self._seen)}"] = (ranks[0], record)
        return bool(ranks)

    def best_rank(self) -> int | None:
        """The place of the most trusted address that somebody answers to."""
        return min((rank for rank, _ in self._seen.values()), default=None)

    def everybody(self) -> tuple[DirectoryRecord, ...]:
        """All who answer to the most trusted address that somebody answers to."""
        best = self.best_rank()
        return tuple(record for rank, record in self._seen.values() if rank == best)

    def decide(self, origin: Origin) -> DirectorySight | None:
        """The one person, or "several"; None if nobody answered.

        Somebody deactivated steps back behind somebody active: directories keep them as tombstones.
        """
        here = self.everybody()
        active = tuple(record for record in here if record.active is not False)
        chosen = active or here
        if not chosen:
            return None
        if len(chosen) > 1:
            return Unseen(WithheldReason.SEVERAL_CANDIDATES, origin)
        return Found(chosen[0], origin)
