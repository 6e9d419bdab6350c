"""What only a person can tell (decision 7): the closed list of resources/answers.toml and a file's `[answers]`."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime
from typing import Any

from flow_desktop.mock.resources import resource
from flow_desktop.mock.scenario.reader import Reader

SYMPTOM = "symptom"
_AGO = re.compile(r"\d{1,4}[mhd] ago")


def questions() -> dict[str, dict[str, Any]]:
    """Every question by its key: its words, its kind and values, and the codes it decides."""
    listed: dict[str, dict[str, Any]] = tomllib.loads(resource("answers.toml").read_text(encoding="utf-8"))
    return listed


def symptoms() -> tuple[str, ...]:
    """The headings of the article's troubleshooting that somebody may come with."""
    return tuple(questions()[SYMPTOM]["values"])


def read_answers(reader: Reader | None) -> tuple[tuple[str, str], ...]:
    """The answers of a file. Raises WorldError for a question or a value that is not in the list."""
    if reader is None:
        return ()
    given = []
    for key, question in questions().items():
        if not reader.has(key):
            continue
        if question["kind"] == "choice":
            given.append((key, reader.chosen(key, question["values"])))
        else:
            given.append((key, _time(reader, key)))
    reader.finish()
    return tuple(given)


def _time(reader: Reader, key: str) -> str:
    """A moment: ISO 8601, or so long ago."""
    value = reader.text(key)
    if _AGO.fullmatch(value):
        return value
    try:
        datetime.fromisoformat(value)
    except ValueError as error:
        raise reader.refuse('must be a date, a date and time, or a text such as "10m ago"', key) from error
    return value
