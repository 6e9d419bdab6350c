"""What people without a proven cause have in common, in a word.

Its texts: ``pilot.kind.<kind>`` is a title, ``pilot.short.<kind>`` a part of the verdict line.
"""

from __future__ import annotations

from typing import Final

from flow_desktop.core.grades import Verdict
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.pilot.results import ListNote, Result, Status

_REFUSED = (WithheldReason.CREDENTIAL_REFUSED, WithheldReason.NO_CREDENTIAL, WithheldReason.FORBIDDEN)
_AWAY = (
    *(WithheldReason.UNREACHABLE, WithheldReason.TIMED_OUT, WithheldReason.TLS_FAILED),
    *(WithheldReason.THROTTLED, WithheldReason.SERVER_ERROR),
)
_STRANGE = (WithheldReason.BAD_ANSWER, WithheldReason.NO_SUCH_ADDRESS)
_UNSEEN = {
    **{reason.value: "unseen_refused" for reason in _REFUSED},
    **{reason.value: "unseen_away" for reason in _AWAY},
    **{reason.value: "unseen_answer" for reason in _STRANGE},
    WithheldReason.LISTING_INCOMPLETE.value: "unseen_incomplete",
}
_FIELDS = ("given_name", "family_name", "email")
_NOTES = {
    Verdict.SAME_INVISIBLE: "note_invisible",
    Verdict.SAME_CASE: "note_case",
    Verdict.SAME_PUNCTUATION: "note_punctuation",
}

KINDS: Final = (
    *("row_repeated", "row_unusable", "several", "inactive", "unexpected", "pending", "ready"),
    *("look_alike", "not_in_directory", "not_in_flow", "given_name", "family_name", "names", "names_swapped"),
    *("email", "name_and_email", "other_address", "plus_tag", "mail_alias", "folded", "external_id", "flow_link"),
    *("note_invisible", "note_case", "note_punctuation", "note_letters", "note_second_account"),
    *("unseen_refused", "unseen_away", "unseen_answer", "unseen_incomplete", "unseen"),
)
"""Every kind there is; each has its words."""


def kind_of(result: Result) -> str:
    """The kind of one result, whatever causes it has."""
    match result.status:
        case Status.LIST_PROBLEM:
            return "row_repeated" if result.note is ListNote.DUPLICATE_OF else "row_unusable"
        case Status.NOT_PROVISIONED:
            return _missing(result)
        case Status.DIFFERS:
            return _different(result)
        case Status.READY_WITH_NOTE:
            return _noted(result)
        case Status.UNKNOWN:
            return _UNSEEN.get(result.variant, "unseen")
        case _:
            return _SIMPLE[result.status]


_SIMPLE = {
    Status.AMBIGUOUS: "several",
    Status.INACTIVE: "inactive",
    Status.UNEXPECTED: "unexpected",
    Status.PENDING: "pending",
    Status.READY: "ready",
}


def _missing(result: Result) -> str:
    if result.note is ListNote.LOOK_ALIKE and result.entry_id and not result.candidates:
        return "look_alike"
    return "not_in_flow" if result.candidates else "not_in_directory"


def _different(result: Result) -> str:
    if result.note is ListNote.LOOK_ALIKE:
        return "look_alike"
    if result.matched_by.is_close:
        return result.matched_by.value
    found = tuple(
        name for name, grade in zip(_FIELDS, result.grades, strict=True) if grade is not None and grade.is_finding
    )
    if found == ("given_name", "family_name"):
        return "names_swapped" if Verdict.DIFFERS_ORDER in result.grades[:2] else "names"
    return found[0] if len(found) == 1 else "name_and_email"


def _noted(result: Result) -> str:
    if result.note is ListNote.LOOK_ALIKE:
        return "note_letters"
    if result.causes:
        return "note_second_account"
    worst = max((grade for grade in result.grades if grade is not None), default=Verdict.SAME)
    return _NOTES.get(worst, "note_invisible")
