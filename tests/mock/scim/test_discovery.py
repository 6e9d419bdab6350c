"""Who may ask, what the service says of itself, and how it refuses."""

from __future__ import annotations

import httpx2
import pytest

from tests.mock.scim.room import ENTERPRISE, GROUP, LIST, USER, Desk, desk, refused


def test_what_the_service_can_do(rfc: Desk) -> None:
    """The configuration says what is true here: paging both ways, no bulk, a bearer token."""
    config = rfc.get("ServiceProviderConfig")
    able = {name: config[name]["supported"] for name in ("patch", "bulk", "filter", "sort", "etag", "changePassword")}
    assert able == {"patch": True, "bulk": False, "filter": True, "sort": True, "etag": True, "changePassword": False}
    assert config["pagination"] == {
        "cursor": True, "index": True, "defaultPaginationMethod": "index", "defaultPageSize": 100, "maxPageSize": 1000,
    }  # fmt: skip
    assert [one["type"] for one in config["authenticationSchemes"]] == ["oauthbearertoken"]
    assert rfc.get("serviceConfiguration") == config


def test_the_schemas_and_types_are_told(rfc: Desk) -> None:
    """Users, groups and the enterprise extension are described, each at its own address too."""
    listed = rfc.get("Schemas")
    assert (listed["schemas"], listed["totalResults"]) == ([LIST], 3)
    assert [one["id"] for one in listed["Resources"]] == [USER, GROUP, ENTERPRISE]
    assert [rfc.get(f"Schemas/{one['id']}") for one in listed["Resources"]] == listed["Resources"]
    types = rfc.get("ResourceTypes")["Resources"]
    assert [(one["id"], one["endpoint"], one["schema"]) for one in types] == [
        ("User", "/Users", USER),
        ("Group", "/Groups", GROUP),
    ]
    assert types[0]["schemaExtensions"] == [{"schema": ENTERPRISE, "required": False}]
    assert rfc.get("ResourceTypes/User") == types[0]
    refused(rfc.ask("GET", "Schemas/urn:x"), 404)
    refused(rfc.ask("GET", 'Schemas?filter=id eq "x"'), 403)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic YTpi", "wrong"])
def test_only_the_bearer_of_the_token(rfc: Desk, header: str) -> None:
    """Without the right token there is a 401 with a challenge, and nothing is told."""
    headers = {"Authorization": header} if header else {}
    answer = httpx2.get(f"{rfc.running.issuer}/scim/v2/Users", headers=headers, trust_env=False)
    refused(answer, 401)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer realm=")


def test_the_token_and_the_directory_come_and_go() -> None:
    """A rotated token is refused at once, a deactivated directory is 403 and hears nothing, none at all is 404."""
    with desk() as one:
        sync = one.running.places.sync
        token = sync.rotate_token()
        refused(one.ask("GET", "Users"), 401)
        one.http.headers["Authorization"] = f"bearer {token}"
        one.made()
        sync.deactivate()
        before = one.events()
        detail = refused(one.ask("POST", "Users", one.fresh()), 403)
        assert "deactivated" in detail
        assert one.events() == before
        sync.activate()
        assert one.get("Users")["totalResults"] == 1
        sync.delete()
        refused(one.ask("GET", "Users"), 404)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "Me", 501),
        ("PATCH", "Me", 501),
        ("POST", "Bulk", 501),
        ("GET", "Nothing", 404),
        ("GET", "", 404),
        ("GET", "Users/nobody", 404),
        ("PUT", "Users/nobody", 404),
        ("PATCH", "Groups/nobody", 404),
        ("DELETE", "Groups/nobody", 404),
        ("DELETE", "Users", 405),
        ("PUT", "Schemas", 405),
        ("POST", "Users/nobody", 405),
    ],
)
def test_what_is_not_there(rfc: Desk, method: str, path: str, status: int) -> None:
    """Every refusal is a SCIM error, for unknown addresses and methods as well."""
    body = None if method in ("GET", "DELETE") else {**rfc.fresh(), "displayName": "x"}
    patch = {"Operations": [{"op": "remove", "path": "externalId"}]}
    refused(rfc.ask(method, path, patch if method == "PATCH" else body), status)


@pytest.mark.parametrize(
    ("content", "kind", "status", "scim_type"),
    [
        (b"{", "application/scim+json", 400, "invalidSyntax"),
        (b"", "application/json", 400, "invalidSyntax"),
        (b"[]", "application/scim+json; charset=utf-8", 400, "invalidSyntax"),
        (b'{"userName": "\xff"}', "application/json", 400, "invalidSyntax"),
        (b"[" * 100_000, "application/json", 400, "invalidSyntax"),
        (b"userName=x", "application/x-www-form-urlencoded", 415, None),
        (b'{"userName": 5}', "application/json;charset=UTF-8", 400, "invalidValue"),
        (b'{"userName": "  "}', "application/json", 400, "invalidValue"),
        (b'{"displayName": "x"}', "application/json", 400, "invalidValue"),
        (b'{"userName": "x", "name": "x"}', "application/json", 400, "invalidValue"),
        (b'{"userName": "x", "emails": [5]}', "application/json", 400, "invalidValue"),
    ],
)
def test_bodies_that_are_refused(rfc: Desk, content: bytes, kind: str, status: int, scim_type: str | None) -> None:
    """What is no JSON, no SCIM or no user is refused with the type that fits."""
    answer = rfc.http.post("Users", content=content, headers={"Content-Type": kind})
    refused(answer, status, scim_type)


HOSTILE = [
    ("GET", 'Users?filter=userName eq "%5Cud800"', None, 400),
    ("GET", "Users?filter=userName eq %22%00%22", None, 200),
    ("GET", "Users?filter=%FF&attributes=%FF&sortBy=%00", None, 400),
    ("GET", "Users?sortBy=name.givenName&sortOrder=up&attributes=,,.,[", None, 200),
    ("GET", "Users?attributes=name.givenName.x,emails[&excludedAttributes=%22", None, 200),
    ("GET", "Users/%00%22%5C", None, 404),
    ("GET", "Users?startIndex=9007199254740991&count=1000", None, 200),
    ("POST", "Users", b'{"userName": "\\ud800"}', 400),
    ("POST", "Users", b'{"userName": "a\\u0000b", "title": "\\u2028\\""}', 201),
    ("POST", "Users", b'{"userName": "n1", "emails": [{"value": "a@b", "primary": 1e400}]}', 400),
    ("POST", "Users", b'{"userName": "n2", "name": {"givenName": 123456789012345678901234567890}}', 400),
    ("POST", "Users", b'{"userName": "n3", "userName": "n4", "USERNAME": "n5"}', 201),
    ("POST", "Groups", b'{"displayName": "\\"}", "members": [{"value": "\\"\\n"}]}', 201),
    ("POST", "Users/.search", b"5", 200),
    ("POST", ".search", b'{"count": true}', 400),
]


@pytest.mark.parametrize(("method", "path", "body", "status"), HOSTILE)
def test_hostile_texts(rfc: Desk, method: str, path: str, body: bytes | None, status: int) -> None:
    """Surrogates, control characters, quotes and absurd numbers are kept or refused; the list stays readable."""
    headers = {"Content-Type": "application/json"}
    answer = rfc.http.request(method, path, content=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.json()["schemas"]
    assert rfc.get("Users", count=1000)["Resources"] is not None
    assert rfc.get("Groups", count=1000)["Resources"] is not None


def test_a_body_over_the_limit(workos: Desk) -> None:
    """Up to 2,000 KB are read, one byte more is 413."""
    limit = 2_000 * 1024
    frame = len(b'{"x":""}')
    for size, status in ((limit, 400), (limit + 1, 413)):
        content = b'{"x":"' + b"x" * (size - frame) + b'"}'
        assert len(content) == size
        answer = workos.http.post("Users", content=content, headers={"Content-Type": "application/json"})
        refused(answer, status, "invalidValue" if status == 400 else None)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("application/scim+json", "application/scim+json"),
        ("application/scim+json; charset=utf-8", "application/scim+json"),
        ("application/scim+json, application/json", "application/scim+json"),
        ("*/*", "application/scim+json"),
        ("application/json", "application/json"),
    ],
)
def test_the_media_type_asked_for(rfc: Desk, accept: str, expected: str) -> None:
    """Both media types are given, SCIM's own unless plain JSON is all that is taken."""
    assert rfc.ask("GET", "Users", Accept=accept).headers["Content-Type"] == expected
