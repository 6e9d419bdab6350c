"""Evidence of every kind, drawn from one number: for properties that hold whatever was found."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import (
    ConnectionState,
    DirectoryEvent,
    EventList,
    Evidence,
    NotSeen,
    Seats,
    Seen,
    SignInAttempt,
    Viewer,
)
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.symptoms import Symptom
from tests.support import evidence as make

NOW, DAY, CREATED = make.NOW, make.DAY, make.CREATED
LOVELACE = "ada.lovelace@pilot.example"
TIMES = (CREATED, NOW - 2 * DAY, NOW - DAY, NOW - timedelta(minutes=10))
NAMES = ("Byron", "Byron", "BYRON", "Lovelace", None)
EMAILS = (make.ADA, make.ADA, LOVELACE, None)
PRESENCE = (
    *("provisioned", "reassociated", "linked_existing", "deprovisioned", "group_deleted", "removed_by_hand"),
    *("domain_mismatch", "seat_cap", "other_enterprise", "no_email", "fallback_invited", "role_reset"),
    *("self_signup_blocked", "seats_raised", "plan_required", "not_admin", "profile_incomplete", "directory_inactive"),
)
SIGN_INS = ("sso_required", "signed_in", "signed_in_without_membership")
CAUSES_OF_LINES = ("dsync.user.created", "dsync.user.updated", "sign_up_attempted", "setup_opened")
ANSWERS: dict[str, tuple[Any, ...]] = {
    "idp.assigned": ("yes", "no", "nested_group"),
    "idp.assigned_at": TIMES,
    "idp.provisioning": ("on", "off"),
    "idp.update_provisioning": ("on", "off"),
    "idp.email_mapped": ("yes", "no"),
    "idp.active": ("yes", "no"),
    "idp.removed": ("no", "unassigned", "deactivated", "deleted"),
    "idp.removed_at": TIMES,
    "idp.changed_at": TIMES,
    "idp.approval_pending": ("yes", "no"),
    "idp.connection": ("ok", "failed"),
    "flow.same_person": ("yes", "no"),
    "support.settings_visible": ("yes", "no"),
    "support.idp_changed": ("yes", "no"),
}


def any_evidence(seed: int) -> Evidence:
    """One of very many: people, lines, settings, answers and complaints in every mixture."""
    dice = Random(seed)
    state = dice.choice([ConnectionState.ACTIVE] * 6 + list(ConnectionState))
    told = {key: dice.choice(values) for key, values in ANSWERS.items() if dice.random() < 0.25}
    if state is not ConnectionState.ACTIVE:
        told.pop("idp.connection", None)  # nobody tests a connection that is not there
    found = make.evidence(
        symptom=dice.choice([None, None, *Symptom]),
        viewer=Viewer(make.BARBARA, dice.choice([Role.ADMIN, Role.MEMBER, None])),
        enterprise=make.enterprise(plan=dice.choice(["enterprise", "team"]), sso_enforced=dice.choice([True, False])),
        settings=_settings(dice),
        connection=make.connection(state),
        delivery=_delivery(dice),
        directory_users=_users(dice),
        account=_account(dice),
        remembered=_users(dice),
        invitations=_invitations(dice),
        audit=_lines(dice),
        attempts_by_hand=_by_hand(dice),
        similar=_similar(dice),
        events=_events(dice),
        claims=_claims(dice),
        attempt=_attempt(dice),
        answers=told,
    )
    return _consistent(found)


def _settings(dice: Random) -> Any:
    return make.settings(
        domains=dice.choice([("pilot.example",), ("other.example",)]),
        seats=dice.choice([Seats(None, 2, 2), Seats(2, 3, 2)]),
        scim_on=dice.choice([True, False]),
        fallback_invitations=dice.randrange(4),
        profile_complete=dice.choice([True, False]),
    )


def _delivery(dice: Random) -> Any:
    newest = dice.choice([None, *TIMES])
    return make.delivery(
        activated_at=dice.choice([make.ACTIVATED, NOW - DAY, None]),
        last_event=make.mark(newest) if newest else None,
        last_processed=dice.choice([None, *map(make.mark, TIMES)]),
        failing_since=dice.choice([None, None, None, *TIMES]),
        deleted_at=dice.choice([None, None, *TIMES]),
    )


def _users(dice: Random) -> Any:
    ids = dice.sample([make.USER_ID, "directory_user_other"], dice.choice([0, 1, 1, 2]))
    return tuple(
        make.directory_user(
            id=one,
            email=dice.choice(EMAILS),
            family_name=dice.choice(NAMES),
            active=dice.choice([True, True, True, False, None]),
            updated_at=dice.choice(TIMES),
        )
        for one in ids
    )


def _account(dice: Random) -> Any:
    if dice.random() < 0.25:
        return None
    return make.account(
        family_name=dice.choice(NAMES),
        role=dice.choice([Role.MEMBER, Role.MEMBER, Role.ADMIN, Role.IT_ADMIN, None]),
        source=dice.choice(["scim", "manual", "self"]),
        created_at=dice.choice([make.ACTIVATED - DAY, CREATED]),
        linked_to=dice.choice([make.USER_ID, make.USER_ID, None]),
        name_edited_at=dice.choice([None, *TIMES]),
    )


def _lines(dice: Random) -> Any:
    found = [
        make.line(dice.choice(PRESENCE), dice.choice(TIMES), event=dice.choice(CAUSES_OF_LINES))
        if dice.random() < 0.7
        else make.line(
            *(dice.choice(SIGN_INS), dice.choice(TIMES)),
            event="sign_in_attempted",
            detail={"method": dice.choice(["google", "sso"])},
        )
        for _ in range(dice.randrange(5))
    ]
    return tuple(sorted(found, key=lambda one: one.at))


def _invitations(dice: Random) -> Any:
    one = make.invitation(state=dice.choice(["pending", "closed"]), fallback=dice.choice([True, False]))
    return dice.choice([(), (one,)])


def _by_hand(dice: Random) -> Any:
    action = {"action": dice.choice(["invite", "remove member"])}
    actor = dice.choice([make.ACCOUNT_ID, "account_barbara"])
    return dice.choice([(), (make.line("manual_blocked_by_scim", dice.choice(TIMES), actor=actor, detail=action),)])


def _similar(dice: Random) -> Any:
    one = make.account(
        id="account_other",
        source=dice.choice(["manual", "self", "scim"]),
        created_at=dice.choice([make.ACTIVATED - DAY, CREATED]),
        linked_to=dice.choice(["directory_user_other", None]),
        idp_id=dice.choice([None, "00uada", "00uother"]),
    )
    return dice.choice([(), (one,)])


def _events(dice: Random) -> EventList:
    times = sorted(dice.sample(TIMES, dice.randrange(4)))
    return make.events(
        *(make.event(f"dsync.user.{dice.choice(['created', 'updated', 'deleted'])}", at) for at in times)
    )


def _claims(dice: Random) -> Any:
    unseen = NotSeen(WithheldReason.ONLY_THE_PERSON_CAN_SHOW_THIS)
    return dice.choice([unseen, make.identity(family_name=dice.choice(NAMES))])


def _attempt(dice: Random) -> SignInAttempt | None:
    noted = SignInAttempt(
        dice.choice(TIMES),
        dice.choice([make.ADA, LOVELACE]),
        dice.choice([(), (make.ADA,), ("linh@pilot.example",)]),
        dice.choice([None, "signin.sso_required", "signup.blocked"]),
    )
    return dice.choice([None, noted])


def _consistent(found: Evidence) -> Evidence:
    """A directory that was deleted has an event that says so, and whoever came while it was active was announced."""
    delivery, listed, users = found.look.delivery, found.look.events, found.look.directory_users
    assert isinstance(delivery, Seen)
    assert isinstance(listed, Seen)
    assert isinstance(users, Seen)
    since = delivery.value.activated_at
    announced = () if since is not None and since > CREATED else users.value
    more = [make.event("dsync.user.created", CREATED, directory_user_id=user.id) for user in announced]
    if delivery.value.deleted_at is not None:
        more.append(DirectoryEvent("event_deletion", delivery.value.deleted_at, "dsync.deleted"))
    events = tuple(sorted((*more, *listed.value.events), key=lambda one: one.at))
    return replace(found, look=replace(found.look, events=replace(listed, value=EventList(events))))
