"""The directory credential: from a private file, standard input or the keychain, and from nowhere else."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from pathlib import Path

import pytest

from flow_desktop.adapters.credential import (
    checked_secret,
    directory_credential,
    read_token_file,
    remove_directory_secret,
    secret_item,
    store_directory_secret,
)
from flow_desktop.adapters.keychain import Keychain
from flow_desktop.core.deployment import Deployment, DirectoryAuth, SourceKind
from flow_desktop.core.problems import Code, FlowError
from flow_desktop.core.secret import Secret
from tests.fakes.keychain import DictBackend, FailingBackend

SCIM = Deployment(
    issuer="https://login.example.com",
    client_id="app",
    source=SourceKind.SCIM,
    directory_url="https://dir.example.com/scim",
)


def token_file(folder: Path, raw: bytes, mode: int = 0o600) -> Path:
    """A file with this content and these permissions."""
    path = folder / "token"
    path.write_bytes(raw)
    path.chmod(mode)
    return path


def refused(path: Path) -> str:
    """Why a file is refused."""
    with pytest.raises(FlowError) as failed:
        read_token_file(path)
    assert failed.value.problem.code is Code.CONFIGURATION_TOKEN_FILE
    assert "canary" not in repr(failed.value.problem)
    return dict(failed.value.problem.facts)["reason"]


@pytest.mark.parametrize("raw", [b"tok-1", b"  tok-1\r\n", b"\xef\xbb\xbftok-1\n"])
def test_a_private_file_gives_the_credential(tmp_path: Path, raw: bytes) -> None:
    """Blanks, line ends and a byte-order mark around it do not count."""
    assert read_token_file(token_file(tmp_path, raw)) == Secret("tok-1")


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
def test_a_file_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    """The reason says what to do."""
    assert "chmod 600" in refused(token_file(tmp_path, b"canary", mode))


@pytest.mark.parametrize(
    "raw", [b"", b" \n", b"canary two", b"canary\ntwo", b"canary\xc3\xa9", b"\xff\xfe", b"c" * 9000, b"canary\x00"]
)
def test_what_is_no_credential_is_refused(tmp_path: Path, raw: bytes) -> None:
    """Empty, several lines, not ASCII, too long: told, and the content is not repeated."""
    assert refused(token_file(tmp_path, raw))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """Also a folder, and a name no system takes."""
    for path in (tmp_path / "none", tmp_path, Path("a\0b"), Path("~nobody-of-this-name/x")):
        assert refused(path)


@pytest.mark.skipif(os.name != "posix", reason="needs a pipe in the file system")
def test_a_pipe_needs_no_private_mode(tmp_path: Path) -> None:
    """``--directory-token-file <(pass show directory)`` works."""
    import threading

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o644)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"tok-1\n",))
    writer.start()
    assert read_token_file(pipe) == Secret("tok-1")
    writer.join(5)


def test_the_option_wins_over_the_deployment(tmp_path: Path) -> None:
    """What is typed for one command is stronger than what is configured."""
    one = replace(SCIM, directory_token_file=str(tmp_path / "missing"))
    source = directory_credential(one, token_file=str(token_file(tmp_path, b"tok-1")))
    assert asyncio.run(source()) == Secret("tok-1")


def test_standard_input(tmp_path: Path) -> None:
    """``-`` reads it there, once."""
    source = directory_credential(SCIM, token_file="-", read_stdin=lambda: "tok-1\n")
    assert asyncio.run(source()) == Secret("tok-1")
    with pytest.raises(FlowError):
        directory_credential(SCIM, token_file="-", read_stdin=lambda: "")


def test_what_was_stored_is_found_again() -> None:
    """`secret set directory` keeps it for this issuer and address, and the next look finds it."""
    backend = DictBackend()
    keychain = Keychain(backend=lambda: backend)
    asyncio.run(store_directory_secret(SCIM, " tok-1\n", keychain=keychain))
    assert asyncio.run(directory_credential(SCIM, keychain=keychain)()) == Secret("tok-1")


def test_a_changed_address_does_not_get_the_stored_credential() -> None:
    """Each issuer and address has an item of its own, so a deployment that was tampered with gets nothing."""
    moved = replace(SCIM, directory_url="https://evil.example/scim")
    other = replace(SCIM, issuer="https://evil.example")
    assert len({secret_item(one) for one in (SCIM, moved, other)}) == 3


def test_the_credential_is_the_second_sources() -> None:
    """Beside the Flow API it belongs to the second source: the same item as when that one stands alone."""
    alone = replace(SCIM, source=SourceKind.FLOW, directory_url="https://flow.example")
    two = replace(alone, second_source=SourceKind.SCIM, second_url=SCIM.directory_url)
    backend = DictBackend()
    keychain = Keychain(backend=lambda: backend)
    asyncio.run(store_directory_secret(two, "tok-1", keychain=keychain))
    assert asyncio.run(directory_credential(two, keychain=keychain)()) == Secret("tok-1")
    assert secret_item(two) == secret_item(SCIM)
    as_user = replace(two, directory_auth=DirectoryAuth.USER)
    assert asyncio.run(directory_credential(as_user, keychain=keychain)()) is None


def test_no_keychain_is_no_credential() -> None:
    """The look then says that there is no credential; it does not crash."""
    keychain = Keychain(backend=lambda: FailingBackend(RuntimeError("none here")))
    assert asyncio.run(directory_credential(SCIM, keychain=keychain)()) is None


def test_a_source_that_takes_the_persons_token_reads_no_credential(tmp_path: Path) -> None:
    """Neither file nor keychain is touched for `flow` and for `directory_auth = "user"`."""
    keychain = Keychain(backend=lambda: FailingBackend(AssertionError("asked")))
    for asks_as_user in (replace(SCIM, source=SourceKind.FLOW), replace(SCIM, directory_auth=DirectoryAuth.USER)):
        one = replace(asks_as_user, directory_token_file=str(tmp_path / "missing"))
        assert asyncio.run(directory_credential(one, keychain=keychain)()) is None


def test_a_checked_secret_is_not_shown() -> None:
    """It travels as a Secret from the first moment on."""
    assert "tok" not in repr(checked_secret("tok-1"))


def test_a_stored_credential_can_be_taken_out_again() -> None:
    """After removing there is none, and removing once more is no fault."""
    backend = DictBackend()
    keychain = Keychain(backend=lambda: backend)
    asyncio.run(store_directory_secret(SCIM, "tok-1", keychain=keychain))
    for _ in range(2):
        asyncio.run(remove_directory_secret(SCIM, keychain=keychain))
        assert asyncio.run(directory_credential(SCIM, keychain=keychain)()) is None
