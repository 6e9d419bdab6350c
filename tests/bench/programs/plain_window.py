"""A window with the kinds of parts a sign-in window has, and no program behind them."""

from __future__ import annotations

import json
import sys
import time

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget


class Plain(QWidget):
    """Ends the program after its first paint."""

    def paintEvent(self, _event: object) -> None:
        print(json.dumps({"painted": time.monotonic()}), flush=True)
        QTimer.singleShot(0, self, app.quit)


app = QApplication(sys.argv[:1])
window = Plain()
window.resize(1000, 680)
column = QVBoxLayout(window)
for part in (QLabel("Sign in"), QLineEdit(), QPushButton("Sign in via browser")):
    column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
window.setStyleSheet("QPushButton { background: #2b50d8; color: white; padding: 8px; border-radius: 6px; }")
window.show()
sys.exit(app.exec())
