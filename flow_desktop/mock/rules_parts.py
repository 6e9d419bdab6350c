"""What the rules are put together from: audit lines, decisions, and the questions that several rules ask."""

from __future__ import annotations

from typing import TypeGuard

from flow_desktop.mock.addresses import email_key
from flow_desktop.mock.effects import (
    AuditLine,
    CloseInvitation,
    Decision,
    Effect,
    Leave,
    Reason,
    SetSeatCount,
    Unlink,
)
from flow_desktop.mock.facts import Account, DirectoryUser, Invitation, Role, State

ACTIVE = "active"
INACTIVE = "inactive"
ADMINS = frozenset({Role.ADMIN, Role.IT_ADMIN})


def line(reason: Reason, who: DirectoryUser | Account | str | None = None, **detail: object) -> AuditLine:
    """An audit line about a directory user, an account, an address, or nobody; what is None is left out."""
    told = tuple((name, _as_text(value)) for name, value in detail.items() if value is not None)
    match who:
        case DirectoryUser():
            return AuditLine(reason, email=who.email, directory_user_id=who.id, detail=told)
        case Account():
            return AuditLine(reason, email=who.email, account_id=who.id, detail=told)
        case _:
            return AuditLine(reason, email=who or None, detail=told)


def _as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def decided(answer: AuditLine, *effects: Effect) -> Decision:
    """These effects, for this reason."""
    return Decision(effects, (answer,))


def refused(answer: AuditLine) -> Decision:
    """Nothing happens, and the asker is told no."""
    return Decision((), (answer,), refused=True)


def effects_only(*effects: Effect) -> Decision:
    """A part of a decision that needs no line of its own."""
    return Decision(effects, ())


def together(*parts: Decision) -> Decision:
    """One decision of several parts, in order; the first line is the outcome."""
    return Decision(
        tuple(effect for part in parts for effect in part.effects),
        tuple(answer for part in parts for answer in part.audit),
    )


# --- who belongs here ---------------------------------------------------------------------------------------------


def is_member(account: Account | None, state: State) -> TypeGuard[Account]:
    """Whether the account belongs to this enterprise."""
    return account is not None and account.enterprise_id == state.enterprise.id


def is_elsewhere(account: Account | None, state: State) -> bool:
    """Whether the account belongs to another enterprise; nobody belongs to two (FAQ: a different organization)."""
    return account is not None and account.enterprise_id not in (None, state.enterprise.id)


def is_admin(state: State) -> bool:
    """Whether the asker may manage the team; without an asker it is the operator of the service."""
    return state.actor is None or (is_member(state.actor, state) and state.actor.role in ADMINS)


def leaves(state: State, account: Account | None) -> Decision:
    """Membership, directory link and pending invitation go; the account stays (FAQ: removed from the IdP)."""
    gone: tuple[Effect, ...] = ()
    if account is not None:
        gone = (Leave(account.id, state.enterprise.revoke_on_removal), Unlink(account.id))
    return together(effects_only(*gone), closes(state.invitation, "revoked"))


def closes(invitation: Invitation | None, how: str) -> Decision:
    """The pending invitation ends, if there is one."""
    return effects_only() if invitation is None else effects_only(CloseInvitation(invitation.id, how))


def same_address(one: str | None, other: str | None) -> bool:
    """Whether two addresses are the same mailbox."""
    return email_key(one) == email_key(other)


# --- seats --------------------------------------------------------------------------------------------------------


def seats_of_others(state: State) -> int:
    """Seats in use without the one that this person's own pending invitation holds (decision 21)."""
    invitation = state.invitation
    holds = invitation is not None and state.enterprise.pending_hold_seats and invitation.role is not Role.IT_ADMIN
    return state.enterprise.seats_used - (1 if holds else 0)


def is_full(state: State, role: Role) -> bool:
    """Whether the seat cap leaves no room; an IT Admin needs no seat (FAQ: billing)."""
    cap = state.enterprise.seat_cap
    return role is not Role.IT_ADMIN and cap is not None and seats_of_others(state) >= cap


def takes_seat(state: State, role: Role, who: DirectoryUser | Account | str) -> Decision:
    """The billed count grows when one more person needs it, and never falls here (FAQ: billing)."""
    before, needed = state.enterprise.seat_count, seats_of_others(state) + 1
    if role is Role.IT_ADMIN or needed <= before:
        return effects_only()
    return decided(line(Reason.SEATS_RAISED, who, before=before, after=needed), SetSeatCount(needed))
