"""`/audit`: why everything in Flow is as it is, one line for each decision, silent or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec

from flow_desktop.mock.addresses import email_key
from flow_desktop.mock.flow.answers import AuditLineTold, AuditPage
from flow_desktop.mock.flow.asked import AuditAsked, known
from flow_desktop.mock.flow.calls import Access, Call, Operation, admit_to_person
from flow_desktop.mock.flow.paging import Keyset, moment
from flow_desktop.mock.flow.problems import Refused
from flow_desktop.mock.store import Store

_COLUMNS = "id, at, event_id, event, reason, email, directory_user_id, account_id, actor, detail"

# One person's lines: by address, by the account with it, and by the directory users that carry it or are linked.
# CROSS JOIN keeps SQLite from walking over everybody's lines to find these few.
_ABOUT = (
    "(SELECT position FROM audit WHERE email_key = ?"
    " UNION SELECT position FROM audit WHERE account_id = ?"
    " UNION SELECT position FROM audit WHERE directory_user_id IN (SELECT value FROM json_each(?)))"
    " CROSS JOIN audit USING (position)"
)


def list_audit(call: Call, asked: AuditAsked) -> AuditPage:
    """The audit of the enterprise, or of one person with `email`, newest last."""
    email = known(asked.email)
    admit_to_person(call.asker, email)
    about = person_keys(call.store, email) if email is not None else ()
    listing = _filtered(
        call.store, asked, Keyset("audit", _COLUMNS, _ABOUT if about else "audit", ("position",), (), about)
    )
    rows, following = listing.page(call.store, known(asked.cursor), limit=asked.limit)
    return AuditPage([_told(row) for row in rows], following)


def last_lines(store: Store, email: str) -> list[AuditLineTold]:
    """The newest lines about the person with an address, newest last: 50, and 5 more about signing in.

    Sign-ins are counted by themselves, so that who signs in every day still has the line that says why.
    """
    newest = f"SELECT position, {_COLUMNS} FROM {_ABOUT} WHERE event {{}} 'sign_in_attempted'"  # noqa: S608 - our own texts
    keys = person_keys(store, email)
    rows = [
        *store.all(f"{newest.format('<>')} ORDER BY position DESC LIMIT 50", *keys),
        *store.all(f"{newest.format('=')} ORDER BY position DESC LIMIT 5", *keys),
    ]
    return [_told(row[1:]) for row in sorted(rows, key=lambda row: int(row["position"]))]


def person_keys(store: Store, email: str) -> tuple[str, str, str]:
    """What `_ABOUT` asks for: the key of the address, the account's id or nothing, directory users as a JSON list.

    Flow's own e-mail never changes, so an address of the directory leads to the account that is linked there.
    A directory user without e-mail is found by its user name: that is often the address that was mapped wrongly.
    """
    key = email_key(email)
    account = store.one("SELECT id FROM accounts WHERE email_key = ?", key)
    users = store.all(
        "SELECT id FROM directory_users WHERE directory_id IN (SELECT id FROM directories) AND email_key = ?1"
        " UNION SELECT id FROM directory_users WHERE email_key IS NULL AND lower(username) = ?1"
        " UNION SELECT id FROM flow_directory_users"
        " WHERE email_key = ?1 UNION SELECT directory_user_id FROM directory_links WHERE account_id = ?2",
        key,
        account["id"] if account else None,
    )
    listed = msgspec.json.encode([row["id"] for row in users]).decode()
    linked = "SELECT account_id AS id FROM directory_links WHERE directory_user_id IN (SELECT value FROM json_each(?))"
    account = account or store.one(linked, listed)
    return key or "", account["id"] if account else "", listed


def _told(row: Sequence[Any]) -> AuditLineTold:
    """Values that begin with `_COLUMNS`."""
    return AuditLineTold(*(*row[:9], msgspec.json.decode(row[9] or "{}")))


def _filtered(store: Store, asked: AuditAsked, listing: Keyset) -> Keyset:
    if reason := known(asked.reason):
        listing = listing.where("reason = ?", reason)
    if after := known(asked.after):
        listing = listing.where("position > ?", _position(store, after))
    if since := known(asked.since):
        listing = _since(store, listing, moment(since))
    return listing


def _position(store: Store, line: str) -> int:
    row = store.one("SELECT position FROM audit WHERE id = ?", line)
    if row is None:
        raise Refused(404, "cursor_unknown", detail="There is no audit line with the id in `after`.")
    return int(row["position"])


def _since(store: Store, listing: Keyset, at: str) -> Keyset:
    """Lines of a time or later. Positions keep the order; the index of times says where the first one can be."""
    # + keeps SQLite to the index of times here, and to the order of positions there
    first = store.one("SELECT MIN(+position) AS position FROM audit WHERE at >= ?", at)
    begin = first["position"] if first else None
    return replace(listing.where("+at >= ?", at), begins_after=(begin - 1,) if begin else ())


AUDIT = (
    Operation(
        "GET", "/audit", "list_audit", Access.MEMBER, list_audit, answer=AuditPage, query=AuditAsked, refuses=(404,)
    ),
)
