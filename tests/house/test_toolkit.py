"""The toolkit and the interpreter get along (a pairing that does not ends in an abort without a message)."""

from __future__ import annotations

import sys

import pytest

CALLS = 50
SLACK = 10  # the calls themselves, the test runner and the collector move a few


def test_qt_gives_back_every_reference() -> None:
    """Calling Qt 50 times leaves the reference counts of None and True where they were."""
    pytest.importorskip("PySide6.QtWidgets", reason="Qt does not load here", exc_type=ImportError)
    from PySide6.QtCore import QObject, Signal
    from PySide6.QtWidgets import QApplication, QLabel

    class Bell(QObject):
        rung = Signal(object)

    app = QApplication.instance() or QApplication([])
    label, bell = QLabel(), Bell()
    label.setText("warm")
    bell.rung.emit("warm")
    before = sys.getrefcount(None), sys.getrefcount(True)
    for number in range(CALLS):
        label.setText(str(number))
        bell.rung.emit(number)
    assert app is not None
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert before[0] - after[0] < SLACK, "Qt takes references of None away: this pair of versions will abort"
    assert before[1] - after[1] < SLACK, "Qt takes references of True away: this pair of versions will abort"
