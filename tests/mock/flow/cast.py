"""The people and the enterprise of the rule tests, and what a row of a rule table is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flow_desktop.mock.effects import CreateAccount, Effect, Join, Leave, Link, Reason, Unlink
from flow_desktop.mock.facts import (
    Account,
    DirectoryUser,
    Enterprise,
    Event,
    GroupUser,
    Invitation,
    JoinAnswered,
    Role,
    Source,
    State,
)

OURS, THEIRS = "enterprise_ours", "enterprise_theirs"
EARLIER, NOW, LATER = "2026-05-01T09:00:00.000Z", "2026-05-01T10:00:00.000Z", "2026-05-01T11:00:00.000Z"

ENTERPRISE = Enterprise(
    id=OURS,
    scim_on=True,
    directory_active=True,
    domains=frozenset({"pilot.example"}),
    seat_cap=10,
    seat_count=5,
    seats_used=5,
)
BY_HAND = replace(ENTERPRISE, scim_on=False, directory_active=False)
FULL = replace(ENTERPRISE, seat_cap=5)
ADA = DirectoryUser(
    id="du_ada", email="ada@pilot.example", first_name="Ada", last_name="Byron", state="active", updated_at=NOW
)
GONE = replace(ADA, state="inactive")
OUTSIDE = Account(id="a_ada", email="ada@pilot.example", first_name="Ada", last_name="Byron", source=Source.SCIM)
MEMBER = replace(OUTSIDE, enterprise_id=OURS, role=Role.MEMBER, directory_user_id="du_ada")
UNLINKED = replace(MEMBER, directory_user_id=None, source=Source.MANUAL)
INVITED = replace(UNLINKED, source=Source.INVITE)
ELSEWHERE = replace(OUTSIDE, enterprise_id=THEIRS, role=Role.MEMBER)
ADMIN = Account(
    id="a_boss", email="boss@pilot.example", first_name="Bo", last_name="Boss", enterprise_id=OURS, role=Role.ADMIN
)
IT_ADMIN = replace(ADMIN, role=Role.IT_ADMIN)
NOBODY = replace(MEMBER, id="a_cy", email="cy@pilot.example")
FALLBACK = Invitation(id="i_ada", email="ada@pilot.example", role=Role.MEMBER, fallback=True)
BY_ADMIN = replace(FALLBACK, fallback=False)
IN_GROUP = GroupUser(ADA, MEMBER, None)

# What always happens together.
COMES_BACK: tuple[Effect, ...] = (Join("a_ada", Role.MEMBER, Source.SCIM), Link("a_ada", "du_ada"))
IS_MADE: tuple[Effect, ...] = (
    CreateAccount("ada@pilot.example", "Ada", "Byron", Source.SCIM),
    Join("", Role.MEMBER, Source.SCIM),
    Link("", "du_ada"),
)
LEAVES: tuple[Effect, ...] = (Leave("a_ada"), Unlink("a_ada"))


def world(enterprise: Enterprise = ENTERPRISE, **more: Any) -> State:
    """A state in which only what is given exists."""
    return State(enterprise, **more)


def linked(account: Account = MEMBER, enterprise: Enterprise = ENTERPRISE, **more: Any) -> State:
    """A member tied to the event's directory user, whom Flow remembers as active."""
    return State(enterprise, **{"remembered": ADA, "linked": account, "by_email": account, **more})


def asked(email: str = "ada@pilot.example", *, approved: bool) -> JoinAnswered:
    """An admin's answer to a request to join."""
    return JoinAnswered(email, approved=approved)


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence: where it stands (heading, identifying words), its promise, and what the rules must answer.

    `reasons` are all audit lines' reasons in order; `effects` everything that happens, nothing else may.
    """

    heading: str
    words: str
    promise: str
    state: State
    event: Event
    reasons: tuple[Reason, ...]
    effects: tuple[Effect, ...] = ()
    refused: bool = False

    def __str__(self) -> str:
        return f"{self.heading}: {self.promise}"
