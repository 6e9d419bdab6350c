"""Rules of signing in, joining and naming oneself that follow from the article (domain facts, 1.1, 2.3, 2.4)."""

from __future__ import annotations

from dataclasses import replace

from flow_desktop.mock.effects import (
    CloseInvitation,
    CreateAccount,
    Join,
    OpenJoinRequest,
    Reason,
    SetName,
    SetSeatCount,
)
from flow_desktop.mock.facts import (
    InvitationAccepted,
    JoinRequested,
    Method,
    NameEdited,
    Role,
    SignInAttempted,
    SignUpAttempted,
    Source,
)
from tests.mock.flow.cast import BY_ADMIN, BY_HAND, ELSEWHERE, ENTERPRISE, FALLBACK, FULL, MEMBER, OUTSIDE, Row, world

_ADDRESS, _FOREIGN = "ada@pilot.example", "ada@elsewhere.example"
_ENFORCED = replace(ENTERPRISE, sso_enforced=True)
_ENFORCED_BY_HAND = replace(BY_HAND, sso_enforced=True)
_ACCEPTED = CloseInvitation("i_ada", "accepted")
_AT_HOME_ELSEWHERE = replace(MEMBER, email=_FOREIGN)

JOINING = (
    Row("Invitation", "link", "a link that was revoked or used lets nobody in",
        world(), InvitationAccepted(_ADDRESS), (Reason.INVITATION_UNUSABLE,), refused=True),
    Row("Invitation", "link", "a link lets only its own address in",
        world(invitation=FALLBACK), InvitationAccepted("bo@pilot.example"),
        (Reason.INVITATION_UNUSABLE,), refused=True),
    Row("Invitation", "link", "letter case of the address does not count",
        world(invitation=FALLBACK, by_email=OUTSIDE), InvitationAccepted("ADA@pilot.example"),
        (Reason.JOINED_BY_INVITATION,), (_ACCEPTED, Join("a_ada", Role.MEMBER, Source.INVITE))),
    Row("Invitation", "link", "the invitation's role is given",
        world(invitation=replace(BY_ADMIN, role=Role.ADMIN), by_email=OUTSIDE), InvitationAccepted(_ADDRESS),
        (Reason.JOINED_BY_INVITATION,), (_ACCEPTED, Join("a_ada", Role.ADMIN, Source.INVITE))),
    Row("Invitation", "link", "for a member the link only ends",
        world(invitation=FALLBACK, by_email=MEMBER), InvitationAccepted(_ADDRESS), (Reason.ALREADY_MEMBER,),
        (_ACCEPTED,)),
    Row("Invitation", "link", "a member of another enterprise must leave it first",
        world(invitation=FALLBACK, by_email=ELSEWHERE), InvitationAccepted(_ADDRESS), (Reason.OTHER_ENTERPRISE,),
        refused=True),
    Row("Invitation", "seat", "at the cap the seat that the invitation holds is its own",
        world(FULL, invitation=FALLBACK, by_email=OUTSIDE), InvitationAccepted(_ADDRESS),
        (Reason.JOINED_BY_INVITATION,),
        (_ACCEPTED, Join("a_ada", Role.MEMBER, Source.INVITE))),
    Row("Invitation", "seat", "at the cap an invitation without a held seat is refused",
        world(replace(FULL, pending_hold_seats=False), invitation=FALLBACK), InvitationAccepted(_ADDRESS),
        (Reason.SEAT_CAP,), refused=True),
    Row("Invitation", "seat", "below the cap an invitation without a held seat takes a new one",
        world(replace(ENTERPRISE, pending_hold_seats=False), invitation=FALLBACK, by_email=OUTSIDE),
        InvitationAccepted(_ADDRESS), (Reason.JOINED_BY_INVITATION, Reason.SEATS_RAISED),
        (_ACCEPTED, Join("a_ada", Role.MEMBER, Source.INVITE), SetSeatCount(6))),
    Row("Invitation", "seat", "below the lowered cap nobody comes in, held or not",
        world(replace(FULL, seat_cap=3), invitation=FALLBACK), InvitationAccepted(_ADDRESS), (Reason.SEAT_CAP,),
        refused=True),
    Row("Request", "join", "a request is kept, with SCIM on as well",
        world(by_email=OUTSIDE), JoinRequested(_ADDRESS), (Reason.JOIN_REQUESTED,), (OpenJoinRequest(_ADDRESS),)),
    Row("Request", "join", "asking again changes nothing",
        world(join_request="j_1"), JoinRequested(_ADDRESS), (Reason.UNCHANGED,)),
    Row("Request", "join", "a member has nothing to ask for",
        world(by_email=MEMBER), JoinRequested(_ADDRESS), (Reason.ALREADY_MEMBER,), refused=True),
    Row("Request", "join", "what is no address cannot ask",
        world(), JoinRequested("ada"), (Reason.NO_EMAIL,), refused=True),
)  # fmt: skip

SIGNING_IN = (
    Row("Sign-in", "domain", "SSO from another domain is outside the organisation",
        world(by_email=_AT_HOME_ELSEWHERE), SignInAttempted(_FOREIGN, Method.SSO), (Reason.OUTSIDE_ORGANIZATION,),
        refused=True),
    Row("Sign-in", "domain", "another method does not ask for the domain",
        world(by_email=replace(OUTSIDE, email=_FOREIGN)), SignInAttempted(_FOREIGN, Method.GOOGLE),
        (Reason.SIGNED_IN_WITHOUT_MEMBERSHIP,)),
    Row("Sign-in", "domain", "letter case of the domain does not count",
        world(by_email=MEMBER), SignInAttempted("ada@PILOT.example", Method.SSO), (Reason.SIGNED_IN,)),
    Row("Sign-in", "no account", "another method makes no account either",
        world(), SignInAttempted(_ADDRESS, Method.PASSWORD), (Reason.NOT_PROVISIONED,), refused=True),
    Row("Sign-in", "other enterprise", "a member of another enterprise signs in without membership here",
        world(by_email=ELSEWHERE), SignInAttempted(_ADDRESS, Method.SSO), (Reason.SIGNED_IN_WITHOUT_MEMBERSHIP,)),
    Row("Sign-in", "enforced", "enforced SSO binds a member with a foreign address",
        world(_ENFORCED, by_email=_AT_HOME_ELSEWHERE), SignInAttempted(_FOREIGN, Method.GOOGLE), (Reason.SSO_REQUIRED,),
        refused=True),
    Row("Sign-in", "enforced", "enforced SSO binds who has not said who they are",
        world(_ENFORCED), SignInAttempted("", Method.GOOGLE), (Reason.SSO_REQUIRED,), refused=True),
    Row("Sign-in", "enforced", "enforced SSO does not bind strangers",
        world(_ENFORCED, by_email=replace(OUTSIDE, email=_FOREIGN)), SignInAttempted(_FOREIGN, Method.GOOGLE),
        (Reason.SIGNED_IN_WITHOUT_MEMBERSHIP,)),
    Row("Sign-up", "not managed", "without SCIM people sign up directly",
        world(BY_HAND), SignUpAttempted(_ADDRESS), (Reason.SIGNED_UP,),
        (CreateAccount(_ADDRESS, None, None, Source.SELF),)),
    Row("Sign-up", "not managed", "enforced SSO counts for signing up as well",
        world(_ENFORCED_BY_HAND), SignUpAttempted(_ADDRESS), (Reason.SSO_REQUIRED,), refused=True),
    Row("Sign-up", "not managed", "who has an account makes no second one",
        world(BY_HAND, by_email=OUTSIDE), SignUpAttempted(_ADDRESS), (Reason.UNCHANGED,), refused=True),
    Row("Sign-up", "managed", "a deactivated directory still manages its domains",
        world(replace(ENTERPRISE, directory_active=False)), SignUpAttempted(_ADDRESS), (Reason.SELF_SIGNUP_BLOCKED,),
        refused=True),
    Row("Sign-up", "address", "what is no address makes no account",
        world(BY_HAND), SignUpAttempted("ada"), (Reason.NO_EMAIL,), refused=True),
)  # fmt: skip

_GOOD = ("Anne-Marie", "O'Neill", "d\u2019Arc", "van der Berg", "Zo\u00eb", "Nguye\u0302\u0303n", "\u674e", "x" * 30)
_BAD = ("Ada1", "Ada!", "Ada_B", "Ada@home", "x" * 31, "Passmore", "my PWD", "Qwerty", "123", "", " ", "Ada\tB", "J.")

NAMES = (
    *(Row("Name", "taken", f"{name!r} is a name", world(by_email=MEMBER), NameEdited(name, "Byron"),
          (Reason.NAME_EDITED,), (SetName("a_ada", name, "Byron", edited=True),)) for name in _GOOD),
    *(Row("Name", "refused", f"{name!r} is no name", world(by_email=MEMBER), NameEdited("Ada", name),
          (Reason.NAME_REFUSED,), refused=True) for name in _BAD),
    Row("Name", "refused", "a bad first name is refused as a bad last name is",
        world(by_email=MEMBER), NameEdited("4da", "Byron"), (Reason.NAME_REFUSED,), refused=True),
    Row("Name", "part", "a part that is not given stays",
        world(by_email=MEMBER), NameEdited(None, "King"), (Reason.NAME_EDITED,),
        (SetName("a_ada", "Ada", "King", edited=True),)),
    Row("Name", "part", "the other part likewise",
        world(by_email=MEMBER), NameEdited("Augusta", None), (Reason.NAME_EDITED,),
        (SetName("a_ada", "Augusta", "Byron", edited=True),)),
    Row("Name", "unchanged", "the same name is no edit",
        world(by_email=MEMBER), NameEdited("Ada", "Byron"), (Reason.UNCHANGED,)),
    Row("Name", "unknown", "nobody's name is not edited",
        world(), NameEdited("Ada", "Byron"), (Reason.NAME_REFUSED,), refused=True),
)  # fmt: skip

ROWS = (*JOINING, *SIGNING_IN, *NAMES)
