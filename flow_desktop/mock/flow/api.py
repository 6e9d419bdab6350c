"""The Flow API: its operations, and how each request is checked, carried out and answered.

It answers with Directory Sync and Flow only; the identity provider's claims never pass through it (decision 1).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from flow_desktop.mock.bearer import bearer_token
from flow_desktop.mock.flow.api_audit import AUDIT
from flow_desktop.mock.flow.api_directory import DIRECTORY
from flow_desktop.mock.flow.api_enterprise import ENTERPRISE
from flow_desktop.mock.flow.api_invitations import INVITATIONS
from flow_desktop.mock.flow.api_me import ME
from flow_desktop.mock.flow.api_members import MEMBERS
from flow_desktop.mock.flow.api_people import PEOPLE
from flow_desktop.mock.flow.asked import Nothing
from flow_desktop.mock.flow.calls import NOBODY, Access, Call, Operation, admit, find_asker
from flow_desktop.mock.flow.openapi import describe
from flow_desktop.mock.flow.problems import Refused, invalid, of_http_error
from flow_desktop.mock.places import Places
from flow_desktop.mock.service import Service

PREFIX = "/flow/v1"


def get_document(call: Call, _asked: Nothing) -> dict[str, Any]:
    """This document."""
    return describe(OPERATIONS, server=call.service.flow_api)


_DOCUMENT = Operation("GET", "/openapi.json", "get_document", Access.ANYBODY, get_document, answer=dict)
OPERATIONS = (*ME, *ENTERPRISE, *MEMBERS, *DIRECTORY, *INVITATIONS, *AUDIT, *PEOPLE, _DOCUMENT)


def flow_blueprint(service: Service, places: Places) -> Blueprint:
    """The Flow API, version 1."""
    blueprint = Blueprint("flow", __name__, url_prefix=PREFIX)
    for operation in OPERATIONS:
        blueprint.add_url_rule(
            operation.path.replace("{id}", "<key>"),
            endpoint=operation.name,
            view_func=_view(service, places, operation),
            methods=[operation.method],
            provide_automatic_options=False,
        )
    return blueprint


def flow_error(error: HTTPException) -> Response:
    """The problem for an address or a method that the API does not have."""
    return of_http_error(error).response()


def _view(service: Service, places: Places, operation: Operation) -> Callable[..., Response]:
    def view(key: str = "") -> Response:
        try:
            asker = NOBODY if operation.access is Access.ANYBODY else find_asker(service, bearer_token())
            admit(operation.access, asker)
            asked = _body(operation.body) if operation.body else _query(operation.query or Nothing)
            return _carry_out(operation, Call(service, places, asker, key), asked)
        except Refused as refused:
            return refused.response()
        except HTTPException as error:
            return flow_error(error)

    return view


def _carry_out(operation: Operation, call: Call, asked: Any) -> Response:
    """One transaction, so that nothing changes between the check of If-Match and the write.

    A refusal by the rules is no reason to roll back: its audit line stays.
    """
    with call.store.transaction():
        if operation.guard and "If-Match" in request.headers:
            _check_unchanged(operation.guard, call)
        outcome = _outcome(partial(operation.handler, call, asked))
    if isinstance(outcome, Refused):
        raise outcome
    if outcome is None:
        return Response(status=operation.status)
    body = msgspec.json.encode(outcome)
    return _conditional(body) if operation.method == "GET" else _json(body, operation.status)


def _outcome(handle: Callable[[], Any]) -> Any:
    try:
        return handle()
    except Refused as refused:
        return refused


def _check_unchanged(guard: str, call: Call) -> None:
    """RFC 9110, 13.1.1: raises Refused with 412 unless the ETag of what is there now was sent."""
    handler = next(one.handler for one in OPERATIONS if one.name == guard)
    if not request.if_match.contains(_tag(msgspec.json.encode(handler(call, Nothing())))):
        raise Refused(412, "changed_since", detail="This has changed since you read it. Read it again.")


def _conditional(body: bytes) -> Response:
    """The answer with its ETag, or 304 where the asker has it already (RFC 9110, 13.1.2)."""
    tag = _tag(body)
    response = Response(status=304) if request.if_none_match.contains_weak(tag) else _json(body, 200)
    response.set_etag(tag)
    return response


def _tag(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]


def _json(body: bytes, status: int) -> Response:
    return Response(body, status, content_type="application/json")


def _query(shape: type) -> Any:
    sent = request.args.to_dict(flat=False)
    if twice := sorted(name for name, values in sent.items() if len(values) > 1):
        raise invalid(f"`{twice[0][:50]}` is there more than once.")
    single = {name: values[0] for name, values in sent.items()}
    if not single.get("limit", "1").isdecimal():  # msgspec would take 1e2 as well
        raise invalid("`limit` must be a whole number.")
    return _checked(partial(msgspec.convert, single, shape, strict=False))


def _body(shape: type) -> Any:
    _query(Nothing)
    if request.mimetype != "application/json":
        raise Refused(415, "unsupported_media_type", detail="Send application/json.")
    return _checked(partial(msgspec.json.decode, request.get_data(), type=shape))


def _checked(read: Callable[[], Any]) -> Any:
    """What was sent. Raises Refused with 422 for what does not fit its shape, or is no JSON."""
    try:
        return read()
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise invalid(f"{str(error)[:200]}.") from error
