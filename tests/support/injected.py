"""A case of injected causes as a scenario file for the local service."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from tests.support.injectors import MAIL, Ada, Case

ADA = {"email": MAIL, "given_name": "Ada", "family_name": "Byron", "name": "Ada Byron"}
NAMELESS = {key: value for key, value in ADA.items() if key != "family_name"}
LINH = {"email": "linh.nguyen@pilot.example", "given_name": "Linh", "family_name": "Nguyen", "name": "Linh Nguyen"}
CARL = {"email": "carl.gauss@pilot.example", "given_name": "Carl", "family_name": "Gauss", "name": "Carl Gauss"}
BARBARA = {"email": "barbara.liskov@pilot.example", "given_name": "Barbara", "family_name": "Liskov"}


def scenario_text(case: Case, starts: Ada) -> str:
    """The file. ``starts``: where Ada is before the steps."""
    people = [_ada(case, starts), _everywhere("linh", LINH), _person("carl", CARL), _admin()]
    parts = [
        _table("scenario", {"title": "Injected", "person": "ada"}),
        _table("enterprise", {"name": "Pilot", "plan": "enterprise", "domains": ["pilot.example"], **case.enterprise}),
        _table("identity_provider", {"name": "Okta"}),
        "[directory]",
        *(_table("[people]", one) for one in people),
        *(_table("[steps]", one) for one in case.steps),
        _table("answers", case.answers),
    ]
    return "\n\n".join(parts)


def _ada(case: Case, starts: Ada) -> dict[str, Any]:
    if starts is Ada.MEMBER:
        return {**_everywhere("ada", NAMELESS if case.nameless else ADA), "groups": ["Pilot"]}
    if case.by_hand:
        return {
            **_person("ada", ADA),
            "flow": {**_flow(ADA), "email": "ada@pilot.example", "source": case.account_source},
        }
    if case.elsewhere is None:
        return _person("ada", {**ADA, "username": "ada.byron"} if case.swapped else ADA)
    account = {**_flow(ADA), "enterprise": case.elsewhere}
    return {**_person("ada", ADA), "flow": {key: value for key, value in account.items() if key != "role"}}


def _admin() -> dict[str, Any]:
    return {**_person("barbara", BARBARA), "flow": {**_flow(BARBARA), "role": "admin"}}


def _person(key: str, idp: Mapping[str, str]) -> dict[str, Any]:
    return {"key": key, "shows": key, "idp": idp}


def _everywhere(key: str, idp: Mapping[str, str]) -> dict[str, Any]:
    names = _names(idp)
    directory = {"username": idp["email"], "email": idp["email"], **names}
    return {**_person(key, idp), "directory": directory, "flow": _flow(idp)}


def _flow(idp: Mapping[str, str]) -> dict[str, Any]:
    return {"email": idp["email"], **_names(idp), "role": "member"}


def _names(idp: Mapping[str, str]) -> dict[str, str]:
    said = {"first_name": "given_name", "last_name": "family_name"}
    return {name: idp[claim] for name, claim in said.items() if claim in idp}


def _table(name: str, values: Mapping[str, Any]) -> str:
    return "\n".join((f"[{name}]", *_lines(values)))


def _lines(values: Mapping[str, Any]) -> Iterable[str]:
    return (f"{_key(key)} = {_value(value)}" for key, value in values.items())


def _key(key: str) -> str:
    return json.dumps(key)


def _value(value: Any) -> str:
    """TOML of texts, numbers, lists and inline tables; JSON writes the first three alike."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(_lines(value)) + " }"
    return json.dumps(value, ensure_ascii=False)
