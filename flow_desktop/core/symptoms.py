"""What somebody comes with, in the words of the set-up article's headings; also the ids of ``check --heading``."""

from __future__ import annotations

from enum import StrEnum


class Symptom(StrEnum):
    """One per complaint; the texts are ``symptom.<id>`` in the words. They are offered in this order."""

    NOT_CREATED = "not_created"
    NOT_UPDATED = "not_updated"
    STILL_SIGNS_IN = "still_signs_in"
    DUPLICATE_ACCOUNTS = "duplicate_accounts"
    INVITED_INSTEAD = "invited_instead"
    DOMAIN_MATCHES_BUT_NOT_PROVISIONED = "domain_matches_but_not_provisioned"
    CONFIGURED_BUT_NOT_PROVISIONED = "configured_but_not_provisioned"
    NOT_ACTIVATING = "not_activating"
    SET_UP = "set_up"
    CANNOT_SIGN_IN = "cannot_sign_in"
    CANNOT_SIGN_UP = "cannot_sign_up"
    CANNOT_MANAGE_BY_HAND = "cannot_manage_by_hand"
    SETTINGS_MISSING = "settings_missing"
    CONNECTION_TEST_FAILS = "connection_test_fails"
    UNEXPECTED_CHANGE = "unexpected_change"
