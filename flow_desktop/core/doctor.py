"""Is this computer ready? What was looked at, how it stands, and what to do (pure).

The same lines are printed by ``flow-desktop doctor`` and shown by the window's "Check this computer". No line holds a
secret: addresses come without their query, files are named by their kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flow_desktop.core.deployment import Deployment, Refusal
from flow_desktop.core.exit_rules import exit_of_problem
from flow_desktop.core.exits import Exit
from flow_desktop.core.problems import Code, Problem, problem
from flow_desktop.core.token_policy import clock_notice
from flow_desktop.core.words import Message, message


class Area(StrEnum):
    """What a line is about, in the order of the report; texts ``doctor.area.<id>``."""

    MACHINE = "machine"
    PROGRAM = "program"
    CONFIGURATION = "configuration"
    NETWORK = "network"
    CLOCK = "clock"
    SERVICE = "service"
    KEYCHAIN = "keychain"
    BROWSER = "browser"


class LineState(StrEnum):
    """WARN: it works, with something to know. UNKNOWN: nobody could look, or nobody answered."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class DoctorLine:
    """One thing that was looked at. ``id`` is for scripts, e.g. ``machine.home``; a line of an address ends in its key.

    ``said`` and ``next_step`` are texts of the words; ``next_step`` None: nothing has to be done. ``problem``: what
    exactly went wrong, where it has a code.
    """

    id: str
    area: Area
    state: LineState
    said: Message
    next_step: Message | None = None
    problem: Problem | None = None

    @property
    def exit(self) -> Exit:
        """What this line alone means for a script (decisions, "Command line", 16)."""
        if self.state in (LineState.OK, LineState.WARN):
            return Exit.OK
        if self.problem is not None:
            return exit_of_problem(self.problem.kind)
        return Exit.DIFFERS if self.state is LineState.BAD else Exit.CANNOT_TELL


_WORST = {state: rank for rank, state in enumerate((LineState.BAD, LineState.UNKNOWN, LineState.WARN, LineState.OK))}
_AREAS = {area: rank for rank, area in enumerate(Area)}
_EXITS = (Exit.INTERNAL, Exit.USAGE, Exit.FORBIDDEN, Exit.NOT_SIGNED_IN, Exit.DIFFERS, Exit.CANNOT_TELL)
"""The first of these that a line asks for is the exit code: what a person must mend first."""


@dataclass(frozen=True, slots=True)
class Examination:
    """All lines, by area in the order of the report."""

    lines: tuple[DoctorLine, ...]

    @property
    def overall(self) -> LineState:
        """The worst state of all lines."""
        return min((line.state for line in self.lines), key=_WORST.__getitem__, default=LineState.UNKNOWN)

    @property
    def exit(self) -> Exit:
        """0 where nothing is bad or unknown, else what has to be mended first."""
        wanted = {line.exit for line in self.lines}
        nothing = Exit.OK if self.lines else Exit.CANNOT_TELL
        return next((code for code in _EXITS if code in wanted), nothing)

    def of(self, area: Area) -> tuple[DoctorLine, ...]:
        """The lines of one area, as they were looked at."""
        return tuple(line for line in self.lines if line.area is area)


def examined(lines: tuple[DoctorLine, ...]) -> Examination:
    """The report of these lines, ordered by area; within one, as they came."""
    return Examination(tuple(sorted(lines, key=lambda line: _AREAS[line.area])))


def line_of_problem(
    line_id: str, found: Problem, *, area: Area | None = None, state: LineState = LineState.BAD
) -> DoctorLine:
    """A line that says a Problem in its own words. The area is the id's first part unless another is given."""
    code = found.code.value
    return DoctorLine(
        line_id,
        area or Area(line_id.partition(".")[0]),
        state,
        Message(f"problem.{code}.title", found.facts),
        Message(f"problem.{code}.next", found.facts),
        found,
    )


def clock_line(offset: float | None) -> DoctorLine:
    """``offset``: seconds that the servers' clocks are ahead; None: no server told its time.

    A clock that is off is a warning: sign-ins are judged by the provider's time.
    """
    if offset is None:
        said, following = Message("doctor.clock.unheard"), Message("doctor.clock.unheard_next")
        return DoctorLine("clock.offset", Area.CLOCK, LineState.UNKNOWN, said, following)
    found = clock_notice(offset)
    if found is not None:
        return line_of_problem("clock.offset", found, state=LineState.WARN)
    said = message("doctor.clock.right", seconds=f"{abs(offset):.0f}")
    return DoctorLine("clock.offset", Area.CLOCK, LineState.OK, said)


def configuration_lines(found: Deployment | Refusal | None) -> tuple[DoctorLine, ...]:
    """Which layer gave which keys, what was left out, or why nothing of it can be used. No value is repeated.

    None: nobody ever named a deployment.
    """
    if found is None:
        return (line_of_problem("configuration.deployment", problem(Code.CONFIGURATION_MISSING)),)
    if isinstance(found, Refusal):
        refused = problem(Code.CONFIGURATION_INVALID, key=found.key, reason=found.reason, origin=found.origin)
        said = Message("doctor.configuration.refused", refused.facts)
        following = message("doctor.configuration.refused_next")
        return (DoctorLine("configuration.deployment", Area.CONFIGURATION, LineState.BAD, said, following, refused),)
    layers = dict.fromkeys(origin for _, origin in found.origins)
    return (*(_layer_line(layer, found) for layer in layers), *map(_dropped_line, found.dropped))


def _layer_line(layer: str, found: Deployment) -> DoctorLine:
    keys = ", ".join(key for key, origin in found.origins if origin == layer)
    said = message("doctor.configuration.layer", origin=layer, keys=keys)
    return DoctorLine("configuration.layer", Area.CONFIGURATION, LineState.OK, said)


def _dropped_line(refusal: Refusal) -> DoctorLine:
    said = message("cli.dropped", key=refusal.key, reason=refusal.reason, origin=refusal.origin)
    following = message("doctor.configuration.dropped_next")
    return DoctorLine(f"configuration.{refusal.key}", Area.CONFIGURATION, LineState.WARN, said, following)
