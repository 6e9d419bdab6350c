"""What provisioning has to do about one person: pure, from where the person stands and the switches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flow_desktop.mock.idp.mapping import Values
from flow_desktop.mock.idp.people import Person
from flow_desktop.mock.idp.profiles.base import Profile
from flow_desktop.mock.idp.sent import SentPerson
from flow_desktop.mock.idp.settings import Settings

Kind = Literal["create", "update", "deactivate", "reactivate", "delete", "nothing"]

PURGE_AFTER_SECONDS = 30 * 24 * 3600  # Entra keeps a deleted person so long (domain facts, 4: Hard delete)

NOT_IN_SCOPE = "the app is assigned neither to the person nor to a group that holds the person directly"


@dataclass(frozen=True, slots=True)
class Standing:
    """One person, as provisioning sees them: in scope or not, the values to send, and what was sent."""

    person: Person
    in_scope: bool
    values: Values
    sent: SentPerson | None
    now: float


@dataclass(frozen=True, slots=True)
class Step:
    """What to do, or why nothing is done."""

    kind: Kind
    why: str = ""


def plan(standing: Standing, profile: Profile, settings: Settings) -> Step:
    """The one step that is due; a switch of the provisioning page can turn it into nothing."""
    if _is_purged(standing, profile):
        return _if(settings.deactivate, "delete", "deactivating people is switched off")
    if standing.in_scope and standing.person.state in profile.kept:
        return _bring(standing, profile, settings)
    return _take_away(standing, profile, settings)


def changed_values(sent: Values, values: Values, *, skips_empty: bool) -> bool:
    """Whether a mapped value is another than the one sent."""
    return any(value != sent.get(target) and not (skips_empty and not value) for target, value in values.items())


def _bring(standing: Standing, profile: Profile, settings: Settings) -> Step:
    sent = standing.sent
    if standing.person.state in profile.quiet:
        return Step("nothing", f"nothing is sent about a person who is {standing.person.state}")
    if sent is None:
        return _if(settings.create, "create", "creating people is switched off")
    if not sent.active:
        return _if(settings.create, "reactivate", "creating people is switched off")
    if not changed_values(sent.values, standing.values, skips_empty=profile.skips_empty):
        return Step("nothing", "everything mapped is up to date")
    return _if(settings.update, "update", "updating people is switched off")


def _take_away(standing: Standing, profile: Profile, settings: Settings) -> Step:
    state = standing.person.state
    gone = NOT_IN_SCOPE if not standing.in_scope else f"the person is {state}"
    if standing.sent is None or not standing.sent.active:
        return Step("nothing", gone)
    if not standing.in_scope and not settings.send_unassigned:
        return Step("nothing", "taking the app away is not sent")
    removal = profile.removal(settings, "active" if not standing.in_scope else state)
    if removal == "nothing":
        return Step("nothing", "nothing is to be sent when people are removed")
    return _if(settings.deactivate, removal, "deactivating people is switched off")


def _is_purged(standing: Standing, profile: Profile) -> bool:
    """Entra's hard delete: long enough after the soft one, and only while the person is in scope (E1)."""
    person = standing.person
    if not profile.in_cycles or person.state != "deleted" or standing.sent is None or not standing.in_scope:
        return False
    return standing.now - (person.state_since or 0.0) >= PURGE_AFTER_SECONDS


def _if(switch: bool, kind: Kind, why: str) -> Step:
    return Step(kind) if switch else Step("nothing", why)
