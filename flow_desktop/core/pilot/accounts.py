"""Members of Flow, and the accounts outside that it knows, by every way somebody may be found there; slim."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, TypeAlias

from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import Account
from flow_desktop.core.observed import Absent, Observed, Present
from flow_desktop.core.text import email_key

MOST_SIMILAR = 50
"""As many namesakes as Flow tells of when it is asked for one person."""

Told: TypeAlias = str | Observed | None
"""A value without its wrapping: a text as it is, None for not sent, `Withheld` for what is no text."""


NameKey: TypeAlias = tuple[bytes, bytes]
"""First and last name, folded."""


class KeptAccount(NamedTuple):
    """The values of an `Account` without their wrappings."""

    id: str
    email: Told
    given: Told
    family: Told
    role: str | None
    source: str | None
    created_at: datetime | None
    updated_at: datetime | None
    name_edited_at: datetime | None
    linked_to: str | None
    idp_id: str | None


def account_of(kept: KeptAccount) -> Account:
    """The account as the checks know it."""
    return Account(
        kept.id,
        wrapped(kept.email),
        wrapped(kept.given),
        wrapped(kept.family),
        Role(kept.role) if kept.role is not None else None,
        *kept[5:],
    )


def wrapped(value: Told) -> Observed:
    """The value as it was observed."""
    if isinstance(value, str):
        return Present(value)
    return Absent() if value is None else value


class AccountIndex:
    """Grows page by page; an account that comes twice counts once, the later one."""

    def __init__(self) -> None:
        self._ids: dict[str, tuple[object, ...]] = {}
        self._emails: dict[str, tuple[object, ...]] = {}
        self._links: dict[str, tuple[object, ...]] = {}
        self._idp_ids: dict[str, tuple[object, ...]] = {}
        self._names: dict[NameKey, list[tuple[object, ...]]] | None = None

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, accounts: Iterable[Account]) -> None:
        """Take in a page."""
        self._names = None
        for account in accounts:
            kept = _slim(account)
            self._ids[account.id] = kept
            email = kept[1]
            if isinstance(email, str) and (key := email_key(email)):
                self._emails[key] = kept
            if account.linked_to:
                self._links[account.linked_to] = kept
            if account.idp_id:
                self._idp_ids[account.idp_id] = kept

    def by_email(self, key: str) -> KeptAccount | None:
        """The account with an address."""
        return _named(self._emails.get(key))

    def linked_with(self, directory_id: str, idp_id: str | None, account_id: str | None) -> KeptAccount | None:
        """The account that is tied to a directory user, by whichever side tells of it."""
        found = self._links.get(directory_id) or (self._ids.get(account_id) if account_id else None)
        if found is None and idp_id:
            found = self._idp_ids.get(idp_id)
        return _named(found)

    def names_of_loose(self) -> frozenset[NameKey]:
        """Names of accounts that are tied to no directory user."""
        loose = (kept for kept in self._ids.values() if kept[9] is None)
        return frozenset(_by_name(loose))

    def namesakes(self, given: str, family: str, *, but: str) -> tuple[KeptAccount, ...]:
        """Other accounts with a name, letter case aside, as Flow tells of them: those tied to nobody first."""
        if self._names is None:
            self._names = _by_name(self._ids.values())
        found = [_named(one) for one in self._names.get(name_key(given, family), ())]
        others = [one for one in found if one is not None and one.id != but]
        return tuple(sorted(others, key=lambda one: (one.linked_to is not None, one.id))[:MOST_SIMILAR])


def name_key(given: str, family: str) -> NameKey:
    """First and last name with plain letters in small case: what Flow's own question for namesakes folds."""
    return given.encode("utf-8", "surrogatepass").lower(), family.encode("utf-8", "surrogatepass").lower()


def _slim(account: Account) -> tuple[object, ...]:
    return (
        account.id,
        _told(account.email),
        _told(account.given_name),
        _told(account.family_name),
        account.role.value if account.role is not None else None,
        account.source,
        account.created_at,
        account.updated_at,
        account.name_edited_at,
        account.linked_to,
        account.idp_id,
    )


def _told(observed: Observed) -> Told:
    if isinstance(observed, Present):
        return observed.text
    return None if isinstance(observed, Absent) else observed


def _named(kept: tuple[object, ...] | None) -> KeptAccount | None:
    return None if kept is None else KeptAccount(*kept)  # type: ignore[arg-type]


def _by_name(accounts: Iterable[tuple[object, ...]]) -> dict[NameKey, list[tuple[object, ...]]]:
    found: dict[NameKey, list[tuple[object, ...]]] = {}
    for kept in accounts:
        given, family = kept[2], kept[3]
        if isinstance(given, str) and isinstance(family, str) and given and family:
            found.setdefault(name_key(given, family), []).append(kept)
    return found
