"""Taking pieces away never makes anything more certain: what was not seen proves nothing (causes.md)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flow_desktop.core.checks.catalogue import CHECKS
from flow_desktop.core.evidence import PIECES, Evidence, NotSeen
from flow_desktop.core.findings import Check, Outcome
from flow_desktop.core.observed import WithheldReason
from tests.support.any_evidence import any_evidence

SEEDS = st.integers(0, 2**32)
REASONS = st.sampled_from([WithheldReason.TIMED_OUT, WithheldReason.FORBIDDEN])
LOST = st.frozensets(st.sampled_from(PIECES), min_size=1)


def certain(check: Check, evidence: Evidence) -> tuple[frozenset[Any], bool]:
    """The causes a check calls proven, and whether it says that nothing is the matter."""
    found = check.examine(evidence)
    proven = frozenset(one.cause for one in found if one.outcome is Outcome.PROBLEM)
    return proven, any(one.outcome is Outcome.PASS for one in found)


def without(evidence: Evidence, lost: frozenset[str], reason: WithheldReason) -> Evidence:
    """The same evidence with some pieces of the look not seen."""
    gone: dict[str, Any] = {name: NotSeen(reason, "somewhere") for name in lost}
    return replace(evidence, look=replace(evidence.look, **gone))


@given(seed=SEEDS, lost=LOST, reason=REASONS)
@settings(max_examples=1500, deadline=None)
def test_what_is_lost_proves_nothing(seed: int, lost: frozenset[str], reason: WithheldReason) -> None:
    """No cause is proven that was not proven before, and no check passes that hides a proven cause."""
    evidence = any_evidence(seed)
    blind = without(evidence, lost, reason)
    for check in CHECKS:
        before, _ = certain(check, evidence)
        after, passes = certain(check, blind)
        assert after <= before, check.id
        assert not (passes and before - after), check.id


@given(seed=SEEDS)
@settings(max_examples=500, deadline=None)
def test_a_check_keeps_to_its_causes_and_always_says_something(seed: int) -> None:
    """At least one finding, only codes of its own, never proof and pass together, one "cannot tell" at most."""
    evidence = any_evidence(seed)
    for check in CHECKS:
        found = check.examine(evidence)
        outcomes = [one.outcome for one in found]
        assert found, check.id
        assert {one.cause for one in found} - {None} <= set(check.causes), check.id
        assert not {Outcome.PROBLEM, Outcome.PASS} <= set(outcomes), check.id
        assert outcomes.count(Outcome.CANNOT_TELL) <= 1, check.id


@given(seed=SEEDS, reason=REASONS)
@settings(max_examples=500, deadline=None)
def test_pieces_a_check_does_not_name_do_not_matter(seed: int, reason: WithheldReason) -> None:
    """`Check.needs` is the truth: without every other piece it says the same."""
    evidence = any_evidence(seed)
    for check in CHECKS:
        lost = frozenset(PIECES) - frozenset(check.needs)
        assert certain(check, without(evidence, lost, reason)) == certain(check, evidence), check.id
