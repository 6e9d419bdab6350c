"""The provider's signing keys: fetched when needed, kept, and fetched again with restraint."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from flow_desktop.adapters.http import Http
from flow_desktop.adapters.jose import Jwk, Signed, Verdict, judge_signature
from flow_desktop.adapters.strict_json import strict_object
from flow_desktop.core.problems import Code, FlowError, Kind, problem

REFETCH_SECONDS = 60.0
"""A stream of tokens with invented key ids costs the provider one request a minute, no more."""

STALE_SECONDS = 300.0
USABLE_SECONDS = 86_400.0
MAX_KEYS = 200

_CODE_OF = {
    Verdict.BAD_SIGNATURE: Code.ID_TOKEN_SIGNATURE,
    Verdict.UNKNOWN_KEY: Code.KEYS_UNKNOWN,
    Verdict.WEAK_KEY: Code.KEYS_WEAK,
}


class KeyRing:
    """Keys of one provider. ``fetch`` raises FlowError; ``monotonic`` counts seconds."""

    def __init__(self, fetch: Callable[[], Awaitable[tuple[Jwk, ...]]], monotonic: Callable[[], float]) -> None:
        self._fetch = fetch
        self._monotonic = monotonic
        self._keys: tuple[Jwk, ...] | None = None
        self._fetched_at = 0.0
        self._refetched_at: float | None = None
        self._generation = 0
        self._one_at_a_time = asyncio.Lock()

    async def verify(self, signed: Signed) -> None:
        """Raises FlowError unless one of the provider's keys signed this (``keys.*``, ``id_token.signature``)."""
        keys = await self._current()
        generation = self._generation
        verdict = judge_signature(signed, keys)
        if verdict in (Verdict.UNKNOWN_KEY, Verdict.BAD_SIGNATURE):
            verdict = judge_signature(signed, await self._renewed(generation, keys))
        if verdict is not Verdict.GOOD:
            raise FlowError(problem(_CODE_OF[verdict]))

    async def _current(self) -> tuple[Jwk, ...]:
        """Keys younger than five minutes; older ones, up to a day, where new ones cannot be had."""
        generation, known = self._generation, self._keys
        age = self._monotonic() - self._fetched_at
        if known is not None and age < STALE_SECONDS:
            return known
        try:
            return await self._load(generation)
        except FlowError:
            if known is None or age > USABLE_SECONDS:
                raise
        return known

    async def _renewed(self, generation: int, known: tuple[Jwk, ...]) -> tuple[Jwk, ...]:
        """Keys fetched anew after a miss, at most once a minute; the known ones where that fails."""
        async with self._one_at_a_time:
            if self._keys is not None and self._generation != generation:
                return self._keys  # somebody else has just asked
            last, now = self._refetched_at, self._monotonic()
            if last is not None and now - last < REFETCH_SECONDS:
                return known
            self._refetched_at = now
            try:
                return await self._fetch_now()
            except FlowError:
                return known

    async def _load(self, generation: int) -> tuple[Jwk, ...]:
        """Fetch once for everybody who waits: whoever comes second finds a newer generation."""
        async with self._one_at_a_time:
            if self._keys is not None and self._generation != generation:
                return self._keys
            return await self._fetch_now()

    async def _fetch_now(self) -> tuple[Jwk, ...]:
        self._keys = await self._fetch()
        self._fetched_at = self._monotonic()
        self._generation += 1
        return self._keys


async def fetch_keys(http: Http, url: str) -> tuple[Jwk, ...]:
    """The keys published at ``url`` (RFC 7517 section 5); members that are no keys are passed over.

    Raises FlowError: ``keys.unreadable``, or ``network``, ``timeout`` and ``tls`` as they are.
    """
    try:
        answer = await http.request("GET", url, headers={"Accept": "application/json, application/jwk-set+json"})
    except FlowError as error:
        if error.problem.kind is not Kind.BAD_ANSWER:
            raise
        answer = None
    keys = _keys_in(answer.body) if answer is not None and answer.status == 200 else None
    if keys is None:
        raise FlowError(problem(Code.KEYS_UNREADABLE))
    return keys


def _keys_in(body: bytes) -> tuple[Jwk, ...] | None:
    """Key sets are served with all sorts of content types; whether the body is one decides."""
    try:
        members = strict_object(body).get("keys")
    except ValueError:
        return None
    if not isinstance(members, list) or len(members) > MAX_KEYS:
        return None
    return tuple(member for member in members if isinstance(member, dict))
