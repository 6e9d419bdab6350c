"""The signed-in person: access token in memory, refresh token in the keychain, one refresh at a time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from flow_desktop.core.comparison import ProfileComparison, compare
from flow_desktop.core.directory import Person
from flow_desktop.core.identity import AccountKey, Identity, key_of
from flow_desktop.core.observed import text_of
from flow_desktop.core.ports import (
    Accounts,
    Clock,
    Directory,
    IdentityProvider,
    KnownAccount,
    StoredSession,
    Tokens,
    Vault,
)
from flow_desktop.core.problems import Code, Problem, SignInAgain, StorageFailed, problem
from flow_desktop.core.secret import Secret

STALE_SECONDS = 300.0
"""An access token is renewed when less than half its life, at most five minutes, is left."""


@dataclass(frozen=True, slots=True)
class SessionPorts:
    """What a session needs from outside."""

    provider: IdentityProvider
    vault: Vault
    accounts: Accounts
    directory: Directory
    clock: Clock


@dataclass(frozen=True, slots=True)
class SignedOutReport:
    """What signing out removed. ``revoked`` False: the provider did not confirm; the token ends by itself."""

    label: str
    keychain_cleared: bool
    revoked: bool
    end_session_url: str | None


@dataclass(frozen=True, slots=True)
class _Held:
    """What is in memory while signed in. ``stale_at``: monotonic seconds."""

    identity: Identity
    access: Secret
    stale_at: float
    stored: StoredSession | None


class Session:
    """At most one signed-in account. All methods run on the flow's own loop."""

    def __init__(self, ports: SessionPorts, *, scope: str) -> None:
        self._ports = ports
        self._scope = scope
        self._held: _Held | None = None
        self._refreshing = asyncio.Lock()
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
    def keeps(self) -> bool:
        """True if the next start will be signed in without asking."""
        return self._ports.vault.keeps and self._notice is None and bool(self._held and self._held.stored)

    async def take_over(self, identity: Identity, tokens: Tokens) -> None:
        """Accept a finished sign-in: memory at once, keychain behind it (see `settled`)."""
        self._notice = None
        self._held = self._hold(identity, tokens, previous=None)
        self._list(identity)
        if self._held.stored is not None:
            self._saving = asyncio.get_running_loop().create_task(self._save(self._held.stored))

    async def settled(self) -> None:
        """Wait until the keychain answered; afterwards `notice` is final."""
        if self._saving is not None:
            await self._saving

    async def restore(self, label: str | None = None) -> Identity | None:
        """Sign in silently from the keychain; None where nothing is stored.

        Raises SignInAgain where the provider ended the session, FlowError where it could not be asked
        (the stored session is kept then), StorageFailed where the keychain cannot be read.
        """
        account = self._find(label)
        if account is None:
            return None
        stored = await self._ports.vault.load(account.key)
        if stored is None:
            return None
        await self._renew(stored)
        return self.identity

    async def access(self) -> Secret:
        """An access token good for a while. Raises SignInAgain if there is no session or it has ended."""
        held = self._require()
        if self._ports.clock.monotonic() < held.stale_at or held.stored is None:
            return held.access
        async with self._refreshing:
            held = self._require()
            if self._ports.clock.monotonic() >= held.stale_at and held.stored is not None:
                await self._renew(held.stored)
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
        await self._wait_for_save()
        found = await self._what_to_forget(label)
        if found is None:
            return None
        key, name, token = found
        self._held, self._notice = None, None
        cleared = await self._clear(key)
        revoked = await self._ports.provider.revoke(token) if token is not None else False
        end_session = await self._ports.provider.end_session_url() if revoked else None
        return SignedOutReport(name, cleared, revoked, end_session)

    async def _what_to_forget(self, label: str | None) -> tuple[AccountKey, str, Secret | None] | None:
        if self._held is not None and label is None:
            stored, identity = self._held.stored, self._held.identity
            return key_of(identity), identity.label, stored.refresh if stored else self._held.access
        account = self._find(label)
        if account is None:
            return None
        kept = await self._load_quietly(account.key)
        return account.key, account.label, kept.refresh if kept else None

    async def _load_quietly(self, key: AccountKey) -> StoredSession | None:
        try:
            return await self._ports.vault.load(key)
        except StorageFailed:
            return None

    def _list(self, identity: Identity) -> None:
        """A list that cannot be written costs the silent next start, not this session."""
        try:
            self._ports.accounts.remember(KnownAccount(key_of(identity), identity.label))
        except StorageFailed as failed:
            self._notice = failed.problem

    async def _clear(self, key: AccountKey) -> bool:
        try:
            await self._ports.vault.delete(key)
            self._ports.accounts.forget(key)
        except StorageFailed:
            return False
        return True

    def _find(self, label: str | None) -> KnownAccount | None:
        known = self._ports.accounts.known()
        if label is None:
            return known[0] if known else None
        return next((account for account in known if label.casefold() == account.label.casefold()), None)

    def _require(self) -> _Held:
        if self._held is None:
            raise SignInAgain(problem(Code.SIGN_IN_AGAIN_NO_SESSION))
        return self._held

    async def _renew(self, stored: StoredSession) -> None:
        """Refresh under a lock that other processes respect, adopting a token one of them rotated meanwhile."""
        async with self._ports.vault.exclusively(stored.key):
            current = await self._load_quietly(stored.key) or stored
            try:
                tokens = await self._ports.provider.refresh(current)
            except SignInAgain:
                await self._end(stored.key)
                raise
            renewed = self._stored(stored.key, tokens, previous=current)
            if renewed is not None and renewed.refresh != current.refresh:
                await self._save(renewed)
        try:
            identity = await self._ports.provider.identify(stored.key, tokens)
        except SignInAgain:
            await self._end(stored.key)
            raise
        self._held = self._hold(identity, tokens, previous=renewed)

    async def _end(self, key: AccountKey) -> None:
        """The provider ended the session: nothing of it stays, the account stays in the list."""
        self._held = None
        try:
            await self._ports.vault.delete(key)
        except StorageFailed as failed:
            self._notice = failed.problem

    def _hold(self, identity: Identity, tokens: Tokens, previous: StoredSession | None) -> _Held:
        left = min(tokens.expires_in / 2, STALE_SECONDS)
        return _Held(
            identity=identity,
            access=tokens.access,
            stale_at=self._ports.clock.monotonic() + tokens.expires_in - left,
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

    async def _wait_for_save(self) -> None:
        """Signing out while the first save is under way must not leave an item behind."""
        if self._saving is not None:
            await self._saving
            self._saving = None


def person_of(identity: Identity) -> Person:
    """Whom to look for: the addresses the identity provider gave, the e-mail first, each once."""
    names = (text_of(identity.email.observed), text_of(identity.preferred_username.observed))
    return Person(emails=tuple(dict.fromkeys(name for name in names if name and "@" in name)), subject=identity.subject)
