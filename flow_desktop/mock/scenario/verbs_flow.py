"""Steps in Flow: what admins, people and the billing cycle do there."""

from __future__ import annotations

from flow_desktop.mock import facts
from flow_desktop.mock.scenario.parts import ROLES
from flow_desktop.mock.scenario.stage import Stage, Values
from flow_desktop.mock.scenario.verbs import BY, PERSON, WHO, Param, Verb

_METHODS = tuple(method.value for method in facts.Method)
_ROLE = Param("role", required=False, allowed=ROLES)


def _sign_up(stage: Stage, values: Values) -> str | None:
    method = facts.Method(values.get("method", "password"))
    return stage.perform(facts.SignUpAttempted(stage.address(values), method))


def _sign_in(stage: Stage, values: Values) -> str | None:
    method = facts.Method(values.get("method", "sso"))
    return stage.perform(facts.SignInAttempted(stage.address(values), method))


def _request_to_join(stage: Stage, values: Values) -> str | None:
    return stage.perform(facts.JoinRequested(stage.address(values)))


def _invite(stage: Stage, values: Values) -> str | None:
    role = facts.Role(values.get("role", "member"))
    return stage.perform(facts.InviteRequested(stage.address(values), role), actor=stage.admin(values))


def _bulk_invite(stage: Stage, values: Values) -> str | None:
    actor = stage.admin(values)
    refusals = [stage.perform(facts.InviteRequested(one, bulk=True), actor=actor) for one in values["emails"]]
    return next((one for one in refusals if one), None)


def _remove_member(stage: Stage, values: Values) -> str | None:
    return stage.perform(
        facts.RemoveRequested(), about=stage.account(values["person"])["id"], actor=stage.admin(values)
    )


def _revoke(stage: Stage, values: Values) -> str | None:
    about = stage.invitation(stage.address(values))
    return stage.perform(facts.RevokeRequested(), about=about, actor=stage.admin(values))


def _answer_request(stage: Stage, values: Values, *, approved: bool) -> str | None:
    email = stage.address(values)
    action = facts.JoinAnswered(email, approved=approved)
    return stage.perform(action, about=stage.join_request(email), actor=stage.admin(values))


def _accept(stage: Stage, values: Values) -> str | None:
    email = stage.address(values)
    return stage.perform(facts.InvitationAccepted(email), about=stage.invitation(email))


def _change_role(stage: Stage, values: Values) -> str | None:
    action = facts.RoleChangeRequested(facts.Role(values["role"]))
    return stage.perform(action, about=stage.account(values["person"])["id"], actor=stage.admin(values))


def _set_cap(stage: Stage, values: Values) -> str | None:
    return stage.perform(facts.SeatCapChanged(values.get("cap")), actor=stage.admin(values))


def _reconcile(stage: Stage, _: Values) -> str | None:
    return stage.perform(facts.BillingReconciled())


def _domain(stage: Stage, values: Values, *, registered: bool) -> str | None:
    action = facts.DomainRegistered(values["domain"], registered=registered)
    return stage.perform(action, actor=stage.admin(values))


def _open_setup(stage: Stage, values: Values) -> str | None:
    return stage.perform(facts.SetupOpened(), actor=stage.account(values["person"])["id"])


def _enforce_sso(stage: Stage, values: Values) -> str | None:
    return stage.perform(facts.SsoEnforcementChanged(values.get("on", True)), actor=stage.admin(values))


def _edit_name(stage: Stage, values: Values) -> str | None:
    account = stage.account(values["person"])
    first, last = (values.get(name, account[name]) for name in ("first_name", "last_name"))
    return stage.perform(facts.NameEdited(first, last), about=account["id"], actor=account["id"])


_METHOD = Param("method", required=False, allowed=_METHODS)
_CAP = Param("cap", "count", required=False)
_DOMAIN = Param("domain")

FLOW_VERBS = {
    "sign_up_directly": Verb(_sign_up, (*WHO, _METHOD)),
    "sign_in": Verb(_sign_in, (*WHO, _METHOD)),
    "request_to_join": Verb(_request_to_join, WHO),
    "invite": Verb(_invite, (*WHO, _ROLE, BY)),
    "bulk_invite": Verb(_bulk_invite, (Param("emails", "texts"), BY)),
    "remove_member": Verb(_remove_member, (PERSON, BY)),
    "revoke_invitation": Verb(_revoke, (*WHO, BY)),
    "approve_request": Verb(lambda stage, values: _answer_request(stage, values, approved=True), (*WHO, BY)),
    "deny_request": Verb(lambda stage, values: _answer_request(stage, values, approved=False), (*WHO, BY)),
    "accept_invitation": Verb(_accept, WHO),
    "change_role": Verb(_change_role, (PERSON, Param("role", allowed=ROLES), BY)),
    "set_cap": Verb(_set_cap, (_CAP, BY)),
    "reconcile": Verb(_reconcile),
    "register_domain": Verb(lambda stage, values: _domain(stage, values, registered=True), (_DOMAIN, BY)),
    "remove_domain": Verb(lambda stage, values: _domain(stage, values, registered=False), (_DOMAIN, BY)),
    "open_setup": Verb(_open_setup, (PERSON,)),
    "enforce_sso": Verb(_enforce_sso, (Param("on", "flag", required=False), BY)),
    "edit_name_in_flow": Verb(
        _edit_name,
        (PERSON, *(Param(name, required=False, either="name") for name in ("first_name", "last_name"))),
    ),
}
