"""The catalogue of checks as a whole: every code has its one check, and every sentence has words."""

from __future__ import annotations

import re
from collections import Counter

from flow_desktop.adapters.guides import load_questions
from flow_desktop.adapters.texts import load_words
from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.catalogue import CHECKS
from flow_desktop.core.evidence import PIECES
from flow_desktop.core.findings import Outcome, run_checks
from flow_desktop.core.trail import draw_trail
from tests.support.any_evidence import any_evidence
from tests.support.evidence import evidence, identity

SEEDS = 400
ID = re.compile(r"[a-z_]+")


def test_every_code_belongs_to_exactly_one_check() -> None:
    """No code is without a check, and none has two."""
    owners = Counter(cause for check in CHECKS for cause in check.causes)
    assert owners == Counter(dict.fromkeys(Cause, 1))


def test_ids_are_one_word_and_unique() -> None:
    """A check is chosen by its id on the command line."""
    ids = [check.id for check in CHECKS]
    assert len(set(ids)) == len(ids)
    assert all(ID.fullmatch(one) for one in ids)


def test_a_check_needs_what_there_is() -> None:
    """Only pieces of a look, the claims, the answers and the noted sign-in can be needed."""
    assert {need for check in CHECKS for need in check.needs} <= {*PIECES, "claims", "answers", "attempt"}


def test_headings_come_in_the_articles_order() -> None:
    """Codes of one check are in blocking order."""
    order = list(Cause)
    assert all(list(check.causes) == sorted(check.causes, key=order.index) for check in CHECKS)


def test_every_check_has_its_question() -> None:
    """``check.<id>`` is in the words."""
    words = load_words()
    assert [check.id for check in CHECKS if not words.has(f"check.{check.id}")] == []


def test_a_healthy_member_has_nothing_the_matter() -> None:
    """Everything is seen and well: every check passes; without the claims, what only they could show is left open."""
    assert {one.outcome for one in run_checks(evidence(is_self=True, claims=identity()), CHECKS)} == {Outcome.PASS}
    assert {one.outcome for one in run_checks(evidence(), CHECKS) if one.weighs} == {Outcome.PASS}


def test_everything_said_is_in_the_words() -> None:
    """Whatever was found: each sentence, each label of a fact and each headline of the trail has its text."""
    words, questions = load_words(), load_questions()
    missing: set[str] = set()
    for seed in range(SEEDS):
        world = any_evidence(seed)
        found = run_checks(world, CHECKS)
        steps = draw_trail(world, found).steps
        facts = (
            *(one for finding in found for one in finding.exhibits),
            *(one for step in steps for one in step.facts),
        )
        labels = {f"exhibit.{one.label}" for one in facts if one.label.removeprefix("answer.") not in questions}
        said = {one.because.id for one in found} | {step.headline.id for step in steps} | labels
        missing |= {text for text in said if not words.has(text)}
    assert missing == set()
