"""The book of a run: what was read of each person, and of whom nothing was asked."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import (
    AuditLine,
    DirectoryUser,
    Evidence,
    Invitation,
    Look,
    NotSeen,
    Seen,
    Viewer,
)
from flow_desktop.core.identity import Identity
from flow_desktop.core.observed import Present, Withheld, WithheldReason, text_of
from flow_desktop.core.pilot.audit import MOST_INVITATIONS, MOST_LINES, MOST_SIGN_INS
from flow_desktop.core.pilot.book import Book, Sources
from flow_desktop.core.pilot.entries import Flaw, Page
from flow_desktop.core.pilot.explain import Circumstances, evidence_of, explain, wanted
from flow_desktop.core.pilot.ports import Firm, Known, Wanted
from flow_desktop.core.pilot.results import Result, Status
from flow_desktop.core.pilot.roll import Roll
from flow_desktop.core.pilot.rows import PilotRow
from tests.support.pilot_made import ADA, BROKEN_OFF, NOW, account, book, entry, judged, listed, row

AROUND = Circumstances(NOW)
FLOW = Sources("scim_users", "flow_members", one_by_one=True)


def line(at: int, **more: Any) -> AuditLine:
    """A line of the audit, later the larger the number."""
    return AuditLine(f"l{at}", NOW + timedelta(seconds=at), **{"reason": "domain_mismatch", "email": ADA, **more})


def evidence(read: Book, whom: PilotRow | None = None) -> Evidence:
    """What the checks would see of the first row."""
    rows = listed(whom if whom is not None else row())
    (first,) = judged(rows, read)
    return evidence_of(first, rows, read, circumstances=AROUND)


def look(read: Book, whom: PilotRow | None = None) -> Look:
    """The pieces of it."""
    return evidence(read, whom).look


def told(lines: tuple[AuditLine, ...] = (), invitations: tuple[Invitation, ...] = ()) -> Known:
    """What Flow says."""
    return Known(
        Seen(lines, "flow_audit", NOW), Seen(invitations, "flow_invitations", NOW), Seen({}, "flow_heard", NOW)
    )


def test_of_whom_nobody_asked_nothing_is_known() -> None:
    """Not "no line", but "not seen": the audit was read for others."""
    read = book(entry(), members=(account(),))
    assert isinstance(look(read).audit, NotSeen)
    read.add_known(told((line(1),)), Wanted(frozenset({"linh@x.example"})))
    assert isinstance(look(read).audit, NotSeen)
    read.add_known(told((line(1),)), Wanted(frozenset({ADA})))
    assert look(read).audit == Seen((line(1),), "flow_audit", NOW)


def test_lines_are_about_somebody_in_three_ways_and_count_once() -> None:
    """By address, directory user and account; others are not theirs; newest last; as many as Flow tells of one."""
    mine = [line(at, email="ADA.byron@pilot.example") for at in range(MOST_LINES + 5)]
    mine += [line(1000, email="", directory_user_id=f"du_{ADA}"), line(1001, email="", account_id=f"acc_{ADA}")]
    sign_ins = [line(2000 + at, event="sign_in_attempted", account_id=f"acc_{ADA}") for at in range(MOST_SIGN_INS + 2)]
    read = book(entry(), members=(account(),))
    read.add_known(told((*mine, line(3000, email="x@x.example"), *sign_ins)), Wanted(frozenset({ADA})))
    audit = look(read).audit
    assert isinstance(audit, Seen)
    assert [one.id for one in audit.value] == [one.id for one in (*mine[-MOST_LINES:], *sign_ins[-MOST_SIGN_INS:])]


def test_invitations_are_those_of_the_address() -> None:
    """As many as Flow tells of one person."""
    many = tuple(Invitation(str(at), ADA.upper(), "pending", True, None, None) for at in range(MOST_INVITATIONS + 3))
    read = book(members=())
    read.add_known(told(invitations=(*many, replace(many[0], email="x@x.example"))), Wanted(frozenset({ADA})))
    assert look(read).invitations == Seen(many[:MOST_INVITATIONS], "flow_invitations", NOW)


def test_nobody_there_is_said_only_where_the_listing_proves_it() -> None:
    """An empty piece, or one that was not seen, with the reason."""
    assert look(book()).directory_users == Seen((), "scim_users", NOW)
    assert look(book(directory=BROKEN_OFF)).directory_users == NotSeen(WithheldReason.LISTING_INCOMPLETE, "scim_users")
    inactive = look(book(entry(active=False), directory=BROKEN_OFF)).directory_users
    assert isinstance(inactive, NotSeen)
    assert look(book(members=())).account == Seen(None, "flow_members", NOW)
    assert isinstance(look(book(members=(), flow=BROKEN_OFF)).account, NotSeen)
    assert look(book()).account == NotSeen(WithheldReason.NOT_CONFIGURED)


def test_namesakes_are_told_as_flow_tells_them() -> None:
    """Case of plain letters aside; those tied to nobody first; not the person; not where the members broke off."""
    loose = account("ada@old.example", "ADA", "byron", id="z", linked_to=None)
    tied = account("a.byron@x.example", id="a")
    other = account("zoe@x.example", "Zoë", "Byron")
    members = (account(), tied, loose, other)
    similar = look(book(entry(), members=members)).similar
    assert isinstance(similar, Seen)
    assert [one.id for one in similar.value] == ["z", "a"]
    assert isinstance(look(book(entry(), members=members, flow=BROKEN_OFF)).similar, NotSeen)


def test_the_list_stands_in_for_the_identity_provider() -> None:
    """Names of the list are what the provider has; a list of addresses tells nothing."""
    named = evidence(book(entry()))
    claims = named.claims
    assert isinstance(claims, Seen)
    assert isinstance(claims.value, Identity)
    assert (claims.source, text_of(claims.value.given_name.observed)) == ("list", "Ada")
    whole = evidence(book(entry()), row(given=None, family=None, full="Byron, Ada"))
    assert isinstance(whole.claims, Seen)
    assert text_of(whole.claims.value.family_name.observed) == "Byron"
    bare = evidence(book(entry()), row(given=None, family=None))
    assert bare.claims == NotSeen(WithheldReason.ONLY_THE_PERSON_CAN_SHOW_THIS)


def test_values_that_are_no_text_are_withheld() -> None:
    """They came, and nobody can read them; a time that is none is not told."""
    users = look(book(entry(given=None, flaws=Flaw.GIVEN, created_at="yesterday", updated_at="2027-01-15T14:00:00Z")))
    assert isinstance(users.directory_users, Seen)
    (user,) = users.directory_users.value
    assert user.given_name == Withheld(WithheldReason.NOT_TEXT)
    assert (user.created_at, user.updated_at) == (None, NOW - timedelta(minutes=2, seconds=11))


def test_whoever_looks_is_known_as_themselves() -> None:
    """The viewer's own row is about themselves."""
    read = book(entry())
    read.firm = Firm(viewer=Seen(Viewer(ADA.upper(), Role.ADMIN), "flow_me", NOW))
    assert evidence(read).asked.is_self


@pytest.mark.parametrize(
    ("users", "status"),
    [
        (Seen((DirectoryUser("du_new", email=Present("new@x.example"), active=True),), "flow_people", NOW), "differs"),
        (Seen((), "flow_people", NOW), "not_provisioned"),
        (NotSeen(WithheldReason.TIMED_OUT, "flow_people"), "unknown"),
    ],
)
def test_a_tie_that_could_not_be_seen_proves_nothing(
    users: Seen[tuple[DirectoryUser, ...]] | NotSeen, status: str
) -> None:
    """Looked up by address nobody is there; whether the account is tied to another address, only Flow's look tells."""
    read = Book(FLOW)
    read.add_looked_up(ADA, Seen((), "scim_users", NOW))
    read.add_look(ADA, Look(account=Seen(account(linked_to="du_new"), "flow_people", NOW), directory_users=users))
    (only,) = judged(listed(row()), read)
    assert only.status == status


def test_who_is_wanted() -> None:
    """Everybody not ready: addresses, who may be meant in the directory, the account and whom it is tied to."""
    whom = listed(row(), row("linh@x.example"), row("jo@x.example"))
    there = (entry("new@x.example", id="du_1"), entry("linh@x.example", "Linh"), entry("jo@x.example"))
    read = book(*there, members=(account(linked_to="du_1"), account("jo@x.example")))
    asked = wanted(judged(whom, read), read)
    assert asked.keys == {ADA, "linh@x.example"}
    assert asked.directory_ids == {"du_1", "du_linh@x.example"}
    assert asked.account_ids == {f"acc_{ADA}"}
    assert "jo@x.example" in wanted((), read, ["jo@x.example"]).keys


def test_the_panel_finds_entry_and_account() -> None:
    """For one result at a time; nobody where several answer."""
    whom, read = listed(row()), book(entry(), members=(account(),))
    (only,) = judged(whom, read)
    assert read.entry(only) == entry()
    assert read.account(only) == account()
    several = book(entry(id="one"), entry(id="two"))
    (unclear,) = judged(whom, several)
    assert several.entry(unclear) is None
    assert several.account(unclear) is None


def test_ready_people_go_through_unexplained() -> None:
    """Slices add up to the list in its order; empty ones are steps of the search for namesakes."""
    whom = listed(*(row(f"p{at}@x.example") for at in range(1200)))
    members = tuple(account(f"p{at}@x.example") for at in range(1200))
    read = book(*(entry(f"p{at}@x.example") for at in range(1200)), members=members)
    results = judged(whom, read)
    parts = list(explain(results, whom, read, circumstances=AROUND))
    assert tuple(one for part in parts for one in part) == results
    assert max(map(len, parts)) <= 500


def test_a_hundred_thousand_would_take_little_room() -> None:
    """10,000 people with list, directory and results: less than a tenth of 120 MB."""
    tracemalloc.start()
    try:
        whom = listed(*(row(f"person{at}@pilot.example", f"Given{at}", f"Family{at}") for at in range(10_000)))
        roll = Roll(whom)
        read = Book(Sources("scim_users"), roll)
        for start in range(0, 10_000, 100):
            page = (entry(f"person{at}@pilot.example", f"Given{at}", f"Family{at}") for at in range(start, start + 100))
            read.add_page(Page(start, "", tuple(page)), NOW)
        read.directory = BROKEN_OFF
        results = judged(whom, read)
        assert {one.status for one in results} == {Status.READY}
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 12_000_000


def test_a_result_of_another_list_is_not_mistaken() -> None:
    """Who is not in the list is called by their own address."""
    read = book(entry())
    result = Result(5, ADA, Status.UNEXPECTED, entry_id=f"du_{ADA}", candidates=1)
    found = evidence_of(result, listed(), read, circumstances=AROUND)
    assert found.asked.email == ADA
