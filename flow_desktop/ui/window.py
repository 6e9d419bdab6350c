"""The window: frame, navigation and what floats over it. What happens is decided in `stage`, drawn by the pages.

Only what the first paint needs is imported here; the rest follows once the window is on screen.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from flow_desktop.core.deployment import Deployment
from flow_desktop.ui.desk import Desk, GuestAccount
from flow_desktop.ui.frame import DEFAULT_SIZE, MINIMUM_SIZE
from flow_desktop.ui.kit import Kit, Page
from flow_desktop.ui.runner import Emit, Runner
from flow_desktop.ui.sidebar import Sidebar
from flow_desktop.ui.signed_out_page import SignedOutPage
from flow_desktop.ui.status_strip import StatusStrip
from flow_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from flow_desktop.ui.stage import Stage
    from flow_desktop.ui.toast import Toast

LATER = ("waiting_page", "field_delegate", "account_page", "help_page", "stage", "toast")
"""Modules of this room that wait until the window is painted, the costly ones by name."""

NARROW = 860
"""Under this width (pixels at 100 % text) the sidebar puts words under icons."""


class Window(QWidget):
    """``demo_requested``: start the demo instead. ``ready``: all is loaded. ``closing``: the person closed it."""

    demo_requested = Signal()
    ready = Signal()
    closing = Signal()

    def __init__(self, desk: Desk, *, theme: Theme, runner: Runner) -> None:
        super().__init__()
        self._desk, self._theme, self._runner = desk, theme, runner
        self.kit = Kit(theme, desk.words)
        self.stage: Stage | None = None
        self._toast: Toast | None = None
        self._painted = False
        self.setObjectName("window")
        self.setWindowTitle(desk.words("ui.window_title"))
        self.setMinimumSize(*MINIMUM_SIZE)
        self.resize(*DEFAULT_SIZE)
        organisation = self._organisation()
        self.sidebar = Sidebar(self.kit, organisation)
        self.strip = StatusStrip(self.kit)
        self.pages = QStackedWidget()
        self._lay_out()
        self.signed_out = SignedOutPage(self.kit, organisation)
        if desk.guest is not None:
            self._add_guest(desk.guest)
        self.add_page(self.signed_out)
        self.set_signed_in(signed_in=False)
        self._show_first()
        self._restyle()
        theme.changed.connect(self._restyle)

    def add_page(self, page: Page) -> None:
        """Make a page known."""
        self.pages.addWidget(page)

    def show_page(self, page: Page) -> None:
        """Turn to a page; the keyboard goes to its first part, the strip is taken away."""
        if self.pages.currentWidget() is page:
            return
        self.strip.hide()
        self.pages.setCurrentWidget(page)
        QTimer.singleShot(0, page, page.focus_first)

    def set_signed_in(self, *, signed_in: bool) -> None:
        """Show or hide what only a signed-in person can go to."""
        self.sidebar.setVisible(signed_in)
        self._fit()

    def toast(self, text: str) -> None:
        """A few words for a moment."""
        if self._toast is not None:
            self._toast.tell(text)

    def raise_up(self) -> None:
        """Come back in front after the browser; where the system forbids that, ask for attention."""
        frame = self.window()
        if frame.isActiveWindow():
            return
        if frame.isMinimized():
            frame.showNormal()
        frame.raise_()
        frame.activateWindow()
        if not frame.isActiveWindow():
            QApplication.alert(frame)

    def _add_guest(self, guest: GuestAccount) -> None:
        from flow_desktop.ui.guest_box import GuestBox  # noqa: PLC0415 - the demo only

        self.signed_out.box.addWidget(GuestBox(self.kit, self._desk, guest))

    def _organisation(self) -> str:
        deployment = self._desk.deployment
        return (deployment.organisation_name or "") if isinstance(deployment, Deployment) else ""

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.strip)
        right.addWidget(self.pages, 1)
        row.addLayout(right, 1)

    def _show_first(self) -> None:
        if not isinstance(self._desk.deployment, Deployment):
            self._show_configuration()
        elif self._desk.expected is not None:
            self._show_restoring(self._desk.expected)

    def _show_configuration(self) -> None:
        from flow_desktop.ui.configuration_page import ConfigurationPage  # noqa: PLC0415 - only where needed

        refusal = self._desk.deployment
        page = ConfigurationPage(self.kit, self._desk, None if isinstance(refusal, Deployment) else refusal)
        page.demo_requested.connect(self.demo_requested)
        self.add_page(page)
        self.show_page(page)

    def _show_restoring(self, who: str) -> None:
        from flow_desktop.ui.restoring_page import RestoringPage  # noqa: PLC0415 - only where needed

        page = RestoringPage(self.kit, who)
        self.add_page(page)
        self.show_page(page)

    def _restyle(self) -> None:
        self.setStyleSheet(self._theme.sheet())
        self._fit()

    def _fit(self) -> None:
        self.sidebar.set_narrow(self.width() < NARROW * self._theme.scale)

    def _begin(self) -> None:
        """After the first paint: load the rest on the loop's thread, then build it here."""
        if isinstance(self._desk.deployment, Deployment):
            self.signed_out.set_ready(False)
            self._runner.start(warm, on_done=lambda _: self._load(LATER), on_failed=self._on_not_loaded)

    def _load(self, names: tuple[str, ...]) -> None:
        """One module at a turn, so that the window answers meanwhile."""
        if not names:
            self._build_stage()
            return
        import_module(f"flow_desktop.ui.{names[0]}")
        QTimer.singleShot(0, self, lambda: self._load(names[1:]))

    def _build_stage(self) -> None:
        from flow_desktop.ui.stage import Stage  # noqa: PLC0415 - after the first paint
        from flow_desktop.ui.toast import Toast  # noqa: PLC0415 - after the first paint

        self._toast = Toast(self.kit, self)
        self.stage = Stage(self, desk=self._desk, runner=self._runner)
        self.signed_out.set_ready(True)
        self._add_keys(self.stage)
        self.stage.begin()
        if self.pages.currentWidget() is self.signed_out:
            self.signed_out.focus_first()
        self.ready.emit()

    def _add_keys(self, stage: Stage) -> None:
        from PySide6.QtGui import QKeySequence, QShortcut  # noqa: PLC0415 - after the first paint

        for key, then in (("Ctrl+R", stage.check), ("F1", stage.show_help), ("Esc", stage.escape)):
            QShortcut(QKeySequence(key), self).activated.connect(then)

    def _on_not_loaded(self, error: Exception) -> None:
        """A broken installation: said, instead of a button that does nothing."""
        self.strip.tell(self.kit.words("ui.not_loaded", type=type(error).__name__), icon="problem", mark="differs")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self._begin)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closing.emit()


async def warm(_emit: Emit[None]) -> None:
    """Load on the loop's thread what the other pages stand on; no Qt in here."""
    import flow_desktop.core.comparison  # noqa: PLC0415
    import flow_desktop.core.help  # noqa: PLC0415
    import flow_desktop.core.presenting  # noqa: PLC0415
    import flow_desktop.core.signin  # noqa: F401, PLC0415
