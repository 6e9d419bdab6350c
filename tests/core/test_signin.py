"""The sign-in machine as a table: every state with every event, the meaningless ones included."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flow_desktop.core.attempt import Attempt
from flow_desktop.core.callback import CodeReturned, ErrorReturned, IssuerWrong, PageEnd
from flow_desktop.core.causes import Cause
from flow_desktop.core.problems import Code, problem
from flow_desktop.core.secret import Secret
from flow_desktop.core.signin import (
    AskedAgain,
    AskingAccount,
    AwaitingBrowser,
    Begin,
    Broke,
    BrowserFailed,
    CameBack,
    CancelAsked,
    Cancelled,
    Discard,
    Effect,
    End,
    Exchange,
    Exchanged,
    Exchanging,
    Failed,
    Hand,
    HandOver,
    Hinted,
    KeepAccount,
    Prepare,
    Prepared,
    Preparing,
    Remember,
    SignedIn,
    SignedOut,
    SignInEvent,
    SignInState,
    TellBrowser,
    Tick,
    TimedOut,
    Verified,
    Verify,
    Verifying,
    is_expected_account,
    step,
)
from tests.fakes.provider import person

URL = "https://id.example.com/authorize?state=canary-state"
ANA, BEN = person("ana@example.com"), person("ben@example.com", subject="u2")


def attempt(name: str = "a1", *, hint: str = "", choose: bool = False, deadline: float = 300.0) -> Attempt:
    """An attempt; its secrets are named after it."""
    return Attempt(
        id=name,
        issuer="https://id.example.com",
        redirect_uri="http://127.0.0.1:49152/callback",
        state=Secret(f"state-{name}"),
        nonce=Secret(f"nonce-{name}"),
        code_verifier=Secret(f"verifier-{name}"),
        phrase="one two three four",
        deadline=deadline,
        login_hint=hint,
        choose_account=choose,
    )


MINE, OTHER = attempt(), attempt("a0")
HINTED = attempt(hint="ana@example.com")
CODE = CodeReturned("a1", Secret("code"))
LOST = problem(Code.NETWORK_UNREACHABLE)
COMMAND_FAILED = problem(Code.BROWSER_COMMAND_FAILED)
NOT_OPENED, NOT_OURS = problem(Code.BROWSER_NOT_OPENED), problem(Code.CALLBACK_NOT_OURS, error="access_denied")
NO_PAGE: tuple[Effect, ...] = (Discard(),)

STATES: dict[str, SignInState] = {
    "signed out": SignedOut(),
    "preparing": Preparing("ana@example.com", 300.0),
    "awaiting": AwaitingBrowser(MINE, URL, 300.0),
    "exchanging": Exchanging(MINE),
    "verifying": Verifying(MINE),
    "verifying hinted": Verifying(HINTED),
    "asking": AskingAccount(HINTED, BEN, "ana@example.com"),
    "signed in": SignedIn(ANA),
    "failed": Failed(LOST),
    "cancelled": Cancelled(),
    "timed out": TimedOut(),
}
ENDS = ("signed out", "signed in", "failed", "cancelled", "timed out")
RUNNING = tuple(name for name in STATES if name not in ENDS)

EVENTS: dict[str, SignInEvent] = {
    "begin": Begin("ana@example.com", 400.0),
    "prepared": Prepared(MINE, URL, Hand.OPEN),
    "prepared a copy": Prepared(MINE, URL, Hand.COPY),
    "no browser": BrowserFailed("a1", ends=False),
    "no browser at all": BrowserFailed("a1", ends=True),
    "no browser for another": BrowserFailed("a0", ends=True),
    "open again": AskedAgain(Hand.OPEN, 500.0),
    "copy link": AskedAgain(Hand.COPY, 500.0),
    "switch": AskedAgain(Hand.OPEN, 500.0, choose_account=True),
    "hint": Hinted("a1", "access_denied"),
    "hint for another": Hinted("a0", "access_denied"),
    "code": CameBack(CODE),
    "code of a replaced attempt": CameBack(CodeReturned("a0", Secret("code"))),
    "denied": CameBack(ErrorReturned("a1", "access_denied", "no")),
    "denied in a replaced attempt": CameBack(ErrorReturned("a0", "access_denied", "no")),
    "server error": CameBack(ErrorReturned("a1", "server_error", "")),
    "sso required": CameBack(ErrorReturned("a1", "sso_required", "")),
    "wrong issuer": CameBack(IssuerWrong("a1")),
    "wrong issuer in a replaced attempt": CameBack(IssuerWrong("a0")),
    "malformed": Hinted("a1", ""),
    "malformed in a replaced attempt": Hinted("a0", ""),
    "exchanged": Exchanged("a1"),
    "exchanged another": Exchanged("a0"),
    "verified": Verified("a1", ANA),
    "verified somebody else": Verified("a1", BEN),
    "verified another": Verified("a0", ANA),
    "keep": KeepAccount(),
    "broke": Broke(LOST),
    "early tick": Tick(299.9),
    "tick": Tick(300.0),
    "cancel": CancelAsked(),
}


def failed(
    *effects: Effect, code: Code, cause: Cause | None = None, **facts: str
) -> tuple[SignInState, tuple[Effect, ...]]:
    """The end with a problem: tokens dropped first, then the page told."""
    return Failed(problem(code, cause=cause, **facts)), (Discard(), *effects)


TOLD_FAILED = TellBrowser(PageEnd.FAILED)
PREPARE_ANA = Prepare("ana@example.com", 400.0, Hand.OPEN)
BEGUN = (Preparing("ana@example.com", 400.0), (PREPARE_ANA,))

TABLE: dict[tuple[str, str], tuple[SignInState, tuple[Effect, ...]]] = {
    **{(end, "begin"): BEGUN for end in ENDS},
    **{(state, "broke"): (Failed(LOST), (Discard(), TOLD_FAILED)) for state in RUNNING},
    **{(state, "cancel"): (Cancelled(), (Discard(), TellBrowser(PageEnd.CANCELLED))) for state in RUNNING},
    ("preparing", "prepared"): (AwaitingBrowser(MINE, URL, 300.0), (HandOver("a1", URL, Hand.OPEN),)),
    ("preparing", "prepared a copy"): (AwaitingBrowser(MINE, URL, 300.0), (HandOver("a1", URL, Hand.COPY),)),
    ("preparing", "tick"): (TimedOut(), NO_PAGE),
    ("awaiting", "tick"): (TimedOut(), NO_PAGE),
    ("awaiting", "no browser"): (AwaitingBrowser(MINE, URL, 300.0, NOT_OPENED), ()),
    ("awaiting", "no browser at all"): (Failed(COMMAND_FAILED), NO_PAGE),
    ("awaiting", "open again"): (Preparing("", 500.0), (Prepare("", 500.0, Hand.OPEN),)),
    ("awaiting", "copy link"): (Preparing("", 500.0), (Prepare("", 500.0, Hand.COPY),)),
    ("awaiting", "switch"): (Preparing("", 500.0), (Prepare("", 500.0, Hand.OPEN, choose_account=True),)),
    ("awaiting", "hint"): (AwaitingBrowser(MINE, URL, 300.0, NOT_OURS), ()),
    ("awaiting", "code"): (Exchanging(MINE), (Exchange(MINE, CODE),)),
    ("awaiting", "denied"): failed(
        TellBrowser(PageEnd.DENIED), code=Code.DENIED_BY_PERSON, error="access_denied", description="no"
    ),
    ("awaiting", "server error"): failed(
        TOLD_FAILED, code=Code.PROVIDER_ERROR_SERVER, error="server_error", description=""
    ),
    ("awaiting", "sso required"): failed(
        TOLD_FAILED,
        code=Code.PROVIDER_ERROR_SSO_REQUIRED,
        cause=Cause.SIGNIN_SSO_REQUIRED,
        error="sso_required",
        description="",
    ),
    ("awaiting", "wrong issuer"): failed(TOLD_FAILED, code=Code.CALLBACK_ISSUER),
    ("awaiting", "malformed"): (AwaitingBrowser(MINE, URL, 300.0, problem(Code.CALLBACK_MALFORMED)), ()),
    ("exchanging", "exchanged"): (Verifying(MINE), (Verify(MINE),)),
    ("verifying", "verified"): (SignedIn(ANA), (Remember(ANA), TellBrowser(PageEnd.SIGNED_IN))),
    ("verifying", "verified somebody else"): (SignedIn(BEN), (Remember(BEN), TellBrowser(PageEnd.SIGNED_IN))),
    ("verifying hinted", "verified"): (SignedIn(ANA), (Remember(ANA), TellBrowser(PageEnd.SIGNED_IN))),
    ("verifying hinted", "verified somebody else"): (
        AskingAccount(HINTED, BEN, "ana@example.com"),
        (TellBrowser(PageEnd.OTHER_ACCOUNT),),
    ),
    ("asking", "keep"): (SignedIn(BEN), (Remember(BEN),)),
    **{
        ("asking", name): (
            Preparing("ana@example.com", 500.0),
            (Discard(), Prepare("ana@example.com", 500.0, hand, choose_account=True)),
        )
        for name, hand in (("open again", Hand.OPEN), ("copy link", Hand.COPY), ("switch", Hand.OPEN))
    },
}


@pytest.mark.parametrize("state", STATES)
def test_every_state_meets_every_event(state: str) -> None:
    """An event that the table names does what the table says; any other changes nothing and has no effect."""
    found = {event: step(STATES[state], EVENTS[event]) for event in EVENTS}
    assert found == {event: TABLE.get((state, event), (STATES[state], ())) for event in EVENTS}


def test_the_table_names_only_states_and_events_that_exist() -> None:
    """A row with a typing mistake would never be tried."""
    assert set(TABLE) <= set(product(STATES, EVENTS))


def test_a_hint_and_a_browser_that_did_not_open_leave_the_link_alive() -> None:
    """What is only told (a notice) can be followed by the true callback."""
    state: SignInState = STATES["awaiting"]
    for event in ("no browser", "hint", "malformed", "hint"):
        state, _ = step(state, EVENTS[event])
    assert step(state, EVENTS["code"]) == TABLE["awaiting", "code"]


@pytest.mark.parametrize("hand", list(Hand))
def test_choosing_an_account_survives_open_again(hand: Hand) -> None:
    """After "switch", a fresh link asks the provider again to let the person choose."""
    state = AwaitingBrowser(attempt(hint="ana@example.com", choose=True), URL, 300.0)
    _, effects = step(state, AskedAgain(hand, 500.0))
    assert effects == (Prepare("ana@example.com", 500.0, hand, choose_account=True),)


def test_a_fresh_link_keeps_the_typed_address() -> None:
    """ "Open again" asks for the same person as before."""
    _, effects = step(AwaitingBrowser(HINTED, URL, 300.0), AskedAgain(Hand.COPY, 500.0))
    assert effects == (Prepare("ana@example.com", 500.0, Hand.COPY),)


@pytest.mark.parametrize(
    ("typed", "email", "user_name", "expected"),
    [
        ("", "ana@example.com", "", True),
        ("  \u200b", "ana@example.com", "", True),
        (" ", "ana@example.com", "", True),
        ("ana@example.com", "ana@example.com", "", True),
        (" ANA@Example.COM ", "ana@example.com", "", True),
        ("ana@example.com", "ana.li@example.com", "ana@example.com", True),
        ("ana@example.com", "ben@example.com", "ben", False),
        ("ana@example.com", "", "", False),
        ("ana+flow@example.com", "ana@example.com", "", False),
        ("a.na@example.com", "ana@example.com", "", False),
        ("stra\u00dfe@example.com", "strasse@example.com", "", False),
        ("ana@b\u00fccher.example", "ana@xn--bcher-kva.example", "", False),
    ],
)
def test_the_typed_address_is_one_of_the_persons(typed: str, email: str, user_name: str, *, expected: bool) -> None:
    """Letter case and blanks do not make another person; anything else does, and nothing typed expects nobody."""
    assert is_expected_account(typed, person(email, user_name=user_name)) is expected


def test_no_state_event_or_effect_shows_a_secret() -> None:
    """Whatever is printed of the machine, the link with its state, the code and the verifier stay out."""
    shown = repr([*STATES.values(), *EVENTS.values(), *(row for row in TABLE.values())])
    for secret in ("canary-state", "state-a1", "nonce-a1", "verifier-a1", "Secret('code')"):
        assert secret not in shown


# ------------------------------------------------------------------ any sequence of events

ATTEMPTS = [attempt(name, hint=hint) for name in ("a1", "a0") for hint in ("", "ana@example.com")]
any_event = st.one_of(
    st.sampled_from(list(EVENTS.values())),
    st.builds(Prepared, st.sampled_from(ATTEMPTS), st.just(URL), st.sampled_from(Hand)),
    st.builds(Verified, st.sampled_from(["a1", "a0"]), st.sampled_from([ANA, BEN])),
)
straight = st.sampled_from(["prepared", "code", "exchanged", "verified", "verified somebody else"]).map(
    EVENTS.__getitem__
)


@settings(max_examples=400, deadline=None)
@given(st.lists(straight | any_event, max_size=40))
def test_any_order_of_events_keeps_the_promises(events: list[SignInEvent]) -> None:
    """However events arrive: only a verified identity is kept, tokens are never left behind, one end is told once."""
    state: SignInState = SignedOut()
    tokens, verified = False, set()
    for event in (Begin("", 300.0), *events):
        before = state
        state, effects = step(before, event)
        if isinstance(before, Exchanging) and isinstance(event, Exchanged) and state != before:
            tokens = True
        if isinstance(before, Verifying) and isinstance(event, Verified):
            verified.add(event.identity)
        kept = [effect.identity for effect in effects if isinstance(effect, Remember)]
        assert set(kept) <= verified, "only what was verified is remembered"
        assert bool(kept) == (isinstance(state, SignedIn) and state != before), "remembered exactly when signed in"
        if tokens and isinstance(state, Failed | Cancelled | TimedOut | Preparing) and state != before:
            assert Discard() in effects or isinstance(before, End), "a refused answer leaves no session"
        tokens = tokens and not (kept or Discard() in effects)
        if state == before:
            assert effects == (), "an event that changes nothing has no effect"
        assert len([effect for effect in effects if isinstance(effect, TellBrowser)]) <= 1
        if isinstance(before, End) and state != before:
            assert isinstance(event, Begin), "nothing but a new beginning leaves an end"


@settings(max_examples=200, deadline=None)
@given(st.lists(any_event, max_size=30))
def test_the_browser_hears_success_only_after_verification(events: list[SignInEvent]) -> None:
    """The page says "signed in" in the step that accepts a verified identity, and in no other."""
    state: SignInState = Preparing("", 300.0)
    for event in events:
        before = state
        state, effects = step(before, event)
        if TellBrowser(PageEnd.SIGNED_IN) in effects:
            assert isinstance(before, Verifying)
            assert isinstance(event, Verified)
            assert state == SignedIn(event.identity)
