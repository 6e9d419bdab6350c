"""Somebody the directory names comes in: the gates in their order, then the commit (domain facts, 2.2)."""

from __future__ import annotations

from flow_desktop.mock.addresses import domain_of, is_address
from flow_desktop.mock.effects import (
    PERSON_OF_EVENT,
    CreateAccount,
    Decision,
    Join,
    Link,
    Reason,
    Remember,
    SendInvitation,
    SetName,
)
from flow_desktop.mock.facts import Account, DirectoryUser, Role, Source, State
from flow_desktop.mock.rules_parts import (
    ACTIVE,
    closes,
    decided,
    effects_only,
    is_elsewhere,
    is_full,
    is_member,
    line,
    takes_seat,
    together,
)


def arrive(state: State, user: DirectoryUser, *, returning: bool = False) -> Decision:
    """A creation: skipped silently at the first closed gate, else linked or provisioned.

    `returning`: the directory had the user inactive and has them active again.
    """
    gate = closed_gate(state, user)
    if gate is not None:
        return decided(line(gate, user), Remember(user))
    account = state.by_email
    if is_member(account, state):
        return _link_member(state, user, account)
    return _provision(state, user, returning=returning)


def upsert(state: State, user: DirectoryUser) -> Decision:
    """A user whose creation Flow never saw goes through the same gates (WorkOS: events may arrive in any order)."""
    decision = arrive(state, user)
    if closed_gate(state, user) is not None:
        return decision
    return together(decided(line(Reason.UPSERTED, user)), decision)


def provisioning_failed(state: State, user: DirectoryUser) -> Decision:
    """The write failed for a moment: an invitation instead, but never at the seat cap (article: e-mail invitations)."""
    gate = closed_gate(state, user)
    if gate is not None:
        return decided(line(gate, user), Remember(user))
    if is_member(state.by_email, state):
        return decided(line(Reason.ALREADY_MEMBER, user), Remember(user))
    if state.invitation is not None:
        return decided(line(Reason.INVITATION_EXISTS, user), Remember(user))
    invitation = SendInvitation(user.email or "", Role.MEMBER, fallback=True)
    return decided(line(Reason.FALLBACK_INVITED, user), invitation, Remember(user))


def closed_gate(state: State, user: DirectoryUser) -> Reason | None:
    """The first reason not to let the user in; None when every gate is open."""
    if user.state != ACTIVE:
        return Reason.INACTIVE_ON_CREATE
    if not is_address(user.email):
        return Reason.NO_EMAIL
    if domain_of(user.email) not in state.enterprise.domains:
        return Reason.DOMAIN_MISMATCH
    if is_elsewhere(state.by_email, state):
        return Reason.OTHER_ENTERPRISE
    if is_full(state, Role.MEMBER) and not is_member(state.by_email, state):
        return Reason.SEAT_CAP
    return None


def take_names(account: Account, user: DirectoryUser) -> Decision:
    """The directory's names win over the account's, local edits included; what it does not tell blanks nothing."""
    first = user.first_name if is_told(user.first_name) else account.first_name
    last = user.last_name if is_told(user.last_name) else account.last_name
    if (first, last) == (account.first_name, account.last_name):
        return effects_only()
    return decided(line(Reason.NAME_UPDATED, user, first_name=first, last_name=last), SetName(account.id, first, last))


def is_told(value: str | None) -> bool:
    """Whether an attribute carries anything; an unmapped one is missing or blank."""
    return value is not None and value.strip() != ""


def _link_member(state: State, user: DirectoryUser, account: Account) -> Decision:
    """Here already: only the link is new. Role and seats stay; a link to another directory user moves."""
    held = account.directory_user_id
    duplicate = effects_only()
    if held is not None:
        duplicate = decided(line(Reason.POSSIBLE_DUPLICATE, user, linked_before=held))
    return together(
        decided(line(Reason.LINKED_EXISTING, user), Link(account.id, user.id)),
        closes(state.invitation, "closed"),
        take_names(account, user),
        duplicate,
        effects_only(Remember(user)),
    )


def _provision(state: State, user: DirectoryUser, *, returning: bool) -> Decision:
    """Always as Member (FAQ: role); an account that exists is used again, else one is made."""
    return together(
        _account_joins(state, user, returning=returning),
        closes(state.invitation, "closed"),
        takes_seat(state, Role.MEMBER, user),
        effects_only(Remember(user)),
    )


def _account_joins(state: State, user: DirectoryUser, *, returning: bool) -> Decision:
    account = state.by_email
    if account is None:
        return _new_account(state, user)
    reason = Reason.REPROVISIONED if returning else Reason.REASSOCIATED
    reset = effects_only()
    if state.former_role not in (None, Role.MEMBER):
        reset = decided(line(Reason.ROLE_RESET, user, before=state.former_role, after=Role.MEMBER))
    return together(
        decided(line(reason, user), Join(account.id, Role.MEMBER, Source.SCIM), Link(account.id, user.id)),
        reset,
        take_names(account, user),
    )


def _new_account(state: State, user: DirectoryUser) -> Decision:
    duplicate = effects_only()
    if state.namesake:  # the same name under another address (troubleshooting: Duplicate user accounts)
        duplicate = decided(line(Reason.POSSIBLE_DUPLICATE, user))
    return together(
        decided(
            line(Reason.PROVISIONED, user),
            CreateAccount(user.email or "", user.first_name, user.last_name, Source.SCIM),
            Join(PERSON_OF_EVENT, Role.MEMBER, Source.SCIM),
            Link(PERSON_OF_EVENT, user.id),
        ),
        duplicate,
    )
