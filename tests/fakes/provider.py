"""An OpenID provider without a network: strict about codes, verifiers and used-up refresh tokens, as real ones are."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

from flow_desktop.core.attempt import Attempt
from flow_desktop.core.identity import AccountKey, Claim, ClaimSource, Identity
from flow_desktop.core.observed import Present
from flow_desktop.core.ports import StoredSession, Tokens
from flow_desktop.core.problems import Code, FlowError, SignInAgain, problem
from flow_desktop.core.secret import Secret

ISSUER = "https://id.example.com"


def person(email: str = "ana@example.com", *, subject: str = "u1", user_name: str = "") -> Identity:
    """Somebody the provider knows."""
    return Identity(
        issuer=ISSUER,
        subject=subject,
        at=datetime(2026, 1, 5, 9, tzinfo=UTC),
        email=_claim(email),
        given_name=_claim("Ana"),
        family_name=_claim("Li"),
        preferred_username=_claim(user_name),
    )


def _claim(text: str) -> Claim:
    return Claim(Present(text), ClaimSource.ID_TOKEN) if text else Claim()


def answer_of(url: str, **params: str) -> str:
    """The address a browser is sent to after the page at ``url``: with its state unless ``params`` say otherwise."""
    asked = dict(parse_qsl(urlsplit(url).query))
    return f"{asked['redirect_uri']}?{urlencode({'state': asked['state'], **params})}"


class FakeProvider:
    """core.ports.IdentityProvider.

    ``fails``: method name -> exception it ends with. ``gates``: method name -> event it waits for first. ``calls``:
    methods asked, in order. ``live``: refresh tokens that work. A used-up one ends its whole family (RFC 9700 4.14).
    """

    def __init__(self, who: Identity | None = None, *, rotates: bool = True, refreshes: bool = True) -> None:
        self.who = who or person()
        self.rotates = rotates
        self.refreshes = refreshes
        self.expires_in = 3600.0
        self.promises_iss = False
        self.clock_offset = 0.0
        self.calls: list[str] = []
        self.fails: dict[str, Exception] = {}
        self.gates: dict[str, asyncio.Event] = {}
        self.arrived: dict[str, asyncio.Event] = {}
        self.live: set[str] = set()
        self.revoked: list[str] = []
        self.attempts: list[Attempt] = []
        self.reuses = 0
        self._families: dict[str, int] = {}
        self._codes: set[str] = set()
        self._count = 0

    def hold(self, method: str) -> tuple[asyncio.Event, asyncio.Event]:
        """Make a method wait: the event that it was called, and the one that lets it go on."""
        self.arrived[method], self.gates[method] = asyncio.Event(), asyncio.Event()
        return self.arrived[method], self.gates[method]

    async def discover(self) -> bool:
        await self._asked("discover")
        return self.promises_iss

    async def authorization_url(self, attempt: Attempt) -> str:
        await self._asked("authorization_url")
        self.attempts.append(attempt)
        query = {
            "redirect_uri": attempt.redirect_uri,
            "state": attempt.state.reveal(),
            "nonce": attempt.nonce.reveal(),
            "code_challenge": attempt.code_challenge,
            "login_hint": attempt.login_hint,
            "prompt": "select_account" if attempt.choose_account else "",
        }
        return f"{ISSUER}/authorize?{urlencode({name: value for name, value in query.items() if value})}"

    async def exchange(self, attempt: Attempt, code: Secret) -> Tokens:
        await self._asked("exchange")
        if attempt is not self.attempts[-1] or code.reveal() in self._codes:
            raise FlowError(problem(Code.PROVIDER_ERROR_INVALID_GRANT))
        self._codes.add(code.reveal())
        return self._tokens(family=len(self._codes))

    async def verify(self, attempt: Attempt, tokens: Tokens) -> Identity:
        await self._asked("verify")
        return self.who

    async def refresh(self, session: StoredSession) -> Tokens:
        await self._asked("refresh")
        token = session.refresh.reveal()
        if token not in self.live:
            self._end_family(token)
            raise SignInAgain(problem(Code.SIGN_IN_AGAIN_EXPIRED))
        if not self.rotates:
            return self._tokens(family=None)
        self.live.discard(token)
        return self._tokens(family=self._families[token])

    async def identify(self, key: AccountKey, tokens: Tokens) -> Identity:
        await self._asked("identify")
        if self.who.subject != key.subject:
            raise SignInAgain(problem(Code.SIGN_IN_AGAIN_SUBJECT))
        return self.who

    async def revoke(self, token: Secret) -> bool:
        """Never raises: a failure is False."""
        try:
            await self._asked("revoke")
        except FlowError:
            return False
        self.revoked.append(token.reveal())
        self._end_family(token.reveal())
        return True

    async def end_session_url(self) -> str | None:
        await self._asked("end_session_url")
        return f"{ISSUER}/logout"

    async def _asked(self, method: str) -> None:
        self.calls.append(method)
        await asyncio.sleep(0)
        if method in self.gates:
            self.arrived[method].set()
            await self.gates[method].wait()
        if method in self.fails:
            raise self.fails[method]

    def _tokens(self, family: int | None) -> Tokens:
        """New tokens; without a family only an access token, as where refresh tokens stay the same."""
        self._count += 1
        refresh = f"refresh-{self._count}" if self.refreshes and family is not None else ""
        if family is not None and refresh:
            self._families[refresh] = family
            self.live.add(refresh)
        access = Secret(f"access-{self._count}")
        return Tokens(access, Secret(refresh) if refresh else None, Secret("id-token"), self.expires_in)

    def _end_family(self, token: str) -> None:
        family = self._families.get(token)
        self.reuses += token in self._families and token not in self.live and token not in self.revoked
        self.live -= {one for one, its in self._families.items() if its == family}
