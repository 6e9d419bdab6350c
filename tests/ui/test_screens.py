"""Every state of the window: it is drawn, it is kept as a picture, and nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.exceptions import TimeoutError as QtTimeoutError

from flow_desktop.core.callback import Ignored
from flow_desktop.core.comparison import ProfileComparison
from flow_desktop.core.deployment import Refusal
from flow_desktop.core.directory import DirectoryView, NotThere, Origin, Role, Unseen
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.problems import Code, FlowError, SignInAgain, problem
from flow_desktop.ui.theme import Mode
from tests.ui.clipping import cut_off
from tests.ui.world import AT, MINH, World, view

PICTURES = Path(__file__).resolve().parents[2] / "artefacts" / "screens"
Make = Callable[..., World]


def signed_out(world: World) -> None:
    world.show()


def more_options(world: World) -> None:
    world.show()
    world.press(world.window.signed_out.more)
    world.window.signed_out.email.setText("minh.nguyen")
    world.press(world.window.signed_out.sign_in)


def preparing(world: World) -> None:
    world.show()
    world.hold("discover")
    world.press(world.window.signed_out.sign_in)
    world.until_page(world.stage.waiting)


def waiting(world: World) -> None:
    world.show()
    world.begin()


def waiting_hint(world: World) -> None:
    waiting(world)
    world.stage.waiting._timer.timeout.emit()


def waiting_notice(world: World) -> None:
    waiting(world)
    world.come_back_without_state(error="access_denied")
    world.until(lambda: not world.stage.waiting.notice.isHidden(), "the notice")


def waiting_paste(world: World) -> None:
    waiting(world)
    world.press(world.stage.waiting.paste)
    world.stage.waiting.tell_pasted(Ignored.WRONG_STATE)


def verifying(world: World) -> None:
    waiting(world)
    world.hold("verify")
    world.come_back()
    world.until(lambda: not world.stage.waiting.open_again.isVisible(), "checking the answer")


def asking(world: World) -> None:
    world.show()
    world.begin("minh@other-company.example.com")
    world.come_back()
    world.until_page(world.stage.asking)


def failed(world: World) -> None:
    world.provider.fails["exchange"] = FlowError(problem(Code.TLS_UNTRUSTED, host="login.example.com"))
    waiting(world)
    world.come_back()
    world.until_page(world.stage.end)


def cancelled(world: World) -> None:
    waiting(world)
    world.press(world.stage.waiting.cancel)
    world.until_page(world.stage.end)


def restoring(world: World) -> None:
    world.stored_session()
    world.hold("refresh")
    world.show()
    world.until(world.page.skeleton._bones[0].isVisible, "the skeleton")


def offline(world: World) -> None:
    world.stored_session()
    world.provider.fails["refresh"] = FlowError(problem(Code.NETWORK_UNREACHABLE, host="login.example.com"))
    world.show()
    world.until_page(world.stage.account)


def clock_off(world: World) -> None:
    world.provider.clock_offset = 754.0
    same(world)
    world.until(world.window.strip.isVisible, "the strip")


def same(world: World) -> None:
    world.show()
    world.sign_in()


def differs(world: World) -> None:
    world.directory.view = view(flow=("Minh", "Nguyen", "m.nguyen@example.com"))
    same(world)


def note(world: World) -> None:
    world.directory.view = view(flow=("Minh", "Nguyễn", "Minh.Nguyen@example.com"))
    same(world)


def not_there(world: World) -> None:
    world.directory.view = DirectoryView(NotThere(Origin("flow_me", AT)), NotThere(Origin("flow_me", AT)))
    same(world)


def cannot_tell(world: World) -> None:
    seen = view()
    world.directory.view = DirectoryView(Unseen(WithheldReason.TIMED_OUT, Origin("flow_me", AT)), seen.flow)
    same(world)


def flow_left_out(world: World) -> None:
    world.directory.view = DirectoryView(view().directory)
    same(world)


def it_admin(world: World) -> None:
    world.directory.view = view(role=Role.IT_ADMIN)
    same(world)


def long_names(world: World) -> None:
    long = ("Wolfeschlegelsteinhausenbergerdorff" * 2, "مريم الحسن", MINH[2])
    world.directory.view = view(directory=long, flow=(long[0] + "x", long[1], "a" * 60 + "@example.com"))
    same(world)


def session_only(world: World) -> None:
    world.vault.fails = Code.STORAGE_UNAVAILABLE
    same(world)
    world.until(world.stage.account.session.code.isVisible, "the reason")
    world.stage.account.ensureWidgetVisible(world.stage.account.session)


def checking_again(world: World) -> None:
    same(world)
    world.provider.fails["refresh"] = SignInAgain(problem(Code.SIGN_IN_AGAIN_EXPIRED))
    world.clock.move(3601)
    world.press(world.stage.account.check)
    world.until(world.stage.account.problem.isVisible, "the session's end")


def help_page(world: World) -> None:
    differs(world)
    world.stage.show_help()


def signed_out_again(world: World) -> None:
    same(world)
    world.press(world.stage.account.session.sign_out)
    world.until_page(world.window.signed_out)


def configuration(world: World) -> None:
    world.window.hide()
    world.deployment = Refusal("issuer", "must start with https://", "deployment file acme.toml")
    world.rebuild()
    world.show()


def configuration_missing(world: World) -> None:
    world.deployment = None
    world.rebuild()
    world.show()


STATES = {
    one.__name__: one
    for one in (
        *(signed_out, more_options, preparing, waiting, waiting_hint, waiting_notice, waiting_paste, verifying),
        *(asking, failed, cancelled, restoring, offline, same, differs, note, not_there, cannot_tell, flow_left_out),
        *(it_admin, long_names, session_only, checking_again, help_page, signed_out_again, configuration),
        *(configuration_missing, clock_off),
    )
}
"""Every state a person can come to, and the way there."""


def settled(world: World) -> list[str]:
    """What stays cut off once the layouts have had their turn."""
    for _ in range(4):  # a layout that changed asks its parent in turn
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    with suppress(QtTimeoutError):
        world.qtbot.waitUntil(lambda: cut_off(world.window) == [], timeout=1500)
    return cut_off(world.window)


def keep(world: World, name: str) -> bool:
    """Keep a picture of the window for people to look at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    return world.window.grab().save(str(PICTURES / f"{name}.png"))


@pytest.mark.parametrize("scale", [1.0, 2.0], ids=["100", "200"])
@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
@pytest.mark.parametrize("state", STATES)
def test_every_state_is_drawn_whole(world: Make, state: str, mode: Mode, scale: float) -> None:
    """In light and dark, at 100 and 200 % text, no text of any state is cut off; the picture is kept."""
    there = world(mode=mode, scale=scale)
    STATES[state](there)
    short = settled(there)
    assert keep(there, f"{state}-{mode}-{round(scale * 100)}")
    assert short == []


@pytest.mark.parametrize("language", ["en", "qps"])
@pytest.mark.parametrize("scale", [1.0, 2.0], ids=["100", "200"])
@pytest.mark.parametrize("state", STATES)
def test_nothing_is_cut_off_in_the_smallest_window(world: Make, state: str, scale: float, language: str) -> None:
    """At 720 x 520, at 200 % text and in a language 40 % longer, every text is whole."""
    there = world(scale=scale, language=language, size=(720, 520))
    STATES[state](there)
    assert there.window.width() == 720
    short = settled(there)
    assert keep(there, f"small-{state}-{language}-{round(scale * 100)}")
    assert short == []


def test_the_states_cover_every_overall_answer(world: Make) -> None:
    """The pictures show a verdict that is kept whole: what is drawn is what was compared."""
    there = world()
    differs(there)
    found = there.stage.account.found
    assert isinstance(found, ProfileComparison)
    assert there.stage.account.banner.accessibleName() == there.stage.speaker.verdict(found).text
