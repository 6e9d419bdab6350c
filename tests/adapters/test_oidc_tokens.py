"""Code to tokens, user info, refresh, revocation: what a provider may answer and what comes of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest

from flow_desktop.core.identity import ClaimSource
from flow_desktop.core.observed import Present, Withheld, received
from flow_desktop.core.problems import FlowError
from flow_desktop.core.secret import Secret
from tests.support.hostile_idp import HostileIdp, Knobs, Reply
from tests.support.relying_party import REDIRECT_URI, Party, browse, party
from tests.support.signing import public_jwk

T = TypeVar("T")
JSON = {"Content-Type": "application/json"}


def sign_in(knobs: Knobs, act: Callable[[Party], Awaitable[T]], **changes: Any) -> T:
    """One act of a client of a provider with these knobs."""

    async def run() -> T:
        with HostileIdp(knobs=knobs) as idp:
            async with party(idp, **changes) as client:
                return await act(client)

    return asyncio.run(run())


def outcome(knobs: Knobs, **changes: Any) -> str:
    """What a sign-in ends in."""
    return sign_in(knobs, lambda client: client.fails(), **changes)


# ------------------------------------------------------------------ the code


def test_the_code_goes_once_with_its_verifier_and_no_secret() -> None:
    """One POST with code, verifier, client and the same redirect; odd letters in a code survive."""

    async def act(client: Party) -> list[Any]:
        client.idp.knobs.replies["token"] = Reply(status=400, body={"error": "invalid_grant"})
        await client.provider.authorization_url(client.attempt)
        with pytest.raises(FlowError):
            await client.provider.exchange(client.attempt, Secret("a b+c/%~=&?#'\""))
        return client.idp.asked("token")

    (asked,) = sign_in(Knobs(), act)
    assert asked.method == "POST"
    assert asked.query == []
    assert "authorization" not in asked.headers
    assert asked.form == {
        "grant_type": "authorization_code",
        "code": "a b+c/%~=&?#'\"",
        "code_verifier": "CANARY-verifier-0123456789012345678901234567890123456789",
        "redirect_uri": REDIRECT_URI,
        "client_id": "flow-desktop-test",
    }


def test_a_code_that_cannot_be_one_ends_in_a_problem() -> None:
    """RFC 6749 appendix A.11 knows ASCII codes only; another one is a bad answer, not a crash."""

    async def act(client: Party) -> str:
        with pytest.raises(FlowError) as caught:
            await client.provider.exchange(client.attempt, Secret("é"))
        return caught.value.problem.code.value

    assert sign_in(Knobs(), act) == "bad_answer.shape"


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(status=400, body={"error": "invalid_grant"}), "provider_error.invalid_grant"),
        (Reply(status=401, body={"error": "invalid_client"}), "provider_error.invalid_client"),
        (Reply(status=200, body={"error": "invalid_scope"}), "provider_error.invalid_scope"),
        (Reply(status=400, body={"error": "made_up_by_us"}), "provider_error.other"),
        (Reply(status=500, body={"error": "server_error"}), "provider_error.server_error"),
        (Reply(status=500, body="<html>oops"), "provider_error.server_error"),
        (Reply(status=503, body=""), "provider_error.temporarily_unavailable"),
        (Reply(status=429, body="<html>"), "provider_error.throttled"),
        (Reply(status=429, body={"error": "whatever"}), "provider_error.throttled"),
        (Reply(status=404, body="<html>"), "bad_answer.status"),
        (Reply(status=400, body={"message": "no"}), "bad_answer.status"),
        (Reply(status=400, body={"error": {"code": 7}}), "bad_answer.status"),
        (Reply(status=400, body=b"", headers=JSON), "bad_answer.shape"),
        (Reply(status=307, headers={"Location": "http://127.0.0.1:9/"}), "bad_answer.redirect"),
        (Reply(status=200, body="<html>Welcome"), "bad_answer.type"),
        (Reply(status=200, body="access_token=x&token_type=bearer"), "bad_answer.type"),
        (Reply(status=200, body="[]", headers=JSON), "bad_answer.shape"),
        (Reply(status=200, body='{"access_token": "a", "access_token": "b"}', headers=JSON), "bad_answer.shape"),
        (Reply(status=200, body=b"x" * 1_100_000, headers=JSON), "bad_answer.size"),
        (Reply(delay=30), "timeout.request"),
        (Reply(body={"a": "b"}, drip=0.1), "timeout.request"),
    ],
)
def test_every_wrong_answer_of_the_token_endpoint_has_its_problem(reply: Reply, code: str) -> None:
    """Errors by any status, HTML, redirects, throttling, floods and silence; none is retried."""

    async def act(client: Party) -> tuple[str, int]:
        return await client.fails(), len(client.idp.asked("token"))

    seconds = 0.3 if reply.delay or reply.drip else 5.0
    assert sign_in(Knobs(replies={"token": reply}), act, seconds=seconds) == (code, 1)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"token_type": "bEARER"}, "good"),
        ({"expires_in": None, "scope": None}, "good"),
        ({"scope": "dummy", "session_state": "x", "expires_in": "3600"}, "good"),
        ({"refresh_token": None}, "good"),
        ({"refresh_token": ""}, "good"),
        ({"token_type": "DPoP"}, "bad_answer.shape"),
        ({"token_type": None}, "bad_answer.shape"),
        ({"access_token": None}, "bad_answer.shape"),
        ({"access_token": ""}, "bad_answer.shape"),
        ({"access_token": 7}, "bad_answer.shape"),
        ({"access_token": "a\r\nX-Evil: 1"}, "bad_answer.shape"),
        ({"refresh_token": ["x"]}, "bad_answer.shape"),
        ({"id_token": {"sub": "sub-1"}}, "bad_answer.shape"),
        ({"id_token": None}, "id_token.missing"),
        ({"id_token": "not a token"}, "id_token.malformed"),
    ],
)
def test_the_token_answer_is_read_strictly_where_it_matters(changes: dict[str, Any], code: str) -> None:
    """Tolerant about life and scope, strict about tokens and their type."""
    assert outcome(Knobs(token=changes)) == code


@pytest.mark.parametrize(
    ("said", "seconds"), [(3600, 3600), ("60", 60), (None, 300), (True, 300), (-5, 300), ("soon", 300), (0, 0)]
)
def test_the_life_of_an_access_token_is_told_in_seconds(said: object, seconds: float) -> None:
    """A missing or odd life counts as five minutes."""
    tokens = sign_in(Knobs(token={"expires_in": said}), lambda client: client.tokens())
    assert tokens.expires_in == seconds


# ------------------------------------------------------------------ user info


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sub": "sub-2"}, "userinfo.subject"),
        ({"sub": None}, "userinfo.subject"),
        ({"sub": 1}, "userinfo.subject"),
        ({"sub": "SUB-1"}, "userinfo.subject"),
        ({"email": None}, "good"),
    ],
)
def test_user_info_must_be_about_the_person_of_the_id_token(changes: dict[str, Any], code: str) -> None:
    """oidcc-client-test-userinfo-invalid-sub and its neighbours."""
    assert outcome(Knobs(userinfo=changes)) == code


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(status=401), "userinfo.refused"),
        (Reply(status=400, body={"error": "invalid_token"}), "userinfo.refused"),
        (Reply(status=403), "userinfo.refused"),
        (Reply(status=200, body={"error": "invalid_token"}), "userinfo.refused"),
        (Reply(status=500), "userinfo.unreadable"),
        (Reply(status=302, headers={"Location": "http://127.0.0.1:9/"}), "userinfo.unreadable"),
        (Reply(body="<html>"), "userinfo.unreadable"),
        (Reply(body="[]", headers=JSON), "userinfo.unreadable"),
        (Reply(body='{"sub": "sub-1", "sub": "sub-1"}', headers=JSON), "userinfo.unreadable"),
        (Reply(body="e30.e30.e30", headers={"Content-Type": "application/jwt"}), "userinfo.unreadable"),
        (Reply(body=b" " * 1_100_000, headers=JSON), "userinfo.unreadable"),
        (Reply(delay=30), "timeout.request"),
    ],
)
def test_user_info_that_cannot_be_used_says_so(reply: Reply, code: str) -> None:
    """Refused and unreadable are two things; a slow one is a matter of time."""
    assert outcome(Knobs(replies={"userinfo": reply}), seconds=0.3 if reply.delay else 5.0) == code


@pytest.mark.parametrize(
    ("knobs", "code"),
    [
        (Knobs(userinfo_signed=True), "good"),
        (Knobs(userinfo_signed=True, userinfo={"aud": ["flow-desktop-test"]}), "good"),
        (Knobs(userinfo_signed=True, userinfo={"aud": "somebody"}), "userinfo.unreadable"),
        (Knobs(userinfo_signed=True, userinfo={"iss": "https://elsewhere.example"}), "userinfo.unreadable"),
        (Knobs(userinfo_signed=True, userinfo={"sub": "sub-2"}), "userinfo.subject"),
        (
            Knobs(userinfo_signed=True, discovery={"userinfo_signing_alg_values_supported": ["ES256"]}),
            "userinfo.unreadable",
        ),
    ],
)
def test_signed_user_info_is_held_to_the_same_rules(knobs: Knobs, code: str) -> None:
    """oidcc-client-test-userinfo-signed: algorithm, key, issuer, audience and subject are checked."""
    assert outcome(knobs) == code


def test_signed_user_info_by_nobody_known_is_refused() -> None:
    """A signature by a key that is not published is not believed."""

    async def act(client: Party) -> str:
        tokens = await client.tokens()
        client.idp.knobs.userinfo_signed = True
        client.idp.knobs.key = "rsa_other"
        with pytest.raises(FlowError) as caught:
            await client.provider.verify(client.attempt, tokens)
        return caught.value.problem.code.value

    assert sign_in(Knobs(), act) == "keys.unknown"


def test_a_provider_without_user_info_signs_in_by_the_id_token_alone() -> None:
    """The endpoint is optional; every claim is then told to come from the ID token."""
    identity = sign_in(Knobs(discovery={"userinfo_endpoint": None}), lambda client: client.sign_in())
    assert identity.email.observed == Present("ada@example.com")
    assert identity.email.source is ClaimSource.ID_TOKEN


def test_names_that_only_user_info_knows_are_taken_from_there() -> None:
    """Two of seven providers put no names into the ID token; who said what stays visible."""
    silent = dict.fromkeys(("email", "given_name", "family_name", "name", "preferred_username", "email_verified"))
    knobs = Knobs(claims={**silent, "given_name": "Ada"}, userinfo={"given_name": "Augusta", "family_name": ""})
    identity = sign_in(knobs, lambda client: client.sign_in())
    assert identity.email.source is ClaimSource.USER_INFO
    assert identity.email_verified is True
    assert (identity.given_name.observed, identity.given_name.other) == (Present("Ada"), Present("Augusta"))
    assert identity.family_name.observed == Present("")
    assert identity.subject == "sub-1"


@pytest.mark.parametrize(("said", "known"), [(True, True), ("true", True), ("false", False), (None, None), (1, None)])
def test_a_verified_address_may_be_told_as_text(said: object, known: bool | None) -> None:
    """Booleans and their spelling are understood, anything else is not known."""
    knobs = Knobs(claims={"email_verified": said}, userinfo={"email_verified": None})
    assert sign_in(knobs, lambda client: client.sign_in()).email_verified is known


def test_hostile_names_are_kept_code_point_for_code_point(uncommon_text: str) -> None:
    """Nothing is folded, cut or cleaned on the way in."""
    knobs = Knobs(claims={"family_name": uncommon_text}, userinfo={"family_name": uncommon_text})
    observed = sign_in(knobs, lambda client: client.sign_in()).family_name.observed
    assert observed == received(uncommon_text)


def test_a_name_that_is_no_text_is_withheld_not_dropped() -> None:
    """A number where a name belongs costs that field, not the sign-in."""
    knobs = Knobs(claims={"name": 7}, userinfo={"name": None, "given_name": None})
    identity = sign_in(knobs, lambda client: client.sign_in())
    assert isinstance(identity.name.observed, Withheld)
    assert identity.given_name.observed == Present("Ada")


# ------------------------------------------------------------------ callbacks the provider can make


def test_the_hostile_provider_sends_the_browser_back_as_told() -> None:
    """The knobs that other tests rely on do what they say."""

    async def act(client: Party) -> dict[str, list[str]]:
        url = await client.provider.authorization_url(client.attempt)
        client.idp.knobs.callback = {"state": "wrong", "iss": None, "code": ["a", "b"], "error": "access_denied"}
        return browse(url)

    assert sign_in(Knobs(promise_iss=True), act) == {"state": ["wrong"], "code": ["a", "b"], "error": ["access_denied"]}
    assert public_jwk("rsa", kid=None).keys() == {"use", "kty", "n", "e"}
