"""Progress of a run: one line in a terminal, plain lines now and then elsewhere; nothing is torn or endless."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from flow_desktop.adapters.texts import load_pilot_words, load_words
from flow_desktop.cli.verify_progress import ProgressLine, cost_text, duration, line_of
from flow_desktop.core.pilot.entries import Abilities
from flow_desktop.core.pilot.ports import Waiting
from flow_desktop.core.pilot.results import Cost, Strategy
from flow_desktop.flows.verify import Phase, Progress

WORDS = load_pilot_words(load_words())
READING = Progress("run", Phase.LISTING, 1200, 12300, rate=800.4, eta_seconds=13.9)
AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
COST = Cost(Strategy.LISTED, 5000, 12300, 100, 123, 5000, True)


class Watch:
    """Seconds that move when told to."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_a_line_says_how_far_how_fast_and_how_long() -> None:
    """What nobody knows is left out."""
    assert line_of(READING, WORDS) == "Reading Directory Sync: 1,200 of 12,300 people, 800 a second, about 14 s left"
    assert line_of(replace(READING, total=None, rate=None, eta_seconds=None), WORDS) == (
        "Reading Directory Sync: 1,200 people"
    )
    assert line_of(Progress("run", Phase.DISCOVERING), WORDS) == "Asking what Directory Sync can do"


def test_a_host_that_asks_to_wait_is_named() -> None:
    """With the time until when."""
    waiting = replace(READING, waiting=Waiting("scim.example.com", AT))
    assert f"scim.example.com asks to wait until {AT.astimezone():%H:%M:%S}" in line_of(waiting, WORDS)


def test_a_watch_says_when_it_looks_again() -> None:
    """And no speed, as nothing goes on."""
    told = line_of(replace(READING, phase=Phase.WAITING, next_look=AT), WORDS)
    assert f"the next look is at {AT.astimezone():%H:%M:%S}" in told
    assert "left" not in told


@pytest.mark.parametrize(("seconds", "said"), [(0.4, "0 s"), (119, "119 s"), (150, "2 min"), (7300, "2 h")])
def test_a_time_is_short(seconds: float, said: str) -> None:
    """Nobody needs the seconds of an hour."""
    assert duration(seconds, WORDS) == said


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        (COST, "12,300 people in 123 requests"),
        (replace(COST, requests_looked_up=3), "cannot be looked up"),
        (replace(COST, requests_listed=1), "in one request: that is no more than 5,000 look-ups"),
        (replace(COST, requests_looked_up=0), "12,300 people in 123 requests."),
        (replace(COST, people=None, requests_listed=None), "100 people in each request"),
        (replace(COST, strategy=Strategy.LOOKED_UP, requests_looked_up=40), "40 addresses are looked up"),
        (replace(COST, strategy=Strategy.LOOKED_UP, requests_looked_up=1), "One address is looked up"),
    ],
)
def test_the_way_is_explained(cost: Cost, said: str) -> None:
    """How the places are read, and why that way."""
    assert said in cost_text(cost, WORDS)


def test_plain_lines_are_few(capsys: pytest.CaptureFixture[str]) -> None:
    """One when reading begins, then one every five seconds; the way once."""
    watch = Watch()
    line = ProgressLine(WORDS, terminal=False, now=watch)
    for step in range(60):
        watch.seconds += 0.2
        line.show(replace(READING, done=step, cost=COST))
    line.clear()
    printed = capsys.readouterr().err.splitlines()
    assert len([one for one in printed if one.startswith("Reading Directory Sync:")]) == 3
    assert len([one for one in printed if one.startswith("Everybody in Directory Sync is read")]) == 1


def test_a_terminal_has_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Written anew, never longer than the terminal is wide, and gone at the end."""
    monkeypatch.setenv("COLUMNS", "40")
    watch = Watch()
    line = ProgressLine(WORDS, terminal=True, now=watch)
    for step in range(10):
        watch.seconds += 0.2
        line.show(replace(READING, done=step))
    line.clear()
    printed = capsys.readouterr().err
    assert "\n" not in printed
    parts = printed.split("\r\x1b[K")
    assert all(len(part) <= 39 for part in parts)
    assert parts[-1] == ""


def test_a_terminal_is_not_flooded(capsys: pytest.CaptureFixture[str]) -> None:
    """Ten times a second at most."""
    watch = Watch()
    line = ProgressLine(WORDS, terminal=True, now=watch)
    for step in range(1000):
        watch.seconds += 0.001
        line.show(replace(READING, done=step))
    assert capsys.readouterr().err.count("\r") <= 11


def test_what_is_remarkable_about_the_directory_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Beside the cost, so that an admin knows why everybody is read and what the server keeps to itself."""
    notes = ("no_configuration", "filters_unproven")
    telling = replace(READING, cost=COST, abilities=Abilities(12300, 100, False, True, notes=notes))
    line = ProgressLine(WORDS, terminal=False, now=Watch())
    line.show(telling)
    line.show(replace(telling, done=1300))
    said = capsys.readouterr().err
    assert said.count("ServiceProviderConfig") == said.count("cannot look up a single address") == 1
