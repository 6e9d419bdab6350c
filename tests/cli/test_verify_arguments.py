"""What `verify` was asked for and answers in words: nothing that was typed is ignored, nothing said leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_verify import said, told
from tests.support.static_directory import Static, static_directory
from tests.support.terminal import Terminal


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Static]:
    """Thirty people over SCIM."""
    with static_directory(tmp_path_factory.mktemp("static"), 30) as running:
        yield running


def test_the_question_that_decides_can_be_answered_in_a_second_look(terminal: Terminal, directory: Static) -> None:
    """The argument is said where the question is, and is not left out by --recheck."""
    ended = said(terminal, "-", *directory.arguments, stdin="nobody@example.com\n")
    assert "--answer idp.assigned=yes|no|nested_group" in " ".join(ended.out.split())
    answer = told(terminal, "--recheck", "last", "--answer", "idp.assigned=no", *directory.arguments)
    (person,) = answer.last["people"]
    assert (person["causes"][0], person["outcome"]) == ("create.not_assigned", "problem")


def test_a_row_that_cannot_be_used_says_why(terminal: Terminal, directory: Static) -> None:
    """The remedy says that the reason is told for each: here it is."""
    given = "email,first\nperson0000001@example.com,Ada\nnonsense,Bo\n,Cy\n"
    lines = said(terminal, "-", *directory.arguments, stdin=given).out.splitlines()
    assert any("line 3" in line and "not one e-mail address" in line for line in lines)
    assert any("line 4" in line and "no e-mail in this row" in line for line in lines)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--recheck", "last", "--columns", "email=Mail"),
        ("--recheck", "last", "--unexpected"),
        ("--resume", "--answer", "idp.assigned=no"),
        ("--resume", "--assigned-at", "10m ago"),
        ("--history", "--watch"),
        ("--compare", "last", "last", "--fail-on", "none"),
        ("--everybody", "--columns", "email=Mail"),
    ],
)
def test_nothing_that_was_typed_is_left_out_silently(terminal: Terminal, arguments: tuple[str, ...]) -> None:
    """An argument that would change nothing is refused: exit code 2."""
    answer = told(terminal, *arguments)
    assert (answer.code, answer.problem["code"]) == (2, "configuration.verify")
    assert "does not go together with" in answer.problem["detail"]


def test_a_preview_says_what_was_decided(terminal: Terminal, tmp_path: Path) -> None:
    """Which letters, which column people are looked for by, and that no name will be compared."""
    path = tmp_path / "people.csv"
    path.write_bytes("Stand 1.3.;\nE-Mail;Straße\nada@x.example;Ä\n".encode("cp1252"))
    ended = said(terminal, str(path), "--preview")
    assert "looked for by the column “E-Mail”" in ended.out
    assert "The headers stand in line 2" in ended.out
    assert "Windows-1252" in ended.out
    assert "no name is compared" in ended.out
