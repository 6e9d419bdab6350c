"""The system's clock and randomness, and the words of the phrase."""

from __future__ import annotations

import re
from datetime import timedelta

from flow_desktop.adapters.clock import SystemClock, SystemEntropy, phrase_words


def test_now_is_utc_and_aware() -> None:
    """Times can be compared and written down without guessing a zone."""
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_monotonic_never_goes_back() -> None:
    """Deadlines hold even when somebody sets the clock."""
    clock = SystemClock()
    assert clock.monotonic() <= clock.monotonic()


def test_tokens_are_long_and_never_the_same() -> None:
    """32 random bytes give the 43 letters PKCE asks for at least (RFC 7636 section 4.1)."""
    tokens = {SystemEntropy().token(32) for _ in range(50)}
    assert len(tokens) == 50
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in tokens)


def test_the_word_list_has_256_easy_words() -> None:
    """All distinct, short, lower case: each word stands for one byte."""
    words = phrase_words()
    assert len(words) == len(set(words)) == 256
    assert all(re.fullmatch(r"[a-z]{3,8}", word) for word in words)


def test_a_phrase_is_four_words_of_the_list() -> None:
    """Two phrases are practically never the same."""
    entropy, words = SystemEntropy(), set(phrase_words())
    phrases = {entropy.phrase() for _ in range(50)}
    assert len(phrases) == 50
    assert all(len(phrase.split()) == 4 and set(phrase.split()) <= words for phrase in phrases)
