"""Figures of a bench: measured beside a baseline in the same run, printed, and kept in `artefacts/bench.json`."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

PAIRS = 5
PLACE = Path(__file__).resolve().parents[2] / "artefacts" / "bench.json"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. ``bar`` is what the figure may be at most; None: printed, never judged."""

    name: str
    value: float
    unit: str
    bar: float | None = None
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether the bar is met."""
        return self.bar is None or self.value <= self.bar

    def line(self) -> str:
        """As it is printed."""
        bar = "" if self.bar is None else f"  (bar {self.bar:g} {self.unit}){'' if self.holds else '  MISSED'}"
        return f"{self.name:<58} {self.value:8.2f} {self.unit}{bar}  {self.note}".rstrip()


@dataclass(slots=True)
class Table:
    """All figures of one run."""

    figures: list[Figure] = field(default_factory=list)

    def add(self, figure: Figure) -> Figure:
        """Keep a figure and print it."""
        self.figures.append(figure)
        print(f"\n    {figure.line()}", end="", flush=True)
        return figure

    def write(self) -> None:
        """Leave the table for whoever compares two runs."""
        PLACE.parent.mkdir(exist_ok=True)
        rows = [asdict(figure) | {"holds": figure.holds} for figure in self.figures]
        PLACE.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def interleaved(ours: Callable[[], float], bare: Callable[[], float]) -> list[tuple[float, float]]:
    """Pairs measured in turn, so that what else the machine does falls on both; one of each goes before, uncounted."""
    ours(), bare()
    return [(ours(), bare()) for _ in range(PAIRS)]


def ratio(pairs: list[tuple[float, float]]) -> tuple[float, str]:
    """The median of the pairs' ratios, and what the medians are (seconds in, milliseconds told)."""
    ours, bare = (median(one[side] for one in pairs) for side in (0, 1))
    return median(mine / theirs for mine, theirs in pairs), f"{ours * 1000:.0f} ms against {bare * 1000:.0f} ms"
