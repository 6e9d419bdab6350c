"""Message id and arguments become a sentence; nothing from outside can break or forge it."""

from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_desktop.core.problems import Code, problem
from flow_desktop.core.words import Words, flatten, message, pseudo

WORDS = Words(
    "en",
    {
        "hello": "Hello {name}, you are {role}.",
        "plain": "Nothing to fill in.",
        "people.one": "{n} person",
        "people.other": "{n} people",
        "braces": "Write {{name}} for {name}.",
        "problem.network.unreachable.title": "{host} could not be reached.",
        "problem.network.unreachable.detail": "No answer.",
        "problem.network.unreachable.next": "Try again.",
    },
)


def test_arguments_are_filled_in() -> None:
    """By name, in any order."""
    assert WORDS("hello", role="an admin", name="Ada") == "Hello Ada, you are an admin."
    assert WORDS("plain") == "Nothing to fill in."
    assert WORDS("braces", name="Ada") == "Write {name} for Ada."


@pytest.mark.parametrize(("n", "expected"), [(0, "0 people"), (1, "1 person"), (2, "2 people"), (21, "21 people")])
def test_the_number_chooses_the_form(n: int, expected: str) -> None:
    """English has two."""
    assert WORDS("people", n=n) == expected
    assert WORDS.has("people")


def test_a_missing_fact_leaves_a_gap() -> None:
    """A sentence with a question mark is better than a crash in front of a person."""
    assert WORDS("hello", name="Ada") == "Hello Ada, you are ?."


def test_an_unknown_text_is_our_mistake() -> None:
    """KeyError, and `has` says it beforehand."""
    assert not WORDS.has("nothing")
    with pytest.raises(KeyError):
        WORDS("nothing")


def test_a_message_is_said_later() -> None:
    """Core hands out messages, the edge says them."""
    assert WORDS.say(message("hello", name="Ada", role="IT")) == "Hello Ada, you are IT."


def test_a_problem_is_told_whole() -> None:
    """Title, detail, next step and the code."""
    told = WORDS.problem(problem(Code.NETWORK_UNREACHABLE, host="login.example.com"))
    assert (told.title, told.detail, told.next_step, told.code) == (
        "login.example.com could not be reached.",
        "No answer.",
        "Try again.",
        "network.unreachable",
    )


def test_hostile_values_are_shown_and_nothing_else(uncommon_text: str) -> None:
    """No placeholder inside a value is filled, no control or override reaches the screen."""
    said = WORDS("hello", name=uncommon_text, role="admin")
    assert said.startswith("Hello ")
    assert said.endswith(", you are admin.")
    assert not any(ch in said for ch in "\x1b\x00\r\n\u202e\u2028")


@given(name=st.text(), role=st.text())
def test_no_argument_breaks_a_sentence(name: str, role: str) -> None:
    """Braces, format specs and attribute look-ups in a value are only letters."""
    said = WORDS("hello", name=name, role=role)
    assert said.startswith("Hello")
    assert said.endswith(".")


@pytest.mark.parametrize("value", ["{role}", "{0}", "{name.__class__}", "{", "}", "%s", "{name!r:>10}"])
def test_format_letters_in_a_value_stay_letters(value: str) -> None:
    """A directory cannot reach into our formatting."""
    assert WORDS("hello", name=value, role="x") == f"Hello {value}, you are x."


def test_tables_become_dotted_ids() -> None:
    """Nested TOML tables; anything but text is refused with its place."""
    assert flatten({"a": {"b": {"c": "x"}}, "d": "y"}) == {"a.b.c": "x", "d": "y"}
    with pytest.raises(TypeError, match=r"a\.b"):
        flatten({"a": {"b": 3}})


_TEXTS = st.lists(st.sampled_from(["Sign in ", "{name}", "{n}", "é", ". ", "{{", "}}"]), max_size=8).map("".join)


def placeholders(text: str) -> list[Any]:
    """The names a text wants filled in."""
    return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]


@given(text=_TEXTS)
def test_the_made_up_language_keeps_every_place(text: str) -> None:
    """Longer and accented, with the same placeholders in the same order, and still a text that can be filled."""
    made_up = pseudo({"id": text})["id"]
    assert placeholders(made_up) == placeholders(text)
    assert len(made_up) > len(text.replace("{{", "{").replace("}}", "}"))
    assert Words("qps", {"id": made_up})("id", name="Ada", n=2)
