"""The errors a provider sends (RFC 6749 4.1.2.1 and 5.2, OpenID Connect Core 3.1.2.6, WorkOS's own) as Problems."""

from __future__ import annotations

from flow_desktop.core.callback import plain
from flow_desktop.core.causes import Cause
from flow_desktop.core.problems import Code, Problem, problem

_KNOWN: dict[str, tuple[Code, Cause | None]] = {
    "access_denied": (Code.DENIED_BY_PERSON, None),
    "signin_consent_denied": (Code.DENIED_BY_PERSON, None),
    "server_error": (Code.PROVIDER_ERROR_SERVER, None),
    "temporarily_unavailable": (Code.PROVIDER_ERROR_UNAVAILABLE, None),
    "invalid_client": (Code.PROVIDER_ERROR_INVALID_CLIENT, None),
    "unauthorized_client": (Code.PROVIDER_ERROR_INVALID_CLIENT, None),
    "invalid_request": (Code.PROVIDER_ERROR_INVALID_REQUEST, None),
    "invalid_request_uri": (Code.PROVIDER_ERROR_INVALID_REQUEST, None),
    "unsupported_response_type": (Code.PROVIDER_ERROR_INVALID_REQUEST, None),
    "unsupported_grant_type": (Code.PROVIDER_ERROR_INVALID_REQUEST, None),
    "invalid_scope": (Code.PROVIDER_ERROR_INVALID_SCOPE, None),
    "invalid_grant": (Code.PROVIDER_ERROR_INVALID_GRANT, None),
    "login_required": (Code.PROVIDER_ERROR_LOGIN_REQUIRED, None),
    "interaction_required": (Code.PROVIDER_ERROR_LOGIN_REQUIRED, None),
    "consent_required": (Code.PROVIDER_ERROR_LOGIN_REQUIRED, None),
    "account_selection_required": (Code.PROVIDER_ERROR_LOGIN_REQUIRED, None),
    "sso_required": (Code.PROVIDER_ERROR_SSO_REQUIRED, Cause.SIGNIN_SSO_REQUIRED),
    "sign_up_not_allowed": (Code.PROVIDER_ERROR_NOT_PROVISIONED, Cause.SIGNUP_BLOCKED),
    "organization_membership_not_found": (Code.PROVIDER_ERROR_NOT_PROVISIONED, None),
    "profile_not_allowed_outside_organization": (Code.PROVIDER_ERROR_OUTSIDE_ORGANISATION, None),
    "slow_down": (Code.PROVIDER_ERROR_THROTTLED, None),
    "too_many_requests": (Code.PROVIDER_ERROR_THROTTLED, None),
}


def problem_of_provider_error(error: str, description: str = "") -> Problem:
    """The Problem for one error answer. Foreign text is carried as small print only, capped and plain."""
    code, cause = _KNOWN.get(error, (Code.PROVIDER_ERROR_OTHER, None))
    facts = {"error": plain(error, 60) or "unknown", "description": plain(description)}
    return problem(code, cause=cause, **facts)
