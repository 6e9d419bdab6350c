"""schemathesis is the judge of the Flow API: it makes up thousands of requests and finds nothing."""

from __future__ import annotations

import pytest

from flow_desktop.mock.flow.api import OPERATIONS
from tests.interop.peers import Recipe
from tests.judges.runner import judged
from tests.mock.driver import running_service

pytestmark = [pytest.mark.interop, pytest.mark.timeout(400)]  # the first run has to install the judge

SCHEMATHESIS = Recipe("schemathesis", ("schemathesis==4.32.5",), script="pypi/run_schemathesis.py")
EXAMPLES = 6  # of each phase and operation, beside those that cover every keyword of every schema
SEED = 20260430


@pytest.mark.parametrize(
    ("who", "by_hand"),
    [("barbara", False), ("barbara", True), ("ada", False)],
    ids=["admin", "admin without a directory", "member"],
)
def test_schemathesis_finds_nothing(who: str, by_hand: bool) -> None:
    """Right requests are taken and wrong ones refused, by status, type and schema as the document says; no 5xx."""
    with running_service() as running, running.visitor() as visitor:
        if by_hand:
            running.places.sync.delete()
        token = visitor.tokens(running.email(who))["access_token"]
        found = judged(
            SCHEMATHESIS,
            {
                "document": f"{running.ready['flow_api']}/openapi.json",
                "token": token,
                "examples": EXAMPLES,
                "seed": SEED,
            },
        )
    assert found["exit"] == 0, found["report"]
    assert found["operations"] == len(OPERATIONS) - 1  # it leaves out the address of the document itself
    assert found["requests"] > 20 * len(OPERATIONS)
