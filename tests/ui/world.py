"""The real window, controls and flows over fakes of the ports, and what a test does with them."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from flow_desktop.adapters.guides import load_explainer
from flow_desktop.adapters.help_texts import load_help
from flow_desktop.core.check_report import diagnosis_text
from flow_desktop.core.deployment import Deployment, Refusal, SourceKind
from flow_desktop.core.directory import (
    DirectoryRecord,
    DirectoryView,
    FlowAccount,
    Found,
    Organisation,
    Origin,
    Role,
)
from flow_desktop.core.identity import Claim, ClaimSource, Identity, key_of
from flow_desktop.core.observed import Present
from flow_desktop.core.ports import KnownAccount, StoredSession
from flow_desktop.core.secret import Secret
from flow_desktop.core.signin import SignInState
from flow_desktop.core.text_report import comparison_text
from flow_desktop.core.words import Words, flatten, pseudo
from flow_desktop.flows.doctor import Doctor
from flow_desktop.flows.session import Session, SessionPorts
from flow_desktop.flows.sign_in import SignIn, SignInPorts, SignInRequest
from flow_desktop.flows.troubleshoot import Troubleshooter, TroubleshootPorts
from flow_desktop.ui.desk import About, Desk, GuestAccount
from flow_desktop.ui.pilot_desk import PilotDesk
from flow_desktop.ui.runner import Runner
from flow_desktop.ui.stage import Stage
from flow_desktop.ui.theme import Assets, Mode, Theme
from flow_desktop.ui.window import Window
from tests.fakes.accounts import FakeAccounts
from tests.fakes.directory import FakeDirectory
from tests.fakes.evidence import FakeAttempts, FakeEvidence
from tests.fakes.probe import FakeProbe
from tests.fakes.provider import ISSUER, FakeProvider, answer_of
from tests.fakes.receiver import FakeReceiver
from tests.fakes.time import FakeClock, FakeEntropy, FakePauses
from tests.fakes.vault import FakeVault

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
MINH = ("Minh", "Nguyễn", "minh.nguyen@example.com")
DEPLOYMENT = Deployment(
    issuer=ISSUER,
    client_id="flow-desktop",
    source=SourceKind.FLOW,
    directory_url="https://api.example.com",
    organisation_name="Northwind Traders",
    identity_provider_name="Okta",
    admin_portal_url="https://admin.example.com/portal",
    support_url="https://support.example.com/talk",
)


def texts() -> dict[str, str]:
    """The English texts."""
    return flatten(tomllib.loads((RESOURCES / "words" / "en.toml").read_text(encoding="utf-8")))


def words(language: str = "en") -> Words:
    """English, or the made-up long language."""
    return Words(language, texts() if language == "en" else pseudo(texts()))


def assets() -> Assets:
    """The data files of the theme."""
    style = RESOURCES / "style"
    return Assets(
        tokens=tomllib.loads((style / "tokens.toml").read_text(encoding="utf-8")),
        sheet=(style / "sheet.qss").read_text(encoding="utf-8"),
        icon=lambda name: (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8"),
    )


def identity(values: tuple[str, str, str] = MINH) -> Identity:
    """Somebody the provider knows."""
    given, family, email = (Claim(Present(text), ClaimSource.ID_TOKEN) for text in values)
    return Identity(ISSUER, "u1", AT, email=email, given_name=given, family_name=family)


def view(
    directory: tuple[str, str, str] = MINH, flow: tuple[str, str, str] = MINH, *, role: Role | None = Role.MEMBER
) -> DirectoryView:
    """What a source shows."""
    given, family, email = map(Present, directory)
    record = DirectoryRecord("d1", email=email, given_name=given, family_name=family, active=True)
    given, family, email = map(Present, flow)
    account = FlowAccount("f1", email=email, given_name=given, family_name=family, role=role)
    origin = Origin("flow_me", AT)
    return DirectoryView(
        directory=Found(record, origin),
        flow=Found(account, origin),
        organisation=Organisation(name="Northwind Traders"),
    )


class Links:
    """A browser and a clipboard in one: keeps what it is handed."""

    def __init__(self, *, opens: bool = True) -> None:
        self.opens = opens
        self.opened: list[str] = []
        self.texts: list[str] = []

    def open(self, url: str) -> bool:
        self.opened.append(url)
        return self.opens

    def put(self, text: str) -> None:
        self.texts.append(text)


@dataclass
class World:
    """Ports in the test's hands; `window` is the real one. Show it, then drive it."""

    qtbot: QtBot
    language: str = "en"
    mode: Mode = Mode.LIGHT
    scale: float = 1.0
    deployment: Deployment | Refusal | None = DEPLOYMENT
    clock: Any = field(default_factory=FakeClock)
    seconds: float = 300.0
    stored: bool = False
    size: tuple[int, int] = (1000, 680)
    links: Links = field(default_factory=Links)
    guest: GuestAccount | None = None
    help_file: Callable[[str], Any] = load_help
    pilot: PilotDesk | None = None

    def __post_init__(self) -> None:
        self.provider = FakeProvider(identity())
        self.receivers: list[FakeReceiver] = []
        self.vault = FakeVault()
        self.accounts = FakeAccounts()
        self.directory = FakeDirectory(view())
        self.evidence = FakeEvidence()
        self.attempts = FakeAttempts()
        self.pauses = FakePauses()
        self.probe = FakeProbe()
        self.runner = Runner()
        self.theme = Theme(assets(), mode=self.mode, scale=self.scale)
        self.words = words(self.language)
        self.visits: list[str] = []
        self._session: Session | None = None
        self._troubleshooter: Troubleshooter | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        if self.stored:
            self.stored_session()
        else:
            self.window = self._window()

    def rebuild(self) -> None:
        """The window anew, after what it is handed changed; nothing has run yet."""
        if hasattr(self, "window"):
            self.window.close()
            self.window.deleteLater()
        self.window = self._window()

    def stored_session(self) -> None:
        """Somebody signed in here before: a session in the keychain, and a window that knows it."""
        self.stored = True
        key = key_of(self.provider.who)
        self.accounts.remember(KnownAccount(key, MINH[2]))
        self.vault.stored[key] = StoredSession(Secret("refresh-0"), key, "openid", AT)
        self.provider.live.add("refresh-0")
        self.provider._families["refresh-0"] = 0
        self.rebuild()

    def hold(self, method: str) -> None:
        """The provider does not answer a method (until the world closes)."""
        self.provider.gates[method] = asyncio.Event()
        self.provider.arrived[method] = asyncio.Event()

    def _window(self) -> Window:
        desk = Desk(
            words=self.words,
            deployment=self.deployment,
            expected=MINH[2] if self.stored else None,
            about=About("1.2.3", lambda: "Linux 6.1, x86_64"),
            browser=self.links,
            clipboard=self.links,
            clock=self.clock,
            open_session=self._open_session,
            new_sign_in=self._new_sign_in,
            report=lambda found: comparison_text(found, DEPLOYMENT, self.words),
            open_troubleshooter=self._open_troubleshooter,
            explainer=lambda: load_explainer(self.words),
            check_report=lambda found: diagnosis_text(found, load_explainer(self.words)),
            open_doctor=self._open_doctor,
            load_help=lambda: self.help_file(self.language),
            guest=self.guest,
            pilot=self.pilot,
        )
        self.theme.apply()
        return Window(desk, theme=self.theme, runner=self.runner)

    async def _open_doctor(self) -> Doctor:
        return Doctor((self.probe,))

    async def _open_session(self) -> Session:
        if self._session is None:
            ports = SessionPorts(self.provider, self.vault, self.accounts, self.directory, self.clock)
            self._session = Session(ports, scope="openid")
        return self._session

    async def _open_troubleshooter(self) -> Troubleshooter:
        if self._troubleshooter is None:
            session = await self._open_session()
            ports = TroubleshootPorts(session, (self.evidence,), self.attempts, self.clock, "Okta", self.pauses)
            self._troubleshooter = Troubleshooter(ports)
        return self._troubleshooter

    async def _new_sign_in(self, hint: str, observe: Callable[[SignInState], None]) -> SignIn:
        session = await self._open_session()
        receiver = FakeReceiver()
        self.receivers.append(receiver)
        ports = SignInPorts(
            provider=self.provider,
            receiver=receiver,
            browser=self.links,
            clipboard=self.links,
            clock=self.clock,
            entropy=FakeEntropy(),
            remember=session.take_over,
        )
        return SignIn(ports, SignInRequest(ISSUER, hint, seconds=self.seconds), observe)

    # --- what a test does

    def show(self) -> Window:
        """The window on screen, everything loaded."""
        self.window.resize(*self.size)
        if isinstance(self.deployment, Deployment):
            with self.qtbot.waitSignal(self.window.ready, timeout=10_000):
                self.window.show()
        else:
            self.window.show()
            self.qtbot.waitExposed(self.window)
        return self.window

    def press(self, part: QWidget) -> None:
        """Click a button that can be clicked."""
        assert isinstance(part, QPushButton)
        assert part.isEnabled()
        part.click()

    def until(self, probe: Callable[[], bool], what: str) -> None:
        """Let the window live until something is so."""
        self.qtbot.waitUntil(lambda: _check(probe, what), timeout=8000)

    def until_page(self, page: QWidget) -> None:
        """Let the window live until a page is shown."""
        self.until(lambda: self.window.pages.currentWidget() is page, f"{type(page).__name__} shown")

    def begin(self, email: str = "") -> None:
        """Click "Sign in via browser" and wait for the waiting page with its link opened."""
        stage = self.stage
        self.window.signed_out.email.setText(email)
        self.press(self.window.signed_out.sign_in)
        self.until_page(stage.waiting)
        self.until(stage.waiting.open_again.isVisible, "waiting for the browser")

    def look_again(self) -> None:
        """A watch has waited long enough."""
        self.until(lambda: self.pauses.waiting, "a watch that waits")
        self.runner.call(self.pauses.end)

    def come_back(self, **params: str) -> None:
        """The browser comes back with a code, or with what ``params`` say."""
        self.visit(answer_of(self.links.opened[-1], **(params or {"code": f"c{len(self.visits)}"})))

    def come_back_without_state(self, **params: str) -> None:
        """Something that may be anyone comes back."""
        self.visit(f"{self.receivers[-1].uri}?{urlencode(params)}")

    def visit(self, address: str) -> None:
        """The browser goes to an address."""

        async def go() -> None:
            self.visits.append(await self.receivers[-1].visit(address))

        def start() -> None:
            task = asyncio.get_running_loop().create_task(go())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        self.runner.call(start)

    def sign_in(self) -> None:
        """All the way to the verdict."""
        self.begin()
        self.come_back()
        self.until(lambda: self.stage.account.found is not None, "verdict shown")

    @property
    def page(self) -> Any:
        """The page that is shown."""
        return self.window.pages.currentWidget()

    @property
    def stage(self) -> Stage:
        """What the window built after its first paint."""
        stage = self.window.stage
        assert stage is not None
        return stage

    def close(self) -> None:
        """Everything ends."""
        for visit in tuple(self._tasks):
            self.runner.call(visit.cancel)
        assert self.runner.close()
        self.window.close()
        self.window.deleteLater()


def with_provider_name(name: str | None) -> Deployment:
    """The deployment with another name for the identity provider."""
    return replace(DEPLOYMENT, identity_provider_name=name)


def _check(probe: Callable[[], bool], what: str) -> None:
    assert probe(), what
