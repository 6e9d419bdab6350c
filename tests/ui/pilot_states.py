"""Every state of the Pilot page, and the way there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from flow_desktop.core.deployment import DirectoryAuth, SourceKind
from flow_desktop.core.pilot.ports import Waiting
from flow_desktop.core.problems import Code, FlowError, problem
from tests.support.pilot_made import entry, row
from tests.ui.clipping import cut_off
from tests.ui.pilot_world import NAMES, Pilot, pilots, somebody, usual
from tests.ui.test_screens import settled
from tests.ui.world import DEPLOYMENT, World

LONG = Path(__file__).resolve().parents[2] / "resources" / "pilot" / "sample.csv"


def start(there: World) -> None:
    page = usual(there).show()
    page.start.like.open()


def paste(there: World) -> None:
    page = usual(there).show()
    there.press(page.start.paste)
    page.paste.field.setPlainText("Ada Byron <ada.byron@pilot.example>")


def pick(there: World) -> None:
    there.deployment = replace(DEPLOYMENT, source=SourceKind.SCIM, directory_auth=DirectoryAuth.TOKEN)
    page = usual(there).show()
    there.press(page.start.group)
    there.until(lambda: len(page.pick.list.rows) == 2, "the groups")


def preview(there: World) -> None:
    """From a file, so that the columns can be chosen."""
    pilot = usual(there)
    page = pilot.show()
    pilot.files.to_open = LONG
    there.press(page.start.open)
    there.until(lambda: page.part is page.preview, "the preview")
    there.until(lambda: page.preview.plan.text != page.kit.words("pilot.page.plan.asking"), "the plan")


def options(there: World) -> None:
    """Beside the preview, with a time that is none."""
    preview(there)
    page = there.page
    page.preview.assigned.field.setText("yesterday")
    there.press(page.preview.go)


def running(there: World) -> None:
    """Some results are there, and a host asks for a pause."""
    pilot = usual(there)
    pilot.hold()
    page = pilot.preview(pilots())
    there.press(page.preview.go)
    pilot.let_pages(2)
    there.until(lambda: len(pilot.texts()) > 1, "the first people")
    tell = pilot.people.tell
    assert tell is not None
    there.runner.call(tell, Waiting("api.example.com", there.clock.now() + timedelta(seconds=30)))
    there.until(page.run._held.isVisible, "the pause")


def stopped(there: World) -> None:
    pilot = usual(there)
    pilot.hold()
    page = pilot.preview(pilots())
    there.press(page.preview.go)
    pilot.let_pages(2)
    there.until(lambda: len(pilot.texts()) > 1, "the first people")
    there.press(page.run.cancel)
    there.until(page.stopped.isVisible, "the offer")


def answer(there: World) -> None:
    page = usual(there).run(pilots())
    assert page.answer is not None
    page.answer.causes.shown[0].open.click()
    there.press(page.answer.save)


def filtered(there: World) -> None:
    page = usual(there).run(pilots())
    assert page.answer is not None
    page.answer.sheet.search.setText("nguyen")
    page.answer.sheet.search.ask()


def all_ready(there: World) -> None:
    Pilot(there, *(somebody(*name) for name in NAMES)).run(replace(pilots(), rejected=()))


def watching(there: World) -> None:
    page = usual(there).run(pilots())
    assert page.answer is not None
    there.press(page.answer.watch)
    there.until(lambda: page.run.isVisible() and page.run.countdown.isVisible(), "the next look")


def person(there: World) -> None:
    pilot = usual(there)
    pilot.run(pilots())
    panel = pilot.open(1)
    there.until(lambda: panel.is_filled and panel.trail.isVisible(), "the whole person")
    panel.fields.letters.open()


def history(there: World) -> None:
    pilot = usual(there)
    page = pilot.run(pilots())
    there.clock.move(60)
    pilot.people.entries = (*pilot.people.entries, somebody("Emmy", "Noether"))
    there.stage.check()
    assert page.answer is not None
    outcome = page.answer.outcome
    there.until(lambda: page.answer is not None and page.answer.outcome is not outcome, "the second answer")
    there.until(lambda: not there.stage.pilot.control.running, "the end")
    there.press(page.other)
    there.until(page.start.history.isVisible, "the history's button")
    there.press(page.start.history)
    there.until(lambda: page.part is page.history and page.history.is_filled, "the history")
    for past in page.history.rows:
        past.pick.click()
    there.press(page.history.compare)
    there.until(page.history.changes.isVisible, "the changes")


def hostile(there: World) -> None:
    """Names and addresses of any length and direction, in a list with such a name."""
    long, back = "Wolfeschlegelsteinhausenbergerdorff" * 3, "\u202eevil"
    rows = (row(f"{'a' * 120}@pilot.example", long, "مريم"), row("b@pilot.example", back, long))
    listed = replace(pilots(), name=f"{'list ' * 30}{back}.csv", rows=rows)
    pilot = Pilot(there, entry(f"{'a' * 120}@pilot.example", "x", "y"))
    page = pilot.preview(listed)
    assert cut_off(there.window) == [] or settled(there) == []
    there.press(page.preview.go)
    pilot.until_answered()
    panel = pilot.open(0)
    there.until(lambda: panel.is_filled and panel.trail.isVisible(), "the whole person")
    panel.fields.letters.open()
    assert settled(there) == []
    there.stage.escape()


def failed(there: World) -> None:
    pilot = usual(there)
    page = pilot.preview(pilots())
    pilot.people.fails = FlowError(problem(Code.NETWORK_UNREACHABLE, host="api.example.com"))
    there.press(page.preview.go)
    there.until(page.problem.isVisible, "the problem")


STATES = {
    one.__name__: one
    for one in (
        *(
            start,
            paste,
            pick,
            preview,
            options,
            running,
            stopped,
            answer,
            filtered,
            all_ready,
            watching,
            person,
            history,
        ),
        *(failed, hostile),
    )
}
