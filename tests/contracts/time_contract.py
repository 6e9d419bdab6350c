"""What every Clock and every Entropy promises."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from flow_desktop.core.ports import Clock, Entropy


class ClockContract:
    """Time that can be trusted."""

    @pytest.fixture
    def clock(self) -> Clock:
        """The clock under test."""
        raise AssertionError("a contract needs a clock")

    def test_now_is_utc_and_aware(self, clock: Clock) -> None:
        """Times can be compared and written down without guessing a zone."""
        assert clock.now().utcoffset() == timedelta(0)

    def test_time_never_goes_back(self, clock: Clock) -> None:
        """Deadlines hold even when somebody sets the clock."""
        first = clock.monotonic()
        assert clock.monotonic() >= first


class EntropyContract:
    """Randomness fit for PKCE, state and nonce."""

    @pytest.fixture
    def entropy(self) -> Entropy:
        """The source under test."""
        raise AssertionError("a contract needs entropy")

    @pytest.mark.parametrize(("size", "length"), [(16, 22), (24, 32), (32, 43), (64, 86)])
    def test_tokens_have_the_length_of_their_bytes(self, entropy: Entropy, size: int, length: int) -> None:
        """URL-safe letters only (RFC 7636 section 4.1), as many as the bytes need, and never the same twice."""
        tokens = [entropy.token(size) for _ in range(50)]
        assert len(set(tokens)) == 50
        assert all(re.fullmatch(rf"[A-Za-z0-9_-]{{{length}}}", token) for token in tokens)

    def test_phrases_are_four_words(self, entropy: Entropy) -> None:
        """Short enough to be compared by a person, and another one each time."""
        phrases = [entropy.phrase() for _ in range(50)]
        assert len(set(phrases)) == 50
        assert all(len(phrase.split()) == 4 for phrase in phrases)
