"""SessionBox: whether this computer stays signed in, and what signing out removes."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget

from flow_desktop.ui.kit import Kit
from flow_desktop.ui.session_control import SessionFacts


class SessionBox(QWidget):
    """The last part of the account page."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        rule = QFrame()
        rule.setObjectName("rule")
        self._kept = kit.label()
        self._kept.hide()
        self.code = kit.label(role="code")
        self.code.hide()
        self.sign_out = kit.button("ui.profile.sign_out", icon="sign_out", then=lambda: None)
        why = kit.label(kit.words("ui.profile.sign_out_why"), "caption")
        self.sign_out.setAccessibleDescription(why.text())
        box = kit.column(self, gap=2)
        section = kit.label(kit.words("ui.profile.this_computer"), "section")
        for part in (rule, section, self._kept, self.code, kit.row(self.sign_out), why):
            box.addWidget(part)

    @property
    def text(self) -> str:
        """What it says about the next start."""
        return self._kept.text()

    def tell(self, facts: SessionFacts) -> None:
        """Kept, kept for this session only (with the reason), or asked again next time."""
        words = self._kit.words
        if facts.notice is not None:
            said = words.problem(facts.notice)
            self._kept.setText(f"{said.title} {said.detail} {said.next_step}")
            self.code.setText(words("ui.code", code=said.code))
        else:
            self._kept.setText(words("ui.profile.kept" if facts.keeps else "ui.profile.asked_again"))
        self._kept.show()
        self.code.setVisible(facts.notice is not None)
