"""Servers that break every promise: nothing is raised, and nobody is told as gone who was only not seen."""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from flow_desktop.core.deployment import SourceKind
from flow_desktop.core.evidence import PIECES, Connection, ConnectionState, Look, NotSeen, Seen
from flow_desktop.core.observed import WithheldReason as Why
from tests.support.answering import Asked, Said
from tests.support.asking import asking
from tests.support.flow_server import ADA, ADMIN, ENTERPRISE, LINE, ME, PERSON, FlowServer
from tests.support.workos_server import DIRECTORY

_HTML = b"<!doctype html><title>Oops</title>"
WHOLE = {
    "401": (Said(401, {}), {Why.CREDENTIAL_REFUSED}),
    "403": (Said(403, {}), {Why.FORBIDDEN, Why.CREDENTIAL_REFUSED}),
    "404": (Said(404, {}), {Why.NO_SUCH_ADDRESS}),
    "429": (Said(429, {}, headers={"Retry-After": "120"}), {Why.THROTTLED}),
    "500": (Said(500, {}), {Why.SERVER_ERROR}),
    "503 for minutes": (Said(503, {}, headers={"Retry-After": "Wed, 21 Oct 2099 07:28:00 GMT"}), {Why.SERVER_ERROR}),
    "302": (Said(302, {}, headers={"Location": "https://login.example.com/"}), {Why.BAD_ANSWER}),
    "HTML 200": (Said(200, _HTML, type="text/html"), {Why.BAD_ANSWER}),
    "HTML as JSON": (Said(200, _HTML, type="application/json"), {Why.BAD_ANSWER}),
    "a list instead": (Said(200, [1]), {Why.BAD_ANSWER}),
    "another object": (Said(200, {"hello": "world"}), {Why.BAD_ANSWER, Why.SOURCE_CANNOT_TELL}),
    "nothing": (Said(200, b""), {Why.BAD_ANSWER}),
    "twice the same key": (Said(200, b'{"data": [], "data": []}'), {Why.BAD_ANSWER}),
    "bottomless": (Said(200, b"[" * 50_000), {Why.BAD_ANSWER}),
    "cut in the middle": (Said(200, {"data": [], "pad": "x" * 5000}, cut=True), {Why.UNREACHABLE, Why.BAD_ANSWER}),
    "huge": (Said(200, b'{"data": [], "pad": "' + b"x" * 17_000_000 + b'"}'), {Why.BAD_ANSWER}),
}


def reasons(look: Look) -> set[Why]:
    """Why nothing was seen; a piece that was seen fails the test."""
    pieces = [getattr(look, name) for name in PIECES]
    assert not [one for one in pieces if isinstance(one, Seen)]
    return {one.reason for one in pieces if isinstance(one, NotSeen)} - {Why.NOT_CONFIGURED}


@pytest.mark.parametrize("kind", [SourceKind.FLOW, SourceKind.SCIM, SourceKind.WORKOS])
@pytest.mark.parametrize("fault", WHOLE)
def test_a_server_that_answers_everything_alike_shows_nothing(kind: SourceKind, fault: str) -> None:
    """Each piece has the reason of the answer; nothing is empty, nobody is gone."""
    said, expected = WHOLE[fault]
    with asking(lambda asked: said, kind) as (source, _):
        found = reasons(source.gather(ADA))
        assert isinstance(source.pilots(), NotSeen)
    assert found
    assert found <= expected


@pytest.mark.parametrize("kind", [SourceKind.FLOW, SourceKind.SCIM, SourceKind.WORKOS])
def test_a_server_that_does_not_answer_in_time_shows_nothing(kind: SourceKind) -> None:
    """All questions wait beside each other and then give up."""
    free = threading.Event()

    def late(asked: Asked) -> Said:
        free.wait(10)
        return Said(404, {})

    with asking(late, kind, seconds=0.2) as (source, _):
        try:
            found = reasons(source.gather(ADA))
        finally:
            free.set()
    assert found == {Why.TIMED_OUT}


WRONG: tuple[Any, ...] = (..., 7, -1, 1.5, True, "", "x" * 5000, "\ud800", [], [7], {}, {"a": []}, None)


def places(of: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value inside an answer."""
    items = of.items() if isinstance(of, dict) else enumerate(of) if isinstance(of, list) else ()
    for key, value in items:
        yield (*way, key)
        yield from places(value, (*way, key))


def changed(of: Any, way: tuple[Any, ...], value: Any) -> Any:
    """A copy with one value replaced; ``...`` takes it out."""
    made = copy.deepcopy(of)
    inner = made
    for key in way[:-1]:
        inner = inner[key]
    if value is ...:
        del inner[way[-1]]
    else:
        inner[way[-1]] = value
    return made


BODIES = {"me": ME, "people": PERSON, "enterprise": ENTERPRISE, "audit": {"data": [LINE], "next": None}}
SPOILT: tuple[Any, ...] = (..., 7, [], None)
LISTS = ("directory_users", "remembered", "invitations", "audit", "similar", "attempts_by_hand")


@pytest.mark.parametrize("path", BODIES)
def test_one_wrong_value_costs_its_own_piece_and_is_never_taken_for_nothing(path: str) -> None:
    """Every value of every answer, replaced by what it should not be: no list gets shorter, no account vanishes."""
    served = FlowServer()
    with asking(served, SourceKind.FLOW, access=ADMIN) as (source, _):
        for way in places(BODIES[path]):
            for value in SPOILT:
                served.answers = {path: Said(body=changed(BODIES[path], way, value))}
                check(source.gather(ADA), (path, *way), value)


def check(look: Look, way: tuple[Any, ...], value: Any) -> None:
    """What is empty is what was sent empty."""
    for name in LISTS:
        piece = getattr(look, name)
        sent_empty = value == [] or (value is ... and isinstance(way[-1], int))
        assert isinstance(piece, NotSeen) or piece.value or sent_empty, (name, way, value)
    for name, at in (("account", ("people", "account")), ("connection", ("enterprise", "directory"))):
        piece = getattr(look, name)
        is_none = isinstance(piece, Seen) and (piece.value is None or piece.value == Connection(ConnectionState.NONE))
        assert is_none == (way == at and value is None), (name, way, value)


def test_a_wrong_answer_costs_only_its_own_pieces() -> None:
    """What the other questions brought is still there."""
    lost = {
        "me": {"viewer"},
        "enterprise": {"settings", "delivery"},
        "audit": {"attempts_by_hand"},
        "people": {"directory_users", "account", "remembered", "invitations", "audit", "similar"},
    }
    for path, pieces in lost.items():
        with asking(FlowServer({path: Said(500, {})}), SourceKind.FLOW, access=ADMIN) as (source, _):
            look = source.gather(ADA)
        assert {name for name in PIECES if isinstance(getattr(look, name), NotSeen)} == {*pieces, "events"}
        assert {getattr(look, name).reason for name in pieces} == {Why.SERVER_ERROR}


@pytest.mark.parametrize("value", WRONG)
@pytest.mark.parametrize("key", ["id", "state", "type"])
def test_a_directory_that_makes_no_sense_is_not_seen(key: str, value: Any) -> None:
    """WorkOS: a wrong directory is no directory gone, and nobody is said to be missing from it."""
    directory = {name: one for name, one in {**DIRECTORY, key: value}.items() if one is not ...}

    def answer(asked: Asked) -> Said:
        listed = [directory] if asked.path == "/directories" else []
        return Said(body={"data": listed, "list_metadata": {"after": None}})

    with asking(answer, SourceKind.WORKOS) as (source, _):
        look = source.gather(ADA)
    if isinstance(look.connection, Seen):
        assert look.connection.value.state != "none"
    else:
        assert isinstance(look.directory_users, NotSeen)
