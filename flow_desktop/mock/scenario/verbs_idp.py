"""Steps at the identity provider: people, groups, assignments, mapping, provisioning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import get_args

from flow_desktop.mock.idp.mapping import TARGETS
from flow_desktop.mock.idp.place import IdentityProvider, PersonState
from flow_desktop.mock.scenario.stage import Stage, Undoable, Values
from flow_desktop.mock.scenario.verbs import GROUP, PERSON, Param, Verb
from flow_desktop.mock.scenario.world import MAP_SOURCES, NOT_MAPPED

_NAMES = tuple(Param(name, required=False) for name in ("given_name", "family_name", "name"))
_NEW_NAMES = tuple(replace(one, either="name") for one in _NAMES)
_ATTRIBUTES = ("email", "username", "given_name", "family_name", "name")


def _given(values: Values) -> dict[str, str | None]:
    return {name: values[name] for name in _ATTRIBUTES if name in values}


def _idp(action: Callable[[IdentityProvider, Values], object]) -> Callable[[Stage, Values], str | None]:
    """A step that is done or raises: the identity provider's pages refuse nothing else."""

    def run(stage: Stage, values: Values) -> str | None:
        action(stage.places.idp, values)
        return None

    return run


def _add_person(idp: IdentityProvider, values: Values) -> None:
    given = _given(values)
    idp.add_person(values["person"], **{"username": given["email"], **given})


def _set_state(stage: Stage, values: Values) -> str | None:
    if stage.subject(values["person"])["state"] == values["state"]:
        raise Undoable(f"{values['person']!r} is {values['state']} already")
    stage.places.idp.set_state(values["person"], values["state"])
    return None


def _assign(stage: Stage, values: Values) -> str | None:
    if _is_assigned(stage, values):
        raise Undoable(f"the app is assigned to {values['person']!r} already")
    stage.places.idp.assign(values["person"])
    return None


def _unassign(stage: Stage, values: Values) -> str | None:
    if not _is_assigned(stage, values):
        raise Undoable(f"the app is not assigned to {values['person']!r}, unless through a group")
    stage.places.idp.unassign(values["person"])
    return None


def _is_assigned(stage: Stage, values: Values) -> bool:
    subject = stage.subject(values["person"])["subject"]
    return stage.service.store.one("SELECT 1 FROM idp_assignments WHERE subject = ?", subject) is not None


def _map(idp: IdentityProvider, values: Values) -> None:
    source = values["source"]
    idp.map_attribute(values["attribute"], None if source == NOT_MAPPED else source)


def _push_group(idp: IdentityProvider, values: Values) -> None:
    idp.push_group(values["group"], on=values.get("on", True))


def _rename_group(idp: IdentityProvider, values: Values) -> None:
    idp.rename_group(values["group"], values["name"])


def _approve(stage: Stage, values: Values) -> str | None:
    task = stage.service.store.one(
        "SELECT t.position FROM idp_tasks t JOIN idp_people p ON p.subject = t.subject"
        " WHERE t.state = 'waiting' AND p.key = ? ORDER BY t.position LIMIT 1",
        values["person"],
    )
    if task is None:
        raise Undoable(f"no task of {values['person']!r} waits for approval")
    stage.places.idp.approve(task["position"], granted=values.get("granted", True))
    return None


_CHANGE = _idp(lambda idp, values: idp.change_person(values["person"], **_given(values)))
_NEW = Param("person", "new_person")
_NEW_GROUP = Param("group", "new_group")
_USERNAME = Param("username", required=False)
_STATE = Param("state", allowed=get_args(PersonState))
_ATTRIBUTE = Param("attribute", allowed=TARGETS)
_ON, _GRANTED = Param("on", "flag", required=False), Param("granted", "flag", required=False)

IDP_VERBS = {
    "add_person": Verb(_idp(_add_person), (_NEW, Param("email"), _USERNAME, *_NAMES)),
    "rename": Verb(_CHANGE, (PERSON, *_NEW_NAMES)),
    "change_email": Verb(_CHANGE, (PERSON, Param("email"), _USERNAME)),
    "set_state": Verb(_set_state, (PERSON, _STATE)),
    "assign": Verb(_assign, (PERSON,)),
    "unassign": Verb(_unassign, (PERSON,)),
    "assign_group": Verb(_idp(lambda idp, values: idp.assign_group(values["group"])), (GROUP,)),
    "unassign_group": Verb(_idp(lambda idp, values: idp.unassign_group(values["group"])), (GROUP,)),
    "push_group": Verb(_idp(_push_group), (GROUP, _ON)),
    "put_in_group": Verb(
        _idp(lambda idp, values: idp.put_in_group(values["person"], values["group"])), (PERSON, GROUP)
    ),
    "take_out_of_group": Verb(
        _idp(lambda idp, values: idp.take_out_of_group(values["person"], values["group"])), (PERSON, GROUP)
    ),
    "nest_group": Verb(
        _idp(lambda idp, values: idp.nest_group(values["group"], values["into"])), (GROUP, Param("into", "group"))
    ),
    "add_group": Verb(_idp(lambda idp, values: idp.add_group(values["group"], values["group"])), (_NEW_GROUP,)),
    "rename_group": Verb(_idp(_rename_group), (GROUP, Param("name"))),
    "delete_group": Verb(_idp(lambda idp, values: idp.delete_group(values["group"])), (GROUP,)),
    "map": Verb(_idp(_map), (_ATTRIBUTE, Param("source", allowed=MAP_SOURCES))),
    "unmap": Verb(_idp(lambda idp, values: idp.map_attribute(values["attribute"], None)), (_ATTRIBUTE,)),
    "idp_settings": Verb(
        _idp(lambda idp, values: idp.change_settings(**values["settings"])), (Param("settings", "settings"),)
    ),
    "run_idp": Verb(_idp(lambda idp, _: idp.run())),
    "provision_now": Verb(_idp(lambda idp, values: idp.provision_now(values["person"])), (PERSON,)),
    "approve": Verb(_approve, (PERSON, _GRANTED)),
}
