"""The OpenAPI document is the API: every route is in it, nothing else is, and hostile requests get what it says."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from flow_desktop.mock.flow.api import OPERATIONS, PREFIX
from flow_desktop.mock.flow.openapi import describe
from flow_desktop.mock.resources import resource
from tests.mock.driver import Running
from tests.mock.flow_api.asking import ADMIN, Api


def test_every_route_is_in_the_document_and_vice_versa(api: Api, running: Running) -> None:
    """The addresses that the web framework answers are those of the document."""
    told = {(method.upper(), path) for path, item in api.document["paths"].items() for method in item}
    assert told == {(one.method, one.path) for one in OPERATIONS}
    for method, path in told:
        response = api.ask("", method, re.sub(r"\{\w+\}", "x", path))
        assert response.status_code in ({200} if path == "/openapi.json" else {401}), path


def test_the_file_in_the_project_is_the_same() -> None:
    """What is shipped is what is served; `python -m flow_desktop.mock.flow.openapi FILE` writes it anew."""
    shipped = json.loads(resource("mock", "flow-api.json").read_text(encoding="utf-8"))
    assert shipped == json.loads(json.dumps(describe(OPERATIONS, server=PREFIX)))


def test_the_document_is_whole(api: Api, running: Running) -> None:
    """Its server is this one, every name it refers to is there, and every shape is used."""
    text = json.dumps(api.document)
    assert api.document["servers"] == [{"url": running.ready["flow_api"]}]
    for name in set(re.findall(r'"\$ref": "#/([^"]+)"', text)):
        found: Any = api.document
        for part in name.split("/"):
            found = found[part]
    for name in api.document["components"]["schemas"]:
        assert f"#/components/schemas/{name}" in text


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("GET", "/nothing", 404, None),
        ("GET", "/", 404, None),
        ("GET", "/me/", 404, None),
        ("GET", "/members/x/y", 404, None),
        ("GET", "/members/%2E%2E%2F", 404, None),
        ("POST", "/me", 405, {"GET", "HEAD", "PATCH"}),
        ("PUT", "/members/x", 405, {"GET", "HEAD", "PATCH", "DELETE"}),
        ("OPTIONS", "/me", 405, {"GET", "HEAD", "PATCH"}),
        ("TRACE", "/audit", 405, {"GET", "HEAD"}),
        ("BREW", "/audit", 405, {"GET", "HEAD"}),
    ],
)
def test_other_addresses_and_methods(api: Api, method: str, path: str, status: int, allow: set[str] | None) -> None:
    """404 and 405 are problems too; a 405 says what is allowed (RFC 9110, 15.5.6)."""
    response = api.ask("", method, path)
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    if allow is not None:
        assert {one.strip() for one in response.headers["allow"].split(",")} == allow


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"[]", 422),
        (b"null", 422),
        (b"\xff\xfe", 422),
        (b'{"first_name": 3}', 422),
        (b'{"first_name": null}', 422),
        (b'{"nick": "x"}', 422),
        (b'{"first_name": "\\ud800"}', 422),
        (b'{"first_name": "%s"}' % (b"a" * 31), 422),
        (b'{"first_name": "  "}', 422),
        (b'{"first_name": "\\u0000"}', 422),
        (b"[" * 50_000, 422),
        (b'{"first_name": "%s"}' % (b"a" * 70_000), 413),
        (b"{}", 200),
        ('{"first_name": "Zoë-Ann O’Neil"}'.encode(), 200),
    ],
)
def test_bodies_of_every_kind(api: Api, body: bytes, status: int) -> None:
    """What is no JSON, has a wrong type or an unknown name, is too long or no name is refused; never a 500."""
    response = api.ask("ada", "PATCH", "/me", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == status, response.text


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/merge-patch+json", ""]
)
def test_only_json_is_read(api: Api, kind: str) -> None:
    """415 for every other type of body, so that no page of another site can post a form here."""
    response = api.ask("ada", "PATCH", "/me", content=b'{"first_name": "Eve"}', headers={"Content-Type": kind})
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "email", ["'; DROP TABLE audit; --", "%", "a\x00b@x", "\U0001f600@x", "%ED%A0%80", "ß@x", "x" * 320]
)
def test_hostile_addresses_find_nobody(api: Api, email: str) -> None:
    """Any text is an address that nobody has, and nothing more."""
    for path in ("/members", "/directory/users", "/invitations", "/audit"):
        assert api.get(ADMIN, path, email=email)["data"] == []
    found = api.get(ADMIN, "/people", email=email)
    assert (found["email"], found["account"], found["domain_registered"]) == (email, None, False)


def test_a_write_takes_no_parameters(api: Api) -> None:
    """An unknown parameter is refused on a write as well."""
    assert api.ask("ada", "PATCH", "/me?dry_run=1", json={}).status_code == 422
