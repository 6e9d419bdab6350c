"""All checks, in the article's order."""

from __future__ import annotations

from flow_desktop.core.checks import (
    duplicate_accounts,
    invited_instead,
    membership,
    not_activating,
    not_created,
    not_updated,
    other_enterprise,
    roles_and_seats,
    seat_cap,
    set_up,
    sign_in,
    still_signs_in,
    support,
)
from flow_desktop.core.findings import Check

CHECKS: tuple[Check, ...] = (
    *set_up.CHECKS,
    *not_activating.CHECKS,
    *not_created.CHECKS,
    *not_updated.CHECKS,
    *still_signs_in.CHECKS,
    *duplicate_accounts.CHECKS,
    *invited_instead.CHECKS,
    *other_enterprise.CHECKS,
    *seat_cap.CHECKS,
    *sign_in.CHECKS,
    *membership.CHECKS,
    *roles_and_seats.CHECKS,
    *support.CHECKS,
)
