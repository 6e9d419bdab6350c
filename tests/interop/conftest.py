"""Starts each peer at most once per run, and one browser for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.interop import peers, scim_people
from tests.interop.peers import Peer, Recipe
from tests.support.browser import Chromium, lacks_browser
from tests.support.terminal import Terminal


@contextmanager
def _running(recipe: Recipe, factory: pytest.TempPathFactory, extra: Mapping[str, str] | None = None) -> Iterator[Peer]:
    try:
        peer = peers.start(recipe, factory.mktemp(recipe.name), extra)
    except peers.PeerMissing as missing:
        pytest.skip(str(missing))
    with peer.program:
        yield peer


@pytest.fixture(scope="session")
def oidc_provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    """The certified OpenID provider."""
    with _running(peers.OIDC_PROVIDER, tmp_path_factory) as peer:
        yield peer


@pytest.fixture(scope="session")
def oauth2_mock_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    """The provider that answers without a page."""
    with _running(peers.OAUTH2_MOCK_SERVER, tmp_path_factory) as peer:
        yield peer


@pytest.fixture(scope="session")
def oidc_provider_mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    """The provider with one page and a button per person."""
    with _running(peers.OIDC_PROVIDER_MOCK, tmp_path_factory) as peer:
        yield peer


@pytest.fixture(scope="session")
def redirect_ports() -> str:
    """Ports registered at the provider that compares redirect URIs exactly."""
    return ",".join(str(peers.free_port()) for _ in range(6))


@pytest.fixture(scope="session")
def canaille(tmp_path_factory: pytest.TempPathFactory, redirect_ports: str) -> Iterator[Peer]:
    """The provider with exact redirect URIs, escaped claims and a SCIM side that cannot page."""
    with _running(peers.CANAILLE, tmp_path_factory, {"REDIRECT_PORTS": redirect_ports}) as peer:
        yield peer


@pytest.fixture(scope="session")
def scim2_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    """A strict SCIM server, with the people in it."""
    with _running(peers.SCIM2_SERVER, tmp_path_factory) as peer:
        scim_people.seed(peer)
        yield peer


@pytest.fixture(scope="session")
def _chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    if lacks_browser():
        pytest.skip(lacks_browser())
    with Chromium(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture
def chromium(_chromium: Chromium) -> Chromium:
    """The browser, with nobody signed in."""
    _chromium.forget()
    return _chromium


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A terminal of the test's own."""
    return Terminal(tmp_path / "terminal")


@pytest.fixture
def token_file(tmp_path: Path, scim2_server: Peer) -> Path:
    """The SCIM token in a private file, as `--directory-token-file` wants it."""
    return private_file(tmp_path / "scim-token", scim2_server.password)


def private_file(path: Path, text: str) -> Path:
    """A file only its owner can read."""
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
    return path
