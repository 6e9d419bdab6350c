"""Which addresses belong to the person that was asked about, as far as they were seen (pure)."""

from __future__ import annotations

from collections.abc import Iterator

from flow_desktop.core.checks.facts import blind_spot
from flow_desktop.core.evidence import Evidence, Seen
from flow_desktop.core.findings import Finding
from flow_desktop.core.observed import Observed, text_of
from flow_desktop.core.text import email_key


def known_addresses(evidence: Evidence) -> frozenset[str]:
    """Keys (`email_key`) of every address or user name the person is known by at any of the three places."""
    seen = (text_of(value) for value in _values(evidence))
    return frozenset(email_key(value) for value in (evidence.asked.email, *seen) if value)


def unseen_place(check: str, evidence: Evidence) -> Finding | None:
    """ "Cannot tell" where a place could not be read that may know the person by one more address."""
    return blind_spot(check, evidence, "account", "directory_users")


def _values(evidence: Evidence) -> Iterator[Observed]:
    claims, account, users = evidence.claims, evidence.look.account, evidence.look.directory_users
    if isinstance(claims, Seen):
        yield claims.value.email.observed
        yield claims.value.preferred_username.observed
    if isinstance(account, Seen) and account.value is not None:
        yield account.value.email
    for user in users.value if isinstance(users, Seen) else ():
        yield user.email
        yield user.user_name
