"""An OpenID provider, asked as RFC 8252 and OpenID Connect Core have it.

``response_mode=form_post`` is not asked for, even where it is offered: the provider's https page would then post a
form to http on this machine, which browsers answer with a full-page warning. The receiver takes the code out of the
address bar at once instead (303 to a clean page).
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import urlencode

import httpx2
from authlib.common.errors import AuthlibBaseError

from flow_desktop.adapters.discovery import Metadata, is_safe_url, read_metadata
from flow_desktop.adapters.http import Http
from flow_desktop.adapters.id_token import claims_of
from flow_desktop.adapters.jose import Jwk, check_algorithm, read_signed
from flow_desktop.adapters.keys import KeyRing, fetch_keys
from flow_desktop.adapters.token_endpoint import Endpoints
from flow_desktop.adapters.user_info import UserInfo
from flow_desktop.core.attempt import Attempt
from flow_desktop.core.deployment import Deployment
from flow_desktop.core.identity import AccountKey, Claim, ClaimSource, Identity, choose_claim
from flow_desktop.core.observed import Withheld, WithheldReason, received
from flow_desktop.core.ports import Clock, StoredSession, Tokens
from flow_desktop.core.problems import Code, FlowError, SignInAgain, problem
from flow_desktop.core.secret import Secret
from flow_desktop.core.token_policy import TokenExpectations, judge_token

DISCOVERY_SECONDS = 3600.0
REVOKE_SECONDS = 3.0
_SHOWN = ("email", "given_name", "family_name", "name", "preferred_username")
_ANOTHER_PERSON = (Code.SIGN_IN_AGAIN_SUBJECT, Code.ID_TOKEN_ISSUER, Code.ID_TOKEN_SUBJECT, Code.USERINFO_SUBJECT)

_P = ParamSpec("_P")
_T = TypeVar("_T")
_Claims = Mapping[str, Any]
_Method = Callable[Concatenate["OidcProvider", _P], Coroutine[Any, Any, _T]]


def _telling_nothing(method: _Method[_P, _T]) -> _Method[_P, _T]:
    """Let a FlowError out without the frames it came through: their local variables hold tokens."""

    async def wrapped(self: OidcProvider, /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            return await method(self, *args, **kwargs)
        except FlowError as error:
            bare = error
        bare.__cause__ = bare.__context__ = None
        raise bare.with_traceback(None)

    functools.update_wrapper(wrapped, method)
    return wrapped


class OidcProvider:
    """The ``IdentityProvider`` port for one deployment; lives in one asyncio loop."""

    def __init__(
        self, deployment: Deployment, http: Http, clock: Clock, *, hide: Callable[[Secret], None] | None = None
    ) -> None:
        """``hide`` is told of every secret before it can appear anywhere: the log stars it out from then on."""
        self._deployment = deployment
        self._hide = hide or _nothing
        self._http = http
        self._clock = clock
        self._metadata: tuple[Metadata, float] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._endpoints = Endpoints(deployment, http)
        self._ring = KeyRing(self._fetch_keys, clock.monotonic)
        self._user_info = UserInfo(http, self._ring, deployment.client_id)

    @property
    def clock_offset(self) -> float:
        """Seconds that the servers' clocks are ahead of ours: the median of what their answers said."""
        return self._http.clock_offset

    @_telling_nothing
    async def discover(self) -> bool:
        """Read and check discovery; True where it promises the ``iss`` response parameter (RFC 9207)."""
        return (await self._discovered()).iss_promised

    @_telling_nothing
    async def authorization_url(self, attempt: Attempt) -> str:
        """The page to open. Raises ``insecure.authorization_url`` rather than hand a browser anything odd."""
        for secret in (attempt.state, attempt.nonce, attempt.code_verifier):
            self._hide(secret)
        url = await self._endpoints.authorization_url(await self._discovered(), attempt)
        if not is_safe_url(url):
            raise FlowError(problem(Code.INSECURE_AUTHORIZATION_URL))
        return url

    @_telling_nothing
    async def exchange(self, attempt: Attempt, code: Secret) -> Tokens:
        """Code and verifier for tokens; sent once, never retried."""
        self._hide(code)
        if not code.reveal().isascii():  # RFC 6749 appendix A.11; what a library makes of it differs by version
            raise FlowError(problem(Code.BAD_ANSWER_SHAPE))
        return self._hidden(await self._endpoints.exchange(await self._discovered(), attempt, code=code))

    @_telling_nothing
    async def verify(self, attempt: Attempt, tokens: Tokens) -> Identity:
        """Every check of the ID token, then user info with an equal subject."""
        metadata = await self._discovered()
        if tokens.id_token is None:
            raise FlowError(problem(Code.ID_TOKEN_MISSING))
        expected = self._expected(nonce=attempt.nonce.reveal(), subject=None, fresh=True)
        in_token = await self._verified(tokens.id_token, tokens.access, expected=expected)
        in_user_info = await self._asked(metadata, tokens.access, subject=in_token["sub"])
        return self._identity(in_token, in_user_info)

    @_telling_nothing
    async def refresh(self, session: StoredSession) -> Tokens:
        """New tokens. Raises SignInAgain only for ``invalid_grant``."""
        self._hide(session.refresh)
        try:
            return self._hidden(await self._endpoints.refresh(await self._discovered(), session.refresh))
        except FlowError as error:
            if error.problem.code is not Code.PROVIDER_ERROR_INVALID_GRANT:
                raise
        raise SignInAgain(problem(Code.SIGN_IN_AGAIN_EXPIRED))

    @_telling_nothing
    async def identify(self, key: AccountKey, tokens: Tokens) -> Identity:
        """Who this is after a refresh. Raises SignInAgain if it is somebody else (OpenID Connect Core section 12.2)."""
        try:
            return await self._identify(key, tokens)
        except FlowError as error:
            if error.problem.code not in _ANOTHER_PERSON:
                raise
        raise SignInAgain(problem(Code.SIGN_IN_AGAIN_SUBJECT))

    async def revoke(self, token: Secret) -> bool:
        """Best effort, at most 3 s; never raises. True if the provider confirmed it."""
        try:
            async with asyncio.timeout(REVOKE_SECONDS):
                return await self._endpoints.revoke(await self._discovered(), token)
        except (FlowError, OSError, ValueError, AuthlibBaseError, httpx2.HTTPError):
            return False  # the session is forgotten here in any case; an offline sign-out is a sign-out

    @_telling_nothing
    async def end_session_url(self) -> str | None:
        """Where the browser can be signed out too (OpenID Connect RP-Initiated Logout section 2), or None."""
        endpoint = (await self._discovered()).end_session_endpoint
        if endpoint is None:
            return None
        return endpoint + ("&" if "?" in endpoint else "?") + urlencode({"client_id": self._deployment.client_id})

    def _hidden(self, tokens: Tokens) -> Tokens:
        for secret in (tokens.access, tokens.refresh, tokens.id_token):
            if secret is not None:
                self._hide(secret)
        return tokens

    async def _discovered(self) -> Metadata:
        """Metadata not older than an hour; fetched once for everybody who waits."""
        async with self._one_at_a_time:
            now = self._clock.monotonic()
            if self._metadata is None or now - self._metadata[1] > DISCOVERY_SECONDS:
                self._metadata = (await read_metadata(self._http, self._deployment.issuer), now)
            return self._metadata[0]

    async def _fetch_keys(self) -> tuple[Jwk, ...]:
        return await fetch_keys(self._http, (await self._discovered()).jwks_uri)

    async def _verified(self, token: Secret, access: Secret, *, expected: TokenExpectations) -> _Claims:
        """The payload of an ID token after signature and claims were found good."""
        signed = read_signed(token.reveal())
        check_algorithm(signed, (await self._discovered()).id_token_algorithms)
        await self._ring.verify(signed)
        broken = judge_token(claims_of(signed, access), expected)
        if broken is not None:
            raise FlowError(broken)
        return signed.payload

    def _expected(self, *, nonce: str | None, subject: str | None, fresh: bool) -> TokenExpectations:
        return TokenExpectations(
            issuer=self._deployment.issuer,
            client_id=self._deployment.client_id,
            nonce=nonce,
            subject=subject,
            now=self._clock.now(),
            clock_offset=self._http.clock_offset,
            fresh=fresh,
        )

    async def _asked(self, metadata: Metadata, access: Secret, *, subject: str) -> _Claims | None:
        """User info about ``subject``; None where the provider has no such endpoint."""
        if metadata.userinfo_endpoint is None:
            return None
        found = await self._user_info.claims(metadata, access)
        if found["sub"] != subject:  # section 5.3.2: the answer may be about somebody else
            raise FlowError(problem(Code.USERINFO_SUBJECT))
        return found

    async def _identify(self, key: AccountKey, tokens: Tokens) -> Identity:
        metadata = await self._discovered()
        if key.issuer != metadata.issuer:
            raise FlowError(problem(Code.ID_TOKEN_ISSUER))
        in_token: _Claims | None = None
        if tokens.id_token is not None:
            expected = self._expected(nonce=None, subject=key.subject, fresh=False)
            in_token = await self._verified(tokens.id_token, tokens.access, expected=expected)
        in_user_info = await self._asked(metadata, tokens.access, subject=key.subject)
        if in_token is None and in_user_info is None:
            return self._unseen(key)
        return self._identity({"sub": key.subject, **(in_token or {})}, in_user_info)

    def _identity(self, in_token: _Claims, in_user_info: _Claims | None) -> Identity:
        there = in_user_info or {}
        claims = {name: choose_claim(received(in_token.get(name)), received(there.get(name))) for name in _SHOWN}
        said = there if claims["email"].source is ClaimSource.USER_INFO else in_token
        return Identity(
            issuer=self._deployment.issuer,
            subject=in_token["sub"],
            at=self._clock.now(),
            email_verified=_yes_or_no(said.get("email_verified")),
            **claims,
        )

    def _unseen(self, key: AccountKey) -> Identity:
        """A refresh without ID token at a provider without user info: known who, nothing said about them."""
        silent = Claim(Withheld(WithheldReason.SOURCE_CANNOT_TELL))
        return Identity(
            key.issuer, key.subject, self._clock.now(), email_verified=None, **dict.fromkeys(_SHOWN, silent)
        )


def _yes_or_no(value: object) -> bool | None:
    """A boolean; some send it as text."""
    return value if isinstance(value, bool) else {"true": True, "false": False}.get(str(value))


def _nothing(_secret: Secret) -> None:
    """Where nobody keeps a log."""
