"""The system's clock and randomness, the fakes beside them, and the words of the phrase."""

from __future__ import annotations

import re

import pytest

from flow_desktop.adapters.clock import SystemClock, SystemEntropy, phrase_words
from flow_desktop.core.ports import Clock, Entropy
from tests.contracts.time_contract import ClockContract, EntropyContract
from tests.fakes.time import FakeClock, FakeEntropy


class TestSystemClock(ClockContract):
    """The machine's."""

    @pytest.fixture
    def clock(self) -> Clock:
        return SystemClock()


class TestFakeClock(ClockContract):
    """The one tests hold in their hands."""

    @pytest.fixture
    def clock(self) -> Clock:
        return FakeClock()


class TestSystemEntropy(EntropyContract):
    """The operating system's generator."""

    @pytest.fixture
    def entropy(self) -> Entropy:
        return SystemEntropy()


class TestFakeEntropy(EntropyContract):
    """The one that is the same in every run."""

    @pytest.fixture
    def entropy(self) -> Entropy:
        return FakeEntropy()


def test_the_word_list_has_256_easy_words() -> None:
    """All distinct, short, lower case: each word stands for one byte."""
    words = phrase_words()
    assert len(words) == len(set(words)) == 256
    assert all(re.fullmatch(r"[a-z]{3,8}", word) for word in words)


def test_a_phrase_is_made_of_the_list() -> None:
    """No other word appears on a screen."""
    assert {word for _ in range(50) for word in SystemEntropy().phrase().split()} <= set(phrase_words())
