"""Whole requests that go wrong on purpose: slow, too many, or an HTML page where an interface was asked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

import msgspec
import pytest

from flow_desktop.mock.disturb import RateLimit
from flow_desktop.mock.faults import Broken
from flow_desktop.mock.flow.problems import Problem
from tests.mock.driver import Clock, Running, Visitor

INTERFACES = {"flow": "/flow/v1/me", "workos": "/workos/directories", "scim": "/scim/v2/Users"}
LIMITED = {"flow": Broken(flow_rate=1), "workos": Broken(workos_rate=1), "scim": Broken(scim_rate=1)}
TYPES = {"flow": "application/problem+json", "workos": "text/plain", "scim": "application/scim+json"}


@pytest.fixture(autouse=True)
def mended(running: Running) -> Iterator[None]:
    """The world is whole again after each test."""
    yield
    running.places.faults.put(Broken())


def statuses(visitor: Visitor) -> dict[str, int]:
    """What each interface answers without a credential."""
    return {place: visitor.get(path).status_code for place, path in INTERFACES.items()}


def test_nothing_is_broken_by_itself(visitor: Visitor) -> None:
    """Without a credential each interface says 401, and nothing else stands in front of it."""
    assert statuses(visitor) == dict.fromkeys(INTERFACES, 401)


@pytest.mark.parametrize("place", INTERFACES)
def test_an_html_page_instead(visitor: Visitor, running: Running, place: str) -> None:
    """502 as a gateway says it, in the broken interface only."""
    running.places.faults.put(Broken(html_errors=(place,)))
    assert statuses(visitor) == {**dict.fromkeys(INTERFACES, 401), place: 502}
    found = visitor.get(INTERFACES[place])
    assert found.headers["content-type"].startswith("text/html")
    assert "<h1>" in found.text


@pytest.mark.parametrize("place", INTERFACES)
def test_too_many_requests(visitor: Visitor, running: Running, place: str) -> None:
    """The second request within a second is 429 in the interface's own words and says when to come again."""
    running.places.faults.put(LIMITED[place])
    first, second = (visitor.get(INTERFACES[place]) for _ in range(2))
    assert (first.status_code, second.status_code) == (401, 429)
    assert second.headers["content-type"].split(";")[0] == TYPES[place]
    assert second.headers["retry-after"] == "1"
    if place == "workos":
        assert second.text == "Ratelimited"
    elif place == "scim":
        assert second.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
        assert second.json()["status"] == "429"
    else:
        problem = msgspec.json.decode(second.content, type=Problem)
        assert (problem.status, problem.code) == (429, "too_many_requests")
    others = {name: status for name, status in statuses(visitor).items() if name != place}
    assert set(others.values()) == {401}


@pytest.mark.parametrize("form", ["date", "missing"])
def test_when_to_come_again(visitor: Visitor, running: Running, form: str) -> None:
    """As a date not yet past and at most a second or two ahead, or not at all."""
    running.places.faults.put(Broken(workos_rate=1, retry_after=form))
    asked = time.time()
    _, second = (visitor.get(INTERFACES["workos"]) for _ in range(2))
    assert second.status_code == 429
    told = second.headers.get("retry-after")
    if form == "missing":
        assert told is None
    else:
        assert asked <= parsedate_to_datetime(told or "").timestamp() <= time.time() + 2


def test_slow_interfaces(visitor: Visitor, running: Running) -> None:
    """Every answer of an interface takes so long; the pages do not."""
    running.places.faults.put(Broken(slow_ms=60))
    began = time.monotonic()
    assert statuses(visitor) == dict.fromkeys(INTERFACES, 401)
    assert time.monotonic() - began >= 3 * 0.06


def test_pages_and_webhooks_are_spared(visitor: Visitor, running: Running) -> None:
    """Sign-in, keys and the webhook answer as ever, however broken the interfaces are."""
    running.places.faults.put(Broken(html_errors=tuple(INTERFACES), flow_rate=1, workos_rate=1, scim_rate=1))
    for path in ("/.well-known/openid-configuration", "/style.css"):
        assert [visitor.get(path).status_code for _ in range(3)] == [200] * 3
    assert visitor.http.post("/flow/webhooks/workos").status_code == 400
    assert visitor.get("/workosish").status_code == visitor.get("/scim/v20").status_code == 404


def test_faults_are_read_once(running: Running, visitor: Visitor) -> None:
    """A request does not ask the store what is broken."""
    asked: list[str] = []
    with running.service.store.transaction() as connection:
        connection.set_trace_callback(asked.append)
    statuses(visitor)
    with running.service.store.transaction() as connection:
        connection.set_trace_callback(None)
    assert not [sql for sql in asked if "world_settings" in sql]


def test_a_rate_refills_evenly() -> None:
    """As many at once as a second allows, then one for each part of a second; a new rate begins full."""
    clock = Clock()
    limit = RateLimit(clock)
    assert [limit.take(4) for _ in range(5)] == [0.0] * 4 + [0.25]
    clock.now += 0.25
    assert (limit.take(4), limit.take(4)) == (0.0, 0.25)
    clock.now += 100
    assert [limit.take(4) > 0 for _ in range(5)] == [False] * 4 + [True]
    assert limit.take(2) == 0.0
