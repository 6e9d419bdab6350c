"""`verify` as a real process and at a real desk: lists, groups, answers, reports, history, and exit codes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flow_desktop.adapters.guides import load_explainer
from flow_desktop.adapters.texts import load_pilot_words
from flow_desktop.cli.output import Output
from flow_desktop.cli.verify import verify
from flow_desktop.cli.verify_request import Ask
from flow_desktop.cli.verify_talk import Talk
from flow_desktop.compose import Desk
from flow_desktop.compose_runs import pilot_speech
from flow_desktop.core.pilot.results import Status
from flow_desktop.core.pilot.rows import PilotList, PilotRow
from flow_desktop.core.problems import FlowError
from flow_desktop.flows.verify import Order
from tests.support.checking import WORDS, Office, signed_in
from tests.support.local_service import Service
from tests.support.programs import Ended
from tests.support.static_directory import Static, list_of, static_directory
from tests.support.terminal import Answer, Terminal, check_schema

NO_KEYCHAIN = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
SECRET = "made-up"


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Static]:
    """Three hundred people over SCIM."""
    with static_directory(tmp_path_factory.mktemp("static"), 300) as running:
        yield running


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A list of the three hundred with mistakes in it."""
    return list_of(tmp_path, 300)


def told(terminal: Terminal, *arguments: str, stdin: str = "") -> Answer:
    """The JSON answer of one command; every line fits the schema."""
    return terminal.command("verify", *arguments, env=NO_KEYCHAIN, stdin=stdin).answer()


def said(terminal: Terminal, *arguments: str, stdin: str = "") -> Ended:
    """What is said to people."""
    return terminal.run("verify", *arguments, env=NO_KEYCHAIN, stdin=stdin)


# --- a run --------------------------------------------------------------------------------------------------------


def test_a_list_is_verified(terminal: Terminal, directory: Static, people: Path) -> None:
    """The verdict first, the counts add up, groups with one remedy each, then everybody who is not ready; exit 1."""
    answer = told(terminal, str(people), *directory.arguments)
    last = answer.last
    assert (answer.code, answer.problem) == (1, None)
    assert sum(last["counts"].values()) == last["total"]
    assert last["run"]["directory"] == {"complete": True, "people": 300, "pages": 4, "why_not": None, "fault": None}
    assert f"{last['ready']} of {last['total']} ready" in last["sentence"]
    assert len(last["people"]) == last["total"] - last["ready"]
    assert sum(one["n"] for one in last["groups"] if one["status"] not in ("ready", "ready_with_note")) == len(
        last["people"]
    )
    assert all(one["steps"] for one in last["groups"] if one["status"] == "not_provisioned")
    assert SECRET not in answer.ended.out + answer.ended.err


def test_it_is_said_to_people_too(terminal: Terminal, directory: Static, people: Path) -> None:
    """stdout has the answer and nothing else, stderr the progress in plain lines."""
    ended = said(terminal, str(people), *directory.arguments)
    lines = ended.out.splitlines()
    assert ended.code == 1
    assert "listing complete at" in lines[0]
    assert "What has to be done" in lines
    assert "People who are not ready" in lines
    assert any(line.startswith("Reading Directory Sync") for line in ended.err.splitlines())
    assert "\r" not in ended.err + ended.out
    assert "verify --recheck" in ended.err


def test_everybody_ready_is_exit_code_0(terminal: Terminal, directory: Static) -> None:
    """From standard input as well, one address in each line."""
    answer = told(terminal, "-", *directory.arguments, stdin="person0000001@example.com\nperson0000002@example.com\n")
    assert (answer.code, answer.last["counts"]) == (0, {"ready": 2})


def test_what_fails_can_be_chosen(terminal: Terminal, directory: Static) -> None:
    """A status that is not named does not make exit code 1."""
    given = "person0000001@example.com\nnobody@example.com\n"
    for chosen, code in (("not_provisioned", 1), ("differs,inactive", 0), ("none", 0)):
        assert told(terminal, "-", "--fail-on", chosen, *directory.arguments, stdin=given).code == code


def test_an_answer_of_a_person_makes_a_cause_certain(terminal: Terminal, directory: Static) -> None:
    """It counts for everybody in the list, and the time may be given by itself."""
    answers = ("--answer", "idp.assigned=no")
    answer = told(terminal, "-", *answers, *directory.arguments, stdin="nobody@example.com\n")
    (person,) = answer.last["people"]
    assert (person["causes"][0], person["outcome"]) == ("create.not_assigned", "problem")
    assigned = ("--answer", "idp.assigned=yes", "--assigned-at", "2m ago")
    answer = told(terminal, "-", *assigned, *directory.arguments, stdin="nobody@example.com\n")
    assert answer.last["people"][0]["causes"][0] == "create.pending"


def test_who_is_not_in_the_list_can_be_told(terminal: Terminal, directory: Static) -> None:
    """Only where it is asked for."""
    given = ("-", "--unexpected", *directory.arguments)
    answer = told(terminal, *given, stdin="person0000001@example.com\n")
    assert answer.last["counts"]["unexpected"] > 200
    assert answer.last["total"] == 1


def test_nobody_answers(terminal: Terminal, tmp_path: Path) -> None:
    """Everybody is unknown, nobody is missing: exit code 4."""
    token = tmp_path / "token"
    token.write_text(SECRET, encoding="utf-8")
    token.chmod(0o600)
    where = ("--scim", "http://127.0.0.1:9/scim", "--directory-token-file", str(token))
    who = ("--issuer", "https://login.example.com", "--client-id", "app", "--vault", "memory")
    answer = told(terminal, "-", *who, *where, stdin="ada@example.com\n")
    assert (answer.code, answer.last["counts"]) == (4, {"unknown": 1})


@pytest.mark.parametrize("kind", ["workos", "scim"])
def test_the_local_service_is_verified_with_a_credential(
    terminal: Terminal, service: Service, tmp_path: Path, kind: str
) -> None:
    """Over SCIM and over Directory Sync's own API: the same people are there."""
    address, secret = {"workos": ("workos_api", "workos_api_key"), "scim": ("scim", "scim_token")}[kind]
    token = tmp_path / "token"
    token.write_text(service.ready[secret], encoding="utf-8")
    token.chmod(0o600)
    who = ("--issuer", service.issuer, "--client-id", service.ready["client_id"], "--vault", "memory")
    where = (f"--{kind}", service.ready[address], "--directory-token-file", str(token))
    given = f"{service.person('ada').email}\n{service.person('grace').email}\nnobody@pilot.example\n"
    answer = told(terminal, "-", *who, *where, stdin=given)
    assert (answer.code, answer.problem) == (1, None)
    assert [one["status"] for one in answer.last["people"]] == ["not_provisioned"]
    assert service.ready[secret] not in answer.ended.out + answer.ended.err


# --- signed in ----------------------------------------------------------------------------------------------------


@pytest.fixture
def office(service: Service, home: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    """A computer of the healthy organisation."""
    return Office(service, home, capsys)


def verified(office: Office, who: str, *emails: str) -> tuple[int, dict[str, Any]]:
    """Sign in as somebody and verify these addresses."""
    listed = PilotList("pilot.csv", tuple(PilotRow(line, email) for line, email in enumerate(emails, 2)))
    words = load_pilot_words(WORDS)
    ask = Ask(Order(listed), None, None, (), frozenset(Status) - {Status.READY, Status.READY_WITH_NOTE})

    async def scene(desk: Desk) -> int:
        await signed_in(desk, office.service.person(who))
        talk = Talk(Output(words, json=True), pilot_speech(load_explainer(words), desk.deployment))
        try:
            return await verify(desk.runs.verifier, ask, talk)
        except FlowError as error:
            return talk.failed(error.problem)

    code = office.run(scene)
    (line,) = office.capsys.readouterr().out.splitlines()
    record: dict[str, Any] = json.loads(line)
    check_schema("verify", record)
    return code, record


@pytest.mark.parametrize("who", ["barbara", "radia"])
def test_an_admin_verifies_over_flow(office: Office, who: str) -> None:
    """Admin and IT Admin: directory and Flow both count."""
    ada, emmy = office.service.person("ada").email, office.service.person("emmy").email
    code, record = verified(office, who, ada, emmy)
    assert (code, record["problem"]) == (1, None)
    assert [(one["email"], one["status"]) for one in record["people"]] == [(emmy, "not_provisioned")]
    assert record["run"]["flow"]["complete"]


def test_a_member_verifies_nobody(office: Office) -> None:
    """Exit code 5, and nothing of anybody is told."""
    code, record = verified(office, "ada", office.service.person("grace").email)
    assert (code, record["problem"]["code"], record["people"]) == (5, "policy.not_admin", [])


def test_nobody_is_signed_in(terminal: Terminal, service: Service) -> None:
    """Flow is asked in somebody's name: exit code 3."""
    answer = told(terminal, "-", *service.arguments, stdin="ada@pilot.example\n")
    assert (answer.code, answer.problem["code"]) == (3, "sign_in_again.no_session")


# --- reports ------------------------------------------------------------------------------------------------------


def test_reports_are_written(terminal: Terminal, directory: Static, people: Path, tmp_path: Path) -> None:
    """Several at once, each by its ending, private to the person."""
    paths = [tmp_path / f"report.{ending}" for ending in ("csv", "json", "html")]
    out = [part for path in paths for part in ("--out", str(path))]
    ended = said(terminal, str(people), *out, *directory.arguments)
    assert ended.code == 1
    assert all(path.stat().st_size > 1000 for path in paths)
    if os.name == "posix":
        assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}
    check_schema("verify-report", json.loads(paths[1].read_text(encoding="utf-8")))
    assert all(str(path) in ended.err for path in paths)


def test_redaction_leaves_nobody(terminal: Terminal, directory: Static, people: Path, tmp_path: Path) -> None:
    """Neither in the report nor on stdout."""
    path = tmp_path / "report.json"
    answer = told(terminal, str(people), "--out", str(path), "--redact", *directory.arguments)
    assert (answer.last["people"], answer.last["redacted"], answer.last["run"]["list"]) == ([], True, None)
    for text in (answer.ended.out, path.read_text(encoding="utf-8")):
        assert "person0000" not in text
    ended = said(terminal, str(people), "--redact", *directory.arguments)
    assert "person0000" not in ended.out


@pytest.mark.parametrize("name", ["report.txt", "nowhere/report.csv", "."])
def test_a_report_that_cannot_be_written_is_said_first(terminal: Terminal, directory: Static, name: str) -> None:
    """Before anybody is asked: exit code 2, and no run in the history."""
    answer = told(terminal, "-", "--out", name, *directory.arguments, stdin="ada@example.com\n")
    assert (answer.code, answer.last["run"]) == (2, None)
    assert told(terminal, "--history", *directory.arguments).last["history"] == []


# --- history ------------------------------------------------------------------------------------------------------


def test_runs_are_kept_compared_and_forgotten(terminal: Terminal, directory: Static, people: Path) -> None:
    """By name, by `last`, and by the beginning of a name."""
    first = told(terminal, str(people), *directory.arguments).last["run"]["id"]
    again = told(terminal, "--recheck", "last", *directory.arguments)
    second = again.last["run"]["id"]
    assert second != first
    assert sum(again.last["counts"].values()) == again.last["total"]
    history = told(terminal, "--history", *directory.arguments).last["history"]
    assert [(one["id"], one["resumable"], one["whole"]) for one in history] == [
        (second, False, True),
        (first, False, True),
    ]
    same = told(terminal, "--compare", first, second, *directory.arguments)
    assert (same.code, same.last["comparison"]["changed"]) == (0, [])
    assert told(terminal, "--forget", second, *directory.arguments).last["forgotten"] == second
    ended = said(terminal, "--history", *directory.arguments)
    assert [line.split()[0] for line in ended.out.splitlines()] == [first]
    assert told(terminal, "--recheck", "never", *directory.arguments).problem["code"] == "configuration.run"


def test_a_comparison_tells_who_changed(terminal: Terminal, directory: Static) -> None:
    """Whoever came and whoever is gone: exit code 1."""
    runs = [
        told(terminal, "-", *directory.arguments, stdin=f"{given}\n").last["run"]["id"]
        for given in ("person0000001@example.com", "person0000002@example.com")
    ]
    answer = told(terminal, "--compare", *runs, *directory.arguments)
    assert answer.code == 1
    assert [(one["email"], one["change"]) for one in answer.last["comparison"]["changed"]] == [
        ("person0000002@example.com", "added"),
        ("person0000001@example.com", "gone"),
    ]
    assert "New in the list: 1" in said(terminal, "--compare", *runs, *directory.arguments).out


# --- without a run ------------------------------------------------------------------------------------------------


def test_a_preview_asks_nobody(terminal: Terminal, tmp_path: Path) -> None:
    """Columns as they were understood, the first rows, every row that cannot be used; no deployment is needed."""
    path = tmp_path / "list.csv"
    path.write_text("Mail;Vorname;Team\nada@example.com;Ada;A\nnonsense;Bob;B\n", encoding="utf-8")
    last = told(terminal, str(path), "--preview").last["preview"]
    assert (last["rows"], last["columns"]["email"], last["extra_columns"]) == (1, "Mail", ["Team"])
    assert [(one["line"], one["fault"]) for one in last["rejected"]] == [(3, "not_an_address")]
    ended = said(terminal, str(path), "--preview", "--columns", "email=Mail,given=Team")
    assert "First name: “Team”" in ended.out


def test_groups_are_listed(terminal: Terminal, directory: Static) -> None:
    """A source without groups says so."""
    answer = told(terminal, "--list-groups", *directory.arguments)
    assert answer.last.get("directory_groups", []) == []


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((), "Say one thing"),
        (("list.csv", "--everybody"), "Say one thing"),
        (("--history", "--preview"), "--preview"),
        (("--history", "--out", "x.csv"), "--out"),
        (("-", "--directory-token-file", "-"), "Standard input"),
        (("-", "--fail-on", "bad"), "not_provisioned"),
        (("-", "--columns", "mail=x"), "email"),
        (("-", "--answer", "x=y"), "idp.assigned"),
        (("-", "--assigned-at", "soon"), "soon"),
        (("not-there.csv",), "not-there.csv"),
        (("--resume", "--everybody"), "Say one thing"),
    ],
)
def test_bad_input_is_said(terminal: Terminal, arguments: tuple[str, ...], named: str) -> None:
    """Exit code 2 and what is wrong, before anybody is asked; without a deployment as well."""
    answer = told(terminal, *arguments, stdin="ada@example.com\n")
    assert answer.code == 2
    assert named in json.dumps(answer.problem, ensure_ascii=False)
    assert (answer.last["people"], answer.last["sentence"]) == ([], None)


def test_nothing_to_go_on_with_is_said(terminal: Terminal, directory: Static) -> None:
    """Exit code 2."""
    answer = told(terminal, "--resume", *directory.arguments)
    assert (answer.code, answer.problem["code"]) == (2, "configuration.verify")
