"""StatusStrip: a slim line under the title, there only when there is something to say."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from flow_desktop.ui.flow_layout import FlowLayout
from flow_desktop.ui.kit import Kit, set_mark


class StatusStrip(QFrame):
    """One sentence with an icon and its actions."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setObjectName("strip")
        self._icon = kit.icon("info", "unknown_text")
        self._text = kit.label()
        self._actions = kit.row()
        said = QWidget()
        line = kit.beside(self._icon, self._text)
        line.setContentsMargins(0, kit.theme.space(2), kit.theme.space(4), kit.theme.space(2))
        said.setLayout(line)
        self._row = FlowLayout(kit.theme.space(2), self)
        edge, slim = kit.theme.space(5), kit.theme.space(1)
        self._row.setContentsMargins(edge, slim, edge, slim)
        self._row.addWidget(said)
        self._row.addWidget(self._actions)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._actions.hide()
        self.hide()

    @property
    def text(self) -> str:
        """What it says; empty where it is not shown."""
        return "" if self.isHidden() else self._text.text()

    def tell(self, text: str, *, icon: str = "info", mark: str = "unknown", actions: tuple[QWidget, ...] = ()) -> None:
        """Show a sentence. ``actions`` become children of the strip and replace the ones before."""
        set_mark(self, mark)
        self._icon.show_icon(icon, f"{mark}_text")
        self._text.setText(text)
        self.setAccessibleName(text)
        self._replace_actions(actions)
        self.show()

    def _replace_actions(self, actions: tuple[QWidget, ...]) -> None:
        old, self._actions = self._actions, self._kit.row(*actions)
        self._row.removeWidget(old)
        self._row.addWidget(self._actions)
        old.hide()
        old.deleteLater()
        self._actions.setVisible(bool(actions))
