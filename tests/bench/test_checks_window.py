"""The Checks page in the real window: from a click to the cause without a moment in which nothing answers."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bench.figures import Figure, Table
from tests.bench.starting import PROGRAMS, surroundings
from tests.bench.visitor import Visitor, bring
from tests.support.local_service import Service, local_service
from tests.support.programs import Program

HELD_UP_MS = 50.0
RUNS = 3


@pytest.fixture(scope="module")
def unassigned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A world in which several causes are possible: every kind of card is drawn."""
    folder = tmp_path_factory.mktemp("unassigned")
    with local_service(folder, "--scenario", "create.not_assigned") as running:
        yield running


def test_the_window_answers_while_the_cause_is_looked_for(
    table: Table, unassigned: Service, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Opening the page, the first check, an answer, unfolding, guided steps, set-up, help: no turn works over 50 ms.

    Counted is the time the GUI thread works at a stretch; what other programs do at the same time only adds to the
    pauses, which are told beside it. The calmest of the runs is the program's own.
    """
    runs = [clicked_through(unassigned, tmp_path_factory.mktemp("checks")) for _ in range(RUNS)]
    pauses = [max((end - start for start, end in told["late"]), default=0.0) * 1000 for told in runs]
    table.add(Figure("longest pause while the cause is looked for", min(pauses), "ms"))
    turns = [max(((worked, at) for at, worked in told["turns"]), default=(0.0, 0.0)) for told in runs]
    steps = (_step(told["marks"], at) for told, (_, at) in zip(runs, turns, strict=True))
    note = ", ".join(f"{worked * 1000:.0f} ({step})" for (worked, _), step in zip(turns, steps, strict=True))
    value = min(turns)[0] * 1000
    assert table.add(Figure("longest turn while the cause is looked for", value, "ms", HELD_UP_MS, note)).holds


def clicked_through(service: Service, folder: Path) -> dict[str, Any]:
    """What one run told."""
    env = surroundings(folder / "home", QT_QPA_PLATFORM="offscreen", **service.environment)
    admin = service.person("barbara")
    with Program([sys.executable, str(PROGRAMS / "checks_window.py")], folder, env=env) as program:
        link = json.loads(program.line(0))["link"]
        bring(Visitor(service.issuer).walk(link, email=admin.email, password=admin.password))
        told = json.loads(program.line(1))
    assert told["cards"] >= 1
    return dict(told)


def _step(marks: list[tuple[str, float]], at: float) -> str:
    """Behind which click a moment lies."""
    return next((name for name, when in reversed(marks) if when <= at), "none")
