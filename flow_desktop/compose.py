"""Composition shared by window and command line: real adapters meet the flows, once, and late.

Importing this module is cheap; what a sign-in needs (HTTP, OAuth, keychain) is imported when it is built.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flow_desktop import __version__
from flow_desktop.adapters.accounts import FileAccounts, load_deployment_layer, save_deployment
from flow_desktop.adapters.clock import SystemClock, SystemEntropy, phrase_words
from flow_desktop.adapters.places import Places, find_places
from flow_desktop.adapters.policy import read_layers
from flow_desktop.compose_runs import RunsDesk
from flow_desktop.core.deployment import Deployment, Layer, Refusal, parse
from flow_desktop.core.limits import ATTEMPT_SECONDS

if TYPE_CHECKING:
    import asyncio

    from flow_desktop.adapters.http import Http
    from flow_desktop.adapters.local_service import ReadyLine
    from flow_desktop.core.comparison import ProfileComparison
    from flow_desktop.core.diagnosis import Diagnosis
    from flow_desktop.core.explaining import Explainer
    from flow_desktop.core.help import Library
    from flow_desktop.core.ports import Attempts, Browser, Clipboard, ProxyFor
    from flow_desktop.core.problems import Problem
    from flow_desktop.core.secret import Secret
    from flow_desktop.core.signin import SignInState
    from flow_desktop.core.words import Words
    from flow_desktop.flows.doctor import Doctor
    from flow_desktop.flows.session import Session, SessionPorts
    from flow_desktop.flows.sign_in import SignIn, SignInRequest
    from flow_desktop.flows.troubleshoot import Troubleshooter
    from flow_desktop.flows.verify import Verifier


_FOR_SIGN_IN = (
    *("adapters.http", "adapters.jose", "adapters.token_endpoint", "adapters.oidc", "adapters.directory.build"),
    *("adapters.loopback", "adapters.credential", "adapters.vault", "flows.session", "flows.sign_in"),
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the machine gives: files, texts, the system's proxy rule, and a log that is told what to star out."""

    places: Places
    words: Words
    proxy_for: ProxyFor
    hide: Callable[[Secret], None] | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person chose for this run."""

    keep_session: bool = True
    token_file: str | None = None
    read_stdin: Callable[[], str] | None = None
    attempt_seconds: float = ATTEMPT_SECONDS


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
    attempts: Attempts
    make_troubleshooter: Callable[[], Troubleshooter]
    runs: RunsDesk

    @property
    def troubleshooter(self) -> Troubleshooter:
        """The one of this desk; made, and all its checks loaded, when somebody asks for the first cause."""
        return self.make_troubleshooter()

    def new_sign_in(self, request: SignInRequest, hands: Hands, observe: Callable[[SignInState], None]) -> SignIn:
        """One sign-in with a receiver of its own; its session is taken over when it is accepted."""
        from flow_desktop.adapters.loopback import LoopbackReceiver
        from flow_desktop.adapters.style import load_tokens
        from flow_desktop.flows.attempt_notes import AttemptNotes
        from flow_desktop.flows.sign_in import SignIn, SignInPorts

        deployment, around = self.deployment, self.around
        made = SignInPorts(
            provider=self.ports.provider,
            receiver=LoopbackReceiver(
                path=deployment.redirect_path,
                ports=deployment.redirect_ports,
                words=around.words,
                style=load_tokens(),
            ),
            browser=hands.browser,
            clipboard=hands.clipboard,
            clock=self.ports.clock,
            entropy=SystemEntropy(phrase_words()),
            remember=self.session.take_over,
        )
        noted = AttemptNotes(self.attempts, self.ports.clock, typed=request.login_hint, observe=observe)
        return SignIn(made, request, noted)

    async def close(self) -> None:
        """Close every connection, and the history of runs."""
        await self.runs.close()
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


def problem_of_refusal(refusal: Refusal) -> Problem:
    """A refused configuration as a Problem that names key, reason and origin."""
    from flow_desktop.core.problems import Code, problem

    return problem(Code.CONFIGURATION_INVALID, key=refusal.key, reason=refusal.reason, origin=refusal.origin)


def surroundings(
    environ: Mapping[str, str], proxy_for: ProxyFor, *, hide: Callable[[Secret], None] | None = None
) -> Surroundings:
    """Files and texts of this machine."""
    from flow_desktop.adapters.texts import load_words

    words = load_words(environ.get("FLOW_DESKTOP_LANGUAGE") or environ.get("LANG", "en"))
    return Surroundings(find_places(environ), words, proxy_for, hide)


async def build_desk(deployment: Deployment, around: Surroundings, choices: Choices) -> Desk:
    """Build the adapters of one deployment. Raises FlowError if its directory credential cannot be read."""
    from flow_desktop.adapters.attempts import FileAttempts
    from flow_desktop.adapters.credential import directory_credential
    from flow_desktop.adapters.directory.build import build_directory
    from flow_desktop.adapters.http import Http
    from flow_desktop.adapters.oidc import OidcProvider
    from flow_desktop.adapters.vault import choose_vault
    from flow_desktop.flows.session import Session, SessionPorts

    clock = SystemClock()
    http = Http(proxy_for=around.proxy_for)
    provider = OidcProvider(deployment, http, clock, hide=around.hide)
    credential = directory_credential(deployment, token_file=choices.token_file, read_stdin=choices.read_stdin)
    attempts = FileAttempts(around.places, deployment)
    ports = SessionPorts(
        provider=provider,
        vault=choose_vault(around.places, keep=choices.keep_session, client_id=deployment.client_id),
        accounts=FileAccounts(around.places, deployment),
        directory=build_directory(deployment, http, clock=clock, credential=credential),
        clock=clock,
        attempts=attempts,
    )
    session = Session(ports, scope=" ".join(deployment.scopes))

    def troubleshooter() -> Troubleshooter:
        from flow_desktop.adapters.evidence.build import build_sources
        from flow_desktop.flows.troubleshoot import Troubleshooter, TroubleshootPorts

        sources = build_sources(deployment, http, clock=clock, credential=credential)
        return Troubleshooter(TroubleshootPorts(session, sources, attempts, clock, deployment.identity_provider_name))

    runs = RunsDesk(deployment, around.places, session, http, clock, credential)
    return Desk(deployment, session, around, ports, http, attempts, cache(troubleshooter), runs)


def build_doctor(found: Deployment | Refusal | None, around: Surroundings, choices: Choices) -> Doctor:
    """What looks at this computer and at everything a deployment names; with connections of its own."""
    from flow_desktop.adapters.doctor.build import Ward, probes_for
    from flow_desktop.adapters.http import Http
    from flow_desktop.flows.doctor import Doctor

    http = Http(proxy_for=around.proxy_for)
    ward = Ward(around.places, around.proxy_for, choices.keep_session, choices.token_file, choices.read_stdin)
    probes, afterwards = probes_for(found, ward, http)
    return Doctor(probes, afterwards=afterwards, close=http.close)


async def load_ahead() -> None:
    """Import what a sign-in needs while the person still reads, in small steps; nothing is sent or opened."""
    import asyncio
    import linecache
    from importlib import import_module

    for name in _FOR_SIGN_IN:
        import_module(f"flow_desktop.{name}")
        linecache.clearcache()  # Qt reads the source of every module to look for itself in it; nobody needs it again
        await asyncio.sleep(0)
    from flow_desktop.adapters.keychain import load_ahead as load_keyring

    load_keyring()


def keep_deployment(desk: Desk) -> None:
    """Later commands and starts use the deployment of the last sign-in. Raises StorageFailed."""
    save_deployment(desk.around.places, desk.deployment)


def demo_deployment(ready: ReadyLine) -> Deployment:
    """The deployment that the running local service describes. Raises FlowError if it cannot be used."""
    from flow_desktop.core.problems import FlowError

    values = {
        "issuer": ready.issuer,
        "client_id": ready.client_id,
        "source": "flow",
        "directory_url": ready.flow_api,
        "organisation_name": "Pilot (local demo)",
        "identity_provider_name": ready.idp_name or "Okta",
    }
    found = parse((Layer("local directory service", values),))
    if isinstance(found, Refusal):
        raise FlowError(problem_of_refusal(found))
    return found


class LazyDesk:
    """A desk for the window: built on the loop when it is first needed, so that the window appears at once."""

    def __init__(
        self, deployment: Deployment | Refusal | None, around: Surroundings, choices: Choices, *, hands: Hands
    ) -> None:
        self.deployment = deployment
        self.around = around
        self.hands = hands
        self._choices = choices
        self._explainer: Explainer | None = None
        self._desk: asyncio.Task[Desk] | None = None
        self._watch: asyncio.Task[None] | None = None

    def expected(self) -> str | None:
        """Whom a silent start signs in, cheaply; None where that is nobody, or nobody can."""
        if not isinstance(self.deployment, Deployment) or not self._choices.keep_session:
            return None
        current = FileAccounts(self.around.places, self.deployment).current()
        return current.label if current else None

    async def open_session(self) -> Session:
        """The one session of this window."""
        return (await self._open()).session

    async def open_troubleshooter(self) -> Troubleshooter:
        """The one troubleshooter of this window."""
        return (await self._open()).troubleshooter

    async def open_verifier(self) -> Verifier:
        """What verifies lists in this window."""
        return (await self._open()).runs.verifier

    async def open_doctor(self) -> Doctor:
        """What "Check this computer" runs; works without a usable deployment too."""
        return build_doctor(self.deployment, self.around, self._choices)

    async def new_sign_in(self, login_hint: str, observe: Callable[[SignInState], None]) -> SignIn:
        """A sign-in whose session the window takes over; its deployment is kept for the next start."""
        from flow_desktop.core.problems import StorageFailed
        from flow_desktop.core.signin import SignedIn
        from flow_desktop.flows.sign_in import SignInRequest

        desk = await self._open()

        def watch(state: SignInState) -> None:
            if isinstance(state, SignedIn) and self._choices.keep_session:
                with suppress(StorageFailed):  # the next start asks again; the session itself says if it is not kept
                    keep_deployment(desk)
            observe(state)

        request = SignInRequest(desk.deployment.issuer, login_hint, self._choices.attempt_seconds)
        return desk.new_sign_in(request, self.hands, watch)

    def report(self, comparison: ProfileComparison) -> str:
        """A comparison as text, for "Copy for IT"."""
        from flow_desktop.core.text_report import comparison_text

        deployment = self.deployment if isinstance(self.deployment, Deployment) else None
        return comparison_text(comparison, deployment, self.around.words, version=__version__)

    def explainer(self) -> Explainer:
        """The sentences for findings; read from files when they are first needed."""
        if self._explainer is None:
            from flow_desktop.adapters.guides import load_explainer

            self._explainer = load_explainer(self.around.words)
        return self._explainer

    def load_help(self) -> Library:
        """The topics of the help; read anew at each call."""
        from flow_desktop.adapters.help_texts import load_help

        return load_help(self.around.words.language)

    def check_report(self, found: Diagnosis) -> str:
        """A diagnosis as text, for "Copy for IT"."""
        from flow_desktop.adapters.machine import describe_machine
        from flow_desktop.core.check_report import diagnosis_text

        return diagnosis_text(found, self.explainer(), version=__version__, platform=describe_machine())

    async def _open(self) -> Desk:
        import asyncio

        from flow_desktop.core.problems import Code, FlowError, problem

        if not isinstance(self.deployment, Deployment):
            raise FlowError(problem(Code.CONFIGURATION_MISSING))
        if self._desk is None:
            loop = asyncio.get_running_loop()
            self._desk = loop.create_task(build_desk(self.deployment, self.around, self._choices))
            self._watch = loop.create_task(self._close_with_loop(self._desk))
        return await asyncio.shield(self._desk)

    async def _close_with_loop(self, building: asyncio.Task[Desk]) -> None:
        """The loop ends by cancelling everything: that is when the connections are closed."""
        import asyncio

        desk = await building
        try:
            await asyncio.Event().wait()
        finally:
            await desk.close()
