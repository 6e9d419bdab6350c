"""One file: the organisation, the steps that happen in it, what is broken, and what only a person knows."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flow_desktop.mock.faults import Broken
from flow_desktop.mock.resources import resource
from flow_desktop.mock.scenario.answers import read_answers, symptoms
from flow_desktop.mock.scenario.faults_part import read_faults
from flow_desktop.mock.scenario.parts import World
from flow_desktop.mock.scenario.reader import Reader, Source, open_source
from flow_desktop.mock.scenario.steps import Step, read_steps
from flow_desktop.mock.scenario.world import read_world

EXPECT = ("proven", "answer", "info")


@dataclass(frozen=True, slots=True)
class About:
    """What the scenario is for: a code of causes.toml, the key of the person it is about, how it is known.

    `also` are the other codes that the file makes true of that person.
    """

    code: str | None
    also: tuple[str, ...]
    title: str
    person: str
    symptom: str | None
    expect: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """A file, read and found possible."""

    world: World
    steps: tuple[Step, ...]
    faults: Broken
    answers: tuple[tuple[str, str], ...]
    about: About | None


def load_scenario(path: Path, *, people: int | None = None) -> Scenario:
    """Read a file, with `people` in the crowd if given. Raises WorldError naming the file, the line and the reason."""
    return read_scenario(open_source(path), people=people)


def read_scenario(source: Source, *, people: int | None = None) -> Scenario:
    """Read a file's text; `source.asked` tells afterwards which keys there are."""
    reader = source.document()
    world = read_world(reader, people=people)
    faults, about = reader.optional_table("faults"), reader.optional_table("scenario")
    scenario = Scenario(
        world=world,
        steps=read_steps(reader.tables("steps"), world),
        faults=_faults(faults),
        answers=read_answers(reader.optional_table("answers")),
        about=_about(about, world) if about else None,
    )
    reader.finish()
    return scenario


def shipped() -> list[tuple[str, str, Path]]:
    """Code, title and path of every scenario that comes with the program, in the order of causes.toml."""
    folder = resource("mock", "scenarios")
    found = []
    for code in codes():
        path = folder / f"{code}.toml"
        if path.is_file():
            found.append((code, _title(path), path))
    return found


def codes() -> tuple[str, ...]:
    """The codes of causes.toml, in blocking order."""
    return tuple(tomllib.loads(resource("causes.toml").read_text(encoding="utf-8")))


def _title(path: Path) -> str:
    about: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8")).get("scenario", {})
    return str(about.get("title", ""))


def _faults(reader: Reader | None) -> Broken:
    if reader is None:
        return Broken()
    broken = Broken(**read_faults(reader))
    reader.finish()
    return broken


def _about(reader: Reader, world: World) -> About:
    about = About(
        code=reader.choice("code", codes(), default=None),
        also=reader.choices("also", codes()),
        title=reader.text("title"),
        person=reader.chosen("person", [person.key for person in world.people]),
        symptom=reader.choice("symptom", symptoms(), default=None),
        expect=reader.chosen("expect", EXPECT, default="proven"),
    )
    reader.finish()
    return about
