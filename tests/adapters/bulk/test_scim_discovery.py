"""How long a page of a SCIM server really is: what the cost rule counts with."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from flow_desktop.adapters.bulk.build import BulkSources
from flow_desktop.core.deployment import SourceKind
from flow_desktop.core.pilot.entries import Abilities
from flow_desktop.core.secret import Secret
from tests.support.answering import Asked, Said, answering
from tests.support.bulk import bulk_of
from tests.support.bulk_server import BulkServer
from tests.support.scim_server import TOKEN, crowd

CONFIG: Mapping[str, object] = {"filter": {"supported": True, "maxResults": 300}, "sort": {}}


async def _abilities(bulk: BulkSources, access: Secret | None) -> Abilities:
    return await bulk.people.discover(access)


@pytest.mark.parametrize("cap", [50, 120, 300])
def test_the_page_that_comes_counts_and_not_the_one_that_is_promised(cap: int) -> None:
    """A server may promise 300 at once and give 120: a listing then takes as many requests as pages that come."""
    server = BulkServer(crowd(640), config=CONFIG, cap=cap)
    with answering(server) as served:
        can = bulk_of(SourceKind.SCIM, served.url, credential=TOKEN).run(_abilities)
    assert (can.people, can.page_size) == (640, cap)


def test_a_server_that_refuses_what_it_promised_is_asked_for_less() -> None:
    """400 for the count that its own configuration names: a hundred at a time then."""
    server = BulkServer(crowd(640), config=CONFIG, cap=100)

    def strict(asked: Asked) -> Said:
        too_many = "filter" not in asked.query and int(asked.query.get("count", 1)) > 100
        return Said(400, {"status": "400"}) if too_many else server(asked)

    with answering(strict) as served:
        can = bulk_of(SourceKind.SCIM, served.url, credential=TOKEN).run(_abilities)
    assert (can.people, can.page_size) == (640, 100)
