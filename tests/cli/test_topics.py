"""`topics`: the help in the terminal, without network and without a deployment."""

from __future__ import annotations

import json

import pytest

from tests.support.terminal import Terminal, check_schema


def test_the_contents(terminal: Terminal) -> None:
    """Without words every topic is listed by id and title, under the titles of the groups."""
    ended = terminal.run("topics")
    assert (ended.code, ended.err) == (0, "")
    assert "Something is wrong" in ended.out
    assert "seat_cap             Every seat is taken" in ended.out


@pytest.mark.parametrize(
    ("words", "first"),
    [
        (("azure", "ad"), "Notes for Microsoft Entra ID"),
        (("seat_cap",), "Every seat is taken"),
        (("blocked.seat_cap",), "Every seat is taken"),
        (("INVITATION",), "Somebody gets an invitation instead of being added"),
    ],
    ids=" ".join,
)
def test_words_find_a_topic(terminal: Terminal, words: tuple[str, ...], first: str) -> None:
    """The best topic is printed in full, whatever the case or the code it was asked by."""
    ended = terminal.run("topics", *words)
    assert (ended.code, ended.out.splitlines()[0]) == (0, first)


def test_every_listed_id_opens_its_topic(terminal: Terminal) -> None:
    """Whoever types an id of the contents reads that topic, also where other words would find another."""
    listed = json.loads(terminal.run("topics", "--json").out)["topics"]
    opened = {one["id"]: terminal.run("topics", one["id"]).out.splitlines()[:1] for one in listed}
    assert opened == {one["id"]: [one["title"]] for one in listed}


def test_nothing_found_is_said(terminal: Terminal) -> None:
    """No topic: said on stderr, stdout stays empty, and that is no failure."""
    ended = terminal.run("topics", "hippopotamus")
    assert (ended.code, ended.out) == (0, "")
    assert "Nothing found for “hippopotamus”" in ended.err


@pytest.mark.parametrize("words", [(), ("group", "deleted"), ("hippopotamus",)], ids=["all", "some", "none"])
def test_for_scripts(terminal: Terminal, words: tuple[str, ...]) -> None:
    """With --json one object that fits the published schema, the best topic first."""
    ended = terminal.run("topics", *words, "--json")
    found = json.loads(ended.out)
    check_schema("topics", found)
    assert found["query"] == (" ".join(words) or None)
    ids = [topic["id"] for topic in found["topics"]]
    assert ids[:1] == {(): ["verify_computer"], ("group", "deleted"): ["group_deleted"]}.get(words, [])
