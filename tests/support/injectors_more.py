"""More injectors: what is so before anything happens, and what only a sign-in shows. Knows nothing of checks."""

from __future__ import annotations

from tests.support.injectors import (
    INJECTORS,
    WAYS,
    Ada,
    Case,
    Injector,
    has_sso_settings,
    may_move,
    second_account,
    step,
)

_UNLIKE_ANOTHER_PLAN = {
    "setup.not_admin",
    "setup.admin_profile_incomplete",
    "signin.sso_required",
    "support.settings_missing",
}


def _other_plan(case: Case) -> None:
    case.enterprise["plan"] = "team"
    case.do(step("open_setup", person="ada", refused=True))


def _incomplete_profile(case: Case) -> None:
    """An admin without a last name, at any of the three places, begins to set up."""
    case.nameless = True
    case.do(step("change_role", person="ada", role="admin", by="barbara"))
    case.do(step("open_setup", person="ada", refused=True))


def _may_begin(case: Case) -> bool:
    named = case.true & {"update.edited_in_flow", "update.webhook_missed", *_UNLIKE_ANOTHER_PLAN}
    return not named and not case.by_hand and not case.nameless and has_sso_settings(case)


def _test_fails(case: Case) -> None:
    """Known by the identity provider's own test: what it would send now stays where it is."""
    case.tell(idp__connection="failed")
    case.travels = False
    case.true -= set(WAYS)


def _may_fail(case: Case) -> bool:
    return case.travels and "support.connection_test_fails" not in case.true


def _signed_up_before(case: Case) -> None:
    case.account_source = "self"
    second_account(case)


def _last_name_left_out(case: Case) -> None:
    """She is sent without her last name. To see that she signs in herself; as an admin she sees the rest as well."""
    case.nameless, case.grouped = True, False
    case.do(step("unmap", attribute="familyName"), step("assign", person="ada"))
    case.do(step("change_role", person="ada", role="admin", by="barbara"), step("advance", time="1d"))
    case.true -= {"signup.blocked", "manual.disabled_by_scim"}  # she came in after all
    case.ada = Ada.MEMBER


def _other_browser(case: Case) -> None:
    case.wrong_account = True


def _may_be_mixed_up(case: Case) -> bool:
    return not case.wrong_account


EVERY_INJECTOR = (
    *INJECTORS,
    Injector("setup.not_enterprise_plan", (Ada.MEMBER,),
             lambda case: not case.by_hand and not case.true & _UNLIKE_ANOTHER_PLAN, _other_plan),
    Injector("setup.admin_profile_incomplete", (Ada.MEMBER,), _may_begin, _incomplete_profile),
    Injector("sync.idp_not_connected", tuple(Ada), _may_fail, _test_fails),
    Injector("duplicate.different_identifier", (Ada.ABSENT,), may_move, _signed_up_before),
    Injector("update.attribute_not_mapped", (Ada.ABSENT,), may_move, _last_name_left_out),
    Injector("signin.wrong_account", tuple(Ada), _may_be_mixed_up, _other_browser),
)  # fmt: skip
