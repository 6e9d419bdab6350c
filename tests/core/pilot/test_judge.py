"""One status for each row: what is proven is said, what is not is UNKNOWN, and the counts add up to the list."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_desktop.core.evidence import NotSeen, Seen
from flow_desktop.core.grades import Verdict
from flow_desktop.core.observed import Withheld, WithheldReason
from flow_desktop.core.pilot.book import Book, Sources
from flow_desktop.core.pilot.entries import Completeness, Entry, Flaw, Page
from flow_desktop.core.pilot.judge import judge_rows, provisional
from flow_desktop.core.pilot.results import ListNote, Status
from flow_desktop.core.pilot.roll import Roll
from flow_desktop.core.pilot.rows import PilotRow, RejectedRow, RowFault
from flow_desktop.core.pilot.summary import counts_of
from tests.support.pilot_made import (
    ADA,
    AWAY,
    BROKEN_OFF,
    NOW,
    WHOLE,
    account,
    book,
    entry,
    judged,
    listed,
    row,
    status_of,
)


@pytest.mark.parametrize(
    ("whom", "there", "said"),
    [
        (row(), [entry()], "ready email"),
        (row(given=None, family=None), [entry()], "ready email"),
        (row("Ada.Byron@Pilot.Example"), [entry()], "ready_with_note email"),
        (row(given=unicodedata.normalize("NFD", "Zoë")), [entry(given="Zoë")], "ready_with_note email"),
        (row(given="Zoe"), [entry(given="Zoë")], "differs email"),
        (row(given="Byron", family="Ada"), [entry()], "differs email"),
        (row(family="Lovelace"), [entry()], "differs email"),
        (row(), [entry(given=None)], "differs email"),
        (row(given="", family=""), [entry(given=None, family="")], "ready email"),
        (row(), [entry(active=False)], "inactive email"),
        (row(), [entry(active=None)], "ready email"),
        (row(), [entry(active=False, id="old"), entry()], "ready email"),
        (row(), [entry(active=False, id="old"), entry(active=False)], "inactive email"),
        (row(), [entry(id="one"), entry(id="two")], "ambiguous email"),
        (row(), [entry(id="one"), entry("other@x.example", id="two", user_name=ADA)], "ambiguous email"),
        (row(), [entry("other@x.example", user_name=ADA)], "differs user_name"),
        (row(), [entry(None, user_name=ADA)], "differs user_name"),
        (row(), [entry("other@x.example", others=(ADA,))], "differs other_address"),
        (row(), [entry("other@x.example", others=(ADA,), active=False)], "inactive other_address"),
        (row("ada+x@pilot.example"), [entry("ada@pilot.example")], "differs plus_tag"),
        (row("ada@pilot.example"), [entry("ada+x@pilot.example")], "differs plus_tag"),
        (row("ada+y@pilot.example"), [entry("ada+x@pilot.example")], "differs plus_tag"),
        (row("ada@pilot.example"), [entry("ada+x@pilot.example", active=False)], "not_provisioned none"),
        (
            row("ada@pilot.example"),
            [entry("ada+x@pilot.example"), entry("ada+y@pilot.example")],
            "ambiguous plus_tag",
        ),
        (row("a.da@gmail.com"), [entry("ada@googlemail.com")], "differs mail_alias"),
        (row("strasse@pilot.example"), [entry("straße@pilot.example")], "differs folded"),
        (row("ada@bücher.example"), [entry("ada@xn--bcher-kva.example")], "differs folded"),
        (row(), [entry("other@x.example", idp_id=ADA)], "differs external_id"),
        (row(), [entry("linh@pilot.example")], "not_provisioned none"),
        (row(), [], "not_provisioned none"),
    ],
)
def test_the_list_beside_directory_sync(whom: PilotRow, there: list[Entry], said: str) -> None:
    """Found by e-mail or user name, else close; compared; missing only where the listing is whole."""
    assert status_of(whom, book(*there)) == said


@pytest.mark.parametrize(
    ("whom", "there", "said"),
    [
        (row(), [entry()], "ready email"),
        (row(family="Lovelace"), [entry()], "differs email"),
        (row(), [], "unknown none"),
        (row(), [entry(active=False)], "unknown email"),
        (row(), [entry("other@x.example", others=(ADA,))], "unknown other_address"),
        (row(), [entry(id="one"), entry(id="two")], "ambiguous email"),
    ],
)
@pytest.mark.parametrize("listing", [BROKEN_OFF, AWAY, None])
def test_over_a_hole_nobody_is_missing(
    whom: PilotRow, there: list[Entry], said: str, listing: Completeness | None
) -> None:
    """Who was read is there; of anybody else nothing is said, not even that they are inactive or under another name."""
    read = book(*there)
    read.directory = listing
    assert status_of(whom, read) == said


@pytest.mark.parametrize(
    ("members", "flow", "said"),
    [
        ((account(),), WHOLE, "ready email"),
        ((account(family="Lovelace"),), WHOLE, "differs email"),
        ((account("ada@old.example", linked_to=f"du_{ADA}"),), WHOLE, "differs email"),
        ((account("ada@old.example", linked_to="elsewhere", idp_id="00u1"),), WHOLE, "differs email"),
        ((), WHOLE, "not_provisioned email"),
        ((account(role=None),), WHOLE, "not_provisioned email"),
        ((account(linked_to=None, source="manual"),), WHOLE, "not_provisioned email"),
        ((), BROKEN_OFF, "unknown email"),
        ((account(),), BROKEN_OFF, "ready email"),
        ((account(role=None),), BROKEN_OFF, "not_provisioned email"),
    ],
)
def test_flow_beside_directory_sync(members: tuple[object, ...], flow: Completeness, said: str) -> None:
    """A member who is tied is compared; who is proven to be none is not provisioned; the rest is not known."""
    assert status_of(row(), book(entry(idp_id="00u1"), members=members, flow=flow)) == said  # type: ignore[arg-type]


def test_a_difference_is_told_over_a_hole_in_flow() -> None:
    """A proven difference weighs more than a place that could not be read."""
    assert status_of(row(family="Lovelace"), book(entry(), members=(), flow=AWAY)) == "differs email"


def test_an_account_leads_to_the_entry_it_is_tied_to() -> None:
    """Flow keeps the e-mail it got first: the directory user behind it is found by the tie."""
    read = book(entry("ada@new.example"), members=(account(linked_to="du_ada@new.example"),))
    assert status_of(row(), read) == "differs flow_link"


def test_repeated_and_rejected_rows_name_their_lines() -> None:
    """The first of two rows counts; the second one names it; a row that could not be read stays in the result."""
    whom = listed(row(), row("ADA.byron@pilot.example "), rejected=(RejectedRow(9, RowFault.NO_EMAIL, "x;y"),))
    first, second, third = judged(whom, book(entry()))
    assert (first.status, second.status, third.status) == (Status.READY, Status.LIST_PROBLEM, Status.LIST_PROBLEM)
    assert (second.note, second.other) == (ListNote.DUPLICATE_OF, 2)
    assert (third.row, third.note, third.other) == (-1, ListNote.REJECTED, 9)


def test_who_is_not_in_the_list_is_told_when_asked() -> None:
    """Active people of Directory Sync nobody in the list is meant by; not who was found under another address."""
    moved, old = entry("a@x.example", others=("b@x.example",)), entry("old@x.example", active=False)
    there = (entry(), entry("linh@x.example"), old, moved)
    whom = listed(row(), row("b@x.example"))
    found = judged(whom, book(*there), unexpected=True)
    assert [(one.key, one.status) for one in found[2:]] == [("linh@x.example", Status.UNEXPECTED)]
    assert len(judged(whom, book(*there))) == 2


def test_look_alike_letters_are_a_note() -> None:
    """An address with a Cyrillic a is another one; that it looks the same is said, with whom it looks like."""
    fake = ADA.replace("a", "а", 1)
    (missing,) = judged(listed(row(fake)), book(entry()))
    assert (missing.status, missing.note, missing.entry_id) == (
        Status.NOT_PROVISIONED,
        ListNote.LOOK_ALIKE,
        f"du_{ADA}",
    )
    (other_way,) = judged(listed(row()), book(entry(fake)))
    assert (other_way.status, other_way.note) == (Status.NOT_PROVISIONED, ListNote.LOOK_ALIKE)
    (found,) = judged(listed(row(fake)), book(entry(fake)))
    assert (found.status, found.note) == (Status.READY_WITH_NOTE, ListNote.LOOK_ALIKE)
    _, twin = judged(listed(row(), row(fake)), book(entry(), entry(fake)))
    assert (twin.note, twin.other) == (ListNote.LOOK_ALIKE, 2)
    (named,) = judged(listed(row(given="Аda")), book(entry()))
    assert (named.status, named.note) == (Status.DIFFERS, ListNote.LOOK_ALIKE)


@pytest.mark.parametrize(
    ("full", "grades"),
    [
        ("Ada Byron", (Verdict.SAME, Verdict.SAME)),
        ("Byron, Ada", (Verdict.SAME, Verdict.SAME)),
        ("Byron Ada", (Verdict.SAME, Verdict.SAME)),
        ("ADA BYRON", (Verdict.SAME_CASE, Verdict.SAME_CASE)),
        ("Ada Augusta Byron", (Verdict.DIFFERS_EXTRA, Verdict.SAME)),
        ("Ada Lovelace", (Verdict.SAME, Verdict.DIFFERS)),
        ("Ada", (Verdict.SAME, Verdict.MISSING)),
    ],
)
def test_a_whole_name_is_taken_apart(full: str, grades: tuple[Verdict, Verdict]) -> None:
    """One column with the whole name is compared with both names, whichever comes first."""
    (only,) = judged(listed(row(given=None, family=None, full=full)), book(entry()))
    assert only.grades[:2] == grades


def test_swapped_names_are_one_finding_about_order() -> None:
    """As on the profile page."""
    (only,) = judged(listed(row(given="Byron", family="Ada")), book(entry()))
    assert only.grades == (Verdict.DIFFERS_ORDER, Verdict.DIFFERS_ORDER, Verdict.SAME)


def test_a_list_without_names_compares_the_two_places() -> None:
    """Directory Sync with Flow."""
    bare = row(given=None, family=None)
    (only,) = judged(listed(bare), book(entry(), members=(account(family="Lovelace"),)))
    assert (only.status, only.grades) == (Status.DIFFERS, (Verdict.SAME, Verdict.DIFFERS, Verdict.SAME))


def test_a_value_that_is_no_text_is_not_compared() -> None:
    """It came, so it is not missing; nobody can say that it is the same."""
    (only,) = judged(listed(row()), book(entry(given=None, flaws=Flaw.GIVEN)))
    assert (only.status, only.grades[0]) == (Status.DIFFERS, Verdict.NOT_COMPARABLE)
    odd = replace(account(), given_name=Withheld(WithheldReason.TOO_LONG))
    assert status_of(row(), book(entry(), members=(odd,))) == "differs email"


def test_one_by_one_each_answer_stands_for_itself() -> None:
    """A look-up that found nobody proves it for that address alone; one that failed proves nothing."""
    read = Book(Sources("scim_users", one_by_one=True))
    read.add_looked_up(ADA, Seen((entry(),), "scim_users", NOW))
    read.add_looked_up("linh@x.example", Seen((), "scim_users", NOW))
    read.add_looked_up("carl@x.example", NotSeen(WithheldReason.THROTTLED))
    whom = listed(row(), row("linh@x.example"), row("carl@x.example"), row("never@x.example"))
    found = judged(whom, read)
    assert [one.status for one in found] == [Status.READY, Status.NOT_PROVISIONED, Status.UNKNOWN, Status.UNKNOWN]
    assert found[2].variant == "throttled"
    assert judge_rows(Roll(whom), read, [1]) == found[1:2]


def test_while_pages_come_only_what_is_sure_is_told() -> None:
    """Who is on the page and the same or different; nobody missing, inactive or unknown; with Flow, who it told of."""
    whom = listed(row(), row("linh@x.example"), row("gone@x.example"), row("off@x.example", "Off", "Off"))
    roll = Roll(whom)
    page = (entry(), entry("linh@x.example"), entry("off@x.example", active=False), entry("new@x.example"))
    alone = Book(Sources("scim_users"), roll)
    alone.add_page(Page(0, "", page), NOW)
    assert [one.key for one in provisional(roll, alone, page)] == [ADA, "linh@x.example"]
    with_flow = Book(Sources("flow_directory", "flow_members"), roll)
    with_flow.add_page(Page(0, "", page), NOW)
    assert provisional(roll, with_flow, page) == ()
    with_flow.add_members((account(),), NOW)
    assert [one.key for one in provisional(roll, with_flow, page)] == [ADA]


def test_the_roll_saves_room_and_changes_nothing() -> None:
    """The answers are the same whether the book knows the list or not."""
    whom = listed(row(), row("linh@x.example", "Linh", "Nguyễn"))
    people = (entry("".join(ADA)), entry("LINH@x.example", "Linh", "Nguyễn"))
    assert judged(whom, book(*people)) == judged(whom, book(*people, roll=Roll(whom)))


def test_pages_that_overlap_count_once() -> None:
    """The same id again is the same person."""
    read = book(entry())
    read.add_page(Page(1, "", (entry(), entry("linh@x.example"))), NOW)
    assert len(read.people) == 2
    assert status_of(row(), read) == "ready email"


_POOL = (
    *("ada@x.example", "ADA@x.example", "ada+1@x.example", "bo@x.example", "böB@x.example"),
    *("c@gmail.com", "c.c@gmail.com"),
)
_ROWS = st.lists(st.builds(row, st.sampled_from(_POOL), st.sampled_from(["Ada", "", None])), max_size=8)
_ENTRIES = st.lists(
    st.builds(
        entry,
        st.sampled_from((*_POOL, None)),
        st.sampled_from(["Ada", "ada", None]),
        id=st.integers(0, 5).map(str),
        active=st.sampled_from([True, False, None]),
        others=st.lists(st.sampled_from(_POOL), max_size=1).map(tuple),
    ),
    max_size=6,
)


@given(_ROWS, _ENTRIES, st.booleans(), st.integers(0, 3))
def test_the_counts_add_up_and_nothing_is_proven_over_a_hole(
    rows: list[PilotRow], entries: list[Entry], whole: bool, rejected: int
) -> None:
    """Whatever is in the list and the directory."""
    refused = tuple(RejectedRow(line, RowFault.NO_EMAIL, "") for line in range(rejected))
    whom, read = listed(*rows, rejected=refused), book(*entries, directory=WHOLE if whole else BROKEN_OFF)
    found = judged(whom, read, unexpected=True)
    counted = dict(counts_of(found))
    assert sum(counted.values()) - counted[Status.UNEXPECTED] == whom.total
    assert [one.row for one in found[: whom.total]] == [*range(len(rows)), *range(-1, -1 - rejected, -1)]
    if not whole:
        assert counted[Status.NOT_PROVISIONED] == counted[Status.INACTIVE] == 0
