"""A second look at those of a run who are not ready, once or until all are."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta

from flow_desktop.core.answers import Answer
from flow_desktop.core.pilot.ports import FlowSide
from flow_desktop.core.pilot.results import Cost, Result, Status
from flow_desktop.core.problems import Code, FlowError, Kind, SignInAgain, problem
from flow_desktop.core.providers import CYCLES
from flow_desktop.flows.verify_past import claimed, find_finished, reopen
from flow_desktop.flows.verify_plan import FEW, can_be_looked_up
from flow_desktop.flows.verify_run import Again, Start
from flow_desktop.flows.verify_types import Control, Done, Happened, Order, Phase, Progress, RunOutcome, VerifyPorts

FIRST_SECONDS = 15.0
MOST_SECONDS = 300.0
OLDEST = timedelta(hours=12)
"""A run that stopped longer ago keeps its list only."""

SPARE = timedelta(minutes=20)
"""How long a watch goes on after the provider's cycle must have run."""

_PASSING = (Kind.NETWORK, Kind.TIMEOUT, Kind.TLS, Kind.PROVIDER_ERROR, Kind.BAD_ANSWER)
_NEVER_CHANGES = (Status.LIST_PROBLEM, Status.UNEXPECTED)

Recheck = Callable[[str, Control], AsyncGenerator[Happened, None]]


def unresolved(results: tuple[Result, ...]) -> tuple[int, ...]:
    """Rows of people who may still become ready."""
    return tuple(one.row for one in results if not one.status.is_ready and one.status not in _NEVER_CHANGES)


async def start_of_kept(ports: VerifyPorts, name: str) -> tuple[Start, str]:
    """What a run goes on with, and its id. Raises as `verify_past.claimed`.

    What was read more than half a day ago is read anew: nobody is called ready for how they were yesterday.
    """
    kept = await claimed(ports.runs, name)
    options = kept.options
    order = Order(kept.listed, answers=options.answers, unexpected=options.unexpected)
    too_old = ports.clock.now() - kept.facts.started_at > OLDEST
    if too_old:
        kept = replace(kept, pages=(), looked_up={}, flow=FlowSide())
    return Start(order, options, kept, too_old=too_old), kept.facts.id


async def start_again(ports: VerifyPorts, name: str, told: tuple[Answer, ...] = ()) -> Start | None:
    """What a second look begins with: look-ups of the unresolved, or the whole listing where that is cheaper; None
    where nobody is unresolved. ``told``: answers that are new. Raises FlowError ``configuration.run`` or
    ``configuration.run_not_kept``.
    """
    past = await find_finished(ports.runs, name)
    run = past.facts.id
    kept, results = await ports.runs.load(run), await ports.runs.results(run)
    if kept is None or not results:
        raise FlowError(problem(Code.CONFIGURATION_RUN_NOT_KEPT, run=run))
    open_ones = unresolved(results)
    if not open_ones:
        return None
    newly = {one.key for one in told}
    answers = (*(one for one in kept.options.answers if one.key not in newly), *told)
    order = Order(listed=kept.listed, answers=answers, unexpected=kept.options.unexpected)
    addresses = (kept.listed.rows[at].email for at in open_ones)
    one_by_one = not order.unexpected and _is_cheaper(kept.facts.cost, len(open_ones)) and can_be_looked_up(addresses)
    options = replace(kept.options, answers=answers, parent=run, carries=one_by_one)
    if one_by_one:
        return Start(order, options, kept, Again(open_ones, results))
    return Start(order, options)


async def watched(
    ports: VerifyPorts, name: str, *, control: Control, recheck: Recheck
) -> AsyncGenerator[Happened, None]:
    """Look again until nobody is unresolved, or the provider's cycle has surely run."""
    outcome = await reopen(ports, name)
    first, wait = outcome.facts.id, FIRST_SECONDS
    ends_at = ports.clock.monotonic() + (CYCLES[outcome.summary.provider] + SPARE).total_seconds()
    while unresolved(outcome.results) and ports.clock.monotonic() + wait <= ends_at:
        next_look = ports.clock.now() + timedelta(seconds=wait)
        yield _between(outcome, next_look=next_look)
        await ports.pause(wait)
        wait = min(wait * 1.5, MOST_SECONDS)
        try:
            async with aclosing(recheck(outcome.facts.id, control)) as events:
                async for event in events:
                    if isinstance(event, Done):
                        before, outcome = outcome.facts.id, event.outcome
                        await _replace(ports, before, first)
                    yield event
        except SignInAgain:
            raise
        except FlowError as error:
            if error.problem.kind not in _PASSING:
                raise


async def _replace(ports: VerifyPorts, before: str, first: str) -> None:
    """A watch leaves one run in the history beside the first, not one for each look."""
    if before != first:
        await ports.runs.forget(before)


def _between(outcome: RunOutcome, **facts: object) -> Progress:
    ready = len(outcome.results) - len(unresolved(outcome.results))
    return replace(Progress(outcome.facts.id, Phase.WAITING, ready, len(outcome.results)), **facts)  # type: ignore[arg-type]


def _is_cheaper(cost: Cost, people: int) -> bool:
    """The cost rule once more, for those who are left."""
    return cost.filters and people <= (cost.requests_listed if cost.requests_listed is not None else FEW)
