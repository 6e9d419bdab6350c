"""An organisation of 1,000 people in which all is well: nobody has a finding, whoever looks."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from flow_desktop.adapters.evidence.flow import FlowEvidence
from flow_desktop.adapters.http import Http
from flow_desktop.core.diagnosis import Bottom, Diagnosis, diagnose
from flow_desktop.core.evidence import Asked, Evidence, Seen
from flow_desktop.core.findings import Outcome
from flow_desktop.core.secret import Secret
from tests.fakes.time import FakeClock
from tests.mock.driver import Running, running_service
from tests.mock.scenario.stages import SMALL, written
from tests.support.scenario_check import ScenarioCheck, SignedIn, identity_of

PEOPLE = 1000
OWN_VIEWS = 25


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The organisation."""
    file = written(tmp_path_factory.mktemp("healthy"), SMALL)
    with running_service(file, people=PEOPLE) as service:
        yield service


def findings(found: Diagnosis) -> list[str]:
    """What counts as a finding."""
    counted = (Outcome.PROBLEM, Outcome.POSSIBLE)
    return [f"{one.outcome} {one.cause} {one.check}" for one in found.findings if one.outcome in counted]


async def looked_at(running: Running, viewer: SignedIn, mails: list[str], *, own: bool = False) -> list[Diagnosis]:
    """What is found out about each of them."""
    http, now = Http(proxy_for=lambda _: None), datetime.fromtimestamp(running.clock.now, UTC)
    source, found = FlowEvidence(running.ready["flow_api"], http=http, clock=FakeClock(now)), list[Diagnosis]()
    try:
        for mail in mails:
            look = await source.gather(mail, Secret(viewer.access))
            evidence = Evidence(Asked(mail, is_self=own), now, look, attempt=Seen(None, "this_computer", now))
            found.append(diagnose(evidence))
    finally:
        await http.close()
    return found


def members(running: Running) -> list[str]:
    """Everybody whom the directory sent."""
    return [row["email"] for row in running.service.store.all("SELECT email FROM directory_users ORDER BY id")]


def test_the_admin_finds_nothing_about_anybody(running: Running) -> None:
    """All 1,000 people, looked at by the admin one after the other: zero findings."""
    viewer = ScenarioCheck(running).sign_in(running.email("barbara"))
    assert viewer is not None
    mails = members(running)
    assert len(mails) >= PEOPLE
    found = asyncio.run(looked_at(running, viewer, mails))
    assert {mail: findings(one) for mail, one in zip(mails, found, strict=True) if findings(one)} == {}
    assert {one.overall for one in found} == {Bottom.FINE}  # everybody was really seen


def test_nobody_finds_anything_about_themselves(running: Running) -> None:
    """People who sign in and check themselves are told that all is well, though settings are not theirs to see."""
    mails = members(running)
    for mail in mails[:: len(mails) // OWN_VIEWS]:
        viewer = ScenarioCheck(running).sign_in(mail)
        assert viewer is not None
        found = asyncio.run(own_view(running, viewer, mail))
        assert findings(found) == []
        assert found.overall is Bottom.FINE


async def own_view(running: Running, viewer: SignedIn, mail: str) -> Diagnosis:
    """The same with what the identity provider says of them."""
    (found,) = await looked_at(running, viewer, [mail], own=True)
    evidence = found.evidence
    claims = Seen(identity_of(viewer, evidence.now), "sign_in", evidence.now)
    return diagnose(Evidence(evidence.asked, evidence.now, evidence.look, claims, evidence.attempt))
