"""The least a window can be: one empty QWidget. Prints when it was painted, on the clock that all processes share."""

from __future__ import annotations

import json
import sys
import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget


class Bare(QWidget):
    """Ends the program after its first paint."""

    def paintEvent(self, _event: object) -> None:
        print(json.dumps({"painted": time.monotonic()}), flush=True)
        QTimer.singleShot(0, self, app.quit)


app = QApplication(sys.argv[:1])
window = Bare()
window.resize(1000, 680)
window.show()
sys.exit(app.exec())
