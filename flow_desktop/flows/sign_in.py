"""One sign-in from the button to its true end: performs the effects that ``core.signin.step`` decides on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, ParamSpec, assert_never

from flow_desktop.core import signin as machine
from flow_desktop.core.attempt import Attempt
from flow_desktop.core.callback import Expected, Ignored, PageEnd
from flow_desktop.core.causes import Cause
from flow_desktop.core.identity import Identity
from flow_desktop.core.limits import ATTEMPT_SECONDS
from flow_desktop.core.ports import (
    Browser,
    CallbackReceiver,
    Clipboard,
    Clock,
    Entropy,
    Hint,
    IdentityProvider,
    Tokens,
)
from flow_desktop.core.problems import Code, FlowError, Problem, problem
from flow_desktop.core.secret import Secret

_log = logging.getLogger(__name__)
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class SignInPorts:
    """What a sign-in needs from outside. ``remember`` takes the session over once it is accepted."""

    provider: IdentityProvider
    receiver: CallbackReceiver
    browser: Browser
    clipboard: Clipboard
    clock: Clock
    entropy: Entropy
    remember: Callable[[Identity, Tokens], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class SignInRequest:
    """What the person asked for. ``seconds``: length of one attempt; ``browser_required``: no link to fall back to."""

    issuer: str
    login_hint: str = ""
    seconds: float = ATTEMPT_SECONDS
    browser_required: bool = False


class SignIn:
    """Run once. Every method but ``run`` and ``close`` only puts an event in; call them on the flow's own loop."""

    def __init__(
        self, ports: SignInPorts, request: SignInRequest, observe: Callable[[machine.SignInState], None]
    ) -> None:
        self._ports = ports
        self._request = request
        self._observe = observe
        self._events: asyncio.Queue[machine.SignInEvent] = asyncio.Queue()
        self._tasks: dict[str, asyncio.Task[object]] = {}
        self._revoking: list[asyncio.Task[None]] = []
        self._state: machine.SignInState = machine.SignedOut()
        self._tokens: Tokens | None = None
        self._replaced: tuple[Secret, ...] = ()
        self._iss_promised = False
        self._redirect_uri = ""

    @property
    def state(self) -> machine.SignInState:
        """Where the machine stands."""
        return self._state

    async def run(self) -> machine.End:
        """To the end. Cancelling the task ends it at once; nothing is stored and the receiver is closed.

        An end that was reached before the cancel stays what it is; see `state`.
        """
        finished = False
        self._events.put_nowait(machine.Begin(self._request.login_hint, self._deadline()))
        try:
            while not isinstance(self._state, machine.End):
                await self._handle(await self._events.get())
            finished = True
            return self._state
        except asyncio.CancelledError:
            self._abandon()
            raise
        finally:
            owes_page = isinstance(self._state, machine.SignedIn | machine.Failed)
            await self._wind_up(close=not (finished and owes_page))

    async def close(self) -> None:
        """After the end: let the browser fetch its last page, then stop listening."""
        try:
            await self._ports.receiver.farewell()
        finally:
            await self._ports.receiver.close()

    def open_again(self) -> None:
        """A fresh attempt in the browser; the old one dies."""
        self._events.put_nowait(machine.AskedAgain(machine.Hand.OPEN, self._deadline()))

    def copy_link(self) -> None:
        """A fresh attempt on the clipboard; the old one dies."""
        self._events.put_nowait(machine.AskedAgain(machine.Hand.COPY, self._deadline()))

    def keep_account(self) -> None:
        """Wrong-account question: keep the account that signed in."""
        self._events.put_nowait(machine.KeepAccount())

    def switch_account(self) -> None:
        """Wrong-account question: start over and let the person choose."""
        self._events.put_nowait(machine.AskedAgain(machine.Hand.OPEN, self._deadline(), choose_account=True))

    def refuse_account(self) -> None:
        """Wrong-account question: where nobody can be asked, another account is a failure."""
        if isinstance(self._state, machine.AskingAccount):
            self._break(wrong_account(self._state))

    def cancel(self) -> None:
        """Stop, telling a waiting browser page so."""
        self._events.put_nowait(machine.CancelAsked())

    def paste(self, address: str) -> Ignored | None:
        """An address from the browser's bar, judged like any callback. None: it was the answer."""
        return self._ports.receiver.paste(address)

    def _deadline(self) -> float:
        return self._ports.clock.monotonic() + self._request.seconds

    async def _handle(self, event: machine.SignInEvent) -> None:
        """An effect that fails is the next event, judged from the state we are still in."""
        state, effects = machine.step(self._state, event)
        if not await self._guarded(self._perform_all, effects):
            return
        if state != self._state:
            self._enter(state)
        for effect in effects:
            if isinstance(effect, machine.TellBrowser):
                await self._tell(effect.end)

    def _enter(self, state: machine.SignInState) -> None:
        self._state = state
        if isinstance(state, machine.Preparing):
            self._run_alone("ticker", self._tick_at(state.deadline))
        if isinstance(state, machine.End):
            self._cancel_tasks()
        self._observe(state)

    def _abandon(self) -> None:
        """The task was cancelled: drop what there is. An end that was reached already stays."""
        if not isinstance(self._state, machine.End):
            self._discard()
            self._enter(machine.Cancelled())

    async def _perform_all(self, effects: tuple[machine.Effect, ...]) -> None:
        for effect in effects:
            await self._perform(effect)

    async def _perform(self, effect: machine.Effect) -> None:
        match effect:
            case machine.Prepare():
                self._run_alone("work", self._guarded(self._prepare, effect))
            case machine.HandOver():
                self._hand_over(effect)
            case machine.Exchange(attempt, returned):
                self._run_alone("work", self._guarded(self._exchange, attempt, returned.code))
            case machine.Verify(attempt):
                self._run_alone("work", self._guarded(self._verify, attempt))
            case machine.TellBrowser():
                return  # last, once the state is entered: the page never knows more than the app
            case machine.Remember(identity):
                await self._remember(identity)
            case machine.Discard():
                self._discard()
            case _:
                assert_never(effect)

    async def _prepare(self, effect: machine.Prepare) -> None:
        """Discovery, one bound socket, then a fresh attempt (state, nonce, verifier) and its URL."""
        self._iss_promised = await self._ports.provider.discover()
        if not self._redirect_uri:
            self._redirect_uri = await self._ports.receiver.open()
        attempt = self._fresh_attempt(effect)
        self._expect(attempt)
        url = await self._ports.provider.authorization_url(attempt)
        self._events.put_nowait(machine.Prepared(attempt, url, effect.hand))

    def _fresh_attempt(self, effect: machine.Prepare) -> Attempt:
        entropy = self._ports.entropy
        return Attempt(
            id=entropy.token(9),
            issuer=self._request.issuer,
            redirect_uri=self._redirect_uri,
            state=Secret(entropy.token(32)),
            nonce=Secret(entropy.token(32)),
            code_verifier=Secret(entropy.token(48)),
            phrase=entropy.phrase(),
            deadline=effect.deadline,
            login_hint=effect.login_hint,
            choose_account=effect.choose_account,
        )

    def _expect(self, attempt: Attempt) -> None:
        expected = Expected(attempt.id, attempt.state, attempt.issuer, self._iss_promised, self._replaced)
        self._replaced = (*self._replaced, attempt.state)
        self._ports.receiver.expect(expected, attempt.phrase)
        self._run_alone("listener", self._guarded(self._listen))

    async def _listen(self) -> None:
        while True:
            arrived = await self._ports.receiver.arrived()
            if isinstance(arrived, Hint):
                self._events.put_nowait(machine.Hinted(arrived.attempt_id, arrived.error))
            else:
                self._events.put_nowait(machine.CameBack(arrived))

    def _hand_over(self, effect: machine.HandOver) -> None:
        if effect.hand is machine.Hand.COPY:
            self._ports.clipboard.put(effect.url)
        elif not self._ports.browser.open(effect.url):
            self._events.put_nowait(machine.BrowserFailed(effect.attempt_id, self._request.browser_required))

    async def _exchange(self, attempt: Attempt, code: Secret) -> None:
        self._tokens = await self._ports.provider.exchange(attempt, code)
        self._events.put_nowait(machine.Exchanged(attempt.id))

    async def _verify(self, attempt: Attempt) -> None:
        if self._tokens is None:  # dropped by a refusal meanwhile: nothing is left to judge
            return
        identity = await self._ports.provider.verify(attempt, self._tokens)
        self._events.put_nowait(machine.Verified(attempt.id, identity))

    async def _remember(self, identity: Identity) -> None:
        if self._tokens is not None:
            await self._ports.remember(identity, self._tokens)
            self._tokens = None

    async def _tell(self, end: PageEnd) -> None:
        """A page that cannot be told costs the page only: the app has decided."""
        found = self._state.problem if isinstance(self._state, machine.Failed) else None
        try:
            await self._ports.receiver.tell(end, found)
        except Exception as error:  # noqa: BLE001 - whatever it is, the sign-in stands
            _log.warning("the browser's last page could not be told: %s", type(error).__name__)

    def _discard(self) -> None:
        """A refused answer leaves no session behind: drop the tokens and revoke what can be revoked."""
        tokens, self._tokens = self._tokens, None
        if tokens is not None:
            self._revoking.append(asyncio.get_running_loop().create_task(self._revoke(tokens)))

    async def _revoke(self, tokens: Tokens) -> None:
        await self._ports.provider.revoke(tokens.refresh or tokens.access)

    def _break(self, found: Problem) -> None:
        self._events.put_nowait(machine.Broke(found))

    async def _guarded(self, work: Callable[P, Awaitable[None]], *args: P.args, **kwargs: P.kwargs) -> bool:
        """A step that fails is an event like any other; an unknown exception is our fault and says so."""
        try:
            await work(*args, **kwargs)
        except FlowError as error:
            self._break(error.problem)
        except Exception as error:  # noqa: BLE001 - the person gets a Problem, support gets the type
            self._break(problem(Code.INTERNAL_UNEXPECTED, type=type(error).__name__))
        else:
            return True
        return False

    async def _tick_at(self, deadline: float) -> None:
        """Not before the deadline: a loop may wake a timer early by as much as its clock is coarse."""
        while (left := deadline - self._ports.clock.monotonic()) > 0:  # noqa: ASYNC110 - time has no event
            await asyncio.sleep(left)
        self._events.put_nowait(machine.Tick(self._ports.clock.monotonic()))

    def _run_alone(self, name: str, work: Coroutine[Any, Any, object]) -> None:
        """At most one task of a name: a fresh attempt's work replaces the old one's."""
        old = self._tasks.get(name)
        if old is not None:
            old.cancel()
        self._tasks[name] = asyncio.get_running_loop().create_task(work)

    def _cancel_tasks(self) -> None:
        for task in self._tasks.values():
            task.cancel()

    async def _wind_up(self, *, close: bool) -> None:
        """Stop everything and the socket first; then wait for a revocation under way, which bounds itself to 3 s."""
        self._cancel_tasks()
        if close:
            await self._ports.receiver.close()
        await asyncio.gather(*self._tasks.values(), *self._revoking, return_exceptions=True)
        self._tasks.clear()
        self._revoking.clear()


def wrong_account(state: machine.AskingAccount) -> Problem:
    """The Problem of an answer for somebody else than the typed address."""
    return problem(
        Code.WRONG_ACCOUNT_OTHER,
        cause=Cause.SIGNIN_WRONG_ACCOUNT,
        expected=state.expected,
        actual=state.identity.label,
    )
