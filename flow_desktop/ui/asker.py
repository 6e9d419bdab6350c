"""Asker: who is signed in, as far as it matters whom they may ask about."""

from __future__ import annotations

from dataclasses import dataclass

from flow_desktop.core.comparison import ProfileComparison
from flow_desktop.core.deployment import Deployment, DirectoryAuth, Refusal, SourceKind
from flow_desktop.core.directory import Role
from flow_desktop.core.observed import text_of

_ADMINS = (Role.ADMIN, Role.IT_ADMIN)
_WITH_CREDENTIAL = (SourceKind.SCIM, SourceKind.WORKOS)


@dataclass(frozen=True, slots=True)
class Asker:
    """``email``: empty where it is not known. ``role`` None with ``known``: seen not to be in an enterprise."""

    email: str = ""
    role: Role | None = None
    known: bool = False

    def may_ask_others(self, deployment: Deployment | Refusal | None) -> bool:
        """By role, or by a credential an admin gave this computer (decisions, 6).

        Where the role was not seen the places decide: they refuse a stranger themselves.
        """
        if isinstance(deployment, Deployment) and deployment.source in _WITH_CREDENTIAL:
            return deployment.directory_auth is DirectoryAuth.TOKEN
        return self.role in _ADMINS or not self.known

    def may_verify(self, deployment: Deployment | Refusal | None) -> bool:
        """Whether the pilot list is offered: as `may_ask_others`, but not while the role is not known."""
        return self.role in _ADMINS or (self.may_ask_others(deployment) and _has_credential(deployment))


def _has_credential(deployment: Deployment | Refusal | None) -> bool:
    """Whether an admin's own credential is what the places are asked with."""
    return isinstance(deployment, Deployment) and deployment.source in _WITH_CREDENTIAL


def asker_of(found: ProfileComparison) -> Asker:
    """Who it is that a comparison is about: always the signed-in person."""
    known = found.role is not None or found.in_enterprise is not None
    return Asker(text_of(found.identity.email.observed) or "", found.role, known)
