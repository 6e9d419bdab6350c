"""`flow-desktop sign-in` against the local directory service: every end, its event and its exit code."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.local_service import Service
from tests.support.terminal import Answer, Terminal
from tests.support.waiting import wait_until
from tests.support.walker import Walker

NO_KEYCHAIN = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
MEMORY = ("--vault", "memory")


def signed_in(terminal: Terminal, service: Service, name: str, *arguments: str) -> Answer:
    """One person's sign-in, to the end."""
    person = service.person(name)
    with terminal.sign_in(*service.arguments, *MEMORY, *arguments) as command:
        Walker().sign_in(command.handed_over(), email=person.email, password=person.password)
        return command.answer()


@pytest.mark.parametrize(
    ("name", "overall", "verdicts", "code"),
    [
        ("ada", "same", ["SAME", "SAME", "SAME"], 0),
        ("linh", "differs", ["SAME", "DIFFERS_ACCENTS", "SAME"], 1),
        ("katherine", "differs", ["SAME", "SAME", "DIFFERS"], 1),
        ("grace", "same_with_note", ["SAME", "SAME", "SAME_CASE"], 0),
        ("zoe", "same_with_note", ["SAME_INVISIBLE", "SAME", "SAME"], 0),
        ("alan", "differs", ["MISSING", "SAME", "SAME"], 1),
        ("radia", "same", ["SAME", "SAME", "SAME"], 0),
    ],
)
def test_person(
    terminal: Terminal, service: Service, *, name: str, overall: str, verdicts: list[str], code: int
) -> None:
    """Each made-up person gets the true comparison and the exit code that goes with it."""
    answer = signed_in(terminal, service, name)
    found = answer.last["comparison"]
    assert [event["event"] for event in answer.events] == ["authorization_url", "result"]
    assert (answer.last["outcome"], answer.problem, answer.code) == ("signed_in", None, code)
    assert (found["overall"], [row["verdict"] for row in found["fields"]]) == (overall, verdicts)
    assert answer.last["identity"]["email"] == service.person(name).email
    assert answer.last["session_kept"] is False


def test_not_provisioned(terminal: Terminal, service: Service) -> None:
    """An account without membership that no directory knows is told as "not there", not as a difference of names."""
    answer = signed_in(terminal, service, "emmy")
    assert (answer.last["comparison"]["overall"], answer.code) == ("not_there", 1)
    assert answer.last["comparison"]["places"]["directory_sync"]["state"] == "not_there"


def test_it_admin_role(terminal: Terminal, service: Service) -> None:
    """The role comes with the comparison."""
    assert signed_in(terminal, service, "radia").last["comparison"]["role"] == "it_admin"


def test_unknown_person_is_refused(terminal: Terminal, service: Service) -> None:
    """Nobody's account on a managed domain: refused by the provider, with the cause that help knows."""
    person = service.person("edsger")
    with terminal.sign_in(*service.arguments, *MEMORY) as command:
        walker = Walker()
        walker.visit(command.handed_over())
        walker.press("Continue with SSO")
        walker.press("Continue", email=person.email)
        walker.press("Sign in", email=person.email, password=person.password)
        answer = command.answer()
    assert (answer.last["outcome"], answer.problem["kind"]) == ("failed", "provider_error")
    assert (answer.problem["cause"], answer.code) == ("signup.blocked", 4)


def test_denied(terminal: Terminal, service: Service) -> None:
    """Deny on the consent page: "denied", exit code 3, and the page says that nothing was stored."""
    person = service.person("ada")
    with terminal.sign_in(*service.arguments, *MEMORY) as command:
        page = Walker().deny(command.handed_over(), email=person.email, password=person.password)
        answer = command.answer()
    assert (answer.last["outcome"], answer.problem["kind"], answer.code) == ("failed", "denied", 3)
    assert "Nothing was stored" in page
    assert answer.last["identity"] is answer.last["comparison"] is None


def test_timed_out(terminal: Terminal, at_idp: tuple[str, ...]) -> None:
    """Nobody comes back: timed out after the seconds given, exit code 3, and the listener is gone."""
    with terminal.sign_in(*at_idp, "--timeout", "1") as command:
        url = command.handed_over()
        answer = command.answer()
    assert (answer.last["outcome"], answer.problem["code"], answer.code) == ("timed_out", "timeout.attempt", 3)
    assert not listens(url)


def test_wrong_account(terminal: Terminal, service: Service) -> None:
    """Somebody else than the typed address: wrong account, nothing kept; the page says so too."""
    person = service.person("ada")
    with terminal.sign_in(
        *service.arguments, "--login-hint", "somebody.else@pilot.example", env=NO_KEYCHAIN
    ) as command:
        page = Walker().sign_in(command.handed_over(), email=person.email, password=person.password)
        answer = command.answer()
    assert (answer.last["outcome"], answer.problem["kind"], answer.code) == ("failed", "wrong_account", 3)
    assert answer.problem["cause"] == "signin.wrong_account"
    assert "You are signed in" not in page
    assert answer.last["identity"] is None


def test_other_account_accepted(terminal: Terminal, service: Service) -> None:
    """With `--accept-other-account` the other person is signed in."""
    answer = signed_in(
        terminal, service, "ada", "--login-hint", "somebody.else@pilot.example", "--accept-other-account"
    )
    assert (answer.last["identity"]["email"], answer.code) == (service.person("ada").email, 0)


def test_typed_address_in_other_case(terminal: Terminal, service: Service) -> None:
    """The same mailbox typed in capitals is no other account."""
    answer = signed_in(terminal, service, "ada", "--login-hint", service.person("ada").email.upper())
    assert answer.last["outcome"] == "signed_in"


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal to send")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted(terminal: Terminal, at_idp: tuple[str, ...], number: signal.Signals) -> None:
    """Ctrl+C, or a pipeline that gives up, while the browser is open: the result event is still written, then exit
    code 130; the listener is gone.
    """
    with terminal.sign_in(*at_idp) as command:
        url = command.handed_over()
        assert listens(url)
        command.program.send(number)
        answer = command.answer(seconds=5)
    assert (answer.last["event"], answer.last["outcome"], answer.code) == ("result", "cancelled", 130)
    assert not listens(url)


def test_no_browser(terminal: Terminal, service: Service) -> None:
    """With `--no-browser` the link is only printed; whoever opens it signs in."""
    person = service.person("ada")
    with terminal.command("sign-in", "--no-browser", *service.arguments, *MEMORY) as command:
        Walker().sign_in(command.url(), email=person.email, password=person.password)
        answer = command.answer()
    assert (answer.last["outcome"], answer.code) == ("signed_in", 0)


def test_people_read_sentences(terminal: Terminal, service: Service) -> None:
    """Without `--json` the verdict and a table are on stdout, the link and the four words on stderr."""
    person = service.person("linh")
    with terminal.start("sign-in", "--no-browser", *service.arguments, *MEMORY) as program:
        url = wait_until(lambda: re.search(r"http://127\S+", program.err), "a link on stderr").group()
        Walker().sign_in(url, email=person.email, password=person.password)
        ended = program.finish()
    assert ended.code == 1
    assert "Your last name differs" in ended.out.splitlines()[0]
    assert "Nguyễn" in ended.out
    assert url not in ended.out
    assert "state=" not in ended.out


@pytest.mark.parametrize("command", ["false", "/no/such/browser", "'unfinished"])
def test_browser_that_fails(terminal: Terminal, service: Service, command: str) -> None:
    """A browser command that does not work ends the sign-in with a Problem and no listener."""
    answer = terminal.command("sign-in", "--browser", command, *service.arguments, *MEMORY).answer()
    expected = {"'unfinished": ("configuration", 2)}.get(command, ("browser", 3))
    assert (answer.problem["kind"], answer.code) == expected
    assert answer.last["outcome"] == "failed"


def test_second_start_uses_the_last_deployment(terminal: Terminal, service: Service) -> None:
    """After one sign-in the deployment need not be named again; it holds no secret."""
    assert signed_in(terminal, service, "ada").code == 0
    person = service.person("ada")
    with terminal.sign_in(*MEMORY) as command:
        Walker().sign_in(command.handed_over(), email=person.email, password=person.password)
        assert command.answer().last["comparison"]["overall"] == "same"


def test_authorization_request(terminal: Terminal, at_idp: tuple[str, ...]) -> None:
    """The link asks for a code with PKCE S256, state and nonce, to a literal loopback address, fresh each time."""
    seen = []
    for _ in range(2):
        with terminal.sign_in(*at_idp, "--login-hint", "a@pilot.example") as command:
            assert command.url() == command.handed_over()
            seen.append({key: values[0] for key, values in parse_qs(urlsplit(command.url()).query).items()})
    first, second = seen
    assert (first["response_type"], first["code_challenge_method"]) == ("code", "S256")
    assert urlsplit(first["redirect_uri"]).hostname == "127.0.0.1"
    assert first["login_hint"] == "a@pilot.example"
    for key in ("state", "nonce", "code_challenge"):
        assert len(first[key]) >= 43
        assert first[key] != second[key]


def test_everything_is_kept_in_one_folder(terminal: Terminal, service: Service, home: Path, tmp_path: Path) -> None:
    """With FLOW_DESKTOP_HOME set nothing is written anywhere else, and what is written is private."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    person = service.person("ada")
    env = {"HOME": str(elsewhere), "TMPDIR": str(elsewhere), **NO_KEYCHAIN}
    with terminal.sign_in(*service.arguments, env=env) as command:
        Walker().sign_in(command.handed_over(), email=person.email, password=person.password)
        answer = command.answer()
    assert [path for path in elsewhere.rglob("*") if path.is_file()] == []
    kept = [path for path in home.rglob("*") if path.is_file()]
    assert kept
    assert [path for path in kept if path.stat().st_mode & 0o077] == []
    assert answer.last["session_kept"] is False
    notices = [event["problem"]["kind"] for event in answer.events if event["event"] == "notice"]
    assert notices == ["storage"]


def test_pushed_request(terminal: Terminal, service: Service) -> None:
    """Where the provider takes pushed requests (RFC 9126), the link carries a reference and nothing else."""
    with terminal.sign_in(*service.arguments, *MEMORY, "--login-hint", "a@pilot.example") as command:
        query = parse_qs(urlsplit(command.url()).query)
    assert set(query) == {"client_id", "request_uri"}


def test_json_lines_are_ascii(terminal: Terminal, service: Service) -> None:
    """Names beyond ASCII survive any terminal: they are escaped on stdout and equal once read."""
    answer = signed_in(terminal, service, "zoe")
    assert answer.ended.out.isascii()
    assert json.loads(answer.ended.out.splitlines()[-1])["identity"]["given_name"] == "Zoe\u0308"


def listens(url: str) -> bool:
    """Whether the receiver of this link still listens."""
    back = urlsplit(parse_qs(urlsplit(url).query)["redirect_uri"][0])
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex(("127.0.0.1", back.port or 0)) == 0
