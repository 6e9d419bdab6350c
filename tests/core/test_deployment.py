"""A deployment is checked whole: a wrong key that decides identity refuses everything, by name and reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_desktop.core.deployment import (
    DEFAULT_SCOPES,
    KEYS,
    Deployment,
    DirectoryAuth,
    Layer,
    Refusal,
    SourceKind,
    is_loopback,
    is_unnamed,
    nearest_key,
    parse,
)

BASE = {"issuer": "https://login.example.com", "client_id": "app"}
SCIM = {"source": "scim", "directory_url": "https://dir.example.com/scim"}
FLOW = {"source": "flow", "directory_url": "https://flow.example.com/v1"}
TWO = {**FLOW, "second_source": "workos", "second_url": "https://api.example.com"}


def parsed(**values: Any) -> Deployment | Refusal:
    """One layer over the two keys every deployment needs."""
    return parse((Layer("test", {**BASE, **values}),))


def refused(key: str, **values: Any) -> str:
    """The reason why this key is refused."""
    got = parsed(**values)
    assert isinstance(got, Refusal), got
    assert got.key == key
    assert got.origin in ("test", "all layers")
    return got.reason


def accepted(**values: Any) -> Deployment:
    """The deployment of these values."""
    got = parsed(**values)
    assert isinstance(got, Deployment), got
    return got


def test_two_keys_are_enough() -> None:
    """Issuer and client; everything else has a default, and no directory is looked at."""
    assert accepted() == Deployment(issuer=BASE["issuer"], client_id="app")
    assert accepted().scopes == DEFAULT_SCOPES
    assert accepted().source is SourceKind.NONE


def test_every_key_is_read() -> None:
    """Text, lists and numbers arrive as what they mean."""
    got = accepted(
        **SCIM,
        scopes=["openid", "email"],
        redirect_path="/back",
        redirect_ports=[51004, 51005],
        prompt="select_account",
        directory_id="d1",
        directory_auth="user",
        directory_token_file="/etc/token",
        organisation_name="Ünïted",
        identity_provider_name="Okta",
        admin_portal_url="https://admin.example.com/?a=b",
        support_url="https://help.example.com",
    )
    assert (got.scopes, got.redirect_ports, got.redirect_path) == (("openid", "email"), (51004, 51005), "/back")
    assert (got.source, got.directory_auth) == (SourceKind.SCIM, DirectoryAuth.USER)
    assert (got.organisation_name, got.admin_portal_url) == ("Ünïted", "https://admin.example.com/?a=b")
    assert got.dropped == ()


def test_the_issuer_is_kept_to_the_letter() -> None:
    """A slash at the end is another issuer (OpenID Connect Discovery section 4.3)."""
    assert accepted(issuer="https://login.example.com/").issuer == "https://login.example.com/"


@pytest.mark.parametrize("key", ["issuer", "client_id"])
def test_a_missing_key_is_named(key: str) -> None:
    """Which one, and that it is missing."""
    got = parse((Layer("test", {name: value for name, value in BASE.items() if name != key}),))
    assert isinstance(got, Refusal)
    assert got.key == key
    assert "missing" in got.reason


def test_nothing_given_is_not_a_mistake() -> None:
    """The program then asks where to sign in, instead of complaining."""
    assert is_unnamed(parse(()))
    assert not is_unnamed(parsed(issuer="http://evil.example"))


@pytest.mark.parametrize("key", ["issuer", "directory_url"])
@pytest.mark.parametrize(
    "url",
    [
        "http://login.example.com",
        "http://localhost:8080",
        "http://127.0.0.1.evil.example",
        "ftp://login.example.com",
        "login.example.com",
        "https://",
        "https://user:pw@login.example.com",
        "https://user@login.example.com",
        "https://login.example.com/#top",
        "https://login.example.com:port",
        "https://login .example.com",
        "https://[::1",
        "https://login.example.com\n",
        "",
        "   ",
        7,
        None,
        ["https://login.example.com"],
    ],
)
def test_an_unsafe_or_broken_address_refuses_everything(key: str, url: Any) -> None:
    """https, or http to this machine; no name or password in it."""
    if url == "https://login.example.com\n":
        assert "printable" in refused(key, **{**SCIM, key: url})
    else:
        assert refused(key, **{**SCIM, key: url})


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/x", "http://[::1]:9/x", "http://127.1.2.3/"])
def test_http_is_for_this_machine_only(url: str) -> None:
    """Literal loopback addresses need no TLS."""
    assert accepted(issuer=url).issuer == url


def test_an_issuer_has_no_query() -> None:
    """OpenID Connect Discovery section 3."""
    assert "query" in refused("issuer", issuer="https://login.example.com/?tenant=1")


@pytest.mark.parametrize("path", ["callback", "/call back", "/a?b", "/a#b", "//evil.example", "/%2e", "/ä", "\\x", ""])
def test_a_redirect_path_is_plain(path: str) -> None:
    """It is compared letter by letter with what the provider has registered."""
    assert refused("redirect_path", redirect_path=path)


@pytest.mark.parametrize(
    "scopes", [[], "", "email", ["openid", 3], ["openid", "a b"], ["openid", "ä"], 7, {"openid": 1}]
)
def test_scopes_need_openid(scopes: Any) -> None:
    """Without it nobody says who signed in."""
    assert refused("scopes", scopes=scopes)


@pytest.mark.parametrize(
    ("ports", "expected"),
    [("51004,51005", (51004, 51005)), ([1024], (1024,)), (65535, (65535,)), (" 51004 , ", (51004,))],
)
def test_ports_in_every_writing(ports: Any, expected: tuple[int, ...]) -> None:
    """A list, one number, or text with commas."""
    assert accepted(redirect_ports=ports).redirect_ports == expected


@pytest.mark.parametrize(
    "ports", ["", "80", [0], [70000], ["x"], [[]], {}, None, [True], list(range(2000, 2060)), 3.5e9]
)
def test_ports_nobody_can_bind_are_refused(ports: Any) -> None:
    """1 to 50 numbers from 1024 to 65535."""
    assert refused("redirect_ports", redirect_ports=ports)


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"source": "ldap"}, "source"),
        ({"source": "scim"}, "directory_url"),
        ({"directory_url": "https://dir.example.com"}, "source"),
        ({**SCIM, "directory_auth": "both"}, "directory_auth"),
        ({**SCIM, "source": "workos", "directory_auth": "user"}, "directory_auth"),
        ({"source": ["scim"]}, "source"),
    ],
)
def test_a_source_and_its_address_belong_together(values: dict[str, Any], key: str) -> None:
    """The key that has to change is named."""
    assert refused(key, **values)


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({**TWO, "source": "scim"}, "second_source"),
        ({**BASE, "second_source": "workos", "second_url": "https://api.example.com"}, "second_source"),
        ({**TWO, "second_source": "flow"}, "second_source"),
        ({**TWO, "second_source": "ldap"}, "second_source"),
        ({**FLOW, "second_source": "scim"}, "second_url"),
        ({**FLOW, "second_url": "https://api.example.com"}, "second_source"),
        ({**TWO, "second_url": "http://api.example.com"}, "second_url"),
        ({**TWO, "directory_auth": "user"}, "directory_auth"),
    ],
)
def test_a_second_source_stands_beside_the_flow_api_only(values: dict[str, Any], key: str) -> None:
    """It is scim or workos, with an address of its own; anything else refuses everything and names the key."""
    assert refused(key, **values)


def test_the_second_source_is_the_direct_one() -> None:
    """Directory, credential and whose credential it is belong to it; without one the first source is direct."""
    got = accepted(**TWO, directory_id="directory_1", directory_token_file="/secret")
    direct = got.direct
    assert (direct.source, direct.directory_url) == (SourceKind.WORKOS, "https://api.example.com")
    assert (direct.directory_id, direct.directory_token_file) == ("directory_1", "/secret")
    assert (direct.second_source, direct.second_url, direct.issuer) == (SourceKind.NONE, None, got.issuer)
    assert direct.direct is direct
    as_user = accepted(**{**TWO, "second_source": "scim", "directory_auth": "user"})
    assert (as_user.direct.source, as_user.direct.directory_auth) == (SourceKind.SCIM, DirectoryAuth.USER)


def test_no_second_source_takes_its_address_along() -> None:
    """A stronger layer that says "none" leaves nothing of the second source of a weaker one."""
    got = parse((Layer("command line", {"second_source": "none"}), Layer("file", {**BASE, **TWO})))
    alone = Deployment(issuer=BASE["issuer"], client_id=BASE["client_id"])
    assert got == replace(alone, source=SourceKind.FLOW, directory_url=FLOW["directory_url"])


def test_an_unknown_key_is_told_with_the_nearest() -> None:
    """Whoever misspells a key learns the right one."""
    assert "client_id" in refused("clientid", clientid="x")
    assert nearest_key("redirect_port") == "redirect_ports"


def test_a_wrong_key_that_decides_nothing_is_dropped_and_remembered() -> None:
    """The sign-in goes on; the wrong value is listed with its reason."""
    got = accepted(support_url="http://help.example.com", organisation_name=7)
    assert (got.support_url, got.organisation_name) == (None, None)
    assert {one.key for one in got.dropped} == {"support_url", "organisation_name"}


def test_the_strongest_layer_wins_and_is_named() -> None:
    """A refusal names the layer that gave the value, not a weaker one."""
    weak = Layer("weak", {**BASE, "prompt": "login"})
    got = parse((Layer("strong", {"issuer": "https://strong.example"}), weak))
    assert got == Deployment(issuer="https://strong.example", client_id="app", prompt="login")
    bad = parse((Layer("strong", {"issuer": "http://strong.example"}), weak))
    assert isinstance(bad, Refusal)
    assert (bad.key, bad.origin) == ("issuer", "strong")


@pytest.mark.parametrize("key", sorted(KEYS))
def test_no_refusal_repeats_the_value(key: str) -> None:
    """Somebody may have pasted a secret into the wrong place."""
    got = parsed(**{key: "canary secret\x00#"})
    told = repr(got if isinstance(got, Refusal) else got.dropped)
    assert "canary" not in told


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("[::1]", True),
        ("127.9.9.9", True),
        ("localhost", False),
        ("10.0.0.1", False),
    ],
)
def test_loopback_is_an_address_not_a_name(host: str, *, expected: bool) -> None:
    """A name can be answered for by others."""
    assert is_loopback(host) is expected


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(values=st.dictionaries(st.sampled_from([*KEYS, "unknown", ""]), _values, max_size=8))
def test_whatever_is_configured_the_answer_is_a_value(values: dict[str, Any]) -> None:
    """Never an exception: a Deployment that can be used, or a Refusal with key, reason and origin."""
    got = parse((Layer("first", values), Layer("second", BASE)))
    if isinstance(got, Refusal):
        assert got.reason
        assert got.origin in ("first", "second", "all layers")
    else:
        assert got.issuer.startswith("http")
        assert "openid" in got.scopes
