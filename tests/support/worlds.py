"""A person at three places, made of plain texts: what the comparison is tried on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypeAlias

from flow_desktop.core.comparison import Place, ProfileComparison, compare
from flow_desktop.core.directory import (
    DirectoryRecord,
    DirectoryView,
    FlowAccount,
    Found,
    NotThere,
    Organisation,
    Origin,
    Role,
    Unseen,
)
from flow_desktop.core.identity import Claim, ClaimSource, Identity
from flow_desktop.core.observed import Absent, Observed, Present, WithheldReason

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
LOOKED = Origin("GET directory_users", AT)
ANA = ("Ana", "Li", "ana@example.com")
NOT_CONFIGURED = Unseen(WithheldReason.NOT_CONFIGURED)

Texts: TypeAlias = tuple[Observed | str | None, Observed | str | None, Observed | str | None]
"""First name, last name, e-mail; None: not sent."""


def seen(value: Observed | str | None) -> Observed:
    """A text as a value that was seen."""
    if value is None:
        return Absent()
    return Present(value) if isinstance(value, str) else value


def identity(texts: Texts = ANA) -> Identity:
    """What the provider said."""
    given, family, email = (Claim(seen(text), ClaimSource.ID_TOKEN) for text in texts)
    return Identity("https://id.example.com", "u1", AT, email=email, given_name=given, family_name=family)


def in_directory(texts: Texts = ANA, *, active: bool | None = True) -> Found[DirectoryRecord]:
    """A person in Directory Sync."""
    given, family, email = map(seen, texts)
    return Found(DirectoryRecord("d1", email=email, given_name=given, family_name=family, active=active), LOOKED)


def in_flow(texts: Texts = ANA, *, role: Role | None = Role.MEMBER) -> Found[FlowAccount]:
    """An account in Flow."""
    given, family, email = map(seen, texts)
    return Found(FlowAccount("f1", email=email, given_name=given, family_name=family, role=role), LOOKED)


def compared(
    at_idp: Texts = ANA,
    directory: Texts | Found[DirectoryRecord] | NotThere | Unseen = ANA,
    flow: Texts | Found[FlowAccount] | NotThere | Unseen = ANA,
    *,
    organisation: Organisation | None = None,
) -> ProfileComparison:
    """The comparison of one person; texts stand for an active record and a member's account."""
    return compare(
        identity(at_idp),
        DirectoryView(
            in_directory(directory) if isinstance(directory, tuple) else directory,
            in_flow(flow) if isinstance(flow, tuple) else flow,
            organisation,
        ),
    )


IDP, DIRECTORY, FLOW = Place
