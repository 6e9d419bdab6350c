"""A world file is taken whole or refused whole, with the file, the place and the reason."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from flow_desktop.mock.resources import resource
from flow_desktop.mock.scenario.scenario import load_scenario
from flow_desktop.mock.scenario.world import WorldError, load_world

GOOD = """
enterprise = { name = "E", plan = "enterprise", domains = ["pilot.example"] }
identity_provider = { name = "Okta" }
directory = { name = "D", type = "okta scim v2.0" }
[[people]]
key = "a"
shows = "s"
idp = { email = "a@pilot.example" }
flow = { email = "a@pilot.example", role = "member" }
"""


def test_a_small_world_is_enough(tmp_path: Path) -> None:
    """What is not said has its default, and a name not given is not sent."""
    person = load_world(_file(tmp_path, GOOD)).people[0]
    assert (person.idp.given_name, person.idp.email_verified, person.directory) == (None, True, None)
    assert person.flow is not None
    assert (person.flow.source, person.flow.linked) == ("manual", False)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('plan = "enterprise"', 'plan = "enterprise", plam = "x"', "unknown key enterprise.plam"),
        (
            'idp = { email = "a@pilot.example" }',
            'idp = { mail = "x", email = "a@pilot.example" }',
            "people[0].idp.mail",
        ),
        ('role = "member"', 'role = "owner"', "people[0].flow.role is 'owner'; allowed: member, admin, it_admin"),
        ('shows = "s"', "shows = 3", "people[0].shows must be text"),
        ('name = "Okta"', 'name = ""', "identity_provider.name is missing or empty"),
        ('key = "a"', "", "people[0].key is missing or empty"),
        ('domains = ["pilot.example"]', 'domains = "pilot.example"', "enterprise.domains must be a list of texts"),
        ('plan = "enterprise"', 'plan = "e", sso_enforced = "yes"', "enterprise.sso_enforced must be true or false"),
        ("[[people]]", "[people]", "people must be a list of tables"),
        ("[[people]]", "[[[", "Invalid"),
        ('directory = { name = "D", type = "okta scim v2.0" }', "", "directory is missing"),
        ("directory = {", "directry = {", "directory is missing or empty; 'directry' is written here instead"),
        ('role = "member"', 'rolle = "member"', "unknown key people[0].flow.rolle; did you mean 'role'?"),
        ("[[people]]", "[[people]]\n" + GOOD.split("[[people]]")[1] + "[[people]]", "two people share key 'a'"),
    ],
)
def test_a_bad_world_is_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    """The refusal names the file and the place, so that the mistake is found at once."""
    path = _file(tmp_path, GOOD.replace(old, new))
    with pytest.raises(WorldError) as refused:
        load_world(path)
    assert re.match(rf"{re.escape(str(path))}:\d+: ", str(refused.value))
    assert reason in str(refused.value)


IDP = 'idp = { email = "a@pilot.example" }'
FLOW = 'flow = { email = "a@pilot.example", role = "member" }'
SECOND = '[[people]]\nkey = "b"\nshows = "s"\nidp = { email = "b@pilot.example" }\n'


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        (FLOW, FLOW + "\n" + SECOND.replace("b@", "A@"), 13, "two people share idp.email 'a@pilot.example'"),
        (FLOW, FLOW + '\n[[groups]]\nname = "G"\nmembers = [\n  "z",\n]', 12, "there is no person 'z'"),
        (FLOW, FLOW + '\n[[groups]]\nname = "G"\ngroups = ["H"]', 12, "there is no other group 'H'"),
        ('plan = "enterprise"', 'plan = "enterprise", seat_cap = 0', 2, "1 seats are in use, more than the cap of 0"),
        ('plan = "enterprise"', 'plan = "enterprise", seat_count = 0', 2, "more than the 0 that are billed"),
        ('role = "member"', 'role = "member", linked = true', 9, "there is no directory user to be linked to"),
        ('role = "member"', 'role = "member", enterprise = "X"', 9, "a person belongs to one enterprise"),
        (FLOW, 'directory = { email = "a@pilot.example" }', 9, "nothing says why not in Flow"),
        (
            'directory = { name = "D", type = "okta scim v2.0" }',
            'directory = { state = "none" }\ncrowd = { count = 3 }',
            5,
            "that needs an active directory and a registered domain",
        ),
        (FLOW, FLOW + '\n[answers]\n"idp.weather" = "rain"', 11, "unknown key answers.idp.weather"),
        (
            FLOW,
            FLOW + '\n[answers]\nidp.assigned = "no"',
            11,
            "unknown key answers.idp; keys with a point are written in",
        ),
        (
            FLOW,
            FLOW + '\n[scenario]\ntitle = "t"\nperson = "a"\nalso = ["seat"]',
            13,
            "scenario.also has 'seat'; allowed: ",
        ),
        (FLOW, FLOW + '\n[answers]\n"idp.assigned" = "perhaps"', 11, "allowed: yes, no, nested_group"),
        (FLOW, FLOW + '\n[answers]\n"idp.assigned_at" = "lately"', 11, "must be a date"),
        (FLOW, FLOW + '\n[scenario]\ntitle = "t"\nperson = "z"', 12, "scenario.person is 'z'; allowed: a"),
        (FLOW, FLOW + '\n[scenario]\ntitle = "t"\nperson = "a"\ncode = "no.code"', 13, "scenario.code is 'no.code'"),
        (FLOW, FLOW + '\n[faults]\nhtml_errors = [\n  "flow",\n  "moon",\n]', 13, "has 'moon'; allowed"),
        ('name = "Okta"', 'name = "Okta", mapping = { userName = "shoe" }', 3, "mapping.userName is 'shoe'; allowed"),
    ],
)
def test_an_impossible_world_is_refused(tmp_path: Path, old: str, new: str, line: int, reason: str) -> None:
    """What cannot be true together is refused where it is written."""
    path = _file(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(WorldError) as refused:
        load_scenario(path)
    assert str(refused.value).startswith(f"{path}:{line}: ")
    assert reason in str(refused.value)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are told with their line, a missing file in words."""
    path = _file(tmp_path, "")
    path.write_bytes(GOOD.encode() + 'shows = "Nguyễn"'.encode("utf-16-le"))
    line = GOOD.count("\n") + 1
    with pytest.raises(WorldError, match=rf":{line}: this is not UTF-8"):
        load_world(path)
    with pytest.raises(WorldError, match=r"gone\.toml: No such file"):
        load_world(tmp_path / "gone.toml")


def test_the_pilot_world_has_everybody() -> None:
    """The demo shows each case of the issue, the pilot person first."""
    people = {person.key: person for person in load_world(resource("mock", "pilot.toml")).people}
    assert next(iter(people)) == "ada"
    assert {person.flow.role for person in people.values() if person.flow} == {"member", "admin", "it_admin", None}
    assert people["linh"].idp.family_name == "Nguyễn"
    assert unicodedata.is_normalized("NFD", people["zoe"].idp.given_name or "")
    assert not unicodedata.is_normalized("NFC", people["zoe"].idp.given_name or "")
    assert people["emmy"].directory is None
    assert people["edsger"].flow is None


def _file(folder: Path, text: str) -> Path:
    path = folder / "world.toml"
    path.write_text(text, encoding="utf-8")
    return path
