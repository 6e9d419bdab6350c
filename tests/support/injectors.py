"""Puts causes into a made-up organisation, one after the other (decisions, "Measuring", 25). Knows nothing of checks.

Each injector says what it needs before it, what it does, and which codes are then true of Ada. A pair is compatible if
the second one's need still holds after the first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

MAIL = "ada.byron@pilot.example"
NEW_MAIL = "ada.lovelace@pilot.example"


class Ada(Enum):
    """Where Ada is."""

    ABSENT = "nobody ever sent her"
    STOPPED = "she was sent, and did not arrive"
    MEMBER = "she is a member"
    OUT = "she was a member"
    GHOST = "she was removed, and Flow never heard of it"


@dataclass
class Case:
    """An organisation so far. ``travels``: what happens still comes to Flow. ``nameless``: she has no last name."""

    ada: Ada
    enterprise: dict[str, Any] = field(default_factory=dict)
    elsewhere: str | None = None
    by_hand: bool = False
    account_source: str = "manual"
    nameless: bool = False
    wrong_account: bool = False
    swapped: bool = False
    mail: str = MAIL
    steps: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    true: set[str] = field(default_factory=set)
    travels: bool = True
    told_where: bool = False
    grouped: bool = True
    later: int = 0

    def do(self, *steps: dict[str, Any]) -> None:
        """Add steps."""
        self.steps += steps

    def tell(self, **answers: str) -> None:
        """Answers, their keys with ``__`` for the dot."""
        self.answers |= {key.replace("__", "."): value for key, value in answers.items()}

    def may_tell(self, **answers: str) -> bool:
        """Whether nothing else was told about the same."""
        keys = {key.replace("__", "."): value for key, value in answers.items()}
        return all(self.answers.get(key, value) == value for key, value in keys.items())


@dataclass(frozen=True)
class Injector:
    """``starts``: where Ada has to be in the organisation that it begins with."""

    code: str
    starts: tuple[Ada, ...]
    needs: Callable[[Case], bool]
    apply: Callable[[Case], None]

    def fits(self, case: Case) -> bool:
        """Whether it can be put in now."""
        return case.ada in self.starts and self.needs(case)

    def inject(self, case: Case) -> None:
        """Put it in."""
        self.apply(case)
        case.true.add(self.code)


def step(do: str, **keys: Any) -> dict[str, Any]:
    """One step of a scenario."""
    return {"do": do, **keys}


def _later(case: Case) -> None:
    """Something else happens, a day later, and reaches Flow."""
    case.later += 1
    case.do(step("advance", time="1d"), step("rename", person="linh", given_name=f"Lin {case.later}"))


def _travels(case: Case) -> bool:
    return case.travels


def may_move(case: Case) -> bool:
    """Nothing was told about where she is that would be wrong after a move."""
    return case.travels and not case.told_where


def _always(_: Case) -> bool:
    return True


# --- the connection ---------------------------------------------------------------------------------------------


WAYS = ("create.pending", "remove.pending", "remove.unassigned_without_delete", "remove.event_not_sent",
         "update.pending", "update.provisioning_off")  # fmt: skip
"""What is only so while the connection works: waiting for a cycle, or for an event, that nothing could bring now."""

_OF_THE_DIRECTORY = ("create.email_not_mapped", "create.webhook_missed", "create.assigned_before_activation",
                     "remove.webhook_missed", "update.email_is_fixed", "update.edited_in_flow",
                     "update.webhook_missed", "update.attribute_not_mapped", "duplicate.manual_before_scim",
                     "duplicate.different_identifier", "signup.blocked", "manual.disabled_by_scim")  # fmt: skip
"""What only the directory's own entry, its activation or its rule shows: with the directory it is gone."""


_MISSED = ("create.webhook_missed", "remove.webhook_missed", "update.webhook_missed")
"""While it is switched off nothing is delivered: nobody can say any more what was lost before."""


def ends(*steps: dict[str, Any], gone: tuple[str, ...] = WAYS) -> Callable[[Case], None]:
    def apply(case: Case) -> None:
        case.do(*steps)
        case.travels = False
        case.true -= set(gone)

    return apply


def _stranded(case: Case) -> None:
    case.do(step("fault", webhook_unreachable=True), step("rename", person="linh", given_name="Lin"))
    case.travels = False
    case.true.discard("remove.webhook_missed")  # Flow's word alone does not tell which came first


# --- not let in -------------------------------------------------------------------------------------------------


def stopped(*before: dict[str, Any]) -> Callable[[Case], None]:
    def apply(case: Case) -> None:
        case.do(*before, step("assign", person="ada"))
        case.ada = Ada.STOPPED

    return apply


def _creation_lost(case: Case) -> None:
    stopped(step("fault", drop_deliveries=1))(case)
    _later(case)


def _mail_in_the_wrong_field(case: Case) -> None:
    case.swapped = True
    swapped = (("userName", "email"), ("email", "username"))
    stopped(*(step("map", attribute=name, source=source) for name, source in swapped))(case)


def _other_enterprise(case: Case) -> None:
    case.elsewhere = "Other Example"
    stopped()(case)


def _repeated(case: Case) -> None:
    stopped(step("fault", fail_provisioning=[1, 2]), step("assign", person="carl"))(case)
    case.true.add("invite.transient_error")


def told(**answers: str) -> tuple[Callable[[Case], bool], Callable[[Case], None]]:
    """Known by answers alone; only where what the answers are about has a working way to Flow."""

    def needs(case: Case) -> bool:
        return case.travels and case.may_tell(**answers)

    def apply(case: Case) -> None:
        case.tell(**answers)
        case.told_where = case.told_where or bool({"idp__assigned", "idp__removed", "idp__provisioning"} & set(answers))

    return needs, apply


# --- members ----------------------------------------------------------------------------------------------------


_OF_A_MEMBER = ("update.", "duplicate.", "support.settings", "setup.admin_profile")


def _left(*steps: dict[str, Any]) -> Callable[[Case], None]:
    def apply(case: Case) -> None:
        case.do(*steps)
        case.ada = Ada.OUT
        case.mail = MAIL
        case.true -= {code for code in case.true if code.startswith(_OF_A_MEMBER)}

    return apply


def _removal_lost(case: Case) -> None:
    case.do(step("fault", drop_deliveries=1), step("unassign", person="ada"))
    _later(case)
    case.mail = MAIL
    case.true -= {code for code in case.true if code.startswith(("update.", "duplicate."))}
    case.ada = Ada.GHOST


def _signs_in_anyway(case: Case) -> None:
    case.do(step("advance", time="1h"), step("sign_in", person="ada", method="google"))


def _new_mail(case: Case) -> None:
    case.do(step("change_email", person="ada", email=NEW_MAIL), step("advance", time="1d"))
    case.mail = NEW_MAIL


def _edited(case: Case) -> None:
    case.do(step("advance", time="1h"), step("edit_name_in_flow", person="ada", last_name="King"))


def _update_lost(case: Case) -> None:
    lost = step("rename", person="ada", family_name="Lovelace")
    case.do(step("advance", time="1h"), step("fault", drop_deliveries=1), lost)
    _later(case)
    case.true.discard("update.edited_in_flow")  # Directory Sync is the newer one now


def second_account(case: Case) -> None:
    """An account made by hand with another address, then she is sent and gets one of her own."""
    case.by_hand, case.grouped = True, False
    case.do(step("assign", person="ada"), step("advance", time="1d"))
    case.tell(flow__same_person="yes")
    case.true -= {"signup.blocked", "manual.disabled_by_scim"}  # she came in after all
    case.ada = Ada.MEMBER


def _method_refused(case: Case) -> None:
    case.do(step("enforce_sso", on=True), step("sign_in", person="ada", method="google", refused=True))


def _other_domain(case: Case) -> None:
    case.mail = "ada.byron@elsewhere.example"
    case.true.discard("signup.blocked")  # that was another address
    stopped(step("change_email", person="ada", email=case.mail))(case)


def _by_hand(case: Case) -> None:
    """The admin tries what Directory Sync does now: to take her out, or to let her in."""
    inside = case.ada in (Ada.MEMBER, Ada.GHOST)
    verb, who = ("remove_member", {"person": "ada"}) if inside else ("invite", {"email": case.mail})
    case.do(step(verb, **who, by="barbara", refused=True))


def _acts_herself(case: Case) -> bool:
    """With two accounts it would be the other one that acts; without a last name she is an admin already."""
    return not case.by_hand and not case.nameless and has_sso_settings(case)


def has_sso_settings(case: Case) -> bool:
    """The organisation is on the plan that comes with them."""
    return "plan" not in case.enterprise


def _has_a_name(needs: Callable[[Case], bool]) -> Callable[[Case], bool]:
    """A late change would explain as well why her last name is missing."""
    return lambda case: needs(case) and not case.nameless


def _may_be_renamed(case: Case) -> bool:
    """A change of her last name is on its way like any other."""
    return case.travels and not case.by_hand and not case.nameless


def _settings_invisible(case: Case) -> None:
    case.do(step("change_role", person="ada", role="admin", by="barbara"))
    case.tell(support__settings_visible="no")
    case.true.discard("setup.not_admin")


# --- all of them ------------------------------------------------------------------------------------------------

_ANYWHERE = tuple(Ada)
_PENDING = told(idp__assigned="yes", idp__assigned_at="5m ago", idp__provisioning="on")
_TOO_EARLY = told(idp__assigned="yes", idp__assigned_at="300d ago")
_UNASSIGNED = told(idp__assigned="no")
_SWITCHED_OFF = told(idp__provisioning="off")
_REMOVAL_PENDING = told(idp__removed="unassigned", idp__removed_at="5m ago")
_NO_DELETE = told(idp__removed="unassigned", idp__removed_at="3d ago", idp__active="yes")
_NOT_SENT = told(idp__removed="deactivated", idp__removed_at="3d ago", idp__active="no")
_UPDATE_PENDING = told(idp__changed_at="5m ago", idp__update_provisioning="on")
_UPDATE_OFF = told(idp__changed_at="3h ago", idp__update_provisioning="off")
_TEST_FAILS = told(support__connection_test="failed", support__url_token_network_confirmed="yes")
_BY_ITSELF = told(support__idp_changed="no")

INJECTORS = (
    Injector("setup.not_admin", (Ada.MEMBER,), _acts_herself,
             lambda case: case.do(step("open_setup", person="ada", refused=True))),
    Injector("sync.deleted", _ANYWHERE, _travels, ends(step("delete_directory"), gone=WAYS + _OF_THE_DIRECTORY)),
    Injector("sync.deactivated", _ANYWHERE, _travels, ends(step("deactivate_directory"), gone=WAYS + _MISSED)),
    Injector("sync.not_enabled", _ANYWHERE, _travels,
             ends(step("delete_directory"), step("connect_directory"), gone=WAYS + _OF_THE_DIRECTORY)),
    Injector("sync.webhook_unreachable", _ANYWHERE, _travels, _stranded),
    Injector("blocked.other_enterprise", (Ada.ABSENT,), may_move, _other_enterprise),
    Injector("blocked.seat_cap", (Ada.ABSENT,), may_move, stopped(step("set_cap", cap=2))),
    Injector("create.domain_not_registered", (Ada.ABSENT,), may_move,
             _other_domain),
    Injector("create.email_not_mapped", (Ada.ABSENT,), may_move, _mail_in_the_wrong_field),
    Injector("invite.repeated", (Ada.ABSENT,), may_move, _repeated),
    Injector("invite.transient_error", (Ada.ABSENT,), may_move, stopped(step("fault", fail_provisioning=[1]))),
    Injector("create.webhook_missed", (Ada.ABSENT,), may_move, _creation_lost),
    Injector("create.pending", (Ada.ABSENT,), *_PENDING),
    Injector("create.assigned_before_activation", (Ada.ABSENT,), *_TOO_EARLY),
    Injector("create.not_assigned", (Ada.ABSENT,), *_UNASSIGNED),
    Injector("create.provisioning_off", (Ada.ABSENT,), *_SWITCHED_OFF),
    Injector("member.group_deleted", (Ada.MEMBER,), lambda case: may_move(case) and case.grouped,
             _left(step("delete_group", group="Pilot"))),
    Injector("member.removed", (Ada.MEMBER,), may_move, _left(step("unassign", person="ada"))),
    Injector("remove.webhook_missed", (Ada.MEMBER,), may_move, _removal_lost),
    Injector("remove.pending", (Ada.MEMBER,), *_REMOVAL_PENDING),
    Injector("remove.unassigned_without_delete", (Ada.MEMBER,), *_NO_DELETE),
    Injector("remove.event_not_sent", (Ada.MEMBER,), *_NOT_SENT),
    Injector("remove.sso_not_enforced", (Ada.OUT,), _always, _signs_in_anyway),
    Injector("duplicate.manual_before_scim", (Ada.ABSENT,), may_move, second_account),
    Injector("update.email_is_fixed", (Ada.MEMBER,), _travels, _new_mail),
    Injector("update.edited_in_flow", (Ada.MEMBER,), _may_be_renamed, _edited),
    Injector("update.webhook_missed", (Ada.MEMBER,), _may_be_renamed, _update_lost),
    Injector("update.pending", (Ada.MEMBER,), _has_a_name(_UPDATE_PENDING[0]), _UPDATE_PENDING[1]),
    Injector("update.provisioning_off", (Ada.MEMBER,), _has_a_name(_UPDATE_OFF[0]), _UPDATE_OFF[1]),
    Injector("signin.sso_required", (Ada.MEMBER,), _acts_herself, _method_refused),
    Injector("signup.blocked", (Ada.ABSENT, Ada.STOPPED), lambda case: case.travels and case.mail == MAIL,
             lambda case: case.do(step("sign_up_directly", person="ada", refused=True))),
    Injector("manual.disabled_by_scim", _ANYWHERE, lambda case: case.travels and not case.by_hand, _by_hand),
    Injector("support.settings_missing", (Ada.MEMBER,), _acts_herself, _settings_invisible),
    Injector("support.connection_test_fails", _ANYWHERE, *_TEST_FAILS),
    Injector("support.unexpected_change", (Ada.MEMBER, Ada.OUT), *_BY_ITSELF),
)  # fmt: skip
