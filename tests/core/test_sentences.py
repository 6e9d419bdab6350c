"""The sentences of checks and trail: each is there, none is left over, and each is as sure as its outcome."""

from __future__ import annotations

import ast
import re
from fnmatch import fnmatch

import pytest

from flow_desktop.adapters.texts import load_words
from flow_desktop.core.checks.catalogue import CHECKS
from flow_desktop.core.evidence import PIECES, ConnectionState
from flow_desktop.core.guidance import guides_of
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.symptoms import Symptom
from flow_desktop.core.trail import StepId, StepState
from tests.support.resources import toml
from tests.support.spoken_ids import CORE, Said, everything_said, labels, modules, values

WORDS = load_words()
OURS = (
    "verdict.",
    "piece.",
    "evidence.",
    "exhibit.",
    "finding.",
    "check.",
    "symptom.",
    "answers.",
    "unseen.",
    "trail.",
)
SENTENCES = {text_id: text for text_id, text in WORDS.texts.items() if text_id.startswith(OURS)}
GENERAL = {"finding.cannot_tell", "finding.not_reached"}
LONGEST_SENTENCE = 32


def test_every_sentence_a_check_says_is_there_and_none_is_left_over() -> None:
    """Nobody ever reads an id, and no text waits for a check that went away."""
    said = {one.text_id for one in everything_said()}
    assert not [one for one in said if "*" in one]
    assert {one for one in SENTENCES if one.startswith("finding.")} - GENERAL == said


def test_every_check_speaks() -> None:
    """The reader of the source found something for each of them."""
    assert {one.check for one in everything_said()} == {check.id for check in CHECKS}


@pytest.mark.parametrize("one", sorted(everything_said(), key=str), ids=lambda one: f"{one.check}.{one.what}")
def test_a_sentence_is_as_sure_as_its_outcome(one: Said) -> None:
    """A possible cause is told as one; a proven one is not."""
    text = WORDS(one.text_id)
    doubtful = re.search(r"\b(could|may|might|whether|should|only somebody)\b", text, re.IGNORECASE)
    if one.how == "possible":
        assert doubtful, text
        assert "because" not in text
    elif one.how == "problem":
        assert not re.search(r"\b(could be|may|might|whether|perhaps)\b", text, re.IGNORECASE), text


@pytest.mark.parametrize("family", OURS)
def test_words_are_plain(family: str) -> None:
    """No shouting, no endless sentences, places named the same everywhere."""
    for text_id, text in SENTENCES.items():
        if text_id.startswith(family):
            assert not re.search(r"!|\b(directory sync|webhook|IdP|please)\b", text), text_id
            longest = max(len(sentence.split()) for sentence in re.split(r"(?<=[.:;])\s", text))
            assert longest <= LONGEST_SENTENCE, text_id


def test_a_finding_is_a_sentence() -> None:
    """With a capital letter and a full stop."""
    said = {one: text for one, text in SENTENCES.items() if one.startswith(("finding.", "unseen."))}
    assert not [one for one, text in said.items() if not re.fullmatch(r"[A-Z].*\.", text)]


def test_every_check_has_its_question() -> None:
    """And every question its check."""
    questions = {one.removeprefix("check.") for one in SENTENCES if one.startswith("check.")}
    assert questions == {check.id for check in CHECKS}
    assert all(SENTENCES[f"check.{one}"].endswith("?") for one in questions)


def test_every_fact_has_a_label() -> None:
    """A fact without a label cannot be read out; a label nobody shows is left over."""
    told = {one for one in labels() if not one.startswith("answer.")}
    known = {one.removeprefix("exhibit.") for one in SENTENCES if one.startswith("exhibit.")}
    assert not [one for one in told if not any(fnmatch(label, one) for label in known)]
    patterns = {*told, *(values_of_labels())}
    assert not [label for label in known if not any(fnmatch(label, one) for one in patterns)]


def values_of_labels() -> set[str]:
    """Labels that stand in tables of the checks before they are shown."""
    return {
        node.value
        for path in (*(CORE / "checks").glob("*.py"), CORE / "trail_facts.py", CORE / "readiness.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.parametrize("piece", [*PIECES, "claims", "attempt"])
def test_every_piece_has_a_name(piece: str) -> None:
    """ "We could not see ..." always goes on."""
    assert WORDS.has(f"piece.{piece}")


@pytest.mark.parametrize("reason", list(WithheldReason))
def test_every_reason_can_be_told(reason: WithheldReason) -> None:
    """Why a piece was not seen, about whomever was asked."""
    assert WORDS.has(f"evidence.reason.{reason}") or WORDS.has(f"profile.reason.{reason}")
    text = WORDS(f"evidence.reason.{reason}" if WORDS.has(f"evidence.reason.{reason}") else f"profile.reason.{reason}")
    assert not re.search(r"\byou (are|have)\b|\byour address\b", text)


@pytest.mark.parametrize("state", list(ConnectionState))
def test_every_state_of_the_connection_has_a_word(state: ConnectionState) -> None:
    """In sentences and among the facts."""
    assert WORDS.has(f"evidence.state.{state}")
    assert WORDS.has(f"exhibit_value.connection_state.{state}")


def test_every_source_of_evidence_has_a_name() -> None:
    """Where a fact was seen is told with it."""
    adapters = CORE.parent / "adapters"
    found = {
        node.value.value
        for path in (*(adapters / "evidence").glob("*.py"), *(adapters / "bulk").glob("*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id.startswith("FROM_")
    }
    told = {one.removeprefix("evidence.source.") for one in SENTENCES if one.startswith("evidence.source.")}
    assert found
    assert found | {"sign_in", "this_computer", "answer", "list"} == told


@pytest.mark.parametrize("symptom", list(Symptom))
def test_every_symptom_is_told_in_the_users_words(symptom: Symptom) -> None:
    """A short line to choose, and a hint below it."""
    assert len(WORDS(f"symptom.{symptom}")) <= 60
    assert WORDS(f"symptom.{symptom}.hint").endswith(".")


def test_every_step_of_the_trail_can_say_what_it_says() -> None:
    """Each step has a name, a word for each state, and a sentence for whatever it finds."""
    source = (CORE / "trail.py").read_text(encoding="utf-8")
    said = {
        text.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Tuple) and len(node.elts) == 2 and "StepState" in ast.unparse(node.elts[0])
        for text in ast.walk(node.elts[1])
        if isinstance(text, ast.Constant) and isinstance(text.value, str)
    }
    told: dict[str, set[str]] = {one: set() for one in StepId}
    for text_id in SENTENCES:
        step, _, what = text_id.removeprefix("trail.").partition(".")
        if text_id.startswith("trail.") and step in told and what:
            told[step].add(what)
    for step in StepId:
        assert WORDS.has(f"trail.{step}")
        assert {"problem", "attention", "possible", "not_evaluated"} <= told[step]
    assert set.union(*told.values()) == said | {"not_evaluated"}
    assert all(WORDS.has(f"trail.state.{state}") for state in StepState)


def test_every_variant_that_a_check_names_has_steps() -> None:
    """And no guide has steps that no check asks for."""
    guides = guides_of(toml("guidance/en.toml"), toml("causes.toml"))
    named = {
        text
        for module in modules()
        for function in ast.walk(module.tree)
        if isinstance(function, ast.FunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call)
        for one in call.keywords
        if one.arg == "variant"
        for text in values(one.value, module, function)
    }
    assert named - {"", "*"} == {name for guide in guides.values() for name in guide.variants}
