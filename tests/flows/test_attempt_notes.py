"""What is noted of a sign-in: only what a check can use, and never at the sign-in's cost."""

from __future__ import annotations

import pytest

from flow_desktop.core import signin as machine
from flow_desktop.core.attempt import Attempt
from flow_desktop.core.causes import Cause
from flow_desktop.core.evidence import SignInAttempt
from flow_desktop.core.problems import Code, StorageFailed, problem
from flow_desktop.core.secret import Secret
from flow_desktop.flows.attempt_notes import AttemptNotes
from flow_desktop.flows.sign_in import wrong_account
from tests.fakes.evidence import FakeAttempts
from tests.fakes.provider import ISSUER, person
from tests.fakes.time import FakeClock
from tests.support.session_house import House, play

ANA, BEN = person(), person("ben@example.com", subject="u2")
ATTEMPT = Attempt("1", ISSUER, "http://127.0.0.1:1/callback", Secret("s"), Secret("n"), Secret("v"), "w", 0.0)
ASKING = machine.AskingAccount(ATTEMPT, BEN, "ana@example.com")
SSO = machine.Failed(problem(Code.PROVIDER_ERROR_SSO_REQUIRED, cause=Cause.SIGNIN_SSO_REQUIRED))
BEFORE = SignInAttempt(FakeClock().now(), "ana@example.com", (), "signin.sso_required")


def noted(*states: machine.SignInState, typed: str = "", before: SignInAttempt | None = None) -> SignInAttempt | None:
    """What is noted after a sign-in that went through these states; its own observer sees all of them."""
    attempts, seen = FakeAttempts(before), list[machine.SignInState]()
    notes = AttemptNotes(attempts, FakeClock(), typed=typed, observe=seen.append)
    for state in states:
        notes(state)
    assert seen == list(states)
    return attempts.attempt


def test_another_account_is_noted_at_once() -> None:
    """What was typed, every address of who came back, the cause, and when: before anybody answers the question."""
    assert noted(ASKING, typed="ana@example.com") == SignInAttempt(
        FakeClock().now(), "ana@example.com", ("ben@example.com",), "signin.wrong_account"
    )


def test_a_refusal_keeps_who_came_back() -> None:
    """Where nobody could be asked the sign-in fails; the note still says who it was."""
    found = noted(ASKING, machine.Failed(wrong_account(ASKING)), typed="ana@example.com")
    assert found is not None
    assert found.signed_in == ("ben@example.com",)


def test_a_kept_account_is_noted_as_typed() -> None:
    """Keeping the other account is an answer, no cause; the two addresses stay beside each other."""
    found = noted(ASKING, machine.SignedIn(BEN), typed="ana@example.com")
    assert found == SignInAttempt(FakeClock().now(), "ana@example.com", ("ben@example.com",))


def test_the_right_account_is_noted_too() -> None:
    """It replaces an earlier one that went wrong."""
    found = noted(machine.SignedIn(ANA), typed="ana@example.com", before=BEFORE)
    assert found == SignInAttempt(FakeClock().now(), "ana@example.com", ("ana@example.com",))


def test_a_failure_with_a_cause_is_noted() -> None:
    """Where the article knows why: the code of the cause, and nobody who came back."""
    assert noted(SSO) == SignInAttempt(FakeClock().now(), "", (), "signin.sso_required")


@pytest.mark.parametrize(
    "state", [machine.Cancelled(), machine.TimedOut(), machine.Failed(problem(Code.NETWORK_UNREACHABLE))], ids=str
)
def test_an_end_without_a_cause_leaves_the_note_alone(state: machine.SignInState) -> None:
    """A network that is away says nothing about an account."""
    assert noted(state, typed="ana@example.com", before=BEFORE) == BEFORE


def test_success_without_a_typed_address_ends_what_failed_before() -> None:
    """Nothing was typed, so there is nothing to note; an earlier failure is over."""
    assert noted(machine.SignedIn(ANA), before=BEFORE) is None


def test_a_note_that_cannot_be_written_costs_nothing() -> None:
    """The sign-in goes on, and its observer hears of it."""

    class Full(FakeAttempts):
        def note(self, attempt: SignInAttempt) -> None:
            raise StorageFailed(problem(Code.STORAGE_UNAVAILABLE))

    seen = list[machine.SignInState]()
    AttemptNotes(Full(), FakeClock(), typed="ana@example.com", observe=seen.append)(ASKING)
    assert seen == [ASKING]


@pytest.mark.parametrize("signed_in", [True, False])
def test_signing_out_forgets_it(signed_in: bool) -> None:
    """The note names addresses: whoever signs out takes it along, also where nobody is signed in."""

    async def scene(house: House) -> None:
        house.attempts.attempt = BEFORE
        session = await house.signed_in() if signed_in else house.session()
        assert (await session.sign_out() is not None) is signed_in
        assert house.attempts.attempt is None

    play(scene)
