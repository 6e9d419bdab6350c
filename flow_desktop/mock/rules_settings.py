"""SSO settings, domains and billing: what an admin, or the billing cycle, changes for the whole enterprise."""

from __future__ import annotations

from typing import assert_never

from flow_desktop.mock.effects import (
    AddDomains,
    Decision,
    EnforceSso,
    Reason,
    RemoveDomain,
    SetSeatCap,
    SetSeatCount,
)
from flow_desktop.mock.facts import (
    BillingReconciled,
    DomainRegistered,
    SeatCapChanged,
    SetupOpened,
    SsoEnforcementChanged,
    State,
)
from flow_desktop.mock.rules_parts import decided, is_admin, line, refused

ENTERPRISE_PLAN = "enterprise"

SettingsAction = SetupOpened | SsoEnforcementChanged | DomainRegistered | SeatCapChanged | BillingReconciled


def decide_settings(state: State, action: SettingsAction) -> Decision:
    """What a change of the enterprise's settings does."""
    is_sso = isinstance(action, SetupOpened | SsoEnforcementChanged)
    if is_sso and state.enterprise.plan != ENTERPRISE_PLAN:  # SSO settings are Enterprise-only
        return refused(line(Reason.PLAN_REQUIRED, state.actor))
    if not is_admin(state):
        return refused(line(Reason.NOT_ADMIN, state.actor))
    match action:
        case SetupOpened():
            return _open_setup(state)
        case SsoEnforcementChanged(enforced):
            return _enforce_sso(state, enforced)
        case DomainRegistered():
            return _domain(state, action)
        case SeatCapChanged(cap):  # nobody comes in by it: the identity provider has to assign again (FAQ)
            return decided(line(Reason.CAP_CHANGED, before=state.enterprise.seat_cap, after=cap), SetSeatCap(cap))
        case BillingReconciled():
            before, used = state.enterprise.seat_count, state.enterprise.seats_used
            return decided(line(Reason.SEATS_RECONCILED, before=before, after=used), SetSeatCount(used))
        case _:
            assert_never(action)


def _open_setup(state: State) -> Decision:
    """Set-up starts only for somebody whose own first name, last name and e-mail are filled in."""
    actor = state.actor
    if actor is not None and not all((actor.first_name, actor.last_name, actor.email)):
        return refused(line(Reason.PROFILE_INCOMPLETE, actor))
    return decided(line(Reason.SETUP_OPENED, actor))


def _enforce_sso(state: State, enforced: bool) -> Decision:
    if enforced == state.enterprise.sso_enforced:
        return decided(line(Reason.UNCHANGED, sso_enforced=enforced))
    return decided(line(Reason.SSO_ENFORCEMENT_CHANGED, enforced=enforced), EnforceSso(enforced))


def _domain(state: State, action: DomainRegistered) -> Decision:
    domain = action.domain.casefold()
    if (domain in state.enterprise.domains) == action.registered:
        return decided(line(Reason.UNCHANGED, domain=domain))
    if action.registered:
        return decided(line(Reason.DOMAIN_ADDED, domain=domain), AddDomains((domain,)))
    return decided(line(Reason.DOMAIN_REMOVED, domain=domain), RemoveDomain(domain))
