"""The closed vocabulary of "why", in blocking order. The words for each are in ``resources/causes.toml``.

Adding a code needs a sentence of the article that supports it; renaming one is never allowed.
"""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """A reason why an account is not the same everywhere. The order of the members is the blocking order."""

    SETUP_NOT_ENTERPRISE_PLAN = "setup.not_enterprise_plan"
    SETUP_NOT_ADMIN = "setup.not_admin"
    SETUP_ADMIN_PROFILE_INCOMPLETE = "setup.admin_profile_incomplete"
    SYNC_DELETED = "sync.deleted"
    SYNC_DEACTIVATED = "sync.deactivated"
    SYNC_NOT_ENABLED = "sync.not_enabled"
    SYNC_IDP_NOT_CONNECTED = "sync.idp_not_connected"
    SYNC_WEBHOOK_UNREACHABLE = "sync.webhook_unreachable"
    BLOCKED_OTHER_ENTERPRISE = "blocked.other_enterprise"
    BLOCKED_SEAT_CAP = "blocked.seat_cap"
    CREATE_DOMAIN_NOT_REGISTERED = "create.domain_not_registered"
    CREATE_EMAIL_NOT_MAPPED = "create.email_not_mapped"
    INVITE_REPEATED = "invite.repeated"
    INVITE_TRANSIENT_ERROR = "invite.transient_error"
    CREATE_WEBHOOK_MISSED = "create.webhook_missed"
    CREATE_PENDING = "create.pending"
    CREATE_ASSIGNED_BEFORE_ACTIVATION = "create.assigned_before_activation"
    CREATE_NOT_ASSIGNED = "create.not_assigned"
    CREATE_PROVISIONING_OFF = "create.provisioning_off"
    MEMBER_GROUP_DELETED = "member.group_deleted"
    MEMBER_REMOVED = "member.removed"
    REMOVE_WEBHOOK_MISSED = "remove.webhook_missed"
    REMOVE_PENDING = "remove.pending"
    REMOVE_UNASSIGNED_WITHOUT_DELETE = "remove.unassigned_without_delete"
    REMOVE_EVENT_NOT_SENT = "remove.event_not_sent"
    REMOVE_SSO_NOT_ENFORCED = "remove.sso_not_enforced"
    DUPLICATE_MANUAL_BEFORE_SCIM = "duplicate.manual_before_scim"
    DUPLICATE_DIFFERENT_IDENTIFIER = "duplicate.different_identifier"
    UPDATE_EMAIL_IS_FIXED = "update.email_is_fixed"
    UPDATE_EDITED_IN_FLOW = "update.edited_in_flow"
    UPDATE_WEBHOOK_MISSED = "update.webhook_missed"
    UPDATE_PENDING = "update.pending"
    UPDATE_ATTRIBUTE_NOT_MAPPED = "update.attribute_not_mapped"
    UPDATE_PROVISIONING_OFF = "update.provisioning_off"
    SIGNIN_SSO_REQUIRED = "signin.sso_required"
    SIGNIN_WRONG_ACCOUNT = "signin.wrong_account"
    SIGNUP_BLOCKED = "signup.blocked"
    MANUAL_DISABLED_BY_SCIM = "manual.disabled_by_scim"
    SUPPORT_SETTINGS_MISSING = "support.settings_missing"
    SUPPORT_CONNECTION_TEST_FAILS = "support.connection_test_fails"
    SUPPORT_UNEXPECTED_CHANGE = "support.unexpected_change"
    ROLE_IT_ADMIN_NO_DICTATION = "role.it_admin_no_dictation"
    ROLE_ALWAYS_MEMBER = "role.always_member"
    SEATS_RAISED = "seats.raised"
    SEATS_NOT_REDUCED = "seats.not_reduced"
