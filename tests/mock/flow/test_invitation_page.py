"""The link of an invitation as its receiver sees it, over real sockets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flow_desktop.mock.facts import InviteRequested, RevokeRequested, SeatCapChanged
from flow_desktop.mock.store import Store
from tests.mock.driver import Running, form_token, running_service

WRONG = "not the password"


@pytest.fixture
def world() -> Iterator[Running]:
    """The pilot world without SCIM, so that people may be invited by hand; everybody's membership is taken away."""
    with running_service() as running:
        store = running.service.store
        store.run("UPDATE enterprise SET scim_on = 0")
        store.run("DELETE FROM memberships")
        yield running


def invite(running: Running, email: str) -> str:
    """Invite somebody; the address of the link."""
    assert not running.places.flow.perform(InviteRequested(email)).refused
    [row] = running.service.store.all("SELECT link FROM invitations")
    return str(row["link"])


def members(store: Store) -> list[str]:
    """The e-mails of all members."""
    rows = store.all("SELECT email FROM accounts a JOIN memberships m ON m.account_id = a.id")
    return [row["email"] for row in rows]


def test_the_link_lets_its_person_in(world: Running) -> None:
    """Whoever proves the invited address becomes a member with it; afterwards the link is over."""
    email = world.ready["people"][0]["email"]
    link = invite(world, email)
    with world.visitor() as visitor:
        shown = visitor.get(link)
        assert email in shown.text
        wrong = visitor.send(shown, password=WRONG)
        assert (wrong.status_code, members(world.service.store)) == (422, [])
        joined = visitor.send(wrong, link, password=world.password(email))
        assert joined.status_code == 200
        assert members(world.service.store) == [email]
        assert visitor.get(link).status_code == 410


def test_a_form_of_another_site_is_refused(world: Running) -> None:
    """Without this browser's form token nobody joins."""
    email = world.ready["people"][0]["email"]
    link = invite(world, email)
    with world.visitor() as visitor:
        visitor.get(link)
        sent = visitor.http.post(link, data={"form_token": "guessed", "password": world.password(email)})
    assert (sent.status_code, members(world.service.store)) == (403, [])


def test_at_the_cap_the_link_says_why(world: Running) -> None:
    """A cap lowered meanwhile refuses the person, in words, and keeps the invitation for later."""
    email = world.ready["people"][0]["email"]
    link = invite(world, email)
    world.places.flow.perform(SeatCapChanged(0))
    with world.visitor() as visitor:
        refused = visitor.send(visitor.get(link), password=world.password(email))
        assert refused.status_code == 409
        assert "seat cap" in refused.text
        assert visitor.get(link).status_code == 200


def test_a_revoked_or_unknown_link_is_over(world: Running) -> None:
    """A revoked invitation says so; an invented one is not there."""
    link = invite(world, world.ready["people"][0]["email"])
    world.places.flow.perform(RevokeRequested(), about=link.rpartition("/")[2])
    with world.visitor() as visitor:
        assert visitor.get(link).status_code == 410
        assert visitor.get("/sign-in/invitation/none").status_code == 404


def test_the_page_without_a_form_token_shows_one(world: Running) -> None:
    """Every visitor's page carries that visitor's own form token."""
    link = invite(world, world.ready["people"][0]["email"])
    with world.visitor() as one, world.visitor() as other:
        assert form_token(one.get(link)) != form_token(other.get(link))
