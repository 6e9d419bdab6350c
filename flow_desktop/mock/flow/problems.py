"""Refusals of the Flow API: RFC 9457 problems with a `code` that programs can read."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from flask import Response

from flow_desktop.mock.effects import Reason

CONTENT_TYPE = "application/problem+json"


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What was refused and why (RFC 9457). `code` is a fixed word: a reason of the audit, or one of the API's own."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str


class Refused(Exception):
    """A request that is answered with a problem; header names as HTTP writes them."""

    def __init__(self, status: int, code: str, *, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail
        self.headers = dict(headers or {})

    def response(self) -> Response:
        """The answer that says so."""
        told = Problem(title=HTTPStatus(self.status).phrase, status=self.status, detail=self.detail, code=self.code)
        return Response(msgspec.json.encode(told), self.status, self.headers, content_type=CONTENT_TYPE)


_STATUS: Mapping[Reason, int] = {
    Reason.NOT_ADMIN: 403,
    Reason.PLAN_REQUIRED: 403,
    Reason.PROFILE_INCOMPLETE: 403,
    Reason.NAME_REFUSED: 422,
    Reason.NO_EMAIL: 422,
}
_DETAIL: Mapping[Reason, str] = {
    Reason.NOT_ADMIN: "Only an Admin or an IT Admin may do this.",
    Reason.MANUAL_BLOCKED_BY_SCIM: "Directory Sync manages the people of this enterprise: use the identity provider.",
    Reason.SEAT_CAP: "The enterprise has reached its seat cap.",
    Reason.INVITATION_EXISTS: "There is a pending invitation for this address already.",
    Reason.INVITATION_UNUSABLE: "The invitation was accepted, revoked or closed, or is for another address.",
    Reason.ALREADY_MEMBER: "This person is a member already.",
    Reason.NOT_A_MEMBER: "This person is not a member of the enterprise.",
    Reason.OTHER_ENTERPRISE: "This person belongs to another enterprise and has to leave it first.",
    Reason.ROLE_NOT_ALLOWED: "This role cannot be given to this member.",
    Reason.NAME_REFUSED: "Flow does not accept this name.",
    Reason.NO_EMAIL: "This is not an e-mail address.",
}


def refusal_of(reason: Reason) -> Refused:
    """What a rule refused, as a problem: 409 unless it is about who asks (403) or what was sent (422)."""
    detail = _DETAIL.get(reason, "The rules of Flow refuse this at the moment.")
    return Refused(_STATUS.get(reason, 409), reason.value, detail=detail)


def not_found(detail: str = "There is nothing at this address.") -> Refused:
    """404."""
    return Refused(404, "not_found", detail=detail)


def invalid(detail: str) -> Refused:
    """422: the request was understood and something in it is wrong."""
    return Refused(422, "invalid_request", detail=detail)


def of_http_error(error: Any) -> Refused:
    """An error that the web framework raised (404, 405, 413 ...), with the headers that belong to it."""
    status = error.code or 500
    headers = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
    code = HTTPStatus(status).phrase.lower().replace(" ", "_")
    return Refused(status, code, detail=f"{HTTPStatus(status).phrase}.", headers=headers)
