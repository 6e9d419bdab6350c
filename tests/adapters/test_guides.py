"""Loading what people are told about causes and the questions to ask, in the language of the words."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flow_desktop.adapters.guides import load_explainer, load_guides, load_questions
from flow_desktop.adapters.texts import load_words
from flow_desktop.core.causes import Cause
from flow_desktop.core.providers import Provider
from flow_desktop.core.words import fill
from tests.support.resources import RESOURCES


@pytest.fixture
def resources(tmp_path: Path) -> Path:
    """An installation with one guide in German."""
    shutil.copytree(RESOURCES / "guidance", tmp_path / "guidance")
    shutil.copy(RESOURCES / "causes.toml", tmp_path)
    shutil.copy(RESOURCES / "answers.toml", tmp_path)
    text = """["blocked.seat_cap"]
title = "Kein Platz frei"
verdict = "{who} ist nicht in Flow, weil kein Platz frei ist."
why = "Die Organisation hat ihre Plätze vergeben."
steps = ["In der Verwaltung von Flow unter Billing nachsehen."]
after = "Die Person erscheint."
"""
    (tmp_path / "guidance" / "de.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_every_cause_has_a_guide() -> None:
    """In English, which ships."""
    assert set(load_guides()) == set(Cause)


def test_a_translation_lies_over_english(resources: Path) -> None:
    """A cause that is not translated yet is told in English."""
    guides = load_guides("de_AT.UTF-8", resources=resources)
    assert guides[Cause.BLOCKED_SEAT_CAP].title == "Kein Platz frei"
    assert guides[Cause.BLOCKED_OTHER_ENTERPRISE] == load_guides()[Cause.BLOCKED_OTHER_ENTERPRISE]


def test_an_unknown_language_is_english(resources: Path) -> None:
    """A strange locale never stops the program."""
    assert load_guides("xx_YY", resources=resources) == load_guides()


def test_the_made_up_language_covers_every_text() -> None:
    """Guides and questions are longer and accented, and the person's name still finds its place."""
    explainer = load_explainer(load_words("qps"))
    for guide in explainer.guides.values():
        texts = (guide.title, guide.why, guide.after, *guide.steps, *guide.where[Provider.OKTA])
        assert all(text.startswith("[") for text in texts)
        assert "Zoë" in fill(guide.verdict, who="Zoë")
    assert all(explainer.question(key).startswith("[") for key in explainer.questions)


def test_the_questions_are_the_closed_list() -> None:
    """Those of answers.toml, with their values."""
    questions = load_questions()
    assert questions["idp.assigned"].values == ("yes", "no", "nested_group")
    assert questions["idp.assigned_at"].asks_time


def test_nothing_of_it_is_loaded_with_the_words() -> None:
    """The first paint needs words only: guides, checks and questions come with the first check."""
    late = ("adapters.guides", "core.guidance", "core.explaining", "core.checks.catalogue", "core.diagnosis")
    code = (
        "import sys; from flow_desktop.adapters.texts import load_words; load_words();"
        f"print([name for name in {late!r} if 'flow_desktop.' + name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
