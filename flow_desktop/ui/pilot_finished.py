"""What comes back from the loop's thread: a list that was read, and a run that ended with the rows of its table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from flow_desktop.core.pilot.rows import PilotList
    from flow_desktop.core.pilot.speech import PilotSpeech
    from flow_desktop.flows.verify import Happened, RunOutcome
    from flow_desktop.ui.pilot_rows import PilotRows


@dataclass(frozen=True, slots=True)
class Preview:
    """A list that was read. ``path``: where from, None for pasted text, the sample and the directory's own."""

    listed: PilotList
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """A run that ended, with the rows of its table."""

    outcome: RunOutcome
    rows: PilotRows


async def with_rows(outcome: RunOutcome, speech: PilotSpeech) -> Finished:
    """The table's rows are made a few hundred at a time, so that everything else gets its turn in between."""
    import asyncio  # noqa: PLC0415 - on the loop's thread

    from flow_desktop.ui.pilot_rows import rows_of  # noqa: PLC0415
    from flow_desktop.ui.pilot_speech import RowSpeech, nobody  # noqa: PLC0415

    find = outcome.book.entry if outcome.book is not None else nobody
    explainer = speech.explainer
    says = RowSpeech(explainer.words, explainer.guides, outcome.listed, entry_of=find)
    making = rows_of(outcome.listed, outcome.results, says)
    while True:
        try:
            next(making)
        except StopIteration as end:
            return Finished(outcome, end.value)
        await asyncio.sleep(0)


def worth_telling(one: Happened) -> Happened | None:
    """Of results that stand only those with a cause: the others are as they were told, and `Done` has them all."""
    from flow_desktop.flows.verify import Judged  # noqa: PLC0415 - a run goes on: it is loaded

    if not isinstance(one, Judged) or not one.final:
        return one
    found = tuple(result for result in one.results if not result.status.is_ready)
    return Judged(found, final=True) if found else None
