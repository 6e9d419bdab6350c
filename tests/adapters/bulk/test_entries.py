"""The typed way and the tolerant way read a page alike, whatever stands in it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_desktop.adapters.bulk.asking import Raw
from flow_desktop.adapters.bulk.flow_people import careful_entry
from flow_desktop.adapters.bulk.flow_people import sheet_of as flow_sheet
from flow_desktop.adapters.bulk.scim_entries import entry_of, users_page
from flow_desktop.adapters.bulk.workos_rows import sheet_of as workos_sheet
from flow_desktop.adapters.directory.scim_parse import page_of
from flow_desktop.core.observed import MAX_TEXT
from flow_desktop.core.pilot.entries import Entry, Flaw
from tests.support.scim_server import user

LONG = "x" * (MAX_TEXT + 1)
texts = st.one_of(st.text(max_size=8), st.sampled_from(["", " ", "a@b.example", "\u0000", "😀", "\ud800", LONG, "Zoë"]))
odd = st.one_of(st.none(), st.integers(), st.booleans(), texts, st.just([]), st.just({}), st.just([1]))
names = st.sampled_from(["name", "Name", "NAME"])


def mails() -> st.SearchStrategy[Any]:
    """E-mails as servers write them."""
    value = st.fixed_dictionaries(
        {},
        optional={
            "value": st.one_of(texts, odd),
            "Value": texts,
            "type": st.sampled_from(["work", "Work ", "home", "other", 5, None]),
            "primary": st.sampled_from([True, False, "True", "false", None, 1]),
            "Primary": st.booleans(),
        },
    )
    return st.one_of(odd, st.lists(value, max_size=3))


def people() -> st.SearchStrategy[Any]:
    """A user resource as servers write them."""
    name = st.one_of(odd, st.fixed_dictionaries({}, optional={"givenName": st.one_of(texts, odd), "familyname": texts}))
    meta = st.one_of(odd, st.fixed_dictionaries({}, optional={"created": texts, "LastModified": texts}))
    return st.fixed_dictionaries(
        {},
        optional={
            "id": st.one_of(texts, odd),
            "userName": st.one_of(texts, odd),
            "username": texts,
            "active": st.sampled_from([True, False, "True", "FALSE", "x", None, 1]),
            "name": name,
            "emails": mails(),
            "Emails": mails(),
            "meta": meta,
            "externalId": st.one_of(texts, odd),
            "extra": odd,
        },
    )


def read(resources: list[Any], **more: Any) -> tuple[Entry, ...] | None:
    """A page as it is read."""
    page = users_page(json.dumps({"Resources": resources, "totalResults": len(resources), **more}).encode())
    return None if page is None else page.entries


@given(st.lists(people(), max_size=3))
def test_whatever_is_sent_both_ways_agree(resources: list[Any]) -> None:
    """Values byte for byte, flaws where a value is no usable text, the same e-mail chosen."""
    body = {"Resources": resources, "totalResults": len(resources)}
    page = page_of(json.loads(json.dumps(body)))
    assert page is not None
    assert read(resources) == tuple(entry_of(one) for one in page.resources)


@given(st.fixed_dictionaries({"givenName": texts, "familyName": texts}), texts, texts)
def test_values_come_byte_for_byte(name: dict[str, str], user_name: str, mail: str) -> None:
    """Nothing is folded, trimmed or cut; what is no text, or too long, leaves a flaw and no value."""
    found = read([{"id": "1", "userName": user_name, "name": name, "emails": [{"value": mail}]}])
    assert found is not None
    (entry,) = found
    pairs = (
        (user_name, entry.user_name, Flaw.USER_NAME),
        (mail, entry.email, Flaw.EMAIL),
        (name["givenName"], entry.given, Flaw.GIVEN),
        (name["familyName"], entry.family, Flaw.FAMILY),
    )
    for sent, kept, flaw in pairs:
        usable = len(sent) <= MAX_TEXT and "\ud800" not in sent
        assert kept == (sent if usable else None)
        assert bool(entry.flaws & flaw) != usable


@pytest.mark.parametrize(
    "body",
    [
        *(
            b"",
            b"<html>",
            b"[]",
            b"null",
            b"{}",
            b'{"Resources": {}}',
            b'{"Resources": [1]}',
            b'{"Resources": [',
            b"\xff{}",
        ),
        b'{"Resources":[' + b"[" * 2000,
    ],
)
def test_what_is_no_page_is_none(body: bytes) -> None:
    """Never a page of nobody."""
    assert users_page(body) is None


@pytest.mark.parametrize("name", ["nextCursor", "nextcursor", "NEXTCURSOR"])
def test_the_next_cursor_is_seen_however_it_is_written(name: str) -> None:
    """A list that goes on is never taken for one that ends."""
    for people in ([], [user(1, "a@example.com")], [user(n, f"{n}@example.com") for n in range(50)]):
        for body in ({"Resources": people, name: "x"}, {name: "x", "Resources": people}):
            page = users_page(json.dumps(body).encode())
            assert page is not None
            assert page.next_cursor == "x"


@pytest.mark.parametrize(
    ("mails", "email", "others"),
    [
        ([("a@x", "work", True)], "a@x", ()),
        ([("a@x", "other", None)], "a@x", ()),
        ([("a@x", "home", None), ("b@x", "work", None)], "b@x", ("a@x",)),
        ([("a@x", "work", None), ("b@x", "home", True)], "b@x", ("a@x",)),
        ([("a@x", "other", None), ("b@x", "other", None)], None, ("a@x", "b@x")),
        ([("a@x", "Work", None), ("a@x", "home", None), ("c@x", None, None)], "a@x", ("c@x",)),
    ],
)
def test_the_address_that_counts(mails: list[tuple[str, str | None, bool | None]], email: str, others: Any) -> None:
    """The primary one, else work, else home, else the only one; every other address is kept beside it."""
    listed = [
        {key: one for key, one in zip(("value", "type", "primary"), mail, strict=True) if one is not None}
        for mail in mails
    ]
    found = read([user(1, "u@x", emails=listed)])
    assert found is not None
    assert (found[0].email, found[0].others) == (email, others)


FLOW = {
    "id": "u1",
    "idp_id": None,
    "username": "a",
    "email": "a@x.example",
    "first_name": "Zoë",
    "last_name": "",
    "state": "active",
    "created_at": None,
    "updated_at": "2026-01-05T09:00:00.000Z",
    "account_id": None,
}


def from_flow(**more: Any) -> Entry:
    """The one person of a page of the Flow API."""
    row = {key: one for key, one in {**FLOW, **more}.items() if one != "left out"}
    (entry,) = flow_sheet(Raw(200, json.dumps({"data": [row], "next": None}).encode(), is_json=True), "").entries
    assert entry == careful_entry(row)
    return entry


def test_flows_people() -> None:
    """Empty, missing and unusable stay three facts; so do "no account" and "not told"."""
    assert from_flow() == Entry("u1", "a", "a@x.example", (), "Zoë", "", True, None, None, FLOW["updated_at"], "", 0)
    assert from_flow(account_id="acc").account_id == "acc"
    assert from_flow(account_id="left out").account_id is None
    flawed = from_flow(first_name=5, email=LONG, state="asleep")
    assert (flawed.given, flawed.email, flawed.active) == (None, None, None)
    assert flawed.flaws == Flaw.GIVEN | Flaw.EMAIL
    assert from_flow(first_name=None).flaws == 0


def test_the_people_of_workos() -> None:
    """The same for a directory user of WorkOS, whose other addresses are kept."""
    row = {
        "id": "u1",
        "username": "a",
        "email": "a@x",
        "emails": [{"value": "a@x"}, {"value": "b@x"}],
        "state": "inactive",
    }

    def shown(**more: Any) -> Entry:
        body = json.dumps({"data": [{**row, **more}], "list_metadata": {"after": None}}).encode()
        (entry,) = workos_sheet(Raw(200, body, is_json=True)).entries
        return entry

    assert shown() == Entry("u1", "a", "a@x", ("b@x",), None, None, False)
    assert shown(first_name=5)._replace(flaws=0) == shown()
    assert shown(first_name=5).flaws == Flaw.GIVEN
