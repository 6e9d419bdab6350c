"""`profile`, `sign-out` and `demo` where no keychain keeps anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from flow_desktop.adapters.accounts import FileAccounts
from flow_desktop.adapters.places import Places
from flow_desktop.core.deployment import Deployment
from flow_desktop.core.identity import AccountKey
from flow_desktop.core.ports import KnownAccount
from tests.support.local_service import Service
from tests.support.terminal import Terminal
from tests.support.walker import Walker

NO_KEYCHAIN = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


def test_profile_without_a_session(terminal: Terminal, service: Service) -> None:
    """Nobody signed in: `profile` says so and ends with exit code 3."""
    answer = terminal.command("profile", *service.arguments, env=NO_KEYCHAIN).answer()
    assert (answer.problem["kind"], answer.code) == ("sign_in_again", 3)
    assert answer.last["comparison"] is None


def test_sign_out_of_nobody(terminal: Terminal, service: Service) -> None:
    """Nobody signed in: there is nothing to remove, and that is no failure."""
    answer = terminal.command("sign-out", *service.arguments, env=NO_KEYCHAIN).answer()
    assert (answer.last["signed_out"], answer.problem, answer.code) == (None, None, 0)


@pytest.mark.parametrize(("command", "code"), [("profile", 3), ("sign-out", 0)])
def test_others_that_are_stored_are_named(
    terminal: Terminal, home: Path, service: Service, command: str, code: int
) -> None:
    """After one of three signed out nobody is signed in; the other two are named, with how to reach them."""
    deployment = Deployment(issuer=service.issuer, client_id=service.ready["client_id"])
    accounts = FileAccounts(Places(home), deployment)
    for name in ("ada", "linh", "radia"):
        accounts.remember(KnownAccount(AccountKey(service.issuer, name), f"{name}@example.com"))
    accounts.forget(AccountKey(service.issuer, "radia"))
    answer = terminal.command(command, *service.arguments, env=NO_KEYCHAIN).answer()
    assert answer.code == code
    told = answer.ended.err.splitlines()[-1]
    assert told == "Still stored on this computer: linh@example.com, ada@example.com. Use --account."
    assert len(accounts.known()) == 2


def test_no_keychain_is_said(terminal: Terminal, service: Service) -> None:
    """Without a keychain the sign-in works, says that it is not kept, and the next start has no session."""
    person = service.person("ada")
    with terminal.sign_in(*service.arguments, env=NO_KEYCHAIN) as command:
        Walker().sign_in(command.handed_over(), email=person.email, password=person.password)
        answer = command.answer()
    assert (answer.last["outcome"], answer.last["session_kept"], answer.code) == ("signed_in", False, 0)
    assert [event["problem"]["kind"] for event in answer.events if event["event"] == "notice"] == ["storage"]
    assert terminal.command("profile", env=NO_KEYCHAIN).answer().code in (3, 4)


def test_secret_without_keychain(terminal: Terminal, service: Service) -> None:
    """Without a keychain a directory secret is not stored anywhere, and that is said."""
    answer = terminal.command(
        "secret", "set", "directory", *service.arguments, env=NO_KEYCHAIN, stdin="s3cret"
    ).answer()
    assert (answer.last["stored"], answer.problem["kind"], answer.code) == (False, "storage", 4)
    assert "s3cret" not in answer.ended.out + answer.ended.err


def test_demo_signs_the_pilot_in(terminal: Terminal, home: Path) -> None:
    """`demo --auto --json` starts the local service, signs the pilot person in, compares, and keeps nothing."""
    answer = terminal.command("demo", "--auto").answer(seconds=45)
    assert (answer.last["outcome"], answer.last["comparison"]["overall"], answer.code) == ("signed_in", "same", 0)
    assert answer.last["session_kept"] is False
    assert {path.parent.name for path in home.rglob("*") if path.is_file()} <= {"logs"}


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("update.attribute_not_mapped", "differs"),
        ("update.webhook_missed", "differs"),
        ("blocked.seat_cap", "provider_error.not_provisioned"),
        ("create.domain_not_registered", "denied.by_person"),
        ("create.not_assigned", "provider_error.not_provisioned"),
    ],
)
def test_demo_shows_a_scenario(terminal: Terminal, code: str, told: str) -> None:
    """`demo --scenario` signs in whom it is about, as far as a page lets them on, and then says why it is so."""
    answer = terminal.command("demo", "--auto", "--scenario", code).answer(seconds=45)
    *_, end, check = answer.events
    assert told in (end["problem"]["code"] if end["problem"] else end["comparison"]["overall"])
    assert [one["cause"] for one in check["findings"] if one["outcome"] == "problem"] == [code]
    assert answer.code == 1


def test_demo_of_an_unknown_scenario(terminal: Terminal) -> None:
    """A scenario that does not exist is named, with the way to the list."""
    answer = terminal.command("demo", "--auto", "--scenario", "create.nothing").answer()
    assert "create.nothing" in answer.problem["detail"]
    assert answer.code == 2


def test_demo_for_people(terminal: Terminal) -> None:
    """`demo --auto` ends with the verdict as a sentence on stdout, and asks nobody to open a link."""
    ended = terminal.run("demo", "--auto")
    assert ended.code == 0
    assert ended.out.startswith("Everything matches.")
    assert "without a browser" in ended.err
    assert "open this link" not in ended.err
