"""Composition of the pilot list: its sources, its history and its flow, made when the first list is verified."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flow_desktop.adapters.credential import CredentialSource
    from flow_desktop.adapters.http import Http
    from flow_desktop.adapters.places import Places
    from flow_desktop.core.deployment import Deployment
    from flow_desktop.core.pilot.ports import Tell
    from flow_desktop.core.ports import Clock
    from flow_desktop.flows.session import Session
    from flow_desktop.flows.verify import Sources, Verifier


@dataclass(frozen=True)
class RunsDesk:
    """What verifies lists with one deployment. Belongs to the loop of its desk."""

    deployment: Deployment
    places: Places
    session: Session
    http: Http
    clock: Clock
    credential: CredentialSource

    @cached_property
    def verifier(self) -> Verifier:
        """The one of this desk; reads and opens nothing yet."""
        from flow_desktop.adapters.clock import SystemEntropy
        from flow_desktop.adapters.runs import SqliteRuns
        from flow_desktop.flows.verify import Verifier, VerifyPorts

        ports = VerifyPorts(
            session=self.session,
            connect=self._connect,
            runs=SqliteRuns(self.places, self.deployment),
            clock=self.clock,
            entropy=SystemEntropy(),
            provider_name=self.deployment.identity_provider_name,
        )
        return Verifier(ports)

    async def close(self) -> None:
        """Close the history, where there was a verifier at all."""
        if "verifier" in self.__dict__:
            await self.verifier.close()

    def _connect(self, tell: Tell) -> Sources:
        """Raises FlowError where the deployment names no place that could list people."""
        from flow_desktop.adapters.bulk.build import build_bulk
        from flow_desktop.core.problems import Code, FlowError, Refused, problem

        try:
            return build_bulk(self.deployment, self.http, clock=self.clock, credential=self.credential, tell=tell)
        except Refused:
            raise FlowError(problem(Code.CONFIGURATION_NO_PEOPLE)) from None
