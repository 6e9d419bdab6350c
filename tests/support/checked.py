"""Trails, timelines and whole answers written down by hand, and an explainer that can say them."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, timedelta
from functools import cache

from flow_desktop.adapters.guides import load_explainer
from flow_desktop.adapters.places import find_resources
from flow_desktop.core.causes import Cause
from flow_desktop.core.diagnosis import Diagnosis
from flow_desktop.core.evidence import NotSeen
from flow_desktop.core.explaining import Explainer
from flow_desktop.core.findings import Exhibit, Finding, Outcome
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.providers import Provider
from flow_desktop.core.timeline import Happening, Heard, Timeline
from flow_desktop.core.trail import Step, StepId, StepState, Trail
from flow_desktop.core.words import Message, Words, flatten, pseudo
from tests.support.evidence import ADA, NOW, answered, evidence, skipped

SAID = {
    "sample.connection": "Directory sync is active since 7 January.",
    "sample.person": "Directory Sync knows ada.byron@pilot.example.",
    "sample.seats": "All 25 seats are taken, so Flow skipped the person.",
    "sample.later": "Flow did not come to this step.",
    "sample.match": "One account has this e-mail.",
    "sample.same": "Names and e-mail are the same in both places.",
    "sample.warn": "The last name in Flow was edited by hand.",
    "sample.unseen": "The event list could not be read: no answer came in time.",
    "sample.seat_cap": "Flow's audit says seat_cap: the cap of 25 was reached when the person arrived.",
    "sample.maybe": "Nothing was ever sent for this person. The app may not be assigned.",
    "sample.told": "You told that the app is not assigned to this person.",
    "exhibit.idp.assigned": "App assigned",
    "check.sample": "Is there a free seat?",
}
"""Texts of these samples only."""


@cache
def explainer(language: str = "en") -> Explainer:
    """Says the samples, in English or in the made-up long language; times are told in UTC."""
    texts = tomllib.loads((find_resources() / "words" / "en.toml").read_text(encoding="utf-8"))
    said = SAID | flatten(texts)
    words = Words(language, said if language == "en" else pseudo(said))
    return replace(load_explainer(words), zone=UTC)


def fact(label: str, value: str, source: str = "flow_people") -> Exhibit:
    """A fact of an hour ago."""
    return Exhibit(label, value, source, NOW - timedelta(hours=1))


def step(step_id: StepId, state: StepState, said: str, *facts: Exhibit) -> Step:
    """One step."""
    return Step(step_id, state, Message(f"sample.{said}"), facts)


ARRIVED = (
    step(
        StepId.CONNECTION,
        StepState.PASS,
        "connection",
        fact("connection_state", "active"),
        fact("connection_kind", "okta scim v2.0"),
    ),
    step(
        StepId.PERSON,
        StepState.PASS,
        "person",
        fact("user_name", ADA),
        fact("directory_user_created", "2027-01-14T08:00:00Z"),
    ),
)
SEATS = (
    fact("audit_line", "seat_cap", "flow_audit"),
    fact("seats_used", "25", "flow_enterprise"),
    fact("seats_cap", "25"),
)
STOPPED = Trail(
    (
        *ARRIVED,
        replace(step(StepId.SCOPE, StepState.FAIL, "seats", *SEATS), causes=(Cause.BLOCKED_SEAT_CAP,)),
        step(StepId.MATCH, StepState.NOT_EVALUATED, "later"),
        step(StepId.COMPARE, StepState.NOT_EVALUATED, "later"),
    )
)
THROUGH = Trail(
    (
        *ARRIVED,
        step(StepId.SCOPE, StepState.PASS, "connection"),
        step(StepId.MATCH, StepState.PASS, "match"),
        step(StepId.COMPARE, StepState.PASS, "same"),
    )
)
WARNED = replace(THROUGH, steps=(*THROUGH.steps[:4], step(StepId.COMPARE, StepState.WARN, "warn")))
UNSEEN = replace(
    THROUGH,
    steps=(
        THROUGH.steps[0],
        step(StepId.PERSON, StepState.UNKNOWN, "unseen"),
        step(StepId.SCOPE, StepState.UNKNOWN, "unseen"),
        *THROUGH.steps[3:],
    ),
)
TRAILS = {"stopped": STOPPED, "through": THROUGH, "warned": WARNED, "unseen": UNSEEN}


def happening(minutes_ago: int, event: str, *reasons: str, heard: Heard = Heard.YES) -> Happening:
    """Something that happened some minutes ago."""
    return Happening(NOW - timedelta(minutes=minutes_ago), event, reasons, heard, f"event_{minutes_ago}")


TIMELINE = Timeline(
    (
        happening(5, "dsync.user.updated", heard=Heard.NO),
        happening(62, "sign_in_attempted", "sso_required", heard=Heard.NO_EVENT),
        happening(60 * 26, "dsync.user.created", "seats_raised", "provisioned"),
        happening(60 * 24 * 3, "dsync.group.user_added", heard=Heard.UNKNOWN),
        happening(60 * 24 * 40, "dsync.role.granted", "moved_to_moon"),
    ),
    back_to=NOW - timedelta(days=60),
)
BLIND = Timeline((), gaps=(("events", NotSeen(WithheldReason.TIMED_OUT)), ("audit", NotSeen(WithheldReason.FORBIDDEN))))

PROVEN = Finding(
    "sample", Outcome.PROBLEM, Message("sample.seat_cap"), Cause.BLOCKED_SEAT_CAP, exhibits=SEATS
)  # fmt: skip
MAYBE = tuple(
    Finding("sample", Outcome.POSSIBLE, Message("sample.maybe"), cause, decided_by=(key,))
    for cause, key in (
        (Cause.CREATE_NOT_ASSIGNED, "idp.assigned"),
        (Cause.CREATE_PENDING, "idp.assigned_at"),
    )
)
TOLD = Finding(
    "sample", Outcome.PROBLEM, Message("sample.told"), Cause.CREATE_NOT_ASSIGNED,
    exhibits=(Exhibit("idp.assigned", "no", "answer.idp.assigned", NOW),),
)  # fmt: skip
FINE = Finding("sample", Outcome.PASS, Message("sample.same"))
BLINDED = Finding(
    "sample", Outcome.CANNOT_TELL, Message("sample.unseen"), reason=WithheldReason.TIMED_OUT
)  # fmt: skip


def diagnosis(*findings: Finding, trail: Trail = STOPPED, timeline: Timeline = TIMELINE, **answers: str) -> Diagnosis:
    """A whole answer about Ada; ``answers``: what was told, with ``__`` for the dot of a key."""
    told = answered(**{key.replace("__", "."): value for key, value in answers.items()})
    known = evidence(**skipped("seat_cap"), answers=told)
    return Diagnosis(known, findings, trail, timeline, Provider.OKTA)
