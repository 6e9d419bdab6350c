"""Plays a scenario: its people into the store, then its steps through the three places, in the order of the file.

When the last step is done the world's clock shows the machine's time: the history lies in the past.
"""

from __future__ import annotations

import json

from flow_desktop.mock.places import Places
from flow_desktop.mock.scenario.fill import fill
from flow_desktop.mock.scenario.scenario import Scenario
from flow_desktop.mock.scenario.stage import Stage, Undoable
from flow_desktop.mock.scenario.steps import Step
from flow_desktop.mock.service import Service
from flow_desktop.mock.store import Store

_ABOUT = "scenario"


def play(service: Service, places: Places, scenario: Scenario) -> None:
    """Fill an empty store. Raises WorldError naming file, line and step when a step cannot be done."""
    service.world.set_offset(-sum(step.seconds for step in scenario.steps))
    fill(service.store, scenario.world, now=service.world.now())
    _keep_description(service.store, scenario)
    places.sync.start()
    stage = Stage(service, places)
    _configure(stage, scenario)
    places.faults.put(scenario.faults)
    for number, step in enumerate(scenario.steps, start=1):
        _take(stage, step, number)
    service.world.set_offset(0.0)


def described(store: Store) -> dict[str, object] | None:
    """What the ready line says about the scenario; None for a world without one.

    `person` is the e-mail the person has at the identity provider by now.
    """
    row = store.one("SELECT value FROM world_settings WHERE name = ?", _ABOUT)
    if row is None:
        return None
    about: dict[str, object] = json.loads(row["value"])
    person = store.one("SELECT email FROM idp_people WHERE key = ?", about["person"])
    return {**about, "person": person["email"] if person else None}


def _keep_description(store: Store, scenario: Scenario) -> None:
    """Kept with the state, so that a later start with the same data file still says it."""
    about = scenario.about
    if about is None:
        return
    store.run(
        "INSERT INTO world_settings (name, value) VALUES (?, ?)",
        _ABOUT,
        json.dumps(
            {
                "code": about.code,
                "also": about.also,
                "title": about.title,
                "person": about.person,
                "answers": dict(scenario.answers),
                "expect": about.expect,
                "symptom": about.symptom,
            }
        ),
    )


def _configure(stage: Stage, scenario: Scenario) -> None:
    """The identity provider's switches and mapping, and what WorkOS does with inactive users."""
    provider, idp = scenario.world.identity_provider, stage.places.idp
    settings: dict[str, str | bool] = {"profile": provider.profile}
    if not scenario.world.directory.exists:
        settings |= {"connected": False, "token": "none"}
    idp.change_settings(**{**settings, **dict(provider.settings)})
    for target, source in provider.mapping:
        idp.map_attribute(target, source)
    if scenario.world.directory.exists:
        stage.places.sync.set_inactive_users(scenario.world.directory.inactive_users)


def _take(stage: Stage, step: Step, number: int) -> None:
    try:
        refused = step.verb.run(stage, step.values)
    except (Undoable, LookupError, ValueError) as error:
        refused = str(error.args[0]) if error.args else type(error).__name__
        impossible = not isinstance(error, ValueError)
    else:
        impossible = False
    if refused is not None and impossible:
        raise step.refuse(f"step {number} ({step.name}) cannot be done: {refused}")
    if refused is not None and not step.refused:
        hint = "if that is what happens, the step says `refused = true`"
        raise step.refuse(f"step {number} ({step.name}) cannot be done: it is refused: {refused.rstrip('.')}; {hint}")
    if refused is None and step.refused:
        raise step.refuse(f"step {number} ({step.name}) was done although a refusal is expected")
