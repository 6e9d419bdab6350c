"""Identity providers and a SCIM server that nobody here wrote: installed into the user's cache, started on loopback.

Each peer has an environment of its own (a venv or a node_modules folder) with the versions named here.
`python -m tests.interop.peers` installs all of them and says where.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from filelock import FileLock

from tests.support.programs import Program
from tests.support.waiting import wait_until

HERE: Final = Path(__file__).resolve().parent
PEOPLE: Final = HERE / "people.json"
INSTALL_SECONDS: Final = 240
NODE_AT_LEAST: Final = 20
_DIRECT: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class PeerMissing(Exception):
    """The peer cannot be had on this machine; the text says why."""


@dataclass(frozen=True)
class Recipe:
    """What to install, what to start (a script here, or a program of the package), and where it answers when ready."""

    name: str
    packages: tuple[str, ...]
    script: str = ""
    program: tuple[str, ...] = ()
    answers_at: str = "/.well-known/openid-configuration"

    @property
    def is_npm(self) -> bool:
        """Whether it comes from npm."""
        return self.script.endswith(".mjs")


OIDC_PROVIDER: Final = Recipe("oidc-provider", ("oidc-provider@9.13.3",), script="npm/oidc_provider.mjs")
OAUTH2_MOCK_SERVER: Final = Recipe(
    "oauth2-mock-server", ("oauth2-mock-server@8.2.3",), script="npm/oauth2_mock_server.mjs"
)
OIDC_PROVIDER_MOCK: Final = Recipe(
    "oidc-provider-mock", ("oidc-provider-mock==0.3.4",), script="pypi/run_oidc_provider_mock.py"
)
CANAILLE: Final = Recipe(
    "canaille",
    # its SCIM side does not start with newer scim2 libraries
    ("canaille[front,oidc,scim,server,sqlite]==0.3.6", "scim2-models==0.8.2", "scim2-client==0.9.0"),
    script="pypi/run_canaille.py",
)
SCIM2_SERVER: Final = Recipe(
    "scim2-server",
    ("scim2-server==0.8.3",),
    program=("scim2-server", "--hostname", "127.0.0.1", "--port", "{port}", "--bearer-token", "{password}"),
    answers_at="/ServiceProviderConfig",
)
ALL: Final = (OIDC_PROVIDER, OAUTH2_MOCK_SERVER, OIDC_PROVIDER_MOCK, CANAILLE, SCIM2_SERVER)


@dataclass(frozen=True)
class Peer:
    """A running peer. ``password`` is everybody's password, or the SCIM token."""

    address: str
    password: str
    program: Program


def people() -> list[dict[str, Any]]:
    """The people every peer knows."""
    found: list[dict[str, Any]] = json.loads(PEOPLE.read_text(encoding="utf-8"))["people"]
    return found


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(recipe: Recipe, folder: Path, extra: Mapping[str, str] | None = None) -> Peer:
    """Install if need be, start on a free port, wait until it answers. Raises PeerMissing and AssertionError."""
    place = install(recipe)
    folder.mkdir(parents=True, exist_ok=True)
    port, password = free_port(), f"made-up-{secrets.token_hex(8)}"
    given = {"PORT": str(port), "PEOPLE": str(PEOPLE), "PASSWORD": password, "STATE": str(folder), **(extra or {})}
    program = Program(_command(recipe, place, given), folder, env={**_plain_environment(), **given})
    peer = Peer(f"http://127.0.0.1:{port}", password, program)
    try:
        wait_until(lambda: _answers(peer, recipe.answers_at), f"{recipe.name} answers", seconds=40)
    except AssertionError:
        program.stop()
        raise
    return peer


def install(recipe: Recipe) -> Path:
    """The folder with the installed peer; a half-finished one is made anew. Raises PeerMissing."""
    wanted = "\n".join((*recipe.packages, sys.version.split()[0]))
    place = cache() / f"{recipe.name}-{hashlib.sha256(wanted.encode()).hexdigest()[:10]}"
    place.parent.mkdir(parents=True, exist_ok=True)
    if recipe.is_npm:
        _check_node()
    with FileLock(f"{place}.lock"):
        if not (place / "complete").exists():
            shutil.rmtree(place, ignore_errors=True)
            (_install_npm if recipe.is_npm else _install_pypi)(recipe, place)
            (place / "complete").touch()
    return place


def cache() -> Path:
    """Where the peers are kept between two runs."""
    folder = os.environ.get("XDG_CACHE_HOME")
    return Path(folder) / "flow-desktop-peers" if folder else Path.home() / ".cache" / "flow-desktop-peers"


def _command(recipe: Recipe, place: Path, given: Mapping[str, str]) -> list[str]:
    if recipe.is_npm:
        script = place / "start.mjs"  # node looks for packages beside the script
        shutil.copyfile(HERE / recipe.script, script)
        return ["node", str(script)]
    programs = place / ("Scripts" if os.name == "nt" else "bin")
    if recipe.script:
        return [str(programs / "python"), str(HERE / recipe.script)]
    words = [word.format(port=given["PORT"], password=given["PASSWORD"]) for word in recipe.program]
    return [str(programs / words[0]), *words[1:]]


def _install_npm(recipe: Recipe, place: Path) -> None:
    place.mkdir()
    (place / "package.json").write_text('{"private": true, "type": "module"}', encoding="utf-8")
    quiet = ("--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock", "--fetch-retries=1")
    _run(recipe, ["npm", "install", *quiet, *recipe.packages], place)


def _install_pypi(recipe: Recipe, place: Path) -> None:
    _run(recipe, [sys.executable, "-m", "venv", str(place)], place.parent)
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    quiet = ("--quiet", "--disable-pip-version-check", "--retries", "1")
    _run(recipe, [str(python), "-m", "pip", "install", *quiet, *recipe.packages], place)


def _run(recipe: Recipe, command: list[str], place: Path) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=place,
            env=_plain_environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=INSTALL_SECONDS,
        )
    except subprocess.TimeoutExpired as late:
        raise PeerMissing(f"{recipe.name} was not installed within {INSTALL_SECONDS} s") from late
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()] or ["it did not say why"]
        raise PeerMissing(f"{recipe.name} could not be installed (no network?): {said[-1][:300]}")


def _check_node() -> None:
    if not (shutil.which("npm") and shutil.which("node")):
        raise PeerMissing("npm is not installed")
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(version.lstrip("v").split(".")[0]) < NODE_AT_LEAST:
        raise PeerMissing(f"node is {version}; the certified provider needs {NODE_AT_LEAST} or later")


def _plain_environment() -> dict[str, str]:
    """Nothing of the project's own environment reaches a peer."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "FLOW_", "VIRTUAL_ENV"))}


def _answers(peer: Peer, path: str) -> bool:
    assert peer.program.runs, f"it ended: {peer.program.err[-2000:]}"
    try:
        with _DIRECT.open(peer.address + path, timeout=5):
            return True
    except urllib.error.HTTPError as error:
        error.close()
        return error.code < 500
    except OSError:
        return False


def main() -> None:
    """Install every peer."""
    for recipe in ALL:
        try:
            print(recipe.name, install(recipe))
        except PeerMissing as missing:
            print(f"skipped: {missing}")


if __name__ == "__main__":
    main()
