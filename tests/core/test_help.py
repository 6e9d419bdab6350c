"""The help covers the article and every cause, says its facts, and is found by whoever types roughly the right word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_desktop.adapters.help_texts import load_help
from flow_desktop.core.causes import Cause
from flow_desktop.core.findings import Heading
from flow_desktop.core.help import Place, library_of, search
from flow_desktop.core.spoken import spoken_code
from flow_desktop.core.symptoms import Symptom
from flow_desktop.core.text import words_of

HELP = load_help()
ARTICLE = (
    "Set up SCIM user provisioning in Wispr Flow",
    "Before you start",
    "How to set up SCIM provisioning",
    "How to verify your provisioned account",
    "Mac and Windows",
    "iOS",
    "Troubleshooting",
    "Directory sync is not activating",
    "Users are not being created in Flow",
    "User updates are not appearing in Flow",
    "Deactivated users can still sign in",
    "Duplicate user accounts",
    "Users receive email invitations instead of being provisioned automatically",
    "A user is not provisioned despite a matching email domain",
    "Users are not provisioned despite correct configuration",
    "FAQs",
    "What happens when a user is removed from the identity provider?",
    "Can users sign up for Flow directly when SCIM is enabled?",
    "How do SCIM-provisioned users sign in?",
    "Why are some users not being provisioned?",
    "What role are SCIM-provisioned users assigned?",
    "What if a user already belongs to a different organization?",
    "What happens if a directory group is deleted in the identity provider?",
    "Does SCIM affect billing?",
    "What happens if my enterprise has reached its seat cap?",
    "Still need help?",
)
"""Every heading of the set-up article, in its order."""

FACTS = {
    "before_you_start": ("org admin", "IT Admin", "Team page", "Enterprise plan", "first name, last name and e-mail",
                         "ten minutes"),
    "switched_off": ("Add new user", "Approve", "Deny", "invite.", "bulk invite", "remove member", "revoke invitation",
                     "roles", "Deleting", "Deactivating"),
    "set_up": ("SSO settings", "WorkOS admin portal", "Directory Sync", "primary e-mail has to be there", "optional",
               "domains", "small group"),
    "directory_deleted": ("by hand works again", "no one is taken out", "stays off"),
    "verify_computer": ("Sign in via browser", "SSO", "work e-mail", "name and e-mail"),
    "verify_ios": ("More options", "Continue with SSO", "work e-mail"),
    "not_activating": ("active", "connection", "webhook"),
    "not_created": ("Automatic provisioning", "assigned", "mapped", "domains"),
    "not_updated": ("mapping", "updates"),
    "still_signs_in": ("send the removal", "deactivating", "WorkOS to Flow", "SSO enforced", "account stays"),
    "duplicate_accounts": ("by hand before SCIM", "e-mail or user name"),
    "invited_instead": ("database", "link", "seat cap", "nobody is invited", "support"),
    "other_enterprise": ("one enterprise at a time", "removed there"),
    "seat_cap": ("no invitation", "billing settings", "assign it again"),
    "removed": ("membership", "cleared", "are kept", "joined to your enterprise again"),
    "sign_up": ("No.", "refuses"),
    "sign_in": ("Enforcing SSO is a setting of its own", "does not prescribe"),
    "domains": ("passed over", "registered"),
    "roles": ("becomes a Member", "cannot be mapped", "dictation", "no paid seat", "Team page"),
    "group_deleted": ("removes all of its people", "revoked"),
    "billing": ("raises the seat count", "reconciled", "support", "not counted"),
    "no_backfill": ("does not read through", "Assign it to them again"),
    "still_need_help": ("settings are missing", "address, token and network", "identity provider", "invitations",
                        "platform", "e-mail of the person", "have tried", "Talk to support", "Get in touch",
                        "Talk to Support", "Report an issue", "Share feedback"),
    "entra": ("40 minutes", "direct members", "Provision on demand"),
    "okta": ("Create Users", "Update User Attributes", "Deactivate Users", "Push Groups"),
    "onelogin": ("approval", "Do Nothing"),
    "this_app": ("changes nothing", "assignments", "password"),
}  # fmt: skip
"""What each topic must say: the article's facts, and the labels a person has to find on a screen."""


def found(query: str) -> list[str]:
    """The ids of the topics for a query, best first."""
    return [hit.topic.id for hit in search(HELP, query)]


def test_every_heading_of_the_article_is_covered() -> None:
    """No part of the article is left out, and no topic claims a heading that the article has not."""
    covered = {section for topic in HELP.topics for section in topic.sections}
    assert covered == set(ARTICLE)


@pytest.mark.parametrize("cause", Cause)
def test_a_code_that_was_read_out_finds_its_topic(cause: Cause) -> None:
    """The short form for the phone finds what the whole code finds."""
    assert search(HELP, f" {spoken_code(cause).lower()} ") == search(HELP, cause.value)


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_a_topic(cause: Cause) -> None:
    """Each code leads to a topic, and searching for the code itself finds one that explains it."""
    assert HELP.of_cause(cause)
    assert search(HELP, cause.value)[0].topic in HELP.of_cause(cause)


@pytest.mark.parametrize("heading", Heading)
def test_every_heading_of_findings_has_one_topic(heading: Heading) -> None:
    """ "More about this" of any finding opens the topic of its heading."""
    assert [topic.heading for topic in HELP.topics].count(heading) == 1
    assert HELP.of_heading(heading).heading is heading


def test_every_symptom_can_be_checked_from_a_topic() -> None:
    """ "Check this now" is offered for every complaint that has a heading of its own in the article."""
    offered = {topic.symptom for topic in HELP.topics}
    with_the_other_cases_for_support = {Symptom.CONNECTION_TEST_FAILS}
    assert set(Symptom) - offered == with_the_other_cases_for_support


def test_links_lead_somewhere() -> None:
    """Every related topic is there, is another one, and ids are unique."""
    ids = [topic.id for topic in HELP.topics]
    assert len(set(ids)) == len(ids)
    for topic in HELP.topics:
        assert topic.id not in topic.related
        assert [HELP.topic(other).id for other in topic.related] == list(topic.related)
        assert topic.audience
        assert topic.parts


def test_the_contents_have_every_topic_once() -> None:
    """Whoever does not search finds every topic in the contents."""
    listed = [topic_id for group in HELP.groups for topic_id in group.topics]
    assert sorted(listed) == sorted(topic.id for topic in HELP.topics)


@pytest.mark.parametrize("topic_id", FACTS)
def test_facts_are_told(topic_id: str) -> None:
    """The facts of the article, and the labels a person has to find, stand in the topic."""
    text = HELP.topic(topic_id).plain
    assert [fact for fact in FACTS[topic_id] if fact not in text] == []


def test_words_of_the_look_are_kept() -> None:
    """Plain words: no exclamation marks, no blame, sentences end with a full stop."""
    lines = [line for topic in HELP.topics for part in topic.parts for line in (*part.text, *part.steps, *part.points)]
    assert [line for line in lines if "!" in line or line[-1] not in ".?"] == []


@pytest.mark.parametrize("topic", HELP.topics, ids=lambda topic: topic.id)
def test_a_topic_is_found_by_its_own_title(topic: object) -> None:
    """Typing a title finds its topic first, whatever the letters' case."""
    title = getattr(topic, "title", "")
    assert search(HELP, title.upper())[0].topic is topic


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("azure ad", "entra"),
        ("Microsoft cycle", "entra"),
        ("backfill", "no_backfill"),
        ("seat limit", "seat_cap"),
        ("licence", "seat_cap"),
        ("add new user", "switched_off"),
        ("what does SCIM turn off", "switched_off"),
        ("iphone", "verify_ios"),
        ("a deactivated user can still log in", "still_signs_in"),
        ("two accounts", "duplicate_accounts"),
        ("why do people get an invitation mail", "invited_instead"),
        ("dictation", "roles"),
        ("billing", "billing"),
        ("privacy", "this_app"),
        ("ticket", "still_need_help"),
        ("group deleted", "group_deleted"),
        ("register myself", "sign_up"),
        ("married", "not_updated"),
        ("push groups", "okta"),
        ("pending approval onelogin", "onelogin"),
        ("subsidiary", "other_enterprise"),
        ("token url", "not_activating"),
    ],
)
def test_everyday_words_find_the_topic(query: str, first: str) -> None:
    """People do not know our titles: their own words lead to the topic, first."""
    assert found(query)[0] == first


@pytest.mark.parametrize("typed", ["provisoning", "invittion", "dictaton", "billnig", "duplciate"])
def test_a_typing_error_is_forgiven(typed: str) -> None:
    """One letter wrong, missing, doubled or swapped in a long word does not hide everything."""
    assert found(typed)


@pytest.mark.parametrize("query", ["", "   ", "?!", "zzzz", "qwertyuiop", "\u200b"])
def test_nothing_is_found_for_nothing(query: str) -> None:
    """No words, or words that stand nowhere, find nothing."""
    assert search(HELP, query) == ()


def test_the_place_decides_the_order() -> None:
    """A word in the title counts more than in the keywords, and there more than in the text."""
    places = [hit.place for hit in search(HELP, "seat")]
    assert places == sorted(places, reverse=True)
    assert places[0] is Place.TITLE


def test_a_line_of_the_text_is_shown_where_only_the_text_has_it() -> None:
    """What was found is seen without opening the topic."""
    hit = next(hit for hit in search(HELP, "mailbox") if hit.topic.id == "map_attributes")
    assert hit.place is Place.TEXT
    assert "mailbox" in hit.excerpt


def test_only_the_best_are_told() -> None:
    """A topic with all the words keeps those with some of them away; without one, most of the words are enough."""
    assert found("okta switches") == ["okta"]
    assert found("okta hippopotamus") == found("okta")
    assert found("okta hippopotamus giraffe") == []


def test_a_damaged_file_is_told() -> None:
    """A topic that names a code nobody knows is refused with the code."""
    part = {"points": ["Text."]}
    bad = {"id": "x", "title": "X", "summary": "", "audience": ["USER"], "causes": ["no.code"], "part": [part]}
    with pytest.raises(ValueError, match=r"no\.code"):
        library_of({"topic": [bad]})


@given(st.text(max_size=60))
def test_any_text_is_answered(query: str) -> None:
    """Whatever is typed, each topic is told at most once, in an order that its places bear out."""
    hits = search(HELP, query)
    assert len({hit.topic.id for hit in hits}) == len(hits)
    assert all(hit.excerpt for hit in hits)


WORDS = sorted({word for topic in HELP.topics for word in words_of(topic.title) if len(word) > 3})


@given(st.sampled_from(WORDS), st.integers(min_value=0, max_value=5))
def test_a_word_that_is_only_begun_is_found(word: str, missing: int) -> None:
    """Every word of a title leads to its topic from its fourth letter on."""
    begun = word[: max(4, len(word) - missing)]
    titled = {topic.id for topic in HELP.topics if word in words_of(topic.title)}
    assert titled <= set(found(begun)) or begun in HELP.small_words


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_case_accents_and_order_do_not_matter(words: list[str], random: object) -> None:
    """The same words in another order, in capitals and with accents find the same topics."""
    accented = " ".join(words).replace("e", "é").replace("o", "ö").upper()
    shuffled = words[:]
    getattr(random, "shuffle")(shuffled)  # noqa: B009 - hypothesis types it as object
    assert sorted(found(accented)) == sorted(found(" ".join(words))) == sorted(found(" ".join(shuffled)))
