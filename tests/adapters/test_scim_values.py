"""What a SCIM record says, byte for byte, and what it does not say."""

from __future__ import annotations

from typing import Any

import pytest

from flow_desktop.core.directory import Found, NotThere, Unseen
from flow_desktop.core.observed import Absent, Observed, Present, Withheld, WithheldReason
from tests.support.scim_look import ADA, look
from tests.support.scim_server import ScimServer, crowd, user


@pytest.mark.parametrize(
    ("emails", "expected"),
    [
        ([{"value": "h@x", "type": "home"}, {"value": "w@x", "type": "work"}], Present("w@x")),
        ([{"value": "w@x", "type": "work"}, {"value": "p@x", "primary": True}], Present("p@x")),
        ([{"value": "w@x", "type": "Work"}, {"value": "p@x", "primary": "True"}], Present("p@x")),
        ([{"value": "o@x", "type": "other"}, {"value": "h@x", "type": "home"}], Present("h@x")),
        ([{"value": "o@x", "type": "other"}], Present("o@x")),
        ([{"value": "o@x"}, {"value": "q@x"}], Absent()),
        ([{"value": ""}], Present("")),
        ([{"type": "work"}], Absent()),
        ([{"value": 3, "type": "work"}], Withheld(WithheldReason.NOT_TEXT)),
        ([], Absent()),
        (None, Absent()),
        ("ada@example.com", Withheld(WithheldReason.BAD_ANSWER)),
        (["ada@example.com"], Withheld(WithheldReason.BAD_ANSWER)),
    ],
)
def test_which_e_mail_counts(emails: Any, expected: Observed) -> None:
    """Primary, else work, else home, else the only one; what has no such shape is not guessed."""
    sight, _, _ = look(ScimServer([user(77, "x", userName="ada@example.com", emails=emails)]))
    assert isinstance(sight, Found)
    assert sight.record.email == expected


def test_names_come_byte_for_byte(uncommon_text: str) -> None:
    """A hostile name is kept as it was sent, or refused aloud; it never stops the look."""
    named = user(77, "ada@example.com", name={"givenName": uncommon_text, "familyName": uncommon_text})
    sight, _, _ = look(ScimServer([*crowd(2), named]))
    assert isinstance(sight, Found)
    assert sight.record.given_name in (
        Present(uncommon_text),
        Withheld(WithheldReason.NOT_TEXT),
        Withheld(WithheldReason.TOO_LONG),
    )


def test_hostile_addresses_never_stop_the_look(uncommon_text: str) -> None:
    """Whatever the identity provider sends as an e-mail ends in an answer."""
    sight, _, _ = look(ScimServer(crowd(3)), uncommon_text)
    assert isinstance(sight, NotThere | Unseen)


@pytest.mark.parametrize(
    ("change", "active"),
    [({"active": "False"}, False), ({"active": "true"}, True), ({"active": None}, None), ({"active": 1}, None)],
)
def test_active_in_other_words(change: dict[str, Any], active: bool | None) -> None:
    """Text for booleans is understood (Entra); what is neither is "not told"."""
    sight, _, _ = look(ScimServer([{**ADA, **change}]))
    assert isinstance(sight, Found)
    assert sight.record.active is active


@pytest.mark.parametrize("change", [{"name": None, "meta": None}, {"name": "Ada L", "meta": "now"}])
def test_missing_parts_are_no_failure(change: dict[str, Any]) -> None:
    """A record without name or meta is still the person's; a name of the wrong shape is not guessed."""
    sight, _, _ = look(ScimServer([{**ADA, **change}]))
    assert isinstance(sight, Found)
    expected = Absent() if change["name"] is None else Withheld(WithheldReason.BAD_ANSWER)
    assert (sight.record.given_name, sight.record.updated_at) == (expected, None)
