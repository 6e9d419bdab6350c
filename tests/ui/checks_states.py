"""Every state of the Checks page, and the way there by typing and clicking."""

from __future__ import annotations

import asyncio
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import Look
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.problems import Code, FlowError, SignInAgain, problem
from flow_desktop.core.symptoms import Symptom
from flow_desktop.ui.checks_answer import ChecksAnswer
from flow_desktop.ui.checks_page import ChecksPage
from tests.fakes.time import FakeClock
from tests.support.evidence import ADA, NOW, look, nobody, settings, skipped, unseen
from tests.ui.world import World, view


def page_of(world: World) -> ChecksPage:
    """The page, which was shown before."""
    page = world.stage.checks.page
    assert page is not None
    return page


def answer_of(world: World) -> ChecksAnswer:
    """The answer, which was there before."""
    answer = world.stage.checks.answer
    assert answer is not None
    return answer


def open_checks(world: World, *, role: Role | None = Role.ADMIN) -> ChecksPage:
    """Sign in and click "Checks"."""
    world.clock = FakeClock(NOW)
    world.rebuild()
    world.directory.view = view(role=role)
    world.show()
    world.sign_in()
    world.until(lambda: world.stage.session._job is None, "the comparison's end")
    world.window.sidebar._buttons["checks"].click()
    world.until_page(page_of(world))
    return page_of(world)


def section(world: World, name: str) -> Any:
    """A button of the sidebar."""
    return next(one for one in world.window.sidebar.findChildren(QWidget) if one.accessibleName() == name)


def ask_about(world: World, email: str = ADA, symptom: Symptom | None = None) -> None:
    """Type an address, choose a complaint and click "Find the cause"; wait for the answer."""
    page = page_of(world)
    page.start.email.selectAll()
    QTest.keyClicks(page.start.email, email)
    if symptom is not None:
        page.start.symptoms.setCurrentRow(1 + list(Symptom).index(symptom))
    world.press(page.start.go)
    until_answered(world)


def until_answered(world: World) -> None:
    """Let the window live until the answer is shown whole."""
    stage = world.stage.checks
    world.until(lambda: stage.answer is not None and stage.answer.isVisible(), "the answer")
    world.until(lambda: not stage.control.busy, "the look's end")
    world.until(lambda: answer_of(world).is_filled, "every card")


def checked(world: World, seen: Look, symptom: Symptom | None = None) -> None:
    """An admin asks about Ada, and this is seen."""
    world.evidence.look = seen
    open_checks(world)
    ask_about(world, symptom=symptom)


def start(world: World) -> None:
    """A member may ask about themselves."""
    open_checks(world, role=Role.MEMBER)


def start_admin(world: World) -> None:
    """An admin may ask about others; this address is none."""
    page = open_checks(world)
    page.start.email.selectAll()
    QTest.keyClicks(page.start.email, "ada.byron")
    world.press(page.start.go)


def looking(world: World) -> None:
    """The first look takes long."""
    page = open_checks(world)
    world.evidence.gate = asyncio.Event()
    world.press(page.start.go)
    world.until(page.skeleton._bones[0].isVisible, "the skeleton")


def fine(world: World) -> None:
    """Nothing is wrong."""
    checked(world, look())


def proven(world: World) -> None:
    """The seat cap was reached, and a field is not sent."""
    checked(world, look(**skipped("seat_cap", settings=settings())))


def possible(world: World) -> None:
    """Nobody knows the person: a question decides."""
    checked(world, look(**nobody()), Symptom.NOT_CREATED)


def answered(world: World) -> None:
    """The question was answered."""
    possible(world)
    box = answer_of(world).possible.questions.boxes["idp.assigned"]
    world.press(box.choices["no"])
    world.until(lambda: bool(answer_of(world).given.isVisible()), "the given answer")
    until_answered(world)


def cannot_tell(world: World) -> None:
    """The place did not answer; what was not seen is opened."""
    checked(world, unseen(WithheldReason.TIMED_OUT))
    for lines in answer_of(world).lines.values():
        lines.fold.open()


def unfolded(world: World) -> None:
    """Everything is open."""
    possible(world)
    for card in answer_of(world).cards:
        card.steps.open()
        card.evidence.open()
    for lines in answer_of(world).lines.values():
        lines.fold.open()


def watching(world: World) -> None:
    """A watch waits for its next look."""
    proven(world)
    world.press(answer_of(world).buttons.watch)
    world.until(answer_of(world).watch.countdown.isVisible, "the countdown")


def refused(world: World) -> None:
    """Somebody who is no admin asked about somebody else."""
    world.evidence.look = unseen(WithheldReason.FORBIDDEN)
    page = open_checks(world, role=None)
    page.start.email.setReadOnly(False)
    page.start.email.setText(ADA)
    world.press(page.start.go)
    world.until(page.problem.isVisible, "the refusal")


def failing(world: World) -> None:
    """The second look failed; the first answer stays."""
    proven(world)
    fault = FlowError(problem(Code.NETWORK_UNREACHABLE, host="api.example.com"))
    world.evidence.before = raising(fault)
    world.press(answer_of(world).buttons.again)
    world.until(page_of(world).problem.isVisible, "the problem")


def ended(world: World) -> None:
    """The session ended meanwhile."""
    page = open_checks(world)
    world.evidence.before = raising(SignInAgain(problem(Code.SIGN_IN_AGAIN_EXPIRED)))
    world.press(page.start.go)
    world.until(page.problem.isVisible, "the problem")


def raising(error: Exception) -> Any:
    """Something that fails when it is called."""

    def fail() -> None:
        raise error

    return fail


STATES = {
    one.__name__: one
    for one in (
        *(start, start_admin, looking, fine, proven, possible, answered, unfolded, cannot_tell, watching),
        *(refused, failing, ended),
    )
}
"""Every state a person can come to, and the way there."""
