"""What is written to and read from the history, one transaction each (blocking, on the history's own thread)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flow_desktop.adapters.runs_codec import (
    BadBlob,
    accounts_of,
    list_of,
    pack,
    pack_accounts,
    pack_head,
    pages_of,
    results_of,
    sliced,
)
from flow_desktop.adapters.runs_file import RunsFile
from flow_desktop.adapters.runs_tagged import pack_value, value_of
from flow_desktop.core.evidence import Account, Look, Observation
from flow_desktop.core.pilot.entries import Entry, Page
from flow_desktop.core.pilot.ports import Checkpoint, Firm, FlowSide, Known, RunOptions, Wanted
from flow_desktop.core.pilot.results import Result, RunFacts
from flow_desktop.core.pilot.rows import PilotList

WHOLE = 5
"""So many of the newest runs keep their list and everything that was read."""

MOST = 200
"""So many runs stay in the history at all."""

_READ = ("page", "pages", "found", "account", "firm", "known", "look")
"""Kinds of blobs that hold what the places told; ``pages``: how many are in each blob of them, in digits."""

Blobs = Iterable[tuple[int, bytes]]


class RunsTables:
    """The runs of one deployment (``realm``) in a file that may hold those of others."""

    def __init__(self, file: RunsFile, realm: str) -> None:
        self._file = file
        self._realm = realm

    def begin(self, facts: RunFacts, listed: PilotList, options: RunOptions) -> None:
        """A new run with its list, and with everything that was read in its parent."""
        row = (facts.id, self._realm, facts.started_at.isoformat(), 0, 1, pack_value(facts), pack_value(options))
        slices = [pack(rows) for rows in sliced(listed.rows)]
        with self._file.work() as line:
            line.execute("INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            _put(line, facts.id, "head", blobs=[(0, pack_head(listed))])
            _put(line, facts.id, "list", blobs=enumerate(slices))
            if options.carries:
                _copy(line, options.parent, facts.id)

    def keep_pages(self, run: str, pages: Sequence[Page]) -> None:
        """Pages, in one blob: each blob costs the thread its turn several times. One that comes again replaces what
        was kept of it.
        """
        blob = pack(pages)
        with self._file.work() as line:
            number = _next(line, run, "page")
            _put(line, run, "page", blobs=[(number, blob)])
            _put(line, run, "pages", blobs=[(number, b"%d" % len(pages))])

    def drop_read(self, run: str) -> None:
        """Nothing that the places told any more."""
        with self._file.work() as line:
            _drop(line, run, _READ)

    def keep_looked_up(
        self, run: str, found: Mapping[str, Observation[tuple[Entry, ...]]], looks: Mapping[str, Look]
    ) -> None:
        """Answers, in the order they came."""
        blobs = {"found": pack_value(dict(found)), "look": pack_value(dict(looks))}
        with self._file.work() as line:
            for kind, blob in blobs.items():
                _put(line, run, kind, blobs=[(_next(line, run, kind), blob)])

    def keep_accounts(self, run: str, accounts: Sequence[Account]) -> None:
        """Accounts, after those that are there."""
        blobs = [pack_accounts(rows) for rows in sliced(accounts)]
        with self._file.work() as line:
            _put(line, run, "account", blobs=enumerate(blobs, _next(line, run, "account")))

    def drop_accounts(self, run: str) -> None:
        """No account of this run any more."""
        with self._file.work() as line:
            _drop(line, run, ("account",))

    def keep_flow(self, run: str, side: FlowSide) -> None:
        """Flow's side anew."""
        blobs = {"firm": pack_value(side.firm), "known": pack_value((side.known, side.wanted))}
        with self._file.work() as line:
            for kind, blob in blobs.items():
                _put(line, run, kind, blobs=[(0, blob)])

    def keep_list(self, run: str, listed: PilotList) -> None:
        """Another list in the place of the first."""
        slices = [pack(rows) for rows in sliced(listed.rows)]
        with self._file.work() as line:
            _drop(line, run, ("head", "list"))
            _put(line, run, "head", blobs=[(0, pack_head(listed))])
            _put(line, run, "list", blobs=enumerate(slices))

    def finish(self, facts: RunFacts, results: tuple[Result, ...]) -> None:
        """The results; then the oldest runs are made slim, or go."""
        blobs = [pack(rows) for rows in sliced(results)]
        with self._file.work() as line:
            _drop(line, facts.id, ("result",))
            _put(line, facts.id, "result", blobs=enumerate(blobs))
            line.execute("UPDATE runs SET finished = 1, facts = ? WHERE id = ?", (pack_value(facts), facts.id))
            self._slim(line)

    def runs(self) -> list[tuple[RunFacts, bool, bool, int]]:
        """Facts, whether it can be gone on with, whether everything is kept, pages of one that did not end; newest
        first. A row nobody can read is left out.
        """
        counted = "(SELECT COALESCE(SUM(CAST(data AS INTEGER)), 0) FROM blobs WHERE run = id AND kind = 'pages')"
        with self._file.work() as line:
            pages = f"CASE finished WHEN 0 THEN {counted} ELSE 0 END"
            query = f"SELECT facts, options, finished, whole, {pages} FROM runs WHERE realm = ?"  # noqa: S608 - ours
            rows = line.execute(f"{query} ORDER BY started DESC, id DESC", (self._realm,)).fetchall()
        return [told for row in rows if (told := _told(row)) is not None]

    def load(self, run: str) -> Checkpoint | None:
        """Everything that was kept of a run; None where its list is gone, or cannot be read."""
        with self._file.work() as line:
            query = "SELECT facts, options FROM runs WHERE id = ? AND realm = ? AND whole = 1"
            row = line.execute(query, (run, self._realm)).fetchone()
            kept = {kind: _get(line, run, kind) for kind in ("head", "list", *_READ)} if row else {}
        try:
            return _checkpoint(row, kept) if row and kept["head"] else None
        except BadBlob:
            return None

    def results(self, run: str) -> tuple[Result, ...]:
        """The results; none where the run has not ended, or they cannot be read."""
        with self._file.work() as line:
            blobs = _get(line, run, "result")
        try:
            return tuple(result for blob in blobs for result in results_of(blob))
        except BadBlob:
            return ()

    def forget(self, run: str) -> None:
        """Nothing of it stays in the file: freed pages are overwritten and given back."""
        with self._file.work() as line:
            _remove(line, (run,))
        self._file.tidy()

    def _slim(self, line: sqlite3.Connection) -> None:
        query = "SELECT id FROM runs WHERE realm = ? ORDER BY started DESC, id DESC"
        ids = [run for (run,) in line.execute(query, (self._realm,))]
        _remove(line, ids[MOST:])
        for run in ids[WHOLE:MOST]:
            _drop(line, run, ("head", "list", *_READ))
            line.execute("UPDATE runs SET whole = 0 WHERE id = ?", (run,))


def _told(row: tuple[bytes, bytes, int, int, int]) -> tuple[RunFacts, bool, bool, int] | None:
    facts, options, ended, whole, pages = row
    try:
        goes_on = not ended and bool(whole) and not value_of(options, RunOptions).carries
        return value_of(facts, RunFacts), goes_on, bool(whole), pages
    except BadBlob:
        return None


def _checkpoint(row: tuple[bytes, bytes], kept: Mapping[str, list[bytes]]) -> Checkpoint:
    return Checkpoint(
        facts=value_of(row[0], RunFacts),
        listed=list_of(kept["head"][0], kept["list"]),
        options=value_of(row[1], RunOptions),
        pages=_latest(kept["page"]),
        looked_up=_merged(kept["found"]),
        flow=_side(kept),
    )


def _latest(blobs: Iterable[bytes]) -> tuple[Page, ...]:
    """In the order of their numbers, each as it came last."""
    found = {page.number: page for blob in blobs for page in pages_of(blob)}
    return tuple([found[number] for number in sorted(found)])


def _side(kept: Mapping[str, list[bytes]]) -> FlowSide:
    known, wanted = value_of(kept["known"][0], tuple) if kept["known"] else (Known(), Wanted())
    return FlowSide(
        firm=value_of(kept["firm"][0], Firm) if kept["firm"] else Firm(),
        known=known,
        wanted=wanted,
        members=tuple([account for blob in kept["account"] for account in accounts_of(blob)]),
        looks=_merged(kept["look"]),
    )


def _merged(blobs: Iterable[bytes]) -> dict[str, Any]:
    """Later answers replace earlier ones: those of a second look."""
    found: dict[str, Any] = {}
    for blob in blobs:
        found.update(value_of(blob, dict))
    return found


def _put(line: sqlite3.Connection, run: str, kind: str, *, blobs: Blobs) -> None:
    rows = ((run, kind, number, blob) for number, blob in blobs)
    line.executemany("INSERT OR REPLACE INTO blobs VALUES (?, ?, ?, ?)", rows)


def _get(line: sqlite3.Connection, run: str, kind: str) -> list[bytes]:
    query = "SELECT data FROM blobs WHERE run = ? AND kind = ? ORDER BY number"
    return [blob for (blob,) in line.execute(query, (run, kind))]


def _copy(line: sqlite3.Connection, parent: str, run: str) -> None:
    places = ", ".join("?" for _ in _READ)
    query = f"INSERT INTO blobs SELECT ?, kind, number, data FROM blobs WHERE run = ? AND kind IN ({places})"  # noqa: S608 - question marks only
    line.execute(query, (run, parent, *_READ))


def _next(line: sqlite3.Connection, run: str, kind: str) -> int:
    query = "SELECT COALESCE(MAX(number) + 1, 0) FROM blobs WHERE run = ? AND kind = ?"
    return int(line.execute(query, (run, kind)).fetchone()[0])


def _drop(line: sqlite3.Connection, run: str, kinds: Iterable[str]) -> None:
    line.executemany("DELETE FROM blobs WHERE run = ? AND kind = ?", [(run, kind) for kind in kinds])


def _remove(line: sqlite3.Connection, runs: Iterable[str]) -> None:
    for run in runs:
        line.execute("DELETE FROM blobs WHERE run = ?", (run,))
        line.execute("DELETE FROM runs WHERE id = ?", (run,))
