"""The schema for editors says the same as the program that reads the files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from flow_desktop.mock.resources import resource
from flow_desktop.mock.scenario.answers import questions
from flow_desktop.mock.scenario.reader import Source
from flow_desktop.mock.scenario.scenario import codes, load_scenario, read_scenario
from flow_desktop.mock.scenario.steps import VERBS
from tests.support.resources import schema

SHIPPED = [*sorted(resource("mock").glob("*.toml")), *sorted(resource("mock", "scenarios").glob("*.toml"))]
WORLDS = [path for path in SHIPPED if path.stem != "names"]
STEP = re.compile(r"steps\[\]\.")

ALL_KEYS = """
join_requests = [{ email = "j@pilot.example" }]
invitations = [{ email = "i@pilot.example", role = "member", kind = "fallback", state = "pending", days_ago = 2 }]
crowd = { count = 2, domain = "pilot.example" }
[scenario]
code = "seats.raised"
title = "t"
person = "ada"
symptom = "set_up"
expect = "info"
[enterprise]
name = "E"
plan = "enterprise"
sso_enforced = false
domains = ["pilot.example"]
seat_cap = 9
seat_count = 9
pending_hold_seats = true
remove_on_inactive = true
revoke_on_removal = true
[identity_provider]
name = "Okta"
profile = "okta"
connected = true
token = "current"
on = true
create = true
update = true
deactivate = true
push_groups = true
approval = false
removal = "delete"
send_unassigned = true
[identity_provider.mapping]
userName = "username"
email = "email"
givenName = "none"
familyName = "family_name"
externalId = "idp_id"
displayName = "name"
[directory]
name = "D"
type = "okta scim v2.0"
state = "active"
domains = ["pilot.example"]
inactive_users = "retain"
[[people]]
key = "ada"
shows = "s"
groups = ["G"]
[people.idp]
email = "ada@pilot.example"
email_verified = true
given_name = "Ada"
family_name = "Byron"
name = "Ada Byron"
username = "ada"
state = "active"
assigned = true
groups = ["H"]
[people.directory]
username = "ada"
email = "ada@pilot.example"
first_name = "Ada"
last_name = "Byron"
state = "active"
[people.flow]
email = "ada@pilot.example"
first_name = "Ada"
last_name = "Byron"
role = "member"
source = "scim"
linked = true
[[people]]
key = "eve"
shows = "s"
idp = { email = "eve@pilot.example" }
flow = { email = "eve@pilot.example", enterprise = "Other" }
[[groups]]
name = "G"
members = ["ada"]
groups = ["I"]
assigned = true
pushed = true
[[groups]]
name = "I"
[faults]
webhook_unreachable = false
drop_deliveries = 0
duplicate_deliveries = false
reorder_deliveries = false
fail_provisioning = [1]
slow_ms = 0
flow_rate = 0
workos_rate = 0
scim_rate = 0
retry_after = "date"
html_errors = ["flow"]
scim_quirks = ["no_meta"]
"""


def paths(part: dict[str, Any], place: str = "") -> Iterator[str]:
    """Each key that a schema knows, written as the reader writes it."""
    part = named(part["$ref"]) if "$ref" in part else part
    if part.get("type") == "array":
        yield from paths(part["items"], f"{place}[]")
    for key, inner in part.get("properties", {}).items():
        yield f"{place}.{key}".lstrip(".")
        yield from paths(inner, f"{place}.{key}")


def named(reference: str) -> dict[str, Any]:
    """The definition a reference points to."""
    found: dict[str, Any] = schema("scenario.json")
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found


@pytest.mark.parametrize("path", WORLDS, ids=lambda path: path.stem)
def test_every_shipped_file_is_valid(path: Path) -> None:
    """For the schema and for the program alike."""
    jsonschema.Draft202012Validator(schema("scenario.json")).validate(tomllib.loads(path.read_text(encoding="utf-8")))
    load_scenario(path)


def test_the_example_of_the_manual_is_valid(tmp_path: Path) -> None:
    """What the README shows can be copied."""
    example = re.findall(r"```toml\n(.*?)```", resource("mock", "README.md").read_text(encoding="utf-8"), re.DOTALL)[0]
    jsonschema.validate(tomllib.loads(example), schema("scenario.json"))
    path = tmp_path / "example.toml"
    path.write_text(example, encoding="utf-8")
    assert load_scenario(path).about is not None


def test_schema_and_program_know_the_same_keys() -> None:
    """Every key that the program asks for is in the schema, and no other."""
    answers = "".join(
        f'"{key}" = "{one["values"][0] if one["kind"] == "choice" else "1d ago"}"\n' for key, one in questions().items()
    )
    text = f"{ALL_KEYS}[answers]\n{answers}"
    jsonschema.validate(tomllib.loads(text), schema("scenario.json"))
    source = Source(Path("all.toml"), text)
    read_scenario(source)
    assert {one for one in source.asked if not STEP.match(one)} == set(paths(schema("scenario.json")))


@pytest.mark.parametrize("name", VERBS)
def test_schema_and_program_know_the_same_steps(name: str) -> None:
    """Each verb with its keys, those that must be there, and what they allow; the manual names it."""
    step, own = named(f"#/$defs/step_{name}"), VERBS[name].params
    settings = {
        key for one in own if one.kind in ("settings", "faults") for key in named(f"#/$defs/{one.kind}")["properties"]
    }
    plain = [one for one in own if one.kind not in ("settings", "faults")]
    assert set(step["properties"]) == {"do", "refused", *settings, *(one.name for one in plain)}
    assert set(step["required"]) == {"do", *(one.name for one in plain if one.required)}
    assert step["properties"]["do"] == {"const": name}
    for one in plain:
        assert tuple(step["properties"][one.name].get("enum", ())) == one.allowed
    assert f"| `{name}` |" in resource("mock", "README.md").read_text(encoding="utf-8")


def test_schema_names_every_step() -> None:
    """The list of steps in the schema is the program's."""
    listed = schema("scenario.json")["properties"]["steps"]["items"]["oneOf"]
    assert [one["$ref"].removeprefix("#/$defs/step_") for one in listed] == list(VERBS)


def test_answers_decide_causes_that_exist() -> None:
    """Every question has words, values and codes; the headings of the symptoms are all given."""
    for key, one in questions().items():
        assert one["question"].endswith("?"), key
        assert one["kind"] in ("choice", "time"), key
        assert ("values" in one) == (one["kind"] == "choice"), key
        assert set(one["decides"]) <= set(codes()), key
    assert set(questions()["symptom"]["headings"]) == set(questions()["symptom"]["values"])
