"""`check`: one person's causes from the real service, as an admin, as the person, and with a credential."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flow_desktop.adapters.places import Places
from flow_desktop.adapters.proxies import EnvironmentProxies
from flow_desktop.cli.check import Ask, check
from flow_desktop.compose import Choices, Desk, Surroundings, build_desk
from flow_desktop.core.deployment import Deployment, SourceKind
from flow_desktop.core.evidence import Look
from flow_desktop.core.identity import AccountKey
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.ports import KnownAccount, StoredSession
from flow_desktop.core.problems import FlowError
from flow_desktop.core.secret import Secret
from flow_desktop.core.signin import Failed, SignedIn
from flow_desktop.core.symptoms import Symptom
from flow_desktop.flows.troubleshoot import Inquiry, Troubleshooter, TroubleshootPorts
from tests.fakes.evidence import FakeAttempts, FakeEvidence
from tests.support.checking import WORDS, Office, signed_in, talk
from tests.support.evidence import ADA, look, settings, skipped, unseen
from tests.support.hostile_idp import CLIENT_ID, HostileIdp, Reply
from tests.support.local_service import Service, local_service
from tests.support.terminal import Answer, Terminal, check_schema
from tests.support.waiting import wait_until

NEW = "nobody.yet@pilot.example"
NO_KEYCHAIN = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service where Ada met the seat cap; Barbara is its admin."""
    with local_service(tmp_path_factory.mktemp("full"), "--scenario", "blocked.seat_cap") as running:
        yield running


@pytest.fixture
def office(service: Service, home: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    """A computer of the healthy organisation."""
    return Office(service, home, capsys)


@pytest.fixture
def full_office(full: Service, home: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    """A computer of the organisation whose seats are taken."""
    return Office(full, home, capsys)


def proven(record: dict[str, Any]) -> list[str]:
    """The codes that were proven, in order."""
    return [one["cause"] for one in record["findings"] if one["outcome"] == "problem"]


# --- signed in ----------------------------------------------------------------------------------------------------


def test_an_admin_learns_why(full_office: Office) -> None:
    """The first proven cause is the scenario's, with evidence and steps; exit code 1."""
    code, record = full_office.checked(full_office.service.person("barbara"), Inquiry(email=ADA))
    assert (code, record["overall"], proven(record)) == (1, "problem", ["blocked.seat_cap"])
    first = record["findings"][0]
    assert {one["label"] for one in first["evidence"]} >= {"audit_line", "seats_used"}
    assert first["remedy"]["steps"]
    assert [step["state"] for step in record["trail"]].count("fail") == 1
    assert (record["asked"]["email"], record["asked"]["is_self"], record["provider"]) == (ADA, False, "okta")
    assert record["timeline"][0]["reasons"] == ["seat_cap"]


def test_people_read_the_verdict_first(full_office: Office) -> None:
    """Without `--json`: one sentence, then the way, the findings, and what was looked with."""

    async def scene(desk: Desk) -> int:
        await signed_in(desk, full_office.service.person("barbara"))
        return await check(desk, Ask(Inquiry(email=ADA)), talk(json=False))

    assert full_office.run(scene) == 1
    told = full_office.capsys.readouterr().out
    assert told.startswith("Ada Byron is not in Flow because every seat is taken.\n\nThe way of the account\n")
    assert "1. Proven: " in told
    assert f"Checked: {ADA}" in told


def test_somebody_well_has_nothing_to_fix(office: Office) -> None:
    """A member checks themselves: no cause, exit code 0, although members may not see everything."""
    code, record = office.checked(office.service.person("ada"), Inquiry())
    assert (code, record["overall"], proven(record)) == (0, "fine", [])
    assert record["asked"]["is_self"] is True
    assert {one["reason"] for one in record["not_seen"]} >= {"forbidden"}


def test_a_member_may_not_check_others(office: Office) -> None:
    """Only admins may; nothing of the other person is told."""

    async def scene(desk: Desk) -> int:
        await signed_in(desk, office.service.person("ada"))
        with pytest.raises(FlowError, match=r"policy\.not_admin") as refused:
            await check(desk, Ask(Inquiry(email=office.service.person("linh").email)), talk(json=True))
        return int(talk(json=True).failed(refused.value.problem))

    assert office.run(scene) == 5
    record = office.record()
    assert (record["problem"]["kind"], record["findings"], record["asked"]) == ("policy", [], None)


def test_a_symptom_raises_what_is_raised_for_it_only(office: Office) -> None:
    """A complaint adds findings and takes none away; a possible cause ends with exit code 1."""
    admin = office.service.person(office.service.ready["console_admin"].partition("@")[0])
    _, calm = office.checked(admin, Inquiry(email=NEW))
    code, record = office.checked(admin, Inquiry(email=NEW, symptom=Symptom.NOT_CREATED))
    assert (code, record["overall"]) == (1, "possible")
    assert {one["cause"] for one in calm["findings"]} <= {one["cause"] for one in record["findings"]}
    assert record["asked"]["symptom"] == "not_created"
    assert "idp.assigned" in {one["key"] for one in record["questions"]}


def test_one_check_alone(full_office: Office) -> None:
    """Only its findings; the way of the account stays whole."""
    inquiry = Inquiry(email=ADA, only=frozenset({"seat_cap"}))
    _, record = full_office.checked(full_office.service.person("barbara"), inquiry)
    assert {one["check"] for one in record["findings"]} == {"seat_cap"}
    assert len(record["trail"]) == 5


def test_another_account_is_proven_after_a_real_sign_in(office: Office) -> None:
    """Linh's address was typed, the browser signed in as Ada, who is kept: her check names the cause. Signing out
    forgets it.
    """
    ada, linh = office.service.person("ada"), office.service.person("linh")

    async def scene(desk: Desk) -> int:
        end = await signed_in(desk, ada, typed=linh.email, keep_other=True)
        assert isinstance(end, SignedIn)
        code = await check(desk, Ask(Inquiry()), talk(json=True))
        await desk.session.sign_out()
        assert desk.attempts.last() is None
        return int(code)

    assert office.run(scene) == 1
    assert proven(office.record()) == ["signin.wrong_account"]


def test_a_refused_account_is_noted_for_the_next_check(office: Office) -> None:
    """Nothing of the refused sign-in is kept but the note; the next right sign-in replaces it."""
    ada, linh = office.service.person("ada"), office.service.person("linh")

    async def refused(desk: Desk) -> int:
        end = await signed_in(desk, ada, typed=linh.email)
        assert isinstance(end, Failed)
        note = desk.attempts.last()
        assert note is not None
        assert (note.typed, note.signed_in[0], note.cause) == (linh.email, ada.email, "signin.wrong_account")
        return 0

    async def right(desk: Desk) -> int:
        await signed_in(desk, linh, typed=linh.email)
        note = desk.attempts.last()
        assert note is not None
        assert (note.signed_in[0], note.cause) == (linh.email, None)
        return 0

    assert (office.run(refused), office.run(right)) == (0, 0)


# --- watching -----------------------------------------------------------------------------------------------------


def at_watch(desk: Desk, source: FakeEvidence, between: list[Look]) -> Desk:
    """The same desk, where each pause of the watch brings the next look."""

    async def pause(_seconds: float) -> None:
        source.look = between.pop(0)

    ports = TroubleshootPorts(desk.session, (source,), FakeAttempts(), desk.ports.clock, "Okta", pause)
    checks = Troubleshooter(ports)
    return replace(desk, make_troubleshooter=lambda: checks)


def test_a_watch_ends_when_it_is_fixed(office: Office) -> None:
    """One line per look on stderr, the result once at the end, exit code 0."""
    full_seats = settings(seats=replace(settings().seats, cap=2))
    broken = look(**skipped("seat_cap", settings=full_seats))
    source = FakeEvidence(broken, needs_session=False)

    async def scene(desk: Desk) -> int:
        watched = at_watch(desk, source, [broken, unseen(WithheldReason.UNREACHABLE), look()])
        return await check(watched, Ask(Inquiry(email=ADA), watches=True), talk(json=True))

    assert office.run(scene) == 0
    printed = office.capsys.readouterr()
    assert len(printed.err.splitlines()) == 4
    (line,) = printed.out.splitlines()
    assert json.loads(line)["overall"] == "fine"


# --- as a real process --------------------------------------------------------------------------------------------


def token_file(folder: Path, secret: str) -> str:
    """A private file with a credential."""
    file = folder / "token"
    file.write_text(secret, encoding="utf-8")
    file.chmod(0o600)
    return str(file)


def with_credential(service: Service, folder: Path, kind: str) -> tuple[str, ...]:
    """A deployment that looks with an admin's credential."""
    address, secret = {"workos": ("workos_api", "workos_api_key"), "scim": ("scim", "scim_token")}[kind]
    who = ("--issuer", service.issuer, "--client-id", service.ready["client_id"])
    return (
        *who,
        f"--{kind}",
        service.ready[address],
        "--directory-token-file",
        token_file(folder, service.ready[secret]),
    )


@pytest.mark.parametrize("kind", ["workos", "scim"])
def test_a_credential_needs_no_sign_in(terminal: Terminal, service: Service, tmp_path: Path, kind: str) -> None:
    """With `--email` nobody has to be signed in; Flow was not seen, so nothing is called fine or broken."""
    given = with_credential(service, tmp_path, kind)
    email = service.person("ada").email
    answer = terminal.command("check", "--email", email, *given, env=NO_KEYCHAIN).answer()
    assert (answer.problem, answer.last["asked"]["email"], proven(answer.last)) == (None, email, [])
    assert answer.code == {"fine": 0, "possible": 1, "cannot_tell": 4}[answer.last["overall"]]
    assert "account" in {one["piece"] for one in answer.last["not_seen"]}
    assert service.ready["scim_token"] not in answer.ended.out + answer.ended.err


def test_nobody_is_signed_in(terminal: Terminal, service: Service) -> None:
    """The Flow API is asked by a person, for oneself and for others: exit code 3, in the shape of every answer."""
    for arguments in ((), ("--email", ADA)):
        answer = terminal.command("check", *arguments, *service.arguments, env=NO_KEYCHAIN).answer()
        assert (answer.code, answer.problem["code"]) == (3, "sign_in_again.no_session")
        assert (answer.last["findings"], answer.last["sentence"]) == ([], None)


def test_no_deployment(terminal: Terminal) -> None:
    """Without any deployment there is nothing to look at: exit code 2."""
    answer = terminal.command("check").answer()
    assert (answer.code, answer.problem["code"]) == (2, "configuration.missing")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--heading", "not_there"), "still_signs_in"),
        (("--answer", "idp.asigned=no"), "idp.assigned"),
        (("--answer", "idp.assigned=perhaps"), "nested_group"),
        (("--answer", "idp.assigned_at=soonish"), "soonish"),
        (("--answer", "idp.assigned_at=2999-01-01"), "2999-01-01"),
        (("--answer", "idp.assigned"), "KEY=VALUE"),
        (("--answer", "symptom=nothing"), "not_created"),
        (("--only", "seats"), "seat_cap"),
        (("--email", "ada"), "ada"),
        (("--email", "ada\x1b[31m@example.com"), "U+001B"),
        (("--email", f"{'a' * 320}@example.com"), "not an e-mail"),
        (("--answer", "idp.assigned_at=0001-01-01T00:00:00+14:00"), "0001-01-01"),
    ],
    ids=" ".join,
)
def test_a_question_that_cannot_be_asked(terminal: Terminal, arguments: tuple[str, ...], named: str) -> None:
    """Wrong ids, keys, values and times are refused with what is allowed, exit code 2, before anybody is asked."""
    with HostileIdp() as idp:
        given = ("--issuer", idp.issuer, "--client-id", CLIENT_ID, "--flow", f"{idp.issuer}/flow")
        answer = terminal.command("check", *arguments, *given, env=NO_KEYCHAIN).answer()
        assert idp.requests == []
    assert (answer.code, answer.problem["code"]) == (2, "configuration.question")
    assert named in answer.problem["detail"]
    assert answer.problem["detail"] in answer.ended.err


def test_the_list_for_scripts(terminal: Terminal) -> None:
    """Offline and without a deployment: every heading, check and answer with its texts, values and codes."""
    answer = terminal.command("check", "--list").answer()
    found = answer.last
    assert (answer.code, answer.ended.err) == (0, "")
    assert [one["id"] for one in found["headings"]] == list(Symptom)
    assert {"seat_cap", "right_account"} <= {one["id"] for one in found["checks"]}
    answers = {one["key"]: one for one in found["answers"]}
    assert answers["idp.assigned"]["decides"] == ["create.not_assigned"]
    assert answers["idp.assigned_at"]["asks_time"] is True
    assert "symptom" not in answers


def test_the_list_for_people(terminal: Terminal) -> None:
    """Each id stands first on its line, so that it can be copied; no line is wider than a terminal."""
    ended = terminal.run("check", "--list")
    lines = ended.out.splitlines()
    assert ended.code == 0
    assert any(line.startswith("  not_created ") for line in lines)
    assert "  idp.assigned" in lines
    assert max(map(len, lines)) <= 100


def test_stopped_while_the_session_is_renewed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A provider that does not answer: whoever gives up meanwhile still gets the one JSON object."""
    at = datetime(2027, 1, 15, 8, tzinfo=UTC)

    async def scene(desk: Desk, idp: HostileIdp) -> None:
        key = AccountKey(idp.issuer, "ada")
        await desk.ports.vault.save(StoredSession(Secret("r"), key, "openid", at))
        desk.ports.accounts.remember(KnownAccount(key, ADA))
        checking = asyncio.create_task(check(desk, Ask(Inquiry(email=ADA)), talk(json=True)))
        await asyncio.to_thread(wait_until, lambda: idp.requests, "the first question")
        checking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await checking

    async def whole(idp: HostileIdp) -> None:
        named = Deployment(idp.issuer, CLIENT_ID, source=SourceKind.FLOW, directory_url=f"{idp.base}/flow")
        around = Surroundings(Places(home), WORDS, EnvironmentProxies({}))
        desk = await build_desk(named, around, Choices(keep_session=False))
        try:
            await scene(desk, idp)
        finally:
            await desk.close()

    with HostileIdp() as idp:
        idp.knobs.replies["discovery"] = Reply(delay=2)
        asyncio.run(whole(idp))
    (line,) = capsys.readouterr().out.splitlines()
    record = json.loads(line)
    check_schema("check", record)
    assert (record["overall"], record["problem"]) == (None, None)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_watch_that_is_stopped(terminal: Terminal, service: Service, tmp_path: Path, number: signal.Signals) -> None:
    """Ctrl+C, or a pipeline that gives up: the result of the last look is still written, then exit code 130."""
    given = ("--email", NEW, "--answer", "idp.connection=failed", *with_credential(service, tmp_path, "workos"))
    with terminal.command("check", "--watch", *given, env=NO_KEYCHAIN) as command:
        wait_until(lambda: command.program.err.count("\n") >= 1, "the first look")
        command.program.send(number)
        answer: Answer = command.answer(seconds=8)
    assert (answer.code, len(answer.events), answer.problem) == (130, 1, None)
    assert (answer.last["asked"]["email"], proven(answer.last)) == (NEW, ["sync.idp_not_connected"])
