"""All checks, in the article's order."""

from __future__ import annotations

from flow_desktop.core.findings import Check

CHECKS: tuple[Check, ...] = ()
