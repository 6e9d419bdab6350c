"""The system's clock and its randomness."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from flow_desktop.adapters.places import find_resources

WORDS_IN_PHRASE = 4


class SystemClock:
    """core.ports.Clock of the machine."""

    def now(self) -> datetime:
        """UTC, aware."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()


class SystemEntropy:
    """core.ports.Entropy from the operating system's generator."""

    def __init__(self, words: tuple[str, ...] = ()) -> None:
        self._words = words

    def token(self, size: int) -> str:
        """URL-safe text with ``size`` random bytes."""
        import secrets  # noqa: PLC0415 - loads OpenSSL: not before the first paint

        return secrets.token_urlsafe(size)

    def phrase(self) -> str:
        """Four different words of 256: 32 bits, enough for a person to see that two screens belong together."""
        import secrets  # noqa: PLC0415 - loads OpenSSL: not before the first paint

        if not self._words:
            self._words = phrase_words()
        return " ".join(secrets.SystemRandom().sample(self._words, WORDS_IN_PHRASE))


def phrase_words(folder: Path | None = None) -> tuple[str, ...]:
    """The word list of ``resources/words/phrase.txt``. Raises OSError when the installation is damaged."""
    text = ((folder or find_resources()) / "words" / "phrase.txt").read_text(encoding="utf-8")
    return tuple(text.split())
