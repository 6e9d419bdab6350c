"""A provider that misbehaves: each fault ends in one result event with the right kind, and the exit code it means."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.interop.peers import free_port
from tests.support.certificate import self_signed
from tests.support.hostile_idp import CLIENT_ID, HostileIdp, Knobs, Reply
from tests.support.terminal import Answer, Terminal
from tests.support.walker import Walker

Fault = Callable[[Knobs], Any]

BEFORE_THE_BROWSER: dict[str, tuple[Fault, str, int]] = {
    "discovery is missing": (lambda k: k.replies.update(discovery=Reply(404)), "discovery", 4),
    "discovery is a page": (lambda k: k.replies.update(discovery=Reply(body="<html>")), "discovery bad_answer", 4),
    "discovery is huge": (lambda k: k.replies.update(discovery=Reply(body=b"{" * 2_000_000)), "bad_answer", 4),
    "another issuer": (lambda k: k.discovery.update(issuer="https://other.example"), "discovery", 4),
    "plain http elsewhere": (
        lambda k: k.discovery.update(authorization_endpoint="http://login.example/authorize"),
        "insecure",
        5,
    ),
    "a script as link": (lambda k: k.discovery.update(authorization_endpoint="javascript:alert(1)"), "insecure", 5),
}

AFTER_THE_BROWSER: dict[str, tuple[Fault, str, int]] = {
    "the person refused": (lambda k: k.callback.update(code=None, error="access_denied"), "denied", 3),
    "the provider failed": (lambda k: k.callback.update(code=None, error="server_error"), "provider_error", 4),
    "answer of another issuer": (lambda k: k.callback.update(iss="https://other.example"), "callback", 3),
    "token endpoint fails": (lambda k: k.replies.update(token=Reply(500)), "provider_error bad_answer", 4),
    "token endpoint is a page": (lambda k: k.replies.update(token=Reply(body="<html>")), "bad_answer", 4),
    "token endpoint redirects": (
        lambda k: k.replies.update(token=Reply(307, headers={"Location": "https://other.example/"})),
        "bad_answer insecure provider_error",
        0,
    ),
    "no ID token": (lambda k: k.token.update(id_token=None), "id_token bad_answer", 0),
    "ID token of another issuer": (lambda k: k.claims.update(iss="https://other.example"), "id_token", 3),
    "ID token for another app": (lambda k: k.claims.update(aud="other"), "id_token", 3),
    "ID token with another nonce": (lambda k: k.claims.update(nonce="other"), "id_token", 3),
    "ID token that has ended": (lambda k: k.times.update(iat=-7200, exp=-3600), "id_token", 3),
    "ID token with a broken signature": (lambda k: setattr(k, "spoil", "signature"), "id_token keys", 0),
    "no keys": (lambda k: k.replies.update(jwks=Reply(500)), "keys", 4),
    "user info of somebody else": (lambda k: k.userinfo.update(sub="sub-2"), "userinfo", 4),
}


def refused(answer: Answer, kinds: str) -> None:
    """A failed sign-in says so once, with its kind, and gives nobody's identity away."""
    assert (answer.last["event"], answer.last["outcome"]) == ("result", "failed")
    assert [event["event"] for event in answer.events].count("result") == 1
    assert answer.problem["kind"] in kinds.split()
    assert answer.last["identity"] is answer.last["comparison"] is None
    assert answer.last["session_kept"] is False
    assert answer.problem["title"] in answer.ended.err


@pytest.mark.parametrize(("fault", "kinds", "code"), BEFORE_THE_BROWSER.values(), ids=list(BEFORE_THE_BROWSER))
def test_fault_before_the_browser(
    terminal: Terminal, idp: HostileIdp, at_idp: tuple[str, ...], *, fault: Fault, kinds: str, code: int
) -> None:
    """What is wrong before the browser opens ends there: no link is ever given out."""
    fault(idp.knobs)
    with terminal.sign_in(*at_idp) as command:
        answer = command.answer()
    refused(answer, kinds)
    assert answer.code == code
    assert [event["event"] for event in answer.events] == ["result"]
    assert not idp.asked("authorize")


@pytest.mark.parametrize(("fault", "kinds", "code"), AFTER_THE_BROWSER.values(), ids=list(AFTER_THE_BROWSER))
def test_fault_after_the_browser(
    terminal: Terminal, idp: HostileIdp, at_idp: tuple[str, ...], *, fault: Fault, kinds: str, code: int
) -> None:
    """What is wrong after the browser came back signs nobody in, and the page never says otherwise."""
    fault(idp.knobs)
    with terminal.sign_in(*at_idp) as command:
        page = Walker().visit(command.handed_over())
        answer = command.answer()
    refused(answer, kinds)
    assert answer.code == (code or {"id_token": 3, "insecure": 5}.get(answer.problem["kind"], 4))
    assert "You are signed in" not in page


def test_wrong_state_is_waited_past(terminal: Terminal, idp: HostileIdp, at_idp: tuple[str, ...]) -> None:
    """An answer with another state ends nothing; the true one that follows signs in."""
    with terminal.sign_in(*at_idp) as command:
        url = command.handed_over()
        idp.knobs.callback["state"] = "another"
        stray = Walker().visit(url)
        idp.knobs.callback.clear()
        page = Walker().visit(url)
        answer = command.answer()
    assert "does not belong" in stray
    assert "You are signed in" in page
    assert (answer.last["outcome"], answer.code) == ("signed_in", 0)
    assert answer.last["comparison"]["overall"] == "not_compared"


def test_senseless_answer_is_waited_past(terminal: Terminal, idp: HostileIdp, at_idp: tuple[str, ...]) -> None:
    """Our state without a code ends nothing: it is told as a notice, and the true answer that follows signs in."""
    with terminal.sign_in(*at_idp) as command:
        url = command.handed_over()
        idp.knobs.callback["code"] = None
        Walker().visit(url)
        idp.knobs.callback.clear()
        page = Walker().visit(url)
        answer = command.answer()
    assert "You are signed in" in page
    assert [one["problem"]["code"] for one in answer.events if one["event"] == "notice"] == ["callback.malformed"]
    assert (answer.last["outcome"], answer.code) == ("signed_in", 0)


@pytest.mark.parametrize("shift", [600.0, -600.0])
def test_wrong_clock_is_said(terminal: Terminal, idp: HostileIdp, at_idp: tuple[str, ...], shift: float) -> None:
    """A clock ten minutes off the provider's is corrected for and told with advice; the sign-in succeeds as ever."""
    idp.knobs.date_shift = shift
    with terminal.sign_in(*at_idp) as command:
        Walker().visit(command.handed_over())
        answer = command.answer()
    assert [one["event"] for one in answer.events] == ["authorization_url", "notice", "result"]
    told = answer.events[1]["problem"]
    assert (told["code"], "about 10 minutes off" in told["title"]) == ("configuration.clock", True)
    assert "Set date and time to automatic" in answer.ended.err
    assert (answer.last["outcome"], answer.problem, answer.code) == ("signed_in", None, 0)


def test_a_clock_a_little_off_is_not_worth_a_word(terminal: Terminal, idp: HostileIdp, at_idp: tuple[str, ...]) -> None:
    """Four minutes are corrected for in silence."""
    idp.knobs.date_shift = 240.0
    with terminal.sign_in(*at_idp) as command:
        Walker().visit(command.handed_over())
        answer = command.answer()
    assert [one["event"] for one in answer.events] == ["authorization_url", "result"]
    assert (answer.last["outcome"], answer.code) == ("signed_in", 0)


def test_nobody_there(terminal: Terminal) -> None:
    """A provider that cannot be reached: network, exit code 4."""
    issuer = f"http://127.0.0.1:{free_port()}"
    answer = terminal.command("sign-in", "--no-browser", "--issuer", issuer, "--client-id", "a").answer()
    refused(answer, "network")
    assert answer.code == 4


def test_untrusted_certificate(terminal: Terminal, tmp_path: Path) -> None:
    """A certificate nobody vouches for: tls, exit code 4, and nothing was asked."""
    with HostileIdp(certificate=self_signed(tmp_path)) as idp:
        answer = terminal.command("sign-in", "--no-browser", "--issuer", idp.issuer, "--client-id", CLIENT_ID).answer()
        assert idp.requests == []
    refused(answer, "tls")
    assert answer.code == 4


def test_slow_provider(terminal: Terminal, idp: HostileIdp, at_idp: tuple[str, ...]) -> None:
    """A provider that does not answer in the attempt's time: timed out, not for ever."""
    idp.knobs.replies["discovery"] = Reply(delay=30)
    answer = terminal.command("sign-in", "--no-browser", "--timeout", "1", *at_idp).answer(seconds=8)
    assert (answer.last["outcome"], answer.problem["kind"], answer.code) == ("timed_out", "timeout", 3)


def test_refused_answer_is_revoked(terminal: Terminal, idp: HostileIdp, at_idp: tuple[str, ...], home: Path) -> None:
    """Tokens of a refused answer are revoked, and no account is left in the home folder."""
    idp.knobs.userinfo["sub"] = "sub-2"
    with terminal.sign_in(*at_idp) as command:
        Walker().visit(command.handed_over())
        answer = command.answer()
    refused(answer, "userinfo")
    assert [asked.form["token"].startswith("CANARY-refresh") for asked in idp.asked("revoke")] == [True]
    assert not [path for path in home.rglob("*.json") if "sub-1" in path.read_text(encoding="utf-8")]


def test_proxy_is_not_used_for_loopback(terminal: Terminal, idp: HostileIdp, at_idp: tuple[str, ...]) -> None:
    """Loopback never goes through a proxy, whatever the environment says."""
    nobody = f"http://127.0.0.1:{free_port()}"
    env = {"HTTP_PROXY": nobody, "HTTPS_PROXY": nobody, "ALL_PROXY": nobody, "NO_PROXY": "", "no_proxy": ""}
    with terminal.sign_in(*at_idp, env=env) as command:
        Walker().visit(command.handed_over())
        assert json.loads(command.program.line(1))["outcome"] == "signed_in"
