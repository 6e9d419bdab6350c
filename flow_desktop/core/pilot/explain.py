"""Why somebody is not ready: the same checks as for one person, with evidence out of the book (pure).

Nothing here knows a rule of its own: `evidence_of` puts together what one person's check would gather, and the causes
come from `core.checks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from flow_desktop.core.answers import Answer
from flow_desktop.core.diagnosis import Diagnosis
from flow_desktop.core.evidence import UNSEEN, Evidence, Observation, SignInAttempt
from flow_desktop.core.pilot.book import Book
from flow_desktop.core.pilot.ports import Wanted
from flow_desktop.core.pilot.results import Result
from flow_desktop.core.pilot.rows import PilotList
from flow_desktop.core.symptoms import Symptom


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What holds for the whole list. ``now``: the servers' time, UTC. ``answers``: what a person told, for everybody.

    ``attempt``: the last sign-in on this computer, as for one person's check; left out where nobody looks at it.
    """

    now: datetime
    answers: tuple[Answer, ...] = ()
    provider_name: str | None = None
    symptom: Symptom | None = None
    attempt: Observation[SignInAttempt | None] = UNSEEN


def wanted(results: Iterable[Result], book: Book) -> Wanted:
    """Of whom Flow has to be asked more: everybody who is not ready."""
    raise NotImplementedError


def explain(
    results: Iterable[Result], listed: PilotList, book: Book, circumstances: Circumstances
) -> Iterator[tuple[Result, ...]]:
    """The same results with causes, in slices of a few milliseconds; ready ones and problems of the list go through.

    NOT_PROVISIONED becomes PENDING where the checks prove that the provider's cycle has not passed yet.
    """
    raise NotImplementedError


def evidence_of(result: Result, listed: PilotList, book: Book, circumstances: Circumstances) -> Evidence:
    """What one person's check would stand on, as far as the run has read it."""
    raise NotImplementedError


def diagnosis_of(result: Result, listed: PilotList, book: Book, circumstances: Circumstances) -> Diagnosis:
    """The whole answer for one person: findings, trail, timeline."""
    raise NotImplementedError
