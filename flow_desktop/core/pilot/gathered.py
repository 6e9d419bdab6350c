"""One person's evidence out of the book: the pieces that one person's check gathers, as far as a run has read them.

"Nobody there" is said only where the listing proves it; a listing that broke off leaves the piece not seen (pure).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from flow_desktop.core.answers import Answer
from flow_desktop.core.evidence import (
    UNSEEN,
    Account,
    Asked,
    DirectoryUser,
    Evidence,
    Look,
    NotSeen,
    Observation,
    Seen,
    SignInAttempt,
    seen,
)
from flow_desktop.core.identity import Claim, Identity
from flow_desktop.core.looks import merged
from flow_desktop.core.observed import Absent, Observed, Present, Withheld, WithheldReason, text_of
from flow_desktop.core.pilot.accounts import KeptAccount, NameKey, account_of, name_key
from flow_desktop.core.pilot.book import Book
from flow_desktop.core.pilot.entries import Flaw
from flow_desktop.core.pilot.grading import take_apart
from flow_desktop.core.pilot.index import ACTIVE, EMAIL, FAMILY, GIVEN, USER_NAME, Kept, entry_of
from flow_desktop.core.pilot.judge import front
from flow_desktop.core.pilot.results import Result
from flow_desktop.core.pilot.rows import PilotList, PilotRow
from flow_desktop.core.symptoms import Symptom
from flow_desktop.core.text import email_key

FROM_LIST = "list"
"""Source of what the list says; it stands in for the identity provider (decisions, "Truth of a verdict", 1)."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What holds for the whole list. ``now``: the servers' time, UTC. ``answers``: what a person told, for everybody.

    ``attempt``: the last sign-in on this computer, as for one person's check; left out where nobody looks at it.
    """

    now: datetime
    answers: tuple[Answer, ...] = ()
    provider_name: str | None = None
    symptom: Symptom | None = None
    attempt: Observation[SignInAttempt | None] = UNSEEN


def evidence_of(result: Result, listed: PilotList, book: Book, *, circumstances: Circumstances) -> Evidence:
    """What one person's check would stand on, as far as the run has read it."""
    row = row_of(result, listed)
    entries = _entries(result, book)
    email = row.email if row is not None else _address(entries)
    key = email_key(email) or result.key
    look = _look(key, entries, book)
    alone = book.look(key)
    if alone is not None:
        look = merged((look, alone), asked=email)
    viewer = seen(look.viewer)
    return Evidence(
        asked=Asked(email, viewer is not None and email_key(viewer.email) == key, circumstances.symptom),
        now=circumstances.now,
        look=look,
        claims=_claims(row, look.directory_users, circumstances.now),
        attempt=circumstances.attempt,
        answers=circumstances.answers,
    )


def row_of(result: Result, listed: PilotList) -> PilotRow | None:
    """The row of the list a result is about; None for a rejected one, and for who is not in the list."""
    return listed.rows[result.row] if 0 <= result.row < len(listed.rows) else None


def user_of(kept: Kept) -> DirectoryUser:
    """An entry as the checks know it; a time nobody can read is a time nobody told."""
    one = entry_of(kept)
    return DirectoryUser(
        id=one.id,
        idp_id=one.idp_id,
        user_name=_observed(one.user_name, one.flaws & Flaw.USER_NAME),
        email=_observed(one.email, one.flaws & Flaw.EMAIL),
        given_name=_observed(one.given, one.flaws & Flaw.GIVEN),
        family_name=_observed(one.family, one.flaws & Flaw.FAMILY),
        active=one.active,
        created_at=moment(one.created_at),
        updated_at=moment(one.updated_at),
    )


def moment(said: str | None) -> datetime | None:
    """A time with its offset, in UTC; None for anything else."""
    try:
        at = datetime.fromisoformat(said or "")
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _observed(value: str | None, flaw: int) -> Observed:
    if flaw:
        return Withheld(WithheldReason.NOT_TEXT)
    return Absent() if value is None else Present(value)


def _address(entries: tuple[Kept, ...]) -> str:
    """How somebody is called who is not in the list."""
    return next((one[EMAIL] or one[USER_NAME] for one in entries if one[EMAIL] or one[USER_NAME]), "")


# --- Directory Sync -----------------------------------------------------------------------------------------------


def _entries(result: Result, book: Book) -> tuple[Kept, ...]:
    """Everybody who may be meant: by address, by the account's tie, by what Flow heard of them last."""
    if not result.key:
        found = book.people.by_id(result.entry_id)
        return () if found is None else (found,)
    matched = book.match(result.key)
    tied = book.tied_entry(result.key)
    heard = (book.people.by_id(one) for one in book.known_of(result.key).remembered_ids(result.key))
    answering = matched.entries if front(matched) else ()
    unique = {one[0]: one for one in (*answering, tied, *heard) if one is not None}
    return tuple(unique.values())


def _users(key: str, entries: tuple[Kept, ...], book: Book) -> Observation[tuple[DirectoryUser, ...]]:
    """Where the listing broke off, somebody active who was read is there; nobody else is known not to be."""
    doubt = book.doubt(key)
    if doubt is not None and not any(one[ACTIVE] for one in entries):
        return NotSeen(doubt, book.sources.people)
    return Seen(tuple(user_of(one) for one in entries), book.sources.people, book.at)


# --- Flow ---------------------------------------------------------------------------------------------------------


def _look(key: str, entries: tuple[Kept, ...], book: Book) -> Look:
    firm, kept, known = book.firm, _account(key, entries, book), book.known_of(key)
    users = _users(key, entries, book)
    ids = (*(one[0] for one in entries), *_tie(kept), *known.remembered_ids(key))
    return Look(
        viewer=firm.viewer,
        enterprise=firm.enterprise,
        settings=firm.settings,
        connection=firm.connection,
        delivery=firm.delivery,
        attempts_by_hand=firm.attempts_by_hand,
        directory_users=users,
        account=_account_piece(key, kept, book),
        remembered=known.remembered(ids),
        invitations=known.invitations(key),
        audit=known.lines(key, ids, kept.id if kept is not None else ""),
        similar=_similar(kept, users, book),
    )


def _tie(account: KeptAccount | None) -> tuple[str, ...]:
    return (account.linked_to,) if account is not None and account.linked_to else ()


def _account(key: str, entries: Iterable[Kept], book: Book) -> KeptAccount | None:
    """The account with the address, else the first one that is tied to an entry."""
    found = book.account_for(key, None)
    ties = (book.account_for(key, entry) for entry in entries)
    return found or next((one for one in ties if one is not None), None)


def _account_piece(key: str, kept: KeptAccount | None, book: Book) -> Observation[Account | None]:
    doubt = book.flow_doubt(key)
    if kept is None and doubt is not None:
        is_asked = book.sources.has_flow and not book.sources.one_by_one
        return NotSeen(doubt, book.sources.members if is_asked else "")
    return Seen(None if kept is None else account_of(kept), book.sources.members, book.at)


def _similar(
    kept: KeptAccount | None, users: Observation[tuple[DirectoryUser, ...]], book: Book
) -> Observation[tuple[Account, ...]]:
    """Other accounts with the name of the account, or of the directory user where there is no account yet."""
    if not book.sources.has_flow or book.sources.one_by_one:
        return UNSEEN
    if book.flow is None or not book.flow.complete:
        reason = book.flow.why_not if book.flow is not None else None
        return NotSeen(reason or WithheldReason.LISTING_INCOMPLETE, book.sources.members)
    given, family = (kept.given, kept.family) if kept is not None else _first_name(seen(users) or ())
    found: tuple[KeptAccount, ...] = ()
    if isinstance(given, str) and isinstance(family, str) and given and family:
        found = book.accounts.namesakes(given, family, but=kept.id if kept is not None else "")
    return Seen(tuple(account_of(one) for one in found), book.sources.members, book.at)


def _first_name(users: tuple[DirectoryUser, ...]) -> tuple[str | None, str | None]:
    named = next(iter(users), None)
    return (None, None) if named is None else (text_of(named.given_name), text_of(named.family_name))


# --- the list -----------------------------------------------------------------------------------------------------


def _claims(row: PilotRow | None, users: Observation[tuple[DirectoryUser, ...]], at: datetime) -> Observation[Identity]:
    """What the list says in place of the identity provider; nothing where it has addresses only."""
    if row is None or (row.given is None and row.family is None and row.full is None):
        return NotSeen(WithheldReason.ONLY_THE_PERSON_CAN_SHOW_THIS)
    given, family = row.given, row.family
    if given is None and family is None and row.full is not None:
        first, last = _first_name(seen(users) or ())
        given, family = take_apart(row.full, first or "", last or "") if first or last else (None, None)
    identity = Identity(
        issuer=FROM_LIST,
        subject="",
        at=at,
        email=Claim(Present(row.email)),
        given_name=_claim(given),
        family_name=_claim(family),
        name=_claim(row.full),
    )
    return Seen(identity, FROM_LIST, at)


def _claim(value: str | None) -> Claim:
    return Claim() if value is None else Claim(Present(value))


def names_of(result: Result, book: Book) -> set[NameKey]:
    """The name under which namesakes are looked for: the account's, else that of the first directory user."""
    entries = _entries(result, book)
    account = _account(result.key, entries, book)
    given, family = (account.given, account.family) if account is not None else _name_of(entries)
    return {name_key(given, family)} if isinstance(given, str) and isinstance(family, str) else set()


def _name_of(entries: tuple[Kept, ...]) -> tuple[str | None, str | None]:
    return (entries[0][GIVEN], entries[0][FAMILY]) if entries else (None, None)


def shape_of(evidence: Evidence) -> object:
    """What the checks can tell people by of whom no place knows anything: pieces that were not seen, and the domain.

    None where something is known of the person.
    """
    look, by_hand = evidence.look, seen(evidence.look.attempts_by_hand)
    if evidence.asked.is_self or seen(evidence.attempt) is not None or by_hand:
        return None
    pieces = (
        look.directory_users,
        look.account,
        look.remembered,
        look.invitations,
        look.audit,
        look.similar,
        look.events,
    )
    if any(isinstance(piece, Seen) and piece.value for piece in pieces):
        return None
    states = tuple("" if isinstance(piece, Seen) else piece for piece in pieces)
    return states, isinstance(evidence.claims, Seen), evidence.asked.email.rpartition("@")[2]


def without_people(book: Book, circumstances: Circumstances) -> Evidence:
    """What was seen of the enterprise alone, for what holds for everybody."""
    firm = book.firm
    look = Look(
        viewer=firm.viewer,
        enterprise=firm.enterprise,
        settings=firm.settings,
        connection=firm.connection,
        delivery=firm.delivery,
        attempts_by_hand=firm.attempts_by_hand,
    )
    return Evidence(Asked(""), circumstances.now, look, answers=circumstances.answers)
