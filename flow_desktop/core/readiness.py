"""The set-up guide: prerequisites and the eight steps of the set-up article, each with its live state (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flow_desktop.core.causes import Cause
from flow_desktop.core.evidence import Evidence, Observation, Pilots
from flow_desktop.core.findings import Exhibit


class StepOf(StrEnum):
    """In the article's order; texts ``setup.<id>.title|text|blocks`` in the words."""

    ROLE = "role"
    PLAN = "plan"
    IDP_ACCESS = "idp_access"
    PROFILE = "profile"
    OPEN_SETTINGS = "open_settings"
    ADMIN_PORTAL = "admin_portal"
    DIRECTORY_SYNC = "directory_sync"
    CONFIGURE = "configure"
    MAP_ATTRIBUTES = "map_attributes"
    ACTIVATE = "activate"
    ASSIGN_PILOT = "assign_pilot"
    VERIFY_PILOT = "verify_pilot"


class Ready(StrEnum):
    """DONE and TODO are seen; BLOCKED: an earlier step keeps it; BY_HAND: nobody but the admin can see it."""

    DONE = "done"
    TODO = "todo"
    BLOCKED = "blocked"
    BY_HAND = "by_hand"
    UNKNOWN = "unknown"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class ReadyStep:
    """``cause``: the code that keeps it from being done. ``blocked_by``: the steps that have to come first."""

    id: StepOf
    state: Ready
    facts: tuple[Exhibit, ...] = ()
    cause: Cause | None = None
    blocked_by: tuple[StepOf, ...] = ()


@dataclass(frozen=True, slots=True)
class Readiness:
    """``manual_management``: whether people are still managed by hand, None where nobody could see it."""

    steps: tuple[ReadyStep, ...]
    manual_management: bool | None
    pilots: Pilots | None

    @property
    def next_step(self) -> ReadyStep | None:
        """What to do next: the first step that is to do or wants attention."""
        return next((step for step in self.steps if step.state in (Ready.TODO, Ready.ATTENTION)), None)


def readiness(evidence: Evidence, pilots: Observation[Pilots]) -> Readiness:
    """The state of every step, as far as it was seen. ``evidence`` is the admin's own."""
    raise NotImplementedError
