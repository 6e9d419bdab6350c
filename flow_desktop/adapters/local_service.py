"""Starts the local directory service as a program of its own and reads where it listens.

It is started as ``python -m flow_desktop mock`` (frozen: this executable with ``mock``); nothing of it is imported.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from flow_desktop.core.problems import Code, FlowError, problem
from flow_desktop.core.secret import Secret

READY_SECONDS = 30.0
END_SECONDS = 5.0
_LONGEST_LINE = 1_000_000
_TAIL = 2000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LocalPerson:
    """A made-up person of the service; ``shows`` says in a sentence what this person demonstrates."""

    email: str
    password: Secret
    shows: str


@dataclass(frozen=True, slots=True)
class LocalCase:
    """What a scenario shows: ``person`` is the e-mail of whom it is about, ``symptom`` what they come with.

    ``answers``: key and value of what only a person can tell in this made-up organisation.
    """

    title: str
    person: str
    symptom: str | None
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReadyLine:
    """Where the service listens, and its made-up secrets. The first person is the pilot.

    ``case`` is what the scenario is about, None without a scenario.
    """

    issuer: str
    client_id: str
    flow_api: str
    console: str
    people: tuple[LocalPerson, ...]
    workos_api: str | None = None
    workos_directory: str | None = None
    workos_api_key: Secret | None = None
    scim: str | None = None
    scim_token: Secret | None = None
    case: LocalCase | None = None
    console_admin: str | None = None
    idp_name: str | None = None

    @property
    def guest(self) -> LocalPerson:
        """Whom the demo signs in: the person the scenario is about, else the first."""
        return self._named(self.case.person if self.case else None) or self.people[0]

    @property
    def admin(self) -> LocalPerson | None:
        """Who gets into the console; None where the world has nobody."""
        return self._named(self.console_admin)

    def _named(self, email: str | None) -> LocalPerson | None:
        return next((one for one in self.people if one.email == email), None)


class LocalService:
    """A context in which the service runs: entering gives its ready line, leaving ends it."""

    def __init__(
        self,
        arguments: Sequence[str] = (),
        *,
        command: Sequence[str] | None = None,
        seconds: float = READY_SECONDS,
    ) -> None:
        self._command = [*(command or (*own_command(), "mock", "--follow-stdin")), *arguments]
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> ReadyLine:
        """Start it and wait until it listens. Raises FlowError if it does not within 30 s."""
        with tempfile.TemporaryFile() as complaints:
            self._child = self._start(complaints)
            try:
                return _ready_line(_first_line(self._child, self._seconds))
            except ValueError as error:
                self._end()
                said = _tail_of(complaints)
                _log.warning("the local directory service did not start: %s; %s", error, said)
                reason = said.rpartition("\n")[2] or f"{error}".capitalize()
                raise FlowError(problem(Code.CONFIGURATION_LOCAL_SERVICE, reason=reason)) from None
            except BaseException:
                self._end()
                raise

    def __exit__(self, *_: object) -> None:
        self._end()

    def _start(self, complaints: IO[bytes]) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,  # never written to: its end tells the service that this program is gone
                stdout=subprocess.PIPE,
                stderr=complaints,
                creationflags=_no_window(),
            )
        except OSError as error:
            reason = error.strerror or "The system refused"
            _log.warning("the local directory service cannot be started: %s", reason)
            raise FlowError(problem(Code.CONFIGURATION_LOCAL_SERVICE, reason=reason)) from None

    def _end(self) -> None:
        """Ask, wait, insist."""
        child, self._child = self._child, None
        if child is None:
            return
        if child.stdin is not None:
            child.stdin.close()
        child.terminate()
        try:
            child.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        if child.stdout is not None:
            child.stdout.close()


def start_detached(*arguments: str) -> None:
    """Start this program once more, with a life of its own. Raises FlowError if the system refuses."""
    try:
        child = subprocess.Popen(
            [*own_command(), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            creationflags=_no_window(),
        )
    except OSError as error:
        _log.warning("the program cannot be started again: %s", error.strerror)
        raise FlowError(problem(Code.INTERNAL_UNEXPECTED, type="Popen")) from None
    child.returncode = 0  # nobody will wait for it; unset, the interpreter complains about a child still running


def own_command() -> tuple[str, ...]:
    """How this very program is started."""
    return (sys.executable,) if getattr(sys, "frozen", False) else (sys.executable, "-m", "flow_desktop")


def _first_line(child: subprocess.Popen[bytes], seconds: float) -> bytes:
    """What the child says first. Raises ValueError when it says nothing in time."""
    lines: list[bytes] = []
    stdout = child.stdout
    assert stdout is not None
    reader = threading.Thread(target=lambda: lines.append(stdout.readline(_LONGEST_LINE)), daemon=True)
    reader.start()
    reader.join(seconds)
    if not lines:
        child.kill()  # closes the pipe, which ends the reader
        reader.join(END_SECONDS)
        raise ValueError("no ready line in time")
    return lines[0]


def _ready_line(raw: bytes) -> ReadyLine:
    """Raises ValueError for anything but a ready line."""
    if not raw:
        raise ValueError("it ended without a ready line")
    try:
        told = json.loads(raw)
        people = tuple(LocalPerson(_text(one, "email"), _secret(one), _text(one, "shows")) for one in told["people"])
        if told["ready"] is not True or not people:
            raise ValueError("it is not ready")
        return ReadyLine(
            issuer=_text(told, "issuer"),
            client_id=_text(told, "client_id"),
            flow_api=_text(told, "flow_api"),
            console=_text(told, "console"),
            people=people,
            workos_api=_maybe(told, "workos_api"),
            workos_directory=_maybe(told, "workos_directory"),
            workos_api_key=_maybe_secret(told, "workos_api_key"),
            scim=_maybe(told, "scim"),
            scim_token=_maybe_secret(told, "scim_token"),
            case=_case(told.get("scenario") or {}),
            console_admin=_maybe(told, "console_admin"),
            idp_name=_maybe(told, "idp_name"),
        )
    except (KeyError, TypeError) as error:
        raise ValueError("its ready line lacks something") from error


def _case(told: Mapping[str, Any]) -> LocalCase | None:
    """A scenario without a person is about nobody."""
    person = _maybe(told, "person")
    if person is None:
        return None
    answers = tuple((str(key), str(value)) for key, value in (told.get("answers") or {}).items())
    return LocalCase(_maybe(told, "title") or "", person, _maybe(told, "symptom"), answers)


def _text(of: Mapping[str, Any], key: str) -> str:
    if not isinstance(of[key], str):
        raise TypeError(key)
    return str(of[key])


def _secret(person: Mapping[str, Any]) -> Secret:
    return Secret(_text(person, "password"))


def _maybe(of: Mapping[str, Any], key: str) -> str | None:
    return _text(of, key) if of.get(key) is not None else None


def _maybe_secret(of: Mapping[str, Any], key: str) -> Secret | None:
    text = _maybe(of, key)
    return Secret(text) if text is not None else None


def _tail_of(complaints: IO[bytes]) -> str:
    complaints.seek(0)
    return complaints.read()[-_TAIL:].decode("utf-8", "replace").strip()


def _no_window() -> int:
    """Windows opens a console for a child unless told otherwise; elsewhere there is nothing to tell."""
    return int(getattr(subprocess, "CREATE_NO_WINDOW", 0))
