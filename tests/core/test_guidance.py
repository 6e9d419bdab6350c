"""What people are told about each cause: whole, plain, and with the place where to act."""

from __future__ import annotations

import re
import string

import pytest

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.catalogue import CHECKS
from flow_desktop.core.guidance import Guide, Who, guides_of, section_of
from flow_desktop.core.providers import Provider
from tests.support.resources import toml

TEXTS, FACTS = toml("guidance/en.toml"), toml("causes.toml")
GUIDES = guides_of(TEXTS, FACTS)
EVERY = pytest.mark.parametrize("guide", GUIDES.values(), ids=[cause.value for cause in GUIDES])
AT_FLOW_OR_SUPPORT = {
    Cause.SETUP_NOT_ENTERPRISE_PLAN,
    Cause.SETUP_NOT_ADMIN,
    Cause.SETUP_ADMIN_PROFILE_INCOMPLETE,
    Cause.SYNC_WEBHOOK_UNREACHABLE,
    Cause.REMOVE_SSO_NOT_ENFORCED,
    Cause.ROLE_ALWAYS_MEMBER,
}
"""What an IT admin mends without the identity provider."""
PLACES = (
    *("Flow's admin console", "Flow app", "WorkOS admin portal", "identity provider", "mailbox", "this app"),
    *("Okta Admin Console", "Microsoft Entra admin center", "OneLogin admin portal", "your provider's admin console"),
)
LONGEST_SENTENCE = 34
"""In words; a step may be longer than that in several sentences."""


def told(guide: Guide) -> list[str]:
    """Every text of a guide."""
    variants = [step for steps in guide.variants.values() for step in steps]
    where = [line for lines in guide.where.values() for line in lines]
    return [guide.title, guide.verdict, guide.you, guide.why, *guide.steps, *variants, *where, guide.after]


def test_every_cause_has_its_texts_and_no_text_is_about_another() -> None:
    """One table per code, in blocking order, and the places to click at the identity provider."""
    assert list(TEXTS) == ["clicks", *(cause.value for cause in Cause)]


@EVERY
def test_a_guide_is_whole(guide: Guide) -> None:
    """A short title, sentences for verdict, reason and end, and at least one step."""
    assert re.fullmatch(r"[A-Z].{5,60}[^.]", guide.title)
    assert all(re.fullmatch(r"(\{who\}|[A-Z“]).{15,}[.”]", text) for text in (guide.verdict, guide.why, guide.after))
    assert guide.steps
    assert all(re.fullmatch(r"[A-Z“].{15,}\.", step) for step in (*guide.steps, *sum(guide.variants.values(), ())))


@EVERY
def test_a_verdict_names_the_person_and_the_reason(guide: Guide) -> None:
    """ "Ada Byron is not in Flow because every seat is taken.": who, and why."""
    assert [name for _, name, _, _ in string.Formatter().parse(guide.verdict) if name is not None] == ["who"]
    assert re.search(r"\bbecause\b", guide.verdict)


@EVERY
def test_a_verdict_can_be_said_to_the_person(guide: Guide) -> None:
    """ "You are not in Flow because every seat is taken.": the same reason, and nobody in the third person."""
    assert re.match(r"You\b|.*\b[Yy]ou(r)?\b|There are more seats", guide.you)
    assert not re.search(r"\b(they|them|their|person)\b|[{}!]", guide.you)
    assert re.search(r"\bbecause\b", guide.you)


@EVERY
def test_only_a_verdict_has_a_gap_to_fill(guide: Guide) -> None:
    """Steps are shown as they are; braces in them are what somebody types at the identity provider."""
    others = [text for text in told(guide) if text != guide.verdict]
    assert not [text for text in others if re.search(r"(?<!\$)\{(?!\$)", text)]


@EVERY
def test_a_guide_speaks_plainly(guide: Guide) -> None:
    """No shouting, no blame, no sentence that has to be read twice."""
    for text in told(guide):
        assert "!" not in text
        assert not re.search(r"\b(please|simply|just|obviously|fault of|should have|must)\b", text, re.IGNORECASE), text
        for sentence in re.split(r"(?<=[.:;])\s", text):
            assert len(sentence.split()) <= LONGEST_SENTENCE, sentence


@EVERY
def test_a_guide_says_where_to_act(guide: Guide) -> None:
    """A fresh reader knows which system to open."""
    for steps in (guide.steps, *guide.variants.values()):
        assert any(place.lower() in step.lower() for step in steps for place in PLACES)


@EVERY
def test_this_app_never_offers_to_change_directory_data(guide: Guide) -> None:
    """Whatever has to change is changed at the identity provider, in WorkOS, in Flow, or by support."""
    text = " ".join(told(guide)).lower()
    assert not re.search(r"this app (can|will) (fix|change|repair|assign|remove|add|correct)", text)


def test_what_waits_names_the_button_that_watches() -> None:
    """A guide that leaves it to the app names the button as the page does."""
    button = toml("words/en.toml")["ui"]["checks"]["watch"].replace("&", "")
    waits = [step for guide in GUIDES.values() for step in guide.steps if "check --watch" in step]
    assert waits
    assert all(f"“{button}”" in step for step in waits)


@pytest.mark.parametrize("cause", [cause for cause, guide in GUIDES.items() if Who.IT_ADMIN in guide.who])
def test_an_it_admin_is_told_where_to_click(cause: Cause) -> None:
    """At the identity provider in its own labels, each provider otherwise; nothing there for what is mended in Flow."""
    where = GUIDES[cause].where
    assert set(where) == set(Provider)
    if cause in AT_FLOW_OR_SUPPORT:
        assert not any(where.values())
    else:
        assert all(where.values())
        assert len(set(where.values())) == len(Provider)


@pytest.mark.parametrize(
    ("provider", "console"),
    [
        (Provider.OKTA, "Okta"),
        (Provider.ENTRA, "Entra"),
        (Provider.ONELOGIN, "OneLogin"),
        (Provider.OTHER, "our provider's"),
    ],
)
def test_clicks_name_their_own_provider_only(provider: Provider, console: str) -> None:
    """Nobody with Okta reads about Entra."""
    names = {"Okta", "Entra", "OneLogin"} - {console}
    for name, by_provider in TEXTS["clicks"].items():
        text = " ".join(by_provider[provider.value])
        assert console in text, name
        assert not [other for other in names if other in text], name


def test_every_set_of_clicks_is_used() -> None:
    """No text is kept that nobody reads."""
    assert {TEXTS[cause.value].get("clicks") for cause in Cause} - {None} == set(TEXTS["clicks"])


@pytest.mark.parametrize("cause", [Cause.BLOCKED_SEAT_CAP, Cause.CREATE_DOMAIN_NOT_REGISTERED])
def test_what_was_mended_since_only_needs_assigning_again(cause: Cause) -> None:
    """The variant "reassign" says so, because the attempt that failed is never repeated by itself."""
    steps = " ".join(GUIDES[cause].variants["reassign"])
    assert "nothing has to be changed" in steps
    assert "ssign the person again at your identity provider" in steps


@pytest.mark.parametrize(
    "cause",
    [
        *(Cause.BLOCKED_SEAT_CAP, Cause.BLOCKED_OTHER_ENTERPRISE, Cause.CREATE_DOMAIN_NOT_REGISTERED),
        *(Cause.CREATE_ASSIGNED_BEFORE_ACTIVATION, Cause.CREATE_WEBHOOK_MISSED, Cause.SYNC_DELETED),
    ],
)
def test_who_was_passed_over_is_assigned_again(cause: Cause) -> None:
    """Nothing is sent twice by itself (the article's note on backfill): these remedies end with a new assignment."""
    assert re.search(r"assign ((the|this) person|them|people) (\w+ )*again", " ".join(GUIDES[cause].steps))


@pytest.mark.parametrize(
    "cause", [cause for cause in Cause if cause.value.startswith("support.")] + [Cause.INVITE_REPEATED]
)
def test_support_is_reached_and_told_what_it_needs(cause: Cause) -> None:
    """Help, Get in touch, Talk to support; platform, identity provider, e-mail, what was tried ("Still need help?")."""
    text = " ".join(GUIDES[cause].steps)
    assert "Help > Get in touch > Talk to support" in text
    assert all(word in text for word in ("platform", "identity provider", "e-mail"))


def test_who_acts_is_what_causes_say() -> None:
    """One list of who can do something about what."""
    assert {cause.value: [one.value for one in guide.who] for cause, guide in GUIDES.items()} == {
        code: facts["who"] for code, facts in FACTS.items()
    }


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_guide_stands_under_the_heading_of_its_check(check: object) -> None:
    """A finding and the help behind it are in one section."""
    found = next(one for one in CHECKS if one is check)
    assert {GUIDES[cause].heading for cause in found.causes} <= {found.heading}


def test_a_cause_without_texts_is_our_mistake() -> None:
    """KeyError, seen by a test and never by a person."""
    with pytest.raises(KeyError):
        guides_of({key: value for key, value in TEXTS.items() if key != "blocked.seat_cap"}, FACTS)
    with pytest.raises(KeyError):
        section_of(Cause.SEATS_RAISED, "No such heading")
