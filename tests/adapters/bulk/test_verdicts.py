"""What is said of people where a listing is not proven: whoever was seen is judged, nobody is called missing."""

from __future__ import annotations

from collections import Counter

import pytest

from flow_desktop.core.deployment import SourceKind
from flow_desktop.core.pilot.results import Status, Strategy
from flow_desktop.core.pilot.rows import PilotList, PilotRow
from flow_desktop.flows.verify import Order, RunOutcome
from tests.adapters.bulk.test_scim_faults import PROVEN, UNPROVEN, served
from tests.support.answering import answering
from tests.support.bulk import bulk_of
from tests.support.scim_server import TOKEN
from tests.support.verified import verified

SLOW = ("one page always fails (gateway)", "cut body (gateway)", "cursor always expires (RFC 9865)")
"""These are asked again and again before they are given up; `test_scim_faults` waits for them."""


def run_at(fault: str) -> RunOutcome:
    """Everybody of the server and somebody who is nowhere, at a server with one fault."""
    server = served(fault)
    emails = (*(one["userName"] for one in server.users), "nobody@example.com")
    listed = PilotList("pilot.csv", tuple(PilotRow(line, email) for line, email in enumerate(emails, 2)))
    with answering(server) as running:
        bulk = bulk_of(SourceKind.SCIM, f"{running.url}/scim/v2", credential=TOKEN)
        return verified(bulk, Order(listed, strategy=Strategy.LISTED))


@pytest.mark.parametrize("fault", [fault for fault in UNPROVEN if fault not in SLOW])
def test_nobody_is_missing_where_the_listing_is_not_proven(fault: str) -> None:
    """Also not the one who really is nowhere: it cannot be known."""
    outcome = run_at(fault)
    counts = Counter(one.status for one in outcome.results)
    assert not outcome.facts.directory.complete
    assert counts[Status.NOT_PROVISIONED] == counts[Status.AMBIGUOUS] == 0
    assert counts[Status.UNKNOWN] > 0
    assert outcome.results[-1].status is Status.UNKNOWN


@pytest.mark.parametrize("fault", [*PROVEN[:1], "cap inside page (WSO2)", "total is page size (AWS)", "no ids"])
def test_one_is_missing_where_it_is_proven(fault: str) -> None:
    """An odd server that was read whole proves as much as a good one."""
    outcome = run_at(fault)
    assert outcome.facts.directory.complete
    missing = [outcome.listed.rows[one.row].email for one in outcome.results if one.status is Status.NOT_PROVISIONED]
    assert missing == ["nobody@example.com"]
