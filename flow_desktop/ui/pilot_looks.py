"""How each pilot status looks: the state of the palette it is coloured by, and its icon; beside a word always."""

from __future__ import annotations

from flow_desktop.core.pilot.results import Status
from flow_desktop.core.pilot.speech import MARKS

ICONS = {
    Status.NOT_PROVISIONED: "cross",
    Status.INACTIVE: "sign_out",
    Status.AMBIGUOUS: "problem",
    Status.DIFFERS: "differs",
    Status.LIST_PROBLEM: "warn",
    Status.UNEXPECTED: "info",
    Status.PENDING: "pending",
    Status.UNKNOWN: "unknown",
    Status.READY_WITH_NOTE: "same",
    Status.READY: "check",
}
"""No two statuses share an icon."""

LOOKS = {status: (MARKS[status], icon) for status, icon in ICONS.items()}
"""State and icon of every status."""
