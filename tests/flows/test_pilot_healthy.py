"""An organisation of 1,000 people in which all is well: everybody is ready, whoever has names in the list or not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flow_desktop.core.pilot.explain import Circumstances
from flow_desktop.core.pilot.results import Status
from flow_desktop.core.pilot.rows import PilotList, PilotRow
from flow_desktop.core.pilot.summary import summarize
from tests.mock.driver import Running, running_service
from tests.mock.scenario.stages import SMALL, written
from tests.support.pilot_book import Look, addresses, verified
from tests.support.scenario_check import ScenarioCheck

PEOPLE = 1000


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The organisation."""
    with running_service(written(tmp_path_factory.mktemp("healthy"), SMALL), people=PEOPLE) as service:
        yield service


def lists(running: Running) -> dict[str, PilotList]:
    """Everybody whom the directory sent, by address alone and with names."""
    sql = "SELECT email, first_name, last_name FROM directory_users ORDER BY id"
    people = [tuple(row) for row in running.service.store.all(sql)]
    named = tuple(PilotRow(line, *person) for line, person in enumerate(people, 2))
    return {"addresses": addresses(*(email for email, _, _ in people)), "names": PilotList("pilot.csv", named)}


@pytest.mark.parametrize("kind", ["addresses", "names"])
def test_everybody_is_ready(running: Running, kind: str) -> None:
    """No status but READY, no cause, no group, nothing that stops everybody."""
    check = ScenarioCheck(running)
    admin, circumstances = check.sign_in(check.admin), Circumstances(check.now)
    assert admin is not None
    listed = lists(running)[kind]
    run = verified(running, listed, Look(admin.access, circumstances))
    results = run.results
    assert len(results) >= PEOPLE
    assert [one for one in results if one.status is not Status.READY or one.causes] == []
    summary = summarize(results, listed, run.book, circumstances=circumstances)
    assert (summary.ready, summary.groups, summary.everybody) == (len(results), (), ())
