"""Both real vaults and the fake keep the contract; the keychain item is small and tells nobody anything."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from flow_desktop.adapters.keychain import SERVICE, WINDOWS_BYTES, Keychain
from flow_desktop.adapters.places import Places
from flow_desktop.adapters.vault import KeyringVault, MemoryVault, choose_vault
from flow_desktop.core.ports import Vault
from flow_desktop.core.problems import Code, StorageFailed
from flow_desktop.core.secret import Secret
from tests.contracts.vault_contract import ADA, SESSION, VaultContract
from tests.fakes.keychain import DictBackend, FailingBackend
from tests.fakes.vault import FakeVault


class TestMemoryVault(VaultContract):
    """This process's memory."""

    @pytest.fixture
    def vault(self) -> Vault:
        return MemoryVault()


class TestFakeVault(VaultContract):
    """The fake that other tests use."""

    @pytest.fixture
    def vault(self) -> Vault:
        return FakeVault()


class TestKeyringVault(VaultContract):
    """The keychain vault over a backend in a dictionary; the real keychain has its own test."""

    @pytest.fixture
    def vault(self, home: Path) -> Vault:
        backend = DictBackend()
        return KeyringVault(Places(home), Keychain(backend=lambda: backend))


def keyring_vault(home: Path, backend: DictBackend, client: str = "app") -> KeyringVault:
    """A keychain vault over a backend."""
    return KeyringVault(Places(home), Keychain(backend=lambda: backend), client)


def test_the_item_is_one_small_json(home: Path) -> None:
    """One item per account with refresh token, account, scope and time; its name tells nobody who it is."""
    backend = DictBackend()
    asyncio.run(keyring_vault(home, backend).save(SESSION))
    [((service, name), text)] = backend.items.items()
    assert service == SERVICE
    assert "ada" not in name
    assert sorted(json.loads(text)) == ["iss", "rt", "saved", "scope", "sub", "v"]
    assert len(text.encode("utf-16-le")) < WINDOWS_BYTES / 4


def test_another_client_has_items_of_its_own(home: Path) -> None:
    """A refresh token belongs to the client it was given to (RFC 6749 section 6)."""
    backend = DictBackend()
    asyncio.run(keyring_vault(home, backend, "one").save(SESSION))
    assert asyncio.run(keyring_vault(home, backend, "two").load(ADA)) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:-1],
        lambda text: "",
        lambda text: "[]",
        lambda text: text.replace('"v":1', '"v":2'),
        lambda text: text.replace("u-ada", "u-bob"),
        lambda text: text.replace('"rt"', '"tr"'),
        lambda text: text.replace("2026-", "soon-"),
        lambda text: "[" * 50_000,
    ],
)
def test_a_damaged_item_is_as_good_as_none(home: Path, damage) -> None:
    """Another version, another person or no JSON at all: the person signs in again."""
    backend = DictBackend()
    vault = keyring_vault(home, backend)
    asyncio.run(vault.save(SESSION))
    backend.items = {name: damage(text) for name, text in backend.items.items()}
    assert asyncio.run(vault.load(ADA)) is None


def test_a_failing_keychain_is_told_and_does_not_keep(home: Path) -> None:
    """StorageFailed with a code; the vault then says that nothing outlives the program; no file appears instead."""
    vault = keyring_vault(home, FailingBackend(OSError("canary")))
    before = vault.keeps
    with pytest.raises(StorageFailed) as failed:
        asyncio.run(vault.save(SESSION))
    assert failed.value.problem.code is Code.STORAGE_UNAVAILABLE
    assert (before, vault.keeps) == (True, False)
    assert list(home.iterdir()) == []


def test_a_token_too_large_for_the_keychain_is_not_kept(home: Path) -> None:
    """2,560 bytes fit Windows; one letter more fails before the keychain is asked, and is never split."""
    backend = DictBackend()
    vault = KeyringVault(Places(home), Keychain(backend=lambda: backend, most_bytes=WINDOWS_BYTES))
    asyncio.run(vault.save(SESSION))
    used = max(len(text) for text in backend.items.values()) - len(SESSION.refresh.reveal())
    fits = Secret("r" * (WINDOWS_BYTES // 2 - used))
    asyncio.run(vault.save(replace(SESSION, refresh=fits)))
    with pytest.raises(StorageFailed):
        asyncio.run(vault.save(replace(SESSION, refresh=Secret(fits.reveal() + "r"))))
    assert asyncio.run(vault.load(ADA)) == replace(SESSION, refresh=fits)


def test_the_choice(home: Path) -> None:
    """Memory only where the person wants no session kept; choosing imports no keychain library."""
    assert not choose_vault(Places(home), keep=False).keeps
    assert choose_vault(Places(home), keep=True).keeps


def test_another_process_respects_the_lock(home: Path) -> None:
    """While a process refreshes, another one waits for it."""
    program = (
        "import asyncio, sys, pathlib\n"
        "from flow_desktop.adapters.keychain import Keychain\n"
        "from flow_desktop.adapters.places import Places\n"
        "from flow_desktop.adapters.vault import KeyringVault\n"
        "from flow_desktop.core.identity import AccountKey\n"
        "async def hold():\n"
        f"    vault = KeyringVault(Places(pathlib.Path({str(home)!r})), Keychain(), 'app')\n"
        f"    async with vault.exclusively(AccountKey({ADA.issuer!r}, {ADA.subject!r})):\n"
        "        print('held', flush=True)\n"
        "        await asyncio.to_thread(sys.stdin.readline)\n"
        "        print('done', flush=True)\n"
        "asyncio.run(hold())\n"
    )

    async def story() -> bytes:
        pipe = asyncio.subprocess.PIPE
        other = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdin=pipe, stdout=pipe)
        assert other.stdin is not None
        assert other.stdout is not None
        assert await other.stdout.readline() == b"held\n"
        ours = asyncio.create_task(_enter(keyring_vault(home, DictBackend())))
        await asyncio.wait({ours}, timeout=0.3)
        assert not ours.done()
        other.stdin.write(b"go\n")
        said = await other.stdout.readline()
        await asyncio.wait_for(ours, 10)
        other.stdin.close()
        await other.wait()
        return said

    assert asyncio.run(story()) == b"done\n"


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_lock_files_are_private_and_nameless(home: Path) -> None:
    """A lock's name tells nobody who signed in, and nobody else can open it."""
    asyncio.run(_enter(keyring_vault(home, DictBackend())))
    [lock] = (home / "locks").iterdir()
    assert "ada" not in lock.name
    assert lock.stat().st_mode & 0o077 == 0


def test_a_home_without_room_for_a_lock_is_told(tmp_path: Path) -> None:
    """StorageFailed, not a crash."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageFailed):
        asyncio.run(_enter(keyring_vault(tmp_path / "file", DictBackend())))


async def _enter(vault: Vault) -> None:
    async with vault.exclusively(ADA):
        pass
