"""RoleNotice: an IT Admin manages and does not dictate (article, "Before you start"): sign out, or the admin portal."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from flow_desktop.core.comparison import ProfileComparison
from flow_desktop.core.deployment import Deployment
from flow_desktop.ui.desk import Desk
from flow_desktop.ui.kit import Kit, announce, set_mark


class RoleNotice(QFrame):
    """Shown to IT Admins above their verdict, which they get like everybody else."""

    sign_out_asked = Signal()

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__()
        self._kit, self._desk, self._portal = kit, desk, ""
        self.setObjectName("panel")
        set_mark(self, "unknown")
        title = kit.label(kit.words("ui.it_admin.title"), "strong")
        text = kit.label(kit.words("ui.it_admin.text"))
        self.sign_out = kit.button("ui.it_admin.sign_out", then=self.sign_out_asked.emit)
        self.portal = kit.button("ui.it_admin.portal", icon="open", then=self._on_portal)
        side = QWidget()
        box = kit.column(side, gap=2)
        for part in (title, text, kit.row(self.portal, self.sign_out)):
            box.addWidget(part)
        kit.column(self, margin=4).addLayout(kit.beside(kit.icon("info", "unknown_text", "icon_large"), side, gap=3))
        self.setAccessibleName(f"{title.text()} {text.text()}")
        self.hide()

    def tell(self, found: ProfileComparison | None) -> None:
        """Show it for this person, or hide it. The portal's address is the deployment's, else the organisation's."""
        given = self._desk.deployment.admin_portal_url if isinstance(self._desk.deployment, Deployment) else None
        told = found.organisation.admin_portal_url if found and found.organisation else None
        self._portal = given or told or ""
        self.portal.setVisible(bool(self._portal))
        self.setVisible(found is not None)

    def _on_portal(self) -> None:
        if not self._desk.browser.open(self._portal):
            announce(self, self._kit.words("ui.link_not_opened"))
            self.portal.setToolTip(self._kit.words("ui.link_not_opened"))
