"""The set-up guide for a terminal, for scripts, and for whoever it is copied to (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from flow_desktop.core.exits import Exit
from flow_desktop.core.readiness import Readiness, Ready, StepOf
from flow_desktop.core.setup_speech import SetupSpeech, StepText


def setup_json(found: Readiness, speech: SetupSpeech, at: datetime) -> dict[str, Any]:
    """Everything that was found; the shape is ``resources/schema/setup.json``. ``at``: when it was looked at."""
    following = found.next_step
    return {
        "at": _time(at),
        "sentence": " ".join((speech.headline, *speech.details)),
        "done": sum(1 for step in found.steps if step.state is Ready.DONE),
        "total": len(found.steps),
        "next": following.id.value if following else None,
        "manual_management": found.manual_management,
        "steps": [
            {
                "id": step.id.value,
                "title": text.title,
                "state": step.state.value,
                "cause": step.cause.value if step.cause else None,
                "blocked_by": [one.value for one in step.blocked_by],
                "facts": [
                    {"label": one.label, "value": one.value, "source": one.source, "at": _time(one.at)}
                    for one in step.facts
                ],
                "what_to_do": list(text.remedy.steps) if text.remedy else [],
            }
            for step, text in zip(found.steps, speech.steps, strict=True)
        ],
        "pilots": _pilots_json(found),
    }


def no_setup_json() -> dict[str, Any]:
    """The same shape where nothing could be found out."""
    nothing = dict.fromkeys(("at", "sentence", "done", "total", "next", "manual_management", "pilots"))
    return {**nothing, "steps": []}


def setup_text(speech: SetupSpeech) -> str:
    """The guide as text: how far it is, what is switched off, every step, the people."""
    manual = speech.manual
    blocks = [
        "\n".join((speech.headline, *speech.details)),
        "\n".join((manual.title, manual.state, *(f"  {point}" for point in manual.points))),
        "\n".join(line for step in speech.steps for line in _lines(step)),
        "\n".join(_people(speech)),
    ]
    return "\n\n".join(filter(None, blocks))


def exit_of_setup(found: Readiness) -> Exit:
    """What it means for a script: not an admin, something needs attention, could not look, or nothing is wrong."""
    states = {step.id: step.state for step in found.steps}
    if states[StepOf.ROLE] is Ready.ATTENTION:
        return Exit.FORBIDDEN
    if Ready.ATTENTION in states.values():
        return Exit.DIFFERS
    return Exit.CANNOT_TELL if Ready.UNKNOWN in states.values() else Exit.OK


def _lines(step: StepText) -> Iterator[str]:
    yield f"{step.number:2}. {step.title}: {step.word}"
    if step.state is not Ready.DONE:
        yield from (f"    {line}" for line in (step.trouble or step.text, step.waits_for, step.where) if line)
    yield from (f"    {fact.label}: {fact.value} ({fact.origin})" for fact in step.facts)
    if step.remedy is not None:
        yield from (f"    {number}) {line}" for number, line in enumerate(step.remedy.steps, 1))
        yield from (f"       {line}" for line in step.remedy.where)


def _people(speech: SetupSpeech) -> Iterator[str]:
    words, pilots = speech.explainer.words, speech.found.pilots
    if pilots is None:
        return
    yield words("setup.pilots")
    for one in pilots.people:
        state = words("setup.arrived" if one.in_flow else "setup.not_arrived")
        yield words("setup.pilot_line", email=one.email or words("setup.no_email"), state=state)
    if not pilots.people:
        yield f"  {words('setup.no_pilots')}"
    if pilots.more:
        yield f"  {words('setup.more_pilots')}"


def _pilots_json(found: Readiness) -> dict[str, Any] | None:
    if found.pilots is None:
        return None
    people = [{"email": one.email, "in_flow": one.in_flow} for one in found.pilots.people]
    return {"people": people, "more": found.pilots.more}


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if at else None
