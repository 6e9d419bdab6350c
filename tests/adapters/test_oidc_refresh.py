"""A session goes on, ends, or is given up: refresh, identification afterwards, revocation."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest

from flow_desktop.core.identity import AccountKey, Identity
from flow_desktop.core.observed import Absent, Present, Withheld
from flow_desktop.core.ports import StoredSession, Tokens
from flow_desktop.core.problems import FlowError, SignInAgain
from flow_desktop.core.secret import Secret
from tests.support.hostile_idp import HostileIdp, Knobs, Reply
from tests.support.relying_party import Party, party

T = TypeVar("T")


def sign_in(knobs: Knobs, act: Callable[[Party], Awaitable[T]], **changes: Any) -> T:
    """One act of a client of a provider with these knobs."""

    async def run() -> T:
        with HostileIdp(knobs=knobs) as idp:
            async with party(idp, **changes) as client:
                return await act(client)

    return asyncio.run(run())


def stored(client: Party, refresh: Secret | None = None, subject: str = "sub-1") -> StoredSession:
    """A session as the keychain gives it."""
    key = AccountKey(client.idp.issuer, subject)
    return StoredSession(refresh or Secret("CANARY-stored"), key, "openid", datetime.now(UTC))


def refreshed(knobs: Knobs, *, subject: str = "sub-1", issuer: str | None = None) -> tuple[Tokens, Identity]:
    """Sign in, refresh, say who it is."""

    async def act(client: Party) -> tuple[Tokens, Identity]:
        tokens = await client.tokens()
        client.idp.knobs.times = {"iat": -3000, "exp": 300}
        renewed = await client.provider.refresh(stored(client, tokens.refresh))
        key = AccountKey(issuer or client.idp.issuer, subject)
        return renewed, await client.provider.identify(key, renewed)

    return sign_in(knobs, act)


def test_a_refresh_keeps_the_old_token_where_no_new_one_comes() -> None:
    """Without rotation the stored token stays the one to use; a rotated one replaces it."""
    assert refreshed(Knobs())[0].refresh is not None
    renewed, _ = refreshed(Knobs(rotate=True))
    assert renewed.refresh is not None
    assert "refresh-" in renewed.refresh.reveal()


@pytest.mark.parametrize("changes", [{"id_token": None}, {"scope": "dummy"}, {"scope": None, "expires_in": None}])
def test_a_refresh_may_be_short_spoken(changes: dict[str, Any]) -> None:
    """No ID token, no scope, no nonce: user info says who it is."""
    _, identity = refreshed(Knobs(refresh=changes))
    assert identity.email.observed == Present("ada@example.com")


def test_a_refresh_that_says_nothing_about_the_person_withholds_every_field() -> None:
    """Without ID token and user info nobody claims a name was "not sent"."""
    knobs = Knobs(refresh={"id_token": None}, discovery={"userinfo_endpoint": None})
    _, identity = refreshed(knobs)
    assert identity.subject == "sub-1"
    assert isinstance(identity.email.observed, Withheld)
    assert not isinstance(identity.name.observed, Absent)


@pytest.mark.parametrize(
    ("knobs", "changes"),
    [
        (Knobs(), {"subject": "sub-2"}),
        (Knobs(refresh={"id_token": None}), {"subject": "sub-2"}),
        (Knobs(), {"issuer": "https://elsewhere.example"}),
        (Knobs(userinfo={"sub": "sub-2"}), {}),
    ],
)
def test_somebody_else_after_a_refresh_ends_the_session(knobs: Knobs, changes: dict[str, str]) -> None:
    """oidcc-client-test-refresh-token-invalid-sub: another subject is another person."""
    with pytest.raises(SignInAgain) as caught:
        refreshed(knobs, **changes)
    assert caught.value.problem.code.value == "sign_in_again.subject"


@pytest.mark.parametrize(
    ("claim", "value"), [("iss", "https://elsewhere.example"), ("sub", "sub-2"), ("sub", None), ("sub", "")]
)
def test_an_id_token_of_somebody_else_on_refresh_ends_the_session(claim: str, value: str | None) -> None:
    """oidcc-client-test-refresh-token-invalid-issuer and -invalid-sub."""

    async def act(client: Party) -> str:
        tokens = await client.tokens()
        client.idp.knobs.claims[claim] = value
        renewed = await client.provider.refresh(stored(client, tokens.refresh))
        with pytest.raises(SignInAgain) as caught:
            await client.provider.identify(AccountKey(client.idp.issuer, "sub-1"), renewed)
        return caught.value.problem.code.value

    assert sign_in(Knobs(), act) == "sign_in_again.subject"


@pytest.mark.parametrize(
    ("reply", "code", "over"),
    [
        (Reply(status=400, body={"error": "invalid_grant"}), "sign_in_again.expired", True),
        (Reply(status=401, body={"error": "invalid_client"}), "provider_error.invalid_client", False),
        (Reply(status=500, body="oops"), "provider_error.server_error", False),
        (Reply(status=429), "provider_error.throttled", False),
        (Reply(status=400, body="invalid_grant"), "bad_answer.status", False),
        (Reply(status=302, headers={"Location": "http://127.0.0.1:9/"}), "bad_answer.redirect", False),
        (Reply(delay=30), "timeout.request", False),
    ],
)
def test_only_invalid_grant_ends_a_session(reply: Reply, code: str, over: bool) -> None:
    """A bad network, a bad day of the provider or throttling keeps the session."""

    async def act(client: Party) -> FlowError:
        with pytest.raises(FlowError) as caught:
            await client.provider.refresh(stored(client))
        return caught.value

    error = sign_in(Knobs(replies={"token": reply}), act, seconds=0.3 if reply.delay else 5.0)
    assert (error.problem.code.value, isinstance(error, SignInAgain)) == (code, over)


# ------------------------------------------------------------------ revoke


@pytest.mark.parametrize(
    ("reply", "confirmed"),
    [
        (None, True),
        (Reply(status=401, body={"error": "invalid_client"}), False),
        (Reply(status=500), False),
        (Reply(status=302, headers={"Location": "http://127.0.0.1:9/"}), False),
        (Reply(body=b"x" * 1_100_000), False),
    ],
)
def test_revoking_never_fails_and_tells_whether_it_was_confirmed(reply: Reply | None, confirmed: bool) -> None:
    """Public clients are refused by some: the sign-out goes on."""

    async def act(client: Party) -> tuple[bool, dict[str, str]]:
        return await client.provider.revoke(Secret("CANARY-old")), client.idp.asked("revoke")[0].form

    done, form = sign_in(Knobs(replies={"revoke": reply} if reply else {}), act)
    assert done is confirmed
    assert form == {"token": "CANARY-old", "client_id": "flow-desktop-test"}


def test_revoking_without_an_endpoint_or_without_a_network_is_no_error() -> None:
    """Signing out works offline."""

    async def act(client: Party) -> bool:
        return await client.provider.revoke(Secret("CANARY-old"))

    assert sign_in(Knobs(discovery={"revocation_endpoint": None}), act) is False
    assert sign_in(Knobs(replies={"discovery": Reply(status=500)}), act) is False


def test_revoking_takes_three_seconds_at_most() -> None:
    """A silent provider does not hold a sign-out up."""

    async def act(client: Party) -> float:
        loop = asyncio.get_running_loop()
        began = loop.time()
        assert await client.provider.revoke(Secret("CANARY-old")) is False
        return loop.time() - began

    assert 2.5 < sign_in(Knobs(replies={"revoke": Reply(delay=30)}), act, seconds=20.0) < 4
