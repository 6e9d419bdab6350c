"""The way of one account in five steps, and where it stopped: the picture above the findings (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flow_desktop.core.causes import Cause
from flow_desktop.core.evidence import Evidence
from flow_desktop.core.findings import Exhibit, Finding
from flow_desktop.core.words import Message


class StepId(StrEnum):
    """The steps in the order an account travels; texts ``trail.<id>``."""

    CONNECTION = "connection"
    PERSON = "person"
    SCOPE = "scope"
    MATCH = "match"
    COMPARE = "compare"


class StepState(StrEnum):
    """NOT_EVALUATED: an earlier step stopped the account. UNKNOWN: it could not be seen."""

    PASS = "pass"  # noqa: S105 - a state
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_EVALUATED = "not_evaluated"


@dataclass(frozen=True, slots=True)
class Step:
    """One step with what it stands on. ``causes``: the findings' codes that belong here, the most blocking first."""

    id: StepId
    state: StepState
    headline: Message
    facts: tuple[Exhibit, ...] = ()
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class Trail:
    """Always five steps. ``stopped_at``: the first step that failed, None where none did."""

    steps: tuple[Step, ...]

    @property
    def stopped_at(self) -> StepId | None:
        """Where the account stopped."""
        return next((step.id for step in self.steps if step.state is StepState.FAIL), None)


def draw_trail(evidence: Evidence, findings: tuple[Finding, ...]) -> Trail:
    """The trail of the account that the evidence is about; ``findings`` are those of all checks."""
    raise NotImplementedError
