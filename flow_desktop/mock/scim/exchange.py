"""HTTP around the documents: reading bodies, entity tags, and answers in SCIM's media type."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from flask import Response, request

from flow_desktop.mock.scim.errors import ScimError, bad
from flow_desktop.mock.scim.gate import Unauthorized
from flow_desktop.mock.scim.quirks import odd_document, odd_status

MAX_BODY = 2_000 * 1024  # WorkOS's limit (domain facts, 3.7)
_SCIM = "application/scim+json"
_JSON = "application/json"


def sent() -> Any:
    """The JSON of the body. Raises ScimError (415, invalidSyntax) and werkzeug's RequestEntityTooLarge."""
    if request.mimetype not in (_SCIM, _JSON, ""):
        raise ScimError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"The body must be {_SCIM} or {_JSON}.")
    try:
        return msgspec.json.decode(request.get_data(cache=False))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise bad("invalidSyntax", "The body is not JSON.") from error


def answer(body: bytes, status: int = HTTPStatus.OK, headers: Mapping[str, str] | None = None) -> Response:
    """A document in the media type the client takes; SCIM's own unless it takes plain JSON only."""
    accepted = request.headers.get("Accept", "").lower()
    plain = _JSON in accepted and _SCIM not in accepted
    return Response(body, status, dict(headers or {}), content_type=_JSON if plain else _SCIM)


def document(value: Any, status: int = HTTPStatus.OK, headers: Mapping[str, str] | None = None) -> Response:
    """The same from a value."""
    return answer(msgspec.json.encode(value), status, headers)


def oddly(response: Response, quirks: frozenset[str]) -> Response:
    """The answer as a server with these quirks gives it."""
    response.status_code = odd_status(response.status_code, quirks)
    body = response.get_data()
    if response.status_code >= HTTPStatus.BAD_REQUEST and "html_on_error" in quirks:
        page = f"<!doctype html><title>Error {response.status_code}</title><h1>Something went wrong</h1>"
        response.set_data(page.encode())
        response.mimetype = "text/html"
    elif body:
        response.set_data(msgspec.json.encode(odd_document(msgspec.json.decode(body), quirks)))
    return response


def refusal(error: ScimError) -> Response:
    """The answer to a request that is refused."""
    headers = {"WWW-Authenticate": error.challenge} if isinstance(error, Unauthorized) else {}
    return document(error.document(), error.status, headers)


def check_match(tag: str) -> None:
    """Raises ScimError (412) when `If-Match` names another version (RFC 7644, 3.14)."""
    wanted = request.headers.get("If-Match")
    if wanted is not None and not _names(wanted, tag):
        raise ScimError(HTTPStatus.PRECONDITION_FAILED, f"The resource has changed; its version is {tag} now.")


def not_modified(tag: str) -> bool:
    """Whether the client has this version already (`If-None-Match`)."""
    known = request.headers.get("If-None-Match")
    return known is not None and _names(known, tag)


def _names(header: str, tag: str) -> bool:
    """Weak comparison (RFC 9110, 8.8.3.2): the tags are weak, so the mark does not count."""
    listed = (one.strip().removeprefix("W/") for one in header.split(","))
    return header.strip() == "*" or tag.removeprefix("W/") in listed
