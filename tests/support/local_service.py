"""The local directory service as a process of its own, as `flow-desktop mock` starts it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.programs import Program


@dataclass(frozen=True)
class Person:
    """One of the made-up people."""

    email: str
    password: str


@dataclass(frozen=True)
class Service:
    """The running service; ``ready`` is its ready line."""

    ready: dict[str, Any]
    program: Program

    @property
    def issuer(self) -> str:
        """Where to sign in."""
        return str(self.ready["issuer"])

    def person(self, name: str) -> Person:
        """The person whose address begins with this name."""
        found = next(one for one in self.ready["people"] if one["email"].lower().startswith(name))
        return Person(found["email"], found["password"])

    @property
    def arguments(self) -> tuple[str, ...]:
        """The deployment as arguments of the command line."""
        return ("--issuer", self.issuer, "--client-id", self.ready["client_id"], "--flow", self.ready["flow_api"])

    @property
    def environment(self) -> dict[str, str]:
        """The deployment as environment variables."""
        return {
            "FLOW_ISSUER": self.issuer,
            "FLOW_CLIENT_ID": self.ready["client_id"],
            "FLOW_SOURCE": "flow",
            "FLOW_DIRECTORY_URL": self.ready["flow_api"],
            "FLOW_ORGANISATION_NAME": "Pilot Example",
            "FLOW_IDENTITY_PROVIDER_NAME": "Okta",
        }


@contextmanager
def local_service(folder: Path, *arguments: str) -> Iterator[Service]:
    """Start the service, wait for its ready line, end it afterwards."""
    with Program([sys.executable, "-m", "flow_desktop", "mock", *arguments], folder) as program:
        yield Service(json.loads(program.line(0)), program)
