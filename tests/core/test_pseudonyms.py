"""Stand-ins for people: nothing leads back, the same is the same, and what decides stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_desktop.core.redact import Pseudonyms
from tests.hostile import UNCOMMON_TEXTS

ONE, OTHER = Pseudonyms(b"salt of one report"), Pseudonyms(b"salt of another one")


def test_the_same_address_has_one_stand_in_in_one_report() -> None:
    """Support sees that two places have the same address, and that one which differs in a letter is another."""
    assert ONE.address("ana@contoso.example") == ONE.address("ana@contoso.example")
    assert ONE.address("ana@contoso.example") != ONE.address("Ana@contoso.example")
    assert ONE.address("ana@contoso.example") != OTHER.address("ana@contoso.example")


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("ana@contoso.example", "@contoso.example"),
        ("ana+tag@Mail.Contoso.example", "@Mail.Contoso.example"),
        ("ana@b\u00fccher.example", "@b\u00fccher.example"),
        ("ana@xn--bcher-kva.example", "@xn--bcher-kva.example"),
        ("ana", ""),
        ("ana@localhost", ""),
        ("ana@Ana Li", ""),
        ("Ana Li <ana@contoso.example>", ""),
        ("ana@contoso.example, li@contoso.example", "@contoso.example"),
        ("ana@", ""),
        ("ana@" + "a." * 200 + "example", ""),
    ],
)
def test_the_domain_stays_where_it_is_one(address: str, domain: str) -> None:
    """Domains decide who is provisioned; anything else behind an @ may be a name and goes."""
    hidden = ONE.address(address)
    assert hidden is not None
    assert hidden.removeprefix(hidden[:19]) == domain
    assert hidden.startswith("person-")


def test_a_name_is_hidden_by_person() -> None:
    """One person's names can be compared between places, those of two people cannot be counted."""
    assert ONE.name("Michael", 1) == ONE.name("Michael", 1)
    assert ONE.name("Michael", 1) != ONE.name("Michael", 2)
    assert ONE.name("Michael", 1) != ONE.name("michael", 1)


def test_not_there_and_empty_stay_two_facts() -> None:
    """What was not sent is not sent, what was empty is empty."""
    assert (ONE.name(None, 1), ONE.name("", 1)) == (None, "")
    assert (ONE.address(None), ONE.address("")) == (None, "")


def test_addresses_in_a_sentence_are_replaced_once() -> None:
    """By the same stand-in as in a field; what is a stand-in already stays one."""
    hidden = ONE.address("bo@fabrikam.example")
    said = ONE.text("Flow says of bo@fabrikam.example: nothing, (bo@fabrikam.example).")
    assert said == f"Flow says of {hidden}: nothing, ({hidden})."
    assert ONE.text(said) == said


@given(st.text(min_size=1), st.integers(1, 10**6))
def test_no_stand_in_holds_what_it_stands_for(value: str, person: int) -> None:
    """Whatever somebody is called: the stand-in is made of its own few letters."""
    name = ONE.name(value, person)
    assert name is not None
    assert set(name) <= set("name-0123456789abcdef")


@pytest.mark.parametrize("value", UNCOMMON_TEXTS.values(), ids=list(UNCOMMON_TEXTS))
def test_hostile_values_are_hidden_too(value: str) -> None:
    """Half letters, controls and markup included."""
    hidden = ONE.address(value)
    assert hidden == value == "" or (hidden is not None and hidden.startswith("person-"))


def test_the_salt_is_never_shown() -> None:
    """A report that ends in a log leads nobody back."""
    assert "salt" not in repr(ONE)
