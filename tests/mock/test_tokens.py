"""Codes, tokens and claims: each works once, says the truth, and ends when it should."""

from __future__ import annotations

import base64
import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.mock.driver import REDIRECT, Running, Visitor, running_service

BAD_GRANT = (400, "invalid_grant")


def claims(visitor: Visitor, id_token: str) -> dict[str, Any]:
    """The claims of an ID token whose signature is right."""
    keys = KeySet.import_key_set(visitor.http.get("/oauth/jwks").json())
    token = jwt.decode(id_token, keys, algorithms=["RS256"])
    assert token.header["alg"] == "RS256"
    return dict(token.claims)


def error(response: Any) -> tuple[int, str]:
    """Status and error code of a refusal."""
    return response.status_code, response.json()["error"]


def test_discovery_tells_what_is_there(visitor: Visitor, running: Running) -> None:
    """Everything the client may use is advertised, every endpoint on this issuer, and nothing weaker than S256."""
    found = visitor.http.get("/.well-known/openid-configuration").json()
    assert found["issuer"] == running.issuer
    assert all(value.startswith(running.issuer + "/") for name, value in found.items() if name.endswith("_endpoint"))
    assert found["authorization_response_iss_parameter_supported"] is True
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert found["response_modes_supported"] == ["query", "form_post"]
    assert found == visitor.http.get("/.well-known/oauth-authorization-server").json()


def test_the_keys_are_public_only(visitor: Visitor) -> None:
    """One RSA and one elliptic key are published, without their private parts."""
    keys = visitor.http.get("/oauth/jwks").json()["keys"]
    assert [(key["kty"], key["alg"], key["use"]) for key in keys] == [("RSA", "RS256", "sig"), ("EC", "ES256", "sig")]
    assert not any({"d", "p", "q"} & key.keys() for key in keys)


def test_the_id_token_is_right(visitor: Visitor, running: Running) -> None:
    """Issuer, audience, times, nonce and at_hash are those of this sign-in, and the claims the provider's."""
    answer = visitor.tokens(running.email("linh"))
    token = claims(visitor, answer["id_token"])
    half = hashlib.sha256(answer["access_token"].encode()).digest()[:16]
    now = int(running.clock.now)
    assert token["at_hash"] == base64.urlsafe_b64encode(half).rstrip(b"=").decode()
    assert (token["iss"], token["aud"], token["nonce"]) == (running.issuer, "flow-desktop", "the-nonce")
    assert (token["iat"], token["exp"], token["auth_time"]) == (now, now + 3600, now)
    assert (token["family_name"], token["email"]) == ("Nguyễn", running.email("linh"))


def test_the_token_answer_is_right(visitor: Visitor, running: Running) -> None:
    """Bearer, an hour, the granted scopes, not to be cached."""
    response = visitor.redeem(visitor.code(running.email("ada")))
    answer = response.json()
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 3600)
    assert answer["scope"] == "openid profile email offline_access"
    assert response.headers["cache-control"] == "no-store"


def test_user_info_passes_claims_through(visitor: Visitor, running: Running) -> None:
    """The provider's values byte for byte, decomposed letters included, never Flow's."""
    answer = visitor.tokens(running.email("zoe"))
    info = visitor.get("/oauth/userinfo", answer["access_token"]).json()
    assert info["given_name"] == "Zoe\u0308"
    assert info["family_name"] == "O'Shaughnessy-Łukasiewicz"
    assert info["email_verified"] is True
    assert info["sub"] == claims(visitor, answer["id_token"])["sub"]


def test_scopes_limit_claims(visitor: Visitor, running: Running) -> None:
    """Without profile and email only `sub` is told."""
    token = visitor.tokens(running.email("ada"), scope="openid")["access_token"]
    assert list(visitor.get("/oauth/userinfo", token).json()) == ["sub"]


@pytest.mark.parametrize("token", ["", "wrong"])
def test_user_info_needs_a_token(visitor: Visitor, token: str) -> None:
    """RFC 6750: 401 with a challenge that names the error only when a token was sent."""
    response = visitor.get("/oauth/userinfo", token)
    assert response.status_code == 401
    assert ("invalid_token" in response.headers["www-authenticate"]) == bool(token)


def test_a_code_works_once(visitor: Visitor, running: Running) -> None:
    """A second showing is refused and ends everything the first one gave."""
    code = visitor.code(running.email("ada"))
    answer = visitor.redeem(code).json()
    assert visitor.get("/oauth/userinfo", answer["access_token"]).status_code == 200
    assert error(visitor.redeem(code)) == BAD_GRANT
    assert visitor.get("/oauth/userinfo", answer["access_token"]).status_code == 401
    assert error(visitor.refresh(answer["refresh_token"])) == BAD_GRANT


def test_a_code_lives_a_minute(visitor: Visitor, running: Running) -> None:
    """Then it is refused like an unknown one."""
    code = visitor.code(running.email("ada"))
    running.clock.now += 60
    assert error(visitor.redeem(code)) == BAD_GRANT


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"code_verifier": "w" * 43}, BAD_GRANT),
        ({"code_verifier": ""}, (400, "invalid_request")),
        ({"code_verifier": "short"}, (400, "invalid_request")),
        ({"redirect_uri": REDIRECT.replace("54321", "54322")}, BAD_GRANT),
        ({"client_id": "other"}, (400, "invalid_client")),
        ({"client_secret": "x"}, (400, "invalid_client")),
        ({"code": "unknown"}, BAD_GRANT),
        ({"grant_type": "password"}, (400, "unsupported_grant_type")),
    ],
)
def test_a_wrong_exchange_is_refused(
    visitor: Visitor, running: Running, changes: dict[str, str], expected: tuple[int, str]
) -> None:
    """Verifier, redirect URI and client must be those of the request; the code survives a stranger's try."""
    code = visitor.code(running.email("ada"))
    assert error(visitor.redeem(code, **changes)) == expected
    assert visitor.redeem(code).status_code == 200


def test_no_refresh_token_unless_asked(visitor: Visitor, running: Running) -> None:
    """Only `offline_access` brings one."""
    assert "refresh_token" not in visitor.tokens(running.email("ada"), scope="openid email")


def test_a_refresh_token_is_rotated(visitor: Visitor, running: Running) -> None:
    """Each use gives a new pair; the ID token keeps subject and log-in time and has no nonce."""
    first = visitor.tokens(running.email("ada"))
    signed_in = int(running.clock.now)
    running.clock.now += 100
    second = visitor.refresh(first["refresh_token"]).json()
    token = claims(visitor, second["id_token"])
    assert second["refresh_token"] != first["refresh_token"]
    assert (token["auth_time"], "nonce" in token) == (signed_in, False)
    assert token["sub"] == claims(visitor, first["id_token"])["sub"]
    assert visitor.refresh(second["refresh_token"]).status_code == 200


def test_a_used_refresh_token_ends_the_family(visitor: Visitor, running: Running) -> None:
    """RFC 9700, 4.14: shown twice, it ends the new tokens as well."""
    first = visitor.tokens(running.email("ada"))
    second = visitor.refresh(first["refresh_token"]).json()
    assert error(visitor.refresh(first["refresh_token"])) == BAD_GRANT
    assert error(visitor.refresh(second["refresh_token"])) == BAD_GRANT
    assert visitor.get("/oauth/userinfo", second["access_token"]).status_code == 401


def test_one_of_many_gets_the_refresh(visitor: Visitor, running: Running) -> None:
    """Of eight at the same moment at most one is answered."""
    token = visitor.tokens(running.email("ada"))["refresh_token"]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(visitor.refresh, [token] * 8))
    assert [one.status_code for one in answers].count(200) == 1


def test_a_refresh_token_has_an_end(visitor: Visitor, running: Running) -> None:
    """Thirty days without use, then a sign-in is needed."""
    token = visitor.tokens(running.email("ada"))["refresh_token"]
    running.clock.now += 30 * 24 * 3600
    assert error(visitor.refresh(token)) == BAD_GRANT


@pytest.mark.parametrize("which", ["refresh_token", "access_token"])
def test_revoking_ends_the_sign_in(visitor: Visitor, running: Running, which: str) -> None:
    """RFC 7009, by a public client: either token ends both; an unknown one is no error."""
    answer = visitor.tokens(running.email("ada"))
    fields = {"client_id": "flow-desktop", "token": answer[which]}
    assert visitor.http.post("/oauth/revoke", data=fields).status_code == 200
    assert visitor.get("/oauth/userinfo", answer["access_token"]).status_code == 401
    assert error(visitor.refresh(answer["refresh_token"])) == BAD_GRANT
    assert visitor.http.post("/oauth/revoke", data={**fields, "token": "unknown"}).status_code == 200


def test_access_tokens_expire() -> None:
    """`--access-ttl` says when; the refresh token goes on."""
    with running_service(access_ttl=2) as running, running.visitor() as visitor:
        answer = visitor.tokens(running.email("ada"))
        assert answer["expires_in"] == 2
        running.clock.now += 2
        assert visitor.get("/oauth/userinfo", answer["access_token"]).status_code == 401
        assert visitor.refresh(answer["refresh_token"]).status_code == 200


def test_no_secret_is_kept_readable(visitor: Visitor, running: Running) -> None:
    """The state holds digests: neither code, token, password nor cookie is in it."""
    code = visitor.code(running.email("ada"))
    answer = visitor.redeem(code).json()
    store, secrets = running.service.store, [code, answer["access_token"], answer["refresh_token"]]
    secrets += [*(one["password"] for one in running.ready["people"]), *visitor.http.cookies.values()]
    tables = [row["name"] for row in store.all("SELECT name FROM sqlite_master WHERE type = 'table'")]
    kept = "\n".join(str(tuple(row)) for table in tables for row in store.all(f"SELECT * FROM {table}"))
    assert running.email("ada") in kept
    assert [one for one in secrets if one in kept] == []
