"""The article's FAQs and its last part, sentence by sentence, as far as a sentence says what Flow does."""

from __future__ import annotations

from dataclasses import replace

from flow_desktop.mock.effects import (
    AddEdge,
    CloseInvitation,
    CreateAccount,
    ForgetGroup,
    Leave,
    Reason,
    Remember,
    SendInvitation,
    SetRole,
    SetSeatCap,
    SetSeatCount,
    Unlink,
)
from flow_desktop.mock.facts import (
    BillingReconciled,
    GroupDeleted,
    GroupMemberAdded,
    GroupUser,
    Method,
    ProvisioningFailed,
    RemoveRequested,
    Role,
    RoleChangeRequested,
    SeatCapChanged,
    SignInAttempted,
    SignUpAttempted,
    Source,
    UserCreated,
    UserDeleted,
    UserUpdated,
)
from tests.mock.flow.cast import (
    ADA,
    ADMIN,
    BY_HAND,
    COMES_BACK,
    ELSEWHERE,
    ENTERPRISE,
    FALLBACK,
    FULL,
    GONE,
    IN_GROUP,
    IS_MADE,
    LEAVES,
    MEMBER,
    OUTSIDE,
    UNLINKED,
    Row,
    linked,
    world,
)

REMOVED = "What happens when a user is removed from the identity provider?"
SIGN_UP = "Can users sign up for Flow directly when SCIM is enabled?"
SIGN_IN = "How do SCIM-provisioned users sign in?"
WHY_NOT = "Why are some users not being provisioned?"
ROLE = "What role are SCIM-provisioned users assigned?"
OTHER = "What if a user already belongs to a different organization?"
GROUP = "What happens if a directory group is deleted in the identity provider?"
BILLING = "Does SCIM affect billing?"
CAP = "What happens if my enterprise has reached its seat cap?"
HELP = "Still need help?"

_SEEN = Remember(ADA)
_ENFORCED = replace(ENTERPRISE, sso_enforced=True)
_EDITH = replace(ADA, id="du_edith", email="edith@pilot.example")
_EDITH_MEMBER = replace(MEMBER, id="a_edith", email="edith@pilot.example", directory_user_id="du_edith")
_FOREIGN = replace(ADA, email="ada@elsewhere.example")
_IT_ADMIN_MEMBER = replace(MEMBER, role=Role.IT_ADMIN)
_ROOM = replace(ENTERPRISE, seat_count=9)
_RAISED = (Reason.PROVISIONED, Reason.SEATS_RAISED)
_METHODS = (Method.GOOGLE, Method.MICROSOFT, Method.APPLE, Method.PASSWORD)
_ADDRESS = "ada@pilot.example"

PEOPLE = (
    Row(REMOVED, "membership is removed and their directory sync link", "membership and link go, the account stays",
        linked(), UserDeleted(ADA), (Reason.DEPROVISIONED,), (*LEAVES, Remember(GONE))),
    Row(REMOVED, "authentication record are not deleted", "the authentication record stays: the removed user signs in",
        world(by_email=OUTSIDE), SignInAttempted(_ADDRESS, Method.APPLE), (Reason.SIGNED_IN_WITHOUT_MEMBERSHIP,)),
    Row(REMOVED, "later re-provisioned", "a new creation joins the account that exists",
        world(remembered=GONE, by_email=OUTSIDE), UserCreated(ADA), (Reason.REASSOCIATED, Reason.SEATS_RAISED),
        (*COMES_BACK, SetSeatCount(6), _SEEN)),
    Row(REMOVED, "later re-provisioned", "being active again joins the account that exists",
        world(remembered=GONE, by_email=OUTSIDE), UserUpdated(ADA), (Reason.REPROVISIONED, Reason.SEATS_RAISED),
        (*COMES_BACK, SetSeatCount(6), _SEEN)),
    Row(SIGN_UP, "cannot self-register", "nobody registers on a managed domain",
        world(), SignUpAttempted(_ADDRESS), (Reason.SELF_SIGNUP_BLOCKED,), refused=True),
    Row(SIGN_UP, "Users on SCIM-managed domains", "another domain is nobody's business here",
        world(), SignUpAttempted("ada@elsewhere.example"), (Reason.SIGNED_UP,),
        (CreateAccount("ada@elsewhere.example", None, None, Source.SELF),)),
    Row(SIGN_UP, "must be provisioned", "signing in by SSO makes no account either",
        world(), SignInAttempted(_ADDRESS, Method.SSO), (Reason.NOT_PROVISIONED,), refused=True),
    Row(SIGN_UP, "Direct sign-up attempts are blocked", "the block does not tell whether an account exists",
        world(by_email=MEMBER), SignUpAttempted(_ADDRESS, Method.GOOGLE), (Reason.SELF_SIGNUP_BLOCKED,), refused=True),
    *(Row(SIGN_IN, "whatever authentication methods", f"a provisioned member signs in by {method.value}",
          world(by_email=MEMBER), SignInAttempted(_ADDRESS, method), (Reason.SIGNED_IN,)) for method in Method),
    *(Row(SIGN_IN, "users must sign in via SSO", f"with enforced SSO {method.value} is refused",
          world(_ENFORCED, by_email=MEMBER), SignInAttempted(_ADDRESS, method), (Reason.SSO_REQUIRED,), refused=True)
      for method in _METHODS),
    Row(SIGN_IN, "users must sign in via SSO", "with enforced SSO, SSO works",
        world(_ENFORCED, by_email=MEMBER), SignInAttempted(_ADDRESS, Method.SSO), (Reason.SIGNED_IN,)),
    Row(SIGN_IN, "does not enforce a specific", "provisioning enforces no method",
        world(), UserCreated(ADA), _RAISED, (*IS_MADE, SetSeatCount(6), _SEEN)),
    Row(WHY_NOT, "must match one of the enterprise's registered domains", "a registered domain is let in",
        world(), UserCreated(ADA), _RAISED, (*IS_MADE, SetSeatCount(6), _SEEN)),
    Row(WHY_NOT, "silently skipped", "another domain: no member, no invitation, nobody told",
        world(), UserCreated(_FOREIGN), (Reason.DOMAIN_MISMATCH,), (Remember(_FOREIGN),)),
)  # fmt: skip

ROLES = (
    Row(ROLE, "assigned the Member role", "a former Admin comes back as Member",
        world(remembered=GONE, by_email=OUTSIDE, former_role=Role.ADMIN), UserUpdated(ADA),
        (Reason.REPROVISIONED, Reason.ROLE_RESET, Reason.SEATS_RAISED), (*COMES_BACK, SetSeatCount(6), _SEEN)),
    Row(ROLE, "Role mapping from the identity provider", "being put in a group gives no role",
        linked(), GroupMemberAdded("dg_admins", ADA), (Reason.GROUP_MEMBER_ADDED,), (AddEdge("dg_admins", "du_ada"),)),
    Row(ROLE, "change roles directly", "an admin changes a role while SCIM is on",
        world(by_email=MEMBER, actor=ADMIN), RoleChangeRequested(Role.ADMIN),
        (Reason.ROLE_CHANGED,), (SetRole("a_ada", Role.ADMIN),)),
    Row(ROLE, "assigning the IT Admin role", "an admin makes an IT Admin while SCIM is on",
        world(by_email=MEMBER, actor=ADMIN), RoleChangeRequested(Role.IT_ADMIN),
        (Reason.ROLE_CHANGED,), (SetRole("a_ada", Role.IT_ADMIN),)),
    Row(OTHER, "silently skipped", "a member of another enterprise: no member, no invitation, nobody told",
        world(by_email=ELSEWHERE), UserCreated(ADA), (Reason.OTHER_ENTERPRISE,), (_SEEN,)),
    Row(OTHER, "one enterprise at a time", "a failure does not invite a member of another enterprise",
        world(by_email=ELSEWHERE), ProvisioningFailed(ADA), (Reason.OTHER_ENTERPRISE,), (_SEEN,)),
    Row(GROUP, "All users in that group are removed", "every user of the group leaves, one line for each",
        world(group_users=(IN_GROUP, GroupUser(_EDITH, _EDITH_MEMBER))), GroupDeleted("dg_1", "Pilot"),
        (Reason.GROUP_DELETED, Reason.GROUP_DELETED),
        (*LEAVES, Leave("a_edith"), Unlink("a_edith"), ForgetGroup("dg_1"))),
    Row(GROUP, "pending invitations for those users are revoked", "a pending invitation is revoked",
        world(group_users=(GroupUser(ADA, None, FALLBACK),)), GroupDeleted("dg_1", "Pilot"),
        (Reason.GROUP_DELETED,), (CloseInvitation("i_ada", "revoked"), ForgetGroup("dg_1"))),
)  # fmt: skip

SEATS = (
    Row(BILLING, "increases your seat count automatically", "one more member, one more billed seat",
        world(), UserCreated(ADA), _RAISED, (*IS_MADE, SetSeatCount(6), _SEEN)),
    Row(BILLING, "to accommodate them", "a seat that is billed already is used first",
        world(_ROOM), UserCreated(ADA), (Reason.PROVISIONED,), (*IS_MADE, _SEEN)),
    Row(BILLING, "not reduced automatically", "a removal leaves the billed count alone",
        linked(), UserDeleted(ADA), (Reason.DEPROVISIONED,), (*LEAVES, Remember(GONE))),
    Row(BILLING, "billing reconciliation cycles", "reconciliation bills the seats in use",
        world(_ROOM), BillingReconciled(), (Reason.SEATS_RECONCILED,), (SetSeatCount(5),)),
    Row(BILLING, "adjust seats manually", "an admin lowers the cap",
        world(_ROOM, actor=ADMIN), SeatCapChanged(9), (Reason.CAP_CHANGED,), (SetSeatCap(9),)),
    Row(BILLING, "IT Admin role members do not count", "leaving IT Admin takes a billed seat",
        world(by_email=_IT_ADMIN_MEMBER, actor=ADMIN), RoleChangeRequested(Role.MEMBER),
        (Reason.ROLE_CHANGED, Reason.SEATS_RAISED), (SetRole("a_ada", Role.MEMBER), SetSeatCount(6))),
    Row(CAP, "blocked when the seat cap is reached", "at the cap the user is not added",
        world(FULL), UserCreated(ADA), (Reason.SEAT_CAP,), (_SEEN,)),
    Row(CAP, "no email invitation", "at the cap a returning user is not added or invited either",
        world(FULL, remembered=GONE, by_email=OUTSIDE), UserUpdated(ADA), (Reason.SEAT_CAP,), (_SEEN,)),
    Row(CAP, "Increase your seat count", "after a raise, an update alone does not bring the skipped user in",
        world(remembered=ADA), UserUpdated(replace(ADA, first_name="Augusta")), (Reason.UNCHANGED,),
        (Remember(replace(ADA, first_name="Augusta")),)),
    Row(CAP, "remove existing users", "by hand that is possible only without SCIM",
        world(BY_HAND, by_email=UNLINKED, actor=ADMIN), RemoveRequested(), (Reason.REMOVED_BY_HAND,), LEAVES),
    Row(CAP, "then reassign the user", "assigned again after the raise, the skipped user is let in",
        world(replace(FULL, seat_cap=6), remembered=ADA), UserCreated(ADA), _RAISED,
        (*IS_MADE, SetSeatCount(6), _SEEN)),
    Row(HELP, "repeatedly receive email invitations", "each new failure invites again once the last one is closed",
        world(remembered=ADA), ProvisioningFailed(ADA), (Reason.FALLBACK_INVITED,),
        (SendInvitation(_ADDRESS, Role.MEMBER, fallback=True), _SEEN)),
)  # fmt: skip

ROWS = (*PEOPLE, *ROLES, *SEATS)
