"""Findings in sentences: never more sure than the evidence, safe to show, and in the reader's own words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from flow_desktop.adapters.guides import load_explainer
from flow_desktop.adapters.texts import load_words
from flow_desktop.core.causes import Cause
from flow_desktop.core.diagnosis import Diagnosis
from flow_desktop.core.evidence import Evidence, NotSeen
from flow_desktop.core.explaining import Explainer
from flow_desktop.core.findings import Check, Exhibit, Finding, Heading, Outcome, cannot_tell
from flow_desktop.core.guidance import Who
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.providers import Provider
from flow_desktop.core.spoken import spoken_code
from flow_desktop.core.timeline import Timeline
from flow_desktop.core.trail import Trail
from flow_desktop.core.words import Message, message
from tests.support.evidence import ADA, NOW, account, directory_user, evidence, nobody, outside, unseen

LOADED = load_explainer(load_words())
STAND_IN = Check("connection", Heading.NOT_ACTIVATING, ("connection",), (), lambda _: ())
EXPLAINER = Explainer(LOADED.words, LOADED.guides, LOADED.questions, (STAND_IN,), UTC)
SAID = message("finding.cannot_tell", piece="audit", reason="timed_out")
AWAY = NotSeen(WithheldReason.TIMED_OUT, "flow_people")


def found(*findings: Finding, about: Evidence | None = None) -> Diagnosis:
    """A diagnosis with these findings, about somebody nobody knows unless told otherwise."""
    asked = about or evidence(**nobody())
    return Diagnosis(asked, findings, Trail(()), Timeline(()), Provider.OKTA)


def finding(outcome: Outcome, cause: Cause | None = None, **given: Any) -> Finding:
    """A finding whose sentence does not matter."""
    return Finding("membership", outcome, given.pop("because", SAID), cause, **given)


def known(**given: Any) -> Evidence:
    """Ada is in Directory Sync but not in Flow."""
    return evidence(**{"account": None, "directory_users": (directory_user(),), **given})


# --- the headline -------------------------------------------------------------------------------------------------


def test_a_proven_cause_is_said_with_because() -> None:
    """Who, what and why, in one sentence."""
    said = EXPLAINER.headline(found(finding(Outcome.PROBLEM, Cause.BLOCKED_SEAT_CAP), about=known()))
    assert said == "Ada Byron is not in Flow because every seat is taken."


@pytest.mark.parametrize(("others", "more"), [(1, "1 more cause is proven."), (2, "2 more causes are proven.")])
def test_more_proven_causes_are_counted(others: int, more: str) -> None:
    """The most blocking one is told, the others wait below."""
    causes = (Cause.BLOCKED_SEAT_CAP, Cause.CREATE_DOMAIN_NOT_REGISTERED, Cause.REMOVE_SSO_NOT_ENFORCED)
    several = [finding(Outcome.PROBLEM, cause) for cause in causes[: others + 1]]
    said = EXPLAINER.headline(found(*several, about=known()))
    assert said == f"Ada Byron is not in Flow because every seat is taken. {more}"


def test_possible_causes_are_counted_with_the_question_that_decides() -> None:
    """Known first, then what it could be, and never "because"."""
    guesses = [
        finding(Outcome.POSSIBLE, cause, decided_by=("idp.assigned",))
        for cause in (Cause.CREATE_PENDING, Cause.CREATE_NOT_ASSIGNED, Cause.CREATE_PROVISIONING_OFF)
    ]
    said = EXPLAINER.headline(found(*guesses))
    assert said == (
        f"{ADA} is not in Flow. It could be one of 3 things; one question decides: Is the Flow app assigned to this "
        "person at the identity provider, directly or through a group?"
    )


def test_several_open_questions_are_counted() -> None:
    """The first one is asked."""
    keys = ("idp.assigned", "idp.provisioning")
    said = EXPLAINER.headline(found(finding(Outcome.POSSIBLE, Cause.CREATE_NOT_ASSIGNED, decided_by=keys)))
    assert "One cause fits: The app is not assigned to this person; 2 questions decide, the first one: Is the" in said


def test_a_possible_cause_nobody_can_decide_is_still_only_possible() -> None:
    """No question left: one cause fits, no more."""
    said = EXPLAINER.headline(found(finding(Outcome.POSSIBLE, Cause.SYNC_NOT_ENABLED)))
    assert said == "Directory Sync may not be working. One cause fits: Directory Sync is not active yet."


@pytest.mark.parametrize(
    ("pieces", "state"),
    [
        ({"account": outside()}, "Ada Byron has an account in Flow but is not in the enterprise."),
        ({"account": account()}, "Ada Byron is in Flow, but did not come there through Directory Sync."),
        ({"account": AWAY}, "Whether Ada Byron is in Flow could not be seen."),
    ],
)
def test_what_is_known_for_sure_comes_before_the_guesses(pieces: Mapping[str, Any], state: str) -> None:
    """Not seen is said as not seen, never as "is not in Flow"."""
    guess = finding(Outcome.POSSIBLE, Cause.CREATE_NOT_ASSIGNED)
    assert EXPLAINER.headline(found(guess, about=evidence(**pieces))).startswith(f"{state} ")


@pytest.mark.parametrize(
    ("cause", "state"),
    [
        (Cause.UPDATE_PENDING, "Ada Byron may not be the same everywhere."),
        (Cause.REMOVE_PENDING, "Ada Byron is still in Flow."),
        (Cause.DUPLICATE_DIFFERENT_IDENTIFIER, "There may be two accounts of Ada Byron in Flow."),
        (Cause.SIGNIN_WRONG_ACCOUNT, "Ada Byron may not be the one who is signed in."),
    ],
)
def test_a_guess_about_something_else_begins_with_that(cause: Cause, state: str) -> None:
    """An outdated name is no missing person."""
    assert EXPLAINER.headline(found(finding(Outcome.POSSIBLE, cause), about=evidence())).startswith(state)


def test_a_place_that_was_not_seen_at_all_is_named() -> None:
    """Flow as a whole, where nothing of it answered."""
    away = evidence(**{name: getattr(unseen(WithheldReason.TIMED_OUT), name) for name in FLOW})
    blind = [cannot_tell("membership", AWAY, what=name) for name in ("account", "audit")]
    assert EXPLAINER.headline(found(*blind, about=away)) == "We could not see Flow, so we cannot tell yet."


FLOW = ("viewer", "enterprise", "settings", "account", "remembered", "invitations", "audit", "similar")


def test_single_pieces_that_were_not_seen_are_named() -> None:
    """Where a place answered in part, the part that is missing."""
    blind = [cannot_tell("membership", AWAY, what=name) for name in ("audit", "directory_users")]
    said = EXPLAINER.headline(found(*blind, about=evidence(audit=AWAY, directory_users=AWAY)))
    assert (
        said == "We could not see Flow's audit of the person and the person in Directory Sync, so we cannot tell yet."
    )


def test_three_pieces_stand_in_a_list_as_people_write_it() -> None:
    """A comma and a blank, then "and"."""
    names = ("audit", "directory_users", "invitations")
    blind = [cannot_tell("membership", AWAY, what=name) for name in names]
    said = EXPLAINER.headline(found(*blind, about=evidence(**dict.fromkeys(names, AWAY))))
    assert "Flow's audit of the person, the person in Directory Sync and Flow's invitations" in said


def test_a_check_that_knows_why_it_cannot_tell_says_so_itself() -> None:
    """Its own sentence beats the general one."""
    own = Finding("membership", Outcome.CANNOT_TELL, message("finding.not_reached", cause="blocked.seat_cap"))
    said = EXPLAINER.headline(found(own))
    assert said.startswith("Another cause comes first: Every seat is taken.")


def test_where_no_place_is_set_nothing_is_claimed() -> None:
    """Not configured is no verdict."""
    unset = cannot_tell("membership", NotSeen(), what="account")
    assert EXPLAINER.headline(found(unset, about=evidence(account=NotSeen()))).endswith("so we cannot tell.")


@pytest.mark.parametrize(
    ("person", "said"),
    [
        (account(), "Nothing is wrong: Ada Byron is in Flow and the same everywhere we could look."),
        (AWAY, "Nothing wrong was found about Ada Byron where we could look. Flow could not be looked at."),
    ],
)
def test_fine_is_only_said_of_what_was_seen(person: object, said: str) -> None:
    """Without a look into Flow nobody is "in Flow"."""
    everything = Finding("connection", Outcome.PASS, SAID)
    assert EXPLAINER.headline(found(everything, about=evidence(account=person))) == said


def test_after_a_part_of_the_checks_fine_is_said_of_that_part() -> None:
    """Whoever asked one question learns nothing about the others."""
    said = EXPLAINER.headline(found(finding(Outcome.PASS), about=evidence()))
    assert said == "Nothing wrong was found about Ada Byron in what was checked."


def test_who_checks_themselves_is_spoken_to_where_only_they_read_it() -> None:
    """A report names the person, because others read it; a window says "you" to them and to nobody else."""
    proven, guess = finding(Outcome.PROBLEM, Cause.BLOCKED_SEAT_CAP), finding(Outcome.POSSIBLE, Cause.UPDATE_PENDING)
    own, other = (known(is_self=is_self) for is_self in (True, False))
    assert EXPLAINER.headline_for_reader(found(proven, about=own)) == "You are not in Flow because every seat is taken."
    assert EXPLAINER.headline_for_reader(found(guess, about=own)).startswith("You may not be the same everywhere.")
    assert EXPLAINER.headline_for_reader(found(proven, about=other)).startswith("Ada Byron is not in Flow")
    assert EXPLAINER.headline(found(proven, about=own)).startswith("Ada Byron is not in Flow")


def test_a_fact_that_may_explain_it_is_named_although_nothing_is_wrong() -> None:
    """Who cannot dictate is not left with "nothing is wrong"."""
    fact = finding(Outcome.INFO, Cause.ROLE_IT_ADMIN_NO_DICTATION)
    said = EXPLAINER.headline(found(Finding("connection", Outcome.PASS, SAID), fact, about=evidence()))
    assert said.endswith("everywhere we could look. Good to know: IT Admin does not dictate.")


@pytest.mark.parametrize("name", ["Nothing is wrong. Ada", "Ada: Byron", "A" * 80, "Ada\u202eByron", "", "Ada 1"])
def test_a_name_that_could_forge_a_sentence_gives_way_to_the_e_mail(name: str) -> None:
    """Names come from outside."""
    ada = evidence(account=None, directory_users=(directory_user(given_name=name, family_name=None),))
    assert EXPLAINER.headline(found(finding(Outcome.PROBLEM, Cause.BLOCKED_SEAT_CAP), about=ada)).startswith(ADA)


@pytest.mark.parametrize("name", ["Zoë", "Nguyễn Thị", "O'Brien", "Anne-Marie", "李"])
def test_a_real_name_is_used(name: str) -> None:
    """Names of the whole world, with apostrophes and hyphens."""
    ada = evidence(account=None, directory_users=(directory_user(given_name=name, family_name=None),))
    said = EXPLAINER.headline(found(finding(Outcome.PROBLEM, Cause.BLOCKED_SEAT_CAP), about=ada))
    assert said == f"{name} is not in Flow because every seat is taken."


# --- findings, facts, remedies --------------------------------------------------------------------------------------


def test_a_card_is_headed_by_its_cause_or_its_question() -> None:
    """Where no cause is named, the question of the check."""
    assert EXPLAINER.title(finding(Outcome.PROBLEM, Cause.BLOCKED_SEAT_CAP)) == "Every seat is taken"
    assert EXPLAINER.title(Finding("connection", Outcome.PASS, SAID)).endswith("?")


def test_ids_in_a_sentence_become_words() -> None:
    """Pieces and reasons are told, not their ids."""
    said = EXPLAINER.because(finding(Outcome.CANNOT_TELL))
    assert said == "We could not see Flow's audit of the person: no answer came in time."


def test_an_argument_that_is_no_id_is_a_safe_value(uncommon_text: str) -> None:
    """Whatever comes from outside is escaped, and never taken for a text of ours by force."""
    said = EXPLAINER.message(Message("finding.cannot_tell", (("piece", uncommon_text), ("reason", "{piece}"))))
    assert not any(ch in said for ch in "\x1b\x00\r\n\u202e\u2028")
    assert said.endswith(": {piece}.")


def test_times_are_told_in_the_readers_zone() -> None:
    """ISO 8601 in, local time to the minute out; in sentences and facts alike."""
    here = Explainer(EXPLAINER.words, EXPLAINER.guides, EXPLAINER.questions, (), timezone(timedelta(hours=2)))
    (told,) = here.facts((Exhibit("activated_at", "2027-01-15T23:30:00Z", "flow_enterprise", NOW),))
    assert (told.value, told.origin) == ("2027-01-16 01:30", "Flow's settings, 2027-01-15 10:00")


@pytest.mark.parametrize("value", ["2027-13-45T99:00:00Z", "0001-01-01T00:00:00+14:00", "2027-01-15", "noon"])
def test_what_only_looks_like_a_time_is_shown_as_it_is(value: str) -> None:
    """A broken time from outside stops nothing."""
    (told,) = EXPLAINER.facts((Exhibit("activated_at", value),))
    assert (told.value, told.origin) == (value, "")


@pytest.mark.parametrize(
    ("shown", "value"),
    [
        (Exhibit("connection_state", "inactive"), "switched off"),
        (
            Exhibit("audit_line", "seat_cap (dsync.user.created)"),
            "Skipped: the seat cap was reached. No invitation was sent. (seat_cap, dsync.user.created)",
        ),
        (Exhibit("last_event", "dsync.user.created"), "Person created (dsync.user.created)"),
        (Exhibit("audit_line", "brand_new"), "brand_new"),
        (Exhibit("directory_family_name", ""), "no value"),
        (Exhibit("directory_user", ""), "not there"),
        (Exhibit("connection_kind", "okta scim v2.0"), "okta scim v2.0"),
    ],
)
def test_words_of_flow_and_workos_are_explained(shown: Exhibit, value: str) -> None:
    """In plain words, with the id beside them for support; what nobody knows stays as it came."""
    (told,) = EXPLAINER.facts((shown,))
    assert told.value == value


def test_a_fact_is_safe_and_short(uncommon_text: str) -> None:
    """Values from outside are escaped and cut, sources too."""
    (told,) = EXPLAINER.facts((Exhibit("connection_kind", uncommon_text * 50, uncommon_text),))
    assert not any(ch in told.value + told.origin for ch in "\x1b\x00\r\n\u202e\u2028")


def test_what_a_person_told_is_shown_as_question_and_choice() -> None:
    """With when it was told."""
    (told,) = EXPLAINER.facts((Exhibit("answer.idp.assigned", "nested_group", "answer", NOW),))
    assert told.label.startswith("Is the Flow app assigned")
    assert told.value == "Only through a group inside a group"
    assert told.origin == "Told by a person, 2027-01-15 08:00"
    (time,) = EXPLAINER.facts((Exhibit("answer.idp.assigned_at", "10m ago", "answer"),))
    assert time.value == "10m ago"


def test_a_remedy_fits_the_provider_and_the_situation() -> None:
    """Steps of the variant, clicks of the provider."""
    usual, mended = (finding(Outcome.PROBLEM, Cause.BLOCKED_SEAT_CAP, variant=name) for name in ("", "reassign"))
    okta, entra = (EXPLAINER.remedy(usual, one) for one in (Provider.OKTA, Provider.ENTRA))
    other = EXPLAINER.remedy(mended, Provider.OKTA)
    assert okta
    assert entra
    assert other
    assert okta.who == (Who.IT_ADMIN,)
    assert okta.heading is Heading.SEAT_CAP
    assert okta.where != entra.where
    assert any("Raise the number of seats" in step for step in okta.steps)
    assert not any("Raise the number of seats" in step for step in other.steps)


def test_what_is_behind_a_cause_is_told_only_where_it_is_certain() -> None:
    """A possible cause is not explained as if it were so."""
    proven, possible = (
        EXPLAINER.remedy(finding(outcome, Cause.CREATE_PROVISIONING_OFF), Provider.OKTA)
        for outcome in (Outcome.PROBLEM, Outcome.POSSIBLE)
    )
    assert proven
    assert possible
    assert proven.why == EXPLAINER.guides[Cause.CREATE_PROVISIONING_OFF].why
    assert possible.why == ""


def test_what_is_fine_needs_no_remedy() -> None:
    """A pass asks nobody to do anything."""
    assert EXPLAINER.remedy(finding(Outcome.PASS, Cause.BLOCKED_SEAT_CAP), Provider.OKTA) is None


@pytest.mark.parametrize("reason", list(WithheldReason))
def test_what_was_not_seen_says_how_to_see_it(reason: WithheldReason) -> None:
    """Wait, let somebody else look, or have the source mended: one step for every reason."""
    remedy = EXPLAINER.remedy(cannot_tell("connection", NotSeen(reason), what="connection"), Provider.OKTA)
    assert remedy is not None
    assert remedy.steps[0].endswith(".")
    assert remedy.heading is Heading.NOT_ACTIVATING


def test_a_check_that_cannot_tell_for_its_own_reason_has_no_general_remedy() -> None:
    """Its sentence has said everything."""
    assert EXPLAINER.remedy(Finding("connection", Outcome.CANNOT_TELL, SAID), Provider.OKTA) is None


def test_every_choice_of_every_question_has_a_label() -> None:
    """Buttons never show an id."""
    for key, question in EXPLAINER.questions.items():
        if key != "symptom":
            assert all(EXPLAINER.choice(key, value) for value in question.values), key
    assert EXPLAINER.choice("symptom", "set_up") == EXPLAINER.words("symptom.set_up")


def test_the_short_code_is_the_derived_one() -> None:
    """One way to derive it."""
    assert EXPLAINER.spoken(Cause.SEATS_RAISED) == spoken_code(Cause.SEATS_RAISED)


def test_a_zone_of_none_is_this_computers() -> None:
    """As everywhere else in the app."""
    here = Explainer(EXPLAINER.words, EXPLAINER.guides, EXPLAINER.questions)
    (told,) = here.facts((Exhibit("activated_at", "2027-01-15T08:00:00Z"),))
    assert told.value == datetime(2027, 1, 15, 8, tzinfo=UTC).astimezone().strftime("%Y-%m-%d %H:%M")
