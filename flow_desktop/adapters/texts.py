"""Loads the texts people read: ``resources/words/<language>.toml`` over English."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from flow_desktop.adapters.places import find_resources
from flow_desktop.core.words import Words, flatten, pseudo

DEFAULT = "en"
PSEUDO = "qps"
"""A made-up language, longer and accented: shows clipped and untranslated text."""

_LANGUAGE = re.compile(r"[a-z]{2,3}")


def load_words(language: str = DEFAULT, *, resources: Path | None = None) -> Words:
    """The words of a language or locale (``de``, ``de_AT.UTF-8``); English where there is no such file or text.

    Raises OSError, tomllib.TOMLDecodeError or TypeError when the installation is damaged.
    """
    folder = (resources or find_resources()) / "words"
    english = _read(folder / f"{DEFAULT}.toml")
    chosen = choose_language(language, languages(folder))
    if chosen == PSEUDO:
        return Words(PSEUDO, pseudo(english))
    own = _read(folder / f"{chosen}.toml") if chosen != DEFAULT else {}
    return Words(chosen, english | own)


def load_pilot_words(words: Words, *, resources: Path | None = None) -> Words:
    """The same words with those of the pilot list, which are read when somebody needs them first.

    They lie in ``resources/words/pilot/<language>/``, a file for each part. Raises as `load_words`.
    """
    folder = (resources or find_resources()) / "words" / "pilot"
    english = _read_all(folder / DEFAULT)
    if words.language == PSEUDO:
        return Words(PSEUDO, {**words.texts, **pseudo(english)})
    own = _read_all(folder / words.language) if words.language != DEFAULT else {}
    return Words(words.language, {**words.texts, **english, **own})


def languages(folder: Path) -> tuple[str, ...]:
    """The languages that ship, without the made-up one."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


def choose_language(wanted: str, there: tuple[str, ...]) -> str:
    """The language of a locale name if it ships, else English."""
    found = _LANGUAGE.match(wanted.lower())
    language = found.group() if found else DEFAULT
    return language if language in (*there, PSEUDO) else DEFAULT


def _read_all(folder: Path) -> dict[str, str]:
    """Every file of a folder; none where the language has no such folder."""
    return {text_id: text for path in sorted(folder.glob("*.toml")) for text_id, text in _read(path).items()}


def _read(path: Path) -> dict[str, str]:
    return flatten(tomllib.loads(path.read_text(encoding="utf-8")))
