"""Rules of the Team page, settings and billing that the article leaves open (decision 21; domain facts, 1.6 to 1.8)."""

from __future__ import annotations

from dataclasses import replace

from flow_desktop.mock.effects import (
    AddDomains,
    CloseInvitation,
    CloseJoinRequest,
    CreateAccount,
    EnforceSso,
    Join,
    Leave,
    Reason,
    RemoveDomain,
    SendInvitation,
    SetRole,
    SetSeatCap,
    SetSeatCount,
    Unlink,
)
from flow_desktop.mock.facts import (
    BillingReconciled,
    DomainRegistered,
    InviteRequested,
    RemoveRequested,
    RevokeRequested,
    Role,
    RoleChangeRequested,
    SeatCapChanged,
    SetupOpened,
    Source,
    SsoEnforcementChanged,
)
from tests.mock.flow.cast import (
    ADMIN,
    BY_ADMIN,
    BY_HAND,
    ELSEWHERE,
    ENTERPRISE,
    IT_ADMIN,
    LEAVES,
    MEMBER,
    NOBODY,
    OUTSIDE,
    THEIRS,
    UNLINKED,
    Row,
    asked,
    world,
)

_ADDRESS = "ada@pilot.example"
_FULL = replace(BY_HAND, seat_cap=5)
_FULL_SCIM = replace(ENTERPRISE, seat_cap=5)
_PRO = replace(ENTERPRISE, plan="pro")
_ENFORCED = replace(ENTERPRISE, sso_enforced=True)
_AS_IT = replace(MEMBER, role=Role.IT_ADMIN)
_APPROVED = CloseJoinRequest("j_1", "approved")
_FOREIGN_ADMIN = replace(ADMIN, enterprise_id=THEIRS)
_NOT_ADMIN = (Reason.NOT_ADMIN,)

TEAM = (
    *(Row("Team", "admins only", f"a plain member cannot: {event}",
          world(BY_HAND, actor=NOBODY, by_email=UNLINKED, invitation=BY_ADMIN, join_request="j_1"), event,
          _NOT_ADMIN, refused=True)
      for event in (InviteRequested("cy@pilot.example"), RevokeRequested(), RemoveRequested(), asked(approved=True),
                    RoleChangeRequested(Role.ADMIN), DomainRegistered("x.example"), SeatCapChanged(9),
                    BillingReconciled(), SsoEnforcementChanged(enforced=True), SetupOpened())),
    Row("Team", "admins only", "an admin of another enterprise cannot",
        world(actor=_FOREIGN_ADMIN, by_email=MEMBER), RoleChangeRequested(Role.ADMIN), _NOT_ADMIN, refused=True),
    Row("Team", "invite", "what is no address is not invited",
        world(BY_HAND, actor=ADMIN), InviteRequested("ada"), (Reason.NO_EMAIL,), refused=True),
    Row("Team", "invite", "a member is not invited",
        world(BY_HAND, by_email=MEMBER), InviteRequested(_ADDRESS), (Reason.ALREADY_MEMBER,), refused=True),
    Row("Team", "invite", "who is invited is not invited again",
        world(BY_HAND, invitation=BY_ADMIN), InviteRequested(_ADDRESS), (Reason.INVITATION_EXISTS,), refused=True),
    Row("Team", "invite", "at the cap there is no seat for an invitation to hold",
        world(_FULL), InviteRequested(_ADDRESS), (Reason.SEAT_CAP,), refused=True),
    Row("Team", "invite", "an invitation that holds no seat may be sent at the cap",
        world(replace(_FULL, pending_hold_seats=False)), InviteRequested(_ADDRESS, bulk=True), (Reason.INVITED,),
        (SendInvitation(_ADDRESS, Role.MEMBER, fallback=False),)),
    Row("Team", "revoke", "an invitation is revoked",
        world(BY_HAND, invitation=BY_ADMIN), RevokeRequested(), (Reason.INVITATION_REVOKED,),
        (CloseInvitation("i_ada", "revoked"),)),
    Row("Team", "revoke", "an invitation that is not pending is not revoked",
        world(BY_HAND), RevokeRequested(), (Reason.INVITATION_UNUSABLE,), refused=True),
    Row("Team", "remove", "sessions end where that is switched on",
        world(replace(BY_HAND, revoke_on_removal=True), by_email=UNLINKED), RemoveRequested(),
        (Reason.REMOVED_BY_HAND,),
        (Leave("a_ada", revoke_sessions=True), Unlink("a_ada"))),
    Row("Team", "remove", "the operator of the service removes as an admin does",
        world(BY_HAND, by_email=UNLINKED), RemoveRequested(), (Reason.REMOVED_BY_HAND,), LEAVES),
    Row("Team", "remove", "who is no member is not removed",
        world(BY_HAND, by_email=OUTSIDE), RemoveRequested(), (Reason.NOT_A_MEMBER,), refused=True),
    Row("Team", "remove", "nobody is not removed",
        world(BY_HAND), RemoveRequested(), (Reason.NOT_A_MEMBER,), refused=True),
    Row("Team", "join", "an approved request makes a Member and an account",
        world(BY_HAND, join_request="j_1"), asked(approved=True), (Reason.JOIN_APPROVED, Reason.SEATS_RAISED),
        (_APPROVED, CreateAccount(_ADDRESS, None, None, Source.MANUAL), Join("", Role.MEMBER, Source.MANUAL),
         SetSeatCount(6))),
    Row("Team", "join", "an approved request uses the account and closes the invitation",
        world(BY_HAND, join_request="j_1", by_email=OUTSIDE, invitation=BY_ADMIN), asked(approved=True),
        (Reason.JOIN_APPROVED,),
        (_APPROVED, Join("a_ada", Role.MEMBER, Source.MANUAL), CloseInvitation("i_ada", "closed"))),
    Row("Team", "join", "a denied request makes nobody a member",
        world(BY_HAND, join_request="j_1"), asked(approved=False), (Reason.JOIN_DENIED,),
        (CloseJoinRequest("j_1", "denied"),)),
    Row("Team", "join", "a request that is not pending cannot be answered",
        world(BY_HAND), asked(approved=True), (Reason.JOIN_REQUEST_UNUSABLE,), refused=True),
    Row("Team", "join", "approving a member only closes the request",
        world(BY_HAND, join_request="j_1", by_email=MEMBER), asked(approved=True), (Reason.ALREADY_MEMBER,),
        (_APPROVED,)),
    Row("Team", "join", "nobody is approved who belongs to another enterprise",
        world(BY_HAND, join_request="j_1", by_email=ELSEWHERE), asked(approved=True), (Reason.OTHER_ENTERPRISE,),
        refused=True),
    Row("Team", "join", "nobody is approved at the cap",
        world(_FULL, join_request="j_1"), asked(approved=True), (Reason.SEAT_CAP,), refused=True),
)  # fmt: skip

ROLES = (
    Row("Role", "self", "an admin may become IT Admin",
        world(actor=ADMIN, by_email=ADMIN), RoleChangeRequested(Role.IT_ADMIN), (Reason.ROLE_CHANGED,),
        (SetRole("a_boss", Role.IT_ADMIN),)),
    Row("Role", "self", "an IT Admin may become Admin, which takes a seat",
        world(actor=IT_ADMIN, by_email=IT_ADMIN), RoleChangeRequested(Role.ADMIN),
        (Reason.ROLE_CHANGED, Reason.SEATS_RAISED), (SetRole("a_boss", Role.ADMIN), SetSeatCount(6))),
    Row("Role", "self", "an admin may not become Member by their own hand",
        world(actor=ADMIN, by_email=ADMIN), RoleChangeRequested(Role.MEMBER), (Reason.ROLE_NOT_ALLOWED,), refused=True),
    Row("Role", "others", "an admin may make another admin a Member",
        world(actor=replace(ADMIN, id="a_other"), by_email=ADMIN), RoleChangeRequested(Role.MEMBER),
        (Reason.ROLE_CHANGED,), (SetRole("a_boss", Role.MEMBER),)),
    Row("Role", "others", "the operator may make an admin a Member",
        world(by_email=ADMIN), RoleChangeRequested(Role.MEMBER), (Reason.ROLE_CHANGED,),
        (SetRole("a_boss", Role.MEMBER),)),
    Row("Role", "others", "the same role changes nothing",
        world(actor=ADMIN, by_email=MEMBER), RoleChangeRequested(Role.MEMBER), (Reason.UNCHANGED,)),
    Row("Role", "others", "who is no member has no role",
        world(by_email=OUTSIDE), RoleChangeRequested(Role.ADMIN), (Reason.NOT_A_MEMBER,), refused=True),
    Row("Role", "others", "nobody has no role",
        world(), RoleChangeRequested(Role.ADMIN), (Reason.NOT_A_MEMBER,), refused=True),
    *(Row("Role", "seat cap", f"at the cap an IT Admin does not become {role.value}",
          world(_FULL_SCIM, by_email=_AS_IT), RoleChangeRequested(role), (Reason.SEAT_CAP,), refused=True)
      for role in (Role.MEMBER, Role.ADMIN)),
    Row("Role", "seat cap", "at the cap a Member becomes Admin, for the seat is the same",
        world(_FULL_SCIM, by_email=MEMBER), RoleChangeRequested(Role.ADMIN), (Reason.ROLE_CHANGED,),
        (SetRole("a_ada", Role.ADMIN),)),
)  # fmt: skip

SETTINGS = (
    Row("Settings", "sso", "enforcing SSO",
        world(actor=ADMIN), SsoEnforcementChanged(enforced=True), (Reason.SSO_ENFORCEMENT_CHANGED,),
        (EnforceSso(True),)),
    Row("Settings", "sso", "no longer enforcing SSO",
        world(_ENFORCED), SsoEnforcementChanged(enforced=False), (Reason.SSO_ENFORCEMENT_CHANGED,),
        (EnforceSso(False),)),
    Row("Settings", "sso", "enforcing what is enforced",
        world(_ENFORCED), SsoEnforcementChanged(enforced=True), (Reason.UNCHANGED,)),
    Row("Settings", "sso", "not without the Enterprise plan",
        world(_PRO, actor=ADMIN), SsoEnforcementChanged(enforced=True), (Reason.PLAN_REQUIRED,), refused=True),
    Row("Settings", "plan", "domains, cap and billing need no plan",
        world(_PRO, actor=ADMIN), SeatCapChanged(None), (Reason.CAP_CHANGED,), (SetSeatCap(None),)),
    Row("Settings", "set-up", "the operator may begin the set-up", world(), SetupOpened(), (Reason.SETUP_OPENED,)),
    Row("Settings", "domain", "a domain is registered",
        world(), DomainRegistered("New.Example"), (Reason.DOMAIN_ADDED,), (AddDomains(("new.example",)),)),
    Row("Settings", "domain", "a domain is taken off the list",
        world(), DomainRegistered("PILOT.example", registered=False), (Reason.DOMAIN_REMOVED,),
        (RemoveDomain("pilot.example"),)),
    Row("Settings", "domain", "a domain that is there is not added",
        world(), DomainRegistered("Pilot.example"), (Reason.UNCHANGED,)),
    Row("Settings", "domain", "a domain that is not there is not removed",
        world(), DomainRegistered("new.example", registered=False), (Reason.UNCHANGED,)),
    Row("Settings", "billing", "reconciliation counts what is in use, held seats included",
        world(replace(ENTERPRISE, seats_used=7)), BillingReconciled(), (Reason.SEATS_RECONCILED,), (SetSeatCount(7),)),
)  # fmt: skip

ROWS = (*TEAM, *ROLES, *SETTINGS)
