"""Hostile text is kept as it came, folded in keys only, and shown without harm."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flow_desktop.core import text

values = st.text(max_size=20) | st.text(
    st.sampled_from("aAéÉßİıςΣ\u200b\u00ad\u0301\u0308\u0345 \u00a0'’-ŁøÆ"), max_size=10
)


@pytest.mark.parametrize("fold", [text.without_invisible, text.lowered, text.email_key])
@settings(max_examples=300, deadline=None)
@given(value=values)
def test_folding_twice_changes_nothing_more(fold: Callable[[str], str], value: str) -> None:
    """A key of a key is the key."""
    assert fold(fold(value)) == fold(value)


@pytest.mark.parametrize(
    "key", [text.without_invisible, text.email_key, text.punctuation_keys, text.accent_keys, text.words_of]
)
@settings(max_examples=300, deadline=None)
@given(value=values)
def test_composed_and_decomposed_share_every_key(key: Callable[[str], object], value: str) -> None:
    """No key depends on how letters and marks are encoded."""
    assert key(unicodedata.normalize("NFC", value)) == key(unicodedata.normalize("NFD", value)) == key(value)


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (" Ana@Example.COM\u200b", "ana@example.com"),
        ("STRASSE@x", "strasse@x"),
        ("straße@x", "straße@x"),
        ("ΣΑΣ@x", "σασ@x"),
        ("a.b+c@x", "a.b+c@x"),
        ("", ""),
        (" \u200b ", ""),
    ],
)
def test_the_key_of_a_mailbox(value: str, key: str) -> None:
    """Case, blanks and invisible characters are folded, and nothing else."""
    assert text.email_key(value) == key


def test_accents_fold_in_both_usual_spellings() -> None:
    """An umlaut is written without its dots or with an e; both are accepted, one does not become the other."""
    assert text.accent_keys("Jörg Müller") == {"jorg muller", "joerg mueller"}
    assert text.accent_keys("Łódź") == {"lodz"}
    assert not text.accent_keys("Mueller") & text.accent_keys("Muller")


def test_words_are_bare_and_in_order() -> None:
    """Punctuation separates, accents go, and a lone mark is no word."""
    assert text.words_of("García-López, Ána \u0301 O’Neil") == ("garcia", "lopez", "ana", "o", "neil")


# ------------------------------------------------------------------ shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Ana Li", "Ana Li"),
        ("Nguyễn 李 明", "Nguyễn 李 明"),
        ("Ana\u00a0Li", "Ana⟨U+00A0⟩Li"),
        ("An\u200ba", "An⟨U+200B⟩a"),
        ("Ana\x00", "Ana⟨U+0000⟩"),
        ("\x1b[31mAna", "⟨U+001B⟩[31mAna"),
        ("Ana\r\nLi", "Ana⟨U+000D⟩⟨U+000A⟩Li"),
        ("Ana\u2028Li", "Ana⟨U+2028⟩Li"),
        ("\u202eanA", "⟨U+202E⟩anA"),
        ("Ana\ud800", "Ana⟨U+D800⟩"),
        ("مريم", "\u2068مريم\u2069"),
        ("Ana مريم", "\u2068Ana مريم\u2069"),
        ("\U0001e900\U0001e901", "\u2068\U0001e900\U0001e901\u2069"),
        ("", ""),
    ],
)
def test_a_value_is_shown_as_it_is_or_as_its_code_points(value: str, shown: str) -> None:
    """Letters of every alphabet stay; what cannot be seen or would move other text is spelled out or isolated."""
    assert text.for_display(value) == shown


def test_nothing_hostile_reaches_the_screen(uncommon_text: str) -> None:
    """No control, no line end, no direction override and no surrogate is left in what is shown."""
    shown = text.for_display(uncommon_text)
    body = shown.removeprefix("\u2068").removesuffix("\u2069")
    assert not [ch for ch in body if unicodedata.category(ch) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
    assert shown.startswith("\u2068") == shown.endswith("\u2069")
    shown.encode("utf-8")


@settings(max_examples=300, deadline=None)
@given(values)
def test_what_is_shown_can_be_shown_anywhere(value: str) -> None:
    """Any text becomes printable, encodable text of one line."""
    body = text.for_display(value).strip("\u2068\u2069")
    assert body.isprintable()
    assert len(body.splitlines()) <= 1


def test_code_points_name_every_letter() -> None:
    """A difference nobody can see is told by numbers."""
    assert text.code_points("A\u0308") == "U+0041 U+0308"
    assert text.code_points("\U0001f469") == "U+1F469"
    assert text.code_points("") == ""
