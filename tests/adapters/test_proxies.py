"""The environment's proxy rule."""

from __future__ import annotations

import pytest

from flow_desktop.adapters.proxies import EnvironmentProxies

RULES = {
    "HTTPS_PROXY": "proxy.example:3128",
    "http_proxy": "http://old.example:80",
    "NO_PROXY": ".inside.example, other.example",
}


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("https://login.example.com/x", "http://proxy.example:3128"),
        ("http://login.example.com/x", "http://old.example:80"),
        ("https://a.inside.example/", None),
        ("https://inside.example/", None),
        ("https://other.example:444/", None),
        ("https://another.example/", "http://proxy.example:3128"),
        ("http://127.0.0.1:8080/", None),
        ("http://[::1]:8080/", None),
    ],
)
def test_the_environment_decides_and_loopback_is_direct(url: str, proxy: str | None) -> None:
    """A proxy is used exactly where the environment says so, never for this machine itself."""
    assert EnvironmentProxies(RULES)(url) == proxy


def test_a_star_turns_every_proxy_off() -> None:
    """NO_PROXY=* means no proxy at all."""
    assert EnvironmentProxies({"ALL_PROXY": "http://p.example:1", "no_proxy": "*"})("https://x.example/") is None
