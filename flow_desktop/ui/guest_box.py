"""The demo's pilot account, under the sign-in card: who to be, and the password to paste in the browser."""

from __future__ import annotations

from flow_desktop.ui.button import Button
from flow_desktop.ui.desk import Desk, GuestAccount
from flow_desktop.ui.kit import Card, Kit, announce


class GuestBox(Card):
    """The password is copied, never shown; the local service makes it up anew at each start."""

    def __init__(self, kit: Kit, desk: Desk, guest: GuestAccount) -> None:
        super().__init__(kit, gap=3, margin=6)
        self._words, self._desk, self._guest = kit.words, desk, guest
        self.copy_email = kit.button("ui.guest.copy_email", "secondary", icon="copy", then=self._on_copy_email)
        self.copy_password = kit.button("ui.guest.copy_password", "secondary", icon="copy", then=self._on_copy_password)
        self._said = kit.label(role="caption")
        self.box.addWidget(kit.label(kit.words("ui.guest.title"), "strong"))
        if guest.case is not None:
            self.box.addWidget(kit.label(kit.words("ui.guest.case", title=guest.case)))
        self.box.addWidget(kit.label(kit.words("ui.guest.text", email=guest.email)))
        self.box.addWidget(kit.row(self.copy_email, self.copy_password))
        self.box.addWidget(kit.label(kit.words("ui.guest.others"), "caption"))
        self.others = kit.button("ui.guest.open_others", "quiet", icon="open", then=self._on_open_others)
        self.box.addWidget(kit.row(self.others))
        self._add_admin(kit)
        self.box.addWidget(self._said)
        self._said.hide()

    def _add_admin(self, kit: Kit) -> None:
        """The way behind the scenes, where the world has somebody who may go there."""
        self.copy_admin: Button | None = None
        if self._guest.admin_email is None:
            return
        self.box.addWidget(kit.label(kit.words("ui.guest.admin", email=self._guest.admin_email), "caption"))
        self.copy_admin = kit.button("ui.guest.copy_admin", "quiet", icon="copy", then=self._on_copy_admin)
        self.copy_admin_email = kit.button("ui.guest.copy_admin_email", "quiet", icon="copy", then=self._on_copy_who)
        self.box.addWidget(kit.row(self.copy_admin_email, self.copy_admin))

    def _on_copy_who(self) -> None:
        self._copied(self._guest.admin_email or "")

    def _on_copy_admin(self) -> None:
        if self._guest.admin_password is not None:
            self._copied(self._guest.admin_password.reveal())

    def _on_copy_email(self) -> None:
        self._copied(self._guest.email)

    def _on_copy_password(self) -> None:
        self._copied(self._guest.password.reveal())

    def _on_open_others(self) -> None:
        if not self._desk.browser.open(self._guest.console):
            self._copied(self._guest.console)

    def _copied(self, text: str) -> None:
        self._desk.clipboard.put(text)
        self._said.setText(self._words("ui.guest.copied"))
        self._said.show()
        announce(self, self._said.text())
