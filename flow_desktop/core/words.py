"""Message id and arguments in, sentence out. The texts are data: ``resources/words/<language>.toml``."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flow_desktop.core.problems import Problem

Texts = Mapping[str, str]
"""Flattened: ``"signin.button"`` -> text. Plural forms are ``<id>.one`` and ``<id>.other``, chosen by ``n``."""


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence not yet spoken."""

    id: str
    args: tuple[tuple[str, str], ...] = ()


def message(text_id: str, /, **args: str) -> Message:
    """Shorthand: ``message("profile.verdict.same", place="Okta")``."""
    return Message(text_id, tuple(sorted(args.items())))


@dataclass(frozen=True, slots=True)
class ProblemText:
    """What a person reads of a Problem."""

    title: str
    detail: str
    next_step: str
    code: str


@dataclass(frozen=True, slots=True)
class Words:
    """One language. Arguments come from outside, so they are made safe to show before they enter a sentence."""

    language: str
    texts: Texts

    def __call__(self, text_id: str, /, **args: str | int) -> str:
        """The sentence. An unknown id is our mistake: KeyError (a test walks all ids)."""
        return fill(self.texts[self._form(text_id, args)], **args)

    def say(self, said: Message) -> str:
        """The sentence of a Message."""
        return self(said.id, **dict(said.args))

    def has(self, text_id: str) -> bool:
        """True if this language has the text."""
        return text_id in self.texts or f"{text_id}.other" in self.texts

    def problem(self, found: Problem) -> ProblemText:
        """Title, what happened, what to do next, and the code support reads out."""
        facts: dict[str, str | int] = dict(found.facts)
        title, detail, next_step = (self(f"problem.{found.code.value}.{part}", **facts) for part in _PARTS)
        return ProblemText(title, detail, next_step, code=found.code.value)

    def _form(self, text_id: str, args: Mapping[str, str | int]) -> str:
        if text_id in self.texts:
            return text_id
        return f"{text_id}.one" if args.get("n") == 1 else f"{text_id}.other"


def fill(text: str, /, **args: str | int) -> str:
    """A text with its arguments, each made safe to show; one that is missing leaves a question mark."""
    shown = _Lenient(_made_safe(args)) if args else _Lenient()
    return string.Formatter().vformat(text, (), shown).strip()


_PARTS = ("title", "detail", "next")


def _made_safe(args: Mapping[str, str | int]) -> dict[str, str]:
    from flow_desktop.core.text import for_display  # noqa: PLC0415 - the first paint says nothing from outside

    return {name: for_display(str(value)) for name, value in args.items()}


class _Lenient(dict[str, str]):
    """A fact that is missing leaves a readable gap instead of a crash in front of a person."""

    def __missing__(self, key: str) -> str:
        return "?"


def flatten(table: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Nested TOML tables as dotted ids. Raises TypeError for a value that is no text."""
    flat: dict[str, str] = {}
    for name, value in table.items():
        if isinstance(value, Mapping):
            flat |= flatten(value, f"{prefix}{name}.")
        elif isinstance(value, str):
            flat[prefix + name] = value
        else:
            raise TypeError(f"{prefix}{name} is not a text")
    return flat


def pseudo(texts: Texts) -> dict[str, str]:
    """A made-up language, 40 % longer and accented, to find clipped and untranslated text. Placeholders stay."""
    return {text_id: pseudo_text(text) for text_id, text in texts.items()}


_ACCENTED = str.maketrans("aeiounycAEIOUNYC", "áéíóúñýçÁÉÍÓÚÑÝÇ")


def pseudo_text(text: str) -> str:
    """One text of the made-up language."""
    accented = ""
    for literal, name, _, _ in string.Formatter().parse(text):
        plain = literal.translate(_ACCENTED).replace("{", "{{").replace("}", "}}")
        accented += plain + (f"{{{name}}}" if name is not None else "")
    return f"[{accented}{' ~' * (len(text) // 5)}]"
