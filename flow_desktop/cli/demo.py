"""``flow-desktop demo`` in a terminal: the local directory service, the pilot person, and the real sign-in."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from flow_desktop.adapters.browser import SystemBrowser
from flow_desktop.adapters.guest import Guest, guest_of
from flow_desktop.adapters.local_service import LocalService, ReadyLine
from flow_desktop.adapters.pilot_browser import PilotBrowser
from flow_desktop.adapters.places import Places
from flow_desktop.cli.common import Call, run_loop
from flow_desktop.cli.demo_case import CaseCheck
from flow_desktop.cli.sign_in import Options, Talk, sign_in
from flow_desktop.compose import Choices, build_desk, demo_deployment
from flow_desktop.core.deployment import Deployment
from flow_desktop.core.exits import Exit
from flow_desktop.core.problems import FlowError
from flow_desktop.flows.sign_in import SignInRequest


def command(call: Call) -> Exit:
    """Start the service, sign the pilot person in, compare, stop the service. Keeps nothing.

    A scenario's person is checked as well: the exit code is then the one of ``check``.
    """
    talk = Talk(call.out)
    try:
        with LocalService(_world(call)) as ready, tempfile.TemporaryDirectory(prefix="flow-desktop-demo-") as folder:
            demo = replace(call, around=replace(call.around, places=Places(Path(folder))))
            work = _demo(demo, demo_deployment(ready), ready)
            return run_loop(work, fail=talk.failed)
    except FlowError as error:
        return talk.failed(error.problem)


def _world(call: Call) -> tuple[str, ...]:
    """The options of `flow-desktop mock` that say which organisation it is."""
    asked = (("--scenario", call.parsed.scenario), ("--world", call.parsed.world))
    return tuple(part for option, value in asked if value is not None for part in (option, value))


async def _demo(call: Call, deployment: Deployment, ready: ReadyLine) -> Exit:
    guest, auto = guest_of(ready), call.parsed.auto
    _say_who(call, guest)
    browser = PilotBrowser(guest.email, guest.password) if auto else SystemBrowser()
    options = Options(browser=browser, request=SignInRequest(issuer=deployment.issuer, login_hint=guest.email))
    desk = await build_desk(deployment, call.around, Choices(keep_session=False))
    try:
        code = await sign_in(desk, options, Talk(call.out, tells_link=not auto))
        return await CaseCheck(call, ready.case, ready.admin).run(desk) if ready.case else code
    finally:
        await desk.close()
        if isinstance(browser, PilotBrowser):
            await browser.close()


def _say_who(call: Call, guest: Guest) -> None:
    words, auto = call.out.words, call.parsed.auto
    call.out.talk(words("cli.demo", email=guest.email, console=guest.console))
    call.out.talk(words("cli.demo_auto") if auto else words("cli.demo_password", password=guest.password.reveal()))
    if guest.admin_email and guest.admin_password and not auto:
        call.out.talk(words("cli.demo_admin", email=guest.admin_email, password=guest.admin_password.reveal()))
