"""The article's set-up part, sentence by sentence: prerequisites, notes, warning, steps, verification."""

from __future__ import annotations

from dataclasses import replace

from flow_desktop.mock.effects import (
    AddDomains,
    CloseInvitation,
    CreateAccount,
    Join,
    Link,
    Reason,
    Remember,
    RememberGroup,
    SendInvitation,
    SetName,
    SetRole,
    SetScim,
    SetSeatCount,
    UnlinkAll,
)
from flow_desktop.mock.facts import (
    DirectoryActivated,
    DirectoryDeactivated,
    DirectoryDeleted,
    GroupSeen,
    InvitationAccepted,
    InviteRequested,
    Method,
    RemoveRequested,
    RevokeRequested,
    Role,
    RoleChangeRequested,
    SetupOpened,
    SignInAttempted,
    Source,
    UserCreated,
    UserUpdated,
)
from tests.mock.flow.cast import (
    ADA,
    ADMIN,
    BY_ADMIN,
    BY_HAND,
    ENTERPRISE,
    FULL,
    IS_MADE,
    IT_ADMIN,
    MEMBER,
    NOBODY,
    UNLINKED,
    Row,
    asked,
    linked,
    world,
)

START, STEPS, VERIFY = "Before you start", "How to set up SCIM provisioning", "How to verify your provisioned account"
_BLOCKED = (Reason.MANUAL_BLOCKED_BY_SCIM,)
_RAISED = (*IS_MADE, SetSeatCount(6), Remember(ADA))
_DEACTIVATED = replace(ENTERPRISE, directory_active=False)
_AS_IT_ADMIN = replace(BY_ADMIN, role=Role.IT_ADMIN)

PREREQUISITES = (
    Row(START, "Org admin access", "an admin may begin the set-up",
        world(actor=ADMIN), SetupOpened(), (Reason.SETUP_OPENED,)),
    Row(START, "IT Admin role assigned", "an IT Admin may begin the set-up",
        world(actor=IT_ADMIN), SetupOpened(), (Reason.SETUP_OPENED,)),
    Row(START, "Org admin access", "a plain member may not begin the set-up",
        world(actor=NOBODY), SetupOpened(), (Reason.NOT_ADMIN,), refused=True),
    Row(START, "Enterprise-only", "without the Enterprise plan there are no SSO settings",
        world(replace(ENTERPRISE, plan="pro"), actor=ADMIN), SetupOpened(), (Reason.PLAN_REQUIRED,), refused=True),
    Row(START, "first name", "an admin without a first name cannot begin",
        world(actor=replace(ADMIN, first_name=None)), SetupOpened(), (Reason.PROFILE_INCOMPLETE,), refused=True),
    Row(START, "last name", "an admin without a last name cannot begin",
        world(actor=replace(ADMIN, last_name="")), SetupOpened(), (Reason.PROFILE_INCOMPLETE,), refused=True),
    Row(START, "email must be filled in", "an admin without an e-mail cannot begin",
        world(actor=replace(ADMIN, email="")), SetupOpened(), (Reason.PROFILE_INCOMPLETE,), refused=True),
)  # fmt: skip

IT_ADMIN_NOTE = (
    Row(START, "team, billing, and SSO management", "an IT Admin signs in, and the audit says as what",
        world(by_email=replace(MEMBER, role=Role.IT_ADMIN)), SignInAttempted("ada@pilot.example", Method.SSO),
        (Reason.SIGNED_IN,)),
    Row(START, "IT Admin seats do not count", "an IT Admin joins a full enterprise without a seat",
        world(replace(FULL, seats_used=6), invitation=_AS_IT_ADMIN), InvitationAccepted("ada@pilot.example"),
        (Reason.JOINED_BY_INVITATION,),
        (CloseInvitation("i_ada", "accepted"), CreateAccount("ada@pilot.example", None, None, Source.INVITE),
         Join("", Role.IT_ADMIN, Source.INVITE))),
    Row(START, "role dropdown for existing members", "an admin makes a member an IT Admin on the Team page",
        world(by_email=MEMBER, actor=ADMIN), RoleChangeRequested(Role.IT_ADMIN),
        (Reason.ROLE_CHANGED,), (SetRole("a_ada", Role.IT_ADMIN),)),
    Row(START, "when inviting a new member", "an admin invites somebody as IT Admin, at the seat cap as well",
        world(replace(BY_HAND, seat_cap=5), actor=ADMIN), InviteRequested("ada@pilot.example", Role.IT_ADMIN),
        (Reason.INVITED,), (SendInvitation("ada@pilot.example", Role.IT_ADMIN, fallback=False),)),
)  # fmt: skip

WARNING = (
    Row(START, "disables manual user management", "activation turns SCIM management on",
        world(BY_HAND), DirectoryActivated(()), (Reason.DIRECTORY_ACTIVATED,), (SetScim(on=True),)),
    Row(START, "Add new user button", "nobody is added by hand while SCIM is on",
        world(actor=ADMIN), InviteRequested("ada@pilot.example"), _BLOCKED, refused=True),
    Row(START, "Approve", "no request to join is approved while SCIM is on",
        world(actor=ADMIN, join_request="j_1"), asked(approved=True), _BLOCKED, refused=True),
    Row(START, "Deny", "no request to join is denied while SCIM is on",
        world(actor=ADMIN, join_request="j_1"), asked(approved=False), _BLOCKED, refused=True),
    Row(START, "invite", "an IT Admin cannot invite either while SCIM is on",
        world(actor=IT_ADMIN), InviteRequested("ada@pilot.example", Role.IT_ADMIN), _BLOCKED, refused=True),
    Row(START, "bulk invite", "bulk invitations are blocked while SCIM is on",
        world(actor=ADMIN), InviteRequested("ada@pilot.example", bulk=True), _BLOCKED, refused=True),
    Row(START, "remove member", "no member is removed by hand while SCIM is on",
        world(actor=ADMIN, by_email=UNLINKED), RemoveRequested(), _BLOCKED, refused=True),
    Row(START, "revoke invitation", "no invitation is revoked by hand while SCIM is on",
        world(actor=ADMIN, invitation=BY_ADMIN), RevokeRequested(), _BLOCKED, refused=True),
    Row(START, "must go through your identity provider", "the identity provider still adds people",
        world(), UserCreated(ADA), (Reason.PROVISIONED, Reason.SEATS_RAISED), _RAISED),
)  # fmt: skip

NOTES = (
    Row(STEPS, "imports any domains", "activation adds the organisation's domains that are new",
        world(replace(BY_HAND, domains=frozenset({"pilot.example"}))),
        DirectoryActivated(("Pilot.Example", "Second.example")),
        (Reason.DIRECTORY_ACTIVATED,), (SetScim(on=True), AddDomains(("second.example",)))),
    Row(STEPS, "not backfilled", "activation itself lets nobody in, whoever is remembered",
        world(BY_HAND, remembered=ADA), DirectoryActivated(("pilot.example",)),
        (Reason.DIRECTORY_ACTIVATED,), (SetScim(on=True),)),
    Row(STEPS, "individual creation events", "each creation event lets its one person in",
        world(), UserCreated(ADA), (Reason.PROVISIONED, Reason.SEATS_RAISED), _RAISED),
    Row(STEPS, "re-enabled automatically", "deleting the directory turns SCIM management off",
        world(), DirectoryDeleted(), (Reason.DIRECTORY_DELETED,), (SetScim(on=False), UnlinkAll())),
    Row(STEPS, "re-enabled automatically", "then an admin invites by hand again",
        world(BY_HAND, actor=ADMIN), InviteRequested("ada@pilot.example"),
        (Reason.INVITED,), (SendInvitation("ada@pilot.example", Role.MEMBER, fallback=False),)),
    Row(STEPS, "memberships are preserved", "deleting the directory removes no member",
        linked(), DirectoryDeleted(), (Reason.DIRECTORY_DELETED,), (SetScim(on=False), UnlinkAll())),
    Row(STEPS, "Deactivating", "deactivating the directory changes nothing in Flow",
        linked(), DirectoryDeactivated(), (Reason.DIRECTORY_DEACTIVATED,)),
    Row(STEPS, "does not re-enable", "with a deactivated directory manual management stays off",
        world(_DEACTIVATED, actor=ADMIN), InviteRequested("ada@pilot.example"), _BLOCKED, refused=True),
)  # fmt: skip

STEP_ROWS = (
    Row(STEPS, "Primary email (required)", "a user without e-mail is skipped",
        world(), UserCreated(replace(ADA, email=None)), (Reason.NO_EMAIL,), (Remember(replace(ADA, email=None)),)),
    Row(STEPS, "First name", "a user without a first name is provisioned all the same",
        world(), UserCreated(replace(ADA, first_name=None)), (Reason.PROVISIONED, Reason.SEATS_RAISED),
        (CreateAccount("ada@pilot.example", None, "Byron", Source.SCIM), Join("", Role.MEMBER, Source.SCIM),
         Link("", "du_ada"), SetSeatCount(6), Remember(replace(ADA, first_name=None)))),
    Row(STEPS, "Last name", "a user without a last name is provisioned all the same",
        world(), UserCreated(replace(ADA, last_name=None)), (Reason.PROVISIONED, Reason.SEATS_RAISED),
        (CreateAccount("ada@pilot.example", "Ada", None, Source.SCIM), Join("", Role.MEMBER, Source.SCIM),
         Link("", "du_ada"), SetSeatCount(6), Remember(replace(ADA, last_name=None)))),
    Row(STEPS, "Group/team assignments (optional)", "a group is noted and gives nobody anything",
        world(), GroupSeen("dg_1", "Pilot", "Pilot"), (Reason.GROUP_SEEN,), (RememberGroup("dg_1", "Pilot", "Pilot"),)),
    Row(STEPS, "Wait for directory sync to activate", "before activation a creation is ignored",
        world(BY_HAND), UserCreated(ADA), (Reason.DIRECTORY_INACTIVE,)),
    Row(STEPS, "pilot group of test users", "a pilot user appears as a member",
        world(), UserCreated(ADA), (Reason.PROVISIONED, Reason.SEATS_RAISED), _RAISED),
    Row(VERIFY, "adjust SCIM mappings", "a name put right at the identity provider reaches the account",
        linked(), UserUpdated(replace(ADA, first_name="Augusta")), (Reason.NAME_UPDATED,),
        (SetName("a_ada", "Augusta", "Byron"), Remember(replace(ADA, first_name="Augusta")))),
    Row(VERIFY, "or assignments", "somebody assigned again comes back with the same account",
        world(by_email=replace(MEMBER, enterprise_id=None, role=None, directory_user_id=None)), UserCreated(ADA),
        (Reason.REASSOCIATED, Reason.SEATS_RAISED),
        (Join("a_ada", Role.MEMBER, Source.SCIM), Link("a_ada", "du_ada"), SetSeatCount(6), Remember(ADA))),
)  # fmt: skip

ROWS = (*PREREQUISITES, *IT_ADMIN_NOTE, *WARNING, *NOTES, *STEP_ROWS)
