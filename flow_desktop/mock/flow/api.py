"""The Flow API.

It answers with Directory Sync and Flow only; the identity provider's claims never pass through it (decision 1).
"""

from __future__ import annotations

import sqlite3
from typing import Any

from flask import Blueprint, Response, jsonify, request

from flow_desktop.mock.flow.accounts import account_of
from flow_desktop.mock.grants import find_access_token
from flow_desktop.mock.places import Places
from flow_desktop.mock.scenario.seed import REST_STATE
from flow_desktop.mock.service import Service

# REST's word for a directory's state, turned into the one events use (domain facts, 3.2).
_EVENT_STATE = {rest: event for event, rest in REST_STATE.items()}


def flow_blueprint(service: Service, places: Places) -> Blueprint:
    """The Flow API, version 1."""
    blueprint = Blueprint("flow", __name__, url_prefix="/flow/v1")

    @blueprint.get("/me")
    def me() -> Response:
        subject = _subject_of_request(service)
        return jsonify(_me(service, subject)) if subject else _unauthorized()

    @blueprint.route("/", defaults={"path": ""}, methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    @blueprint.route("/<path:path>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    def nothing(path: str) -> Response:
        if path == "me":
            return problem(405, "Method not allowed", detail="Only GET is answered here.", Allow="GET")
        return problem(404, "Not found", detail="The Flow API has nothing at this address.")

    return blueprint


def problem(status: int, title: str, *, detail: str, **headers: str) -> Response:
    """An RFC 9457 problem; header names are given with underscores."""
    response = jsonify({"type": "about:blank", "title": title, "status": status, "detail": detail})
    response.status_code = status
    response.content_type = "application/problem+json"
    response.headers.extend({name.replace("_", "-"): value for name, value in headers.items()})
    return response


def bearer_token() -> str:
    """The token of the Authorization header, or an empty text (RFC 6750, 2.1)."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _subject_of_request(service: Service) -> str | None:
    token = find_access_token(service, bearer_token())
    return token.person.subject if token else None


def _unauthorized() -> Response:
    if not bearer_token():
        return problem(
            401, "Sign in first", detail="An access token is needed.", WWW_Authenticate='Bearer realm="flow"'
        )
    return problem(
        401,
        "Sign in again",
        detail="The access token is expired, revoked or not ours.",
        WWW_Authenticate='Bearer realm="flow", error="invalid_token"',
    )


def _me(service: Service, subject: str) -> dict[str, Any]:
    store = service.store
    account = account_of(store, subject)
    key = account["id"] if account else None
    membership = store.one("SELECT * FROM memberships WHERE account_id = ?", key)
    enterprise = store.one("SELECT * FROM enterprise WHERE id = ?", membership["enterprise_id"] if membership else None)
    directory = store.one(
        "SELECT * FROM directories WHERE organization_id = ?", enterprise["organization_id"] if enterprise else None
    )
    user = store.one(
        "SELECT u.* FROM directory_users u JOIN directory_links l ON l.directory_user_id = u.id WHERE l.account_id = ?",
        key,
    )
    return {
        "account": _pick(account, "id", "email", "first_name", "last_name", "updated_at"),
        "membership": _pick(membership, "role", "source"),
        "enterprise": _enterprise(service, enterprise),
        "directory": _directory(directory),
        "directory_user": _pick(
            user, "id", "idp_id", "username", "email", "first_name", "last_name", "state", "updated_at"
        ),
    }


def _pick(row: sqlite3.Row | None, *names: str) -> dict[str, Any] | None:
    return None if row is None else {name: row[name] for name in names}


def _enterprise(service: Service, row: sqlite3.Row | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "id": row["id"],
        "name": row["name"],
        "plan": row["plan"],
        "sso_enforced": bool(row["sso_enforced"]),
        "admin_portal_url": service.console,
    }


def _directory(row: sqlite3.Row | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {"id": row["id"], "state": _EVENT_STATE[row["state"]], "type": row["type"], "name": row["name"]}
