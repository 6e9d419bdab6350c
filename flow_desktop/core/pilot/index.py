"""Everybody of a listing by every address they answer to, slim: a dictionary for the keys, small ones for the rest.

Entries are kept as plain tuples of texts: the collector of cyclic garbage lets go of those after one look, so that a
hundred thousand of them never make the window wait.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from flow_desktop.core.evidence import DirectoryUser
from flow_desktop.core.observed import Withheld, text_of
from flow_desktop.core.pilot import keys
from flow_desktop.core.pilot.entries import Entry, Flaw
from flow_desktop.core.pilot.results import MatchedBy
from flow_desktop.core.pilot.roll import Roll
from flow_desktop.core.text import email_key

Kept: TypeAlias = tuple[Any, ...]
"""The values of an `Entry`, in its order; `entry_of` makes one of them."""

USER_NAME, EMAIL, OTHERS, GIVEN, FAMILY, ACTIVE, IDP_ID, FLAWS = 1, 2, 3, 4, 5, 6, 7, 11
"""Positions of values in an `Entry`."""

_Places: TypeAlias = dict[str, Kept | list[Kept]]


class Matched(NamedTuple):
    """Who answers to an address, inactive ones too, and by what."""

    by: MatchedBy
    entries: tuple[Kept, ...]


NO_MATCH = Matched(MatchedBy.NONE, ())


def entry_of(kept: Kept) -> Entry:
    """The entry with its names."""
    return Entry(*kept)


def entry_from(user: DirectoryUser) -> Entry:
    """A directory user of one person's look as an entry."""
    values = (user.user_name, user.email, user.given_name, user.family_name)
    flaws = sum(flaw for flaw, value in zip(_FLAWS, values, strict=True) if isinstance(value, Withheld))
    user_name, email, given, family = map(text_of, values)
    times = (_stamp(user.created_at), _stamp(user.updated_at))
    return Entry(user.id, user_name, email, (), given, family, user.active, user.idp_id, *times, None, flaws)


_FLAWS = (Flaw.USER_NAME, Flaw.EMAIL, Flaw.GIVEN, Flaw.FAMILY)


def _stamp(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


class EntryIndex:
    """Grows page by page. An id that was seen before counts once: pages may overlap, and a run may go on."""

    def __init__(self, roll: Roll | None = None) -> None:
        """``roll``: texts that are letter for letter those of the list are kept once."""
        self._roll = roll
        self._ids: dict[str, Kept] = {}
        self._emails: _Places = {}
        self._user_names: _Places = {}
        self._others: _Places = {}
        self._probes: dict[MatchedBy, _Places] = {}
        self._external: _Places = {}
        self._skeletons: _Places = {}
        self._idp_ids: dict[str, Kept] | None = None
        self._without_id = 0

    def __len__(self) -> int:
        return len(self._ids) + self._without_id

    def add(self, entries: Iterable[Entry]) -> None:
        """Take in a page. This runs for everybody in a directory: what is the same for nearly all comes first."""
        ids, emails, has_probes = self._ids, self._emails, keys.has_probes
        row_of = self._roll.row_of if self._roll is not None else _nobody
        for entry in entries:
            entry_id, user_name, email, others, given, family, active, idp_id, created, updated, account, flaws = entry
            key = email_key(email) if email else ""
            row = row_of(key) if key else None
            if row is not None:  # texts that are letter for letter those of the list are kept once
                _, listed, first, last, *_ = row
                email = listed if listed == email else email
                given = first if first == given else given
                family = last if last == family else family
            if user_name == email:
                user_name = email
            kept = (entry_id, user_name, email, others, given, family, active, idp_id, created, updated, account, flaws)
            if not entry_id:
                self._without_id += 1
            elif ids.setdefault(entry_id, kept) is not kept:
                continue
            if self._idp_ids is not None and idp_id:
                self._idp_ids[idp_id] = kept
            if key and emails.setdefault(key, kept) is not kept:
                _append(emails, key, kept)
            if others or user_name is not email or (idp_id and "@" in idp_id) or has_probes(key):
                self._add_second(kept, key)

    def by_id(self, entry_id: str) -> Kept | None:
        """The entry with a directory id."""
        return self._ids.get(entry_id)

    def by_idp_id(self, idp_id: str) -> Kept | None:
        """The entry with an id at the identity provider. The first question makes the dictionary."""
        if self._idp_ids is None:
            self._idp_ids = {kept[IDP_ID]: kept for kept in self._ids.values() if kept[IDP_ID]}
        return self._idp_ids.get(idp_id)

    def everybody(self) -> Iterable[Kept]:
        """All entries that have an id, in the order they came."""
        return self._ids.values()

    def sole(self, key: str) -> Kept | None:
        """The one who has the address as e-mail and is not inactive; None where it is not as simple as that."""
        found = self._emails.get(key)
        if type(found) is not tuple or found[ACTIVE] is False or key in self._user_names:
            return None
        return found

    def exact(self, key: str) -> Matched:
        """Who has the address as e-mail or user name."""
        found = self._emails.get(key)
        named = self._user_names.get(key) if self._user_names else None
        if found is not None and named is None:
            return Matched(MatchedBy.EMAIL, _listed(found))
        if found is None and named is None:
            return NO_MATCH
        by = MatchedBy.USER_NAME if found is None else MatchedBy.EMAIL
        return Matched(by, (*_listed(found), *_listed(named)))

    def close(self, key: str) -> Matched:
        """Who is there under another spelling or another address: the surest kind of match only."""
        for by, entries in self._close(key):
            if entries:
                return Matched(by, entries)
        return NO_MATCH

    def looks_like(self, key: str) -> Kept | None:
        """Somebody whose address looks the same and is another one, because of letters of another alphabet."""
        plain = keys.skeleton(key)
        found = _listed(self._skeletons.get(plain)) if self._skeletons else ()
        if plain != key:
            found = (*_listed(self._emails.get(plain)), *found)
        return next((one for one in found if email_key(one[EMAIL] or "") != key), None)

    def _close(self, key: str) -> Iterable[tuple[MatchedBy, tuple[Kept, ...]]]:
        yield MatchedBy.OTHER_ADDRESS, _listed(self._others.get(key))
        tried = keys.probes(key) if keys.has_probes(key) else ()
        for by in (MatchedBy.FOLDED, MatchedBy.MAIL_ALIAS, MatchedBy.PLUS_TAG):
            probe = next((probe for kind, probe in tried if kind is by), key)
            spelt = _listed(self._emails.get(probe)) if probe != key else ()
            yield by, (*spelt, *self._spelt(by, probe))
        yield MatchedBy.EXTERNAL_ID, _listed(self._external.get(key))

    def _spelt(self, by: MatchedBy, probe: str) -> tuple[Kept, ...]:
        places = self._probes.get(by)
        return () if places is None else _listed(places.get(probe))

    def _add_second(self, kept: Kept, key: str) -> None:
        """Everything beside the e-mail; most people have nothing of it."""
        user_name = kept[USER_NAME]
        named = key if user_name is kept[EMAIL] else email_key(user_name) if user_name else ""
        if named and named != key:
            _put(self._user_names, named, kept)
        for other in kept[OTHERS]:
            also = email_key(other)
            if also and also not in (key, named):
                _put(self._others, also, kept)
        external = kept[IDP_ID]
        if external and "@" in external and (outside := email_key(external)) not in (key, named):
            _put(self._external, outside, kept)
        address = key or named
        if address and keys.has_probes(address):
            self._add_probes(kept, address)

    def _add_probes(self, kept: Kept, address: str) -> None:
        for by, probe in keys.probes(address):
            _put(self._probes.setdefault(by, {}), probe, kept)
        if (plain := keys.skeleton(address)) != address:
            _put(self._skeletons, plain, kept)


def _nobody(_key: str) -> None:
    """Of a list that is not known."""


def _listed(found: Kept | list[Kept] | None) -> tuple[Kept, ...]:
    if found is None:
        return ()
    return tuple(found) if isinstance(found, list) else (found,)


def _put(places: _Places, key: str, kept: Kept) -> None:
    if places.setdefault(key, kept) is not kept:
        _append(places, key, kept)


def _append(places: _Places, key: str, kept: Kept) -> None:
    before = places[key]
    if isinstance(before, list):
        before.append(kept)
    elif before is not kept:
        places[key] = [before, kept]
