"""The keychain is asked on one thread, never for ever, and only a system's own keychain counts."""

from __future__ import annotations

import asyncio
import threading

import pytest

from flow_desktop.adapters.keychain import Keychain, first_trusted, system_backend
from flow_desktop.core.problems import Code, StorageFailed
from tests.fakes.keychain import DictBackend, FailingBackend, WaitingBackend


class KeyringLocked(Exception):
    """Named as keyring names it."""


def code_of(keychain: Keychain) -> Code:
    """How a look into the keychain fails."""
    with pytest.raises(StorageFailed) as failed:
        asyncio.run(keychain.get("item"))
    assert "canary" not in f"{failed.value} {failed.value!r} {failed.value.__context__!r}"
    return failed.value.problem.code


def test_calls_run_on_one_thread_that_is_not_the_loop() -> None:
    """A keychain may wait for a password; the window must not."""
    backend = DictBackend()
    keychain = Keychain(backend=lambda: backend)

    async def story() -> None:
        await keychain.put("a", "1")
        await asyncio.gather(*(keychain.get("a") for _ in range(20)))

    asyncio.run(story())
    assert backend.threads == {"keychain"}
    assert threading.current_thread().name not in backend.threads


def test_removing_what_is_not_there_is_no_failure() -> None:
    """Signing out twice works."""
    backend = DictBackend()
    asyncio.run(Keychain(backend=lambda: backend).drop("a"))


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (KeyringLocked("canary"), Code.STORAGE_LOCKED),
        (RuntimeError("canary"), Code.STORAGE_UNAVAILABLE),
        (OSError(5, "canary"), Code.STORAGE_UNAVAILABLE),
        (UnicodeEncodeError("utf-8", "canary", 0, 1, "canary"), Code.STORAGE_UNAVAILABLE),
    ],
)
def test_whatever_a_backend_raises_becomes_one_of_ours(error: Exception, code: Code) -> None:
    """Locked or unavailable; the backend's own text may hold the secret and goes nowhere."""
    assert code_of(Keychain(backend=lambda: FailingBackend(error))) is code


def test_a_keychain_that_does_not_answer_is_given_up_until_it_does() -> None:
    """The first call fails after the time-out, later ones at once, and once it answered all is well again."""
    backend = WaitingBackend()
    keychain = Keychain(backend=lambda: backend, seconds=0.1)
    codes: list[Code] = []

    async def fails() -> None:
        with pytest.raises(StorageFailed) as failed:
            await keychain.get("a")
        codes.append(failed.value.problem.code)

    async def answers() -> str | None:
        for _ in range(500):
            try:
                return await keychain.get("a")
            except StorageFailed:
                await asyncio.sleep(0.01)
        raise AssertionError("never answered again")

    async def story() -> None:
        await fails()
        began = asyncio.get_running_loop().time()
        await fails()
        assert asyncio.get_running_loop().time() - began < 0.05
        backend.unlocked.set()
        assert await answers() is None

    asyncio.run(story())
    assert codes == [Code.STORAGE_BUSY, Code.STORAGE_BUSY]


def test_a_save_that_was_given_up_before_it_began_never_happens() -> None:
    """After "this session is not kept" nothing may appear in the keychain behind the person's back."""
    backend = WaitingBackend()
    keychain = Keychain(backend=lambda: backend, seconds=0.1)

    async def story() -> None:
        both = await asyncio.gather(keychain.get("a"), keychain.put("b", "secret"), return_exceptions=True)
        assert all(isinstance(one, StorageFailed) for one in both)
        backend.unlocked.set()

    asyncio.run(story())
    assert backend.items == {}


def test_cancelling_a_call_does_not_break_the_next() -> None:
    """Cancel in the middle of a keychain call returns at once and leaves the keychain usable."""
    backend = WaitingBackend()
    keychain = Keychain(backend=lambda: backend, seconds=10)

    async def story() -> str | None:
        call = asyncio.create_task(keychain.get("a"))
        await asyncio.to_thread(backend.asked.wait, 5)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        backend.unlocked.set()
        await keychain.put("a", "secret")
        return await keychain.get("a")

    assert asyncio.run(story()) == "secret"


def test_a_loop_that_ended_first_is_no_failure() -> None:
    """The program may end while the keychain still waits for a password."""
    backend = WaitingBackend()
    keychain = Keychain(backend=lambda: backend, seconds=0.05)
    assert code_of(keychain) is Code.STORAGE_BUSY
    backend.unlocked.set()


def backend_of(module: str) -> DictBackend:
    """A backend that says it comes from this module."""
    return type("Keyring", (DictBackend,), {"__module__": module})()


@pytest.mark.parametrize(
    "module",
    ["keyring.backends.fail", "keyring.backends.null", "keyrings.alt.file", "keyrings.cryptfile.cryptfile", "somebody"],
)
def test_a_store_that_is_no_keychain_is_not_used(module: str) -> None:
    """Plaintext files, stores that forget and strangers: the session then lasts as long as the program."""
    assert first_trusted([backend_of(module)]) is None


@pytest.mark.parametrize("name", ["SecretService", "Windows", "macOS", "kwallet", "libsecret"])
def test_the_systems_own_keychain_is_used(name: str) -> None:
    """Also where a plaintext store stands before it in a chain."""
    wanted = backend_of(f"keyring.backends.{name}")
    assert first_trusted([backend_of("keyrings.alt.file"), wanted]) is wanted


@pytest.mark.parametrize("name", ["keyring.backends.fail.Keyring", "keyring.backends.null.Keyring"])
def test_the_library_set_up_without_a_keychain(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real library with no backend, or one that forgets, counts as no keychain."""
    import keyring.core

    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    with pytest.raises(StorageFailed) as failed:
        system_backend()
    assert failed.value.problem.code is Code.STORAGE_UNAVAILABLE
