"""A small Flow API with one enterprise: Barbara is its admin, Ada a member. Each answer may be replaced."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.support.answering import Asked, Said

ADMIN, MEMBER = "barbaras-token", "adas-token"
ADA, BARBARA, NOBODY = "ada@example.com", "barbara@example.com", "nobody@example.com"
AT = "2026-01-05T09:00:00.000Z"
_NAMES = {"first_name": "Ada", "last_name": None}

DIRECTORY_USER: dict[str, Any] = {
    "id": "id-ada",
    "idp_id": "00u1",
    "username": ADA,
    "email": "Ada@example.com",
    **_NAMES,
    "state": "active",
    "created_at": AT,
    "updated_at": AT,
    "account_id": "account_ada",
}
ACCOUNT: dict[str, Any] = {
    "id": "account_ada",
    "email": ADA,
    **_NAMES,
    "role": "member",
    "source": "scim",
    "joined_at": AT,
    "created_at": AT,
    "updated_at": AT,
    "name_edited_at": None,
    "changed_at": AT,
    "status": "member",
    "directory_user": {key: DIRECTORY_USER[key] for key in ("id", "idp_id", "username", "email", "state")},
}
LINE: dict[str, Any] = {
    "id": "audit_1",
    "at": AT,
    "event_id": "event_1",
    "event": "dsync.user.created",
    "reason": "provisioned",
    "email": ADA,
    "directory_user_id": "id-ada",
    "account_id": "account_ada",
    "actor": None,
    "detail": {"before": "1", "after": 2, "nothing": None},
}
PERSON: dict[str, Any] = {
    "email": ADA,
    "domain_registered": True,
    "account": ACCOUNT,
    "directory_users": [DIRECTORY_USER],
    "remembered": [{"id": "id-ada", "username": ADA, "email": ADA, **_NAMES, "state": "active", "updated_at": AT}],
    "invitations": [
        {
            "id": "invitation_1",
            "email": ADA,
            "role": "member",
            "state": "pending",
            "fallback": True,
            "created_at": AT,
            "expires_at": None,
            "accepted_at": None,
            "revoked_at": None,
        }
    ],
    "join_request": None,
    "audit": [LINE],
    "similar": [
        {
            "id": "account_other",
            "email": "a@example.com",
            **_NAMES,
            "role": None,
            "source": "manual",
            "created_at": AT,
            "directory_user": None,
        }
    ],
}
_NOTHING: dict[str, Any] = {
    "account": None,
    "directory_users": [],
    "remembered": [],
    "invitations": [],
    "audit": [],
    "similar": [],
}
ENTERPRISE: dict[str, Any] = {
    "id": "enterprise_1",
    "name": "Example",
    "plan": "enterprise",
    "sso_enforced": False,
    "scim_on": True,
    "manual_management": False,
    "domains": ["example.com"],
    "seats": {"cap": None, "count": 3, "used": 2},
    "directory": {
        "id": "directory_1",
        "state": "active",
        "type": "okta scim v2.0",
        "name": "Example",
        "activated_at": AT,
        "last_event": {"id": "event_2", "event": "dsync.user.updated", "at": AT},
        "last_processed_event": {"id": "event_1", "event": None, "at": AT},
        "deliveries_failing_since": AT,
    },
    "directory_deleted_at": None,
    "fallback_invitations": 0,
    "admin_profile_complete": True,
    "admin_portal_url": "https://admin.example.com/",
    "idp_name": "Okta",
}
_BRIEF = {key: ENTERPRISE[key] for key in ("id", "name", "plan", "sso_enforced", "admin_portal_url")}
ME: dict[str, Any] = {
    "account": {**{key: ACCOUNT[key] for key in ("id", "updated_at", "name_edited_at")}, **_NAMES, "email": BARBARA},
    "membership": {"role": "admin", "source": "manual"},
    "enterprise": _BRIEF,
    "directory": {key: ENTERPRISE["directory"][key] for key in ("id", "state", "type", "name")},
    "directory_user": None,
    "audit": [LINE],
}
_ADAS = {
    "account": {**ME["account"], "email": ADA},
    "membership": {"role": "member", "source": "scim"},
    "directory_user": {key: value for key, value in DIRECTORY_USER.items() if key not in ("created_at", "account_id")},
}
REFUSED = Said(403, {"title": "Forbidden", "status": 403, "detail": "No.", "code": "not_admin"})


@dataclass
class FlowServer:
    """``answers``: by path below ``/flow/v1/``, instead of the usual ones; a function is asked, the rest is said."""

    answers: dict[str, Said | Callable[[Asked], Said]] = field(default_factory=dict)

    def __call__(self, asked: Asked) -> Said:
        path = asked.path.removeprefix("/flow/v1/")
        given = self.answers.get(path)
        if given is not None:
            return given(asked) if callable(given) else given
        if asked.bearer == MEMBER:
            return self._to_ada(path, asked)
        usual: dict[str, Any] = {
            "me": ME,
            "enterprise": ENTERPRISE,
            "audit": {"data": [LINE], "next": None},
            "people": person(asked.query.get("email", "")),
            "directory/users": {"data": [DIRECTORY_USER, {**DIRECTORY_USER, "account_id": None}], "next": "more"},
        }
        return Said(body=usual[path]) if path in usual else Said(404, {})

    def _to_ada(self, path: str, asked: Asked) -> Said:
        if path == "me":
            return Said(body={**ME, **_ADAS})
        if path == "people" and asked.query.get("email", "").lower() == ADA:
            return Said(body={**person(ADA), "similar": None})
        return REFUSED


def person(email: str) -> dict[str, Any]:
    """Everything about one address: Ada's, or nothing at all."""
    known = PERSON if email.lower() == ADA else {**PERSON, **_NOTHING}
    return copy.deepcopy({**known, "email": email})
