"""Random organisations and random outages: whatever is told as proven is true, and nothing is fine over a hole."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Self

import pytest

from flow_desktop.adapters.evidence.flow import FlowEvidence
from flow_desktop.adapters.evidence.workos import WorkosEvidence
from flow_desktop.adapters.http import Http
from flow_desktop.core.answers import Answer
from flow_desktop.core.deployment import Deployment, SourceKind
from flow_desktop.core.diagnosis import Bottom, Diagnosis, diagnose
from flow_desktop.core.evidence import PIECES, Asked, Evidence, Look, Seen, blind
from flow_desktop.core.looks import merged
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.secret import Secret
from tests.fakes.time import FakeClock
from tests.mock.driver import Running
from tests.support.random_walk import organisation, step
from tests.support.scenario_check import ScenarioCheck
from tests.support.truth import TRUE, Truth

BATCHES, WALKS, STEPS = 10, 20, 10
"""2,000 worlds: each state of each walk is one, after a step that changed something, and is looked at whole, through
three outages, and with a place really away.
"""

NOWHERE = "http://127.0.0.1:1"
"""Nothing listens there."""

AWAY = ("flow", "workos", "flow and workos")
OUTAGES = (WithheldReason.UNREACHABLE, WithheldReason.SERVER_ERROR, WithheldReason.TIMED_OUT)


class Watcher:
    """An admin who looks at Ada again and again, with the real adapters over real sockets."""

    def __init__(self, running: Running) -> None:
        self._running = running
        admin = ScenarioCheck(running).sign_in(running.email("barbara"))
        assert admin is not None
        self._access = Secret(admin.access)
        self._http = Http(proxy_for=lambda _: None)
        self._loop = asyncio.Runner()
        clock, ready = FakeClock(), running.ready
        self._flow, self._no_flow = (
            FlowEvidence(address, http=self._http, clock=clock) for address in (ready["flow_api"], NOWHERE)
        )
        self._workos, self._no_workos = (
            WorkosEvidence(
                Deployment(ready["issuer"], ready["client_id"], directory_url=address, source=SourceKind.WORKOS),
                http=self._http,
                clock=clock,
                credential=self._credential,
            )
            for address in (ready["workos_api"], NOWHERE)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.run(self._http.close())
        self._loop.close()

    @property
    def truth(self) -> Truth:
        """What is so at this moment."""
        row = self._running.service.store.one("SELECT email FROM idp_people WHERE key = 'ada'")
        assert row is not None
        return Truth(self._running, "ada", row["email"].casefold())

    def look(self, mail: str, *, both: bool) -> tuple[Look, ...]:
        """What the Flow API shows, and what WorkOS shows beside it."""
        return self._loop.run(self._gather(mail, both=both))

    def look_without(self, mail: str, *, flow: bool, workos: bool) -> tuple[Look, ...]:
        """What both show while one of them, or both, cannot be reached; True: it can."""
        places = (self._workos if workos else self._no_workos, self._flow if flow else self._no_flow)
        return self._loop.run(self._of_both(*places, mail))

    def evidence(self, mail: str, looks: tuple[Look, ...], answers: tuple[Answer, ...]) -> Evidence:
        """Everything known at this moment; nobody signed in on this computer."""
        now = datetime.fromtimestamp(self._running.service.world.now(), UTC)
        look = merged(looks, asked=mail)
        return Evidence(Asked(mail), now, look, attempt=Seen(None, "this_computer", now), answers=answers)

    async def _gather(self, mail: str, *, both: bool) -> tuple[Look, ...]:
        return await self._of_both(self._workos if both else None, self._flow, mail)

    async def _of_both(self, workos: WorkosEvidence | None, flow: FlowEvidence, mail: str) -> tuple[Look, ...]:
        seen = await flow.gather(mail, self._access)
        return (await workos.gather(mail, None), seen) if workos else (seen,)

    async def _credential(self) -> Secret | None:
        return Secret(self._running.ready["workos_api_key"])


def true_answers(truth: Truth, now: datetime) -> tuple[Answer, ...]:
    """What somebody would tell who looks at the identity provider."""
    settings = truth.running.places.idp.settings()
    told = {
        "idp.assigned": "yes" if truth.is_assigned() else "no",
        "idp.provisioning": "on" if settings.on and settings.create else "off",
    }
    return tuple(Answer(key, value, now) for key, value in told.items())


def through_an_outage(looks: tuple[Look, ...], chance: Random) -> tuple[Look, ...]:
    """The same with some of the requests, at least one, not answered."""
    asked = sorted(
        {piece.source for look in looks for name in PIECES if isinstance(piece := getattr(look, name), Seen)}
    )
    for source in chance.sample(asked, chance.randint(1, len(asked))):
        reason = chance.choice(OUTAGES)
        looks = tuple(blind(look, reason, source=source) for look in looks)
    return looks


def untrue(found: Diagnosis, truth: Truth) -> list[str]:
    """Codes that are told as proven and are not so."""
    return [cause.value for cause in found.proven if cause.value not in TRUE or not TRUE[cause.value](truth)]


def judge_state(watcher: Watcher, chance: Random) -> Counter[str]:
    """One state of one organisation, seen whole and through outages; what was proven."""
    truth = watcher.truth
    looks = watcher.look(truth.mail, both=chance.random() < 0.5)
    now = watcher.evidence(truth.mail, looks, ()).now
    answers = true_answers(truth, now) if chance.random() < 0.5 else ()
    whole = diagnose(watcher.evidence(truth.mail, looks, answers))
    assert untrue(whole, truth) == []
    for _ in range(3):
        partly = diagnose(watcher.evidence(truth.mail, through_an_outage(looks, chance), answers))
        assert untrue(partly, truth) == []
        assert set(partly.proven) <= set(whole.proven)
        if whole.overall is Bottom.PROBLEM:
            assert partly.overall is not Bottom.FINE
    judge_away(watcher, truth, answers, away=chance.choice(AWAY))
    return Counter(cause.value for cause in whole.proven)


def judge_away(watcher: Watcher, truth: Truth, answers: tuple[Answer, ...], *, away: str) -> None:
    """With a place that nothing answers for: nothing untrue, nothing fine without Flow, and without both no cause."""
    looks = watcher.look_without(truth.mail, flow="flow" not in away, workos="workos" not in away)
    found = diagnose(watcher.evidence(truth.mail, looks, answers))
    assert untrue(found, truth) == []
    assert "flow" not in away or found.overall is not Bottom.FINE
    if "flow" in away and "workos" in away:
        assert (found.proven, found.overall) == ((), Bottom.CANNOT_TELL)


def changed(running: Running, chance: Random) -> str:
    """Steps until something happened; their names. One that cannot be done makes no new world."""
    names = [step(running, chance)]
    while names[-1].endswith("(not possible)"):
        names.append(step(running, chance))
    return ", ".join(names)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_nothing_false_is_certain(batch: int, tmp_path: Path) -> None:
    """In 200 states of 20 random organisations every proven cause is true, whole and through 600 outages.

    An outage proves nothing new, and where something is wrong it never makes that fine. The same with Flow, WorkOS or
    both really away.
    """
    worlds, proven = 0, Counter[str]()
    for walk in range(WALKS):
        chance, path = Random(batch * WALKS + walk), list[str]()
        with organisation(tmp_path, chance) as running, Watcher(running) as watcher:
            for _ in range(STEPS):
                path.append(changed(running, chance))
                try:
                    proven += judge_state(watcher, chance)
                except AssertionError as error:
                    raise AssertionError(f"walk {batch * WALKS + walk}: {', '.join(path)}") from error
                worlds += 1
    assert worlds == WALKS * STEPS
    assert len(proven) > 5, proven
