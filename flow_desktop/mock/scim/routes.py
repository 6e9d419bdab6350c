"""`/scim/v2`: the SCIM endpoints as Flask sees them (RFC 7644, 3 and 4)."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from flow_desktop.mock.places import Places
from flow_desktop.mock.scim import exchange, gate
from flow_desktop.mock.scim.discovery import Discovery
from flow_desktop.mock.scim.errors import ScimError, missing
from flow_desktop.mock.scim.listing import LIST_URN
from flow_desktop.mock.scim.resources import Resources
from flow_desktop.mock.scim.schemas import GROUPS, USERS, ResourceType
from flow_desktop.mock.service import Service

_ALL = ("GET", "POST", "PUT", "PATCH", "DELETE")
_NOT_BUILT = ("bulk", "me")
_KNOWN = ("users", "groups", "schemas", "resourcetypes", "serviceproviderconfig", ".search")


def scim_blueprint(service: Service, places: Places) -> Blueprint:
    """The SCIM service provider of this service's directory."""
    blueprint = Blueprint("scim", __name__, url_prefix="/scim/v2")
    resources = Resources(service, places)

    @blueprint.before_request
    def enter() -> None:
        request.max_content_length = exchange.MAX_BODY
        gate.check(service.store, request.headers.get("Authorization", ""))

    @blueprint.after_request
    def distort(response: Response) -> Response:
        quirks = resources.quirks()
        return exchange.oddly(response, quirks) if quirks else response

    @blueprint.errorhandler(RequestEntityTooLarge)
    def too_large(_error: RequestEntityTooLarge) -> Response:
        detail = f"The body is larger than {exchange.MAX_BODY // 1024} KB."
        return exchange.refusal(ScimError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail))

    blueprint.register_error_handler(ScimError, exchange.refusal)
    for kind in (USERS, GROUPS):
        _add_resources(blueprint, kind, resources)
    _add_discovery(blueprint, Discovery(service.scim))
    _rule(blueprint, "/.search", lambda: resources.searched(None), method="POST")
    blueprint.add_url_rule("/", "root", lambda: _anything_else(""), methods=_ALL)
    blueprint.add_url_rule("/<path:path>", "anything_else", _anything_else, methods=_ALL)
    return blueprint


def _rule(blueprint: Blueprint, path: str, view: Callable[..., Response], *, method: str = "GET") -> None:
    name = f"{method}{path}".replace("/", "_").replace(".", "")
    blueprint.add_url_rule(path, name, view, methods=(method,), strict_slashes=False)


def _add_resources(blueprint: Blueprint, kind: ResourceType, resources: Resources) -> None:
    many, one = kind.endpoint, f"{kind.endpoint}/<key>"
    views: tuple[tuple[str, str, Callable[..., Response]], ...] = (
        (many, "GET", resources.listed),
        (many.lower(), "GET", resources.listed),  # as Microsoft's collection asks once
        (many, "POST", resources.created),
        (f"{many}/.search", "POST", resources.searched),
        (one, "GET", resources.got),
        (one, "PUT", resources.replaced),
        (one, "PATCH", resources.patched),
        (one, "DELETE", resources.deleted),
    )
    for path, method, view in views:
        _rule(blueprint, path, _of(kind, view), method=method)


def _of(kind: ResourceType, view: Callable[..., Response]) -> Callable[..., Response]:
    def bound(**key: str) -> Response:
        return view(kind, **key)

    return bound


def _add_discovery(blueprint: Blueprint, discovery: Discovery) -> None:
    for path in ("/ServiceProviderConfig", "/serviceConfiguration"):  # the latter as Microsoft's collection asks
        _rule(blueprint, path, lambda: exchange.document(discovery.service_provider_config()))
    for path, every in (("/ResourceTypes", discovery.resource_types), ("/Schemas", discovery.schemas)):
        _rule(blueprint, path, _listed(every))
        _rule(blueprint, f"{path}/<key>", _one_of(path, every))


def _listed(every: Callable[[], list[dict[str, Any]]]) -> Callable[[], Response]:
    def listed() -> Response:
        if "filter" in request.args:  # RFC 7644, 4
            raise ScimError(HTTPStatus.FORBIDDEN, "These documents cannot be filtered.")
        found = every()
        count = {"totalResults": len(found), "itemsPerPage": len(found), "startIndex": 1}
        return exchange.document({"schemas": [LIST_URN], **count, "Resources": found})

    return listed


def _one_of(path: str, every: Callable[[], list[dict[str, Any]]]) -> Callable[[str], Response]:
    def one(key: str) -> Response:
        found = next((one for one in every() if one["id"].lower() == key.lower()), None)
        if found is None:
            raise missing(path.strip("/").removesuffix("s"), key)
        return exchange.document(found)

    return one


def _anything_else(path: str) -> Response:
    """What is no endpoint, is not built, or does not know the method."""
    first, _, rest = path.strip("/").lower().partition("/")
    if first in _NOT_BUILT:
        raise ScimError(HTTPStatus.NOT_IMPLEMENTED, f"/{path} is not implemented here.")
    if first in _KNOWN and "/" not in rest and request.method != "GET":
        raise ScimError(HTTPStatus.METHOD_NOT_ALLOWED, f"{request.method} is not possible here.")
    raise ScimError(HTTPStatus.NOT_FOUND, "There is no such endpoint.")
