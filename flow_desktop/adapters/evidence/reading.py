"""Reading one answer piece by piece: what has a wrong shape costs the piece it belongs to, and is never "nothing"."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias, TypeVar

from flow_desktop.adapters.directory.wire import Wire
from flow_desktop.core.evidence import NotSeen, Observation, Seen
from flow_desktop.core.observed import Observed, Withheld, WithheldReason, received, text_of
from flow_desktop.core.ports import Clock
from flow_desktop.core.problems import Refused

T = TypeVar("T")
Body: TypeAlias = Mapping[str, Any]

MOST_ITEMS = 10_000
_MOST_COUNT = 10**12


@dataclass(frozen=True, slots=True)
class Told:
    """What one request brought: an object, or the reason why none came. ``at`` is when, UTC."""

    source: str
    at: datetime
    answer: Body | WithheldReason

    def piece(self, read: Callable[[Body], T]) -> Observation[T]:
        """What ``read`` makes of the object; its Refused, and the request's own reason, cost this piece only."""
        if isinstance(self.answer, WithheldReason):
            return NotSeen(self.answer, self.source)
        try:
            return Seen(read(self.answer), self.source, self.at)
        except Refused as refused:
            return NotSeen(refused.reason, self.source)

    @property
    def reason(self) -> WithheldReason | None:
        """Why no object came; None where one did."""
        return self.answer if isinstance(self.answer, WithheldReason) else None


async def ask(wire: Wire, source: str, path: str, *, clock: Clock, **query: str) -> Told:
    """One GET. Never raises: a refusal is told."""
    try:
        answer: Body | WithheldReason = (await wire.get(path, **query)).required()
    except Refused as refused:
        answer = refused.reason
    return Told(source, clock.now(), answer)


def either(first: Observation[T], second: Observation[T]) -> Observation[T]:
    """The first one if it was seen, else the second, seen or not."""
    return first if isinstance(first, Seen) else second


def bad() -> Refused:
    """For an answer that is not what its description promises."""
    return Refused(WithheldReason.BAD_ANSWER)


def told(of: Body, key: str) -> Any:
    """A value that has to be there, null included. Raises Refused: without the key nothing was said."""
    if key not in of:
        raise Refused(WithheldReason.SOURCE_CANNOT_TELL)
    return of[key]


def text(of: Body, key: str) -> str:
    """A text that is not empty. Raises Refused."""
    found = maybe_text(of, key)
    if not found:
        raise bad()
    return found


def maybe_text(of: Body, key: str) -> str | None:
    """A text, None for null. Raises Refused for anything else, and for what is too long or no text."""
    found = received(told(of, key))
    if isinstance(found, Withheld):
        raise bad()
    return text_of(found)


def value(of: Body, key: str) -> Observed:
    """A value to compare, byte for byte; what cannot be one is withheld by itself. Raises Refused without the key."""
    return received(told(of, key))


def flag(of: Body, key: str) -> bool:
    """Raises Refused for anything that is neither true nor false."""
    found = told(of, key)
    if not isinstance(found, bool):
        raise bad()
    return found


def count(of: Body, key: str) -> int:
    """A number of things. Raises Refused."""
    found = told(of, key)
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found <= _MOST_COUNT:
        raise bad()
    return found


def maybe_count(of: Body, key: str) -> int | None:
    """The same, None for null. Raises Refused."""
    return None if told(of, key) is None else count(of, key)


def moment(of: Body, key: str) -> datetime:
    """A time with its offset (RFC 3339), in UTC. Raises Refused."""
    try:
        at = datetime.fromisoformat(text(of, key))
        if at.tzinfo is None:
            raise bad()
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise bad() from None


def maybe_moment(of: Body, key: str) -> datetime | None:
    """The same, None for null. Raises Refused."""
    return None if told(of, key) is None else moment(of, key)


def within(of: Body, key: str) -> Body:
    """An object inside. Raises Refused."""
    found = told(of, key)
    if not isinstance(found, Mapping):
        raise bad()
    return found


def maybe_within(of: Body, key: str) -> Body | None:
    """The same, None for null. Raises Refused."""
    return None if told(of, key) is None else within(of, key)


def each(of: Body, key: str, read: Callable[[Body], T]) -> tuple[T, ...]:
    """A list of objects. Raises Refused if one of them cannot be read: a shorter list would be another fact."""
    found = told(of, key)
    if not isinstance(found, list) or len(found) > MOST_ITEMS or not all(isinstance(one, Mapping) for one in found):
        raise bad()
    return tuple(read(one) for one in found)


def texts(of: Body, key: str) -> tuple[str, ...]:
    """A list of texts. Raises Refused."""
    found = told(of, key)
    if not isinstance(found, list) or len(found) > MOST_ITEMS:
        raise bad()
    return tuple(text({"": one}, "") for one in found)


def details(of: Body, key: str) -> tuple[tuple[str, str], ...]:
    """Names and values; a value that is no text is told as JSON, null not at all. Raises Refused."""
    said = {name: one for name, one in within(of, key).items() if one is not None}
    return tuple((name, one if isinstance(one, str) else json.dumps(one)) for name, one in said.items())
