"""Text with addresses, line by line, becomes a pilot list."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Sequence
from itertools import islice

from flow_desktop.core.pilot.addresses import SHOWN, Entry, entries_of
from flow_desktop.core.pilot.rows import PilotRow, RejectedRow, RowFault
from flow_desktop.core.pilot.table import SLICE, Draft

_HALF_LETTERS = re.compile("[\ud800-\udfff]")


def is_readable(text: str) -> bool:
    """Whether every letter is one: what could not be decoded stands in a text as half a letter (a surrogate)."""
    return text.isascii() or _HALF_LETTERS.search(text) is None


def as_shown(text: str) -> str:
    """The beginning of a row, with a mark where a letter cannot be read: it can be kept and printed everywhere."""
    return _HALF_LETTERS.sub("\ufffd", text[: SHOWN + 2].strip())[:SHOWN]


def is_crowded(lines: Sequence[str]) -> bool:
    """Whether a line has several entries, so that its number does not name one of them."""
    return any(len(list(islice(entries_of(line), 2))) > 1 for line in lines)


def read_entries(lines: Iterable[str], draft: Draft, *, by_entry: bool) -> Generator[int, None, None]:
    """Fill the draft; ``by_entry``: entries are counted instead of lines. Yields how many there are in each slice."""
    until = SLICE
    for number, line in enumerate(lines, 1):
        found = entries_of(line) if is_readable(line) else iter([Entry(line, fault=RowFault.UNREADABLE)])
        for entry in found:
            _take(draft.total + 1 if by_entry else number, entry, draft)
            until -= 1
            if until <= 0:
                until = SLICE
                yield draft.total


def _take(line: int, entry: Entry, draft: Draft) -> None:
    if entry.fault is None:
        draft.rows.append(PilotRow(line, entry.email, full=entry.full))
    else:
        draft.rejected.append(RejectedRow(line, entry.fault, as_shown(entry.email)))
