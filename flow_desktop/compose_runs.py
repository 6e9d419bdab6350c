"""Composition of the pilot list: its sources, its history and its flow, made when the first list is verified."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from flow_desktop.adapters.credential import CredentialSource
    from flow_desktop.adapters.http import Http
    from flow_desktop.adapters.places import Places
    from flow_desktop.core.deployment import Deployment, Refusal
    from flow_desktop.core.explaining import Explainer
    from flow_desktop.core.pilot.columns import ColumnChoice
    from flow_desktop.core.pilot.ports import Tell
    from flow_desktop.core.pilot.rows import PilotList
    from flow_desktop.core.pilot.speech import PilotSpeech
    from flow_desktop.core.ports import Clock
    from flow_desktop.flows.session import Session
    from flow_desktop.flows.verify import RunOutcome, Sources, Verifier


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


def pilot_speech(explainer: Explainer, deployment: Deployment | Refusal | None) -> PilotSpeech:
    """The sentences of a run, with the texts of the pilot list; reads files."""
    from dataclasses import replace

    from flow_desktop import __version__
    from flow_desktop.adapters.machine import describe_machine
    from flow_desktop.adapters.texts import load_pilot_words
    from flow_desktop.core.deployment import Deployment
    from flow_desktop.core.pilot.speech import PilotSpeech
    from flow_desktop.core.ticket import TicketFacts

    provider = (deployment.identity_provider_name or "") if isinstance(deployment, Deployment) else ""
    spoken = replace(explainer, words=load_pilot_words(explainer.words))
    return PilotSpeech(spoken, TicketFacts(describe_machine(), __version__, provider))


def has_history(places: Places) -> bool:
    """Whether anything was ever verified on this computer; opens nothing."""
    from flow_desktop.adapters.runs_file import FILE

    return places.path(FILE).exists()


def read_list(path: Path, choice: ColumnChoice | None = None) -> PilotList:
    """A list from a file. Blocks. Raises FlowError ``configuration.list_*``."""
    from flow_desktop.adapters.lists import read_list

    return read_list(path, choice)


def read_pasted(text: str, name: str) -> PilotList:
    """A list from pasted text. Blocks. Raises FlowError ``configuration.list_*``."""
    from flow_desktop.adapters.lists import read_pasted

    return read_pasted(text, name)


def read_sample() -> PilotList:
    """The list that comes with the program."""
    from flow_desktop.adapters.lists import read_list, sample_list

    return read_list(sample_list())


def save_report(outcome: RunOutcome, speech: PilotSpeech, path: Path, *, redact: bool, bom: bool) -> None:
    """Write a run to a file; the ending says how. Blocks. Raises FlowError where it cannot be written."""
    from flow_desktop.adapters.exports import write_export
    from flow_desktop.core.pilot.report_of import report_of

    write_export(path, report_of(outcome, speech), redact=redact, bom=bom)
