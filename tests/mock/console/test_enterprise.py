"""Domains, billing and audit in the console."""

from __future__ import annotations

import pytest

from flow_desktop.mock.console.words import details, explain
from flow_desktop.mock.effects import Reason
from tests.mock.console.conftest import Open
from tests.mock.console.desk import Console


def test_domains_are_added_and_removed(open_console: Open) -> None:
    """What is on the list decides who may be provisioned."""
    console = open_console()
    console.get("/domains")
    console.post("/domains/add", domain="@Third.Test")
    assert "third.test" in console.text
    console.post("/domains/remove", domain="example.test")
    assert "Members stay." in console.text
    console.get("/idp")
    console.post("/idp/people/pat/assign", assigned="yes")
    assert console.role("pat") is None
    assert "Skipped: domain not registered" in console.get("/audit?email=PAT.pilot@example.test")


@pytest.mark.parametrize("domain", ["", "nodot", "a b.test", "-x.test", "x..test", "<b>.test", "x" * 64 + ".test"])
def test_what_is_no_domain_stays_in_the_form(calm_console: Console, domain: str) -> None:
    """Refused with an example, and as it was typed."""
    console = calm_console
    console.get("/domains")
    answer = console.post("/domains/add", domain=domain)
    assert answer.status_code == 422
    assert domain.replace("<", "&lt;").replace(">", "&gt;") in answer.text
    assert len(console.store.all("SELECT * FROM domains")) == 2


def test_the_seat_cap_blocks_and_is_raised(open_console: Open) -> None:
    """At the cap nobody comes, billing says so, and after raising it only a new assignment brings the person."""
    console = open_console(enterprise="seat_cap = 3")
    assert "Seat cap reached" in console.get("/billing")
    console.post("/idp/people/pat/assign", assigned="yes")
    assert console.role("pat") is None
    assert "Blocked: seat cap reached" in console.get("/audit?email=pat.pilot@example.test")
    console.get("/billing")
    console.post("/billing/cap", cap="4")
    assert "The seat cap is 4 now." in console.text
    assert console.role("pat") is None
    console.post("/idp/people/pat/assign", assigned="no")
    console.post("/idp/people/pat/assign", assigned="yes")
    assert console.role("pat") == "member"


@pytest.mark.parametrize("cap", ["-1", "ten", "1.5", "99999999", "²"])
def test_what_is_no_cap_stays_in_the_form(calm_console: Console, cap: str) -> None:
    """A cap is a whole number, or nothing."""
    console = calm_console
    console.get("/billing")
    assert console.post("/billing/cap", cap=cap).status_code == 422
    assert f'value="{cap}"' in console.last.text
    row = console.store.one("SELECT seat_cap FROM enterprise")
    assert row is not None
    assert row["seat_cap"] is None


def test_no_cap_and_reconciliation(open_console: Open) -> None:
    """An empty field lifts the cap; reconciliation is what lowers the billed seats."""
    console = open_console(enterprise="seat_cap = 9\nseat_count = 8")
    console.get("/billing")
    console.post("/billing/cap", cap="")
    assert "There is no seat cap now." in console.text
    assert "Billed seats 8" in console.text
    console.post("/billing/reconcile")
    assert "Billed seats 3" in console.text  # Anna, Mia and one pending invitation; Ivo is IT Admin


def test_every_reason_has_words() -> None:
    """No reason of the audit reaches an admin as a bare code."""
    words = [explain(reason) for reason in Reason]
    assert [reason for reason, one in zip(Reason, words, strict=True) if one.label == reason.value] == []
    assert len({one.label for one in words}) == len(words)
    assert all(one.text.endswith(".") and "!" not in one.text for one in words)


def test_details_without_value_are_left_out() -> None:
    """An audit line names nothing that it has no value for."""
    assert details('{"domains": "", "before": 0, "group_name": "Pilot"}') == [("before", "0"), ("group name", "Pilot")]


def test_an_unknown_reason_keeps_its_code() -> None:
    """A data file of a newer version is still readable."""
    assert explain("from_the_future").label == "from_the_future"


def test_the_audit_is_newest_first_and_paged(open_console: Open) -> None:
    """25 lines a page; the filter stays when turning the page, and nobody's lines are explained."""
    console = open_console()
    places, actor = console.running.places, console.account("anna")
    console.get("/billing")
    for _ in range(26):
        console.post("/billing/reconcile")
    assert "Seats reconciled" in console.get("/audit")
    assert console.rows == 25
    assert "by anna.admin@example.test" in console.text
    assert "?page=2" in console.last.text or "page=2" in console.last.text
    for number in range(30):
        places.idp.change_person("mia", given_name=f"Mia{'abcdefghijklmnopqrstuvwxyzabcd'[number]}")
    places.idp.assign("mia")
    lines = console.get("/audit?email=mia.member@example.test")
    assert "Existing member linked" in lines
    assert "Flow has heard nothing about" in console.get("/audit?email=nobody@example.test")
    assert actor
