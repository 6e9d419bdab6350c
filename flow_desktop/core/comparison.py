"""Following one account through three places: every field, never the first difference only.

A place that could not be read never counts as "the same" or "missing". A place that is not configured is left out of
the verdict and named (decisions, "Truth of a verdict", 1 to 4).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import combinations
from typing import assert_never

from flow_desktop.core.directory import (
    DirectoryRecord,
    DirectorySight,
    DirectoryView,
    FlowAccount,
    FlowSight,
    Found,
    NotThere,
    Organisation,
    Role,
    Unseen,
)
from flow_desktop.core.grades import Verdict, grade_email, grade_name, is_html_escaped
from flow_desktop.core.identity import Claim, Identity
from flow_desktop.core.observed import Absent, Observed, Present, Withheld, WithheldReason


class Place(StrEnum):
    """The three places, in the order an account travels through them."""

    IDENTITY_PROVIDER = "identity_provider"
    DIRECTORY_SYNC = "directory_sync"
    FLOW = "flow"


class Field(StrEnum):
    """What the article asks a person to confirm: name and e-mail."""

    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    EMAIL = "email"


class Overall(StrEnum):
    """The answer in one word; decides the sentence, the colour and the exit code."""

    SAME = "same"
    SAME_WITH_NOTE = "same_with_note"
    DIFFERS = "differs"
    NOT_THERE = "not_there"
    INACTIVE = "inactive"
    CANNOT_TELL = "cannot_tell"
    NOT_COMPARED = "not_compared"


@dataclass(frozen=True, slots=True)
class Cell:
    """One value at one place, with the answer it was read from and when (UTC)."""

    observed: Observed
    source: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FieldComparison:
    """One field at the three places. ``verdict`` is None where fewer than two places could be read."""

    field: Field
    at_idp: Cell
    in_directory: Cell
    in_flow: Cell
    verdict: Verdict | None
    html_escaped_by_idp: bool = False

    def cell(self, place: Place) -> Cell:
        """The cell of one place."""
        match place:
            case Place.IDENTITY_PROVIDER:
                return self.at_idp
            case Place.DIRECTORY_SYNC:
                return self.in_directory
            case Place.FLOW:
                return self.in_flow
        assert_never(place)

    def pairs(self) -> tuple[tuple[Place, Place, Verdict], ...]:
        """Every two places that could be read, and their grade."""
        seen = [(place, self.cell(place).observed) for place in Place]
        return tuple(
            (here, there, grade(self.field, one, other))
            for (here, one), (there, other) in combinations(seen, 2)
            if _is_readable(one) and _is_readable(other)
        )


@dataclass(frozen=True, slots=True)
class ProfileComparison:
    """The whole answer for one person."""

    identity: Identity
    fields: tuple[FieldComparison, ...]
    overall: Overall
    unseen: tuple[tuple[Place, WithheldReason], ...]
    left_out: tuple[Place, ...]
    not_there: tuple[Place, ...]
    inactive: bool = False
    role: Role | None = None
    in_enterprise: bool | None = None
    organisation: Organisation | None = None

    @property
    def worst(self) -> FieldComparison | None:
        """The field to name first: the worst verdict, in reading order among equals."""
        graded = [row for row in self.fields if row.verdict is not None and row.verdict.is_finding]
        return max(graded, key=lambda row: row.verdict or 0, default=None)


def compare(identity: Identity, view: DirectoryView) -> ProfileComparison:
    """Compare what the identity provider said with what one look at Directory Sync and Flow showed."""
    rows = _mark_swapped(tuple(_row(field, identity, view) for field in Field))
    sights = _sights(view)
    return ProfileComparison(
        identity=identity,
        fields=rows,
        overall=_overall(rows, view),
        unseen=_unseen(rows),
        left_out=tuple(place for place, sight in sights.items() if _is_left_out(sight)),
        not_there=tuple(place for place, sight in sights.items() if isinstance(sight, NotThere)),
        inactive=_is_inactive(view),
        role=view.flow.record.role if isinstance(view.flow, Found) else None,
        in_enterprise=_in_enterprise(view),
        organisation=view.organisation,
    )


def grade(field: Field, one: Observed, other: Observed) -> Verdict:
    """Grade two observed values; NOT_COMPARABLE where a value came but is no usable text."""
    if isinstance(one, Withheld) or isinstance(other, Withheld):
        return Verdict.NOT_COMPARABLE
    left, right = _text(one), _text(other)
    return grade_email(left, right) if field is Field.EMAIL else grade_name(left, right)


def _row(field: Field, identity: Identity, view: DirectoryView) -> FieldComparison:
    at_idp = _idp_cell(field, identity)
    in_directory, in_flow = _directory_cell(field, view.directory), _flow_cell(field, view.flow)
    row = FieldComparison(field, at_idp, in_directory, in_flow, verdict=None)
    return FieldComparison(
        field, at_idp, in_directory, in_flow,
        verdict=max((found for _, _, found in row.pairs()), default=None),
        html_escaped_by_idp=any(_escaped(at_idp.observed, cell.observed) for cell in (in_directory, in_flow)),
    )  # fmt: skip


def _idp_cell(field: Field, identity: Identity) -> Cell:
    claim: Claim = getattr(identity, field.value)
    return Cell(claim.observed, source=claim.source.value, at=identity.at)


def _directory_cell(field: Field, sight: DirectorySight) -> Cell:
    if isinstance(sight, Found):
        return Cell(_record_value(field, sight.record), sight.origin.source, sight.origin.at)
    return _empty_cell(sight)


def _flow_cell(field: Field, sight: FlowSight) -> Cell:
    if isinstance(sight, Found):
        return Cell(_record_value(field, sight.record), sight.origin.source, sight.origin.at)
    return _empty_cell(sight)


def _empty_cell(sight: NotThere | Unseen) -> Cell:
    """A person who is not there has no values to compare: the row stays silent, the place speaks."""
    origin = sight.origin
    reason = WithheldReason.NOT_FOUND_THERE if isinstance(sight, NotThere) else sight.reason
    return Cell(Withheld(reason), origin.source if origin else "", origin.at if origin else None)


def _record_value(field: Field, record: DirectoryRecord | FlowAccount) -> Observed:
    value: Observed = getattr(record, field.value)
    return value


def _text(observed: Present | Absent) -> str:
    return observed.text if isinstance(observed, Present) else ""


def _is_readable(observed: Observed) -> bool:
    """A value that came but is no text was read; a place that could not be looked at was not."""
    if isinstance(observed, Withheld):
        return observed.reason in (WithheldReason.NOT_TEXT, WithheldReason.TOO_LONG)
    return True


def _escaped(at_idp: Observed, elsewhere: Observed) -> bool:
    both_read = isinstance(at_idp, Present) and isinstance(elsewhere, Present)
    return both_read and is_html_escaped(_text(at_idp), _text(elsewhere))  # type: ignore[arg-type]


def _mark_swapped(rows: tuple[FieldComparison, ...]) -> tuple[FieldComparison, ...]:
    """First and last name exchanged between two places is one finding about order, not two different names.

    A third place that has other names altogether still counts for what it is.
    """
    given, family, email = rows
    swapped = {(here, there) for here, there in combinations(Place, 2) if _crossed((given, family), (here, there))}
    return (_reordered(given, swapped), _reordered(family, swapped), email) if swapped else rows


def _crossed(rows: tuple[FieldComparison, FieldComparison], pair: tuple[Place, Place]) -> bool:
    texts = [row.cell(place).observed for row in rows for place in pair]
    if not all(isinstance(observed, Present) and observed.text.strip() for observed in texts):
        return False
    given_here, given_there, family_here, family_there = texts
    straight = grade(Field.GIVEN_NAME, given_here, given_there)
    crossed = max(grade(Field.GIVEN_NAME, given_here, family_there), grade(Field.GIVEN_NAME, family_here, given_there))
    return straight.is_finding and not crossed.is_finding


def _reordered(row: FieldComparison, swapped: set[tuple[Place, Place]]) -> FieldComparison:
    grades = (Verdict.DIFFERS_ORDER if pair[:2] in swapped else pair[2] for pair in row.pairs())
    return replace(row, verdict=max(grades))


def _sights(view: DirectoryView) -> dict[Place, DirectorySight | FlowSight]:
    return {Place.DIRECTORY_SYNC: view.directory, Place.FLOW: view.flow}


def _is_left_out(sight: DirectorySight | FlowSight) -> bool:
    return isinstance(sight, Unseen) and sight.reason is WithheldReason.NOT_CONFIGURED


def _unseen(rows: tuple[FieldComparison, ...]) -> tuple[tuple[Place, WithheldReason], ...]:
    """Places of which at least one field could not be read, and the first reason: such a place is never "the same"."""
    reasons = {place: [reason for row in rows if (reason := _blind_spot(row.cell(place)))] for place in Place}
    return tuple((place, found[0]) for place, found in reasons.items() if found)


def _blind_spot(cell: Cell) -> WithheldReason | None:
    """Why this cell keeps us from telling; None where it was read, or where nobody meant to look."""
    told_apart = (WithheldReason.NOT_CONFIGURED, WithheldReason.NOT_FOUND_THERE)
    if _is_readable(cell.observed) or not isinstance(cell.observed, Withheld):
        return None
    return None if cell.observed.reason in told_apart else cell.observed.reason


def _is_inactive(view: DirectoryView) -> bool:
    return isinstance(view.directory, Found) and view.directory.record.active is False


def _in_enterprise(view: DirectoryView) -> bool | None:
    match view.flow:
        case Found(record):
            return record.role is not None
        case NotThere():
            return False
        case Unseen():
            return None
    assert_never(view.flow)


def _overall(rows: tuple[FieldComparison, ...], view: DirectoryView) -> Overall:
    """A proven difference is told even where another place could not be read; silence is never taken for sameness."""
    verdicts = [row.verdict for row in rows if row.verdict is not None]
    if _nothing_configured(view):
        return Overall.NOT_COMPARED
    if isinstance(view.directory, NotThere) or isinstance(view.flow, NotThere) or _in_enterprise(view) is False:
        return Overall.NOT_THERE
    if _is_inactive(view):
        return Overall.INACTIVE
    if any(verdict.is_finding for verdict in verdicts):
        return Overall.DIFFERS
    if _unseen(rows) or len(verdicts) < len(rows):
        return Overall.CANNOT_TELL
    return Overall.SAME_WITH_NOTE if any(verdict.is_note for verdict in verdicts) else Overall.SAME


def _nothing_configured(view: DirectoryView) -> bool:
    """A deployment without a directory source: signing in worked, and nothing was there to compare with."""
    return all(map(_is_left_out, _sights(view).values()))
