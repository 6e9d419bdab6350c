"""The command line as a subprocess: `flow-desktop ...` with its JSON lines, judged by the published schemas."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import jsonschema

from tests.support.programs import ROOT, Ended, Program
from tests.support.waiting import wait_until

HAND_OVER = ROOT / "tests" / "support" / "hand_over.py"
SCHEMAS = ROOT / "resources" / "schema"


def check_schema(name: str, value: Any) -> None:
    """Raise if a value is not what `resources/schema/<name>.json` promises."""
    schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    jsonschema.validate(value, schema)


@dataclass(frozen=True)
class Answer:
    """How a command ended, with its JSON lines read."""

    ended: Ended
    events: list[dict[str, Any]]

    @property
    def code(self) -> int:
        """The exit code."""
        return self.ended.code

    @property
    def last(self) -> dict[str, Any]:
        """The last JSON line."""
        return self.events[-1]

    @property
    def problem(self) -> Any:
        """The problem of the last JSON line."""
        return self.last["problem"]


class Command:
    """One running `flow-desktop` with `--json`."""

    def __init__(self, program: Program, *, schema: str, link: Path) -> None:
        self.program = program
        self._schema = schema
        self._link = link

    def __enter__(self) -> Command:
        return self

    def __exit__(self, *_: object) -> None:
        self.program.stop()

    def url(self, *, seconds: float = 20.0) -> str:
        """The link of the first event, which comes as soon as the listener is up."""
        event = json.loads(self.program.line(0, seconds=seconds))
        assert event["event"] == "authorization_url", event
        return str(event["url"])

    def handed_over(self, *, seconds: float = 20.0) -> str:
        """The link that the browser command was given."""

        def look() -> str | None:
            if self._link.exists():
                return self._link.read_text(encoding="utf-8")
            assert self.program.runs, f"ended first: {self.program.out[-2000:]} {self.program.err[-2000:]}"
            return None

        return wait_until(look, "the browser command gets a link", seconds=seconds)

    def answer(self, *, seconds: float = 30.0) -> Answer:
        """The end; every line of stdout must be valid JSON of the command's schema."""
        ended = self.program.finish(seconds=seconds)
        events = [json.loads(line) for line in ended.out.splitlines()]
        for event in events:
            is_check = self._schema == "sign-in" and "event" not in event  # the demo of a scenario checks as well
            check_schema("check" if is_check else self._schema, event)
        return Answer(ended, events)


class Terminal:
    """A terminal in a folder of its own. All programs it starts share the home folder of the test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()

    def start(self, *arguments: str, env: Mapping[str, str] | None = None, stdin: str = "") -> Program:
        """Start `flow-desktop` with these arguments; `env` comes on top of the test's own."""
        place = self._folder / f"run-{next(self._numbers)}"
        command = [sys.executable, "-m", "flow_desktop", *arguments]
        return Program(command, place, env={**os.environ, **(env or {})}, stdin=stdin)

    def run(self, *arguments: str, env: Mapping[str, str] | None = None, stdin: str = "") -> Ended:
        """Run `flow-desktop` to its end."""
        with self.start(*arguments, env=env, stdin=stdin) as program:
            return program.finish()

    def command(self, *arguments: str, env: Mapping[str, str] | None = None, stdin: str = "") -> Command:
        """Start a command with `--json`; its schema is the one with the command's name."""
        program = self.start(*arguments, "--json", env=env, stdin=stdin)
        return Command(program, schema=_schema_of(arguments), link=self._folder / "none")

    def sign_in(self, *arguments: str, env: Mapping[str, str] | None = None, stdin: str = "") -> Command:
        """Start `sign-in --json` with a browser command that leaves the link in a file."""
        link = self._folder / f"link-{next(self._numbers)}"
        browser = shlex.join([sys.executable, str(HAND_OVER), str(link)])
        program = self.start("sign-in", "--json", "--browser", browser, *arguments, env=env, stdin=stdin)
        return Command(program, schema="sign-in", link=link)


def _schema_of(arguments: tuple[str, ...]) -> str:
    return "sign-in" if arguments[0] == "demo" else arguments[0]
