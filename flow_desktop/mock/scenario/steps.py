"""Reads `[[steps]]`: each is one verb with its keys, checked before anything is played."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flow_desktop.mock.scenario.faults_part import read_faults
from flow_desktop.mock.scenario.parts import World
from flow_desktop.mock.scenario.reader import Reader, WorldError, nearest
from flow_desktop.mock.scenario.stage import Values
from flow_desktop.mock.scenario.verbs import Param, Verb
from flow_desktop.mock.scenario.verbs_flow import FLOW_VERBS
from flow_desktop.mock.scenario.verbs_idp import IDP_VERBS
from flow_desktop.mock.scenario.verbs_sync import SYNC_VERBS
from flow_desktop.mock.scenario.world import read_settings

VERBS: dict[str, Verb] = {**SYNC_VERBS, **IDP_VERBS, **FLOW_VERBS}


@dataclass(frozen=True, slots=True)
class Step:
    """One step, ready to be taken. `refused` = a refusal is expected. `seconds` = the time that passes in it."""

    name: str
    verb: Verb
    values: Values
    refused: bool
    refuse: Callable[[str], WorldError] = field(repr=False)

    @property
    def seconds(self) -> float:
        """How long the world's clock moves."""
        return float(self.values.get("time", 0.0)) if self.name == "advance" else 0.0


@dataclass(slots=True)
class _Known:
    """Whom and what the steps may name so far."""

    people: set[str]
    groups: set[str]


def read_steps(readers: list[Reader], world: World) -> tuple[Step, ...]:
    """The steps in order. Raises WorldError for a verb, key or name that does not exist."""
    in_people = {name for person in world.people for name in (*person.groups, *person.idp.groups)}
    known = _Known({person.key for person in world.people}, {group.name for group in world.groups} | in_people)
    return tuple(_step(reader, known) for reader in readers)


def _step(reader: Reader, known: _Known) -> Step:
    name = reader.chosen("do", VERBS)
    verb = VERBS[name]
    values: dict[str, Any] = {}
    for param in verb.params:
        values.update(_read(reader, param, known))
    refused = reader.flag("refused", default=False)
    reader.finish()
    _check_whole(reader, verb, values)
    return Step(name, verb, values, refused, partial(reader.source.refuse, reader.place))


def _read(reader: Reader, param: Param, known: _Known) -> dict[str, Any]:
    """What a step says about one parameter; nothing when it may be missing and is."""
    if param.kind in ("settings", "faults"):
        return {param.name: dict(read_settings(reader)) if param.kind == "settings" else read_faults(reader)}
    if reader.has(param.name):
        return {param.name: _value(reader, param, known)}
    if param.required:
        raise reader.missing(param.name)
    return {}


def _value(reader: Reader, param: Param, known: _Known) -> Any:
    if param.allowed:
        return reader.chosen(param.name, param.allowed)
    match param.kind:
        case "person":
            return _named(reader, param.name, known.people)
        case "group":
            return _named(reader, param.name, known.groups)
        case "new_person":
            known.people.add(key := reader.text(param.name))
            return key
        case "new_group":
            known.groups.add(key := reader.text(param.name))
            return key
        case "texts":
            return reader.texts(param.name)
        case "flag":
            return reader.flag(param.name, default=True)
        case "count":
            return reader.count(param.name)
        case "duration":
            return reader.duration(param.name)
        case _:
            return reader.text(param.name)


def _named(reader: Reader, key: str, known: set[str]) -> str:
    name = reader.text(key)
    if name not in known:
        raise reader.refuse(f"names {name!r}, which does not exist{nearest(name, known)}", key)
    return name


def _check_whole(reader: Reader, verb: Verb, values: Values) -> None:
    for param in verb.params:
        if param.kind in ("settings", "faults") and not values[param.name]:
            raise reader.refuse(f"names none of the {param.name}")
    either = [param.name for param in verb.params if param.either]
    if either and not any(name in values for name in either):
        raise reader.refuse(f"needs one of: {', '.join(either)}")
