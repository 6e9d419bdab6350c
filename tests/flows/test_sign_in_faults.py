"""Every port of a sign-in can fail: it ends in a Problem, with nothing kept and nothing left running."""

from __future__ import annotations

import asyncio

import pytest

from flow_desktop.core import signin as machine
from flow_desktop.core.callback import PageEnd
from flow_desktop.core.problems import Code, FlowError, problem
from tests.fakes.browser import FakeBrowser
from tests.fakes.provider import FakeProvider, answer_of
from tests.fakes.receiver import FakeReceiver
from tests.support.sign_in_desk import Desk, failure, play

FAULTS = {
    "network": (FlowError(problem(Code.NETWORK_UNREACHABLE)), problem(Code.NETWORK_UNREACHABLE)),
    "our mistake": (KeyError("canary"), problem(Code.INTERNAL_UNEXPECTED, type="KeyError")),
    "operating system": (OSError("canary"), problem(Code.INTERNAL_UNEXPECTED, type="OSError")),
    "time-out": (TimeoutError(), problem(Code.INTERNAL_UNEXPECTED, type="TimeoutError")),
}


@pytest.mark.parametrize("step", ["discover", "authorization_url", "exchange", "verify"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_step_that_fails_ends_in_a_problem(step: str, fault: str) -> None:
    """A known fault is told as what it is, an unknown one as ours with its type only; nothing is kept."""

    async def scene(desk: Desk) -> None:
        raised, told = FAULTS[fault]
        desk.provider.fails[step] = raised
        flow = desk.start()
        running = asyncio.create_task(flow.run())
        if step in ("exchange", "verify"):
            page = await desk.receiver.visit(answer_of(await desk.browser.next_link(), code="c1"))
            assert page == "failed"
        assert failure(await running) == told
        await flow.close()
        assert not desk.receiver.is_open

    desk = play(scene)
    assert (desk.kept, desk.provider.live) == ([], set())
    assert desk.provider.revoked == (["refresh-1"] if step == "verify" else [])


def test_a_refused_token_is_revoked_even_where_revoking_fails() -> None:
    """Verification fails, and then the revocation: the sign-in still ends with the first problem."""

    async def scene(desk: Desk) -> None:
        desk.provider.fails = {
            "verify": FlowError(problem(Code.ID_TOKEN_NONCE)),
            "revoke": FlowError(problem(Code.NETWORK_UNREACHABLE)),
        }
        running = asyncio.create_task(desk.start().run())
        desk.receiver.paste(answer_of(await desk.browser.next_link(), code="c1"))
        assert failure(await running).code is Code.ID_TOKEN_NONCE

    desk = play(scene)
    assert (desk.kept, desk.provider.calls[-1]) == ([], "revoke")


def test_an_access_token_is_revoked_where_there_is_no_other() -> None:
    """Without a refresh token the access token is what can be revoked."""

    async def scene(desk: Desk) -> None:
        desk.provider.fails["verify"] = FlowError(problem(Code.ID_TOKEN_NONCE))
        running = asyncio.create_task(desk.start().run())
        desk.receiver.paste(answer_of(await desk.browser.next_link(), code="c1"))
        await running

    assert play(scene, Desk(provider=FakeProvider(refreshes=False))).provider.revoked == ["access-1"]


def test_ports_that_are_taken_end_it_before_the_browser() -> None:
    """No socket, no browser."""

    async def scene(desk: Desk) -> None:
        assert failure(await desk.start().run()).code is Code.CONFIGURATION_PORTS_BUSY

    busy = FlowError(problem(Code.CONFIGURATION_PORTS_BUSY))
    assert play(scene, Desk(receiver=FakeReceiver(fails=busy))).browser.opened == []


def test_a_browser_that_breaks_ends_in_a_problem() -> None:
    """An exception out of the browser adapter is an internal problem, not a crash."""

    async def scene(desk: Desk) -> None:
        flow = desk.start()
        assert failure(await flow.run()) == problem(Code.INTERNAL_UNEXPECTED, type="RuntimeError")
        await flow.close()

    assert not play(scene, Desk(browser=FakeBrowser(fails=RuntimeError("canary")))).receiver.is_open


def test_a_session_that_cannot_be_taken_over_is_revoked() -> None:
    """If taking the session over fails, the page and the app say "failed" and the tokens are revoked."""

    async def scene(desk: Desk) -> None:
        running = asyncio.create_task(desk.start().run())
        page = await desk.receiver.visit(answer_of(await desk.browser.next_link(), code="c1"))
        assert failure(await running) == problem(Code.INTERNAL_UNEXPECTED, type="ValueError")
        assert page == "failed"

    desk = play(scene, Desk(remember_fails=ValueError("canary")))
    assert (desk.provider.revoked, desk.path()[-1]) == (["refresh-1"], "Failed")


class _MutePage(FakeReceiver):
    """A receiver whose last page cannot be told."""

    async def tell(self, end: PageEnd, problem: object = None) -> None:
        raise ConnectionResetError("canary")


@pytest.mark.expects_log(r"page could not be told: ConnectionResetError$")
@pytest.mark.parametrize("params", [{"code": "c1"}, {"error": "access_denied"}], ids=["signed in", "denied"])
def test_a_page_that_cannot_be_told_changes_nothing(params: dict[str, str]) -> None:
    """The app has decided; a browser that went away costs the page only."""

    async def scene(desk: Desk) -> None:
        running = asyncio.create_task(desk.start().run())
        desk.receiver.paste(answer_of(await desk.browser.next_link(), **params))
        assert isinstance(await running, machine.SignedIn if "code" in params else machine.Failed)

    desk = play(scene, Desk(receiver=_MutePage()))
    assert len(desk.kept) == ("code" in params)


def _break(state: machine.SignInState) -> None:
    raise ZeroDivisionError(type(state).__name__)


def test_an_observer_that_breaks_leaves_nothing_running() -> None:
    """A mistake in the window ends the sign-in with its exception, and the socket is closed."""

    async def scene(desk: Desk) -> None:
        flow = desk.start()
        flow._observe = _break
        with pytest.raises(ZeroDivisionError):
            await flow.run()
        assert not desk.receiver.is_open

    play(scene)
