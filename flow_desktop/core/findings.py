"""What a check concludes. A check fetches nothing: evidence in, findings out (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flow_desktop.core.causes import Cause
from flow_desktop.core.evidence import Evidence, NotSeen, Seen
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.words import Message


class Heading(StrEnum):
    """Sections of the set-up article that checks belong to; also the ids of help topics. In the article's order."""

    BEFORE_YOU_START = "before_you_start"
    NOT_ACTIVATING = "not_activating"
    NOT_CREATED = "not_created"
    NOT_UPDATED = "not_updated"
    STILL_SIGNS_IN = "still_signs_in"
    DUPLICATE_ACCOUNTS = "duplicate_accounts"
    INVITED_INSTEAD = "invited_instead"
    OTHER_ENTERPRISE = "other_enterprise"
    SEAT_CAP = "seat_cap"
    SIGN_IN = "sign_in"
    MEMBERSHIP = "membership"
    ROLES_AND_SEATS = "roles_and_seats"
    STILL_NEED_HELP = "still_need_help"


class Outcome(StrEnum):
    """How sure a finding is (decisions, 5). INFO never counts for exit codes or for "zero findings"."""

    PROBLEM = "problem"
    POSSIBLE = "possible"
    CANNOT_TELL = "cannot_tell"
    PASS = "pass"  # noqa: S105 - an outcome
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One fact a finding stands on: ``label`` is a text id ``exhibit.<label>``, ``value`` is shown as it is.

    ``source`` and ``at``: where and when it was seen; a source that starts with "answer" was told by a person.
    ``lacks``: with an empty ``value``, the id of the text that is shown instead: not sent, empty, or why not read.
    """

    label: str
    value: str
    source: str = ""
    at: datetime | None = None
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """``because``: the sentence that this evidence supports. ``variant``: which remedy of the cause fits, "" the usual.

    ``decided_by``: for POSSIBLE, keys of the questions whose answer would decide. ``reason``: for CANNOT_TELL.
    PROBLEM, POSSIBLE and INFO name a cause; PASS and CANNOT_TELL may name none.
    """

    check: str
    outcome: Outcome
    because: Message
    cause: Cause | None = None
    exhibits: tuple[Exhibit, ...] = ()
    variant: str = ""
    decided_by: tuple[str, ...] = ()
    reason: WithheldReason | None = None

    @property
    def weighs(self) -> bool:
        """False for "cannot tell" about what nobody set or may see: it is said, and leaves the verdict alone."""
        return self.outcome is not Outcome.CANNOT_TELL or self.reason not in _BY_RIGHT


_BY_RIGHT = (
    WithheldReason.NOT_CONFIGURED,
    WithheldReason.FORBIDDEN,
    WithheldReason.ONLY_THE_PERSON_CAN_SHOW_THIS,
)


@dataclass(frozen=True, slots=True)
class Check:
    """One question of one heading. ``needs``: pieces of `Look` it reads, and "claims", "answers" or "attempt".

    ``causes``: every code it may raise; each code belongs to exactly one check. The question is the text
    ``check.<id>``.
    """

    id: str
    heading: Heading
    needs: tuple[str, ...]
    causes: tuple[Cause, ...]
    examine: Callable[[Evidence], tuple[Finding, ...]]


_RANK = {Outcome.PROBLEM: 0, Outcome.POSSIBLE: 1, Outcome.CANNOT_TELL: 2, Outcome.INFO: 3, Outcome.PASS: 4}
_BLOCKING = {cause: number for number, cause in enumerate(Cause)}


def run_checks(evidence: Evidence, checks: Iterable[Check]) -> tuple[Finding, ...]:
    """Every finding of every check: proven ones first, in blocking order, then possible ones, then the rest."""
    found = [finding for check in checks for finding in check.examine(evidence)]
    return tuple(sorted(found, key=lambda one: (_RANK[one.outcome], _BLOCKING.get(one.cause, len(_BLOCKING)))))  # type: ignore[arg-type]


def cannot_tell(check: str, piece: NotSeen, *, what: str) -> Finding:
    """The finding of a check whose evidence was not seen. ``what``: text id ``piece.<what>``, e.g. "audit"."""
    because = Message("finding.cannot_tell", (("piece", what), ("reason", piece.reason.value)))
    return Finding(check, Outcome.CANNOT_TELL, because, reason=piece.reason)


def exhibit(label: str, value: str, piece: Seen[object]) -> Exhibit:
    """A fact out of a piece that was seen."""
    return Exhibit(label, value, piece.source, piece.at)
