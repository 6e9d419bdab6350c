"""Two causes at once (decisions, "Measuring", 25): both are reported, and none is invented."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from flow_desktop.core.causes import Cause
from flow_desktop.core.evidence import SignInAttempt
from tests.mock.driver import running_service
from tests.support.injected import scenario_text
from tests.support.injectors import Ada, Case, Injector
from tests.support.injectors_more import EVERY_INJECTOR
from tests.support.scenario_check import ScenarioCheck

Pair = tuple[Injector, Injector]
LINH = "linh.nguyen@pilot.example"
ONLY_THEMSELVES = "update.attribute_not_mapped"
"""Shown by the person's own sign-in alone; this Ada is an admin, so she sees what else there is as well."""

ONLY_INFORM = {"role.it_admin_no_dictation", "role.always_member", "seats.raised", "seats.not_reduced"}


def played(pair: Pair) -> tuple[Case, Ada] | None:
    """The case of both, put in one after the other; None where the second does not fit after the first."""
    first, second = pair
    for starts in (Ada.ABSENT, Ada.MEMBER):
        case = Case(starts)
        if first.fits(case):
            first.inject(case)
            if second.fits(case):
                second.inject(case)
                return case, starts
    return None


def compatible() -> list[Pair]:
    """Every two causes that can hold together, in the order that works; the usual order first."""
    found: list[Pair] = []
    for one, other in combinations(EVERY_INJECTOR, 2):
        fitting = [pair for pair in ((one, other), (other, one)) if played(pair) is not None]
        found += fitting[:1]
    return found


PAIRS = compatible()


def reported(case: Case, starts: Ada, file: Path) -> set[str]:
    """What an admin is told to be proven."""
    file.write_text(scenario_text(case, starts), encoding="utf-8")
    with running_service(file) as running:
        check = ScenarioCheck(running)
        check.about["person"] = case.mail
        if case.wrong_account:
            check.attempt = SignInAttempt(check.now, case.mail, (LINH,))
        viewer = check.sign_in(case.mail if ONLY_THEMSELVES in case.true else check.admin)
        assert viewer is not None
        return {cause.value for cause in check.diagnose(viewer, answered=True).proven}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: "+".join(one.code for one in pair))
def test_both_are_reported(pair: Pair, tmp_path: Path) -> None:
    """Both causes of a compatible pair are proven, and no third one."""
    found = played(pair)
    assert found is not None
    case, starts = found
    assert reported(case, starts, tmp_path / "pair.toml") == case.true


def test_there_are_many_pairs() -> None:
    """Every cause has an injector but those that only inform, and every injector is part of a pair."""
    assert len(PAIRS) > 350
    assert {one.code for pair in PAIRS for one in pair} == {cause.value for cause in Cause} - ONLY_INFORM
