"""What the arguments of ``verify`` ask for; anything that is not known is refused before anybody is asked."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from flow_desktop.adapters.lists import MOST_BYTES, read_bytes, read_list
from flow_desktop.cli.check_request import answer_of
from flow_desktop.core.answers import Answer
from flow_desktop.core.explaining import Explainer
from flow_desktop.core.pilot.columns import ColumnChoice, Role
from flow_desktop.core.pilot.results import Status
from flow_desktop.core.pilot.rows import PilotList
from flow_desktop.core.problems import Code, FlowError, problem
from flow_desktop.flows.verify import Order

STDIN = "-"
NONE = "none"
_ROLES = ", ".join(Role)
_NEXT_COLUMN = re.compile(rf",(?=(?:{'|'.join(Role)})=)")
_NO_FAILURE = frozenset({Status.READY, Status.READY_WITH_NOTE, Status.UNKNOWN})
"""What does not make exit code 1 by itself; nobody but unknown ones is exit code 4."""

_ASKS_A_RUN = ("list", "group", "everybody", "recheck", "resume")
_ASKS_NO_RUN = ("list_groups", "history", "compare", "forget")
_ANEW = ("list", "group", "everybody")
_GOES_WITH = {
    "columns": ("list",),
    "unexpected": _ANEW,
    "answer": (*_ANEW, "recheck"),
    "assigned_at": (*_ANEW, "recheck"),
    "watch": _ASKS_A_RUN,
    "fail_on": _ASKS_A_RUN,
}
"""What is asked for with which argument: nothing that was typed is left out silently."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A run that is asked for: anew (``order``), a second look (``recheck``) or one to go on with (``resume``).

    ``answers``: what people told, which the order has as well.
    """

    order: Order | None
    recheck: str | None
    resume: str | None
    out: tuple[Path, ...]
    fails: frozenset[Status]
    watches: bool = False
    redacts: bool = False
    bom: bool = True
    answers: tuple[Answer, ...] = ()


def check_arguments(parsed: argparse.Namespace, explainer: Explainer) -> None:
    """Raise FlowError ``configuration.verify`` where not exactly one thing is asked for."""
    asked = [name for name in (*_ASKS_A_RUN, *_ASKS_NO_RUN) if getattr(parsed, name) not in (None, False)]
    if len(asked) != 1:
        _refuse(explainer, "one_thing")
    if parsed.preview and asked != ["list"]:
        _refuse(explainer, "preview_of")
    if parsed.out and (parsed.preview or asked[0] in _ASKS_NO_RUN):
        _refuse(explainer, "out_after")
    for name, runs in _GOES_WITH.items():
        if getattr(parsed, name) and asked[0] not in runs:
            _refuse(explainer, "not_with", given=f"--{name.replace('_', '-')}", asked=_shown(asked[0]))
    if parsed.list == STDIN and parsed.directory_token_file == STDIN:
        _refuse(explainer, "stdin_twice")


def ask_of(parsed: argparse.Namespace, explainer: Explainer, *, now: datetime) -> Ask:
    """The run that is asked for, its list read. Raises FlowError for whatever cannot be used."""
    answers = _answers(parsed, explainer, now=now)
    fails = _fails(parsed.fail_on, explainer)
    listed = list_of(parsed, explainer) if parsed.list is not None else None
    anew = parsed.recheck is None and parsed.resume is None
    order = Order(listed, parsed.group, parsed.everybody, answers, unexpected=parsed.unexpected)
    return Ask(
        order=order if anew else None,
        recheck=parsed.recheck,
        resume=parsed.resume,
        out=tuple(map(Path, parsed.out)),
        fails=fails,
        watches=parsed.watch,
        redacts=parsed.redact,
        bom=not parsed.no_bom,
        answers=answers,
    )


def list_of(parsed: argparse.Namespace, explainer: Explainer) -> PilotList:
    """The list of a file or of standard input. Raises FlowError ``configuration.list_*``."""
    choice = _choice(parsed.columns, explainer)
    if parsed.list != STDIN:
        return read_list(Path(parsed.list), choice)
    return read_bytes(sys.stdin.buffer.read(MOST_BYTES + 1), explainer.words("pilot.cli.stdin"), choice)


def _answers(parsed: argparse.Namespace, explainer: Explainer, *, now: datetime) -> tuple[Answer, ...]:
    given = [*parsed.answer, *([f"idp.assigned_at={parsed.assigned_at}"] if parsed.assigned_at is not None else [])]
    return tuple(answer_of(text, explainer, now=now) for text in given)


def _fails(given: str | None, explainer: Explainer) -> frozenset[Status]:
    if given is None:
        return frozenset(Status) - _NO_FAILURE
    names = [name.strip() for name in given.split(",") if name.strip()]
    unknown = next((name for name in names if name not in (*Status, NONE)), None)
    if unknown is not None or not names:
        _refuse(explainer, "unknown_status", given=unknown or given, known=", ".join((*Status, NONE)))
    return frozenset(Status(name) for name in names if name != NONE)


def _choice(given: Iterable[str], explainer: Explainer) -> ColumnChoice | None:
    """``email=Mail,given=First name``; a header may have commas in it."""
    chosen: dict[str, str] = {}
    for one in (part for text in given for part in _NEXT_COLUMN.split(text)):
        role, equals, header = one.partition("=")
        if not equals or role.strip() not in list(Role):
            _refuse(explainer, "unknown_role", given=one, known=_ROLES)
        chosen[role.strip()] = header
    return ColumnChoice(**chosen) if chosen else None


def _shown(name: str) -> str:
    return name.upper() if name == "list" else f"--{name.replace('_', '-')}"


def _refuse(explainer: Explainer, text_id: str, **args: str) -> NoReturn:
    raise FlowError(problem(Code.CONFIGURATION_VERIFY, reason=explainer.words(f"pilot.cli.{text_id}", **args)))
