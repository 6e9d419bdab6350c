"""Every error a provider can send ends in a problem a person can act on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from flow_desktop.core.causes import Cause
from flow_desktop.core.problems import Kind
from flow_desktop.core.provider_errors import problem_of_provider_error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("access_denied", "denied.by_person"),
        ("signin_consent_denied", "denied.by_person"),
        ("server_error", "provider_error.server_error"),
        ("temporarily_unavailable", "provider_error.temporarily_unavailable"),
        ("invalid_client", "provider_error.invalid_client"),
        ("unauthorized_client", "provider_error.invalid_client"),
        ("invalid_request", "provider_error.invalid_request"),
        ("invalid_request_uri", "provider_error.invalid_request"),
        ("unsupported_response_type", "provider_error.invalid_request"),
        ("unsupported_grant_type", "provider_error.invalid_request"),
        ("invalid_scope", "provider_error.invalid_scope"),
        ("invalid_grant", "provider_error.invalid_grant"),
        ("login_required", "provider_error.login_required"),
        ("interaction_required", "provider_error.login_required"),
        ("consent_required", "provider_error.login_required"),
        ("account_selection_required", "provider_error.login_required"),
        ("sso_required", "provider_error.sso_required"),
        ("sign_up_not_allowed", "provider_error.not_provisioned"),
        ("organization_membership_not_found", "provider_error.not_provisioned"),
        ("profile_not_allowed_outside_organization", "provider_error.outside_organisation"),
        ("slow_down", "provider_error.throttled"),
        ("too_many_requests", "provider_error.throttled"),
        ("ACCESS_DENIED", "provider_error.other"),
        ("whatever_we_like", "provider_error.other"),
        ("", "provider_error.other"),
    ],
)
def test_known_errors_have_their_own_problem_and_unknown_ones_a_common_one(error: str, code: str) -> None:
    """RFC 6749, OpenID Connect Core and WorkOS's own errors, by their exact names."""
    assert problem_of_provider_error(error).code.value == code


def test_two_errors_name_the_cause_behind_them() -> None:
    """Where the provider's error is the evidence for a cause of the article, the problem carries it."""
    assert problem_of_provider_error("sso_required").cause is Cause.SIGNIN_SSO_REQUIRED
    assert problem_of_provider_error("sign_up_not_allowed").cause is Cause.SIGNUP_BLOCKED
    assert problem_of_provider_error("server_error").cause is None


def test_what_the_provider_says_is_small_print() -> None:
    """Error and description are kept as plain, capped text; a missing name is called unknown."""
    found = dict(problem_of_provider_error("x" * 100, "<script>\x00\x1b[31mé" + "y" * 500).facts)
    assert found["error"] == "x" * 60
    assert found["description"] == ("<script>[31m" + "y" * 500)[:200]
    assert dict(problem_of_provider_error("é").facts)["error"] == "unknown"


@given(some.text(), some.text())
def test_no_text_of_a_stranger_gets_through_unwashed(error: str, description: str) -> None:
    """Whatever is sent: printable ASCII of bounded length, and one of two kinds."""
    found = problem_of_provider_error(error, description)
    facts = dict(found.facts)
    assert found.kind in (Kind.PROVIDER_ERROR, Kind.DENIED)
    assert all(" " <= ch <= "~" for value in facts.values() for ch in value)
    assert len(facts["error"]) <= 60
    assert len(facts["description"]) <= 200
