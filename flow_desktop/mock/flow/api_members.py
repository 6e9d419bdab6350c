"""`/members`: who is in the enterprise, and the accounts that the audit knows without being in it."""

from __future__ import annotations

import sqlite3

from flow_desktop.mock.addresses import email_key
from flow_desktop.mock.facts import RemoveRequested, RoleChangeRequested
from flow_desktop.mock.flow.answers import DirectoryUserFacts, Member, MemberPage
from flow_desktop.mock.flow.asked import MembersAsked, Nothing, RoleSent, Standing, known
from flow_desktop.mock.flow.calls import Access, Call, Operation, heed
from flow_desktop.mock.flow.paging import Keyset, moment
from flow_desktop.mock.flow.problems import not_found
from flow_desktop.mock.store import Store

_ACCOUNT = "a.id, a.email, a.first_name, a.last_name"
_CHANGED = "COALESCE(a.changed_at, a.updated_at)"
_TIMES = f"a.created_at, a.updated_at, a.name_edited_at, {_CHANGED}"
_USER = "u.id, u.idp_id, u.username, u.email, u.first_name, u.last_name, u.state, u.updated_at"
_LINKED = "LEFT JOIN directory_links l ON l.account_id = a.id LEFT JOIN directory_users u ON u.id = l.directory_user_id"
_OURS = "(SELECT id FROM enterprise)"
_MEMBER_COLUMNS = f"{_ACCOUNT}, m.role, m.source, m.created_at, {_TIMES}, 'member', {_USER}"
_OUTSIDE_COLUMNS = f"{_ACCOUNT}, NULL, NULL, NULL, {_TIMES}, 'outside', {_USER}"
# CROSS JOIN keeps SQLite to the order written: the list is read from the index that has its order.
_BY_MEMBER = f"memberships m CROSS JOIN accounts a ON a.id = m.account_id {_LINKED}"
_BY_ACCOUNT = f"accounts a CROSS JOIN memberships m ON m.account_id = a.id {_LINKED}"
_OUTSIDE = (
    f"NOT EXISTS (SELECT 1 FROM memberships m WHERE m.enterprise_id = {_OURS} AND m.account_id = a.id)"  # noqa: S608 - our own texts
    " AND EXISTS (SELECT 1 FROM audit x WHERE x.account_id = a.id)"
)


def list_members(call: Call, asked: MembersAsked) -> MemberPage:
    """Members, or with `status=outside` accounts the audit knows; with `since` in the order of their changes."""
    listing = _outside(asked) if asked.status is Standing.OUTSIDE else _members(asked)
    rows, following = listing.page(call.store, known(asked.cursor), limit=asked.limit)
    return MemberPage([_told(row) for row in rows], following)


def get_member(call: Call, _asked: Nothing) -> Member:
    """One member, or one account that the audit knows."""
    return _required(call)


def change_role(call: Call, sent: RoleSent) -> Member:
    """Give a member another role; allowed while Directory Sync is on as well."""
    _required(call)
    heed(call.places.flow.perform(RoleChangeRequested(sent.role), about=call.key, actor=call.asker.account_id))
    return _required(call)


def remove_member(call: Call, _sent: Nothing) -> None:
    """Take a member out of the enterprise; the account stays. Refused while Directory Sync is on."""
    _required(call)
    heed(call.places.flow.perform(RemoveRequested(), about=call.key, actor=call.asker.account_id))


def find_member(store: Store, condition: str, value: str | None) -> Member | None:
    """The member, or the account the audit knows, for which a condition on `a` holds."""
    inside = f"SELECT {_MEMBER_COLUMNS} FROM {_BY_ACCOUNT} WHERE {condition} AND m.enterprise_id = {_OURS}"  # noqa: S608 - our own texts
    outside = f"SELECT {_OUTSIDE_COLUMNS} FROM accounts a {_LINKED} WHERE {condition} AND {_OUTSIDE}"  # noqa: S608 - our own texts
    row = store.one(inside, value) or store.one(outside, value)
    return _told(row) if row else None


def _required(call: Call) -> Member:
    found = find_member(call.store, "a.id = ?", call.key)
    if found is None:
        raise not_found("The enterprise knows no such account.")
    return found


def _members(asked: MembersAsked) -> Keyset:
    by_account = bool(known(asked.email) or known(asked.since))
    tables, order = (_BY_ACCOUNT, "a.id") if by_account else (_BY_MEMBER, "m.account_id")
    listing = Keyset("members", _MEMBER_COLUMNS, tables, (order,)).where(f"m.enterprise_id = {_OURS}")
    if role := known(asked.role):
        listing = listing.where("m.role = ?", role)
    return _narrowed(asked, listing)


def _outside(asked: MembersAsked) -> Keyset:
    listing = Keyset("outside", _OUTSIDE_COLUMNS, f"accounts a {_LINKED}", ("a.id",)).where(_OUTSIDE)
    return _narrowed(asked, listing.where("0") if known(asked.role) else listing)  # nobody outside has a role here


def _narrowed(asked: MembersAsked, listing: Keyset) -> Keyset:
    if email := known(asked.email):
        listing = listing.where("a.email_key = ?", email_key(email) or "")
    if since := known(asked.since):
        listing = listing.where(f"{_CHANGED} >= ?", moment(since)).ordered_by(_CHANGED, "a.id")
    return listing


def _told(row: sqlite3.Row) -> Member:
    user = DirectoryUserFacts(*row[12:20]) if row[12] is not None else None
    return Member(*(*row[:12], user))


_ONE = "/members/{id}"
MEMBERS = (
    Operation(
        *("GET", "/members", "list_members", Access.MANAGER, list_members),
        answer=MemberPage,
        query=MembersAsked,
        refuses=(404,),
    ),
    Operation("GET", _ONE, "get_member", Access.MANAGER, get_member, answer=Member),
    Operation(
        *("PATCH", _ONE, "change_role", Access.MANAGER, change_role),
        answer=Member,
        body=RoleSent,
        refuses=(409,),
        guard="get_member",
    ),
    Operation(
        *("DELETE", _ONE, "remove_member", Access.MANAGER, remove_member),
        status=204,
        refuses=(409,),
        guard="get_member",
    ),
)
