"""What is believed of a provider's configuration, and the address that is handed to the browser."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import pytest

from flow_desktop.adapters.discovery import is_safe_endpoint
from flow_desktop.core.problems import FlowError
from tests.support.hostile_idp import HostileIdp, Knobs, Reply
from tests.support.relying_party import REDIRECT_URI, Party, attempt_for, party

T = TypeVar("T")


def with_party(idp: HostileIdp, act: Callable[[Party], Awaitable[T]], **changes: Any) -> T:
    """Run one act of a client of ``idp``."""

    async def run() -> T:
        async with party(idp, **changes) as client:
            return await act(client)

    return asyncio.run(run())


def discovery_problem(knobs: Knobs, **changes: Any) -> Any:
    """The code and facts discovery fails with; None if it does not."""

    async def act(client: Party) -> Any:
        try:
            await client.provider.discover()
        except FlowError as error:
            return error.problem.code.value, dict(error.problem.facts)
        return None

    with HostileIdp(knobs=knobs) as idp:
        return with_party(idp, act, **changes)


@pytest.mark.parametrize("path", ["", "/", "/tenant", "/tenant/v2.0/"])
def test_the_configuration_is_found_under_every_shape_of_issuer(path: str) -> None:
    """Root, path and trailing slash lead to one well-known address, and the issuer is compared with its slash."""
    with HostileIdp(issuer_path=path) as idp:
        assert with_party(idp, lambda client: client.fails()) == "good"


@pytest.mark.parametrize(("configured", "said"), [("", "/"), ("/", ""), ("", "/other")])
def test_another_issuer_is_a_mismatch_even_if_only_by_its_slash(configured: str, said: str) -> None:
    """oidcc-client-test-discovery-issuer-mismatch: the name in the configuration must be the name that was asked."""

    async def act(client: Party) -> None:
        idp.knobs.discovery["issuer"] = idp.base + said
        await client.provider.discover()

    with HostileIdp(issuer_path=configured) as idp, pytest.raises(FlowError) as caught:
        with_party(idp, act)
    assert caught.value.problem.code.value == "discovery.issuer_mismatch"


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(status=404, body="nothing"), "discovery.not_found"),
        (Reply(status=500, body="broken"), "discovery.unavailable"),
        (Reply(status=429, body="slow down"), "discovery.unavailable"),
        (Reply(status=302, headers={"Location": "http://127.0.0.1:9/"}), "bad_answer.redirect"),
        (Reply(body="<html>Please sign in to the hotel network"), "bad_answer.type"),
        (Reply(body="{", headers={"Content-Type": "application/json"}), "bad_answer.shape"),
        (Reply(body="[]", headers={"Content-Type": "application/json"}), "bad_answer.shape"),
        (Reply(body=b" " * 1_100_000, headers={"Content-Type": "application/json"}), "bad_answer.size"),
        (Reply(delay=30), "timeout.request"),
    ],
)
def test_a_configuration_that_cannot_be_read_says_why(reply: Reply, code: str) -> None:
    """Missing, broken, redirected, a captive portal, endless, silent: each has its own name."""
    found = discovery_problem(Knobs(replies={"discovery": reply}), seconds=0.3 if reply.delay else 5.0)
    assert found[0] == code


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize("value", [None, 7])
def test_what_a_sign_in_needs_is_named_when_it_is_missing(name: str, value: object) -> None:
    """The missing member is said, so that an IdP admin can look for it."""
    assert discovery_problem(Knobs(discovery={name: value})) == ("discovery.incomplete", {"missing": name})


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"])
@pytest.mark.parametrize(
    "url", ["http://login.example/x", "http://localhost:1/x", "javascript:alert(1)", "https://a@b.example/", "https://"]
)
def test_an_endpoint_that_is_not_https_is_refused_by_name(name: str, url: str) -> None:
    """No address of the configuration may leave the safe ways."""
    assert discovery_problem(Knobs(discovery={name: url})) == ("insecure.endpoint", {"endpoint": name})


@pytest.mark.parametrize(
    ("url", "issuer", "safe"),
    [
        ("https://login.example/token", "https://login.example", True),
        ("https://elsewhere.example/token", "https://login.example", True),
        ("http://127.0.0.1:8080/token", "http://127.0.0.1:9090", True),
        ("http://[::1]:8080/token", "http://127.0.0.1:9090", True),
        ("https://login.example/token", "http://127.0.0.1:9090", True),
        ("http://127.0.0.1:8080/token", "https://login.example", False),
        ("http://login.example/token", "http://127.0.0.1:9090", False),
    ],
)
def test_a_stranger_cannot_point_the_client_at_this_machine(url: str, issuer: str, safe: bool) -> None:
    """Plain http to loopback is for providers that are on loopback themselves."""
    assert is_safe_endpoint(url, issuer) is safe


def test_the_iss_promise_is_told_only_where_it_is_made_with_true() -> None:
    """Only the JSON value true promises RFC 9207."""
    name = "authorization_response_iss_parameter_supported"
    for value, promised in ((True, True), (None, False), ("true", False), (1, False)):
        with HostileIdp(knobs=Knobs(discovery={name: value})) as idp:
            assert with_party(idp, lambda client: client.provider.discover()) is promised


def test_the_configuration_is_read_once_an_hour_and_once_for_all_who_wait() -> None:
    """Ten askers cost one request; an hour later it is one more."""

    async def act(client: Party) -> None:
        await asyncio.gather(*(client.provider.discover() for _ in range(10)))
        assert len(idp.asked("discovery")) == 1
        client.clock.ticks += 3599
        await client.provider.discover()
        assert len(idp.asked("discovery")) == 1
        client.clock.ticks += 2
        await client.provider.discover()
        assert len(idp.asked("discovery")) == 2

    with HostileIdp() as idp:
        with_party(idp, act)


def test_the_page_is_asked_for_with_everything_a_sign_in_needs() -> None:
    """Code flow, S256, state, nonce, scopes, the exact redirect, the typed e-mail and the deployment's prompt."""
    seen: list[str] = []

    async def act(client: Party) -> str:
        attempt = attempt_for(idp, login_hint="ada+test@example.com")
        seen.append(attempt.code_challenge)
        return await client.provider.authorization_url(attempt)

    with HostileIdp() as idp:
        url = with_party(idp, act, prompt="consent")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert asked.pop("state").startswith("CANARY-state")
    assert asked.pop("nonce").startswith("CANARY-nonce")
    assert asked == {
        "response_type": "code",
        "client_id": "flow-desktop-test",
        "redirect_uri": REDIRECT_URI,
        "scope": "openid profile email offline_access",
        "login_hint": "ada+test@example.com",
        "prompt": "consent",
        "code_challenge": seen[0],
        "code_challenge_method": "S256",
    }


@pytest.mark.parametrize(
    ("prompt", "choose", "expected"),
    [
        (None, False, None),
        (None, True, "select_account"),
        ("consent", True, "consent select_account"),
        ("none", True, "select_account"),
        ("select_account", True, "select_account"),
    ],
)
def test_another_account_is_offered_when_the_person_asks_for_it(
    prompt: str | None, choose: bool, expected: str | None
) -> None:
    """Keep or switch: switching asks the provider to let the person choose."""

    async def act(client: Party) -> str:
        return await client.provider.authorization_url(attempt_for(idp, choose_account=choose))

    with HostileIdp() as idp:
        url = with_party(idp, act, prompt=prompt)
    assert parse_qs(urlsplit(url).query).get("prompt", [None])[0] == expected


def test_form_post_is_not_asked_for_even_where_it_is_offered() -> None:
    """Browsers warn about a form from https to http on this machine; a redirect passes without a word."""
    knobs = Knobs(discovery={"response_modes_supported": ["query", "form_post"]})
    with HostileIdp(knobs=knobs) as idp:
        assert "response_mode" not in with_party(idp, lambda c: c.provider.authorization_url(c.attempt))


def test_an_endpoint_with_a_query_of_its_own_keeps_it() -> None:
    """Some providers choose the policy by a parameter of the endpoint."""
    with HostileIdp() as idp:
        idp.knobs.discovery["authorization_endpoint"] = idp.base + "/authorize?p=b2c_1_signin"
        url = with_party(idp, lambda client: client.provider.authorization_url(client.attempt))
        idp.knobs.par = True
        pushed = with_party(idp, lambda client: client.provider.authorization_url(client.attempt))
    assert parse_qs(urlsplit(url).query)["p"] == ["b2c_1_signin"]
    assert set(parse_qs(urlsplit(pushed).query)) == {"p", "client_id", "request_uri"}


@pytest.mark.parametrize(
    "endpoint", ["http://127.0.0.1:1/a b", "http://127.0.0.1:1/a\nb", 'http://127.0.0.1:1/"', "http://127.0.0.1:1/é"]
)
def test_an_address_with_odd_letters_never_reaches_a_browser(endpoint: str) -> None:
    """Spaces, control characters, quotes: nothing a shell or a browser could read in two ways."""
    found = discovery_problem(Knobs(discovery={"authorization_endpoint": endpoint}))
    assert found == ("insecure.endpoint", {"endpoint": "authorization_endpoint"})


def test_an_endless_address_never_reaches_a_browser() -> None:
    """More than 8 KB is refused as unsafe to open."""
    with HostileIdp() as idp, pytest.raises(FlowError) as caught:
        with_party(idp, lambda c: c.provider.authorization_url(attempt_for(idp, login_hint="x" * 9000)))
    assert caught.value.problem.code.value == "insecure.authorization_url"


def test_parameters_are_pushed_where_the_provider_takes_them() -> None:
    """RFC 9126: the browser's address carries a reference only, and the sign-in works through it."""

    async def act(client: Party) -> str:
        assert await client.fails() == "good"
        return await client.provider.authorization_url(client.attempt)

    with HostileIdp(knobs=Knobs(par=True)) as idp:
        url = with_party(idp, act)
        pushed = idp.asked("par")[0].form
    assert set(parse_qs(urlsplit(url).query)) == {"client_id", "request_uri"}
    assert pushed["code_challenge_method"] == "S256"
    assert pushed["redirect_uri"] == REDIRECT_URI


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(status=400, body={"error": "invalid_request"}), "provider_error.invalid_request"),
        (Reply(status=401, body={"error": "invalid_client"}), "provider_error.invalid_client"),
        (Reply(status=500, body="oops"), "provider_error.server_error"),
        (Reply(status=429, body="slow down"), "provider_error.throttled"),
        (Reply(status=201, body={"expires_in": 60}), "bad_answer.shape"),
        (Reply(status=201, body={"request_uri": 7}), "bad_answer.shape"),
        (Reply(status=201, body=json.dumps({"request_uri": "urn:x"})), "bad_answer.type"),
        (Reply(status=307, headers={"Location": "http://127.0.0.1:9/"}), "bad_answer.redirect"),
    ],
)
def test_a_refused_push_ends_in_its_problem(reply: Reply, code: str) -> None:
    """No quiet fall-back to an open request: what the provider said is shown."""
    with HostileIdp(knobs=Knobs(par=True, replies={"par": reply})) as idp, pytest.raises(FlowError) as caught:
        with_party(idp, lambda client: client.provider.authorization_url(client.attempt))
    assert caught.value.problem.code.value == code


def test_the_end_of_the_browser_session_is_offered_where_there_is_one() -> None:
    """RP-initiated logout names the client; without the endpoint there is nothing to open."""
    with HostileIdp() as idp:
        url = with_party(idp, lambda client: client.provider.end_session_url())
        assert url == idp.base + "/logout?client_id=flow-desktop-test"
        idp.knobs.discovery["end_session_endpoint"] = None
        assert with_party(idp, lambda client: client.provider.end_session_url()) is None
