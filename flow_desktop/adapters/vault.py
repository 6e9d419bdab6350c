"""Where a session is kept between two starts: the system's keychain, or only this process's memory."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TypeVar

from filelock import FileLock, Timeout

from flow_desktop.adapters.keychain import Keychain
from flow_desktop.adapters.places import Places
from flow_desktop.core.identity import AccountKey
from flow_desktop.core.ports import StoredSession, Vault
from flow_desktop.core.problems import Code, StorageFailed, problem
from flow_desktop.core.secret import Secret

_POLL_SECONDS = 0.05
_POLLS = 600
"""30 s: a refresh takes one request; who holds the lock longer hangs, and waiting on would hang us too."""

_VERSION = 1
_log = logging.getLogger(__name__)
_T = TypeVar("_T")


def choose_vault(places: Places, *, keep: bool, client_id: str = "", keychain: Keychain | None = None) -> Vault:
    """The keychain, or memory where the person does not want the session kept. Nothing slow happens here."""
    return KeyringVault(places, keychain or Keychain(), client_id) if keep else MemoryVault()


class KeyringVault:
    """core.ports.Vault in the system's keychain: one item per account, with the refresh token and no other secret.

    An item too large for the keychain (Windows: 2,560 bytes) fails like a missing keychain; the session then lasts as
    long as the program.
    """

    def __init__(self, places: Places, keychain: Keychain, client_id: str = "") -> None:
        self._places = places
        self._keychain = keychain
        self._client_id = client_id
        self._works = True

    async def load(self, key: AccountKey) -> StoredSession | None:
        """The stored session; None also for an item nobody can read. Raises StorageFailed."""
        text = await self._told(self._keychain.get(self._item(key)))
        return None if text is None else _unpack(text, key)

    async def save(self, session: StoredSession) -> None:
        """Keep it, replacing what was there. Raises StorageFailed."""
        await self._told(self._keychain.put(self._item(session.key), _pack(session)))

    async def delete(self, key: AccountKey) -> None:
        """Remove it; silent if there is none. Raises StorageFailed."""
        await self._told(self._keychain.drop(self._item(key)))

    @asynccontextmanager
    async def exclusively(self, key: AccountKey) -> AsyncIterator[None]:
        """A lock across processes, waited for without blocking the loop. Raises StorageFailed after 30 s."""
        lock = await self._locked(self._item(key))
        try:
            yield
        finally:
            lock.release()

    @property
    def keeps(self) -> bool:
        """True unless the keychain failed the last time it was asked."""
        return self._works

    def _item(self, key: AccountKey) -> str:
        """A name that tells nobody who it is; another client of the same issuer has items of its own."""
        named = f"{key.issuer}\n{key.subject}\n{self._client_id}"
        return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    async def _told(self, call: Awaitable[_T]) -> _T:
        self._works = False
        answer = await call
        self._works = True
        return answer

    async def _locked(self, name: str) -> FileLock:
        try:
            lock = FileLock(self._places.folder("locks") / f"{name}.lock", mode=0o600, thread_local=False)
            for _ in range(_POLLS):
                if _try(lock):
                    return lock
                await asyncio.sleep(_POLL_SECONDS)
        except OSError as error:
            raise StorageFailed(problem(Code.STORAGE_UNAVAILABLE)) from error
        raise StorageFailed(problem(Code.STORAGE_BUSY))


class MemoryVault:
    """core.ports.Vault that ends with the process."""

    def __init__(self) -> None:
        self._sessions: dict[AccountKey, StoredSession] = {}
        self._locks: defaultdict[AccountKey, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def load(self, key: AccountKey) -> StoredSession | None:
        """The session saved in this process."""
        return self._sessions.get(key)

    async def save(self, session: StoredSession) -> None:
        """Keep it as long as the process lives."""
        self._sessions[session.key] = session

    async def delete(self, key: AccountKey) -> None:
        """Forget it; silent if there is none."""
        self._sessions.pop(key, None)

    @asynccontextmanager
    async def exclusively(self, key: AccountKey) -> AsyncIterator[None]:
        """No other process can see this memory, so a lock within the process does."""
        async with self._locks[key]:
            yield

    @property
    def keeps(self) -> bool:
        """False: the next start asks again."""
        return False


def _try(lock: FileLock) -> bool:
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return False
    return True


def _pack(session: StoredSession) -> str:
    item = {
        "v": _VERSION,
        "rt": session.refresh.reveal(),
        "iss": session.key.issuer,
        "sub": session.key.subject,
        "scope": session.scope,
        "saved": session.saved_at.isoformat(timespec="seconds"),
    }
    return json.dumps(item, separators=(",", ":"))


def _unpack(text: str, key: AccountKey) -> StoredSession | None:
    """An item of another version, or damaged, or of somebody else is as good as none: a new sign-in replaces it."""
    try:
        item = json.loads(text)
        found = StoredSession(
            refresh=Secret(str(item["rt"])),
            key=AccountKey(issuer=item["iss"], subject=item["sub"]),
            scope=str(item["scope"]),
            saved_at=datetime.fromisoformat(item["saved"]),
        )
        fits = item["v"] == _VERSION and found.key == key
    except (ValueError, KeyError, TypeError, RecursionError):
        fits = False
    if not fits:
        _log.info("a keychain item cannot be read; a new sign-in will replace it")
    return found if fits else None
