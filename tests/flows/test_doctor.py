"""The doctor looks at everything at once, and nothing that fails or hangs costs another its say."""

from __future__ import annotations

import asyncio

import pytest

from flow_desktop.core.doctor import Area, DoctorLine, Examination, LineState
from flow_desktop.core.problems import Code, FlowError, problem
from flow_desktop.core.words import message
from flow_desktop.flows.doctor import Doctor
from tests.fakes.probe import FakeProbe


def line(area: Area, what: str = "fake", state: LineState = LineState.OK) -> DoctorLine:
    """A line of an area."""
    return DoctorLine(f"{area}.{what}", area, state, message("doctor.browser.none"))


def examine(doctor: Doctor) -> Examination:
    """One examination on a loop of its own."""

    async def play() -> Examination:
        async with asyncio.timeout(5):
            return await doctor.examine()

    return asyncio.run(play())


def test_lines_come_by_area_in_the_order_of_the_report() -> None:
    """Whoever answers first, the report has the same order."""
    probes = [FakeProbe((line(area),), area=area) for area in reversed(Area)]
    assert [one.area for one in examine(Doctor(probes)).lines] == list(Area)


def test_everything_is_looked_at_at_the_same_time() -> None:
    """A probe that waits for another would wait for ever if they took turns."""

    async def play() -> Examination:
        gate = asyncio.Event()

        class Opener(FakeProbe):
            async def look(self) -> tuple[DoctorLine, ...]:
                gate.set()
                return await super().look()

        waiting = FakeProbe((line(Area.MACHINE),), gate=gate)
        async with asyncio.timeout(5):
            return await Doctor((waiting, Opener((line(Area.CLOCK),), area=Area.CLOCK))).examine()

    assert [one.state for one in asyncio.run(play()).lines] == [LineState.OK, LineState.OK]


def test_what_stands_on_the_others_comes_after_them() -> None:
    """The clock is compared with what the answers of the others told."""
    order: list[str] = []
    first = FakeProbe((line(Area.NETWORK),), name="first", looked=order)
    last = FakeProbe((line(Area.CLOCK),), name="last", looked=order)
    examine(Doctor((first,), afterwards=(last,)))
    assert order == ["first", "last"]


def test_a_probe_that_hangs_costs_itself_only() -> None:
    """Its own deadline ends it; the line says how long was waited, and that nobody can tell."""

    async def play() -> Examination:
        hanging = FakeProbe(gate=asyncio.Event(), area=Area.KEYCHAIN, name="round_trip", seconds=0.05)
        return await Doctor((hanging, FakeProbe((line(Area.MACHINE),)))).examine()

    found = asyncio.run(play())
    assert [(one.id, one.state) for one in found.lines] == [
        ("machine.fake", LineState.OK),
        ("keychain.round_trip", LineState.UNKNOWN),
    ]
    assert dict(found.lines[1].said.args) == {"seconds": "0.05"}


def test_a_probe_that_fails_with_a_problem_says_it() -> None:
    """A Problem on the way is told in its own words, with its code."""
    broken = FakeProbe(
        raises=FlowError(problem(Code.NETWORK_NAME_UNKNOWN, host="id.example.com")), area=Area.NETWORK, name="issuer"
    )
    (only,) = examine(Doctor((broken,))).lines
    assert (only.id, only.area, only.state) == ("network.issuer", Area.NETWORK, LineState.UNKNOWN)
    assert only.said.id == "problem.network.name_unknown.title"


@pytest.mark.expects_log("a probe failed with ValueError")
def test_a_mistake_of_ours_costs_one_line() -> None:
    """An exception nobody foresaw names its type, never its text, and the others have their say."""
    broken = FakeProbe(raises=ValueError("canary"), area=Area.PROGRAM)
    found = examine(Doctor((broken, FakeProbe((line(Area.MACHINE),)))))
    assert [one.state for one in found.lines] == [LineState.OK, LineState.UNKNOWN]
    assert dict(found.lines[1].said.args) == {"type": "ValueError"}


def test_connections_are_closed_whatever_happens() -> None:
    """Also where somebody stops it half-way."""
    closed: list[bool] = []

    async def close() -> None:
        closed.append(True)

    async def play() -> None:
        waiting = FakeProbe(gate=asyncio.Event())
        running = asyncio.create_task(Doctor((waiting,), close=close).examine())
        await waiting.arrived.wait()
        running.cancel()
        await asyncio.wait({running})

    asyncio.run(play())
    examine(Doctor((), close=close))
    assert closed == [True, True]
