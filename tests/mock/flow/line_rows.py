"""What audit lines say besides their reason: whom they are about, and the names and numbers in the detail."""

from __future__ import annotations

from dataclasses import replace

from flow_desktop.mock.effects import AuditLine, Reason
from flow_desktop.mock.facts import (
    BillingReconciled,
    DirectoryActivated,
    DomainRegistered,
    Event,
    GroupDeleted,
    GroupMemberAdded,
    GroupMemberRemoved,
    GroupSeen,
    GroupUser,
    InvitationAccepted,
    InviteRequested,
    Method,
    NameEdited,
    RemoveRequested,
    RevokeRequested,
    Role,
    RoleChangeRequested,
    SeatCapChanged,
    SignInAttempted,
    SignUpAttempted,
    SsoEnforcementChanged,
    State,
    TokenChanged,
    UserCreated,
    UserDeleted,
    UserUpdated,
)
from tests.mock.flow.cast import (
    ADA,
    ADMIN,
    BY_ADMIN,
    BY_HAND,
    ENTERPRISE,
    FALLBACK,
    GONE,
    IN_GROUP,
    MEMBER,
    NOBODY,
    OUTSIDE,
    UNLINKED,
    asked,
    linked,
    world,
)

_ADDRESS = "ada@pilot.example"
_IT = replace(MEMBER, role=Role.IT_ADMIN)
_ENFORCED = replace(ENTERPRISE, sso_enforced=True)
_OFF = replace(ENTERPRISE, directory_active=False)


def _user(reason: Reason, **detail: str) -> AuditLine:
    return AuditLine(reason, email=_ADDRESS, directory_user_id="du_ada", detail=tuple(detail.items()))


def _account(reason: Reason, **detail: str) -> AuditLine:
    return AuditLine(reason, email=_ADDRESS, account_id="a_ada", detail=tuple(detail.items()))


def _address(reason: Reason, **detail: str) -> AuditLine:
    return AuditLine(reason, email=_ADDRESS, detail=tuple(detail.items()))


def _about_all(reason: Reason, **detail: str) -> AuditLine:
    return AuditLine(reason, detail=tuple(detail.items()))


BLOCKED, IN, OUT = Reason.MANUAL_BLOCKED_BY_SCIM, Reason.SIGNED_IN, Reason.SIGNED_IN_WITHOUT_MEMBERSHIP

LINES: tuple[tuple[State, Event, tuple[AuditLine, ...]], ...] = (
    (world(), UserCreated(ADA), (_user(Reason.PROVISIONED), _user(Reason.SEATS_RAISED, before="5", after="6"))),
    (world(by_email=replace(MEMBER, directory_user_id="du_old")), UserCreated(replace(ADA, last_name="King")),
     (_user(Reason.LINKED_EXISTING), _user(Reason.NAME_UPDATED, first_name="Ada", last_name="King"),
      _user(Reason.POSSIBLE_DUPLICATE, linked_before="du_old"))),
    (world(remembered=GONE, by_email=OUTSIDE, former_role=Role.ADMIN), UserUpdated(ADA),
     (_user(Reason.REPROVISIONED), _user(Reason.ROLE_RESET, before="admin", after="member"),
      _user(Reason.SEATS_RAISED, before="5", after="6"))),
    (linked(), UserUpdated(replace(ADA, first_name="", last_name=None)),
     (_user(Reason.ATTRIBUTE_ABSENT, attributes="first_name last_name"),)),
    (linked(replace(MEMBER, email="b@pilot.example")), UserUpdated(ADA),
     (_user(Reason.EMAIL_DRIFT, account_email="b@pilot.example"),)),
    (linked(_IT), UserDeleted(ADA), (_user(Reason.DEPROVISIONED, role="it_admin"),)),
    (linked(_IT), UserUpdated(GONE), (_user(Reason.DEACTIVATED, role="it_admin"),)),
    (world(group_users=(IN_GROUP, GroupUser(replace(ADA, id="du_bo", email="bo@pilot.example"), None, FALLBACK))),
     GroupDeleted("dg_1", "Pilot"),
     (_user(Reason.GROUP_DELETED, group="Pilot", role="member"),
      AuditLine(Reason.GROUP_DELETED, "bo@pilot.example", "du_bo", None, (("group", "Pilot"),)))),
    (world(group_users=(IN_GROUP, GroupUser(replace(ADA, id="du_bo"), OUTSIDE))), GroupDeleted("dg_1", "Pilot"),
     (_user(Reason.GROUP_DELETED, group="Pilot", role="member"),)),
    (world(group_users=(GroupUser(ADA, OUTSIDE),)), GroupDeleted("dg_1", "Pilot"),
     (_about_all(Reason.GROUP_DELETED, group="Pilot"),)),
    (world(), GroupDeleted("dg_1", "Pilot"), (_about_all(Reason.GROUP_DELETED, group="Pilot"),)),
    (world(), GroupSeen("dg_1", "Pilot", "x"), (_about_all(Reason.GROUP_SEEN, group="Pilot"),)),
    (linked(), GroupMemberAdded("dg_1", ADA), (_user(Reason.GROUP_MEMBER_ADDED, group="dg_1"),)),
    (linked(), GroupMemberRemoved("dg_1", ADA), (_user(Reason.GROUP_MEMBER_REMOVED, group="dg_1"),)),
    (world(_OFF), GroupSeen("dg_1", "Pilot", "x"), (_about_all(Reason.DIRECTORY_INACTIVE, group="Pilot"),)),
    (world(_OFF), UserDeleted(ADA), (_user(Reason.DIRECTORY_INACTIVE),)),
    (world(already_processed=True), UserCreated(ADA), (_about_all(Reason.DUPLICATE_IGNORED),)),
    (world(BY_HAND), DirectoryActivated(("b.example", "A.example", "a.example", "pilot.example")),
     (_about_all(Reason.DIRECTORY_ACTIVATED, domains="b.example a.example"),)),
    (world(), TokenChanged(revoked=True), (_about_all(Reason.TOKEN_ROTATED, change="revoked"),)),
    (world(), TokenChanged(revoked=False), (_about_all(Reason.TOKEN_ROTATED, change="created"),)),
    (world(), InviteRequested(_ADDRESS), (_address(BLOCKED, action="invite"),)),
    (world(), InviteRequested(_ADDRESS, bulk=True), (_address(BLOCKED, action="bulk invite"),)),
    (world(invitation=BY_ADMIN), RevokeRequested(), (_address(BLOCKED, action="revoke invitation"),)),
    (world(), RevokeRequested(), (_about_all(BLOCKED, action="revoke invitation"),)),
    (world(by_email=MEMBER), RemoveRequested(), (_account(BLOCKED, action="remove member"),)),
    (world(), asked(approved=True), (_address(BLOCKED, action="approve join request"),)),
    (world(), asked(approved=False), (_address(BLOCKED, action="deny join request"),)),
    (world(BY_HAND), InviteRequested(_ADDRESS, Role.ADMIN), (_address(Reason.INVITED, role="admin"),)),
    (world(BY_HAND, invitation=BY_ADMIN), RevokeRequested(), (_address(Reason.INVITATION_REVOKED),)),
    (world(BY_HAND), RevokeRequested(), (_about_all(Reason.INVITATION_UNUSABLE),)),
    (world(BY_HAND, by_email=replace(UNLINKED, role=Role.ADMIN)), RemoveRequested(),
     (_account(Reason.REMOVED_BY_HAND, role="admin"),)),
    (world(invitation=FALLBACK), InvitationAccepted(_ADDRESS),
     (_address(Reason.JOINED_BY_INVITATION, role="member"),)),
    (world(by_email=_IT), RoleChangeRequested(Role.ADMIN),
     (_account(Reason.ROLE_CHANGED, before="it_admin", after="admin"),
      _account(Reason.SEATS_RAISED, before="5", after="6"))),
    (world(by_email=MEMBER), RoleChangeRequested(Role.MEMBER), (_account(Reason.UNCHANGED, role="member"),)),
    (world(by_email=MEMBER, actor=replace(ADMIN, id="a_ada")), RoleChangeRequested(Role.MEMBER),
     (_account(Reason.UNCHANGED, role="member"),)),
    (world(by_email=replace(MEMBER, role=Role.ADMIN), actor=replace(ADMIN, id="a_ada")),
     RoleChangeRequested(Role.MEMBER), (_account(Reason.ROLE_NOT_ALLOWED, role="member"),)),
    (world(replace(ENTERPRISE, seat_cap=5), by_email=_IT), RoleChangeRequested(Role.ADMIN),
     (_account(Reason.SEAT_CAP, role="admin"),)),
    (world(actor=NOBODY, by_email=MEMBER), RoleChangeRequested(Role.ADMIN), (_account(Reason.NOT_ADMIN),)),
    (world(), SeatCapChanged(20), (_about_all(Reason.CAP_CHANGED, before="10", after="20"),)),
    (world(), SeatCapChanged(None), (_about_all(Reason.CAP_CHANGED, before="10"),)),
    (world(replace(ENTERPRISE, seat_count=9)), BillingReconciled(),
     (_about_all(Reason.SEATS_RECONCILED, before="9", after="5"),)),
    (world(), DomainRegistered("B.example"), (_about_all(Reason.DOMAIN_ADDED, domain="b.example"),)),
    (world(), DomainRegistered("Pilot.example"), (_about_all(Reason.UNCHANGED, domain="pilot.example"),)),
    (world(), DomainRegistered("pilot.example", registered=False),
     (_about_all(Reason.DOMAIN_REMOVED, domain="pilot.example"),)),
    (world(), SsoEnforcementChanged(enforced=True), (_about_all(Reason.SSO_ENFORCEMENT_CHANGED, enforced="true"),)),
    (world(), SsoEnforcementChanged(enforced=False), (_about_all(Reason.UNCHANGED, sso_enforced="false"),)),
    (world(by_email=MEMBER), NameEdited("Augusta", None),
     (_account(Reason.NAME_EDITED, first_name="Augusta", last_name="Byron"),)),
    (world(by_email=_IT), SignInAttempted(_ADDRESS, Method.SSO), (_account(IN, method="sso", role="it_admin"),)),
    (world(by_email=OUTSIDE), SignInAttempted(_ADDRESS, Method.APPLE), (_account(OUT, method="apple"),)),
    (world(_ENFORCED), SignInAttempted("", Method.APPLE), (_about_all(Reason.SSO_REQUIRED, method="apple"),)),
    (world(), SignInAttempted(_ADDRESS, Method.SSO), (_address(Reason.NOT_PROVISIONED, method="sso"),)),
    (world(by_email=replace(MEMBER, email="ada@x.example")), SignInAttempted("ada@x.example", Method.SSO),
     (AuditLine(Reason.OUTSIDE_ORGANIZATION, "ada@x.example", None, "a_ada", (("method", "sso"),)),)),
    (world(), SignUpAttempted(_ADDRESS, Method.GOOGLE), (_address(Reason.SELF_SIGNUP_BLOCKED, method="google"),)),
    (world(BY_HAND), SignUpAttempted(_ADDRESS), (_address(Reason.SIGNED_UP, method="password"),)),
    (world(replace(BY_HAND, sso_enforced=True)), SignUpAttempted(_ADDRESS),
     (_address(Reason.SSO_REQUIRED, method="password"),)),
)  # fmt: skip
