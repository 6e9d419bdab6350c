"""One sign-in against a peer, and what must be true of its result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.interop.peers import Peer
from tests.support.browser import Chromium
from tests.support.terminal import Answer, Terminal

RETURN = "Return to Flow Desktop"


@dataclass(frozen=True)
class Place:
    """Where a test signs in: the terminal, the browser and the provider."""

    terminal: Terminal
    chromium: Chromium
    provider: Peer


def sign_in(place: Place, *arguments: str, pages: Callable[[Chromium], None]) -> Answer:
    """Sign in with the ordinary client; `pages` does what a person does on the provider's pages."""
    given = ("--issuer", place.provider.address, "--client-id", "flow-desktop", "--vault", "memory", *arguments)
    with place.terminal.sign_in(*given) as command:
        place.chromium.open(command.handed_over())
        pages(place.chromium)
        return command.answer()


def looking_at(address: str, token_file: Path) -> tuple[str, ...]:
    """The arguments that name a SCIM directory and its credential."""
    return ("--scim", address, "--directory-token-file", str(token_file))


def check_identity(answer: Answer, person: dict[str, Any], provider: Peer) -> None:
    """The identity is the provider's, byte for byte."""
    got, want = answer.last["identity"], person["idp"]
    assert got["issuer"] == provider.address
    assert got["subject"] == want["sub"]
    for key in ("email", "given_name", "family_name", "name"):
        assert got[key] == want[key], key


def check_comparison(answer: Answer, person: dict[str, Any]) -> None:
    """The comparison says what the two sides hold, field by field, and Flow was not looked at."""
    found, want = answer.last["comparison"], person["expect"]
    assert found["overall"] == want["overall"], found
    assert [row["verdict"] for row in found["fields"]] == want["verdicts"], found["fields"]
    assert found["places"]["identity_provider"] == {"state": "seen", "reason": None}
    assert found["places"]["flow"] == {"state": "not_configured", "reason": None}
    directory = "not_there" if person["directory"] is None else "seen"
    assert found["places"]["directory_sync"] == {"state": directory, "reason": None}
    assert found["inactive"] is (want["overall"] == "inactive")
    for row in found["fields"]:
        check_row(row, person)
    assert answer.code == want["exit"]


def check_row(row: dict[str, Any], person: dict[str, Any]) -> None:
    """Every cell shows exactly what its side holds."""
    field, other = row["field"], person["directory"]
    assert row["identity_provider"]["value"] == person["idp"][field]
    assert row["flow"]["state"] == "withheld"
    if other is None:
        assert row["directory_sync"]["state"] == "withheld"
        assert row["directory_sync"]["reason"] == "not_found_there"
    else:
        assert row["directory_sync"]["value"] == other.get(field, person["idp"][field])
