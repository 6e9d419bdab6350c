"""How each outcome looks: the state of the palette it is coloured by, and its icon."""

from __future__ import annotations

from flow_desktop.core.findings import Outcome
from flow_desktop.core.presenting import Mark

LOOKS = {
    Outcome.PROBLEM: (Mark.PROBLEM, "problem"),
    Outcome.POSSIBLE: (Mark.DIFFERS, "differs"),
    Outcome.CANNOT_TELL: (Mark.UNKNOWN, "unknown"),
    Outcome.INFO: (Mark.UNKNOWN, "info"),
    Outcome.PASS: (Mark.SAME, "same"),
}
"""State and icon; a word stands beside them always."""
