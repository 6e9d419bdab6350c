"""Whom the directory is asked for, when the identity provider changes addresses on the way."""

from __future__ import annotations

from datetime import UTC, datetime

from flow_desktop.core.identity import Claim, ClaimSource, Identity
from flow_desktop.core.observed import Present
from flow_desktop.flows.person import person_of


def looked_for(email: str) -> tuple[str, ...]:
    """The addresses a person with this e-mail claim is looked for by."""
    claim = Claim(Present(email), ClaimSource.ID_TOKEN)
    return person_of(Identity("https://idp.example", "1", datetime(2026, 1, 1, tzinfo=UTC), email=claim)).emails


def test_escaped_address_is_read_plainly_too() -> None:
    """An HTML-escaped address is asked for as it came first, then as it reads, so that nobody is called missing."""
    assert looked_for("r&#39;hara@pilot.example") == ("r&#39;hara@pilot.example", "r'hara@pilot.example")


def test_plain_address_is_asked_for_once() -> None:
    """An address without an entity, even with an ampersand in it, is asked for exactly as it came."""
    assert looked_for("r&d@pilot.example") == ("r&d@pilot.example",)
    assert looked_for("a&copyb@pilot.example") == ("a&copyb@pilot.example",)
