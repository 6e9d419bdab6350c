"""The filter language: what parses, what it means, and that nothing makes it fall over."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_desktop.mock.scim.errors import ScimError
from flow_desktop.mock.scim.filter_match import compile_filter
from flow_desktop.mock.scim.filter_syntax import (
    OPERATORS,
    And,
    Compare,
    Filter,
    Not,
    Or,
    Path,
    Present,
    ValuePath,
    parse_filter,
    print_filter,
)
from flow_desktop.mock.scim.schemas import ENTERPRISE_URN, GROUPS, USER_URN, USERS
from tests.mock.scim.room import refusal_of

ADA: dict[str, Any] = {
    "id": "directory_user_1",
    "externalId": "00uAda",
    "userName": "Ada@Pilot.example",
    "name": {"givenName": "Ada", "familyName": "Byron"},
    "active": True,
    "emails": [
        {"value": "ada@pilot.example", "type": "work", "primary": True},
        {"value": "ada@home.example", "type": "home"},
    ],
    "meta": {"created": "2026-04-01T09:00:00.000Z"},
    ENTERPRISE_URN: {"department": "Analysis", "manager": {"value": "boss"}},
}


@pytest.mark.parametrize(
    "text",
    [
        'userName eq "ada@pilot.example"',
        'USERNAME EQ "ADA@PILOT.EXAMPLE"',
        f'{USER_URN}:userName sw "ada"',
        'externalId eq "00uAda"',
        'name.givenName co "d"',
        'name.familyName ew "RON"',
        'userName ne "x"',
        'title ne "x"',
        "title eq null",
        "active eq true",
        'active eq "True"',
        "active ne false",
        "emails pr",
        'emails eq "ada@home.example"',
        'emails.value co "@pilot"',
        'emails[type eq "work" and value co "@pilot"]',
        'emails[not (type eq "work")]',
        "emails[primary eq true]",
        'meta.created gt "2015-01-01T00:00:00Z"',
        'meta.created lt "2026-04-01T12:00:01+03:00"',
        'meta.created ge "2026-04-01T09:00:00Z" and meta.created le "2026-04-01T09:00:00Z"',
        f'{ENTERPRISE_URN}:department eq "analysis"',
        f'{ENTERPRISE_URN}:manager.value eq "boss"',
        f'{ENTERPRISE_URN}:manager eq "boss"',
        'title pr or name.givenName eq "Ada" and active eq true',
        'not (title pr) and (active eq false or id eq "directory_user_1")',
        "userName sw A",
        '  userName   gt "ada"  ',
    ],
)
def test_a_filter_finds_her(text: str) -> None:
    """Operators, precedence, letter case, parts, lists, extensions and bare words mean what RFC 7644 says."""
    assert compile_filter(parse_filter(text), USERS)(ADA)


@pytest.mark.parametrize(
    "text",
    [
        'externalId eq "00uADA"',
        'id eq "DIRECTORY_USER_1"',
        "title pr",
        'nothing eq "x"',
        'urn:example:none:userName eq "Ada@Pilot.example"',
        'name.nothing eq "x"',
        'emails[type eq "work" and value co "@home"]',
        'emails[nothing eq "x"]',
        "active eq false",
        "userName eq 1",
        'userName eq "ada" or userName eq "lovelace"',
        "not (active eq true)",
        'meta.created gt "2026-04-01T09:00:00Z"',
        "userName eq null",
    ],
)
def test_a_filter_passes_her_over(text: str) -> None:
    """Ids keep their letter case, elements are looked at one by one, and what is unknown has no value."""
    assert not compile_filter(parse_filter(text), USERS)(ADA)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "userName",
        "userName eq",
        'userName like "x"',
        '"x" eq "y"',
        'userName eq "x',
        'userName eq "x" and',
        '(userName eq "x"',
        'userName eq "x")',
        'not userName eq "x"',
        'emails[type eq "work"',
        'emails[type eq "work"] eq "x"',
        "userName eq (",
        r'userName eq "\x"',
        'name eq "Ada"',
        'userName[type eq "x"]',
        "active gt true",
        "active gt null",
        'active co "t"',
        "userName co 5",
        "userName gt 1e999",
        "(" * 60 + "active pr" + ")" * 60,
    ],
)
def test_a_wrong_filter_is_refused(text: str) -> None:
    """What is no filter, and what an attribute cannot be asked, is invalidFilter and nothing else."""
    with pytest.raises(ScimError) as refused:
        compile_filter(parse_filter(text), USERS)
    assert (refused.value.status, refused.value.scim_type) == (400, "invalidFilter")


NAMES = ("userName", "name", "emails", "active", "meta", "members", "x", "externalId", "displayName", "schemas")
PARTS = ("value", "type", "created", "givenName", "primary", "y")
VALUES = st.one_of(
    st.text(),
    st.booleans(),
    st.none(),
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["2026-04-01T09:00:00Z", "True"]),
)
PATHS = st.builds(
    Path,
    st.sampled_from(NAMES),
    st.none() | st.sampled_from(PARTS),
    st.none() | st.sampled_from([USER_URN, ENTERPRISE_URN, "urn:x:y"]),
)
LEAVES = st.builds(Compare, PATHS, st.sampled_from(sorted(OPERATORS)), VALUES) | st.builds(Present, PATHS)


def grown(inner: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    """Trees one level higher."""
    return st.one_of(
        st.builds(And, inner, inner),
        st.builds(Or, inner, inner),
        st.builds(Not, inner),
        st.builds(ValuePath, PATHS, inner),
    )


TREES: st.SearchStrategy[Filter] = st.recursive(LEAVES, grown, max_leaves=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES + PARTS) | st.text(), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(TREES)
def test_print_and_parse_are_one(tree: Filter) -> None:
    """Whatever can be thought of as a filter comes back from its text unchanged."""
    assert parse_filter(print_filter(tree)) == tree


@given(TREES, JSON, st.sampled_from([USERS, GROUPS]))
def test_no_resource_makes_a_filter_fail(tree: Filter, resource: Any, kind: Any) -> None:
    """A filter that is accepted says yes or no about any JSON."""
    tests: list[Any] = []
    refused = refusal_of(lambda: tests.append(compile_filter(tree, kind)))
    assert refused is None or refused.scim_type == "invalidFilter"
    assert all(isinstance(test(resource), bool) for test in tests)


@given(st.text(alphabet=st.sampled_from('userNam eqand()[]"\\ not pr1.-:'), max_size=40) | st.text(max_size=40))
def test_no_text_makes_the_parser_fail(text: str) -> None:
    """Any text is a filter or invalidFilter."""
    refused = refusal_of(lambda: parse_filter(text))
    assert refused is None or refused.scim_type == "invalidFilter"


@pytest.mark.parametrize("word", ["and", "or"])
def test_a_long_chain_is_refused_before_it_is_too_deep(word: str) -> None:
    """200 comparisons in a row find somebody; one more is invalidFilter, never an error of the server."""
    chain = f" {word} ".join(['userName eq "ada@pilot.example"'] * 200)
    assert compile_filter(parse_filter(chain), USERS)({"userName": "ada@pilot.example"})
    refused = refusal_of(lambda: parse_filter(f"{chain} {word} userName pr"))
    assert refused is not None
    assert refused.scim_type == "invalidFilter"
