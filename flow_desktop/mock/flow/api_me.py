"""`/me`: what Flow and Directory Sync have about the person who asks; never the identity provider's claims."""

from __future__ import annotations

import sqlite3
from typing import Any

from flow_desktop.mock.facts import NameEdited
from flow_desktop.mock.flow.answers import (
    AccountFacts,
    DirectoryBrief,
    DirectoryUserFacts,
    EnterpriseBrief,
    Me,
    MembershipFacts,
)
from flow_desktop.mock.flow.api_audit import last_lines
from flow_desktop.mock.flow.api_directory import current_directory
from flow_desktop.mock.flow.asked import NameSent, Nothing, known
from flow_desktop.mock.flow.calls import Access, Asker, Call, Operation, heed
from flow_desktop.mock.flow.problems import not_found
from flow_desktop.mock.store import Store
from flow_desktop.mock.sync.objects import EVENT_STATE

_USER = "u.id, u.idp_id, u.username, u.email, u.first_name, u.last_name, u.state, u.updated_at"


def get_me(call: Call, _asked: Nothing) -> Me:
    """One's own account, membership, enterprise, directory and directory user."""
    store, asker = call.store, call.asker
    account = _account(store, asker)
    membership = store.one("SELECT * FROM memberships WHERE account_id = ?", asker.account_id)
    enterprise = store.one("SELECT * FROM enterprise WHERE id = ?", membership["enterprise_id"] if membership else None)
    directory = current_directory(store) if enterprise else None
    address = account["email"] if account else asker.email
    return Me(
        account=AccountFacts(**_picked(account, AccountFacts)) if account else None,
        membership=MembershipFacts(membership["role"], membership["source"]) if membership else None,
        enterprise=_enterprise(call, enterprise) if enterprise else None,
        directory=_directory(directory) if directory else None,
        directory_user=_directory_user(store, asker),
        audit=last_lines(store, address) if address else [],
    )


def change_me(call: Call, sent: NameSent) -> Me:
    """Edit one's own name in Flow; what is left out stays. Directory Sync may change it again later."""
    account = _account(call.store, call.asker)
    if account is None:
        raise not_found("You have no Flow account.")
    edit = NameEdited(known(sent.first_name), known(sent.last_name))
    heed(call.places.flow.perform(edit, about=account["id"], actor=account["id"]))
    return get_me(call, Nothing())


def _account(store: Store, asker: Asker) -> sqlite3.Row | None:
    return store.one("SELECT * FROM accounts WHERE id = ?", asker.account_id)


def _picked(row: sqlite3.Row, shape: type[AccountFacts]) -> dict[str, Any]:
    return {name: row[name] for name in shape.__struct_fields__}


def _enterprise(call: Call, row: sqlite3.Row) -> EnterpriseBrief:
    return EnterpriseBrief(row["id"], row["name"], row["plan"], bool(row["sso_enforced"]), call.service.console)


def _directory(row: sqlite3.Row) -> DirectoryBrief:
    return DirectoryBrief(row["id"], EVENT_STATE[row["state"]], row["type"], row["name"])


def _directory_user(store: Store, asker: Asker) -> DirectoryUserFacts | None:
    """By link; else the directory's user with the person's id at the identity provider, else with their e-mail."""
    directory = current_directory(store)
    key = directory["id"] if directory else None
    row = (
        store.one(
            f"SELECT {_USER} FROM directory_links l JOIN directory_users u ON u.id = l.directory_user_id"  # noqa: S608 - our own texts
            " WHERE l.account_id = ?",
            asker.account_id,
        )
        or store.one(
            f"SELECT {_USER} FROM idp_people p JOIN directory_users u ON u.idp_id = p.idp_id"  # noqa: S608 - our own texts
            " WHERE p.subject = ? AND u.directory_id = ?",
            asker.subject,
            key,
        )
        or store.one(
            f"SELECT {_USER} FROM idp_people p JOIN directory_users u ON u.email_key = p.login_key"  # noqa: S608 - our own texts
            " WHERE p.subject = ? AND u.directory_id = ? ORDER BY u.id DESC",
            asker.subject,
            key,
        )
    )
    return DirectoryUserFacts(*row) if row else None


ME = (
    Operation("GET", "/me", "get_me", Access.SIGNED_IN, get_me, answer=Me),
    Operation(
        *("PATCH", "/me", "change_me", Access.SIGNED_IN, change_me),
        answer=Me,
        body=NameSent,
        refuses=(404, 409),
        guard="get_me",
    ),
)
