"""A comparison as sentences: what a person reads, in the window and in the terminal."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flow_desktop.core.comparison import Overall, Place, compare
from flow_desktop.core.deployment import Deployment
from flow_desktop.core.directory import (
    DirectoryRecord,
    DirectoryView,
    FlowAccount,
    Found,
    NotThere,
    Organisation,
    Origin,
    Role,
    Unseen,
)
from flow_desktop.core.grades import Verdict
from flow_desktop.core.identity import Claim, ClaimSource, Identity
from flow_desktop.core.observed import Absent, Present, Withheld, WithheldReason
from flow_desktop.core.presenting import CellKind, Mark, Speaker, Told, Who
from flow_desktop.core.words import Words, flatten

AT = datetime(2026, 5, 4, 12, 3, tzinfo=UTC)
MINH = ("Minh", "Nguyễn", "minh@example.com")
TEXTS = flatten(tomllib.loads((Path(__file__).parents[2] / "resources/words/en.toml").read_text(encoding="utf-8")))
OKTA = Speaker(Words("en", TEXTS), Deployment("https://id.example.com", "x", identity_provider_name="Okta"))
UNNAMED = Speaker(Words("en", TEXTS), None)
ORIGIN = Origin("flow_me", AT)
GONE = NotThere(ORIGIN)


def who(values: tuple[str, str, str] = MINH) -> Identity:
    given, family, email = (Claim(Present(text), ClaimSource.ID_TOKEN) for text in values)
    return Identity("https://id.example.com", "u1", AT, email=email, given_name=given, family_name=family)


def directory(values: tuple[str, str, str] = MINH, *, active: bool = True) -> Found[DirectoryRecord]:
    given, family, email = map(Present, values)
    return Found(DirectoryRecord("d", email=email, given_name=given, family_name=family, active=active), ORIGIN)


def flow(values: tuple[str, str, str] = MINH, *, role: Role | None = Role.MEMBER) -> Found[FlowAccount]:
    given, family, email = map(Present, values)
    return Found(FlowAccount("f", email=email, given_name=given, family_name=family, role=role), ORIGIN)


def told(view: DirectoryView, *, speaker: Speaker = OKTA, identity: Identity | None = None) -> Told:
    return speaker.verdict(compare(identity or who(), view))


SENTENCES = {
    "everything": (DirectoryView(directory(), flow()), "Everything matches."),
    "name": (
        DirectoryView(directory(), flow(("Minh", "Nguyen", MINH[2]))),
        "Your last name differs: Okta and Directory Sync say Nguyễn, Flow says Nguyen.",
    ),
    "three": (
        DirectoryView(directory(("Min", "Nguyễn", MINH[2])), flow(("Mia", "Nguyễn", MINH[2]))),
        "Your first name differs: Okta says Minh, Directory Sync says Min, Flow says Mia.",
    ),
    "missing": (
        DirectoryView(directory(), flow(("Minh", "", MINH[2]))),
        "Your last name is not everywhere: Okta and Directory Sync say Nguyễn, Flow has none.",
    ),
    "swapped": (
        DirectoryView(directory(), flow(("Nguyễn", "Minh", MINH[2]))),
        "Your first and last name are swapped in Flow.",
    ),
    "case": (
        DirectoryView(directory(), flow(("Minh", "Nguyễn", "Minh@example.com"))),
        "Everything matches. Your e-mail is written with other capital letters in Flow.",
    ),
    "invisible": (
        DirectoryView(directory(), flow(("Mi\u200bnh", "Nguyễn", MINH[2]))),
        "Everything matches. Your first name has characters that cannot be seen in Flow (U+200B).",
    ),
    "composed": (
        DirectoryView(directory(("Minh", "Nguye\u0302\u0303n", MINH[2])), flow()),
        "Everything matches. Your last name looks the same; its accents are encoded in another way in Directory Sync.",
    ),
    "blanks": (
        DirectoryView(directory(("Minh ", "Nguyễn", MINH[2])), flow()),
        "Everything matches. Your first name has other blanks in Directory Sync.",
    ),
    "invisible at the first of two": (
        DirectoryView(
            directory(("Minh", "Nguyễn", "mi\u200bnh@example.com")), flow(("Minh", "Nguyễn", "mi\u200bnh@example.com"))
        ),
        "Everything matches. Your e-mail has characters that cannot be seen in Directory Sync and in Flow (U+200B).",
    ),
    "left out": (
        DirectoryView(directory()),
        "Same at Okta and Directory Sync. Flow was not looked at: no Flow source is set.",
    ),
    "unseen": (
        DirectoryView(Unseen(WithheldReason.TIMED_OUT, ORIGIN), flow()),
        (
            "We could not see Directory Sync, so we cannot tell yet. "
            "Directory Sync could not be looked at: no answer came in time."
        ),
    ),
    "not in directory": (DirectoryView(GONE, flow()), "You are not in Directory Sync."),
    "nowhere": (DirectoryView(GONE, GONE), "You are neither in Directory Sync nor in Flow."),
    "no enterprise": (
        DirectoryView(directory(), flow(role=None)),
        "You have a Flow account, but it is not part of your organisation.",
    ),
    "inactive": (DirectoryView(directory(active=False), flow()), "Your account is deactivated in Directory Sync."),
    "no source": (
        DirectoryView(),
        (
            "You are signed in. Nothing was compared. "
            "No directory source is set, so only what your identity provider says is shown."
        ),
    ),
}


@pytest.mark.parametrize("case", SENTENCES)
def test_a_verdict_reads_like_speech(case: str) -> None:
    """Each kind of answer is one plain sentence first, with the places by their names."""
    view, text = SENTENCES[case]
    assert told(view).text == text


def test_without_a_name_the_provider_is_yours() -> None:
    """A sentence about an unnamed provider says "your identity provider", with a capital where it begins."""
    text = told(DirectoryView(directory(), flow(("Minh", "Nguyen", MINH[2]))), speaker=UNNAMED).text
    assert "your identity provider and Directory Sync say Nguyễn" in text
    fix = UNNAMED.fixes(compare(who(), DirectoryView(directory(), flow(("Minh", "Nguyen", MINH[2])))))
    assert "at your identity provider" in fix[0].text


def test_every_difference_is_told_the_worst_first() -> None:
    """An e-mail that differs leads, the accent follows; none is left out."""
    found = told(DirectoryView(directory(), flow(("Minh", "Nguyen", "m@example.com"))))
    assert found.headline.startswith("Your e-mail differs")
    assert [text.split(":")[0] for text in found.details] == ["Your last name differs"]


def test_a_difference_is_told_beside_a_place_that_was_not_seen() -> None:
    """Both are said: what differs, and where nobody could look."""
    view = DirectoryView(Unseen(WithheldReason.FORBIDDEN, ORIGIN), flow(("Minh", "Ng", MINH[2])))
    assert told(view).details == ("Directory Sync could not be looked at: you may not look at it.",)


def test_html_codes_are_named_as_such() -> None:
    """A provider that escapes its claims is told apart from a misspelt name."""
    view = DirectoryView(directory(("Ana", "O'Neil", MINH[2])), flow(("Ana", "O'Neil", MINH[2])))
    found = told(view, identity=who(("Ana", "O&#39;Neil", MINH[2])))
    assert found.headline.startswith("Your last name has HTML codes in it at Okta")


def test_html_codes_are_at_the_provider_also_where_only_two_places_were_seen() -> None:
    """One against one is no majority, but the codes are known to be the provider's."""
    found = told(DirectoryView(directory(("Ana", "O'Neil", MINH[2]))), identity=who(("Ana", "O&#39;Neil", MINH[2])))
    assert found.headline.startswith("Your last name has HTML codes in it at Okta")


def test_two_answers_of_the_provider_are_both_told() -> None:
    """ID token and user info disagree: the sentence gives both and says which one was compared."""
    claim = Claim(Present("Minh"), ClaimSource.ID_TOKEN, other=Present("Max"))
    found = told(DirectoryView(directory(), flow()), identity=replace(who(), given_name=claim))
    assert "Okta gives two values for your first name: Minh in the ID token, Max in user info." in found.text


def test_the_account_e_mail_in_flow_is_explained() -> None:
    """An e-mail that differs from Flow's comes with the fact that the account's e-mail stays."""
    fixes = OKTA.fixes(compare(who(), DirectoryView(directory(), flow(("Minh", "Nguyễn", "old@example.com")))))
    assert [fix.who for fix in fixes] == [Who.IT_ADMIN, Who.SUPPORT]
    assert "stays the same" in fixes[0].text


def test_a_mapping_is_blamed_only_where_one_can_be_at_fault() -> None:
    """Where identity provider and Directory Sync already differ, the mapping comes first, the account's e-mail next."""
    mapped_wrong = DirectoryView(directory(("Minh", "Other", "minh@example.com")), flow(("Minh", "Other", "old@x.com")))
    fixes = OKTA.fixes(compare(who(), mapped_wrong))
    assert [fix.who for fix in fixes] == [Who.IT_ADMIN, Who.IT_ADMIN, Who.SUPPORT]
    assert "SCIM mapping" in fixes[0].text


def test_an_account_in_no_enterprise_is_told_beside_a_missing_person() -> None:
    """Not in Directory Sync is one thing; a Flow account that belongs to no enterprise is the other."""
    found = told(DirectoryView(NotThere(ORIGIN), flow(role=None)))
    assert found.headline == "You are not in Directory Sync."
    assert "is not part of your organisation" in found.text


@pytest.mark.parametrize("case", SENTENCES)
def test_a_finding_always_names_who_can_fix_it(case: str) -> None:
    """Something to do has somebody to do it; nothing to do has nobody."""
    found = compare(who(), SENTENCES[case][0])
    nothing = found.overall in (Overall.SAME, Overall.SAME_WITH_NOTE, Overall.NOT_COMPARED)
    assert bool(OKTA.fixes(found)) is not nothing


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (WithheldReason.UNREACHABLE, Who.YOU),
        (WithheldReason.TIMED_OUT, Who.YOU),
        (WithheldReason.FORBIDDEN, Who.IT_ADMIN),
    ],
)
def test_waiting_is_up_to_you_access_is_up_to_the_it_admin(reason: WithheldReason, expected: Who) -> None:
    """A place that may answer later is yours to check again; one that refuses is not."""
    fixes = OKTA.fixes(compare(who(), DirectoryView(Unseen(reason, ORIGIN), flow())))
    assert [fix.who for fix in fixes] == [expected]


def test_two_equal_places_are_not_green_while_the_third_is_dark() -> None:
    """A row of which one place could not be read is "same where seen", with the mark for unknown."""
    found = compare(who(), DirectoryView(Unseen(WithheldReason.TIMED_OUT, ORIGIN), flow()))
    assert [(OKTA.row(row).mark, OKTA.row(row).word) for row in found.fields] == [(Mark.UNKNOWN, "Same where seen")] * 3


def test_a_place_that_is_not_set_leaves_the_row_green() -> None:
    """Not configured is not unreadable."""
    found = compare(who(), DirectoryView(directory()))
    assert {OKTA.row(row).mark for row in found.fields} == {Mark.SAME}


def test_a_cell_tells_empty_not_sent_and_not_seen_apart() -> None:
    """Three facts, three words; a value that could not be seen says why."""
    record = replace(directory().record, given_name=Present(""), family_name=Absent())
    view = DirectoryView(Found(record, ORIGIN), Unseen(WithheldReason.FORBIDDEN, ORIGIN))
    given, family, _ = compare(who(), view).fields
    cells = [OKTA.cell(cell) for cell in (given.in_directory, family.in_directory, family.in_flow, family.at_idp)]
    assert [cell.kind for cell in cells] == [CellKind.EMPTY, CellKind.NOT_SENT, CellKind.NOT_SEEN, CellKind.VALUE]
    assert [cell.text for cell in cells] == ["empty", "not sent", "could not look", "Nguyễn"]
    assert cells[2].why == "you may not look at it"
    assert cells[3].source == "ID token"


def test_a_value_is_quoted_where_its_end_could_not_be_told() -> None:
    """A comma or a blank inside a value does not break the sentence; an endless one is cut in it."""
    text = told(DirectoryView(directory(), flow(("Minh", "Li, Ana", MINH[2])))).headline
    assert "Flow says “Li, Ana”." in text
    long = told(DirectoryView(directory(), flow(("Minh", "x" * 500, MINH[2])))).headline
    assert len(long) < 200


def test_a_value_cannot_reorder_or_rewrite_the_sentence(uncommon_text: str) -> None:
    """Direction overrides and controls are made visible once; right-to-left names are isolated, not doubled."""
    seen = Present(uncommon_text) if not any("\ud800" <= ch <= "\udfff" for ch in uncommon_text) else None
    account = replace(flow().record, family_name=seen or Withheld(WithheldReason.NOT_TEXT))
    text = told(DirectoryView(directory(), Found(account, ORIGIN))).text
    assert not set(text) & set("\u202e\u202d\x1b\x07\n\r\x00\u200b")
    assert "⟨U+2068⟩" not in text
    text.encode()


def test_role_and_enterprise_are_one_line() -> None:
    """ "IT Admin at Northwind"; without a name only the role; nobody's enterprise is said."""
    view = DirectoryView(directory(), flow(role=Role.IT_ADMIN), Organisation(name="Northwind"))
    assert OKTA.enterprise(compare(who(), view)) == "IT Admin at Northwind"
    assert OKTA.enterprise(compare(who(), replace(view, organisation=None))) == "IT Admin"
    assert OKTA.enterprise(compare(who(), DirectoryView(directory()))) == ""


def test_there_are_words_for_everything() -> None:
    """Every verdict, reason, place and role has its texts."""
    words = OKTA.words
    wanted = [
        *(f"profile.word.{one.name.lower()}" for one in Verdict),
        *(f"profile.row.{one.name.lower()}" for one in Verdict),
        *(f"profile.reason.{one}" for one in WithheldReason),
        *(f"profile.{table}.{one}" for table in ("place", "column", "at", "left_out") for one in Place),
        *(f"profile.role.{one}" for one in Role),
        *(f"profile.who.{one}" for one in Who),
    ]
    assert [text_id for text_id in wanted if not words.has(text_id)] == []
