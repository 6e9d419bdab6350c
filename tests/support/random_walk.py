"""A made-up organisation in which anything may happen next: one random step after the other, refusals included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from flow_desktop.mock.scenario.stage import Stage, Undoable
from flow_desktop.mock.scenario.steps import VERBS
from tests.mock.driver import Running, running_service
from tests.support.injected import scenario_text
from tests.support.injectors import Ada, Case

NAMES = ("Byron", "Lovelace", "King", "Noel", "O'Neil", "Müller")
MAILS = ("ada.byron@pilot.example", "ada.lovelace@pilot.example", "ada@elsewhere.example")
METHODS = ("sso", "google", "password")
_LOSSES = 0.1
Step = tuple[str, dict[str, Any]]


@contextmanager
def organisation(folder: Path, chance: Random) -> Iterator[Running]:
    """A running organisation in which Ada is a member, or nobody yet, or somebody else's member."""
    starts = chance.choice((Ada.ABSENT, Ada.MEMBER))
    case = Case(starts)
    if starts is Ada.ABSENT and chance.random() < 0.2:
        case.elsewhere = "Other Example"
    file = folder / "world.toml"
    file.write_text(scenario_text(case, starts), encoding="utf-8")
    with running_service(file) as running:
        yield running


def step(running: Running, chance: Random) -> str:
    """Let something happen; its name. What cannot be done now is not done. An event is lost now and then."""
    name, values = chance.choice(_STEPS)(chance)
    if chance.random() > _LOSSES:
        return _take(running, name, values)
    lost = (("fault", {"faults": {"drop_deliveries": 1}}), chance.choice(_OFTEN[:3])(chance))
    later = (("advance", {"time": 3600.0}), ("rename", {"person": "linh", "family_name": f"Tran {chance.random()}"}))
    return " + ".join(_take(running, *one) for one in (*lost, *later))


def _take(running: Running, name: str, values: dict[str, Any]) -> str:
    try:
        VERBS[name].run(Stage(running.service, running.places), values)
    except (Undoable, LookupError, ValueError):
        return f"{name} (not possible)"
    return name


def _ada(name: str, **values: Callable[[Random], Any]) -> Callable[[Random], Step]:
    return lambda chance: (name, {"person": "ada", **{key: value(chance) for key, value in values.items()}})


def _one(name: str, **values: Any) -> Callable[[Random], Step]:
    return lambda _: (name, values)


def _any(*of: Any) -> Callable[[Random], Any]:
    return lambda chance: chance.choice(of)


def _faults(**broken: Any) -> Callable[[Random], Step]:
    return lambda _: ("fault", {"faults": broken})


_OFTEN: tuple[Callable[[Random], Step], ...] = (
    _ada("assign"),
    _ada("unassign"),
    _ada("rename", family_name=_any(*NAMES)),
    lambda chance: ("rename", {"person": "linh", "family_name": f"{chance.choice(NAMES)} {chance.randrange(100)}"}),
    lambda chance: ("advance", {"time": chance.choice((60.0, 3600.0, 86400.0))}),
)
_STEPS = (
    *(_OFTEN * 3),
    _ada("change_email", email=_any(*MAILS)),
    _ada("set_state", state=_any("active", "deactivated", "suspended", "deleted")),
    _ada("put_in_group", group=_any("Pilot")),
    _ada("take_out_of_group", group=_any("Pilot")),
    _one("assign_group", group="Pilot"),
    _one("push_group", group="Pilot", on=True),
    _one("delete_group", group="Pilot"),
    _ada("edit_name_in_flow", last_name=_any(*NAMES)),
    _ada("sign_in", method=_any(*METHODS)),
    _ada("sign_up_directly"),
    _ada("open_setup"),
    _ada("invite"),
    _ada("remove_member"),
    _ada("accept_invitation"),
    _ada("change_role", role=_any("member", "admin", "it_admin")),
    lambda chance: ("enforce_sso", {"on": chance.random() < 0.5}),
    lambda chance: ("set_cap", {"cap": chance.choice((1, 2, 3, 50))}),
    _one("set_cap"),
    _one("remove_domain", domain="pilot.example"),
    _one("register_domain", domain="pilot.example"),
    _one("register_domain", domain="elsewhere.example"),
    _one("unmap", attribute="email"),
    _one("map", attribute="email", source="email"),
    _one("unmap", attribute="familyName"),
    _faults(drop_deliveries=1),
    _faults(drop_deliveries=2),
    _faults(webhook_unreachable=True),
    _faults(reorder_deliveries=True),
    _faults(duplicate_deliveries=True),
    _faults(fail_provisioning=(1, 2)),
    _one("mend"),
    _one("mend"),
    _one("run_idp"),
    _one("reconcile"),
    _ada("stray_delete"),
    _ada("stray_create"),
    _one("deactivate_directory"),
    _one("activate_directory"),
    _one("delete_directory"),
    _one("connect_directory"),
    lambda chance: ("assign", {"person": chance.choice(("linh", "carl"))}),
    lambda chance: ("unassign", {"person": chance.choice(("linh", "carl"))}),
)
