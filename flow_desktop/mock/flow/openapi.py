"""The OpenAPI document of the Flow API, made from its operations and shapes.

`python -m flow_desktop.mock.flow.openapi` writes it to the data files of the project; a test keeps both equal.
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

import msgspec

from flow_desktop.mock.flow.calls import Access, Operation
from flow_desktop.mock.flow.problems import CONTENT_TYPE, Problem

Json = dict[str, Any]

_REF = "#/components/schemas/{name}"
_ID = {"type": "string", "pattern": "^[A-Za-z0-9_]{1,100}$"}
_TAGS = {"type": "string"}
_WHO = {
    Access.ANYBODY: "Anybody.",
    Access.SIGNED_IN: "Whoever is signed in.",
    Access.MEMBER: "Members about themselves; Admin and IT Admin about everybody.",
    Access.MANAGER: "Admin and IT Admin.",
}
_ABOUT = """What Directory Sync and Flow know; never what the identity provider claims.

Lists are read page by page: `next` is the cursor of the next page, null at the end. Every GET answer has a strong
ETag, writes heed If-Match. Refusals are problems (RFC 9457) with a `code`. Times are ISO 8601, UTC, milliseconds."""


def describe(operations: Sequence[Operation], *, server: str) -> Json:
    """The document (OpenAPI 3.1) of an API that answers at `server`."""
    schemas = _schemas(operations)
    paths: dict[str, Json] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Flow API", "version": "1", "description": _ABOUT},
        "servers": [{"url": server}],
        "security": [{"access_token": []}],
        "paths": paths,
        "components": {
            "schemas": _only_answers(operations, schemas),
            "headers": _HEADERS,
            "responses": _REFUSALS,
            "securitySchemes": {"access_token": {"type": "http", "scheme": "bearer"}},
        },
    }


def statuses(operation: Operation) -> frozenset[int]:
    """The refusals an operation can answer with; 429 when too much was asked within a second."""
    found = {*operation.refuses, 422, 429}
    if operation.access is not Access.ANYBODY:
        found.add(401)
    if operation.access in {Access.MEMBER, Access.MANAGER}:
        found.add(403)
    if "{id}" in operation.path:
        found.add(404)
    if operation.method == "GET":
        found.add(304)
    if operation.guard:
        found.add(412)
    if operation.body:
        found |= {413, 415}
    return frozenset(found)


def _schemas(operations: Sequence[Operation]) -> dict[str, Json]:
    types = {Problem} | {one for item in operations for one in (item.answer, item.body, item.query) if one}
    ordered = sorted(types, key=lambda one: one.__name__)
    schemas: dict[str, Json] = msgspec.json.schema_components(ordered, ref_template=_REF)[1]
    return {name: _unindented(schema) for name, schema in schemas.items()}


def _unindented(schema: Json) -> Json:
    """Without the indentation of a docstring, which Python drops by itself from 3.13 on."""
    said = schema.get("description")
    return schema if said is None else {**schema, "description": inspect.cleandoc(said)}


def _only_answers(operations: Sequence[Operation], schemas: Mapping[str, Json]) -> Json:
    """Query parameters are told where they are used, not as objects."""
    queries = {operation.query.__name__ for operation in operations if operation.query}
    return {name: schema for name, schema in sorted(schemas.items()) if name not in queries}


def _operation(operation: Operation, schemas: Mapping[str, Json]) -> Json:
    told: Json = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": f"For: {_WHO[operation.access]}",
        "parameters": [*_path(operation), *_query(operation, schemas), *_conditions(operation)],
        "responses": _responses(operation),
    }
    if operation.access is Access.ANYBODY:
        told["security"] = []
    if operation.body:
        told["requestBody"] = {"required": True, "content": _json(_ref(operation.body))}
    return told


def _path(operation: Operation) -> list[Json]:
    return [{"name": "id", "in": "path", "required": True, "schema": _ID}] if "{id}" in operation.path else []


def _query(operation: Operation, schemas: Mapping[str, Json]) -> list[Json]:
    if operation.query is None:
        return []
    shape = schemas[operation.query.__name__]
    return [
        {"name": name, "in": "query", "required": name in shape["required"], "schema": schema}
        for name, schema in shape["properties"].items()
    ]


def _conditions(operation: Operation) -> list[Json]:
    names = (["If-None-Match"] if operation.method == "GET" else []) + (["If-Match"] if operation.guard else [])
    return [{"name": name, "in": "header", "required": False, "schema": _TAGS} for name in names]


def _responses(operation: Operation) -> Json:
    found: Json = {"description": HTTPStatus(operation.status).phrase}
    if operation.answer is not None:
        found["content"] = _json(_ref(operation.answer))
    if operation.method == "GET":
        found["headers"] = {"ETag": {"$ref": "#/components/headers/ETag"}}
    refusals = {str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted(statuses(operation))}
    return {str(operation.status): found, **refusals}


def _ref(shape: Any) -> Json:
    return {"type": "object"} if shape is dict else {"$ref": _REF.format(name=shape.__name__)}


def _json(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}


def _refusal(status: int, meaning: str, *headers: str) -> Json:
    told: Json = {
        "description": meaning,
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in headers},
    }
    if status != 304:
        told["content"] = {CONTENT_TYPE: {"schema": _ref(Problem)}}
    return told


_HEADERS: Json = {
    "ETag": {"schema": {"type": "string"}, "required": True, "description": "Strong; a hash of the answer."},
    "WWW-Authenticate": {"schema": {"type": "string"}, "required": True},
    "Retry-After": {"schema": {"type": "string"}, "description": "Seconds or an HTTP date; may be missing."},
}
_REFUSALS: Json = {
    "304": _refusal(304, "What was read before is still right.", "ETag"),
    "401": _refusal(401, "No access token, or one that is expired, revoked or not ours.", "WWW-Authenticate"),
    "403": _refusal(403, "The role of the asker does not allow it."),
    "404": _refusal(404, "There is nothing with this id or at this cursor."),
    "409": _refusal(409, "The rules refuse it now; `code` is the reason that the audit has as well."),
    "412": _refusal(412, "It has changed since it was read: the ETag in If-Match is another one."),
    "413": _refusal(413, "The body is too large."),
    "415": _refusal(415, "The body is not application/json."),
    "422": _refusal(422, "Something in the request is unknown or wrong."),
    "429": _refusal(429, "Too many requests.", "Retry-After"),
}


def main(place: Path) -> None:
    """Write the document of the API, with a relative server address."""
    from flow_desktop.mock.flow.api import OPERATIONS  # noqa: PLC0415 - the API serves this document

    text = json.dumps(describe(OPERATIONS, server="/flow/v1"), indent=2, ensure_ascii=False)
    place.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
