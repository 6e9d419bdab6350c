"""What somebody does for themselves: follow an invitation, ask to join, edit their name, sign up, sign in."""

from __future__ import annotations

import re
import unicodedata
from typing import assert_never

from flow_desktop.mock.addresses import domain_of, is_address
from flow_desktop.mock.effects import (
    CloseInvitation,
    CreateAccount,
    Decision,
    OpenJoinRequest,
    Reason,
    SetName,
)
from flow_desktop.mock.facts import (
    InvitationAccepted,
    JoinRequested,
    Method,
    NameEdited,
    SignInAttempted,
    SignUpAttempted,
    Source,
    State,
)
from flow_desktop.mock.rules_parts import (
    decided,
    is_elsewhere,
    is_full,
    is_member,
    line,
    refused,
    same_address,
    together,
)
from flow_desktop.mock.rules_team import join_by_hand

LONGEST_NAME = 30
_PUNCTUATION = frozenset(" -'\N{RIGHT SINGLE QUOTATION MARK}")
_LIKE_A_PASSWORD = re.compile(r"pass|pwd|qwerty", re.IGNORECASE)  # "123" is refused as digits are

PersonAction = InvitationAccepted | JoinRequested | NameEdited | SignUpAttempted | SignInAttempted


def decide_person(state: State, action: PersonAction) -> Decision:
    """What a person's own action does."""
    match action:
        case InvitationAccepted():
            return _accept_invitation(state, action)
        case JoinRequested():
            return _ask_to_join(state, action)
        case NameEdited():
            return _edit_name(state, action)
        case SignUpAttempted():
            return _sign_up(state, action)
        case SignInAttempted():
            return _sign_in(state, action)
        case _:
            assert_never(action)


def is_a_name(value: str) -> bool:
    """Whether Flow's settings take it as a name: letters of any script, blanks, hyphens, apostrophes; 30 at most."""
    letters = all(one in _PUNCTUATION or unicodedata.category(one)[0] in "LM" for one in value)
    return bool(value.strip()) and letters and len(value) <= LONGEST_NAME and not _LIKE_A_PASSWORD.search(value)


def _accept_invitation(state: State, action: InvitationAccepted) -> Decision:
    """The link lets its own address in, as far as there is a seat (decision 21); the directory link comes later."""
    invitation = state.invitation
    if invitation is None or not same_address(invitation.email, action.email):
        return refused(line(Reason.INVITATION_UNUSABLE, action.email))
    accepted = CloseInvitation(invitation.id, "accepted")
    if is_member(state.by_email, state):
        return decided(line(Reason.ALREADY_MEMBER, action.email), accepted)
    if is_elsewhere(state.by_email, state):
        return refused(line(Reason.OTHER_ENTERPRISE, action.email))
    if is_full(state, invitation.role):
        return refused(line(Reason.SEAT_CAP, action.email))
    return together(
        decided(line(Reason.JOINED_BY_INVITATION, action.email, role=invitation.role), accepted),
        join_by_hand(state, invitation.email, role=invitation.role, source=Source.INVITE),
    )


def _ask_to_join(state: State, action: JoinRequested) -> Decision:
    if not is_address(action.email):
        return refused(line(Reason.NO_EMAIL, action.email))
    if is_member(state.by_email, state):
        return refused(line(Reason.ALREADY_MEMBER, action.email))
    if state.join_request is not None:
        return decided(line(Reason.UNCHANGED, action.email))
    return decided(line(Reason.JOIN_REQUESTED, action.email), OpenJoinRequest(action.email))


def _edit_name(state: State, action: NameEdited) -> Decision:
    """A part that is None stays as it is."""
    account = state.by_email
    if account is None:
        return refused(line(Reason.NAME_REFUSED))
    asked = [name for name in (action.first_name, action.last_name) if name is not None]
    if not all(map(is_a_name, asked)):
        return refused(line(Reason.NAME_REFUSED, account))
    first = account.first_name if action.first_name is None else action.first_name
    last = account.last_name if action.last_name is None else action.last_name
    if (first, last) == (account.first_name, account.last_name):
        return decided(line(Reason.UNCHANGED, account))
    said = line(Reason.NAME_EDITED, account, first_name=first, last_name=last)
    return decided(said, SetName(account.id, first, last, edited=True))


def _sign_up(state: State, action: SignUpAttempted) -> Decision:
    """Nobody registers on a SCIM-managed domain (FAQ: sign up directly)."""
    if not is_address(action.email):
        return refused(line(Reason.NO_EMAIL, action.email))
    if _is_managed(state, action.email):
        return refused(line(Reason.SELF_SIGNUP_BLOCKED, action.email, method=action.method))
    if _must_use_sso(state, action.email, action.method):
        return refused(line(Reason.SSO_REQUIRED, action.email, method=action.method))
    if state.by_email is not None:
        return refused(line(Reason.UNCHANGED, action.email))
    made = CreateAccount(action.email, None, None, Source.SELF)
    return decided(line(Reason.SIGNED_UP, action.email, method=action.method), made)


def _sign_in(state: State, action: SignInAttempted) -> Decision:
    """An account is enough to sign in; the membership decides what it shows (domain facts, 2.4)."""
    account, who = state.by_email, state.by_email or action.email
    if _must_use_sso(state, action.email, action.method):
        return refused(line(Reason.SSO_REQUIRED, who, method=action.method))
    if action.method is Method.SSO and domain_of(action.email) not in state.enterprise.domains:
        return refused(line(Reason.OUTSIDE_ORGANIZATION, who, method=action.method))
    if account is None:
        return refused(line(Reason.NOT_PROVISIONED, who, method=action.method))
    if not is_member(account, state):
        return decided(line(Reason.SIGNED_IN_WITHOUT_MEMBERSHIP, who, method=action.method))
    return decided(line(Reason.SIGNED_IN, who, method=action.method, role=account.role))


def _is_managed(state: State, email: str) -> bool:
    return state.enterprise.scim_on and domain_of(email) in state.enterprise.domains


def _must_use_sso(state: State, email: str, method: Method) -> bool:
    """Enforced SSO binds this organisation's addresses and members, and whoever has not said who they are."""
    if method is Method.SSO or not state.enterprise.sso_enforced:
        return False
    ours = domain_of(email) in state.enterprise.domains or is_member(state.by_email, state)
    return ours or not is_address(email)
