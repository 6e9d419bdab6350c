"""Diary: what was tried in this run, for the person and for support. Sentences and codes only, never a secret."""

from __future__ import annotations

from collections import deque

from flow_desktop.core.deployment import Deployment
from flow_desktop.core.problems import Problem
from flow_desktop.ui.desk import Desk

KEPT = 12


class Diary:
    """The last things that happened, with their times."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lines: deque[str] = deque(maxlen=KEPT)
        self._code = ""
        self.person = ""

    def note(self, text: str) -> None:
        """Something was done."""
        self._lines.append(f"{self._desk.clock.now():%Y-%m-%d %H:%M:%S} UTC  {text}")

    def note_problem(self, found: Problem) -> None:
        """Something went wrong."""
        self._code = found.code.value
        self.note(f"{self._desk.words.problem(found).title} ({found.code.value})")

    def details(self) -> str:
        """What support asks for: platform, identity provider, the person's e-mail, what was tried, version, code."""
        words, about = self._desk.words, self._desk.about
        deployment = self._desk.deployment
        known = deployment if isinstance(deployment, Deployment) else None
        provider = f"{known.identity_provider_name or ''} {known.issuer}".strip() if known else ""
        unknown = words("ui.support.unknown")
        facts = (
            ("platform", about.platform()),
            ("provider", provider or unknown),
            ("source", known.source.value if known else unknown),
            ("person", self.person or unknown),
            ("version", about.version),
            ("code", self._code or words("ui.support.no_code")),
        )
        lines = [f"{words(f'ui.support.{name}')}: {value}" for name, value in facts]
        tried = [f"- {line}" for line in self._lines] or [f"- {words('ui.support.nothing')}"]
        return "\n".join((*lines, f"{words('ui.support.tried')}:", *tried))
