"""What a person is told about each cause: title, verdict, why, what to do and where to click (texts are data).

``resources/guidance/<language>.toml`` holds one table per code of `core.causes`; an adapter loads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flow_desktop.core.causes import Cause
from flow_desktop.core.findings import Heading
from flow_desktop.core.providers import Provider


class Who(StrEnum):
    """Who can do something about it (column "who" of causes.md)."""

    USER = "USER"
    IT_ADMIN = "IT_ADMIN"
    SUPPORT = "SUPPORT"
    WAIT = "WAIT"


@dataclass(frozen=True, slots=True)
class Guide:
    """The texts of one code. ``variants``: other steps for a named situation (`Finding.variant`).

    ``title`` is a few words for a card; ``verdict`` one sentence with ``{who}`` for the top; ``why`` explains it;
    ``where``: where to click, by provider; ``after``: how one sees that it is fixed.
    """

    cause: Cause
    heading: Heading
    who: tuple[Who, ...]
    title: str
    verdict: str
    why: str
    steps: tuple[str, ...]
    variants: Mapping[str, tuple[str, ...]]
    where: Mapping[Provider, tuple[str, ...]]
    after: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to do about one finding, for this account's provider. ``where`` may be empty."""

    who: tuple[Who, ...]
    steps: tuple[str, ...]
    where: tuple[str, ...]
    after: str
    heading: Heading
