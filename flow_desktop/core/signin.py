"""The sign-in as a pure machine: ``step(state, event)`` is the only place that decides.

SignedOut -> Preparing -> AwaitingBrowser -> Exchanging -> Verifying -> [AskingAccount] -> SignedIn
                                                        \\-> Failed | Cancelled | TimedOut from any of them

An event that does not belong to the state changes nothing and has no effect. Flows perform the effects.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeAlias

from flow_desktop.core.attempt import Attempt
from flow_desktop.core.callback import CodeReturned, ErrorReturned, IssuerWrong, PageEnd, Returned
from flow_desktop.core.identity import Identity
from flow_desktop.core.observed import text_of
from flow_desktop.core.problems import Code, Problem, problem
from flow_desktop.core.provider_errors import problem_of_provider_error
from flow_desktop.core.text import email_key

# --- states -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignedOut:
    """Nothing runs."""


@dataclass(frozen=True, slots=True)
class Preparing:
    """Discovery and the request are under way; nothing was opened yet. ``deadline``: monotonic seconds."""

    login_hint: str
    deadline: float


@dataclass(frozen=True, slots=True)
class AwaitingBrowser:
    """The page is open (or its link was copied); the person is in the browser."""

    attempt: Attempt
    url: str = field(repr=False)  # carries state and nonce
    deadline: float
    notice: Problem | None = None


@dataclass(frozen=True, slots=True)
class Exchanging:
    """The code came back and is being exchanged for tokens."""

    attempt: Attempt


@dataclass(frozen=True, slots=True)
class Verifying:
    """Tokens came; signature, claims and user info are being checked."""

    attempt: Attempt


@dataclass(frozen=True, slots=True)
class AskingAccount:
    """Verified, but somebody else than the typed address: keep this account or switch. Nothing is stored yet."""

    attempt: Attempt
    identity: Identity
    expected: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Verified and accepted."""

    identity: Identity


@dataclass(frozen=True, slots=True)
class Failed:
    """Ended with a Problem; no session is left behind."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The person stopped it in the app."""


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The attempt's time was over before the browser came back."""


Running: TypeAlias = Preparing | AwaitingBrowser | Exchanging | Verifying | AskingAccount
End: TypeAlias = SignedIn | Failed | Cancelled | TimedOut
SignInState: TypeAlias = SignedOut | Running | End

# --- events -----------------------------------------------------------------------------------------------------


class Hand(StrEnum):
    """What to do with a fresh authorization URL."""

    OPEN = "open"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class Begin:
    """The person asked to sign in. ``deadline``: monotonic seconds."""

    login_hint: str
    deadline: float


@dataclass(frozen=True, slots=True)
class Prepared:
    """Receiver is listening and the authorization URL is ready."""

    attempt: Attempt
    url: str = field(repr=False)
    hand: Hand


@dataclass(frozen=True, slots=True)
class BrowserFailed:
    """The browser did not open. ``ends``: there is no other way to hand the link over (terminal with --browser)."""

    attempt_id: str
    ends: bool


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """ "Open again" or "Copy link": a fresh attempt; the old link dies."""

    hand: Hand
    deadline: float
    choose_account: bool = False


@dataclass(frozen=True, slots=True)
class Hinted:
    """Told, never believed: an error without state or, with an empty ``error``, our state and nothing usable."""

    attempt_id: str
    error: str


@dataclass(frozen=True, slots=True)
class CameBack:
    """A callback with our state."""

    returned: Returned


@dataclass(frozen=True, slots=True)
class Exchanged:
    """Tokens arrived."""

    attempt_id: str


@dataclass(frozen=True, slots=True)
class Verified:
    """Every check of the tokens passed."""

    attempt_id: str
    identity: Identity


@dataclass(frozen=True, slots=True)
class KeepAccount:
    """Wrong-account question: keep the one that signed in."""


@dataclass(frozen=True, slots=True)
class Broke:
    """A step failed."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passed. ``now``: monotonic seconds."""

    now: float


@dataclass(frozen=True, slots=True)
class CancelAsked:
    """The person pressed Cancel."""


FromPerson: TypeAlias = Begin | AskedAgain | KeepAccount | CancelAsked
FromOutside: TypeAlias = Prepared | BrowserFailed | Hinted | CameBack | Exchanged | Verified | Broke | Tick
SignInEvent: TypeAlias = FromPerson | FromOutside

# --- effects ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Prepare:
    """Discover, make a fresh attempt and its URL."""

    login_hint: str
    deadline: float
    hand: Hand
    choose_account: bool = False


@dataclass(frozen=True, slots=True)
class HandOver:
    """Open the URL in the browser, or put it on the clipboard."""

    attempt_id: str
    url: str = field(repr=False)
    hand: Hand


@dataclass(frozen=True, slots=True)
class Exchange:
    """Exchange the code at the token endpoint."""

    attempt: Attempt
    returned: CodeReturned


@dataclass(frozen=True, slots=True)
class Verify:
    """Check the tokens and read user info."""

    attempt: Attempt


@dataclass(frozen=True, slots=True)
class TellBrowser:
    """Finish the held browser page with the true end."""

    end: PageEnd


@dataclass(frozen=True, slots=True)
class Remember:
    """Keep the session: refresh token into the keychain."""

    identity: Identity


@dataclass(frozen=True, slots=True)
class Discard:
    """Drop the tokens and revoke them: a refused answer leaves no session behind."""


Effect: TypeAlias = Prepare | HandOver | Exchange | Verify | TellBrowser | Remember | Discard
Step: TypeAlias = tuple[SignInState, tuple[Effect, ...]]

# --- the machine ------------------------------------------------------------------------------------------------


def step(state: SignInState, event: SignInEvent) -> Step:
    """One event in, the next state and the effects to perform out. Pure."""
    if isinstance(state, Running):
        ended = _ended(state, event)
        if ended is not None:
            return ended
    match state, event:
        case ((SignedOut() | SignedIn() | Failed() | Cancelled() | TimedOut()), Begin(login_hint, deadline)):
            return Preparing(login_hint, deadline), (Prepare(login_hint, deadline, Hand.OPEN),)
        case Preparing(), Prepared(attempt, url, hand):
            return AwaitingBrowser(attempt, url, attempt.deadline), (HandOver(attempt.id, url, hand),)
        case AwaitingBrowser(), _:
            return _awaiting(state, event)
        case Exchanging(attempt), Exchanged(attempt_id) if attempt.id == attempt_id:
            return Verifying(attempt), (Verify(attempt),)
        case Verifying(attempt), Verified(attempt_id, identity) if attempt.id == attempt_id:
            return _verified(attempt, identity)
        case AskingAccount(_, identity, _), KeepAccount():
            return SignedIn(identity), (Remember(identity),)
        case AskingAccount(_, _, expected), AskedAgain(hand, deadline, _):
            return Preparing(expected, deadline), (Discard(), Prepare(expected, deadline, hand, choose_account=True))
        case _:
            return state, ()


def _ended(state: Running, event: SignInEvent) -> Step | None:
    """The three ways out that every running state has."""
    match event:
        case Broke(found):
            return Failed(found), (Discard(), TellBrowser(PageEnd.FAILED))
        case CancelAsked():
            return Cancelled(), (Discard(), TellBrowser(PageEnd.CANCELLED))
        case Tick(now) if isinstance(state, Preparing | AwaitingBrowser) and now >= state.deadline:
            return TimedOut(), (Discard(),)
        case _:
            return None


def _awaiting(state: AwaitingBrowser, event: SignInEvent) -> Step:
    attempt = state.attempt
    match event:
        case CameBack(returned) if returned.attempt_id == attempt.id:
            return _came_back(attempt, returned)
        case AskedAgain(hand, deadline, choose):
            hint, choosing = attempt.login_hint, choose or attempt.choose_account
            return Preparing(hint, deadline), (Prepare(hint, deadline, hand, choosing),)
        case BrowserFailed(attempt_id, ends) if attempt_id == attempt.id:
            if ends:
                return Failed(problem(Code.BROWSER_COMMAND_FAILED)), (Discard(),)
            return replace(state, notice=problem(Code.BROWSER_NOT_OPENED)), ()
        case Hinted(attempt_id, error) if attempt_id == attempt.id:
            found = problem(Code.CALLBACK_NOT_OURS, error=error) if error else problem(Code.CALLBACK_MALFORMED)
            return replace(state, notice=found), ()
        case _:
            return state, ()


def _came_back(attempt: Attempt, returned: Returned) -> Step:
    match returned:
        case CodeReturned():
            return Exchanging(attempt), (Exchange(attempt, returned),)
        case ErrorReturned(_, error, description):
            found = problem_of_provider_error(error, description)
            end = PageEnd.DENIED if found.code is Code.DENIED_BY_PERSON else PageEnd.FAILED
            return Failed(found), (Discard(), TellBrowser(end))
        case IssuerWrong():
            return Failed(problem(Code.CALLBACK_ISSUER)), (Discard(), TellBrowser(PageEnd.FAILED))


def _verified(attempt: Attempt, identity: Identity) -> Step:
    """A typed work e-mail is compared after the fact: a hint is only a wish (OpenID Connect Core 3.1.2.1)."""
    if is_expected_account(attempt.login_hint, identity):
        return SignedIn(identity), (Remember(identity), TellBrowser(PageEnd.SIGNED_IN))
    asking = AskingAccount(attempt, identity, expected=attempt.login_hint)
    return asking, (TellBrowser(PageEnd.OTHER_ACCOUNT),)


def is_expected_account(typed: str, identity: Identity) -> bool:
    """True where nothing was typed, or it is one of the addresses the person is known by."""
    expected = email_key(typed)
    if not expected:
        return True
    known = (text_of(identity.email.observed), text_of(identity.preferred_username.observed))
    return expected in {email_key(name) for name in known if name}
