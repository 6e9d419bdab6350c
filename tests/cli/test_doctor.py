"""`doctor` as a real process: what it says of this computer, a configuration and the real local service."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.certificate import self_signed
from tests.support.hostile_idp import HostileIdp
from tests.support.local_service import Service
from tests.support.terminal import Answer, Terminal

NO_KEYCHAIN = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


def doctor(terminal: Terminal, *arguments: str, env: dict[str, str] | None = None) -> Answer:
    """One examination, its JSON judged by the published schema."""
    return terminal.command("doctor", *arguments, env={**NO_KEYCHAIN, **(env or {})}).answer()


def states(answer: Answer) -> dict[str, str]:
    """Line id -> state."""
    return {line["id"]: line["state"] for line in answer.last["lines"]}


def line(answer: Answer, name: str) -> dict[str, Any]:
    """One line."""
    return next(one for one in answer.last["lines"] if one["id"] == name)


@pytest.fixture
def nobody_there() -> Iterator[str]:
    """An address on this computer where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def test_without_a_deployment(terminal: Terminal, home: Path) -> None:
    """Nobody ever named one: that is said with exit code 2, this computer is examined all the same, nothing is kept."""
    answer = doctor(terminal)
    assert (answer.code, answer.problem) == (2, None)
    assert line(answer, "configuration.deployment")["code"] == "configuration.missing"
    found = states(answer)
    assert {found[name] for name in ("machine.system", "machine.home", "program.files", "browser.way_back")} == {"ok"}
    assert not [name for name in found if name.startswith(("network.", "service."))]
    assert {path.parent.name for path in home.rglob("*") if path.is_file()} <= {"logs"}


def test_a_healthy_service(terminal: Terminal, service: Service) -> None:
    """Everything that a sign-in needs is there: exit code 0, the clocks agree, and nobody has to be signed in."""
    answer = doctor(terminal, *service.arguments)
    found = states(answer)
    assert answer.code == 0
    outside = ("network.issuer", "network.directory_url", "service.discovery", "service.directory_url", "clock.offset")
    assert {name: found[name] for name in outside} == dict.fromkeys(outside, "ok")
    assert "status 401" in line(answer, "service.directory_url")["sentence"]
    assert (found["service.session"], found["keychain.round_trip"]) == ("warn", "warn")
    assert line(answer, "keychain.round_trip")["code"] == "storage.unavailable"


def test_for_people(terminal: Terminal, service: Service) -> None:
    """The verdict is the first line, every area has its heading, and what is fine carries a mark and a word."""
    ended = terminal.run("doctor", *service.arguments, env=NO_KEYCHAIN)
    assert ended.code == 0
    assert ended.out.startswith("This computer is ready.")
    assert "\nSign-in and sources\n" in ended.out
    assert "\n  + ok " in ended.out
    assert ended.err == ""


def test_layers_are_named(terminal: Terminal, service: Service, tmp_path: Path) -> None:
    """Which layer gave which key; a value that decides nothing is dropped aloud and is no failure."""
    file = tmp_path / "acme.toml"
    file.write_text(f'issuer = "{service.issuer}"\nsupport_url = "nonsense"\n', encoding="utf-8")
    env = {"FLOW_CLIENT_ID": service.ready["client_id"]}
    answer = doctor(terminal, "--deployment", str(file), env=env)
    told = {one["sentence"] for one in answer.last["lines"] if one["id"] == "configuration.layer"}
    assert told == {f"From {file}: issuer.", "From environment: client_id."}
    assert (states(answer)["configuration.support_url"], answer.code) == ("warn", 0)


@pytest.mark.parametrize("text", ['issuers = "https://a.example"', 'issuer = "ftp://s3cret.example"', "issuer ="])
def test_a_refused_configuration(terminal: Terminal, tmp_path: Path, text: str) -> None:
    """What is refused is named with the file and without its value, exit code 2; the rest is still looked at."""
    file = tmp_path / "acme.toml"
    file.write_text(text, encoding="utf-8")
    answer = doctor(terminal, "--deployment", str(file))
    refused = line(answer, "configuration.deployment")
    assert (answer.code, refused["state"], refused["code"]) == (2, "bad", "configuration.invalid")
    assert str(file) in refused["sentence"]
    assert "s3cret" not in answer.ended.out + answer.ended.err
    assert states(answer)["browser.way_back"] == "ok"


def test_a_service_that_is_away(terminal: Terminal, nobody_there: str) -> None:
    """Nobody answers: cannot tell, exit code 4, and no clock to compare with."""
    answer = doctor(terminal, "--issuer", nobody_there, "--client-id", "a", "--flow", f"{nobody_there}/flow/v1")
    found = states(answer)
    away = ("network.issuer", "network.directory_url", "service.discovery", "service.directory_url", "clock.offset")
    assert {found[name] for name in away} == {"unknown"}
    assert (line(answer, "network.issuer")["code"], answer.code) == ("network.unreachable", 4)
    assert found["machine.home"] == "ok"


def test_an_issuer_that_is_not_equal(terminal: Terminal, service: Service) -> None:
    """One letter more in the issuer is another issuer: told as the sign-in would tell it, with its exit code."""
    answer = doctor(terminal, "--issuer", f"{service.issuer}/", "--client-id", "a")
    assert line(answer, "service.discovery")["code"] == "discovery.issuer_mismatch"
    assert (states(answer)["network.issuer"], answer.code) == ("ok", 4)


@pytest.mark.parametrize(
    ("kind", "secret"), [("workos", "workos_api_key"), ("scim", "scim_token")], ids=["workos", "scim"]
)
def test_a_credential(terminal: Terminal, service: Service, tmp_path: Path, kind: str, secret: str) -> None:
    """The right one is answered with 200, a wrong one has to be mended (exit code 1); neither is ever shown."""
    address = service.ready["workos_api" if kind == "workos" else "scim"]
    given = ("--issuer", service.issuer, "--client-id", "a", f"--{kind}", address, "--directory-token-file")
    file = tmp_path / "token"
    for value, state, code in ((service.ready[secret], "ok", 0), ("wr0ng-secret", "bad", 1)):
        file.write_text(value, encoding="utf-8")
        file.chmod(0o600)
        answer = doctor(terminal, *given, str(file))
        assert (states(answer)["service.directory_url"], answer.code) == (state, code)
        assert value not in answer.ended.out + answer.ended.err


def test_a_second_source(terminal: Terminal, service: Service, tmp_path: Path) -> None:
    """Beside the Flow API: reached, and asked with the directory's credential."""
    file = tmp_path / "token"
    file.write_text(service.ready["workos_api_key"], encoding="utf-8")
    file.chmod(0o600)
    second = ("--workos", service.ready["workos_api"], "--directory-token-file", str(file))
    found = states(doctor(terminal, *service.arguments, *second))
    both = [f"{area}.{key}" for area in ("network", "service") for key in ("directory_url", "second_url")]
    assert {name: found[name] for name in both} == dict.fromkeys(both, "ok")


def test_no_credential(terminal: Terminal, service: Service) -> None:
    """A source that needs one and has none has to be mended, and the next step says how."""
    given = ("--issuer", service.issuer, "--client-id", "a", "--scim", service.ready["scim"])
    answer = doctor(terminal, *given)
    found = line(answer, "service.directory_url")
    assert (found["state"], answer.code) == ("bad", 1)
    assert "secret set directory" in found["next_step"]


def test_a_credential_that_others_can_read(terminal: Terminal, service: Service, tmp_path: Path) -> None:
    """The file is refused as every command refuses it, and the other lines are there; its content is not shown."""
    file = tmp_path / "token"
    file.write_text("open-secret", encoding="utf-8")
    file.chmod(0o644)
    scim = ("--scim", service.ready["scim"], "--directory-token-file", str(file))
    answer = doctor(terminal, "--issuer", service.issuer, "--client-id", "a", *scim)
    assert line(answer, "configuration.directory_token_file")["code"] == "configuration.token_file"
    assert (states(answer)["network.directory_url"], answer.code) == ("ok", 2)
    assert "open-secret" not in answer.ended.out + answer.ended.err


def test_taken_ports(terminal: Terminal, service: Service) -> None:
    """Where every registered port is taken the browser could not come back: named, with the ports."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        answer = doctor(terminal, *service.arguments, "--redirect-ports", port)
    found = line(answer, "browser.way_back")
    assert (found["state"], found["code"], answer.code) == ("bad", "configuration.ports_busy", 2)
    assert port in found["sentence"]


def test_a_proxy_is_told_without_its_password(terminal: Terminal, nobody_there: str) -> None:
    """An address outside goes through the proxy of the environment: named by host and port only."""
    proxy = nobody_there.replace("//", "//ada:pa55word@")
    env = {"HTTPS_PROXY": proxy}
    answer = doctor(terminal, "--issuer", "https://id.example.test", "--client-id", "a", env=env)
    assert answer.code == 4
    assert nobody_there.removeprefix("http://") in line(answer, "network.issuer.why")["sentence"]
    assert "pa55word" not in answer.ended.out + answer.ended.err


def test_an_untrusted_certificate(terminal: Terminal, tmp_path: Path) -> None:
    """Told as what it is, with what is wrong with the certificate; exit code 4, as every command has it for TLS."""
    with HostileIdp(certificate=self_signed(tmp_path)) as idp:
        answer = doctor(terminal, "--issuer", idp.issuer, "--client-id", "a")
        assert idp.requests == []
    found = line(answer, "network.issuer")
    assert (found["state"], found["code"], answer.code) == ("bad", "tls.untrusted", 4)
    assert "self-signed" in line(answer, "network.issuer.why")["sentence"]
