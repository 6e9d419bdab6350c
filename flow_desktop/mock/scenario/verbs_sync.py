"""Steps in the WorkOS portal and in the world: the directory's life, its token, time, and what is broken."""

from __future__ import annotations

import json
from dataclasses import replace
from http import HTTPStatus

from flow_desktop.mock.faults import Broken
from flow_desktop.mock.scenario.stage import Stage, Undoable, Values
from flow_desktop.mock.scenario.verbs import PERSON, Param, Verb

_IDP_UPDATED = Param("idp_updated", "flag", required=False)
_PROVIDERS = ("okta", "entra", "onelogin", "generic")


def _tell_idp(stage: Stage, values: Values, *, token: str) -> str | None:
    """The new token reaches the identity provider, unless nobody took it there."""
    return stage.places.idp.connect(stage.service.scim, token) if values.get("idp_updated", True) else None


def _connect(stage: Stage, values: Values) -> str | None:
    provider = values.get("provider") or stage.places.idp.settings().profile
    return _tell_idp(stage, values, token=stage.places.sync.connect(provider))


def _rotate(stage: Stage, values: Values) -> str | None:
    return _tell_idp(stage, values, token=stage.places.sync.rotate_token())


def _activate(stage: Stage, _: Values) -> str | None:
    stage.places.sync.activate()
    return None


def _deactivate(stage: Stage, _: Values) -> str | None:
    stage.places.sync.deactivate()
    return None


def _delete(stage: Stage, _: Values) -> str | None:
    stage.places.sync.delete()
    return None


def _advance(stage: Stage, values: Values) -> str | None:
    """Time passes: the identity provider's cycles and the deliveries that became due run."""
    stage.service.world.advance(values["time"])
    stage.places.idp.run()
    stage.places.sync.pump()
    return None


def _fault(stage: Stage, values: Values) -> str | None:
    faults = stage.places.faults
    faults.put(replace(faults.now(), **values["faults"]))
    return None


def _mend(stage: Stage, _: Values) -> str | None:
    stage.places.faults.put(Broken())
    return None


def _stray_delete(stage: Stage, values: Values) -> str | None:
    """Something that is not the identity provider deletes the SCIM user: nobody there changed anything."""
    sent = stage.service.store.one(
        "SELECT s.scim_id FROM idp_sent_people s JOIN idp_people p ON p.subject = s.subject WHERE p.key = ?",
        values["person"],
    )
    if sent is None:
        raise Undoable(f"{values['person']!r} was never sent to Directory Sync")
    answer = stage.service.wire.call("DELETE", f"/scim/v2/Users/{sent['scim_id']}", headers=_bearer(stage))
    return None if answer.status == HTTPStatus.NO_CONTENT else f"HTTP {answer.status}"


def _stray_create(stage: Stage, values: Values) -> str | None:
    """Something that is not the identity provider sends the person: nobody there assigned them."""
    person = stage.subject(values["person"])
    user = {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "externalId": f"stray-{values['person']}",
        "userName": person["email"],
        "name": {"givenName": person["given_name"], "familyName": person["family_name"]},
        "emails": [{"value": person["email"], "type": "work", "primary": True}],
        "active": True,
    }
    headers = {**_bearer(stage), "Content-Type": "application/scim+json"}
    answer = stage.service.wire.call("POST", "/scim/v2/Users", headers=headers, body=json.dumps(user).encode())
    return None if answer.status == HTTPStatus.CREATED else f"HTTP {answer.status}"


def _bearer(stage: Stage) -> dict[str, str]:
    return {"Authorization": f"Bearer {stage.service.secrets.scim_token}"}


SYNC_VERBS = {
    "connect_directory": Verb(_connect, (Param("provider", required=False, allowed=_PROVIDERS), _IDP_UPDATED)),
    "activate_directory": Verb(_activate),
    "deactivate_directory": Verb(_deactivate),
    "delete_directory": Verb(_delete),
    "rotate_token": Verb(_rotate, (_IDP_UPDATED,)),
    "stray_create": Verb(_stray_create, (PERSON,)),
    "stray_delete": Verb(_stray_delete, (PERSON,)),
    "advance": Verb(_advance, (Param("time", "duration"),)),
    "fault": Verb(_fault, (Param("faults", "faults"),)),
    "mend": Verb(_mend),
}
