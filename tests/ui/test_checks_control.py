"""The control of the checks: what it tells of a check and of a watch, and that nothing comes after a cancel."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from flow_desktop.core.diagnosis import Bottom, Diagnosis
from flow_desktop.core.problems import Code, FlowError, SignInAgain, problem
from flow_desktop.core.symptoms import Symptom
from flow_desktop.ui.checks_control import ChecksControl, Wish
from tests.fakes.time import FakeClock
from tests.support.evidence import ADA, NOW, answered, look, skipped
from tests.ui.checks_states import raising
from tests.ui.world import World

Make = Callable[..., World]
BROKEN = look(**skipped("seat_cap"))
SIGNALS = ("ready", "checked", "failed", "ended", "busy_changed", "watching_changed", "next_look", "fixed", "gave_up")


class Heard:
    """What a control told, in order."""

    def __init__(self, control: ChecksControl) -> None:
        self.told: list[tuple[str, tuple[Any, ...]]] = []
        for name in SIGNALS:
            getattr(control, name).connect(lambda *values, name=name: self.told.append((name, values)))

    @property
    def names(self) -> list[str]:
        """The names only."""
        return [name for name, _ in self.told]

    def last(self, name: str) -> Any:
        """The newest value of one signal."""
        return next(values[0] for one, values in reversed(self.told) if one == name)


def signed_in(world: World) -> tuple[ChecksControl, Heard]:
    """An admin is signed in; the control, and an ear on it."""
    world.clock = FakeClock(NOW)
    world.rebuild()
    world.evidence.look = look()
    world.show()
    world.sign_in()
    control = world.stage.checks.control
    return control, Heard(control)


def test_a_check_tells_what_it_found(world: Make) -> None:
    """Texts first, then the answer about the person that was asked for, with complaint and answers; busy meanwhile."""
    there = world()
    control, heard = signed_in(there)
    answers = answered(**{"idp.assigned": "no"})
    control.check(Wish(ADA, Symptom.NOT_CREATED, answers))
    assert control.busy
    there.until(lambda: not control.busy, "the end")
    assert heard.names == ["busy_changed", "ready", "busy_changed", "checked"]
    found: Diagnosis = heard.last("checked")
    assert (found.evidence.asked.email, found.evidence.asked.symptom) == (ADA, Symptom.NOT_CREATED)
    assert found.evidence.answers == answers
    assert there.evidence.asked == [ADA]


def test_texts_are_loaded_once(world: Make) -> None:
    """The second check brings its answer and no texts."""
    there = world()
    control, heard = signed_in(there)
    for count in (1, 2):
        control.check(Wish())
        there.until(lambda: heard.names.count("checked") == count, "the answer")  # noqa: B023 - waited for at once
    assert heard.names.count("ready") == 1


def test_a_failure_is_told(world: Make) -> None:
    """A Problem comes with its code; only a lost session is an end."""
    there = world()
    control, heard = signed_in(there)
    there.evidence.before = raising(FlowError(problem(Code.NETWORK_UNREACHABLE, host="x")))
    control.check(Wish())
    there.until(lambda: "failed" in heard.names, "the failure")
    assert heard.last("failed").code is Code.NETWORK_UNREACHABLE
    there.evidence.before = raising(SignInAgain(problem(Code.SIGN_IN_AGAIN_EXPIRED)))
    control.check(Wish())
    there.until(lambda: "ended" in heard.names, "the end")
    assert heard.last("ended").code is Code.SIGN_IN_AGAIN_EXPIRED
    assert not control.busy


def test_nothing_comes_after_a_cancel(world: Make) -> None:
    """A look that was cancelled is not told; the next one is."""
    there = world()
    control, heard = signed_in(there)
    there.evidence.gate = asyncio.Event()
    control.check(Wish())
    there.until(lambda: bool(there.evidence.asked), "the look")
    control.cancel()
    assert not control.busy
    there.evidence.gate = None
    control.check(Wish(ADA))
    there.until(lambda: "checked" in heard.names, "the next answer")
    assert heard.names.count("checked") == 1
    assert heard.last("checked").evidence.asked.email == ADA


def test_a_new_check_replaces_the_one_under_way(world: Make) -> None:
    """Only the newest question is answered."""
    there = world()
    control, heard = signed_in(there)
    there.evidence.gate = asyncio.Event()
    control.check(Wish("somebody@pilot.example"))
    there.until(lambda: bool(there.evidence.asked), "the look")
    there.evidence.gate = None
    control.check(Wish(ADA))
    there.until(lambda: "checked" in heard.names, "the answer")
    assert [found[0].evidence.asked.email for name, found in heard.told if name == "checked"] == [ADA]


def test_a_watch_ends_when_it_is_fixed(world: Make) -> None:
    """It tells each answer and when it looks next, and says once that it is fixed."""
    there = world()
    control, heard = signed_in(there)
    there.evidence.look = BROKEN
    control.watch(Wish(ADA))
    began = control.watching
    assert began
    there.until(lambda: "next_look" in heard.names, "the pause")
    assert heard.last("next_look") == there.clock.monotonic() + 15
    assert not control.busy
    there.look_again()
    there.until(lambda: heard.names.count("next_look") == 2, "the second pause")
    assert heard.last("next_look") == there.clock.monotonic() + 22.5
    there.evidence.look = look()
    there.look_again()
    there.until(lambda: "fixed" in heard.names, "the end")
    assert heard.last("fixed").overall is Bottom.FINE
    assert heard.names.count("fixed") == 1
    assert not control.watching
    assert heard.names.count("checked") == 3


def test_a_watch_does_not_go_on_for_ever(world: Make) -> None:
    """When a change must have arrived long ago, it says so and stops."""
    there = world()
    control, heard = signed_in(there)
    there.evidence.look = BROKEN
    control.watch(Wish(ADA))
    there.until(lambda: there.pauses.waiting, "the pause")
    there.clock.move(2 * 3600)
    there.look_again()
    there.until(lambda: "gave_up" in heard.names, "the end")
    assert "fixed" not in heard.names
    assert not control.watching


def test_a_watch_can_be_stopped(world: Make) -> None:
    """Nothing is looked at afterwards."""
    there = world()
    control, heard = signed_in(there)
    there.evidence.look = BROKEN
    control.watch(Wish(ADA))
    there.until(lambda: "next_look" in heard.names, "the pause")
    control.cancel()
    assert not control.watching
    control.check(Wish(ADA))
    there.until(lambda: heard.names.count("checked") == 2, "a check of its own")
    assert len(there.evidence.asked) == 2
