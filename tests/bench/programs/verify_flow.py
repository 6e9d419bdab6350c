"""A verification of a list against the Flow API alone, with explanations, by somebody whose access token is at hand.

What it needs comes as JSON on stdin: base, issuer, token, list, home. Prints the seconds, the marks, and the counts.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

from flow_desktop.adapters.bulk.build import build_bulk
from flow_desktop.adapters.clock import SystemEntropy
from flow_desktop.adapters.credential import fixed
from flow_desktop.adapters.http import Http
from flow_desktop.adapters.lists import read_list
from flow_desktop.adapters.places import Places
from flow_desktop.adapters.runs import SqliteRuns
from flow_desktop.core.deployment import Deployment, SourceKind
from flow_desktop.core.ports import Tokens
from flow_desktop.core.secret import Secret
from flow_desktop.flows.verify import Done, Order, Progress, RunOutcome, Verifier, VerifyPorts
from tests.support.session_house import BEN, House


async def main() -> None:
    """One session around a real token, one run."""
    asked = json.load(sys.stdin)
    deployment = Deployment(
        issuer=asked["issuer"], client_id="flow-desktop", source=SourceKind.FLOW, directory_url=asked["base"]
    )
    house, http = House(), Http(proxy_for=lambda url: None)
    session = house.session()
    await session.take_over(BEN, Tokens(Secret(asked["token"]), None, None, 3600.0))
    verifier = Verifier(
        VerifyPorts(
            session=session,
            connect=lambda tell: build_bulk(deployment, http, clock=house.clock, credential=fixed(None), tell=tell),
            runs=SqliteRuns(Places(Path(asked["home"])), deployment),
            clock=house.clock,
            entropy=SystemEntropy(),
        )
    )
    began, marks, outcome = time.perf_counter(), dict[str, float](), None
    async for happened in verifier.run(Order(read_list(Path(asked["list"])))):
        if isinstance(happened, Progress):
            marks.setdefault(happened.phase, time.perf_counter() - began)
        if isinstance(happened, Done):
            outcome = happened.outcome
    seconds = time.perf_counter() - began
    await verifier.close()
    await http.close()
    assert isinstance(outcome, RunOutcome)
    print(
        json.dumps(
            {
                "seconds": seconds,
                "marks": marks,
                "counts": {status.value: count for status, count in outcome.facts.counts},
                "complete": outcome.facts.directory.complete,
                "causes": sum(1 for one in outcome.results if one.causes),
                "unready": sum(1 for one in outcome.results if not one.status.is_ready),
            }
        )
    )


asyncio.run(main())
