"""What the Pilot page is handed: callables behind which lists are read, runs are made and reports are written."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from flow_desktop.core.pilot.columns import ColumnChoice
    from flow_desktop.core.pilot.rows import PilotList
    from flow_desktop.core.pilot.speech import PilotSpeech
    from flow_desktop.flows.verify import RunOutcome, Verifier


@dataclass(frozen=True, slots=True)
class Saving:
    """Where a report goes; the ending of the name chooses its kind: .csv, .json, .html or .pdf.

    ``bom``: a CSV begins with a byte order mark, as Excel wants it. ``redacted``: names and addresses are replaced.
    """

    path: Path
    bom: bool = False
    redacted: bool = False


@dataclass(frozen=True, slots=True)
class PilotDesk:
    """Collaborators of the Pilot page.

    ``load_speech``: the sentences of a run, with the texts of the pilot list, read from files on the loop's thread.
    ``open_verifier``: the one of this window, on the loop's thread. ``read_file``, ``read_pasted`` and
    ``read_sample`` block and raise FlowError for a list that cannot be used at all; call them in a thread.
    ``read_pasted`` gets the text and what the list is called. ``save`` blocks as well; it raises FlowError where the
    file cannot be written. ``has_history``: whether anything was ever verified on this computer; cheap.
    """

    load_speech: Callable[[], PilotSpeech]
    open_verifier: Callable[[], Awaitable[Verifier]]
    read_file: Callable[[Path, ColumnChoice | None], PilotList]
    read_pasted: Callable[[str, str], PilotList]
    read_sample: Callable[[], PilotList]
    save: Callable[[RunOutcome, PilotSpeech, Saving], None]
    has_history: Callable[[], bool]
