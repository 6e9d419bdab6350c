"""The Flow API as evidence: what an admin, a member and somebody outside may know, and what a null means."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from flow_desktop.core.deployment import SourceKind
from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import (
    PIECES,
    Connection,
    ConnectionState,
    Delivery,
    Enterprise,
    EventMark,
    Look,
    NotSeen,
    Pilot,
    Pilots,
    Seats,
    Seen,
    Settings,
    Viewer,
    seen,
)
from flow_desktop.core.observed import Absent, Present
from flow_desktop.core.observed import WithheldReason as Why
from tests.support.answering import Asked, Said
from tests.support.asking import asking
from tests.support.flow_server import (
    ACCOUNT,
    ADA,
    ADMIN,
    BARBARA,
    ENTERPRISE,
    LINE,
    ME,
    MEMBER,
    PERSON,
    REFUSED,
    FlowServer,
)

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


def look(email: str = ADA, *, token: str = ADMIN, **answers: Any) -> Look:
    """What is seen; each keyword replaces the answer of a path."""
    replaced = {
        path: one if isinstance(one, Said) or callable(one) else Said(body=one) for path, one in answers.items()
    }
    with asking(FlowServer(replaced), SourceKind.FLOW, access=token) as (source, _):
        return source.gather(email)


def missing(found: Look) -> dict[str, Why]:
    """The pieces not seen and why, without those that Flow never shows."""
    pieces = {name: getattr(found, name) for name in PIECES if name != "events"}
    return {name: one.reason for name, one in pieces.items() if isinstance(one, NotSeen)}


def test_an_admin_sees_everything() -> None:
    """Each value arrives as what it means."""
    found = look()
    assert missing(found) == {}
    assert seen(found.viewer) == Viewer(BARBARA, Role.ADMIN)
    assert seen(found.enterprise) == Enterprise("Example", "enterprise", False, "https://admin.example.com/")
    assert seen(found.settings) == Settings(("example.com",), Seats(None, 3, 2), True, 0, True, "Okta")
    assert seen(found.connection) == Connection(ConnectionState.ACTIVE, "okta scim v2.0")
    last, done = EventMark("event_2", "dsync.user.updated", AT), EventMark("event_1", None, AT)
    assert seen(found.delivery) == Delivery(AT, last, done, AT, None)
    account = seen(found.account)
    assert account is not None
    assert (account.email, account.family_name, account.role) == (Present(ADA), Absent(), Role.MEMBER)
    assert (account.linked_to, account.idp_id, account.source, account.created_at) == ("id-ada", "00u1", "scim", AT)
    (copy,) = seen(found.remembered) or ()
    assert (copy.id, copy.active, copy.idp_id, copy.created_at) == ("id-ada", True, None, None)
    (invitation,) = seen(found.invitations) or ()
    assert (invitation.state, invitation.fallback, invitation.expires_at) == ("pending", True, None)
    (line,) = seen(found.audit) or ()
    assert (line.reason, line.told("before"), line.told("after"), line.told("nothing")) == (
        "provisioned",
        "1",
        "2",
        None,
    )
    (other,) = seen(found.similar) or ()
    assert (other.id, other.role, other.source, other.linked_to) == ("account_other", None, "manual", None)


def test_all_questions_go_out_at_once_and_none_twice() -> None:
    """Four requests for a person."""
    with asking(FlowServer(), SourceKind.FLOW, access=ADMIN) as (source, server):
        source.gather(ADA)
    assert sorted(server.paths()) == [f"/flow/v1/{path}" for path in ("audit", "enterprise", "me", "people")]


def test_a_member_about_themselves() -> None:
    """Settings and namesakes are not theirs to see; enterprise and connection are told to every member."""
    found = look(token=MEMBER)
    hidden = ("settings", "delivery", "attempts_by_hand", "similar")
    assert missing(found) == dict.fromkeys(hidden, Why.FORBIDDEN)
    assert seen(found.viewer) == Viewer(ADA, Role.MEMBER)
    assert isinstance(found.connection, Seen)
    assert found.connection.source == "flow_me"


def test_a_member_about_somebody_else() -> None:
    """Everything about the other person is forbidden, so that the flow can refuse."""
    found = look(BARBARA, token=MEMBER)
    about = ("directory_users", "account", "remembered", "invitations", "audit", "similar")
    assert {missing(found)[name] for name in about} == {Why.FORBIDDEN}


OUTSIDE = {**ME, "account": {**ME["account"], "email": ADA}, "enterprise": None, "directory": None, "membership": None}


def test_somebody_outside_about_themselves() -> None:
    """Removed people may ask for nobody, but are told their account and what happened; links are those of members."""
    found = look(token="outsider", me=OUTSIDE, people=REFUSED, enterprise=REFUSED, audit=REFUSED)
    account = seen(found.account)
    assert account is not None
    assert (account.role, account.linked_to, account.email) == (None, None, Present(ADA))
    assert [line.reason for line in seen(found.audit) or ()] == ["provisioned"]
    assert seen(found.viewer) == Viewer(ADA, None)
    assert {missing(found)[name] for name in ("enterprise", "connection")} == {Why.SOURCE_CANNOT_TELL}
    assert missing(found)["directory_users"] is Why.FORBIDDEN


def test_somebody_outside_about_another_person() -> None:
    """Their own account is nobody else's."""
    found = look("grace@example.com", token="outsider", me=OUTSIDE, people=REFUSED)
    assert {missing(found)[name] for name in ("account", "audit", "directory_users")} == {Why.FORBIDDEN}


def test_nobody_is_forbidden_to_ask_who_they_are() -> None:
    """Where even that is refused the token is no good: the connection was not seen, and not "not for you"."""
    found = look(token=MEMBER, me=REFUSED)
    assert {missing(found)[name] for name in ("viewer", "connection")} == {Why.CREDENTIAL_REFUSED}


def test_a_role_elsewhere_is_none_here() -> None:
    """A role without an enterprise beside it is that of another enterprise."""
    elsewhere = {**OUTSIDE, "membership": {"role": "admin", "source": "self"}}
    assert seen(look(me=elsewhere).viewer) == Viewer(ADA, None)


def test_a_members_own_page_never_stands_in_for_the_record() -> None:
    """It does not tell whom the account is linked to: "unlinked" would be made up."""
    member = {**ME, "account": {**ME["account"], "email": ADA}}
    found = look(me=member, people=REFUSED)
    assert missing(found)["account"] is Why.FORBIDDEN


def test_an_answer_about_somebody_else_is_none() -> None:
    """A server that mixes people up has told nothing about this one."""
    found = look(people={**PERSON, "email": "grace@example.com"})
    assert {missing(found)[name] for name in ("account", "audit", "directory_users")} == {Why.BAD_ANSWER}


def test_a_role_nobody_knows_is_not_no_role() -> None:
    """The account is not seen then; the rest of the answer is."""
    found = look(people={**PERSON, "account": {**ACCOUNT, "role": "owner"}})
    assert missing(found) == {"account": Why.BAD_ANSWER}


def test_a_state_nobody_knows_is_neither_active_nor_inactive() -> None:
    """Of a person, and of the connection."""
    user = {**PERSON["directory_users"][0], "state": "sleeping"}
    directory = {**ENTERPRISE["directory"], "state": "sleeping"}
    found = look(people={**PERSON, "directory_users": [user]}, enterprise={**ENTERPRISE, "directory": directory})
    assert [one.active for one in seen(found.directory_users) or ()] == [None]
    assert seen(found.connection) == Connection(ConnectionState.OTHER, "okta scim v2.0")


def test_no_directory_and_when_it_was_deleted() -> None:
    """Null is a fact: there is none."""
    found = look(enterprise={**ENTERPRISE, "directory": None, "directory_deleted_at": "2026-01-05T10:00:00+01:00"})
    assert seen(found.connection) == Connection(ConnectionState.NONE)
    assert seen(found.delivery) == Delivery(None, None, None, None, AT)


def test_an_older_server_without_namesakes_cannot_tell() -> None:
    """A key that is not sent says nothing."""
    older = {key: value for key, value in PERSON.items() if key != "similar"}
    assert missing(look(people=older)) == {"similar": Why.SOURCE_CANNOT_TELL}


@pytest.mark.parametrize("said", ["2026-01-05", "2026-01-05T09:00:00", "yesterday", "0001-01-01T00:00:00+14:00", "", 7])
def test_a_time_without_its_offset_is_no_time(said: Any) -> None:
    """A wrong hour would judge wrongly, so the piece is not seen."""
    assert missing(look(people={**PERSON, "audit": [{**LINE, "at": said}]})) == {"audit": Why.BAD_ANSWER}


def test_attempts_by_hand_are_read_to_the_newest() -> None:
    """The list begins with the oldest; pages are followed to its end."""

    def audit(asked: Asked) -> Said:
        assert (asked.query["reason"], asked.query["limit"]) == ("manual_blocked_by_scim", "1000")
        page = int(asked.query.get("cursor", "0"))
        return Said(body={"data": [{**LINE, "id": f"audit_{page}"}], "next": str(page + 1) if page < 4 else None})

    assert [line.id for line in seen(look(audit=audit).attempts_by_hand) or ()] == [f"audit_{n}" for n in range(5)]


def test_attempts_that_never_end_are_not_seen() -> None:
    """Half of the list would hide the newest; ten pages are read at most."""
    asked_for: list[Asked] = []

    def audit(asked: Asked) -> Said:
        asked_for.append(asked)
        return Said(body={"data": [LINE], "next": "again"})

    assert missing(look(audit=audit)) == {"attempts_by_hand": Why.LISTING_INCOMPLETE}
    assert len(asked_for) == 10


def test_the_first_people_and_who_has_arrived() -> None:
    """By address, else by what they are called; more than a hundred are told as "more"."""
    people = [{**PERSON["directory_users"][0], "email": None, "account_id": None}, PERSON["directory_users"][0]]
    served = FlowServer({"directory/users": Said(body={"data": people, "next": None})})
    with asking(served, SourceKind.FLOW, access=ADMIN) as (source, server):
        found = source.pilots()
    assert seen(found) == Pilots((Pilot(ADA, in_flow=False), Pilot("Ada@example.com", in_flow=True)), more=False)
    assert server.asked[0].query == {"limit": "100"}
    with asking(FlowServer(), SourceKind.FLOW, access=ADMIN) as (source, _):
        assert (seen(source.pilots()) or Pilots(())).more
    with asking(FlowServer(), SourceKind.FLOW, access=MEMBER) as (source, _):
        assert source.pilots() == NotSeen(Why.FORBIDDEN, "flow_directory")


def test_nothing_is_kept_between_two_looks() -> None:
    """Whoever looks again after a change sees the change, whoever looked before."""
    served = FlowServer()
    with asking(served, SourceKind.FLOW, access=ADMIN) as (source, _):
        before = source.gather(ADA)
        served.answers["enterprise"] = Said(body={**ENTERPRISE, "domains": []})
        after = source.gather(ADA)
    assert seen(before.settings) != seen(after.settings)
