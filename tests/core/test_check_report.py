"""A diagnosis as it is printed, pasted into a ticket and read by scripts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import jsonschema
import pytest

from flow_desktop.adapters.guides import load_explainer
from flow_desktop.adapters.texts import load_words
from flow_desktop.core.answers import SYMPTOM_KEY
from flow_desktop.core.check_json import diagnosis_json, nothing_json, question_json
from flow_desktop.core.check_report import MOST_HAPPENINGS, diagnosis_text, question_lines
from flow_desktop.core.columns import width
from flow_desktop.core.diagnosis import Diagnosis, diagnose
from flow_desktop.core.evidence import PIECES, Evidence
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.report import SCHEMA_VERSION
from flow_desktop.core.symptoms import Symptom
from flow_desktop.core.timeline import Happening, Heard, Timeline
from tests.hostile import UNCOMMON_TEXTS
from tests.support.evidence import ADA, AWAY, DAY, NOW, answered, evidence, line, nobody, settings, skipped, unseen
from tests.support.resources import schema

EXPLAINER = load_explainer(load_words())
CHECK = schema("check.json")
TOLD: dict[str, str | datetime] = {"idp.assigned": "no", "idp.assigned_at": NOW - DAY}
FULL = settings(seats=replace(settings().seats, cap=2))

WORLDS: dict[str, Evidence] = {
    "healthy": evidence(),
    "seat cap": evidence(**skipped("seat_cap", settings=FULL)),
    "nobody": evidence(**nobody(), symptom=Symptom.NOT_CREATED),
    "answered": evidence(**nobody(), answers=answered(**TOLD)),
    "away": evidence(audit=AWAY, delivery=AWAY),
    "blind": replace(evidence(), look=unseen(WithheldReason.UNREACHABLE)),
    "nothing configured": replace(evidence(), look=unseen()),
}


def found(world: str) -> Diagnosis:
    """What the checks make of one of these worlds."""
    return diagnose(WORLDS[world], provider_name="Okta")


def text(diagnosis: Diagnosis) -> str:
    """The report."""
    return diagnosis_text(diagnosis, EXPLAINER, version="1.2.3", platform="Linux x86_64")


def fits(value: dict[str, Any]) -> None:
    """The value is what the published schema promises of a result."""
    whole = {"schema_version": SCHEMA_VERSION, **value}
    jsonschema.validate(json.loads(json.dumps(whole)), {"$ref": "#/$defs/result", "$defs": CHECK["$defs"]})


# --- as text ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("world", WORLDS)
def test_the_verdict_stands_first(world: str) -> None:
    """One line, the verdict, before anything else."""
    lines = text(found(world)).splitlines()
    assert lines[:2] == [EXPLAINER.headline(found(world)), ""]


@pytest.mark.parametrize("world", WORLDS)
def test_the_way_is_five_marked_steps(world: str) -> None:
    """Each step carries a mark and a word, so that no colour is needed."""
    part = text(found(world)).split("\n\n")[1].splitlines()
    assert part[0] == "The way of the account"
    assert len([one for one in part if one[2:3] in set("+!x?-") and one[3:4] == " "]) == 5


def test_where_the_account_stopped_is_unmistakable() -> None:
    """Exactly one step says that it stopped here."""
    assert text(found("seat cap")).count("stopped here") == 1
    assert "stopped here" not in text(found("healthy"))


def test_a_proven_cause_has_everything_to_act_on() -> None:
    """Spoken code, evidence with its source and time in UTC, who, what to do, and where to click at this provider."""
    told = text(found("seat cap"))
    assert "(blocked.seat_cap)" in told
    assert "2027-01-14 08:00" in told
    assert "Who can fix it: IT admin" in told
    assert "Where to click in Okta:" in told
    assert "\n     1. " in told


@pytest.mark.parametrize("world", ["seat cap", "answered"])
def test_the_first_screen_is_enough_to_act(world: str) -> None:
    """Who, and the first step, stand within 24 lines; what it stands on comes after what to do."""
    lines = text(found(world)).splitlines()
    assert any(one.startswith("   Who can fix it:") for one in lines[:24])
    assert any(one.startswith("     1. ") for one in lines[:24])
    assert lines.index("   What was seen:") > next(n for n, one in enumerate(lines) if one.startswith("   Then: "))


def test_questions_stand_before_guesses() -> None:
    """Where nothing is proven, asking comes before trying things out."""
    told = text(found("nobody"))
    assert told.index("What would decide it") < told.index("1. Possible")


def test_what_cannot_be_told_is_no_cause_among_causes() -> None:
    """It has no number, and what helps to see more only where nothing else is to be done."""
    told = text(found("away"))
    assert "Cannot tell:" not in told
    assert "What cannot be told yet" in told
    assert "To see more: Check again in a minute." in told


def test_times_that_were_told_are_times() -> None:
    """ "1d ago" means nothing to whoever reads the ticket tomorrow."""
    ago = answered(**{"idp.assigned_at": NOW - DAY})
    told = text(diagnose(replace(evidence(**nobody()), answers=tuple(replace(one, value="1d ago") for one in ago))))
    assert "1d ago" not in told
    assert "When was the app assigned to this person? 2027-01-14 08:00 UTC" in " ".join(told.split())


def test_open_questions_can_be_pasted() -> None:
    """What would decide it comes as options of this command; what was answered is not asked again."""
    assert "--answer idp.assigned=no" in text(found("nobody"))
    assert "Decided by the answer to: idp.assigned" in text(found("nobody"))
    assert "--answer idp.assigned=" not in text(found("answered"))
    assert list(question_lines("idp.assigned_at", EXPLAINER))[1].strip().startswith('--answer "idp.assigned_at=3h ago"')


def test_what_was_told_is_told_back() -> None:
    """Symptom and answers stand in the report: whoever reads it sees what the verdict stands on."""
    assert "idp" not in text(found("healthy")).rpartition("Checked:")[2]
    told = " ".join(text(found("answered")).split())
    assert "Told: Is the Flow app assigned to this person" in told
    assert "Came with:" in text(found("nobody"))


def test_what_could_not_be_seen_is_named_with_the_reason() -> None:
    """Pieces are gathered by reason."""
    part = text(found("away")).partition("What could not be seen\n")[2]
    assert part.startswith("  ? ")
    assert "Flow's audit of the person: no answer came in time" in " ".join(part.split())


def test_a_ticket_says_who_at_which_provider_and_with_what() -> None:
    """Affected e-mail, identity provider, version and platform are the last lines; the version may be left out."""
    assert text(found("healthy")).splitlines()[-1] == "Flow Desktop 1.2.3, Linux x86_64"
    told = diagnosis_text(found("healthy"), EXPLAINER)
    assert "Flow Desktop" not in told
    assert f"Checked: {ADA}" in told
    assert "Identity provider: Okta" in told


@pytest.mark.parametrize("world", WORLDS)
def test_lines_fit_a_terminal(world: str) -> None:
    """No line is wider than 88 columns, except the verdict and what cannot be broken."""
    wide = [one for one in text(found(world)).splitlines()[1:] if width(one) > 88 and " " in one.strip()]
    assert wide == []


@pytest.mark.parametrize("kind", ["terminal", "override", "lines", "nul", "template"])
def test_hostile_values_are_escaped(kind: str) -> None:
    """What a stranger put in a directory moves no cursor, breaks no line and fills no placeholder."""
    hostile = UNCOMMON_TEXTS[kind]
    world = evidence(**skipped("seat_cap", audit=(line(hostile, event=hostile), line("seat_cap", NOW - DAY))))
    told = text(diagnose(replace(world, asked=replace(world.asked, email=f"{hostile}@pilot.example"))))
    assert not [ch for ch in told if ch != "\n" and not ch.isprintable()]
    assert not [one for one in told.splitlines() if one.startswith("Set-Cookie")]


def test_a_long_past_is_cut() -> None:
    """Twenty events, then how many more there are; scripts get all."""
    past = tuple(Happening(NOW - n * DAY, "dsync.user.updated", (), Heard.NO) for n in range(MOST_HAPPENINGS + 3))
    long = replace(found("healthy"), timeline=Timeline(past))
    assert text(long).count("dsync.user.updated") == MOST_HAPPENINGS
    assert "and 3 earlier events" in text(long)
    assert len(diagnosis_json(long, EXPLAINER)["timeline"]) == MOST_HAPPENINGS + 3


def test_nothing_happened_leaves_no_empty_part() -> None:
    """A part without lines has no heading and no gap."""
    told = text(found("nothing configured"))
    assert "What happened" not in told
    assert "\n\n\n" not in told


# --- as JSON ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("world", WORLDS)
def test_every_diagnosis_fits_the_schema(world: str) -> None:
    """Whatever was found, a script finds the same keys with the same kinds of values."""
    made = diagnosis_json(found(world), EXPLAINER)
    fits({**made, "problem": None})
    assert made["overall"] == found(world).overall.value
    assert len(made["trail"]) == 5


def test_a_finding_as_json() -> None:
    """Ids for scripts, sentences for people, values byte for byte, times in UTC."""
    made = diagnosis_json(found("seat cap"), EXPLAINER)
    first = made["findings"][0]
    assert (first["outcome"], first["cause"], first["heading"]) == ("problem", "blocked.seat_cap", "seat_cap")
    assert first["remedy"]["who"] == ["IT_ADMIN"]
    assert [one["at"] for one in first["evidence"] if one["value"].startswith("seat_cap")] == ["2027-01-14T08:00:00Z"]
    assert made["provider"] == "okta"
    assert made["asked"] == {"email": ADA, "is_self": False, "symptom": None}


def test_values_are_passed_on_as_they_came() -> None:
    """A script gets the bytes; escaping is for screens."""
    hostile = UNCOMMON_TEXTS["terminal"]
    world = evidence(audit=(line("provisioned", event=hostile),))
    events = {one["event"] for one in diagnosis_json(diagnose(world), EXPLAINER)["timeline"]}
    assert hostile in events


def test_what_was_not_seen_is_listed() -> None:
    """Every piece that nobody could look at, each with its reason and who was asked."""
    made = diagnosis_json(found("blind"), EXPLAINER)["not_seen"]
    assert [one["piece"] for one in made] == [*PIECES, "claims"]
    assert {one["reason"] for one in made} == {"unreachable", "only_the_person_can_show_this"}
    away = diagnosis_json(found("away"), EXPLAINER)["not_seen"]
    assert {"piece": "audit", "reason": "timed_out", "source": "flow.person"} in away


def test_questions_and_answers_as_json() -> None:
    """Open questions with their values and what they decide; answers with the time they name."""
    asked = {one["key"]: one for one in diagnosis_json(found("nobody"), EXPLAINER)["questions"]}
    assert [one["value"] for one in asked["idp.assigned"]["values"]] == ["yes", "no", "nested_group"]
    assert asked["idp.assigned"]["decides"] == ["create.not_assigned"]
    told = {one["key"]: one for one in diagnosis_json(found("answered"), EXPLAINER)["answers"]}
    assert told["idp.assigned_at"]["time"] == "2027-01-14T08:00:00Z"
    assert told["idp.assigned"] == {"key": "idp.assigned", "value": "no", "time": None, "at": "2027-01-15T08:00:00Z"}


@pytest.mark.parametrize("key", [key for key in EXPLAINER.questions if key != SYMPTOM_KEY])
def test_every_question_can_be_listed(key: str) -> None:
    """Each has a text and, unless it asks for a time, a word for every value."""
    made = question_json(EXPLAINER.questions[key], EXPLAINER)
    assert made["question"].endswith("?")
    assert bool(made["values"]) is not made["asks_time"]
    assert list(question_lines(key, EXPLAINER))


def test_nothing_found_has_the_same_keys() -> None:
    """A command that could not look answers in the same shape, and a problem says why."""
    assert nothing_json().keys() == diagnosis_json(found("healthy"), EXPLAINER).keys()
    fits({**nothing_json(), "problem": None})
