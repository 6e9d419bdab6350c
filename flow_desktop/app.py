"""Composition root of the window: real adapters meet flows meet ui, once. Everything heavy is imported late."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flow_desktop.core.exits import Exit

if TYPE_CHECKING:
    from flow_desktop.adapters.guest import Guest
    from flow_desktop.adapters.places import Places
    from flow_desktop.adapters.single_instance import SingleInstance
    from flow_desktop.compose import LazyDesk
    from flow_desktop.core.deployment import Deployment, Refusal
    from flow_desktop.core.secret import Secret
    from flow_desktop.ui.bell import Bell
    from flow_desktop.ui.desk import Desk as WindowDesk
    from flow_desktop.ui.pilot_desk import PilotDesk
    from flow_desktop.ui.runner import Emit, Runner
    from flow_desktop.ui.theme import Assets
    from flow_desktop.ui.window import Window


def main(arguments: list[str]) -> int:
    """The window; in the terminal where there is no display or ``demo`` is given an option."""
    file, demo = deployment_file(arguments), demo_world(arguments)
    if (not arguments or file or demo is not None) and _has_display():
        return _until_stopped(lambda: show_window(Start(own_deployment(file))) if demo is None else show_demo(demo))
    from flow_desktop.cli.main import main as run

    if demo is not None:
        return run([*arguments, "--auto"])
    return run([] if file else arguments)


def render_pdf() -> int:
    """The process that `adapters.pdf` starts: a print job on stdin, its PDF on stdout; needs no display."""
    from flow_desktop.ui.pdf import serve

    # by their numbers: a windowed executable has pipes, but neither sys.stdin nor sys.stdout
    with open(0, "rb", closefd=False) as asked, open(1, "wb", closefd=False) as answer:
        return serve(asked, answer)


def deployment_file(arguments: list[str]) -> str | None:
    """FILE of ``--deployment FILE`` or ``--deployment=FILE``, the window's only option; None for anything else."""
    match arguments:
        case ["--deployment", file]:
            return file
        case [one] if one.startswith("--deployment="):
            return one.partition("=")[2]
        case _:
            return None


def demo_world(arguments: list[str]) -> tuple[str, ...] | None:
    """Which organisation ``demo`` is to show, in the options of ``mock``; None where the window shows no demo."""
    match arguments:
        case ["demo"]:
            return ()
        case ["demo", ("--scenario" | "--world") as option, value]:
            return (option, value)
        case ["demo", one] if one.startswith(("--scenario=", "--world=")):
            return (one,)
        case _:
            return None


def _until_stopped(show: Callable[[], int]) -> int:
    """Ctrl+C and SIGTERM end it at every moment, with nothing left behind; the window has its own ear for them."""
    import signal

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return show()
    except KeyboardInterrupt:
        return Exit.INTERRUPTED


def _has_display() -> bool:
    """A display that is named but does not answer is told on stderr."""
    from flow_desktop.adapters.display import has_display, named_display

    found = has_display(os.environ, sys.platform)
    name = named_display(os.environ)
    if not found and name:
        from flow_desktop.adapters.texts import load_words
        from flow_desktop.cli.output import Output

        out = Output(load_words(os.environ.get("FLOW_DESKTOP_LANGUAGE") or os.environ.get("LANG", "en")), json=False)
        out.talk(out.words("cli.display_silent", name=name))
    return found


SETTLED_MS = 100
"""By then the window is painted."""

TURN_SECONDS = 0.00005
"""How long another thread may keep Python while the window's waits for it. Qt's calls let go of it many times in one
paint: at the usual 5 ms, loading the help beside it held the window up for 160 ms; at half a millisecond a run of
100,000 people did. At this a pause is about 50 ms at most; such a run takes a quarter longer than in the terminal."""


@dataclass(frozen=True, slots=True)
class Start:
    """How a window starts: where its deployment comes from, and for the demo the guest and a folder of its own.

    ``attempt_seconds``: length of one attempt, None for the usual five minutes.
    """

    deployment: Callable[[Places], Deployment | Refusal | None]
    guest: Guest | None = None
    places: Places | None = None
    hide: Callable[[Secret], None] | None = None
    attempt_seconds: float | None = None


def own_deployment(file: str | None) -> Callable[[Places], Deployment | Refusal | None]:
    """The deployment of file, environment and last sign-in; None where nobody ever named one."""

    def read(places: Places) -> Deployment | Refusal | None:
        from flow_desktop.compose import read_deployment
        from flow_desktop.core.deployment import is_unnamed

        found = read_deployment(given={}, file=file, places=places)
        return None if is_unnamed(found) else found

    return read


def show_demo(world: tuple[str, ...] = ()) -> int:
    """Start the local directory service, then the window on it, signed out, with the pilot account at hand."""
    import tempfile
    from pathlib import Path

    from flow_desktop.adapters.guest import guest_of
    from flow_desktop.adapters.local_service import LocalService
    from flow_desktop.adapters.places import Places
    from flow_desktop.compose import demo_deployment
    from flow_desktop.core.problems import FlowError

    try:
        with LocalService(world) as ready, tempfile.TemporaryDirectory(prefix="flow-desktop-demo-") as folder:
            return show_window(Start(lambda _: demo_deployment(ready), guest_of(ready), Places(Path(folder))))
    except FlowError as error:
        from flow_desktop.cli.main import tell

        return tell(error.problem)


def show_window(start: Start) -> int:
    """Run the window until it is closed. A second start brings the first one forward and ends."""
    import gc

    gc.disable()  # nothing made on the way to the first paint is garbage; see _collect_again
    from flow_desktop.adapters.places import find_places
    from flow_desktop.adapters.single_instance import SingleInstance

    places = start.places or find_places(os.environ)
    instance = SingleInstance(places)
    if not instance.claim():
        return Exit.OK
    try:
        return _run(start, places, instance)
    finally:
        instance.release()


def _run(start: Start, places: Places, instance: SingleInstance) -> int:
    from PySide6.QtWidgets import QApplication

    from flow_desktop.ui.frame import STYLE, Frame
    from flow_desktop.ui.interrupt import Interrupt

    app = QApplication([*sys.argv[:1], *STYLE])
    app.setApplicationName("Flow Desktop")
    app.setDesktopFileName("flow-desktop")
    sys.setswitchinterval(TURN_SECONDS)
    inside, interrupt = _Inside(start, places, instance), Interrupt(QApplication.closeAllWindows)
    frame = Frame(inside.build)
    frame.show()
    code = Exit.OK if interrupt.happened else app.exec()
    inside.close()
    interrupt.close()
    return Exit.INTERRUPTED if interrupt.happened else code


class _Inside:
    """What stands in the frame, and what it needs to live."""

    def __init__(self, start: Start, places: Places, instance: SingleInstance) -> None:
        self._start, self._places, self._instance = start, places, instance
        self._bell: Bell | None = None
        self._runner: Runner | None = None

    def build(self) -> Window:
        """The window's content, connected; called once, after the frame's first paint."""
        from flow_desktop.adapters.logs import begin_logging

        start = replace(self._start, hide=begin_logging(self._places).redactor.hide)
        from PySide6.QtCore import QTimer

        from flow_desktop.ui.bell import Bell

        window, runner = build_window(start, self._places)
        self._bell, self._runner = Bell(), runner
        self._bell.rang.connect(window.raise_up)
        self._instance.serve(self._bell.ring)
        window.demo_requested.connect(lambda: _start_demo(window))
        window.ready.connect(lambda: runner.start(_load_ahead, on_done=_done, on_failed=_done))
        QTimer.singleShot(SETTLED_MS, window, _collect_again)
        return window

    def close(self) -> None:
        """The frame is closed: end what runs."""
        if self._runner is not None:
            self._runner.close()


async def _load_ahead(_emit: Emit[None]) -> None:
    """The window can be used: now what a click will need."""
    from flow_desktop.compose import load_ahead

    await load_ahead()


def _done(_end: object) -> None:
    """A module that cannot be loaded is met again, and told, by the sign-in that needs it."""


def _collect_again() -> None:
    """What the start made stays until the end: it is never looked through again."""
    import gc
    import linecache

    linecache.clearcache()  # Qt read the source of our modules to look for itself in it
    gc.collect()
    gc.freeze()
    gc.enable()


def build_window(start: Start, places: Places) -> tuple[Window, Runner]:
    """The window and its bridge to the loop, not yet shown. A QApplication must exist."""
    from flow_desktop.adapters.texts import load_words
    from flow_desktop.compose import Choices, Hands, LazyDesk, Surroundings
    from flow_desktop.core.limits import ATTEMPT_SECONDS
    from flow_desktop.ui.platform import QtBrowser, QtClipboard
    from flow_desktop.ui.runner import Runner
    from flow_desktop.ui.theme import Theme
    from flow_desktop.ui.window import Window

    words = load_words(os.environ.get("FLOW_DESKTOP_LANGUAGE") or os.environ.get("LANG", "en"))
    theme, runner = Theme(_assets()), Runner()
    theme.apply()
    hands = Hands(QtBrowser(), QtClipboard())
    around = Surroundings(places, words, _system_proxy, start.hide)
    choices = Choices(start.guest is None, attempt_seconds=start.attempt_seconds or ATTEMPT_SECONDS)
    lazy = LazyDesk(start.deployment(places), around, choices, hands=hands)
    return Window(_desk_of(lazy, start.guest), theme=theme, runner=runner), runner


def _desk_of(lazy: LazyDesk, guest: Guest | None) -> WindowDesk:
    """What the window is handed."""
    from flow_desktop import __version__
    from flow_desktop.adapters.clock import SystemClock
    from flow_desktop.ui.desk import About, Desk

    return Desk(
        words=lazy.around.words,
        deployment=lazy.deployment,
        expected=lazy.expected(),
        about=About(__version__, _platform),
        browser=lazy.hands.browser,
        clipboard=lazy.hands.clipboard,
        clock=SystemClock(),
        open_session=lazy.open_session,
        new_sign_in=lazy.new_sign_in,
        report=lazy.report,
        open_troubleshooter=lazy.open_troubleshooter,
        open_doctor=lazy.open_doctor,
        explainer=lazy.explainer,
        check_report=lazy.check_report,
        load_help=lazy.load_help,
        guest=guest,
        pilot=_pilot_of(lazy),
    )


def _pilot_of(lazy: LazyDesk) -> PilotDesk:
    """What the Pilot page is handed; nothing of it is loaded yet."""
    from flow_desktop import compose_runs as runs
    from flow_desktop.ui.pilot_desk import PilotDesk

    return PilotDesk(
        lambda: runs.pilot_speech(lazy.explainer(), lazy.deployment),
        lazy.open_verifier,
        *(runs.read_list, runs.read_pasted, runs.read_sample),
        lambda outcome, speech, to: runs.save_report(outcome, speech, to.path, redact=to.redacted, bom=to.bom),
        lambda: runs.has_history(lazy.around.places),
    )


def _platform() -> str:
    """Asked for when Help is shown."""
    from flow_desktop.adapters.machine import describe_machine

    return f"{describe_machine()}, Python {sys.version_info[0]}.{sys.version_info[1]}"


def _system_proxy(url: str) -> str | None:
    """The system's rule through Qt; QtNetwork is loaded with the first request, not with the window."""
    from flow_desktop.ui.proxies import SystemProxy

    return SystemProxy()(url)


def _assets() -> Assets:
    import tomllib

    from flow_desktop.adapters.places import find_resources
    from flow_desktop.ui.theme import Assets

    folder = find_resources()
    style = folder / "style"
    return Assets(
        tokens=tomllib.loads((style / "tokens.toml").read_text(encoding="utf-8")),
        sheet=(style / "sheet.qss").read_text(encoding="utf-8"),
        icon=lambda name: (folder / "icons" / f"{name}.svg").read_text(encoding="utf-8"),
    )


def _start_demo(window: Window) -> None:
    """The demo is a program of its own beside this one: this window closes, the other one opens."""
    from flow_desktop.adapters.local_service import start_detached

    start_detached("demo")
    window.window().close()
