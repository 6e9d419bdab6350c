"""Skeleton: the shape of what is being loaded, drawn only if loading takes longer than a blink."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QWidget

from flow_desktop.ui.kit import Kit

AFTER_MS = 300
_HEIGHTS = (96, 32, 44, 44, 44)


class Skeleton(QWidget):
    """Holds its place at once, so that nothing jumps; its bones appear after 300 ms."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setAccessibleName(kit.words("ui.loading"))
        box = kit.column(self, gap=3)
        self._bones = [self._bone(height) for height in _HEIGHTS]
        for bone in self._bones:
            box.addWidget(bone)
        box.addStretch(1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._show_bones)

    def begin(self) -> None:
        """Loading has begun."""
        for bone in self._bones:
            bone.setVisible(False)
        self._timer.start(AFTER_MS)

    def stop(self) -> None:
        """Loading has ended."""
        self._timer.stop()

    def _show_bones(self) -> None:
        for bone in self._bones:
            bone.setVisible(True)

    def _bone(self, height: int) -> QFrame:
        bone = QFrame()
        bone.setObjectName("bone")
        bone.setFixedHeight(height)
        policy = bone.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        bone.setSizePolicy(policy)
        return bone
