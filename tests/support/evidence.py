"""Evidence about Ada, written down in a test: everybody is well unless the test says what is not.

``evidence()`` is a linked member in an active enterprise, seen by an admin. Every keyword names a piece of `Look`, or
a field of `Evidence` or `Asked`; a plain value is taken as seen, a `NotSeen` stays one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from flow_desktop.core.answers import Answer
from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import (
    PIECES,
    Account,
    Asked,
    AuditLine,
    Connection,
    ConnectionState,
    Delivery,
    DirectoryEvent,
    DirectoryUser,
    Enterprise,
    EventList,
    EventMark,
    Evidence,
    Invitation,
    Look,
    NotSeen,
    Seats,
    Seen,
    Settings,
    Viewer,
)
from flow_desktop.core.identity import Claim, ClaimSource, Identity
from flow_desktop.core.observed import Absent, Observed, Present, WithheldReason

NOW = datetime(2027, 1, 15, 8, tzinfo=UTC)
"""When the evidence was gathered; the mock's clock stands there too."""
DAY = timedelta(days=1)
ACTIVATED = NOW - 8 * DAY
CREATED = NOW - 7 * DAY
ADA, BARBARA = "ada.byron@pilot.example", "barbara.liskov@pilot.example"
USER_ID, ACCOUNT_ID = "directory_user_ada", "account_ada"
AWAY = NotSeen(WithheldReason.TIMED_OUT, "flow.person")
"""A place that did not answer."""
REFUSED = NotSeen(WithheldReason.FORBIDDEN, "flow.settings")
"""A place that this person may not look at."""


def evidence(**given: Any) -> Evidence:
    """Evidence about Ada; see the module. ``answers`` may be a mapping, ``email``, ``symptom``: what was asked."""
    pieces = {name: given.pop(name) for name in tuple(given) if name in PIECES}
    asked = Asked(given.pop("email", ADA), given.pop("is_self", False), given.pop("symptom", None))
    answers = given.pop("answers", ())
    told = answered(**answers) if isinstance(answers, Mapping) else answers
    claims = given.pop("claims", NotSeen(WithheldReason.ONLY_THE_PERSON_CAN_SHOW_THIS))
    attempt = given.pop("attempt", None)
    return Evidence(
        asked=asked,
        now=given.pop("now", NOW),
        look=look(**pieces),
        claims=observed(claims, "sign_in"),
        attempt=observed(attempt, "this_computer"),
        answers=told,
        **given,
    )


def look(**pieces: Any) -> Look:
    """Everything seen and well, but for the pieces that are given."""
    well = {
        "viewer": Viewer(BARBARA, Role.ADMIN),
        "enterprise": enterprise(),
        "settings": settings(),
        "connection": connection(),
        "delivery": delivery(),
        "directory_users": (directory_user(),),
        "account": account(),
        "remembered": (directory_user(created_at=None),),
        "invitations": (),
        "audit": (line("provisioned"),),
        "attempts_by_hand": (),
        "similar": (),
        "events": events(event("dsync.user.created")),
    }
    found: dict[str, Any] = {name: observed(value, SOURCES[name]) for name, value in {**well, **pieces}.items()}
    return Look(**found)


def unseen(reason: WithheldReason = WithheldReason.NOT_CONFIGURED, /, **pieces: Any) -> Look:
    """Nothing seen for a reason, but for the pieces that are given."""
    found: dict[str, Any] = {
        name: observed(pieces[name], SOURCES[name]) if name in pieces else NotSeen(reason) for name in PIECES
    }
    return Look(**found)


def observed(value: Any, source: str) -> Any:
    """A plain value as seen now; what is an observation already stays."""
    return value if isinstance(value, Seen | NotSeen) else Seen(value, source, NOW)


SOURCES = {
    "viewer": "flow.me",
    "enterprise": "flow.enterprise",
    "settings": "flow.settings",
    "connection": "flow.settings",
    "delivery": "flow.settings",
    "directory_users": "flow.person",
    "account": "flow.person",
    "remembered": "flow.person",
    "invitations": "flow.person",
    "audit": "flow.person",
    "attempts_by_hand": "flow.audit",
    "similar": "flow.person",
    "events": "flow.events",
}


def nobody(**pieces: Any) -> dict[str, Any]:
    """The pieces of somebody whom neither Directory Sync nor Flow knows: ``evidence(**nobody())``."""
    empty = {"directory_users": (), "account": None, "remembered": (), "audit": (), "events": events()}
    return {**empty, **pieces}


def skipped(reason: str, **pieces: Any) -> dict[str, Any]:
    """The pieces of somebody whom Directory Sync announced a day ago and Flow passed over, with its reason."""
    told = {
        "directory_users": (directory_user(created_at=NOW - DAY, updated_at=NOW - DAY),),
        "account": None,
        "remembered": (directory_user(created_at=None, updated_at=NOW - DAY),),
        "audit": (line(reason, NOW - DAY),),
        "events": events(event("dsync.user.created", NOW - DAY)),
    }
    return {**told, **pieces}


def removed(reason: str = "deprovisioned", **pieces: Any) -> dict[str, Any]:
    """The pieces of somebody who was taken out a day ago and kept the account."""
    told = {
        "directory_users": (),
        "account": account(role=None, source=None, linked_to=None, idp_id=None),
        "remembered": (directory_user(created_at=None, active=False, updated_at=NOW - DAY),),
        "audit": (line("provisioned"), line(reason, NOW - DAY, event="dsync.user.deleted")),
        "events": events(event("dsync.user.created"), event("dsync.user.deleted", NOW - DAY)),
    }
    return {**told, **pieces}


def enterprise(**changes: Any) -> Enterprise:
    """On the Enterprise plan, single sign-on not enforced."""
    return replace(Enterprise("Pilot Example", "enterprise", False, "https://setup.example/launch"), **changes)


def settings(**changes: Any) -> Settings:
    """One domain, no cap, every billed seat taken, provisioning on."""
    usual = Settings(
        domains=("pilot.example",),
        seats=Seats(cap=None, count=2, used=2),
        scim_on=True,
        fallback_invitations=0,
        profile_complete=True,
        idp_name="Okta",
    )
    return replace(usual, **changes)


def connection(state: ConnectionState = ConnectionState.ACTIVE, kind: str | None = "okta scim v2.0") -> Connection:
    """An active connection of Okta."""
    return Connection(state, kind)


def delivery(**changes: Any) -> Delivery:
    """Active for eight days; the newest event was processed."""
    last = EventMark("event_last", "dsync.user.created", CREATED)
    return replace(Delivery(ACTIVATED, last, last, failing_since=None, deleted_at=None), **changes)


def mark(at: datetime, name: str = "dsync.user.updated") -> EventMark:
    """An event of somebody else, to say how far events came."""
    return EventMark(f"event_{at.isoformat()}", name, at)


def directory_user(**changes: Any) -> DirectoryUser:
    """Ada in Directory Sync."""
    usual = DirectoryUser(
        id=USER_ID,
        idp_id="00uada",
        user_name=Present(ADA),
        email=Present(ADA),
        given_name=Present("Ada"),
        family_name=Present("Byron"),
        active=True,
        created_at=CREATED,
        updated_at=CREATED,
    )
    return replace(usual, **_texts(changes))


def account(**changes: Any) -> Account:
    """Ada's account in Flow: a member, linked to her directory user."""
    usual = Account(
        id=ACCOUNT_ID,
        email=Present(ADA),
        given_name=Present("Ada"),
        family_name=Present("Byron"),
        role=Role.MEMBER,
        source="scim",
        created_at=CREATED,
        updated_at=CREATED,
        linked_to=USER_ID,
        idp_id="00uada",
    )
    return replace(usual, **_texts(changes))


def outside(**changes: Any) -> Account:
    """An account without membership and link."""
    return account(**{"role": None, "source": None, "linked_to": None, "idp_id": None, **changes})


def invitation(**changes: Any) -> Invitation:
    """A pending invitation that Flow sent by itself."""
    usual = Invitation("invitation_ada", ADA, "pending", True, NOW - DAY, NOW + 29 * DAY)
    return replace(usual, **changes)


def line(reason: str, at: datetime = CREATED, **changes: Any) -> AuditLine:
    """A line of Flow's audit about Ada; ``detail`` may be a mapping."""
    detail = changes.pop("detail", {})
    usual = AuditLine(
        id=f"audit_{reason}",
        at=at,
        reason=reason,
        event="dsync.user.created",
        event_id=f"event_{at.isoformat()}",
        email=ADA,
        directory_user_id=USER_ID,
        account_id=ACCOUNT_ID,
        detail=tuple(dict(detail).items()),
    )
    return replace(usual, **changes)


def events(*found: DirectoryEvent, back_to: datetime | None = None) -> EventList:
    """The events of Directory Sync, oldest first."""
    return EventList(tuple(found), back_to)


def event(name: str, at: datetime = CREATED, **changes: Any) -> DirectoryEvent:
    """An event about Ada."""
    return replace(DirectoryEvent(f"event_{at.isoformat()}", at, name, USER_ID, ADA), **changes)


def identity(**claims: Any) -> Identity:
    """What the identity provider says of Ada; None: it does not send this claim."""
    names = {"email": ADA, "given_name": "Ada", "family_name": "Byron", **claims}
    found: dict[str, Any] = {name: Claim(_observed(value), ClaimSource.ID_TOKEN) for name, value in names.items()}
    return Identity("https://issuer.example", "subject-ada", NOW, **found)


def answered(**told: str | datetime) -> tuple[Answer, ...]:
    """Answers: ``answered(**{"idp.assigned": "no"})``; a time where the question asks for one."""
    return tuple(
        Answer(key, value.isoformat(), NOW, value) if isinstance(value, datetime) else Answer(key, value, NOW)
        for key, value in told.items()
    )


def _texts(changes: Mapping[str, Any]) -> dict[str, Any]:
    names = ("user_name", "email", "given_name", "family_name")
    return {name: _observed(value) if name in names else value for name, value in changes.items()}


def _observed(value: str | Observed | None) -> Observed:
    if value is None:
        return Absent()
    return Present(value) if isinstance(value, str) else value
