"""The terminal with a real keychain: signed in once, asked again never, signed out for good."""

from __future__ import annotations

import pytest

from tests.support.hostile_idp import CLIENT_ID, HostileIdp
from tests.support.local_service import Service
from tests.support.terminal import Terminal
from tests.support.walker import Walker

pytestmark = [pytest.mark.story, pytest.mark.timeout(90)]


@pytest.fixture(autouse=True)
def _system_keychain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)


def sign_in(terminal: Terminal, service: Service, *arguments: str) -> dict[str, object]:
    """Sign Ada in; the result event."""
    person = service.person("ada")
    with terminal.sign_in(*arguments) as command:
        Walker().sign_in(command.handed_over(), email=person.email, password=person.password)
        return command.answer().last


def test_session_outlives_the_program(terminal: Terminal, service: Service) -> None:
    """After one sign-in `profile` compares again and again without a browser; `sign-out` ends that."""
    assert sign_in(terminal, service, *service.arguments)["session_kept"] is True
    for _ in range(2):
        answer = terminal.command("profile").answer()
        assert (answer.last["comparison"]["overall"], answer.code) == ("same", 0)
    out = terminal.command("sign-out").answer()
    assert (out.last["signed_out"], out.last["keychain_cleared"], out.last["revoked"], out.code) == (
        service.person("ada").email,
        True,
        True,
        0,
    )
    again = terminal.command("profile").answer()
    assert (again.problem["kind"], again.code) == ("sign_in_again", 3)


def test_profile_says_that_the_clock_is_wrong(terminal: Terminal) -> None:
    """`profile` tells on stderr that the clock is far off; its answer and its exit code are what they are anyway."""
    with HostileIdp() as idp:
        with terminal.sign_in("--issuer", idp.issuer, "--client-id", CLIENT_ID) as command:
            Walker().visit(command.handed_over())
            assert command.answer().last["session_kept"] is True
        right = terminal.command("profile").answer()
        idp.knobs.date_shift = -600.0
        wrong = terminal.command("profile").answer()
    assert "configuration.clock" not in right.ended.err
    assert "This computer's clock is about 10 minutes off." in wrong.ended.err
    assert (wrong.code, wrong.problem) == (right.code, None)
    assert wrong.last["comparison"]["overall"] == right.last["comparison"]["overall"]


def test_memory_vault_keeps_nothing(terminal: Terminal, service: Service) -> None:
    """With `--vault memory` the keychain stays empty although there is one."""
    assert sign_in(terminal, service, *service.arguments, "--vault", "memory")["session_kept"] is False
    assert terminal.command("profile").answer().code == 3


def test_directory_secret_from_the_keychain(terminal: Terminal, service: Service) -> None:
    """`secret set directory` once; from then on the directory is read with it, and it is never shown."""
    key = service.ready["workos_api_key"]
    where = (
        *("--issuer", service.issuer, "--client-id", service.ready["client_id"]),
        *("--workos", service.ready["workos_api"], "--directory-id", service.ready["workos_directory"]),
    )
    stored = terminal.command("secret", "set", "directory", *where, stdin=f"{key}\n").answer()
    assert (stored.last["stored"], stored.code) == (True, 0)
    assert key not in stored.ended.out + stored.ended.err
    found = sign_in(terminal, service, *where, "--vault", "memory")["comparison"]
    assert isinstance(found, dict)
    assert found["places"]["directory_sync"] == {"state": "seen", "reason": None}
    assert found["overall"] == "same"


def test_a_stored_session_checks_and_is_seen_by_the_doctor(terminal: Terminal, service: Service) -> None:
    """`check` signs in silently as `profile` does and finds nothing to mend; `doctor` sees that a sign-in is stored,
    tries the keychain with an item of its own, and leaves both alone.
    """
    assert sign_in(terminal, service, *service.arguments)["session_kept"] is True
    checked = terminal.command("check").answer()
    assert (checked.last["overall"], checked.last["asked"]["email"], checked.code) == (
        "fine",
        service.person("ada").email,
        0,
    )
    examined = terminal.command("doctor").answer()
    states = {line["id"]: line["state"] for line in examined.last["lines"]}
    assert (states["keychain.round_trip"], states["service.session"], examined.code) == ("ok", "ok", 0)
    assert terminal.command("profile").answer().code == 0
    assert terminal.command("sign-out").answer().last["keychain_cleared"] is True
