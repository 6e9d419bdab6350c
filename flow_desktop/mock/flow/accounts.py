"""Which Flow account a person of the identity provider has: found the same way at sign-in and by the Flow API."""

from __future__ import annotations

import sqlite3

from flow_desktop.mock.addresses import email_key
from flow_desktop.mock.store import Store


def account_of(store: Store, subject: str) -> sqlite3.Row | None:
    """The row of `accounts` for a subject: bound to it, else linked to the person's directory user, else by e-mail.

    An account that another subject was bound to is never taken: an address may be given to somebody else later.
    """
    bound = store.one("SELECT * FROM accounts WHERE subject = ?", subject)
    if bound is not None:
        return bound
    person = store.one("SELECT idp_id, email FROM idp_people WHERE subject = ?", subject)
    if person is None:
        return None
    linked = store.one(
        "SELECT a.* FROM flow_directory_users u JOIN directory_links l ON l.directory_user_id = u.id"
        " JOIN accounts a ON a.id = l.account_id WHERE u.idp_id = ? AND a.subject IS NULL",
        person["idp_id"],
    )
    return linked or store.one(
        "SELECT * FROM accounts WHERE email_key = ? AND subject IS NULL", email_key(person["email"])
    )


def bind_account(store: Store, account_id: str, subject: str) -> None:
    """At the first sign-in the account becomes this subject's for good; its e-mail may change afterwards."""
    store.run("UPDATE accounts SET subject = ? WHERE id = ? AND subject IS NULL", subject, account_id)
