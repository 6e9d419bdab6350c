"""How each pilot status looks: the state of the palette it is coloured by, and its icon; beside a word always."""

from __future__ import annotations

from flow_desktop.core.pilot.results import Status
from flow_desktop.core.presenting import Mark

LOOKS = {
    Status.NOT_PROVISIONED: (Mark.PROBLEM, "cross"),
    Status.INACTIVE: (Mark.PROBLEM, "sign_out"),
    Status.AMBIGUOUS: (Mark.PROBLEM, "problem"),
    Status.DIFFERS: (Mark.DIFFERS, "differs"),
    Status.LIST_PROBLEM: (Mark.DIFFERS, "warn"),
    Status.UNEXPECTED: (Mark.UNKNOWN, "info"),
    Status.PENDING: (Mark.UNKNOWN, "pending"),
    Status.UNKNOWN: (Mark.UNKNOWN, "unknown"),
    Status.READY_WITH_NOTE: (Mark.SAME, "same"),
    Status.READY: (Mark.SAME, "check"),
}
"""State and icon of every status; no two statuses share both."""
