"""WorkOS's part: the Directory Sync REST interface (domain facts, 3.1, 3.2, 3.6)."""

from __future__ import annotations

import hmac
import sqlite3
from typing import Any

import msgspec
from flask import Blueprint, Response, request

from flow_desktop.mock.places import Places
from flow_desktop.mock.service import Service
from flow_desktop.mock.store import Store
from flow_desktop.mock.sync.event_list import event_page
from flow_desktop.mock.sync.lists import Collection, Listing, Refused, answer
from flow_desktop.mock.sync.objects import GROUPS, USERS, Json, group_json, user_json

_INTENTS = (
    "sso", "dsync", "audit_logs", "log_streams", "domain_verification", "certificate_renewal", "bring_your_own_key",
)  # fmt: skip


def directory_sync_blueprint(service: Service, places: Places) -> Blueprint:
    """Directories, their users and groups, events, portal links. What else would change something is 403."""
    blueprint = Blueprint("directory_sync", __name__, url_prefix="/workos")
    blueprint.before_request(lambda: _check_key(service))
    blueprint.register_error_handler(Refused, lambda error: _refusal(error.status, error.message))
    for collection in (_DIRECTORIES, _USERS, _GROUPS):
        _add_listing(blueprint, Listing(service.store, collection))

    @blueprint.delete("/directories/<key>")
    def delete(key: str) -> Response:
        Listing(service.store, _DIRECTORIES).one(key)
        places.sync.delete()
        return Response(status=202)

    @blueprint.get("/events")
    def events() -> Response:
        return answer(event_page(service.store))

    @blueprint.post("/portal/generate_link")
    def portal_link() -> Response:
        return answer({"link": _portal_link(service, _sent())}, 201)

    @blueprint.route("/", defaults={"path": ""}, methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    @blueprint.route("/<path:path>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    def other(path: str) -> Response:
        return _refusal(404, "Not Found") if request.method == "GET" else _refusal(403, "This key may only read.")

    return blueprint


def _add_listing(blueprint: Blueprint, listing: Listing) -> None:
    def page() -> Response:
        return answer(listing.page())

    def one(key: str) -> Response:
        body = listing.one(key)
        # Empty by default since 1 May 2026; who wants them asks for the groups of a user (domain facts, 3.2).
        return answer({**body, "groups": []} if listing.collection is _USERS else body)

    path = listing.collection.path
    blueprint.add_url_rule(f"/{path}", path, page)
    blueprint.add_url_rule(f"/{path}/<key>", f"{path}_one", one)


def _check_key(service: Service) -> Response | None:
    given = request.authorization
    key = given.token or "" if given is not None and given.type == "bearer" else ""
    if hmac.compare_digest(key.encode(), service.secrets.workos_api_key.encode()):
        return None
    return _refusal(401, "Unauthorized")


def _refusal(status: int, message: str) -> Response:
    return answer({"message": message}, status)


def _sent() -> Any:
    """The JSON of the body, None for anything else: half a surrogate pair and bottomless nesting are no JSON here."""
    try:
        return msgspec.json.decode(request.get_data(cache=False))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _portal_link(service: Service, body: Any) -> str:
    """Where an admin sets things up. Raises Refused."""
    asked = body if isinstance(body, dict) else {}
    organization, intent = asked.get("organization"), asked.get("intent", "dsync")
    if not isinstance(organization, str) or intent not in _INTENTS:
        raise Refused(422, f"organization is required, and intent must be one of {', '.join(_INTENTS)}.")
    if not service.store.one("SELECT 1 FROM enterprise WHERE organization_id = ?", organization):
        raise Refused(404, f"Organization not found: '{organization}'.")
    return f"{service.console}/workos"


def _directory_json(store: Store, row: sqlite3.Row) -> Json:
    """A directory as REST tells it: its own word for the state, and counts."""
    counted = store.all(
        "SELECT state, COUNT(*) AS people FROM directory_users WHERE directory_id = ? GROUP BY state", row["id"]
    )
    people = {one["state"]: one["people"] for one in counted}
    groups = store.one("SELECT COUNT(*) AS groups FROM directory_groups WHERE directory_id = ?", row["id"])
    keys = ("id", "organization_id", "external_key", "type", "state", "name", "domain")
    return {
        "object": "directory",
        **{key: row[key] for key in keys},
        "metadata": {
            "users": {"active": people.get("active", 0), "inactive": people.get("inactive", 0)},
            "groups": groups["groups"] if groups else 0,
        },
        **{key: row[key] for key in ("created_at", "updated_at")},
    }


_DIRECTORIES = Collection(
    noun="Directory",
    path="directories",
    select="SELECT o.* FROM directories o",
    filters={
        "organization_id": "o.organization_id = ?",
        "domain": "o.domain = ?",
        "search": "instr(lower(o.name), lower(?)) > 0",
    },
    needs=(),
    to_json=_directory_json,
)
_USERS = Collection(
    noun="Directory user",
    path="directory_users",
    select=USERS,
    filters={
        "directory": "o.directory_id = ?",
        "group": "o.id IN (SELECT user_id FROM directory_group_members WHERE group_id = ?)",
        "idp_id": "o.idp_id = ?",
        "email": "o.email_key = ?",
    },
    needs=("directory", "group"),
    to_json=lambda _store, row: user_json(row),
)
_GROUPS = Collection(
    noun="Directory group",
    path="directory_groups",
    select=GROUPS,
    filters={
        "directory": "o.directory_id = ?",
        "user": "o.id IN (SELECT group_id FROM directory_group_members WHERE user_id = ?)",
    },
    needs=("directory", "user"),
    to_json=lambda _store, row: group_json(row),
)
