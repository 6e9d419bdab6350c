"""A pilot list by key: who stands in it, once; and what is wrong with its rows whatever the places say (pure)."""

from __future__ import annotations

from flow_desktop.core.pilot.results import ListNote, Result, Status
from flow_desktop.core.pilot.rows import PilotList, PilotRow
from flow_desktop.core.text import email_key


class Roll:
    """Made once for a run: a key for each row, and the row that counts for each key (the first one)."""

    def __init__(self, listed: PilotList) -> None:
        self.listed = listed
        self.keys: list[str] = [email_key(row.email) for row in listed.rows]
        self.positions: dict[str, int] = {}
        self.repeated: list[int] = []
        for position, key in enumerate(self.keys):
            if self.positions.setdefault(key, position) != position:
                self.repeated.append(position)

    def row_of(self, key: str) -> PilotRow | None:
        """The row that counts for an address."""
        at = self.positions.get(key)
        return None if at is None else self.listed.rows[at]

    def problems(self) -> tuple[Result, ...]:
        """Rows that cannot be used, and repetitions, each naming the line it repeats: sure before anything is read."""
        rows = self.listed.rows
        again = tuple(
            Result(
                position,
                self.keys[position],
                Status.LIST_PROBLEM,
                note=ListNote.DUPLICATE_OF,
                other=rows[self.positions[self.keys[position]]].line,
            )
            for position in self.repeated
        )
        rejected = tuple(
            Result(-1 - position, "", Status.LIST_PROBLEM, note=ListNote.REJECTED, other=row.line)
            for position, row in enumerate(self.listed.rejected)
        )
        return (*again, *rejected)
