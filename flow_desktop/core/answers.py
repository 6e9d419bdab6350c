"""What only a person can tell (decisions, "Credentials and who may look", 7): questions, answers, and reading them.

The closed list of questions is data, ``resources/answers.toml``; an adapter loads it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

SYMPTOM_KEY = "symptom"
"""The one question whose answer is no evidence but what somebody came with."""


@dataclass(frozen=True, slots=True)
class Question:
    """``values`` is empty for a question that asks for a time. ``decides``: codes it proves or rules out."""

    key: str
    text: str
    values: tuple[str, ...]
    decides: tuple[str, ...]

    @property
    def asks_time(self) -> bool:
        """True where a date or a time is the answer."""
        return not self.values


@dataclass(frozen=True, slots=True)
class Answer:
    """What was told: ``value`` as given, ``time`` (UTC) for a question that asks for one, ``at`` when it was told."""

    key: str
    value: str
    at: datetime
    time: datetime | None = None

    @property
    def shown(self) -> str:
        """The value as given; "3h ago", which means nothing later, as the time it meant (ISO 8601, UTC)."""
        counted = self.time is not None and _AGO.fullmatch(self.value.strip())
        return self.time.isoformat(timespec="seconds") if self.time is not None and counted else self.value


@dataclass(frozen=True, slots=True)
class BadAnswer:
    """Why an answer cannot be used; ``text_id`` is a text of ``answers.*`` with these arguments."""

    text_id: str
    args: tuple[tuple[str, str], ...]


Questions: TypeAlias = Mapping[str, Question]

_AGO = re.compile(r"(\d{1,5})\s*(m|min|h|d|w)\s*(?:ago)?", re.IGNORECASE)
_UNITS = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def questions_of(table: Mapping[str, Any]) -> dict[str, Question]:
    """The questions of a decoded ``answers.toml``."""
    return {
        key: Question(key, one["question"], tuple(one.get("values", ())), tuple(one["decides"]))
        for key, one in table.items()
    }


def read_answer(questions: Questions, key: str, *, value: str, now: datetime) -> Answer | BadAnswer:
    """An answer of the closed list. ``now`` (UTC) is what "10m ago" counts from."""
    question = questions.get(key)
    if question is None:
        known = ", ".join(one for one in questions if one != SYMPTOM_KEY)
        return BadAnswer("answers.unknown_key", (("key", key), ("known", known)))
    if not question.asks_time:
        if value not in question.values:
            return BadAnswer("answers.unknown_value", (("key", key), ("known", ", ".join(question.values))))
        return Answer(key, value, now)
    time = read_time(value, now)
    if time is None:
        return BadAnswer("answers.no_time", (("key", key), ("value", value)))
    if time > now + timedelta(minutes=5):
        return BadAnswer("answers.future", (("key", key), ("value", value)))
    return Answer(key, value, now, time)


def read_time(text: str, now: datetime) -> datetime | None:
    """A date, a date and time (ISO 8601; without a zone it is UTC), or "10m ago", "3h ago", "2d ago", as UTC."""
    ago = _AGO.fullmatch(text.strip())
    if ago:
        return now - timedelta(**{_UNITS[ago[2].lower()]: int(ago[1])})
    try:
        time = datetime.fromisoformat(text.strip())
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):  # the first and the last day there is have no time in UTC for every zone
        return None
