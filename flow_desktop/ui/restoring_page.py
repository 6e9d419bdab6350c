"""The first moment with a stored session: who is being signed in again, above a skeleton."""

from __future__ import annotations

from flow_desktop.ui.kit import Kit, Page
from flow_desktop.ui.skeleton import Skeleton


class RestoringPage(Page):
    """Nothing to click: it ends by itself."""

    def __init__(self, kit: Kit, who: str) -> None:
        super().__init__(kit)
        self.box.addWidget(kit.label(kit.words("ui.nav.account").replace("&", ""), "title"))
        self.box.addWidget(kit.label(kit.words("ui.restoring", who=who), "muted"))
        self.skeleton = Skeleton(kit)
        self.box.addWidget(self.skeleton)
        self.skeleton.begin()
