"""Everything that can go wrong has a kind, words and no secret."""

from __future__ import annotations

import re
import string

import pytest

from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.problems import (
    Code,
    FlowError,
    Kind,
    Problem,
    Refused,
    SignInAgain,
    StorageFailed,
    problem,
)
from flow_desktop.core.words import flatten
from tests.support.resources import schema, toml

PARTS = ("title", "detail", "next")
TEXTS = flatten(toml("words/en.toml"))


def test_codes_and_words_are_equal() -> None:
    """Every code has a title, what happened and what to do next, and no text stands for a code that is not there."""
    told = {text_id for text_id in TEXTS if re.fullmatch(r"problem\.\w+\.\w+\.\w+", text_id)}
    assert told == {f"problem.{code}.{part}" for code in Code for part in PARTS}


@pytest.mark.parametrize("code", list(Code))
def test_a_problem_reads_as_sentences(code: Code) -> None:
    """Each part is at least one whole sentence, and the placeholders are plain names."""
    for part in PARTS:
        text = TEXTS[f"problem.{code}.{part}"].strip()
        assert text[:1].isupper() or text[:1] in "{“\"'"
        assert text[-1] in ".?!:}”\"'"
        for _, name, spec, conversion in string.Formatter().parse(text):
            assert name is None or (name.isidentifier() and not spec and not conversion)


def test_every_code_begins_with_its_kind_and_every_kind_is_used() -> None:
    """`<kind>.<detail>`, and a kind that nothing can raise would be a promise to scripts that nobody keeps."""
    assert all(re.fullmatch(r"[a-z_]+\.[a-z_]+", code) for code in Code)
    assert {code.kind for code in Code} == set(Kind)
    assert Problem(Code.TLS_FAILED).kind is Kind.TLS


@pytest.mark.parametrize("name", ["profile.json", "sign-in.json", "sign-out.json", "secret.json"])
def test_the_published_kinds_are_the_kinds(name: str) -> None:
    """The closed list in every JSON schema is the list in the program."""
    shapes = schema(name)["$defs"]["problem"]["anyOf"]
    (shape,) = [one for one in shapes if one["type"] == "object"]
    assert set(shape["properties"]["kind"]["enum"]) == set(Kind)


def test_facts_are_sorted_so_that_equal_problems_are_equal() -> None:
    """The order in which facts were given does not make another problem."""
    assert problem(Code.NETWORK_UNREACHABLE, a="1", b="2") == problem(Code.NETWORK_UNREACHABLE, b="2", a="1")


@pytest.mark.parametrize("kind", [FlowError, SignInAgain, StorageFailed])
def test_an_exception_shows_the_code_only(kind: type[FlowError]) -> None:
    """An exception may end in a log: facts and foreign text stay out of it."""
    raised = kind(problem(Code.PROVIDER_ERROR_OTHER, description="canary"))
    assert str(raised) == "provider_error.other"
    assert "canary" not in repr(raised)
    assert raised.problem.facts == (("description", "canary"),)


def test_a_refusal_of_one_place_is_no_problem_of_all() -> None:
    """A place that does not let us look costs that place: it is no FlowError, and says its reason only."""
    raised = Refused(WithheldReason.FORBIDDEN)
    assert not isinstance(raised, FlowError)
    assert (str(raised), raised.reason) == ("forbidden", WithheldReason.FORBIDDEN)
