"""Users are not provisioned despite correct configuration: every seat under the cap is taken."""

from __future__ import annotations

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.facts import problem
from flow_desktop.core.checks.passed_over import passed_over
from flow_desktop.core.evidence import Evidence, NotSeen, Seats
from flow_desktop.core.findings import Check, Exhibit, Finding, Heading, exhibit

_ID = "seat_cap"


def _examine(evidence: Evidence) -> tuple[Finding, ...]:
    """Nobody comes in by a raised cap: the person has to be assigned again (FAQ: seat cap)."""
    found = passed_over(evidence, "seat_cap", check=_ID)
    if isinstance(found, Finding):
        return (found,)
    settings = evidence.look.settings
    if not isinstance(settings, NotSeen) and has_room(settings.value.seats):
        shown = (found, *seats_shown(evidence))
        return (problem(_ID, Cause.BLOCKED_SEAT_CAP, *shown, what="room_since", variant="reassign"),)
    return (problem(_ID, Cause.BLOCKED_SEAT_CAP, found, *seats_shown(evidence), what="skipped"),)


def has_room(seats: Seats) -> bool:
    """True where one more person fits under the cap."""
    return seats.cap is None or seats.used < seats.cap


def seats_shown(evidence: Evidence) -> tuple[Exhibit, ...]:
    """Seats taken, and the cap where there is one, as exhibits; empty where they were not seen."""
    settings = evidence.look.settings
    if isinstance(settings, NotSeen):
        return ()
    seats = settings.value.seats
    cap = () if seats.cap is None else (exhibit("seats_cap", str(seats.cap), settings),)
    return (exhibit("seats_used", str(seats.used), settings), *cap)


CHECKS = (
    Check(
        id=_ID,
        heading=Heading.SEAT_CAP,
        needs=("account", "audit", "settings"),
        causes=(Cause.BLOCKED_SEAT_CAP,),
        examine=_examine,
    ),
)
