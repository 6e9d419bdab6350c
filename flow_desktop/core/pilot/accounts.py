"""Members of Flow, and the accounts outside that it knows, by every way somebody may be found there; slim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import Account
from flow_desktop.core.observed import Absent, Observed, Present
from flow_desktop.core.pilot.index import EMAIL, FAMILY, GIVEN, IDP_ID, EntryIndex
from flow_desktop.core.pilot.roll import Roll
from flow_desktop.core.text import email_key

MOST_SIMILAR = 50
"""As many namesakes as Flow tells of when it is asked for one person."""

Told: TypeAlias = str | Observed | None
"""A value without its wrapping: a text as it is, None for not sent, `Withheld` for what is no text."""


_STEP = 4_000
"""Accounts looked at in one go."""

NameKey: TypeAlias = tuple[bytes, bytes]
"""First and last name, folded."""


Slim: TypeAlias = tuple[Any, ...]
"""The values of a `KeptAccount`, as an exact tuple: see `core.pilot.index`."""


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

    def __init__(self, people: EntryIndex | None = None, roll: Roll | None = None) -> None:
        """``people``, ``roll``: texts that they have as well are kept once; the answers are the same without them."""
        self._people, self._roll = people, roll
        self._ids: dict[str, Slim] = {}
        self._emails: dict[str, Slim] = {}
        self._ties: tuple[dict[str, Slim], dict[str, Slim]] | None = None
        self._names: dict[NameKey, list[Slim]] = {}
        self._sources: dict[str | None, str | None] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, accounts: Iterable[Account]) -> None:
        """Take in a page."""
        self._names = {}
        for account in accounts:
            email = _told(account.email)
            key = email_key(email) if isinstance(email, str) else ""
            kept = self._slim(account, email, key)
            self._ids[account.id] = kept
            if key:
                self._emails[key] = kept
            if self._ties is not None:
                _tie(self._ties, kept)

    def has_email(self, key: str) -> bool:
        """Whether an account with an address was told of so far."""
        return key in self._emails

    def by_email(self, key: str) -> KeptAccount | None:
        """The account with an address."""
        return _named(self._emails.get(key))

    def linked_with(self, directory_id: str, idp_id: str | None, account_id: str | None) -> KeptAccount | None:
        """The account that is tied to a directory user, by whichever side tells of it."""
        found = self._ids.get(account_id) if account_id else None
        if found is None:
            links, idp_ids = self._tied()
            found = links.get(directory_id) or (idp_ids.get(idp_id) if idp_id else None)
        return _named(found)

    def is_same(self, key: str, values: tuple[Told, Told, Told]) -> bool:
        """Whether a member who is tied to somebody has an address, and these: e-mail, given name, family name."""
        kept = self._emails.get(key)
        return kept is not None and kept[4] is not None and kept[9] is not None and kept[1:4] == values

    def names_of_loose(self) -> frozenset[NameKey]:
        """Names of accounts that are tied to no directory user."""
        loose = (kept for kept in self._ids.values() if kept[9] is None)
        return frozenset(key for kept in loose if (key := _name_of(kept)) is not None)

    def gather_names(self, names: frozenset[NameKey]) -> Iterator[None]:
        """Find the accounts with these names, in steps of a few milliseconds: then `namesakes` need not look again."""
        families = {family for _, family in names}
        found: dict[NameKey, list[Slim]] = {name: [] for name in names}
        for number, kept in enumerate(self._ids.values()):
            family = kept[3]
            if isinstance(family, str) and _folded(family) in families and (key := _name_of(kept)) in found:
                found[key].append(kept)
            if number % _STEP == _STEP - 1:
                yield
        self._names = found

    def namesakes(self, given: str, family: str, *, but: str) -> tuple[KeptAccount, ...]:
        """Other accounts with a name, letter case aside, as Flow tells of them: those tied to nobody first."""
        key = name_key(given, family)
        known = self._names.get(key)
        same = known if known is not None else [kept for kept in self._ids.values() if _has_name(kept, key)]
        others = [one for one in map(_named, same) if one is not None and one.id != but]
        return tuple(sorted(others, key=lambda one: (one.linked_to is not None, one.id))[:MOST_SIMILAR])

    def _tied(self) -> tuple[dict[str, Slim], dict[str, Slim]]:
        """Accounts by the directory user they are tied to, by both of its ids; made when somebody asks first."""
        if self._ties is None:
            self._ties = ({}, {})
            for kept in self._ids.values():
                _tie(self._ties, kept)
        return self._ties

    def _slim(self, account: Account, email: Told, key: str) -> Slim:
        """An exact tuple, with each text once that the list or Directory Sync has as well."""
        given, family = _told(account.given_name), _told(account.family_name)
        linked_to, idp_id = account.linked_to, account.idp_id
        row = self._roll.row_of(key) if self._roll is not None and key else None
        user = self._people.by_id(linked_to) if self._people is not None and linked_to else None
        if row is not None:
            email, given, family = _same(email, row.email), _same(given, row.given), _same(family, row.family)
        if user is not None:
            email, given, family = _same(email, user[EMAIL]), _same(given, user[GIVEN]), _same(family, user[FAMILY])
            linked_to, idp_id = user[0], user[IDP_ID] if user[IDP_ID] == idp_id else idp_id
        role = account.role.value if account.role is not None else None
        source = self._sources.setdefault(account.source, account.source)
        times = (account.created_at, account.updated_at, account.name_edited_at)
        return (account.id, email, given, family, role, source, *times, linked_to, idp_id)


def name_key(given: str, family: str) -> NameKey:
    """First and last name with plain letters in small case: what Flow's own question for namesakes folds."""
    return _folded(given), _folded(family)


def _folded(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass").lower()


def _name_of(kept: Slim) -> NameKey | None:
    given, family = kept[2], kept[3]
    if isinstance(given, str) and isinstance(family, str) and given and family:
        return name_key(given, family)
    return None


def _has_name(kept: Slim, key: NameKey) -> bool:
    return isinstance(kept[3], str) and _folded(kept[3]) == key[1] and _name_of(kept) == key


def _same(told: Told, other: str | None) -> Told:
    """The other object where it is the same text."""
    return other if told == other else told


def _tie(ties: tuple[dict[str, Slim], dict[str, Slim]], kept: Slim) -> None:
    for places, name in zip(ties, kept[9:11], strict=True):
        if name:
            places[name] = kept


def _told(observed: Observed) -> Told:
    if isinstance(observed, Present):
        return observed.text
    return None if isinstance(observed, Absent) else observed


def _named(kept: Slim | None) -> KeptAccount | None:
    return None if kept is None else KeptAccount(*kept)
