"""Values as JSON for scripts: one place for the shapes that ``resources/schema`` promises."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeAlias, assert_never

from flow_desktop.core.comparison import Cell, FieldComparison, Place, ProfileComparison
from flow_desktop.core.directory import Organisation
from flow_desktop.core.identity import Identity
from flow_desktop.core.observed import Absent, Observed, Present, Withheld, text_of
from flow_desktop.core.problems import Problem
from flow_desktop.core.words import Words

SCHEMA_VERSION = 1
"""Raised when a key changes its meaning or goes away; new keys may come without."""

Json: TypeAlias = dict[str, Any]


def problem_json(found: Problem, words: Words) -> Json:
    """A Problem with its sentences."""
    text = words.problem(found)
    return {
        "code": text.code,
        "kind": found.kind.value,
        "title": text.title,
        "detail": text.detail,
        "next_step": text.next_step,
        "cause": found.cause.value if found.cause else None,
    }


def identity_json(identity: Identity) -> Json:
    """What the identity provider said; null where it sent nothing usable."""
    return {
        "issuer": identity.issuer,
        "subject": identity.subject,
        "email": text_of(identity.email.observed),
        "email_verified": identity.email_verified,
        "given_name": text_of(identity.given_name.observed),
        "family_name": text_of(identity.family_name.observed),
        "name": text_of(identity.name.observed),
        "preferred_username": text_of(identity.preferred_username.observed),
        "at": _time(identity.at),
    }


def comparison_json(comparison: ProfileComparison, sentence: str) -> Json:
    """The whole comparison; ``sentence`` is the verdict as it is spoken."""
    return {
        "overall": comparison.overall.value,
        "sentence": sentence,
        "places": {place.value: _place_json(comparison, place) for place in Place},
        "fields": [_field_json(row) for row in comparison.fields],
        "inactive": comparison.inactive,
        "role": comparison.role.value if comparison.role else None,
        "in_enterprise": comparison.in_enterprise,
        "organisation": _organisation_json(comparison.organisation),
    }


def _place_json(comparison: ProfileComparison, place: Place) -> Json:
    unseen = dict(comparison.unseen)
    if place in comparison.left_out:
        return {"state": "not_configured", "reason": None}
    if place in unseen:
        return {"state": "unseen", "reason": unseen[place].value}
    return {"state": "not_there" if place in comparison.not_there else "seen", "reason": None}


def _field_json(row: FieldComparison) -> Json:
    cells = {place.value: _cell_json(row.cell(place)) for place in Place}
    return {
        "field": row.field.value,
        "verdict": row.verdict.name if row.verdict is not None else None,
        "html_escaped_by_idp": row.html_escaped_by_idp,
        **cells,
    }


def _cell_json(cell: Cell) -> Json:
    state, value, reason = _observed_json(cell.observed)
    return {"state": state, "value": value, "reason": reason, "source": cell.source or None, "at": _time(cell.at)}


def _observed_json(observed: Observed) -> tuple[str, str | None, str | None]:
    match observed:
        case Present(text):
            return "present", text, None
        case Absent():
            return "absent", None, None
        case Withheld(reason):
            return "withheld", None, reason.value
    assert_never(observed)


def _organisation_json(organisation: Organisation | None) -> Json | None:
    if organisation is None:
        return None
    return {
        "name": organisation.name,
        "plan": organisation.plan,
        "sso_enforced": organisation.sso_enforced,
        "directory_state": organisation.directory_state,
    }


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if at else None
