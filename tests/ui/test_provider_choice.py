"""Choosing the identity provider: what is not chosen can be seen as well as what is."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from flow_desktop.core.providers import Provider
from flow_desktop.ui.provider_choice import ProviderChoice
from flow_desktop.ui.theme import Mode
from tests.ui.bench import LOOKS, Bench
from tests.ui.test_theme import contrast


def strongest(button: QRadioButton, picture: QImage) -> float:
    """The strongest contrast of anything in the button's ring to what the button stands on."""
    ground = picture.pixelColor(1, picture.height() // 2).name()
    ring = button.fontMetrics().height()
    colors = {picture.pixelColor(x, picture.height() // 2).name() for x in range(ring)}
    return max(contrast(one, ground) for one in colors)


@pytest.mark.parametrize(("mode", "scale"), LOOKS)
def test_every_ring_can_be_seen(qtbot: QtBot, mode: Mode, scale: float) -> None:
    """A control's outline has 3:1 to its ground (WCAG 2.2, 1.4.11), chosen or not, in light and dark."""
    bench = Bench(qtbot, mode, scale=scale)
    choice = ProviderChoice(bench.kit, Provider.OKTA)
    bench.show(choice)
    bench.window.setFocus()
    weak = [one for one, button in choice.buttons.items() if strongest(button, button.grab().toImage()) < 3]
    assert weak == []
    assert bench.keep(f"provider-choice-{mode}-{round(scale * 100)}")
