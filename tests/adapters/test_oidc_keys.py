"""The provider's keys: fetched with restraint, renewed when they turn, kept when they cannot be had."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from tests.support.hostile_idp import HostileIdp, Knobs, Reply
from tests.support.relying_party import Party, party
from tests.support.signing import public_jwk

T = TypeVar("T")


def with_party(act: Callable[[Party], Awaitable[T]], knobs: Knobs | None = None, seconds: float = 5.0) -> T:
    """One act of a client of a provider with these knobs."""

    async def run() -> T:
        with HostileIdp(knobs=knobs) as idp:
            async with party(idp, seconds=seconds) as client:
                return await act(client)

    return asyncio.run(run())


def fetches(client: Party) -> int:
    """How often the keys were asked for."""
    return len(client.idp.asked("jwks"))


def test_twenty_tokens_with_invented_key_ids_cost_one_refetch() -> None:
    """However many come, the provider is asked again once a minute at most."""

    async def act(client: Party) -> None:
        assert await client.fails() == "good"
        for number in range(20):
            client.idp.knobs.header["kid"] = f"invented-{number}"
            assert await client.fails() == "keys.unknown"
        assert fetches(client) == 2
        client.clock.ticks += 61
        assert await client.fails() == "keys.unknown"
        assert fetches(client) == 3

    with_party(act)


def test_twenty_at_once_cost_one_refetch_too() -> None:
    """Those who wait share one request."""

    async def act(client: Party) -> None:
        await client.fails()
        client.idp.knobs.header["kid"] = "invented"
        tokens = [await client.tokens() for _ in range(20)]
        results = await asyncio.gather(
            *(client.provider.verify(client.attempt, one) for one in tokens), return_exceptions=True
        )
        assert {str(one) for one in results} == {"keys.unknown"}
        assert fetches(client) == 2

    with_party(act)


def test_those_who_come_together_share_one_fetch() -> None:
    """Ten at once cost one request at the start, one more when the key has turned, and all of them sign in."""

    async def together(client: Party) -> list[object]:
        tokens = [await client.tokens() for _ in range(10)]
        return await asyncio.gather(
            *(client.provider.verify(client.attempt, one) for one in tokens), return_exceptions=True
        )

    async def act(client: Party) -> None:
        for number, key in enumerate(("rsa", "rsa_other"), 1):
            client.idp.knobs.key = key
            client.idp.knobs.jwks = [public_jwk(key)]
            assert not [one for one in await together(client) if isinstance(one, Exception)]
            assert fetches(client) == number

    with_party(act)


def test_a_new_key_is_found_at_once() -> None:
    """oidcc-client-test-signing-key-rotation: an unknown kid leads to the new set."""

    async def act(client: Party) -> None:
        assert await client.fails() == "good"
        client.idp.knobs.key = "rsa_other"
        client.idp.knobs.jwks = [public_jwk("rsa_other")]
        assert await client.fails() == "good"
        assert fetches(client) == 2

    with_party(act)


def test_a_key_replaced_under_its_own_id_is_found_by_the_bad_signature() -> None:
    """Some providers reuse a kid: a bad signature is worth one look at the keys."""

    async def act(client: Party) -> None:
        assert await client.fails() == "good"
        client.idp.knobs.key = "rsa_other"
        client.idp.knobs.header["kid"] = "rsa"
        client.idp.knobs.jwks = [public_jwk("rsa_other", kid="rsa")]
        assert await client.fails() == "good"
        assert fetches(client) == 2

    with_party(act)


def test_a_withdrawn_key_is_forgotten_after_five_minutes() -> None:
    """A key the provider no longer publishes stops being believed."""

    async def act(client: Party) -> None:
        assert await client.fails() == "good"
        client.idp.knobs.jwks = [public_jwk("rsa_other")]
        assert await client.fails() == "good"
        client.clock.ticks += 301
        assert await client.fails() == "keys.unknown"

    with_party(act)


def test_known_keys_outlive_an_outage_for_a_day() -> None:
    """Keys that cannot be renewed go on being used, but not for ever."""

    async def act(client: Party) -> None:
        assert await client.fails() == "good"
        client.idp.knobs.replies["jwks"] = Reply(status=503)
        client.clock.ticks += 3000
        assert await client.fails() == "good"
        client.idp.knobs.header["kid"] = "invented"
        assert await client.fails() == "keys.unknown"
        client.idp.knobs.header.clear()
        client.clock.ticks += 90_000
        assert await client.fails() == "keys.unreadable"

    with_party(act)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(status=500), "keys.unreadable"),
        (Reply(status=404), "keys.unreadable"),
        (Reply(status=302, headers={"Location": "http://127.0.0.1:9/"}), "keys.unreadable"),
        (Reply(body="<html>"), "keys.unreadable"),
        (Reply(body={"keys": "none"}), "keys.unreadable"),
        (Reply(body={}), "keys.unreadable"),
        (Reply(body=b'{"keys": [], "keys": []}'), "keys.unreadable"),
        (Reply(body={"keys": [{}] * 201}), "keys.unreadable"),
        (Reply(body=b" " * 1_100_000), "keys.unreadable"),
        (Reply(delay=30), "timeout.request"),
        (Reply(body={"keys": [7, None, "x", []]}), "keys.unknown"),
    ],
)
def test_keys_that_cannot_be_read_are_told_as_such(reply: Reply, code: str) -> None:
    """Down, moved, HTML, a megabyte, nonsense: no token is believed, and the reason is the keys."""
    knobs = Knobs(replies={"jwks": reply})
    assert with_party(lambda client: client.fails(), knobs, 0.3 if reply.delay else 5.0) == code


def test_a_first_failure_is_not_remembered() -> None:
    """When the provider is back, the next sign-in works."""
    knobs = Knobs(replies={"jwks": Reply(status=500, times=1)})

    async def act(client: Party) -> None:
        assert await client.fails() == "keys.unreadable"
        assert await client.fails() == "good"

    with_party(act, knobs)


@pytest.mark.parametrize("served_as", ["application/jwk-set+json", "text/plain", "application/octet-stream"])
def test_keys_may_be_served_as_anything(served_as: str) -> None:
    """Key sets lie on all sorts of file servers."""
    body = {"keys": [public_jwk("rsa")]}
    knobs = Knobs(replies={"jwks": Reply(body=body, headers={"Content-Type": served_as})})
    assert with_party(lambda client: client.fails(), knobs) == "good"


def test_giant_keys_are_not_calculated_with() -> None:
    """A modulus or exponent of absurd size costs no time and verifies nothing."""
    giant = [public_jwk("rsa", n="x" * 20_000), public_jwk("rsa", e="AQAB" * 200)]
    assert with_party(lambda client: client.fails(), Knobs(jwks=giant)) == "id_token.signature"
