"""How ``verify`` answers, for people and for scripts, and with which exit code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from flow_desktop.cli.output import Output
from flow_desktop.cli.verify_request import Ask
from flow_desktop.cli.verify_say import known_text, outcome_lines
from flow_desktop.compose_runs import save_report
from flow_desktop.core.exits import Exit
from flow_desktop.core.pilot.results import Status
from flow_desktop.core.pilot.run_json import nothing_json, people_json, summary_json
from flow_desktop.core.pilot.speech import PilotSpeech
from flow_desktop.core.problems import FlowError, Problem
from flow_desktop.flows.verify import RunOutcome
from flow_desktop.flows.verify_again import unresolved


class Seen(NamedTuple):
    """What is known of a run that was stopped: its name, the length of its list, statuses by row."""

    run: str
    total: int
    known: Mapping[int, Status]


@dataclass(frozen=True, slots=True)
class Talk:
    """``speech``: the sentences of a run, as soon as there is one."""

    out: Output
    speech: PilotSpeech | None = None

    def told(self, outcome: RunOutcome, ask: Ask, failed: Problem | None = None) -> Exit:
        """The end of a run: reports, the answer, and what it means for a script. ``failed``: what ended a watch."""
        failed = self._write(outcome, ask) or failed
        self._answer(outcome, ask, failed)
        self._say_kept(outcome)
        code = exit_of(outcome.summary.counts, ask.fails)
        return self.out.problem(failed) if failed is not None else code

    def look(self, outcome: RunOutcome) -> None:
        """One look of a watch, in one line."""
        time = f"{outcome.summary.read_at.astimezone():%H:%M:%S}"
        self.out.talk(self.out.words("pilot.cli.look", time=time, sentence=self._speech.verdict(outcome.summary)))

    def watch_ended(self, outcome: RunOutcome) -> None:
        """Why nobody looks again."""
        self.out.talk(self.out.words("pilot.cli.watch_over" if unresolved(outcome.results) else "pilot.cli.watch_done"))

    def stopped(self, seen: Seen, *, kept: bool) -> None:
        """Stopped half-way: what is known so far, and how to go on."""
        known, words = seen.known, self.out.words
        counts = {status.value: n for status in Status if (n := sum(one is status for one in known.values()))}
        run = {"id": seen.run} if seen.run and kept else None
        self.out.record(**{**nothing_json(), "total": seen.total, "counts": counts}, stopped=run, problem=None)
        if known:
            args = {"total": f"{seen.total:,}", "counts": known_text(known.values(), self._speech)}
            self.out.talk(words("pilot.cli.stopped", n=len(known), **args))
        else:
            self.out.talk(words("pilot.cli.stopped_early"))
        if run is not None:
            self.out.talk(words("pilot.cli.go_on", run=seen.run))

    def stopped_watching(self, outcome: RunOutcome, ask: Ask) -> None:
        """A watch was stopped: the last look is a whole answer."""
        self._answer(outcome, ask, self._write(outcome, ask))
        self._say_kept(outcome)

    def failed(self, found: Problem) -> Exit:
        """Nothing could be found out, and why."""
        self.out.record(**nothing_json(), problem=self.out.problem_value(found))
        return self.out.problem(found)

    @property
    def _speech(self) -> PilotSpeech:
        assert self.speech is not None, "a run has its sentences"
        return self.speech

    def _write(self, outcome: RunOutcome, ask: Ask) -> Problem | None:
        """Every report that was asked for; the first that cannot be written is told at the end."""
        failed: Problem | None = None
        for path in ask.out:
            try:
                save_report(outcome, self._speech, path, redact=ask.redacts, bom=ask.bom)
                self.out.talk(self.out.words("pilot.cli.written", path=str(path)))
            except FlowError as error:
                failed = failed or error.problem
        return failed

    def _answer(self, outcome: RunOutcome, ask: Ask, failed: Problem | None) -> None:
        redacts = ask.redacts
        if not self.out.json:
            for line in outcome_lines(outcome, self._speech, redacts=redacts):
                self.out.data(line)
            return
        told = summary_json(outcome.facts, outcome.summary, self._speech, names_list=not redacts)
        people = [] if redacts else people_json(outcome.results, outcome.listed)
        self.out.record(**told, people=people, redacted=redacts, problem=self.out.problem_value(failed))

    def _say_kept(self, outcome: RunOutcome) -> None:
        """Where the history works: the run's name, and what can be done with it."""
        if not outcome.notices:
            text = "pilot.cli.kept_open" if unresolved(outcome.results) else "pilot.cli.kept"
            self.out.talk(self.out.words(text, run=outcome.facts.id))


def exit_of(counts: tuple[tuple[Status, int], ...], fails: frozenset[Status]) -> Exit:
    """1 where somebody has a status that fails, else 4 where somebody could not be seen, else 0."""
    there = {status for status, n in counts if n}
    if there & fails:
        return Exit.DIFFERS
    return Exit.CANNOT_TELL if Status.UNKNOWN in there else Exit.OK
