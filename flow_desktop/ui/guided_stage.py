"""Who hears whom while somebody is guided on the phone: the page is made when it is asked for first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from flow_desktop.core.deployment import Deployment
from flow_desktop.ui.desk import Desk

if TYPE_CHECKING:
    from flow_desktop.core.diagnosis import Diagnosis
    from flow_desktop.core.explaining import Explainer
    from flow_desktop.core.ticket import TicketFacts
    from flow_desktop.ui.guided_page import GuidedPage
    from flow_desktop.ui.window import Window


class GuidedStage(QObject):
    """``answered`` carries the key of a question and its answer; ``left``: back to the whole answer."""

    answered = Signal(str, str)
    again_asked = Signal()
    left = Signal()
    copy_asked = Signal(str)

    def __init__(self, window: Window, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        self.page: GuidedPage | None = None

    @property
    def is_shown(self) -> bool:
        """Whether somebody is being guided."""
        return self.page is not None and self._window.pages.currentWidget() is self.page

    def show(self, explainer: Explainer, found: Diagnosis) -> None:
        """Begin with an answer, at its verdict."""
        page = self._open_page(explainer)
        page.start(found)
        self._window.show_page(page)

    def tell(self, found: Diagnosis) -> None:
        """A fresh look at the same person."""
        if self.page is not None and self.is_shown:
            self.page.tell(found)

    def set_busy(self, *, busy: bool) -> None:
        """A look is under way, or over."""
        if self.page is not None and self.is_shown:
            self.page.set_busy(busy)

    def forget(self) -> None:
        """Nobody's answer stays, not even behind other pages."""
        page, self.page = self.page, None
        if page is not None:
            self._window.pages.removeWidget(page)
            page.deleteLater()

    def _open_page(self, explainer: Explainer) -> GuidedPage:
        if self.page is None:
            from flow_desktop.ui.guided_page import GuidedPage  # noqa: PLC0415 - loaded with the first answer

            self.page = page = GuidedPage(self._window.kit, explainer, self._facts())
            page.answered.connect(self.answered)
            page.again_asked.connect(self.again_asked)
            page.left.connect(self.left)
            page.copy_asked.connect(self.copy_asked)
            self._window.add_page(page)
        return self.page

    def _facts(self) -> TicketFacts:
        from flow_desktop.core.ticket import TicketFacts  # noqa: PLC0415 - loaded with the page

        about, deployment = self._desk.about, self._desk.deployment
        name = deployment.identity_provider_name if isinstance(deployment, Deployment) else None
        return TicketFacts(about.platform(), about.version, name or "")
