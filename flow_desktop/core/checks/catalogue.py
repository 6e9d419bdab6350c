"""All checks, in the article's order."""

from __future__ import annotations

from flow_desktop.core.checks import (
    invited_instead,
    membership,
    not_activating,
    not_created,
    other_enterprise,
    seat_cap,
    set_up,
)
from flow_desktop.core.findings import Check

CHECKS: tuple[Check, ...] = (
    *set_up.CHECKS,
    *not_activating.CHECKS,
    *not_created.CHECKS,
    *invited_instead.CHECKS,
    *other_enterprise.CHECKS,
    *seat_cap.CHECKS,
    *membership.CHECKS,
)
