"""Secrets stay where they belong: nothing of them is on disk, in a log, on a stream or in the process list."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.hostile_idp import CANARY, HostileIdp
from tests.support.terminal import Answer, Terminal
from tests.support.walker import Walker


def sign_in(terminal: Terminal, at_idp: tuple[str, ...], *, verbose: bool = False) -> tuple[str, Answer]:
    """A sign-in of the provider's only person; the link and the end."""
    env = {"FLOW_DESKTOP_LOG": "debug"} if verbose else {}
    with terminal.sign_in(*at_idp, env=env) as command:
        url = command.handed_over()
        Walker().visit(url)
        return url, command.answer()


def texts(home: Path, answer: Answer) -> dict[str, str]:
    """Everything that was written anywhere, by where; the link is taken out of stdout, where it belongs."""
    files = {str(path): path.read_text("utf-8", "replace") for path in home.rglob("*") if path.is_file()}
    events = [line for line in answer.ended.out.splitlines() if '"authorization_url"' not in line]
    return {**files, "stdout": "\n".join(events), "stderr": answer.ended.err}


def made_up_secrets(idp: HostileIdp, url: str) -> dict[str, str]:
    """What this attempt had to keep: its state, nonce, verifier, and every code and token by its first letters."""
    query = {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}
    verifier = idp.asked("token")[0].form["code_verifier"]
    return {"state": query["state"], "nonce": query["nonce"], "verifier": verifier, "codes and tokens": CANARY}


@pytest.mark.parametrize("fault", ["none", "wrong nonce", "wrong user info", "token endpoint refuses"])
def test_no_secret_is_written(
    terminal: Terminal, idp: HostileIdp, at_idp: tuple[str, ...], *, home: Path, fault: str
) -> None:
    """Whatever the end, no state, nonce, verifier, code or token is in any file of the home folder or on a stream."""
    if fault == "wrong nonce":
        idp.knobs.claims["nonce"] = "other"
    if fault == "wrong user info":
        idp.knobs.userinfo["sub"] = "sub-2"
    if fault == "token endpoint refuses":
        idp.knobs.token.update(error="invalid_grant", error_description=f"{CANARY}code was used", access_token=None)
    url, answer = sign_in(terminal, at_idp, verbose=True)
    assert (answer.last["outcome"] == "signed_in") is (fault == "none")
    found = texts(home, answer)
    hits = [
        (kind, place) for kind, secret in made_up_secrets(idp, url).items() for place in found if secret in found[place]
    ]
    assert hits == []


def test_the_search_finds(terminal: Terminal, idp: HostileIdp, at_idp: tuple[str, ...], home: Path) -> None:
    """The search above sees a secret if there is one: state and nonce are in the link, and a planted file is found."""
    url, answer = sign_in(terminal, at_idp)
    secrets = made_up_secrets(idp, url)
    assert secrets["state"] in answer.ended.out
    assert secrets["nonce"] in answer.ended.out
    (home / "planted").write_text(secrets["verifier"], encoding="utf-8")
    assert secrets["verifier"] in texts(home, answer)[str(home / "planted")]


def test_only_the_challenge_is_in_the_link(terminal: Terminal, idp: HostileIdp, at_idp: tuple[str, ...]) -> None:
    """The link carries the challenge; the verifier is sent to the token endpoint only, in the body."""
    url, _ = sign_in(terminal, at_idp)
    asked = idp.asked("token")[0]
    assert asked.form["code_verifier"] not in url
    assert asked.query == []
    others = [one for one in idp.requests if one is not asked]
    assert not [one for one in others if asked.form["code_verifier"] in str((one.query, one.form, one.headers))]


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc here")
def test_directory_token_is_not_in_the_process_list(
    terminal: Terminal, idp: HostileIdp, at_idp: tuple[str, ...], tmp_path: Path
) -> None:
    """A directory credential is read from its file; arguments and environment of the process do not hold it."""
    file = tmp_path / "token"
    file.touch(mode=0o600)
    file.write_text("very-secret-directory-token", encoding="utf-8")
    given = (*at_idp, "--scim", f"{idp.base}/scim", "--directory-token-file", str(file))
    with terminal.sign_in(*given) as command:
        url = command.handed_over()
        process = Path(f"/proc/{command.program.pid}")
        seen = [(process / name).read_bytes() for name in ("cmdline", "environ")]
        Walker().visit(url)
        answer = command.answer()
    assert not any(b"very-secret" in text for text in seen)
    assert "very-secret" not in answer.ended.out + answer.ended.err
    bearers = {asked.headers.get("authorization") for asked in idp.requests if asked.endpoint not in ("userinfo",)}
    assert "Bearer very-secret-directory-token" in bearers
