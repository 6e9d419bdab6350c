"""Composition shared by window and command line: real adapters meet the flows, once, and late.

Importing this module is cheap; what a sign-in needs (HTTP, OAuth, keychain) is imported when it is built.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flow_desktop.adapters.accounts import FileAccounts, load_deployment_layer, save_deployment
from flow_desktop.adapters.clock import SystemClock, SystemEntropy, phrase_words
from flow_desktop.adapters.places import Places, find_places
from flow_desktop.adapters.policy import read_layers
from flow_desktop.core.deployment import Deployment, Refusal, parse
from flow_desktop.core.ports import Browser, Clipboard, ProxyFor
from flow_desktop.core.signin import SignInState
from flow_desktop.core.words import Words

if TYPE_CHECKING:
    from flow_desktop.adapters.http import Http
    from flow_desktop.flows.session import Session, SessionPorts
    from flow_desktop.flows.sign_in import SignIn, SignInRequest


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the machine gives: files, environment, texts, design tokens, the system's proxy rule."""

    places: Places
    environ: Mapping[str, str]
    words: Words
    style: Mapping[str, Any]
    proxy_for: ProxyFor


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person chose for this run."""

    keep_session: bool = True
    token_file: str | None = None
    read_stdin: Callable[[], str] | None = None


@dataclass(frozen=True, slots=True)
class Hands:
    """How a link reaches the person in this run."""

    browser: Browser
    clipboard: Clipboard


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything one deployment needs to sign in, compare and sign out. Belongs to one asyncio loop."""

    deployment: Deployment
    session: Session
    around: Surroundings
    ports: SessionPorts
    http: Http

    def new_sign_in(self, request: SignInRequest, hands: Hands, observe: Callable[[SignInState], None]) -> SignIn:
        """One sign-in with a receiver of its own; its session is taken over when it is accepted."""
        from flow_desktop.adapters.loopback import LoopbackReceiver
        from flow_desktop.flows.sign_in import SignIn, SignInPorts

        deployment, around = self.deployment, self.around
        made = SignInPorts(
            provider=self.ports.provider,
            receiver=LoopbackReceiver(
                path=deployment.redirect_path, ports=deployment.redirect_ports, words=around.words, style=around.style
            ),
            browser=hands.browser,
            clipboard=hands.clipboard,
            clock=self.ports.clock,
            entropy=SystemEntropy(phrase_words()),
            remember=self.session.take_over,
        )
        return SignIn(made, request, observe)

    async def close(self) -> None:
        """Close every connection."""
        await self.http.close()


def read_deployment(
    *, given: Mapping[str, Any], file: str | None, places: Places, environ: Mapping[str, str] | None = None
) -> Deployment | Refusal:
    """All layers of configuration, strongest first: command line, file, environment, the last sign-in's."""
    layers = read_layers(
        command_line=given,
        file=Path(file) if file else None,
        environ=os.environ if environ is None else environ,
        saved=load_deployment_layer(places),
    )
    return layers if isinstance(layers, Refusal) else parse(layers)


def surroundings(*, environ: Mapping[str, str], proxy_for: ProxyFor, language: str = "") -> Surroundings:
    """Files, texts and style of this machine."""
    from flow_desktop.adapters.style import load_tokens
    from flow_desktop.adapters.texts import load_words

    words = load_words(language or environ.get("FLOW_DESKTOP_LANGUAGE") or environ.get("LANG", "en"))
    return Surroundings(find_places(environ), environ, words, load_tokens(), proxy_for)


async def build_desk(deployment: Deployment, around: Surroundings, choices: Choices) -> Desk:
    """Build the adapters of one deployment. Raises FlowError if its directory credential cannot be read."""
    from flow_desktop.adapters.credential import directory_credential
    from flow_desktop.adapters.directory.build import build_directory
    from flow_desktop.adapters.http import Http
    from flow_desktop.adapters.oidc import OidcProvider
    from flow_desktop.adapters.vault import choose_vault
    from flow_desktop.flows.session import Session, SessionPorts

    clock = SystemClock()
    http = Http(proxy_for=around.proxy_for)
    provider = OidcProvider(deployment, http, clock)
    credential = directory_credential(deployment, token_file=choices.token_file, read_stdin=choices.read_stdin)
    ports = SessionPorts(
        provider=provider,
        vault=choose_vault(around.places, keep=choices.keep_session, client_id=deployment.client_id),
        accounts=FileAccounts(around.places, deployment),
        directory=build_directory(deployment, http, clock=clock, credential=credential),
        clock=clock,
    )
    session = Session(ports, scope=" ".join(deployment.scopes))
    return Desk(deployment, session, around, ports, http)


def keep_deployment(desk: Desk) -> None:
    """Later commands and starts use the deployment of the last sign-in. Raises StorageFailed."""
    save_deployment(desk.around.places, desk.deployment)
