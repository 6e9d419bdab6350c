"""The signed-in person: access token in memory, refresh token in the keychain, one refresh at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace

from flow_desktop.core.comparison import ProfileComparison, compare
from flow_desktop.core.identity import AccountKey, Identity, key_of
from flow_desktop.core.ports import (
    Accounts,
    Attempts,
    Clock,
    Directory,
    IdentityProvider,
    KnownAccount,
    StoredSession,
    Tokens,
    Vault,
)
from flow_desktop.core.problems import Code, FlowError, Problem, SignInAgain, StorageFailed, problem
from flow_desktop.core.secret import Secret
from flow_desktop.core.token_policy import clock_notice
from flow_desktop.flows.held import Held
from flow_desktop.flows.known_accounts import find, is_known, remembered
from flow_desktop.flows.person import person_of

STALE_SECONDS = 300.0
"""An access token is renewed when less than half its life, at most five minutes, is left."""

LOCK_SECONDS = 3.0
"""Signing out waits this long for a renewal of another process, then goes on without it."""


@dataclass(frozen=True, slots=True)
class SessionPorts:
    """What a session needs from outside. ``attempts``: the note of the last sign-in, which a sign-out takes away."""

    provider: IdentityProvider
    vault: Vault
    accounts: Accounts
    directory: Directory
    clock: Clock
    attempts: Attempts | None = None


@dataclass(frozen=True, slots=True)
class SignedOutReport:
    """``keychain_cleared``: nothing is left there. ``revoked`` False: not confirmed; the token ends by itself."""

    label: str
    keychain_cleared: bool
    revoked: bool
    end_session_url: str | None


class Session:
    """At most one signed-in account. All methods run on the flow's own loop."""

    def __init__(self, ports: SessionPorts, *, scope: str) -> None:
        self._ports = ports
        self._scope = scope
        self._held: Held | None = None
        self._wanted: AccountKey | None = None
        self._renewing: dict[AccountKey, asyncio.Task[None]] = {}
        self._saving: asyncio.Task[None] | None = None
        self._notice: Problem | None = None

    @property
    def identity(self) -> Identity | None:
        """Who is signed in."""
        return self._held.identity if self._held else None

    @property
    def notice(self) -> Problem | None:
        """Why this session will not outlive the program, if it will not."""
        return self._notice

    @property
    def clock_notice(self) -> Problem | None:
        """What to tell where this computer's clock is more than five minutes off the provider's."""
        return clock_notice(self._ports.provider.clock_offset)

    @property
    def clock_offset(self) -> float:
        """Seconds that the servers' clocks are ahead of this computer's."""
        return self._ports.provider.clock_offset

    @property
    def keeps(self) -> bool:
        """True if the next start will be signed in without asking."""
        return self._ports.vault.keeps and self._notice is None and bool(self._held and self._held.stored)

    async def take_over(self, identity: Identity, tokens: Tokens) -> None:
        """Accept a finished sign-in: memory at once, keychain behind it (see `settled`)."""
        self._notice = None
        held = self._hold(identity, tokens, previous=None)
        if held.stored is not None:
            unlist = self._list(identity)
            self._saving = asyncio.get_running_loop().create_task(self._keep(held.stored, unlist))
        self._wanted, self._held = key_of(identity), held

    async def settled(self) -> None:
        """Wait until the keychain answered; afterwards `notice` is final."""
        if self._saving is not None:
            await asyncio.wait({self._saving})

    async def restore(self, label: str | None = None) -> Identity | None:
        """Sign in silently from the keychain, without a label as the current account; None where nothing is stored.

        Raises SignInAgain where the provider ended the session, FlowError where it could not be asked
        (the stored session is kept then), StorageFailed where the keychain cannot be read.
        """
        account = find(self._ports.accounts, label)
        if account is None:
            return None
        stored = await self._load_to_restore(account.key)
        if stored is None:
            return None
        self._wanted = account.key
        await self._renewed(stored)
        return self.identity

    async def access(self) -> Secret:
        """An access token good for a while. Raises SignInAgain if there is no session or it has ended.

        Where a renewal fails otherwise, an access token that is still good is given out; FlowError only after that.
        """
        held = self._require()
        if self._ports.clock.monotonic() < held.stale_at:
            return held.access
        try:
            await self._renewed(self._renewable(held))
        except SignInAgain:
            raise
        except FlowError:
            if self._held is None or self._ports.clock.monotonic() >= self._held.ends_at:
                raise
        return self._require().access

    async def profile(self) -> ProfileComparison:
        """Look at the directory source now and compare. Raises SignInAgain."""
        access = await self.access()
        identity = self._require().identity
        return compare(identity, await self._ports.directory.look_up(person_of(identity), access))

    async def sign_out(self, label: str | None = None) -> SignedOutReport | None:
        """Forget the session here at once, online or not; then tell the provider if it can be reached.

        None where nobody is signed in and nothing is stored.
        """
        self._forget_attempt()
        account = self._named(label)
        if account is None:
            return None
        await self._hold_still(account.key)
        token = await self._token_of(account.key)
        if self._wanted == account.key:
            self._wanted, self._held, self._notice = None, None, None
        cleared = await self._clear(account.key)
        revoked = await self._ports.provider.revoke(token) if token is not None else False
        return SignedOutReport(account.label, cleared, revoked, await self._end_session_url() if revoked else None)

    def _forget_attempt(self) -> None:
        """It names addresses. A note that cannot be removed holds no secret: signing out goes on."""
        if self._ports.attempts is not None:
            with suppress(StorageFailed):
                self._ports.attempts.clear()

    def _named(self, label: str | None) -> KnownAccount | None:
        """The account of that label; without one the account that is signed in, else the current one."""
        identity = self.identity
        if identity is not None and (label is None or label.casefold() == identity.label.casefold()):
            return KnownAccount(key_of(identity), identity.label)
        return find(self._ports.accounts, label)

    async def _token_of(self, key: AccountKey) -> Secret | None:
        """What to revoke: the stored token first, as another process may have renewed ours."""
        kept = await self._load_quietly(key)
        held = self._held if self._wanted == key else None
        if kept is None and held is not None:
            return held.stored.refresh if held.stored else held.access
        return kept.refresh if kept else None

    async def _end_session_url(self) -> str | None:
        try:
            return await self._ports.provider.end_session_url()
        except FlowError:
            return None

    async def _load_to_restore(self, key: AccountKey) -> StoredSession | None:
        """Raises StorageFailed: before anybody is signed in, no keychain means something else than afterwards."""
        try:
            return await self._ports.vault.load(key)
        except StorageFailed as failed:
            if failed.problem.code is Code.STORAGE_UNAVAILABLE:
                raise StorageFailed(problem(Code.STORAGE_UNREADABLE)) from None
            raise

    async def _load_quietly(self, key: AccountKey) -> StoredSession | None:
        try:
            return await self._ports.vault.load(key)
        except StorageFailed:
            return None

    def _list(self, identity: Identity) -> Callable[[], None]:
        """What takes it back. A list that cannot be written costs the silent next start only."""
        try:
            return remembered(self._ports.accounts, KnownAccount(key_of(identity), identity.label))
        except StorageFailed as failed:
            self._notice = failed.problem
            return lambda: None

    async def _keep(self, stored: StoredSession, unlist: Callable[[], None]) -> None:
        """Listed before it is saved, so that no item is ever lost; not kept, it leaves the list as it was."""
        await self._save(stored)
        if not self._ports.vault.keeps:
            unlist()

    async def _clear(self, key: AccountKey) -> bool:
        """Whoever signs out is not signed in again at the next start, even if the keychain keeps its item."""
        was_listed = is_known(self._ports.accounts, key)
        is_gone = await self._delete(key)
        try:
            self._ports.accounts.forget(key)
        except StorageFailed:
            return False
        return is_gone or not was_listed

    async def _delete(self, key: AccountKey) -> bool:
        """Under the lock of the refreshes, so that a sibling's renewal does not bring the item back."""
        try:
            async with AsyncExitStack() as held:
                with suppress(TimeoutError, StorageFailed):
                    async with asyncio.timeout(LOCK_SECONDS):
                        await held.enter_async_context(self._ports.vault.exclusively(key))
                await self._ports.vault.delete(key)
        except StorageFailed:
            return False
        return True

    def _require(self) -> Held:
        if self._held is None:
            raise SignInAgain(problem(Code.SIGN_IN_AGAIN_NO_SESSION))
        return self._held

    def _renewable(self, held: Held) -> StoredSession | None:
        """What to renew from; None where the token at hand has to do. Raises SignInAgain where it has run out."""
        if held.stored is None and self._ports.clock.monotonic() >= held.ends_at:
            self._held = None
            raise SignInAgain(problem(Code.SIGN_IN_AGAIN_EXPIRED))
        return held.stored

    async def _renewed(self, stored: StoredSession | None) -> None:
        """One refresh for all who wait. A waiter that is cancelled does not stop it: the old token is used up by then.

        Raises what the refresh raised; SignInAgain where a sign-out stopped it.
        """
        if stored is None:
            return
        renewing = self._renewing.get(stored.key)
        if renewing is None or renewing.done():
            renewing = self._renewing[stored.key] = asyncio.get_running_loop().create_task(self._renew(stored))
            renewing.add_done_callback(_has_been_seen)
        await asyncio.wait({renewing})
        if renewing.cancelled():
            raise SignInAgain(problem(Code.SIGN_IN_AGAIN_NO_SESSION))
        renewing.result()

    async def _renew(self, stored: StoredSession) -> None:
        """Refresh under a lock that other processes respect, adopting a token one of them rotated meanwhile."""
        try:
            async with self._ports.vault.exclusively(stored.key):
                current = await self._current(stored)
                tokens = await self._ports.provider.refresh(current)
                renewed = self._stored(stored.key, tokens, previous=current)
                await self._keep_rotated(current, renewed)
            identity = await self._ports.provider.identify(stored.key, tokens)
        except SignInAgain:
            await self._end(stored.key)
            raise
        if self._wanted == stored.key:  # nobody else signed in meanwhile
            self._held = self._hold(identity, tokens, previous=renewed)

    async def _current(self, stored: StoredSession) -> StoredSession:
        """What the keychain holds now. Raises SignInAgain where a sibling signed this account out."""
        await self.settled()
        try:
            kept = await self._ports.vault.load(stored.key)
        except StorageFailed:
            return stored
        if kept is None and self._notice is None:
            raise SignInAgain(problem(Code.SIGN_IN_AGAIN_NO_SESSION))
        return kept or stored

    async def _keep_rotated(self, current: StoredSession, renewed: StoredSession | None) -> None:
        """Before anything else can fail: the old token is used up."""
        if renewed is None or renewed.refresh == current.refresh:
            return
        if self._held is not None and self._wanted == renewed.key:
            self._held = replace(self._held, stored=renewed)
        await self._save(renewed)

    async def _end(self, key: AccountKey) -> None:
        """The provider ended the session: nothing of it stays, the account stays in the list."""
        if self._wanted == key:
            self._held = None
        try:
            await self._ports.vault.delete(key)
        except StorageFailed as failed:
            self._notice = failed.problem

    def _hold(self, identity: Identity, tokens: Tokens, previous: StoredSession | None) -> Held:
        now, left = self._ports.clock.monotonic(), min(tokens.expires_in / 2, STALE_SECONDS)
        return Held(
            identity=identity,
            access=tokens.access,
            stale_at=now + tokens.expires_in - left,
            ends_at=now + tokens.expires_in,
            stored=self._stored(key_of(identity), tokens, previous),
        )

    def _stored(self, key: AccountKey, tokens: Tokens, previous: StoredSession | None) -> StoredSession | None:
        """A refresh answer without a new refresh token keeps the old one (RFC 6749 section 6)."""
        if tokens.refresh is None:
            return previous
        fresh = StoredSession(tokens.refresh, key, self._scope, self._ports.clock.now())
        return fresh if previous is None else replace(previous, refresh=tokens.refresh, saved_at=fresh.saved_at)

    async def _save(self, stored: StoredSession) -> None:
        try:
            await self._ports.vault.save(stored)
        except StorageFailed as failed:
            self._notice = failed.problem

    async def _hold_still(self, key: AccountKey) -> None:
        """Signing out while a save or a renewal is under way must not leave an item behind."""
        renewing = self._renewing.pop(key, None)
        if renewing is not None:
            renewing.cancel()
            await asyncio.wait({renewing})
        await self.settled()


def _has_been_seen(renewing: asyncio.Task[None]) -> None:
    """Every waiter may have gone: a renewal that failed then is nobody's unheard exception."""
    if not renewing.cancelled():
        renewing.exception()
