"""The article's troubleshooting part, sentence by sentence, as far as a sentence says what Flow does."""

from __future__ import annotations

from dataclasses import replace

from flow_desktop.mock.effects import (
    CloseInvitation,
    CreateAccount,
    Join,
    Link,
    Reason,
    Remember,
    SendInvitation,
    SetName,
    SetSeatCap,
    SetSeatCount,
)
from flow_desktop.mock.facts import (
    InvitationAccepted,
    Method,
    ProvisioningFailed,
    Role,
    SeatCapChanged,
    SignInAttempted,
    Source,
    UserCreated,
    UserDeleted,
    UserUpdated,
)
from tests.mock.flow.cast import (
    ADA,
    COMES_BACK,
    ELSEWHERE,
    ENTERPRISE,
    FALLBACK,
    FULL,
    GONE,
    IS_MADE,
    LEAVES,
    OUTSIDE,
    UNLINKED,
    Row,
    linked,
    world,
)

ACTIVATING = "Directory sync is not activating"
CREATED = "Users are not being created in Flow"
UPDATES = "User updates are not appearing in Flow"
DEACTIVATED = "Deactivated users can still sign in"
DUPLICATES = "Duplicate user accounts"
INVITATIONS = "Users receive email invitations instead of being provisioned automatically"
MATCHING = "A user is not provisioned despite a matching email domain"
CORRECT = "Users are not provisioned despite correct configuration"

_OFF = replace(ENTERPRISE, directory_active=False)
_ENFORCED = replace(ENTERPRISE, sso_enforced=True)
_KEPT = replace(ENTERPRISE, remove_on_inactive=False)
_PROVISIONED = (Reason.PROVISIONED, Reason.SEATS_RAISED)
_SEEN = Remember(ADA)
_SKIPPED = (_SEEN,)
_INVITED = SendInvitation("ada@pilot.example", Role.MEMBER, fallback=True)


def _with(email: str) -> tuple[UserCreated, Remember]:
    user = replace(ADA, email=email)
    return UserCreated(user), Remember(user)


_BLANK, _BLANK_SEEN = _with("")
_USERNAME, _USERNAME_SEEN = _with("ada")
_FOREIGN, _FOREIGN_SEEN = _with("ada@elsewhere.example")
_BELOW, _BELOW_SEEN = _with("ada@sub.pilot.example")
_CAPITALS, _CAPITALS_SEEN = _with("Ada@PILOT.Example")
_NEW_NAME = replace(ADA, last_name="King")

ROWS = (
    Row(ACTIVATING, "enabled and active", "a deactivated directory provisions nobody",
        world(_OFF), UserCreated(ADA), (Reason.DIRECTORY_INACTIVE,)),
    Row(ACTIVATING, "enabled and active", "a deactivated directory removes nobody",
        linked(enterprise=_OFF), UserDeleted(ADA), (Reason.DIRECTORY_INACTIVE,)),
    Row(CREATED, "email or username field is mapped", "a blank e-mail provisions nobody",
        world(), _BLANK, (Reason.NO_EMAIL,), (_BLANK_SEEN,)),
    Row(CREATED, "email or username field is mapped", "what is no address provisions nobody",
        world(), _USERNAME, (Reason.NO_EMAIL,), (_USERNAME_SEEN,)),
    Row(CREATED, "matches one of the enterprise's registered domains", "another domain is skipped",
        world(), _FOREIGN, (Reason.DOMAIN_MISMATCH,), (_FOREIGN_SEEN,)),
    Row(CREATED, "matches one of the enterprise's registered domains", "a subdomain is another domain",
        world(), _BELOW, (Reason.DOMAIN_MISMATCH,), (_BELOW_SEEN,)),
    Row(CREATED, "matches one of the enterprise's registered domains", "letter case of a domain does not count",
        world(), _CAPITALS, _PROVISIONED,
        (CreateAccount("Ada@PILOT.Example", "Ada", "Byron", Source.SCIM), Join("", Role.MEMBER, Source.SCIM),
         Link("", "du_ada"), SetSeatCount(6), _CAPITALS_SEEN)),
    Row(UPDATES, "may not include the fields", "a first name the mapping leaves out blanks nothing",
        linked(), UserUpdated(replace(ADA, first_name=None)), (Reason.ATTRIBUTE_ABSENT,),
        (Remember(replace(ADA, first_name=None)),)),
    Row(UPDATES, "first name or last name", "the field that is mapped is taken, the other stays",
        linked(), UserUpdated(replace(_NEW_NAME, first_name="")), (Reason.NAME_UPDATED, Reason.ATTRIBUTE_ABSENT),
        (SetName("a_ada", "Ada", "King"), Remember(replace(_NEW_NAME, first_name="")))),
    Row(UPDATES, "update provisioning", "an update that is sent reaches the account",
        linked(), UserUpdated(_NEW_NAME), (Reason.NAME_UPDATED,),
        (SetName("a_ada", "Ada", "King"), Remember(_NEW_NAME))),
    Row(DEACTIVATED, "their enterprise membership is removed", "a removal ends the membership",
        linked(), UserDeleted(ADA), (Reason.DEPROVISIONED,), (*LEAVES, Remember(GONE))),
    Row(DEACTIVATED, "their Flow account is not deleted", "afterwards the account still signs in, without membership",
        world(by_email=OUTSIDE), SignInAttempted("ada@pilot.example", Method.SSO),
        (Reason.SIGNED_IN_WITHOUT_MEMBERSHIP,)),
    Row(DEACTIVATED, "deactivated in a way that triggers", "inactive without a delete keeps the member if so set",
        linked(enterprise=_KEPT), UserUpdated(GONE), (Reason.DEACTIVATION_KEPT,), (Remember(GONE),)),
    Row(DEACTIVATED, "deactivated in a way that triggers", "inactive without a delete removes the member otherwise",
        linked(), UserUpdated(GONE), (Reason.DEACTIVATED,), (*LEAVES, Remember(GONE))),
    Row(DEACTIVATED, "other methods even after SCIM removal", "without enforced SSO a removed user signs in otherwise",
        world(by_email=OUTSIDE), SignInAttempted("ada@pilot.example", Method.PASSWORD),
        (Reason.SIGNED_IN_WITHOUT_MEMBERSHIP,)),
    Row(DEACTIVATED, "SSO enforcement is enabled", "with enforced SSO a removed user does not sign in otherwise",
        world(_ENFORCED, by_email=OUTSIDE), SignInAttempted("ada@pilot.example", Method.GOOGLE),
        (Reason.SSO_REQUIRED,), refused=True),
    Row(DUPLICATES, "created manually in Flow before SCIM", "the same address is linked, role and seats stay",
        world(by_email=replace(UNLINKED, role=Role.ADMIN)), UserCreated(ADA),
        (Reason.LINKED_EXISTING,), (Link("a_ada", "du_ada"), _SEEN)),
    Row(DUPLICATES, "created manually in Flow before SCIM", "another address of the same name makes a second account",
        world(namesake=True), UserCreated(ADA),
        (Reason.PROVISIONED, Reason.POSSIBLE_DUPLICATE, Reason.SEATS_RAISED), (*IS_MADE, SetSeatCount(6), _SEEN)),
    Row(DUPLICATES, "sending a different email", "another e-mail for a linked user is noted, the account keeps its own",
        linked(), UserUpdated(replace(ADA, email="a.byron@pilot.example")), (Reason.EMAIL_DRIFT,),
        (Remember(replace(ADA, email="a.byron@pilot.example")),)),
    Row(INVITATIONS, "hits a transient error", "an invitation is sent instead",
        world(), ProvisioningFailed(ADA), (Reason.FALLBACK_INVITED,), (_INVITED, _SEEN)),
    Row(INVITATIONS, "still join by clicking the link", "the link makes a Member",
        world(invitation=FALLBACK), InvitationAccepted("ada@pilot.example"),
        (Reason.JOINED_BY_INVITATION,),
        (CloseInvitation("i_ada", "accepted"), CreateAccount("ada@pilot.example", None, None, Source.INVITE),
         Join("", Role.MEMBER, Source.INVITE))),
    Row(INVITATIONS, "does not apply when the enterprise seat cap", "at the cap a failure sends nothing",
        world(FULL), ProvisioningFailed(ADA), (Reason.SEAT_CAP,), _SKIPPED),
    Row(INVITATIONS, "happens repeatedly", "who has a pending invitation gets no second one",
        world(invitation=FALLBACK), ProvisioningFailed(ADA), (Reason.INVITATION_EXISTS,), _SKIPPED),
    Row(MATCHING, "already belong to a different", "a member of another enterprise is skipped",
        world(by_email=ELSEWHERE), UserCreated(ADA), (Reason.OTHER_ENTERPRISE,), _SKIPPED),
    Row(MATCHING, "must be removed from their current enterprise", "once out of the other one they are let in",
        world(by_email=OUTSIDE), UserCreated(ADA), (Reason.REASSOCIATED, Reason.SEATS_RAISED),
        (*COMES_BACK, SetSeatCount(6), _SEEN)),
    Row(CORRECT, "may have reached its seat cap", "at the cap nobody is added",
        world(FULL), UserCreated(ADA), (Reason.SEAT_CAP,), _SKIPPED),
    Row(CORRECT, "increase it if needed", "a raised cap lets nobody in by itself",
        world(FULL), SeatCapChanged(20), (Reason.CAP_CHANGED,), (SetSeatCap(20),)),
)  # fmt: skip
