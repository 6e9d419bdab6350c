"""Loading the words: English always, another language over it, the made-up one for tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from flow_desktop.adapters.texts import choose_language, load_pilot_words, load_words
from flow_desktop.core.problems import Code, problem


@pytest.fixture
def resources(tmp_path: Path) -> Path:
    """A small installation with two languages."""
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "en.toml").write_text('[a]\nhello = "Hello {name}"\nbye = "Bye"\n', encoding="utf-8")
    (tmp_path / "words" / "de.toml").write_text('[a]\nhello = "Grüß dich, {name}"\n', encoding="utf-8")
    return tmp_path


def test_what_ships_speaks_of_every_problem() -> None:
    """The English words have title, detail and next step of every code."""
    words = load_words()
    for code in Code:
        said = words.problem(problem(code))
        assert all((said.title, said.detail, said.next_step)), code


@pytest.mark.parametrize("name", ["de", "de_AT.UTF-8", "DE-CH"])
def test_a_locale_finds_its_language(resources: Path, name: str) -> None:
    """Country and encoding do not matter; a text that is not translated is English."""
    words = load_words(name, resources=resources)
    assert (words.language, words("a.hello", name="Zoë"), words("a.bye")) == ("de", "Grüß dich, Zoë", "Bye")


@pytest.mark.parametrize("name", ["fr", "", "C", "../../etc/passwd", "xx_YY"])
def test_an_unknown_language_is_english(resources: Path, name: str) -> None:
    """A strange locale never stops the program."""
    assert load_words(name, resources=resources).language == "en"


def test_the_made_up_language_covers_everything(resources: Path) -> None:
    """Each text is there, longer, with its places for arguments."""
    words = load_words("qps", resources=resources)
    assert "Zoë" in words("a.hello", name="Zoë")
    assert len(words("a.bye")) > len("Bye")


def test_a_language_that_ships_is_chosen() -> None:
    """Only names of languages are looked for."""
    assert choose_language("pt_BR", ("en", "pt")) == "pt"


def test_the_words_of_the_pilot_list_come_on_top() -> None:
    """They are read when they are needed, in the language of the others; the made-up language has them too."""
    words = load_words("en")
    assert not words.has("pilot.status.ready")
    assert load_pilot_words(words)("pilot.status.ready") == "Ready"
    assert load_pilot_words(words)("ui.window_title") == words("ui.window_title")
    assert load_pilot_words(load_words("qps"))("pilot.status.ready").startswith("[")
