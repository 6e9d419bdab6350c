"""What the token endpoint and its neighbours are asked, through Authlib; what they answer is read here, strictly."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from flow_desktop.adapters.discovery import Metadata
from flow_desktop.adapters.http import Answer, Http, answer_of, json_of
from flow_desktop.core.attempt import Attempt
from flow_desktop.core.deployment import Deployment
from flow_desktop.core.ports import Tokens
from flow_desktop.core.problems import Code, FlowError, Problem, problem
from flow_desktop.core.provider_errors import problem_of_provider_error
from flow_desktop.core.secret import Secret

UNSAID_SECONDS = 300.0
"""Life of an access token whose answer does not say (RFC 6749 section 5.1 only recommends ``expires_in``)."""

_JSON = ("application/json",)
_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


class Endpoints:
    """One client's way to its provider's endpoints. A public client: no secret, PKCE instead (RFC 8252)."""

    def __init__(self, deployment: Deployment, http: Http) -> None:
        self._deployment = deployment
        self._http = http

    async def authorization_url(self, metadata: Metadata, attempt: Attempt) -> str:
        """The address of the sign-in page, with its parameters pushed first where the provider takes them."""
        async with self._client() as client:
            url, _ = client.create_authorization_url(
                metadata.authorization_endpoint,
                state=attempt.state.reveal(),
                code_verifier=attempt.code_verifier.reveal(),
                redirect_uri=attempt.redirect_uri,
                scope=" ".join(self._deployment.scopes),
                nonce=attempt.nonce.reveal(),
                login_hint=attempt.login_hint or None,
                prompt=_prompt(self._deployment.prompt, attempt) or None,
            )
        return await self._push(metadata, str(url)) if metadata.pushed_authorization_request_endpoint else str(url)

    async def _push(self, metadata: Metadata, url: str) -> str:
        """Hand the parameters over directly and get a reference for them (RFC 9126 section 2)."""
        endpoint = str(metadata.pushed_authorization_request_endpoint)
        answer = await self._http.request("POST", endpoint, headers=_FORM, content=urlsplit(url).query.encode())
        reference = read_object(answer, (200, 201)).get("request_uri")
        if not isinstance(reference, str) or not reference:
            raise FlowError(problem(Code.BAD_ANSWER_SHAPE, host=answer.host))
        kept = parse_qsl(urlsplit(metadata.authorization_endpoint).query)
        ours = [("client_id", self._deployment.client_id), ("request_uri", reference)]
        return metadata.authorization_endpoint.partition("?")[0] + "?" + urlencode([*kept, *ours])

    async def exchange(self, metadata: Metadata, attempt: Attempt, *, code: Secret) -> Tokens:
        """Code and verifier for tokens (RFC 6749 section 4.1.3, RFC 7636 section 4.5)."""

        async def send(client: AsyncOAuth2Client) -> None:
            await client.fetch_token(
                metadata.token_endpoint,
                grant_type="authorization_code",
                code=code.reveal(),
                code_verifier=attempt.code_verifier.reveal(),
                redirect_uri=attempt.redirect_uri,
            )

        return await self._tokens(send, metadata.token_endpoint)

    async def refresh(self, metadata: Metadata, refresh: Secret) -> Tokens:
        """New tokens for a refresh token (RFC 6749 section 6); the old one goes on where no new one comes."""

        async def send(client: AsyncOAuth2Client) -> None:
            await client.refresh_token(metadata.token_endpoint, refresh_token=refresh.reveal())

        tokens = await self._tokens(send, metadata.token_endpoint)
        return Tokens(tokens.access, tokens.refresh or refresh, tokens.id_token, tokens.expires_in)

    async def revoke(self, metadata: Metadata, token: Secret) -> bool:
        """Ask for a token's end (RFC 7009); True if that was confirmed. Public clients are refused by some."""
        if metadata.revocation_endpoint is None:
            return False
        async with self._client() as client:
            response = await client.revoke_token(metadata.revocation_endpoint, token=token.reveal())
        return bool(response.status_code == 200)

    def _client(self) -> AsyncOAuth2Client:
        """A client for one request: nothing, cookies included, is carried from one to the next."""
        return AsyncOAuth2Client(
            client_id=self._deployment.client_id,
            code_challenge_method="S256",
            transport=self._http.transport(),
            trust_env=False,
        )

    async def _tokens(self, send: Callable[[AsyncOAuth2Client], Awaitable[None]], url: str) -> Tokens:
        """Send once. The answer is read in Authlib's hook, before Authlib's own, more trusting reader sees it."""
        read: list[Tokens] = []

        def hook(response: httpx2.Response) -> httpx2.Response:
            read.append(_tokens_of(answer_of(response, url)))
            return httpx2.Response(200, json={"access_token": "kept elsewhere", "token_type": "Bearer"})

        try:
            async with self._client() as client:
                client.register_compliance_hook("access_token_response", hook)
                client.register_compliance_hook("refresh_token_response", hook)
                await send(client)
        except (AuthlibBaseError, ValueError):
            read.clear()
        if not read:
            raise FlowError(problem(Code.BAD_ANSWER_SHAPE, host=urlsplit(url).hostname or ""))
        return read[0]


def read_object(answer: Answer, good: tuple[int, ...] = (200,)) -> Mapping[str, Any]:
    """The object in an answer of an OAuth endpoint, or the Problem it stands for, raised as FlowError."""
    status, host = answer.status, answer.host
    if 300 <= status < 400:
        raise FlowError(problem(Code.BAD_ANSWER_REDIRECT, host=host))
    if status not in good and (status >= 500 or status == 429 or answer.media_type not in _JSON):
        raise FlowError(_problem_of_status(answer))
    found = json_of(answer, types=_JSON)
    if not isinstance(found, dict):
        raise FlowError(problem(Code.BAD_ANSWER_SHAPE, host=host))
    if isinstance(found.get("error"), str):  # some answer 200 with it
        raise FlowError(problem_of_provider_error(found["error"], _description(found)))
    if status not in good:
        raise FlowError(problem(Code.BAD_ANSWER_STATUS, host=host, status=str(status)))
    return found


def _problem_of_status(answer: Answer) -> Problem:
    """An answer whose status says more than its body."""
    status = answer.status
    if status == 429:
        return problem_of_provider_error("too_many_requests")
    if status < 500:
        return problem(Code.BAD_ANSWER_STATUS, host=answer.host, status=str(status))
    code = Code.PROVIDER_ERROR_UNAVAILABLE if status == 503 else Code.PROVIDER_ERROR_SERVER
    return problem(code, error=f"HTTP {status}", description="")


def _description(found: Mapping[str, Any]) -> str:
    value = found.get("error_description")
    return value if isinstance(value, str) else ""


def _tokens_of(answer: Answer) -> Tokens:
    """A token answer (RFC 6749 section 5.1). ``scope`` may be missing or nonsense; ``expires_in`` may be missing."""
    found = read_object(answer)
    kind, access = found.get("token_type"), found.get("access_token")
    if not (isinstance(kind, str) and kind.lower() == "bearer" and _is_token(access)):
        raise FlowError(problem(Code.BAD_ANSWER_SHAPE, host=answer.host))
    others = {name: found.get(name) or None for name in ("refresh_token", "id_token")}
    if not all(value is None or _is_token(value) for value in others.values()):
        raise FlowError(problem(Code.BAD_ANSWER_SHAPE, host=answer.host))
    return Tokens(
        access=Secret(str(access)),
        refresh=Secret(str(others["refresh_token"])) if others["refresh_token"] else None,
        id_token=Secret(str(others["id_token"])) if others["id_token"] else None,
        expires_in=_life(found.get("expires_in")),
    )


def _is_token(value: object) -> bool:
    """Printable ASCII (RFC 6749 appendix A.12): anything else could break out of a header."""
    return isinstance(value, str) and bool(value) and all(" " <= ch <= "~" for ch in value)


def _life(value: object) -> float:
    """Seconds. Some send the number as text."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 12:
        return float(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e12:
        return float(value)
    return UNSAID_SECONDS


def _prompt(configured: str | None, attempt: Attempt) -> str:
    """The deployment's prompt, and the choice of an account where the person asked for another one."""
    words = [word for word in (configured or "").split() if not (attempt.choose_account and word == "none")]
    if attempt.choose_account and "select_account" not in words:
        words.append("select_account")
    return " ".join(words)
