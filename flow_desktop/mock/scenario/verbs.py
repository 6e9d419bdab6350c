"""The words a step may use: what each verb needs, and which method of which place it calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from flow_desktop.mock.scenario.stage import Stage, Values

Kind = Literal[
    "person", "new_person", "group", "new_group", "text", "texts", "flag", "count", "duration", "settings", "faults"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Param:
    """One key of a step. `either` = one of the parameters with the same word there must be given."""

    name: str
    kind: Kind = "text"
    required: bool = True
    allowed: tuple[str, ...] = ()
    either: str = ""


@dataclass(frozen=True, slots=True)
class Verb:
    """One word: its keys, and what it does. `run` returns why it was refused, None when it was done."""

    run: Callable[[Stage, Values], str | None]
    params: tuple[Param, ...] = ()


PERSON = Param("person", "person")
GROUP = Param("group", "group")
BY = Param("by", "person", required=False)
WHO = (Param("person", "person", required=False, either="who"), Param("email", required=False, either="who"))
