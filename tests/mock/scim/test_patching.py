"""PATCH as RFC 7644, 3.5.2 has it, and as Okta and Entra send it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_desktop.mock.scim.errors import ScimError
from flow_desktop.mock.scim.patch import apply_patch
from flow_desktop.mock.scim.schemas import ENTERPRISE_URN as MORE
from flow_desktop.mock.scim.schemas import GROUPS, USER_URN, USERS
from tests.mock.scim.room import refusal_of

WORK = {"value": "ada@pilot.example", "type": "work", "primary": True}
HOME = {"value": "ada@home.example", "type": "home"}
NAME = {"givenName": "Ada", "familyName": "Byron"}
BOTH_X = [{**WORK, "type": "x"}, {**HOME, "type": "x"}]
BOSS = {"department": "Analysis", "manager": {"value": "boss"}}
ADA: dict[str, Any] = {
    "userName": "ada",
    "name": NAME,
    "active": True,
    "emails": [WORK, HOME],
    MORE: {"department": "Analysis"},
}
CREW: dict[str, Any] = {"displayName": "Crew", "members": [{"value": "a"}, {"value": "b"}]}


def patched(*operations: dict[str, Any], of: dict[str, Any] = ADA, create_missing: bool = True) -> dict[str, Any]:
    """What is left after the operations."""
    kind = USERS if of is ADA else GROUPS
    return apply_patch(kind, of, {"Operations": list(operations)}, create_missing=create_missing)


def changed(**changes: Any) -> dict[str, Any]:
    """Ada with other attributes; None = without."""
    return {key: value for key, value in {**ADA, **changes}.items() if value is not None}


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ({"op": "replace", "path": "userName", "value": "x"}, {"userName": "x"}),
        ({"op": "Replace", "path": "USERNAME", "value": "x"}, {"userName": "x"}),
        ({"op": "add", "path": f"{USER_URN}:title", "value": "x"}, {"title": "x"}),
        ({"op": "replace", "path": "name.givenName", "value": "x"}, {"name": {**NAME, "givenName": "x"}}),
        ({"op": "replace", "path": "name", "value": {"givenName": "x"}}, {"name": {**NAME, "givenName": "x"}}),
        ({"op": "remove", "path": "name.givenName"}, {"name": {"familyName": "Byron"}}),
        ({"op": "remove", "path": "name"}, {"name": None}),
        ({"op": "Replace", "path": "active", "value": "False"}, {"active": False}),
        ({"op": "replace", "value": {"active": False}}, {"active": False}),
        ({"op": "replace", "value": {"active": "False", "id": "x", "nothing": 1, "groups": []}}, {"active": False}),
        ({"op": "add", "value": {"name.givenName": "x"}}, {"name": {**NAME, "givenName": "x"}}),
        ({"op": "add", "value": {'emails[type eq "work"].value': "x"}}, {"emails": [{**WORK, "value": "x"}, HOME]}),
        ({"op": "Add", "path": 'emails[type eq "work"].type', "value": "x"}, {"emails": [{**WORK, "type": "x"}, HOME]}),
        (
            {"op": "Replace", "path": 'phoneNumbers[type eq "mobile"].value', "value": "1"},
            {"phoneNumbers": [{"type": "mobile", "value": "1"}]},
        ),
        (
            {"op": "add", "path": 'emails[type eq "other" and primary eq "True"].value', "value": "x"},
            {"emails": [{**WORK, "primary": False}, HOME, {"type": "other", "primary": True, "value": "x"}]},
        ),
        ({"op": "add", "path": "emails", "value": [HOME]}, {"emails": [WORK, HOME]}),
        ({"op": "add", "path": "emails", "value": {"value": "x"}}, {"emails": [WORK, HOME, {"value": "x"}]}),
        ({"op": "replace", "path": "emails", "value": [HOME]}, {"emails": [HOME]}),
        ({"op": "replace", "path": "emails.type", "value": "x"}, {"emails": BOTH_X}),
        ({"op": "remove", "path": 'emails[type eq "home"]'}, {"emails": [WORK]}),
        ({"op": "remove", "path": 'emails[type eq "none"]'}, {}),
        ({"op": "remove", "path": 'emails[type eq "home"].type'}, {"emails": [WORK, {"value": HOME["value"]}]}),
        ({"op": "remove", "path": "emails"}, {"emails": None}),
        ({"op": "replace", "path": "emails", "value": []}, {"emails": None}),
        ({"op": "add", "path": f"{MORE}:manager", "value": "boss"}, {MORE: BOSS}),
        ({"op": "add", "value": {f"{MORE}:department": "x"}}, {MORE: {"department": "x"}}),
        ({"op": "add", "path": MORE, "value": {"costCenter": "x"}}, {MORE: {**ADA[MORE], "costCenter": "x"}}),
        ({"op": "add", "value": {MORE: {"department": "x", "nothing": 1}}}, {MORE: {"department": "x"}}),
        ({"op": "remove", "path": f"{MORE}:department"}, {MORE: None}),
        ({"op": "remove", "path": MORE}, {MORE: None}),
        ({"op": "replace", "path": "password", "value": "secret"}, {}),
        ({"op": "replace", "path": "title", "value": None}, {}),
    ],
)  # fmt: skip
def test_one_operation_on_a_person(operation: dict[str, Any], expected: dict[str, Any]) -> None:
    """Each kind of path and value does what the RFC says, or what Okta and Entra mean by it."""
    assert patched(operation) == changed(**expected)


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ({"op": "add", "path": "members", "value": [{"value": "c"}]}, ["a", "b", "c"]),
        ({"op": "add", "path": "members", "value": "c"}, ["a", "b", "c"]),
        ({"op": "add", "path": "members", "value": [{"value": "b"}]}, ["a", "b"]),
        ({"op": "add", "value": {"members": [{"value": "c"}]}}, ["a", "b", "c"]),
        ({"op": "replace", "path": "members", "value": [{"value": "c"}]}, ["c"]),
        ({"op": "remove", "path": 'members[value eq "a"]'}, ["b"]),
        ({"op": "remove", "path": 'members[value eq "a" or value eq "b"]'}, []),
        ({"op": "Remove", "path": "members", "value": [{"value": "a"}]}, ["b"]),
        ({"op": "Remove", "path": "members", "value": [{"value": "a", "type": "User"}]}, ["b"]),
        ({"op": "remove", "path": "members"}, []),
        ({"op": "replace", "value": {"id": "x", "displayName": "Crew"}}, ["a", "b"]),
    ],
)
def test_members_come_and_go(operation: dict[str, Any], members: list[str]) -> None:
    """Members are added once and taken out by filter, by value or all at once."""
    assert [one["value"] for one in patched(operation, of=CREW).get("members", [])] == members


@pytest.mark.parametrize(
    ("operation", "scim_type"),
    [
        ({"op": "move", "path": "title", "value": "x"}, "invalidSyntax"),
        ({"path": "title", "value": "x"}, "invalidSyntax"),
        ({"op": "add", "path": 5, "value": "x"}, "invalidPath"),
        ({"op": "add", "path": "nothing", "value": "x"}, "invalidPath"),
        ({"op": "add", "path": "name.nothing", "value": "x"}, "invalidPath"),
        ({"op": "add", "path": 'name[givenName eq "Ada"]', "value": {}}, "invalidPath"),
        ({"op": "add", "path": "emails[type eq", "value": "x"}, "invalidFilter"),
        ({"op": "add", "path": "id", "value": "x"}, "mutability"),
        ({"op": "replace", "path": "meta.created", "value": "x"}, "mutability"),
        ({"op": "replace", "path": "groups", "value": []}, "mutability"),
        ({"op": "remove", "path": "userName"}, "mutability"),
        ({"op": "remove"}, "noTarget"),
        ({"op": "add", "value": "x"}, "invalidValue"),
        ({"op": "add", "path": "title"}, "invalidValue"),
        ({"op": "add", "path": "title", "value": 5}, "invalidValue"),
        ({"op": "replace", "path": "active", "value": "perhaps"}, "invalidValue"),
        ({"op": "add", "path": MORE, "value": "x"}, "invalidValue"),
        ({"op": "add", "path": 'x509Certificates[type eq "a"].value', "value": "?"}, "invalidValue"),
        ({"op": "replace", "path": 'emails[value co "nobody"].type', "value": "work"}, "noTarget"),
    ],
)  # fmt: skip
def test_an_operation_that_cannot_be(operation: dict[str, Any], scim_type: str) -> None:
    """What cannot be done is refused with the type of RFC 7644, table 9."""
    with pytest.raises(ScimError) as refused:
        patched(operation)
    assert (refused.value.status, refused.value.scim_type) == (400, scim_type)


def test_strictly_nothing_is_replaced_that_is_not_there() -> None:
    """By the RFC alone a replacement without a target is noTarget, an addition makes the element."""
    operation = {"path": 'emails[type eq "other"].value', "value": "x"}
    with pytest.raises(ScimError) as refused:
        patched({"op": "replace", **operation}, create_missing=False)
    assert refused.value.scim_type == "noTarget"
    added = patched({"op": "add", **operation}, create_missing=False)
    assert added["emails"][-1] == {"type": "other", "value": "x"}


@pytest.mark.parametrize("body", [[], {}, {"Operations": []}, {"Operations": "x"}, {"Operations": [1]}, None])
def test_a_body_without_operations(body: Any) -> None:
    """A body that is no patch is invalidSyntax."""
    with pytest.raises(ScimError) as refused:
        apply_patch(USERS, ADA, body, create_missing=True)
    assert refused.value.scim_type == "invalidSyntax"


def test_operations_build_on_each_other() -> None:
    """Operations are done in order, and one that fails leaves the resource as it was."""
    first = {"op": "add", "path": "title", "value": "x"}
    assert patched(first, {"op": "remove", "path": "title"}) == ADA
    before = repr(ADA)
    with pytest.raises(ScimError):
        patched(first, {"op": "remove", "path": "emails"}, {"op": "remove"})
    assert repr(ADA) == before


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["value", "type", "x"]), inner),
    max_leaves=6,
)
SOME_PATHS = st.sampled_from(
    ["emails", 'emails[type eq "work"]', 'emails[type eq "no"].value', "name", "name.givenName", "active", "roles", "x",
     MORE, f"{MORE}:manager", f"{MORE}:manager.value", "addresses", "id", "members", ""]
)  # fmt: skip


@given(st.sampled_from(["add", "replace", "remove"]), SOME_PATHS, JSON, st.booleans())
def test_no_value_makes_a_patch_fail(verb: str, path: str, value: Any, create_missing: bool) -> None:
    """Any value at any path is applied or refused with a type; the given resource never changes."""
    before = repr(ADA)
    operation = {"op": verb, "path": path, "value": value}
    refused = refusal_of(lambda: patched(operation, create_missing=create_missing))
    assert refused is None or (refused.status == 400 and refused.scim_type)
    assert repr(ADA) == before
