"""stdout is data, stderr is talk. With ``--json`` stdout carries JSON only."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import Any

from flow_desktop.core.exit_rules import exit_of_problem
from flow_desktop.core.exits import Exit
from flow_desktop.core.problems import Problem
from flow_desktop.core.report import SCHEMA_VERSION, problem_json
from flow_desktop.core.words import Words


@dataclass(frozen=True, slots=True)
class Output:
    """How one command speaks."""

    words: Words
    json: bool

    def data(self, text: str) -> None:
        """A result, for people; silent with ``--json``."""
        if not self.json:
            print(text, flush=True)

    def record(self, **values: Any) -> None:
        """A result, for scripts: one JSON object on one line; silent without ``--json``."""
        if self.json:
            line = json.dumps({"schema_version": SCHEMA_VERSION, **values}, ensure_ascii=True)
            print(line, flush=True)

    def talk(self, text: str) -> None:
        """What happens meanwhile."""
        print(text, file=sys.stderr, flush=True)

    def problem(self, found: Problem) -> Exit:
        """Tell a Problem on stderr; returns the exit code it means."""
        text = self.words.problem(found)
        self.talk(f"{text.title}\n{text.detail}\n{text.next_step}\n({text.code})")
        return exit_of_problem(found.kind)

    def problem_value(self, found: Problem | None) -> dict[str, Any] | None:
        """The ``problem`` key of a JSON answer."""
        return problem_json(found, self.words) if found else None
