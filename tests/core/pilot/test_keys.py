"""Second-chance keys find other spellings of one person, and never make two mailboxes one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_desktop.core import text
from flow_desktop.core.pilot import keys
from flow_desktop.core.pilot.results import MatchedBy
from flow_desktop.core.text import email_key

LETTERS = st.text(alphabet=st.sampled_from("aAbB.+-_ıİiIßẞsSéÉäÄ\u0308σςΣаΑo0 \t\u00a0\u200b\u00ad"), max_size=12)
ANY = st.one_of(st.text(max_size=20), LETTERS)
DOMAINS = ("gmail.com", "Pilot.example", "bücher.example", "xn--bcher-kva.example", "straße.example")
ADDRESSES = st.builds("{}@{}".format, ANY, st.sampled_from(DOMAINS))


def slow_key(value: str) -> str:
    """The key by its definition, without the way for plain letters."""
    return text.lowered(text.without_invisible(value))


@given(st.one_of(ANY, ADDRESSES, st.text(alphabet=st.characters(max_codepoint=127), max_size=20)))
def test_the_fast_way_to_a_key_changes_no_key(value: str) -> None:
    """Plain letters take a shorter way to the same key."""
    assert email_key(value) == slow_key(value)


@given(st.one_of(ANY, ADDRESSES))
def test_a_key_is_its_own_key(value: str) -> None:
    """Folding twice is folding once; a key comes back as the same object."""
    key = email_key(value)
    assert email_key(key) == key
    if key.isascii() and key.islower() and key.isprintable() and " " not in key:
        assert email_key(key) is key


@given(st.one_of(ANY, ADDRESSES))
def test_composed_and_decomposed_letters_have_one_key(value: str) -> None:
    """NFC and NFD of one address are one mailbox."""
    assert email_key(unicodedata.normalize("NFD", value)) == email_key(unicodedata.normalize("NFC", value))


@given(st.one_of(ANY, ADDRESSES))
def test_probes_stay_where_they_are(value: str) -> None:
    """A probe of a probe is the probe itself, and no probe is the key."""
    key = email_key(value)
    for fold in (keys.without_tag, keys.one_mailbox, keys.folded, keys.skeleton):
        assert fold(fold(key)) == fold(key)
    assert all(probe != key for _, probe in keys.probes(key))
    assert keys.probes(key) == () or keys.has_probes(key)


@given(ADDRESSES, ADDRESSES)
def test_looking_alike_goes_both_ways(one: str, other: str) -> None:
    """Symmetric, and nobody looks like themselves only."""
    assert keys.look_alike(one, other) == keys.look_alike(other, one)
    assert not keys.look_alike(one, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("strasse@pilot.example", "straße@pilot.example"),
        ("ada+x@pilot.example", "ada@pilot.example"),
        ("ada.byron@gmail.com", "adabyron@gmail.com"),
        ("ada@gmail.com", "ada@googlemail.com"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("diyarbakır@pilot.example", "diyarbakir@pilot.example"),
        ("adа@pilot.example", "ada@pilot.example"),
    ],
)
def test_two_mailboxes_never_share_a_key(one: str, other: str) -> None:
    """What may be another mailbox has another key, however near it is."""
    assert email_key(one) != email_key(other)


@given(st.text(min_size=1, max_size=10), st.text(min_size=1, max_size=10))
def test_only_case_blanks_and_invisible_letters_are_folded(one: str, other: str) -> None:
    """Two addresses share a key only where, apart from those, they are the same letters."""
    if email_key(one) == email_key(other):
        bare = [text.lowered(text.without_invisible(value)) for value in (one, other)]
        assert bare[0] == bare[1]


@pytest.mark.parametrize(
    ("key", "by", "probe"),
    [
        ("ada+pilot@pilot.example", MatchedBy.PLUS_TAG, "ada@pilot.example"),
        ("a.da+pilot@googlemail.com", MatchedBy.MAIL_ALIAS, "ada@gmail.com"),
        ("straße@pilot.example", MatchedBy.FOLDED, "strasse@pilot.example"),
        ("ada@bücher.example", MatchedBy.FOLDED, "ada@xn--bcher-kva.example"),
        ("i\u0307lke@pilot.example", MatchedBy.FOLDED, "ilke@pilot.example"),
        ("ılke@pilot.example", MatchedBy.FOLDED, "ilke@pilot.example"),
    ],
)
def test_each_probe_finds_its_spelling(key: str, by: MatchedBy, probe: str) -> None:
    """Plus tag, dots of one mail service, sharp s, dotless and dotted i, international domain."""
    assert (by, probe) in keys.probes(key)


def test_letters_of_two_alphabets_are_noticed() -> None:
    """A Cyrillic a in a Latin word; whole words of one alphabet are no look-alike."""
    assert keys.is_mixed("bаrbara@pilot.example")
    assert not keys.is_mixed("барбара@pilot.example")
    assert not keys.is_mixed("zoë@pilot.example")
    assert keys.look_alike("Bаrbara", "Barbara")
    assert not keys.look_alike("Barbara", "Barbara")
    assert not keys.look_alike("Zoë", "Zoe")


@pytest.mark.parametrize("key", ["", "@", "ada", "+@x", "a@", "@gmail.com", "ada@" + "ü" * 70 + ".example"])
def test_odd_keys_harm_nobody(key: str) -> None:
    """What is no address has no second chance, and raises nothing."""
    assert all(probe for _, probe in keys.probes(key))
