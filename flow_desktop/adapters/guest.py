"""The demo's people, as the window and the terminal offer them."""

from __future__ import annotations

from dataclasses import dataclass

from flow_desktop.adapters.local_service import ReadyLine
from flow_desktop.core.secret import Secret


@dataclass(frozen=True, slots=True)
class Guest:
    """The person the demo signs in, and who gets into the console (None: nobody in this world).

    ``case``: what the scenario shows, None without one.

    Passwords are made up by the local service at each start.
    """

    email: str
    password: Secret
    console: str
    case: str | None = None
    admin_email: str | None = None
    admin_password: Secret | None = None


def guest_of(ready: ReadyLine) -> Guest:
    """Whom the ready line offers for the first sign-in."""
    guest, admin = ready.guest, ready.admin
    return Guest(
        guest.email,
        guest.password,
        ready.console,
        case=ready.case.title if ready.case else None,
        admin_email=admin.email if admin else None,
        admin_password=admin.password if admin else None,
    )
