"""The Pilot page as it ships, against the real local service: sign-in, sample, run, report, history."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from flow_desktop import app
from flow_desktop.adapters.places import Places
from flow_desktop.compose import read_deployment
from flow_desktop.ui.platform import QtBrowser
from flow_desktop.ui.window import Window
from tests.bench.visitor import Visitor, bring
from tests.support.local_service import Service, local_service
from tests.ui.pilot_world import Files


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The demo's organisation."""
    with local_service(tmp_path_factory.mktemp("service")) as running:
        yield running


@pytest.fixture
def window(qtbot: QtBot, service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    """The product's own window on it, an admin signed in."""
    links: list[str] = []

    def keep(_self: QtBrowser, url: str) -> bool:
        links.append(url)
        return True

    monkeypatch.setattr(QtBrowser, "open", keep)
    places = Places(tmp_path)
    start = app.Start(lambda _: read_deployment(given={}, file=None, places=places, environ=service.environment))
    made, runner = app.build_window(start, places)
    with qtbot.waitSignal(made.ready, timeout=20_000):
        made.show()
    made.signed_out.sign_in.click()
    qtbot.waitUntil(lambda: bool(links), timeout=20_000)
    admin = service.person("barbara")

    def walk() -> None:
        bring(Visitor(service.issuer).walk(links[0], email=admin.email, password=admin.password))

    walker = threading.Thread(target=walk)
    walker.start()
    stage = made.stage
    assert stage is not None
    qtbot.waitUntil(lambda: stage.account.found is not None, timeout=30_000)
    walker.join()
    yield made
    assert runner.close()
    made.close()
    made.deleteLater()


def test_the_sample_is_verified_end_to_end(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    """The sample against the demo's people: verdict, causes, a person's way, a JSON report, the history."""
    stage = window.stage
    assert stage is not None

    def until(probe: Callable[[], bool]) -> None:
        qtbot.waitUntil(probe, timeout=30_000)

    window.sidebar.chosen.emit("pilot")
    until(lambda: stage.pilot.is_shown)
    page: Any = stage.pilot.page
    page.start.sample.click()
    until(lambda: page.part is page.preview and "Reads all" in page.preview.plan.text)
    page.preview.go.click()
    until(lambda: page.answer.outcome is not None and page.answer.is_filled)
    assert page.answer.banner.accessibleName().startswith("5 of 12 ready.")
    titles = [card.accessibleName() for card in page.answer.causes.shown]
    assert "1 person: The name was edited in Flow" in titles
    page.answer.sheet.opened.emit(1)
    until(lambda: page.person.is_filled and page.person.trail.isVisible())
    assert "Linh Nguyễn" in page.person._who.text()
    stage.escape()
    files = stage.pilot.dialogs = Files()
    files.to_save = tmp_path / "out.json"
    page.answer.save.click()
    page.answer.export.forms["json"].click()
    page.answer.export.save.click()
    until(files.to_save.exists)
    until(page.answer.export.isHidden)
    assert len(json.loads(files.to_save.read_text(encoding="utf-8"))["results"]) == 12
    page.other.click()
    until(page.start.history.isVisible)
    page.start.history.click()
    until(lambda: page.part is page.history and page.history.is_filled)
    assert "sample.csv" in page.history.rows[0].accessibleName()
