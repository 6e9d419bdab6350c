"""What the use cases need from outside, as Protocols. Adapters and hand-written fakes pass the same contract tests.

Every method may raise FlowError (a Problem for the person); nothing else crosses these walls.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from flow_desktop.core.attempt import Attempt
from flow_desktop.core.callback import Expected, Ignored, PageEnd, Returned
from flow_desktop.core.directory import DirectoryView, Person
from flow_desktop.core.evidence import Look, Observation, Pilots, SignInAttempt
from flow_desktop.core.identity import AccountKey, Identity
from flow_desktop.core.problems import Problem
from flow_desktop.core.secret import Secret

if TYPE_CHECKING:
    from flow_desktop.core.doctor import Area, DoctorLine


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the token endpoint gave. Lives in memory of the session flow only. ``expires_in``: seconds."""

    access: Secret
    refresh: Secret | None
    id_token: Secret | None
    expires_in: float


@dataclass(frozen=True, slots=True)
class StoredSession:
    """The one keychain item of an account; well under Windows' 2,560 bytes."""

    refresh: Secret
    key: AccountKey
    scope: str
    saved_at: datetime


class IdentityProvider(Protocol):
    """One OpenID provider and one client registration with it."""

    @property
    def clock_offset(self) -> float:
        """Seconds that the servers' clocks are ahead of ours, by the ``Date`` of their answers; 0.0 before any."""
        ...

    async def discover(self) -> bool:
        """Read and check discovery; True where it promises the ``iss`` response parameter (RFC 9207)."""
        ...

    async def authorization_url(self, attempt: Attempt) -> str:
        """The page to open; pushed first (RFC 9126) where discovery offers it. Checked to be safe to open."""
        ...

    async def exchange(self, attempt: Attempt, code: Secret) -> Tokens:
        """Code and verifier for tokens (RFC 6749 section 4.1.3). A code is sent once, never retried."""
        ...

    async def verify(self, attempt: Attempt, tokens: Tokens) -> Identity:
        """Every check of the ID token, then user info with an equal subject."""
        ...

    async def refresh(self, session: StoredSession) -> Tokens:
        """New tokens. Raises SignInAgain only for ``invalid_grant``; a network fault keeps the session."""
        ...

    async def identify(self, key: AccountKey, tokens: Tokens) -> Identity:
        """Who this is after a refresh: a new ID token if there is one, and user info; subject must equal ``key``."""
        ...

    async def revoke(self, token: Secret) -> bool:
        """Best effort, at most 3 s (RFC 7009); never raises. True if the provider confirmed it."""
        ...

    async def end_session_url(self) -> str | None:
        """Where the browser can also be signed out, if the provider says so."""
        ...


class CallbackReceiver(Protocol):
    """One bound loopback socket for the whole sign-in, from before the browser opens until it ended."""

    async def open(self) -> str:
        """Bind and listen; the redirect URI with the literal address."""
        ...

    def expect(self, expected: Expected, phrase: str) -> None:
        """Wait for this attempt from now on; states of earlier ones get the page "replaced".

        ``phrase`` is shown on the page: the app shows the same four words.
        """
        ...

    async def arrived(self) -> Returned | Hint:
        """The next thing worth telling: the answer of the expected attempt, an unproven error, or a senseless one."""
        ...

    async def tell(self, end: PageEnd, problem: Problem | None = None) -> None:
        """Finish the held browser page with the true end (a redirect to a clean address)."""
        ...

    def paste(self, address: str) -> Ignored | None:
        """Judge an address the person pasted, exactly as if the browser had brought it. None: accepted."""
        ...

    async def farewell(self) -> None:
        """Wait until the browser has fetched its last page, at most 3 s; at once where no page is owed."""
        ...

    async def close(self) -> None:
        """Stop listening at once; called in every end. Safe to call twice."""
        ...


@dataclass(frozen=True, slots=True)
class Hint:
    """An error came without our state: it may be genuine, it may be anyone. ``error`` is plain, capped text.

    Empty: our state came, but with nothing usable. Either way the attempt still waits.
    """

    attempt_id: str
    error: str


class Browser(Protocol):
    """How a link reaches the person's browser."""

    def open(self, url: str) -> bool:
        """True if the system took the link. Never through a shell."""
        ...


class Clipboard(Protocol):
    """Where "Copy link" puts a fresh link."""

    def put(self, text: str) -> None:
        """Replace the clipboard."""
        ...


class ProxyFor(Protocol):
    """The system's proxy rule."""

    def __call__(self, url: str) -> str | None:
        """Proxy address for a URL, or None for a direct connection. Loopback is always direct."""
        ...


class Directory(Protocol):
    """One configured directory source."""

    async def look_up(self, person: Person, access: Secret | None) -> DirectoryView:
        """Look once at what this source knows. Never raises for a place that cannot be read: it says Unseen.

        ``access`` is the person's own access token; a source sends it only where the deployment allows.
        """
        ...


class EvidenceSource(Protocol):
    """One configured place that knows something of an account: the Flow API, Directory Sync's API, a SCIM server."""

    @property
    def needs_session(self) -> bool:
        """True where it is asked with the signed-in person's own access token."""
        ...

    async def gather(self, email: str, access: Secret | None) -> Look:
        """Everything this source may tell of one address, asked for in parallel.

        Never raises for a place that cannot be read: those pieces are NotSeen, the others are there.
        """
        ...

    async def pilots(self, access: Secret | None) -> Observation[Pilots]:
        """The first people of Directory Sync, at most 100, and who of them has arrived in Flow. Never raises."""
        ...


class Attempts(Protocol):
    """The last sign-in on this computer, without any secret."""

    def last(self) -> SignInAttempt | None:
        """The last one that was noted, of the current deployment."""
        ...

    def note(self, attempt: SignInAttempt) -> None:
        """Keep it, replacing the one before. Raises StorageFailed."""
        ...

    def clear(self) -> None:
        """Forget it, of whichever deployment; silent if there is none. Raises StorageFailed."""
        ...


class Probe(Protocol):
    """One thing about this computer that `flows.doctor` looks at."""

    @property
    def area(self) -> Area:
        """Where its lines belong."""
        ...

    @property
    def name(self) -> str:
        """The second part of its line's id where it fails as a whole."""
        ...

    @property
    def seconds(self) -> float:
        """How long it may take at most."""
        ...

    async def look(self) -> tuple[DoctorLine, ...]:
        """What was seen. Changes nothing that stays."""
        ...


class Lock(Protocol):
    """Held inside ``async with``."""

    async def __aenter__(self) -> None:
        """Wait for it and take it."""
        ...

    async def __aexit__(self, kind: Any, error: Any, trace: Any, /) -> bool | None:
        """Give it back, whatever happened."""
        ...


class Vault(Protocol):
    """The keychain, or this process's memory."""

    async def load(self, key: AccountKey) -> StoredSession | None:
        """The stored session of an account, or None. Raises StorageFailed."""
        ...

    async def save(self, session: StoredSession) -> None:
        """Keep it, replacing what was there. Raises StorageFailed."""
        ...

    async def delete(self, key: AccountKey) -> None:
        """Remove it; silent if there is none. Raises StorageFailed."""
        ...

    def exclusively(self, key: AccountKey) -> Lock:
        """A lock across processes around read, refresh, write (RFC 9700 section 4.14)."""
        ...

    @property
    def keeps(self) -> bool:
        """True if a session outlives the process."""
        ...


class Accounts(Protocol):
    """The list of accounts known on this machine, newest first. Holds no secret."""

    def known(self) -> tuple[KnownAccount, ...]:
        """All accounts that signed in with the current deployment."""
        ...

    def current(self) -> KnownAccount | None:
        """Whom the next start signs in; None after that one was forgotten, however many others are known."""
        ...

    def remember(self, account: KnownAccount) -> None:
        """Put one first; it is the current one now."""
        ...

    def forget(self, key: AccountKey) -> None:
        """Take one out; silent if it is not there. No other takes the place of the current one."""
        ...


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """How an account is named in the list: key and the e-mail to show."""

    key: AccountKey
    label: str


class Clock(Protocol):
    """Time, handed in so that tests can hold it."""

    def now(self) -> datetime:
        """UTC, aware."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back."""
        ...


class Entropy(Protocol):
    """Randomness, handed in so that tests can repeat it."""

    def token(self, size: int) -> str:
        """URL-safe text with ``size`` random bytes (RFC 7636 section 4.1 allows its letters)."""
        ...

    def phrase(self) -> str:
        """Four words for a person to compare."""
        ...
