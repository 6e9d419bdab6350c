"""The judgement about a callback, as a table: state, then issuer, then error, then code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_desktop.core.callback import (
    MAX_PARAMS,
    CodeReturned,
    ErrorReturned,
    Expected,
    Ignored,
    IssuerWrong,
    Returned,
    WaitOn,
    judge_callback,
    plain,
)
from flow_desktop.core.secret import Secret

ISSUER = "https://login.example.com"
OURS = ("state", "ours")
CODE = ("code", "abc")
ERROR = ("error", "access_denied")
ISS = ("iss", ISSUER)
OTHER_ISS = ("iss", "https://evil.example.com")
ACCEPTED = CodeReturned("now", Secret("abc"))
DENIED = ErrorReturned("now", "access_denied", "")
Params = tuple[tuple[str, str], ...]


def expected(*, iss_promised: bool = False) -> Expected:
    """The attempt of this test; two earlier ones were replaced."""
    return Expected("now", Secret("ours"), ISSUER, iss_promised, (Secret("old"), Secret("older")))


@pytest.mark.parametrize(
    ("params", "verdict"),
    [
        ((), WaitOn(Ignored.NOTHING_IN_IT)),
        ((CODE,), WaitOn(Ignored.NO_STATE)),
        ((ISS,), WaitOn(Ignored.NO_STATE)),
        ((CODE, ("state", "")), WaitOn(Ignored.WRONG_STATE)),
        ((CODE, ("state", "OURS")), WaitOn(Ignored.WRONG_STATE)),
        ((CODE, ("state", "ours ")), WaitOn(Ignored.WRONG_STATE)),
        ((CODE, ("state", "öurs")), WaitOn(Ignored.WRONG_STATE)),
        ((CODE, ("state", "\ud800")), WaitOn(Ignored.WRONG_STATE)),
        ((CODE, ("STATE", "ours")), WaitOn(Ignored.NO_STATE)),
        ((CODE, ("state", "old")), WaitOn(Ignored.REPLACED_ATTEMPT)),
        ((ERROR, ("state", "older")), WaitOn(Ignored.REPLACED_ATTEMPT)),
        ((CODE, OURS, OURS), WaitOn(Ignored.REPEATED_PARAMETER)),
        ((CODE, OURS, ("state", "evil")), WaitOn(Ignored.REPEATED_PARAMETER)),
        ((ERROR, OURS, OURS), WaitOn(Ignored.REPEATED_PARAMETER)),
        ((ERROR,), WaitOn(Ignored.ERROR_WITHOUT_STATE, "access_denied")),
        ((("error", "<b>\r\n\u202ex" + "y" * 300),), WaitOn(Ignored.ERROR_WITHOUT_STATE, "<b>x" + "y" * 196)),
        ((ERROR, ("state", "evil")), WaitOn(Ignored.WRONG_STATE)),
    ],
)
def test_without_our_state_nothing_is_believed(params: Params, verdict: WaitOn) -> None:
    """A missing, doubled, foreign or replaced state is waited past, whatever else is there."""
    assert judge_callback(params, expected()) == verdict


@pytest.mark.parametrize(
    ("params", "verdict"),
    [
        ((CODE, OURS), ACCEPTED),
        ((OURS, CODE), ACCEPTED),
        ((CODE, OURS, ISS), ACCEPTED),
        ((CODE, OURS, ("session_state", "s"), ("scope", "a b")), ACCEPTED),
        ((CODE, OURS, ("session_state", "s"), ("session_state", "t")), ACCEPTED),
        ((CODE, OURS, OTHER_ISS), IssuerWrong("now")),
        ((CODE, OURS, ("iss", f"{ISSUER}/")), IssuerWrong("now")),
        ((CODE, OURS, ("iss", "")), IssuerWrong("now")),
        ((ERROR, OURS, OTHER_ISS), IssuerWrong("now")),
        ((ERROR, OURS), DENIED),
        ((ERROR, CODE, OURS), DENIED),
        ((("error", ""), CODE, OURS), ErrorReturned("now", "", "")),
        ((OURS, OTHER_ISS), IssuerWrong("now")),
        (
            (ERROR, ("error_description", "No\r\nAADSTS65004: ünlucky"), OURS),
            ErrorReturned("now", "access_denied", "NoAADSTS65004: nlucky"),
        ),
    ],
)
def test_with_our_state_it_is_the_answer(params: Params, verdict: Returned) -> None:
    """The issuer first, then an error, then the code (RFC 9700 section 4.5, RFC 9207)."""
    assert judge_callback(params, expected()) == verdict


@pytest.mark.parametrize("promised", [False, True])
@pytest.mark.parametrize(
    "params",
    [
        (CODE, CODE, OURS),
        (CODE, OURS, ISS, OTHER_ISS),
        (ERROR, ERROR, OURS),
        (CODE, ("error_uri", "a"), ("error_uri", "b"), OURS),
        (OURS,),
        (OURS, ISS),
        (OURS, ("code", "")),
        (OURS, ("code", "abc\r\nX: y")),
        (OURS, ("code", "caf\u00e9")),
    ],
)
def test_with_our_state_but_senseless_it_is_waited_past(params: Params, *, promised: bool) -> None:
    """A value twice, neither code nor error, or a code that is none: refused and told, but no answer."""
    verdict = judge_callback(params, expected(iss_promised=promised))
    assert verdict == WaitOn(Ignored.MALFORMED)
    assert isinstance(verdict, WaitOn)
    assert verdict.hint == ""


def test_what_the_person_hears_of_a_refused_request() -> None:
    """A claimed error is told, with a word even where none of it can be shown; a forged state is passed over."""
    for claimed, told in (("x", "x"), ("", "other"), ("\u00fc", "other")):
        verdict = judge_callback((("error", claimed),), expected())
        assert isinstance(verdict, WaitOn)
        assert verdict.hint == told
    assert WaitOn(Ignored.WRONG_STATE).hint is None


@pytest.mark.parametrize(
    ("params", "verdict"),
    [
        ((CODE, OURS), IssuerWrong("now")),
        ((CODE, OURS, ISS), ACCEPTED),
        ((ERROR, OURS), DENIED),
        ((ERROR, OURS, OTHER_ISS), IssuerWrong("now")),
    ],
)
def test_a_promised_issuer_is_demanded_of_a_code_only(params: Params, verdict: Returned) -> None:
    """Where discovery promises `iss`, a code without it is refused; an error without it is tolerated."""
    assert judge_callback(params, expected(iss_promised=True)) == verdict


def test_twenty_parameters_and_no_more() -> None:
    """More than twenty are not even looked at."""
    full = (CODE, OURS, *((f"p{n}", "") for n in range(MAX_PARAMS - 2)))
    assert judge_callback(full, expected()) == ACCEPTED
    assert judge_callback((*full, ("one", "more")), expected()) == WaitOn(Ignored.TOO_MANY_PARAMETERS)


@given(st.lists(st.tuples(st.sampled_from(["code", "state", "iss", "error", "x"]), st.text(max_size=8)), max_size=8))
def test_a_code_is_accepted_only_with_one_equal_state(params: list[tuple[str, str]]) -> None:
    """Whatever comes: no answer without exactly one state that is equal to ours."""
    verdict = judge_callback(tuple(params), expected())
    states = [value for name, value in params if name == "state"]
    is_past = isinstance(verdict, WaitOn) and verdict.why is not Ignored.MALFORMED
    assert is_past == (states != ["ours"])


@given(st.text())
def test_plain_text_is_printable_and_short(text: str) -> None:
    """What a stranger wrote ends as at most 200 printable ASCII characters."""
    assert all(" " <= ch <= "~" for ch in plain(text))
    assert len(plain(text)) <= 200


def test_no_verdict_shows_the_code() -> None:
    """A code in a verdict is a secret: it does not print."""
    assert "abc" not in repr(judge_callback((CODE, OURS), expected()))
    assert "ours" not in repr(expected())
