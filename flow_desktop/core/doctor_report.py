"""The doctor's lines as text for people and as JSON for scripts (``resources/schema/doctor.json``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from flow_desktop.core.columns import padded, width, wrapped
from flow_desktop.core.doctor import Area, DoctorLine, Examination, LineState
from flow_desktop.core.saying import Saying
from flow_desktop.core.words import Words

Json: TypeAlias = dict[str, Any]

_MARKS = {LineState.OK: "+", LineState.WARN: "!", LineState.BAD: "x", LineState.UNKNOWN: "?"}


@dataclass(frozen=True, slots=True)
class LineText:
    """One line as it is read: ``state`` in a word; ``next_step`` and ``code`` are empty where there is none."""

    state: str
    sentence: str
    next_step: str
    code: str


def line_text(line: DoctorLine, words: Words) -> LineText:
    """The same words in the window and in the terminal."""
    say = Saying(words)
    return LineText(
        state=words(f"doctor.state.{line.state}"),
        sentence=say.message(line.said),
        next_step=say.message(line.next_step) if line.next_step else "",
        code=line.problem.code.value if line.problem else "",
    )


def examination_sentence(found: Examination, words: Words) -> str:
    """The verdict in one sentence: the worst there is, and how often."""
    worst = found.overall
    number = sum(line.state is worst for line in found.lines)
    return words(f"doctor.verdict.{worst}", n=number)


def examination_text(found: Examination, words: Words) -> str:
    """The verdict first, then every area with its lines and what to do."""
    return "\n".join(_lines(found, words))


def examination_json(found: Examination, words: Words) -> Json:
    """The same for scripts."""
    return {
        "sentence": examination_sentence(found, words),
        "overall": found.overall.value,
        "lines": [_line_json(line, words) for line in found.lines],
    }


def _lines(found: Examination, words: Words) -> Iterator[str]:
    yield examination_sentence(found, words)
    marks = {state: f"  {_MARKS[state]} {words(f'doctor.state.{state}')}" for state in LineState}
    columns = max(map(width, marks.values()))
    for area in Area:
        lines = found.of(area)
        if lines:
            yield from ("", words(f"doctor.area.{area}"))
        for line in lines:
            told = line_text(line, words)
            yield from wrapped(told.sentence, first=f"{padded(marks[line.state], columns)}  ")
            if told.next_step:
                yield from wrapped(told.next_step, first=" " * (columns + 2))
            if told.code:
                yield " " * (columns + 2) + f"({told.code})"


def _line_json(line: DoctorLine, words: Words) -> Json:
    told = line_text(line, words)
    return {
        "id": line.id,
        "area": line.area.value,
        "state": line.state.value,
        "sentence": told.sentence,
        "next_step": told.next_step or None,
        "code": told.code or None,
    }
