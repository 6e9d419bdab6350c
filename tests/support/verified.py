"""A list verified at a server that a test runs: the real sources, the real flow, a history in memory."""

from __future__ import annotations

from flow_desktop.adapters.bulk.build import BulkSources
from flow_desktop.adapters.clock import SystemClock
from flow_desktop.core.secret import Secret
from flow_desktop.flows.verify import Order, RunOutcome, Verifier, VerifyPorts
from tests.fakes.runs import FakeRuns
from tests.fakes.time import FakeEntropy
from tests.support.bulk import Bulk
from tests.support.session_house import House
from tests.support.verifying import outcome_of, told


def verified(bulk: Bulk, order: Order) -> RunOutcome:
    """One run to its end."""

    async def story(sources: BulkSources, _access: Secret | None) -> RunOutcome:
        ports = VerifyPorts(
            session=House().session(),
            connect=lambda _tell: sources,
            runs=FakeRuns(),
            clock=SystemClock(),
            entropy=FakeEntropy(),
        )
        return outcome_of(await told(Verifier(ports).run(order)))

    return bulk.run(story)
