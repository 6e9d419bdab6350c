"""Which column of a list is which: headers in several languages, and those of the exports people really have.

The headers are data (``resources/pilot/columns.toml``). Among columns that may hold the e-mail a mail column is chosen
before a login column (userPrincipalName, Login, username): Flow knows people by their e-mail. A person can choose
otherwise with a `ColumnChoice`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flow_desktop.core.pilot.rows import ListKind


class Role(StrEnum):
    """What a column is for; texts ``pilot.role.<role>``. LOGIN stands in where a row has no e-mail."""

    EMAIL = "email"
    LOGIN = "login"
    GIVEN = "given"
    FAMILY = "family"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A person's own choice: role -> header as it stands in the list. None: found as usual, "": no such column."""

    email: str | None = None
    login: str | None = None
    given: str | None = None
    family: str | None = None
    full: str | None = None

    def of(self, role: Role) -> str | None:
        """The header chosen for a role."""
        return {
            Role.EMAIL: self.email,
            Role.LOGIN: self.login,
            Role.GIVEN: self.given,
            Role.FAMILY: self.family,
            Role.FULL: self.full,
        }[role]


@dataclass(frozen=True, slots=True)
class Signature:
    """How an export is recognised: it has all of ``needs`` and one of ``marks``, or exactly ``exact`` (folded)."""

    kind: ListKind
    needs: frozenset[str]
    marks: frozenset[str]
    exact: frozenset[str]

    def fits(self, folded: frozenset[str]) -> bool:
        """Whether a header row is that export's."""
        if self.exact and folded == self.exact:
            return True
        return bool(self.needs) and self.needs <= folded and (not self.marks or bool(self.marks & folded))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every header that is known: role -> folded header -> rank (0 is the best). ``shown``: e-mail headers to name.

    ``pairs``: a first-name header, and the header that means the last name beside it though it means the whole name
    elsewhere. ``whole_when_alone``: headers that mean the whole name where no other name column is there.
    """

    ranks: Mapping[Role, Mapping[str, int]]
    prefixes: frozenset[str]
    exports: tuple[Signature, ...]
    shown: tuple[str, ...]
    pairs: frozenset[tuple[str, str]] = frozenset()
    whole_when_alone: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Columns:
    """Positions of the columns in a record; -1: there is none. ``headers``: as written, one for each column."""

    headers: tuple[str, ...]
    email: int
    login: int = -1
    given: int = -1
    family: int = -1
    full: int = -1

    @property
    def extras(self) -> tuple[int, ...]:
        """Every other column, the login column included: it stays with the row through to the export."""
        mine = {self.email, self.given, self.family, self.full}
        return tuple(at for at in range(len(self.headers)) if at not in mine)

    @property
    def names(self) -> tuple[int, int, int, int]:
        """Positions of the values that every row keeps apart: e-mail, first name, last name, whole name."""
        return self.email, self.given, self.family, self.full

    def named(self) -> tuple[tuple[str, str], ...]:
        """Role -> header as written, for `ReadAs.columns`."""
        at = {role: getattr(self, role.value) for role in Role}
        return tuple((role.value, self.headers[place]) for role, place in at.items() if place >= 0)


class UnknownColumn(LookupError):
    """A chosen header is not there."""

    def __init__(self, wanted: str) -> None:
        super().__init__(wanted)
        self.wanted = wanted


def parse_vocabulary(table: Mapping[str, Any]) -> Vocabulary:
    """The headers of ``columns.toml``. Raises KeyError or ValueError when the installation is damaged."""
    ranks = {role: _ranked(table["roles"][role.value].values()) for role in Role}
    exports = tuple(
        Signature(
            ListKind(one["kind"]),
            *(frozenset(fold_header(name) for name in one.get(part, ())) for part in ("needs", "marks", "exact")),
        )
        for one in table["exports"]
    )
    pairs = frozenset((fold_header(given), fold_header(family)) for given, family in table["pairs"])
    whole = frozenset(fold_header(one) for one in table["whole_when_alone"])
    return Vocabulary(ranks, frozenset(table["prefixes"]), exports, tuple(table["shown"]), pairs, whole)


def fold_header(header: str) -> str:
    """A header without case, accents, blanks and punctuation: ``First Name``, ``first_name`` and ``firstName`` meet."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", header).casefold())
    return "".join(ch for ch in plain if ch.isalnum())


def readings(header: str, prefixes: frozenset[str]) -> Iterator[str]:
    """The ways a header can be read, the surest first: whole, without a note in brackets, the note, without a path."""
    yield fold_header(header)
    before, note, after = _bracketed(header)
    if note:
        yield fold_header(before + after)
    if note and "[" in header:
        yield fold_header(note)
    path, _, last = header.strip().rpartition(".")
    if fold_header(path) in prefixes:
        yield fold_header(last)


def rank(header: str, role: Role, vocabulary: Vocabulary) -> tuple[int, int] | None:
    """How well a header fits a role (smaller is better), None where it does not."""
    known = vocabulary.ranks[role]
    found = ((way, known[text]) for way, text in enumerate(readings(header, vocabulary.prefixes)) if text in known)
    return next(found, None)


def find_columns(headers: Sequence[str], vocabulary: Vocabulary, choice: ColumnChoice | None = None) -> Columns | None:
    """The columns of a header row; None where no column can hold the e-mail. Raises UnknownColumn."""
    found = _names_told_apart({role: _best(headers, role, vocabulary) for role in Role}, headers, vocabulary)
    for role in Role:
        wanted = choice.of(role) if choice else None
        if wanted is not None:
            found[role] = _chosen(headers, wanted)
    taken = _one_role_each(found, choice)
    if taken[Role.EMAIL] < 0 and taken[Role.LOGIN] >= 0:
        taken |= {Role.EMAIL: taken[Role.LOGIN], Role.LOGIN: -1}
    if taken[Role.EMAIL] < 0:
        return None
    if taken[Role.GIVEN] >= 0 and taken[Role.FAMILY] >= 0 and not (choice and choice.full):
        taken[Role.FULL] = -1  # both names are there: a display name says nothing that they do not
    return Columns(tuple(headers), *(taken[role] for role in Role))


def kind_of(headers: Iterable[str], vocabulary: Vocabulary) -> ListKind:
    """Whose export a header row is; TABLE where it is nobody's that is known."""
    folded = frozenset(fold_header(_without_note(header)) for header in headers if header.strip())
    return next((one.kind for one in vocabulary.exports if one.fits(folded)), ListKind.TABLE)


def letters(position: int) -> str:
    """The name a spreadsheet gives to a column: A, B, ... Z, AA. For columns without a header."""
    name = ""
    position += 1
    while position:
        position, left = divmod(position - 1, 26)
        name = chr(ord("A") + left) + name
    return name


def _ranked(groups: Iterable[Sequence[str]]) -> dict[str, int]:
    ranks: dict[str, int] = {}
    for place, header in enumerate(header for group in groups for header in group):
        ranks.setdefault(fold_header(header), place)
    return ranks


def _best(headers: Sequence[str], role: Role, vocabulary: Vocabulary) -> int:
    fitting = [(fit, at) for at, header in enumerate(headers) if (fit := rank(header, role, vocabulary)) is not None]
    return min(fitting)[1] if fitting else -1


def _names_told_apart(found: dict[Role, int], headers: Sequence[str], vocabulary: Vocabulary) -> dict[Role, int]:
    """``Name`` beside ``Vorname`` is a last name; ``Nom`` or ``Nombre`` with no other name column is a whole name."""
    given, family, full = found[Role.GIVEN], found[Role.FAMILY], found[Role.FULL]
    if given >= 0 and family < 0 and full >= 0:
        beside = (fold_header(headers[given]), fold_header(headers[full]))
        return found | {Role.FAMILY: full, Role.FULL: -1} if beside in vocabulary.pairs else found
    alone = max(given, family)
    if full < 0 and min(given, family) < 0 <= alone and fold_header(headers[alone]) in vocabulary.whole_when_alone:
        return found | {Role.GIVEN: -1, Role.FAMILY: -1, Role.FULL: alone}
    return found


def _chosen(headers: Sequence[str], wanted: str) -> int:
    if not wanted:
        return -1
    if wanted not in headers:
        raise UnknownColumn(wanted)
    return list(headers).index(wanted)


def _one_role_each(found: Mapping[Role, int], choice: ColumnChoice | None) -> dict[Role, int]:
    """A column has one role: what a person chose counts first, then the order of the roles."""
    order = sorted(Role, key=lambda role: not (choice and choice.of(role)))
    taken: dict[Role, int] = {}
    for role in order:
        free = found[role] not in taken.values()
        taken[role] = found[role] if free else -1
    return taken


def _bracketed(header: str) -> tuple[str, str, str]:
    for opening, closing in ("[]", "()"):
        before, found, rest = header.partition(opening)
        note, closed, after = rest.partition(closing)
        if found and closed:
            return before, note, after
    return header, "", ""


def _without_note(header: str) -> str:
    before, note, after = _bracketed(header)
    return before + after if note else header
