"""What the window is handed: words, deployment, and callables behind which flows and adapters are made lazily."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from flow_desktop.core.comparison import ProfileComparison
    from flow_desktop.core.deployment import Deployment, Refusal
    from flow_desktop.core.diagnosis import Diagnosis
    from flow_desktop.core.explaining import Explainer
    from flow_desktop.core.help import Library
    from flow_desktop.core.ports import Clock
    from flow_desktop.core.secret import Secret
    from flow_desktop.core.signin import SignInState
    from flow_desktop.core.words import Words
    from flow_desktop.flows.doctor import Doctor
    from flow_desktop.flows.session import Session
    from flow_desktop.flows.sign_in import SignIn
    from flow_desktop.flows.troubleshoot import Troubleshooter
    from flow_desktop.ui.pilot_desk import PilotDesk


class Opener(Protocol):
    """Opens a link (core port ``Browser``), callable in the GUI thread."""

    def open(self, url: str) -> bool:
        """True if the system took the link."""
        ...


class Copier(Protocol):
    """Fills the clipboard (core port ``Clipboard``), callable in the GUI thread."""

    def put(self, text: str) -> None:
        """Replace the clipboard."""
        ...


@dataclass(frozen=True, slots=True)
class About:
    """What support wants to know: this program's version, and the computer's system, asked for when it is shown."""

    version: str
    platform: Callable[[], str]


class GuestAccount(Protocol):
    """The demo's pilot person."""

    @property
    def email(self) -> str:
        """What to type."""
        ...

    @property
    def password(self) -> Secret:
        """Copied, never shown."""
        ...

    @property
    def console(self) -> str:
        """The local service's page about all its people."""
        ...

    @property
    def case(self) -> str | None:
        """What this demo shows, in a few words; None where it shows everything."""
        ...

    @property
    def admin_email(self) -> str | None:
        """Who gets into the console; None where nobody does."""
        ...

    @property
    def admin_password(self) -> Secret | None:
        """Copied, never shown."""
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """Collaborators of the window.

    ``deployment``: a Refusal says why it cannot be used, None that there is none. ``expected``: the label of the
    account that was signed in last, read cheaply before the first paint; None shows the sign-in card at once.
    ``open_session`` and ``new_sign_in`` run on the loop's thread and may import what they need there: the first gives
    the one Session of this window (each time the same), the second a SignIn whose ``remember`` is that session's
    ``take_over``; ``observe`` may be called on the loop's thread.
    ``clock``: the one that sign-ins tell their deadlines in. ``report``: a comparison as text for "Copy for IT".
    ``open_troubleshooter``: runs on the loop's thread like ``open_session``. ``explainer``: reads its texts from files
    when it is first called, on the loop's thread; each time the same. ``check_report``: a diagnosis as text for IT.
    ``load_help``: reads the topics from their file, on the loop's thread.
    ``open_doctor``: what looks at this computer, on the loop's thread; works without a deployment.
    ``guest``: the pilot account where this window is the demo. ``pilot``: behind the Pilot page; None: there is none.
    """

    words: Words
    deployment: Deployment | Refusal | None
    expected: str | None
    about: About
    browser: Opener
    clipboard: Copier
    clock: Clock
    open_session: Callable[[], Awaitable[Session]]
    new_sign_in: Callable[[str, Callable[[SignInState], None]], Awaitable[SignIn]]
    report: Callable[[ProfileComparison], str]
    open_troubleshooter: Callable[[], Awaitable[Troubleshooter]]
    explainer: Callable[[], Explainer]
    check_report: Callable[[Diagnosis], str]
    load_help: Callable[[], Library]
    open_doctor: Callable[[], Awaitable[Doctor]]
    guest: GuestAccount | None = None
    pilot: PilotDesk | None = None
