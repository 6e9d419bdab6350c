"""What the directory's events do: the directory itself, its users and its groups (domain facts, 2.3)."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from flow_desktop.mock.effects import (
    AddDomains,
    AddEdge,
    AuditLine,
    Decision,
    ForgetGroup,
    Reason,
    Remember,
    RememberGroup,
    RemoveEdge,
    SetScim,
    UnlinkAll,
)
from flow_desktop.mock.facts import (
    Account,
    DirectoryActivated,
    DirectoryDeleted,
    DirectoryEvent,
    DirectoryUser,
    GroupDeleted,
    GroupMemberAdded,
    GroupMemberRemoved,
    GroupSeen,
    GroupUser,
    Source,
    State,
    TokenChanged,
    UserCreated,
    UserDeleted,
    UserUpdated,
)
from flow_desktop.mock.rules_arrival import arrive, closed_gate, is_told, take_names, upsert
from flow_desktop.mock.rules_parts import (
    ACTIVE,
    INACTIVE,
    decided,
    effects_only,
    is_member,
    leaves,
    line,
    same_address,
    together,
)


def decide_directory(state: State, event: DirectoryEvent) -> Decision:
    """What a `dsync.*` event does."""
    match event:
        case DirectoryActivated():
            return _activated(state, event)
        case DirectoryDeleted():  # everybody stays a member; manual management is back (note on deletion)
            return decided(line(Reason.DIRECTORY_DELETED), SetScim(on=False), UnlinkAll())
        case TokenChanged():
            return decided(line(Reason.TOKEN_ROTATED, change="revoked" if event.revoked else "created"))
        case _:
            if not state.enterprise.directory_active:
                return decided(_line_about(event, Reason.DIRECTORY_INACTIVE))
            return _synced(state, event)


_Synced = UserCreated | UserUpdated | UserDeleted | GroupSeen | GroupDeleted | GroupMemberAdded | GroupMemberRemoved


def _synced(state: State, event: _Synced) -> Decision:
    """An event of a known, active directory."""
    match event:
        case UserCreated() | UserUpdated() | UserDeleted():
            return _stale(state, event.user) or _user_event(state, event)
        case GroupSeen(group_id, name, idp_id):  # no role and no membership comes from a group (FAQ: role)
            return decided(line(Reason.GROUP_SEEN, group=name), RememberGroup(group_id, name, idp_id))
        case GroupDeleted():
            return _group_deleted(state, event)
        case GroupMemberAdded(group_id, user):  # never stale: a change of membership does not move updated_at
            added = decided(line(Reason.GROUP_MEMBER_ADDED, user, group=group_id))
            unseen = state.remembered is None and state.linked is None
            seen = upsert(state, user) if unseen else effects_only()
            return together(added, seen, effects_only(AddEdge(group_id, user.id)))
        case GroupMemberRemoved(group_id, user):  # users go only when the whole group is deleted (FAQ)
            return decided(line(Reason.GROUP_MEMBER_REMOVED, user, group=group_id), RemoveEdge(group_id, user.id))
        case _:
            assert_never(event)


def _line_about(event: _Synced, reason: Reason) -> AuditLine:
    match event:
        case GroupSeen() | GroupDeleted():
            return line(reason, group=event.name)
        case _:
            return line(reason, event.user)


# --- the directory ------------------------------------------------------------------------------------------------


def _activated(state: State, event: DirectoryActivated) -> Decision:
    """The organisation's domains are imported; nobody is backfilled (note on activation)."""
    told = dict.fromkeys(domain.casefold() for domain in event.domains)
    new = tuple(domain for domain in told if domain not in state.enterprise.domains)
    domains = effects_only(AddDomains(new)) if new else effects_only()
    return together(decided(line(Reason.DIRECTORY_ACTIVATED, domains=" ".join(new)), SetScim(on=True)), domains)


# --- users --------------------------------------------------------------------------------------------------------


def _stale(state: State, user: DirectoryUser) -> Decision | None:
    """Events arrive in any order: what is older than what Flow remembers changes nothing."""
    known = state.remembered
    return decided(line(Reason.STALE_IGNORED, user)) if known and user.updated_at < known.updated_at else None


def _user_event(state: State, event: UserCreated | UserUpdated | UserDeleted) -> Decision:
    member = _managed_member(state)
    match event:
        case UserDeleted(user):
            return _user_deleted(state, user, member)
        case UserCreated(user) | UserUpdated(user) if member is not None:
            if user.state != ACTIVE:
                return _deactivated(state, user, member)
            if member.directory_user_id != user.id:  # joined by the fallback's link; now the tie is made
                return arrive(state, user)
            return _updated(member, user)
        case UserCreated(user):
            return arrive(state, user)
        case UserUpdated(user):
            return _updated_outsider(state, user)
        case _:
            assert_never(event)


def _managed_member(state: State) -> Account | None:
    """The member whom the directory answers for: linked, or in by the link of the invitation that stood in for it."""
    if is_member(state.linked, state):
        return state.linked
    account = state.by_email
    if not is_member(account, state) or account.directory_user_id is not None:
        return None
    return account if state.joined_by_fallback and account.source is Source.INVITE else None


def _user_deleted(state: State, user: DirectoryUser, member: Account | None) -> Decision:
    """The membership goes, the account stays, and no seat is given back (FAQ: removed, billing)."""
    told = effects_only(Remember(replace(user, state=INACTIVE)))
    if member is not None:
        answer = decided(line(Reason.DEPROVISIONED, user, role=member.role))
    elif state.invitation is not None:
        answer = decided(line(Reason.INVITATION_REVOKED, user))
    else:
        answer = decided(line(Reason.DELETE_NOOP, user))
    return together(answer, leaves(state, member), told)


def _deactivated(state: State, user: DirectoryUser, member: Account) -> Decision:
    """Inactive in the directory, in the mode that keeps inactive users."""
    if not state.enterprise.remove_on_inactive:
        return decided(line(Reason.DEACTIVATION_KEPT, user), Remember(user))
    return together(
        decided(line(Reason.DEACTIVATED, user, role=member.role)), leaves(state, member), effects_only(Remember(user))
    )


def _updated(member: Account, user: DirectoryUser) -> Decision:
    """Names follow the directory; the account's e-mail never changes (troubleshooting: updates, duplicates)."""
    lines: list[Decision] = [take_names(member, user)]
    if user.email is not None and not same_address(user.email, member.email):
        lines.append(decided(line(Reason.EMAIL_DRIFT, user, account_email=member.email)))
    absent = [name for name in ("email", "first_name", "last_name") if not is_told(getattr(user, name))]
    if absent:
        lines.append(decided(line(Reason.ATTRIBUTE_ABSENT, user, attributes=" ".join(absent))))
    changed = together(*lines)
    unchanged = decided(line(Reason.UNCHANGED, user)) if not changed.audit else effects_only()
    return together(changed, unchanged, effects_only(Remember(user)))


def _updated_outsider(state: State, user: DirectoryUser) -> Decision:
    """An update about somebody who is no member through the directory.

    It lets in only whom a creation would: never seen before, active again, or with another address than the one that
    was skipped. Who was skipped stays out until the identity provider assigns them again (FAQ: seat cap); the line
    names the gate that is closed still, since Entra's creation is followed by an update at once.
    """
    known = state.remembered
    if known is None:
        return upsert(state, user)
    if user.state != ACTIVE:
        answer = decided(line(Reason.UNCHANGED if state.invitation is None else Reason.INVITATION_REVOKED, user))
        return together(answer, leaves(state, None), effects_only(Remember(user)))
    if known.state != ACTIVE:
        return arrive(state, user, returning=True)
    waits_for_link = is_member(state.by_email, state) and state.by_email.directory_user_id is None
    if waits_for_link or not same_address(known.email, user.email):
        return arrive(state, user)
    return decided(line(closed_gate(state, user) or Reason.UNCHANGED, user), Remember(user))


# --- groups -------------------------------------------------------------------------------------------------------


def _group_deleted(state: State, event: GroupDeleted) -> Decision:
    """All users of the group are removed and their pending invitations revoked (FAQ: directory group deleted)."""
    removed = [_leaves_with_group(state, one, event) for one in state.group_users if _is_inside(state, one)]
    return together(
        *(removed or [decided(line(Reason.GROUP_DELETED, group=event.name))]), effects_only(ForgetGroup(event.group_id))
    )


def _is_inside(state: State, one: GroupUser) -> bool:
    return is_member(one.account, state) or one.invitation is not None


def _leaves_with_group(state: State, one: GroupUser, event: GroupDeleted) -> Decision:
    member = one.account if is_member(one.account, state) else None
    role = {} if member is None else {"role": member.role}
    said = decided(line(Reason.GROUP_DELETED, one.user, group=event.name, **role))
    return together(said, leaves(replace(state, invitation=one.invitation), member))
