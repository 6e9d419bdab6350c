"""Loads what people are told about each cause: ``resources/guidance/<language>.toml`` and the questions to ask.

Read late, when the first check is asked for: nothing of it is needed for the first paint.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from flow_desktop.adapters.places import find_resources
from flow_desktop.adapters.texts import DEFAULT, PSEUDO, choose_language, languages
from flow_desktop.core.answers import Question, questions_of
from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.catalogue import CHECKS
from flow_desktop.core.explaining import Explainer
from flow_desktop.core.guidance import Guide, guides_of
from flow_desktop.core.words import Words, pseudo_text


def load_explainer(words: Words, *, resources: Path | None = None) -> Explainer:
    """Everything it takes to say what a check found, in the language of ``words``.

    Raises OSError, tomllib.TOMLDecodeError, KeyError or ValueError when the installation is damaged.
    """
    guides = load_guides(words.language, resources=resources)
    return Explainer(words, guides, load_questions(words.language, resources=resources), CHECKS)


def load_guides(language: str = DEFAULT, *, resources: Path | None = None) -> dict[Cause, Guide]:
    """The guide of every cause in a language or locale; English for a cause that is not translated. Raises as above."""
    found = resources or find_resources()
    folder = found / "guidance"
    chosen = choose_language(language, languages(folder))
    texts = _read(folder / f"{DEFAULT}.toml")
    if chosen not in (DEFAULT, PSEUDO):
        texts |= _read(folder / f"{chosen}.toml")
    guides = guides_of(texts, _read(found / "causes.toml"))
    return {cause: _pseudo(guide) for cause, guide in guides.items()} if chosen == PSEUDO else guides


def load_questions(language: str = DEFAULT, *, resources: Path | None = None) -> dict[str, Question]:
    """The closed list of what only a person can tell; a translation of a question is a text ``answers.question.*``."""
    questions = questions_of(_read((resources or find_resources()) / "answers.toml"))
    if language != PSEUDO:
        return questions
    return {key: replace(one, text=pseudo_text(one.text)) for key, one in questions.items()}


def _pseudo(guide: Guide) -> Guide:
    return replace(
        guide,
        title=pseudo_text(guide.title),
        verdict=pseudo_text(guide.verdict),
        why=pseudo_text(guide.why),
        steps=_pseudo_all(guide.steps),
        variants={name: _pseudo_all(steps) for name, steps in guide.variants.items()},
        where={provider: _pseudo_all(lines) for provider, lines in guide.where.items()},
        after=pseudo_text(guide.after),
        you=pseudo_text(guide.you),
    )


def _pseudo_all(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(pseudo_text(text) for text in texts)


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
