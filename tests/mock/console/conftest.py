"""An organisation before set-up, and somebody at its console."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest

from tests.mock.console.desk import Console
from tests.mock.driver import Running, running_service

WORLD = """
[enterprise]
name = "Beispiel"
plan = "{plan}"
domains = ["example.test"]
{enterprise}

[identity_provider]
name = "Okta"
profile = "{profile}"
connected = {connected}
token = "{token}"

[directory]
state = "{state}"
domains = ["example.test", "second.test"]

[[people]]
key = "anna"
shows = "Admin."
idp = {{ email = "anna.admin@example.test", given_name = "Anna", family_name = "Admin" }}
flow = {{ email = "anna.admin@example.test", {anna}, role = "admin", source = "manual" }}

[[people]]
key = "ivo"
shows = "IT Admin."
idp = {{ email = "ivo.it@example.test", given_name = "Ivo", family_name = "It" }}
flow = {{ email = "ivo.it@example.test", first_name = "Ivo", last_name = "It", role = "it_admin", source = "manual" }}

[[people]]
key = "mia"
shows = "Member."
idp = {{ email = "mia.member@example.test", given_name = "Mia", family_name = "Member" }}
flow = {{ email = "mia.member@example.test", first_name = "Mia", last_name = "M", role = "member", source = "manual" }}

[[people]]
key = "pat"
shows = "Nobody has heard of Pat but the identity provider."
idp = {{ email = "pat.pilot@example.test", given_name = "Pat", family_name = "Pilot" }}

[[groups]]
name = "Pilots"
members = ["pat"]

[[invitations]]
email = "invited@example.test"

[[join_requests]]
email = "asking@example.test"

{more}
"""
USUAL = {
    "plan": "enterprise",
    "enterprise": "",
    "profile": "okta",
    "connected": "true",
    "token": "current",
    "state": "active",
    "anna": 'first_name = "Anna", last_name = "Admin"',
    "more": "",
}
OFF = {"state": "none", "connected": "false", "token": "none"}
Open = Callable[..., Console]


def organisation(folder: Path, **changes: str) -> AbstractContextManager[Running]:
    """The organisation, served; `changes` of the usual values."""
    path = folder / "world.toml"
    path.write_text(WORLD.format(**{**USUAL, **changes}), encoding="utf-8")
    return running_service(path)


@pytest.fixture
def open_console(tmp_path: Path) -> Iterator[Open]:
    """Anna at the console of an organisation of one's own, with SCIM on unless the directory's state is none."""
    with ExitStack() as stack:

        def start(**changes: str) -> Console:
            running = stack.enter_context(organisation(tmp_path, **changes))
            return stack.enter_context(Console(running)).sign_in("anna")

        yield start


@pytest.fixture(scope="module")
def calm_console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """Anna at the console, with SCIM on; one for all tests of a file that change nothing."""
    with organisation(tmp_path_factory.mktemp("world")) as running, Console(running) as console:
        yield console.sign_in("anna")


@pytest.fixture(scope="module")
def manual_console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """The same without a directory: people are managed by hand."""
    with organisation(tmp_path_factory.mktemp("world"), **OFF) as running, Console(running) as console:
        yield console.sign_in("anna")
