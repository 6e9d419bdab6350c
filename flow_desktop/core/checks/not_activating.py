"""Directory sync is not activating: the connection itself, and whether its events reach Flow."""

from __future__ import annotations

from typing import assert_never

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.creation import all_ruled_out
from flow_desktop.core.checks.facts import (
    answer_given,
    blind_spot,
    passed,
    possible,
    problem,
    stamp,
    state_of,
    unanswered,
    undecided,
)
from flow_desktop.core.evidence import ConnectionState, Delivery, Evidence, NotSeen, Seen
from flow_desktop.core.findings import Check, Exhibit, Finding, Heading, exhibit

_CONNECTION, _DELIVERY = "connection", "delivery"
_DELETED = "dsync.deleted"
_TEST, _CONFIRMED, _IDP = "support.connection_test", "support.url_token_network_confirmed", "idp.connection"


def _examine_connection(evidence: Evidence) -> tuple[Finding, ...]:
    """What the state proves, and what somebody told about the identity provider's side of it."""
    found = (*_by_state(evidence), *_by_answer(evidence))
    named = tuple(one for one in found if one.cause is not None)
    return named or found[:1]


def _by_state(evidence: Evidence) -> tuple[Finding, ...]:
    state = state_of(evidence)
    shown = state_shown(evidence)
    match state:
        case None:
            blind = blind_spot(_CONNECTION, evidence, "connection")
            return (blind,) if blind else ()
        case ConnectionState.ACTIVE:
            return (passed(_CONNECTION, *shown, what="active"),)
        case ConnectionState.NONE:
            return _no_directory(evidence)
        case ConnectionState.VALIDATING:
            return (problem(_CONNECTION, Cause.SYNC_NOT_ENABLED, *shown, what="validating"),)
        case ConnectionState.INACTIVE:
            return (problem(_CONNECTION, Cause.SYNC_DEACTIVATED, *shown, what="inactive"),)
        case ConnectionState.INVALID_CREDENTIALS:
            return (problem(_CONNECTION, Cause.SYNC_IDP_NOT_CONNECTED, *shown, what="credentials"),)
        case ConnectionState.DELETING:
            return (possible(_CONNECTION, Cause.SYNC_DELETED, *shown, what="deleting"),)
        case ConnectionState.OTHER:
            return (undecided(_CONNECTION, *shown, what="other_state"),)
    assert_never(state)


def _no_directory(evidence: Evidence) -> tuple[Finding, ...]:
    """Deleted, or never there: only the note of a deletion, or its certain absence, tells the two apart."""
    shown, deleted = state_shown(evidence), deletion_shown(evidence)
    if deleted is not None:
        return (problem(_CONNECTION, Cause.SYNC_DELETED, *shown, deleted, what="deleted"),)
    if _never_there(evidence):
        return (problem(_CONNECTION, Cause.SYNC_NOT_ENABLED, *shown, what="none"),)
    return (
        possible(_CONNECTION, Cause.SYNC_DELETED, *shown, what="none_or_deleted"),
        possible(_CONNECTION, Cause.SYNC_NOT_ENABLED, *shown, what="none_or_deleted"),
    )


def deletion_shown(evidence: Evidence) -> Exhibit | None:
    """When the directory was deleted, as Flow noted it or as the events tell; None where nothing shows it."""
    delivery, events = evidence.look.delivery, evidence.look.events
    if isinstance(delivery, Seen) and delivery.value.deleted_at is not None:
        return exhibit("directory_deleted_at", stamp(delivery.value.deleted_at), delivery)
    told = [one for one in events.value.events if one.event == _DELETED] if isinstance(events, Seen) else []
    if told and isinstance(events, Seen):
        return exhibit("directory_deleted_at", stamp(told[-1].at), events)
    return None


def _never_there(evidence: Evidence) -> bool:
    """Flow noted no deletion, and does not take the directory for a living one (a deletion it never heard of)."""
    delivery, events, settings = evidence.look.delivery, evidence.look.events, evidence.look.settings
    complete = isinstance(events, Seen) and events.value.back_to is None
    believed = isinstance(settings, Seen) and settings.value.scim_on
    return complete or (isinstance(delivery, Seen) and not believed)


def _by_answer(evidence: Evidence) -> tuple[Finding, ...]:
    """What the identity provider's own test said, unless the state proves it already."""
    if state_of(evidence) is ConnectionState.INVALID_CREDENTIALS:
        return ()
    told = answer_given(evidence, _IDP, _TEST, _CONFIRMED)
    confirmed = evidence.said(_CONFIRMED) == "yes"
    if evidence.said(_IDP) == "failed":
        if not confirmed:
            return (problem(_CONNECTION, Cause.SYNC_IDP_NOT_CONNECTED, *told, what="told"),)
        return (
            possible(
                _CONNECTION, Cause.SYNC_IDP_NOT_CONNECTED, *told, what="told_maybe", ask=unanswered(evidence, _TEST)
            ),
        )
    if evidence.said(_TEST) == "failed" and not confirmed:
        ask = unanswered(evidence, _CONFIRMED, _IDP)
        return (possible(_CONNECTION, Cause.SYNC_IDP_NOT_CONNECTED, *told, what="test_failed", ask=ask),)
    if all_ruled_out(evidence) and evidence.said(_IDP) is None:
        return (possible(_CONNECTION, Cause.SYNC_IDP_NOT_CONNECTED, what="nothing_else_left", ask=(_IDP,)),)
    return ()


def state_shown(evidence: Evidence) -> tuple[Exhibit, ...]:
    """The connection's state and kind as exhibits; empty where it was not seen."""
    connection = evidence.look.connection
    if isinstance(connection, NotSeen):
        return ()
    kind = connection.value.kind
    told = (exhibit("connection_kind", kind, connection),) if kind else ()
    return (exhibit("connection_state", connection.value.state.value, connection), *told)


def delivery_shown(delivery: Seen[Delivery]) -> tuple[Exhibit, ...]:
    """How far events came, as exhibits, each with its own time."""
    told, source = delivery.value, delivery.source
    marks = (("last_event", told.last_event), ("last_processed", told.last_processed))
    times = (("activated_at", told.activated_at), ("failing_since", told.failing_since))
    return (
        *(Exhibit(label, mark.event or mark.id, source, mark.at) for label, mark in marks if mark is not None),
        *(Exhibit(label, stamp(at), source, at) for label, at in times if at is not None),
    )


def _examine_delivery(evidence: Evidence) -> tuple[Finding, ...]:
    """Events that wait since a moment, with none delivered since, mean that Flow is not reached."""
    delivery = evidence.look.delivery
    if isinstance(delivery, NotSeen):
        blind = blind_spot(_DELIVERY, evidence, "delivery")
        return (blind,) if blind else ()
    shown = delivery_shown(delivery)
    if delivery.value.failing_since is not None:
        return (problem(_DELIVERY, Cause.SYNC_WEBHOOK_UNREACHABLE, *shown, what="failing"),)
    return (passed(_DELIVERY, *shown, what="reached" if delivery.value.last_processed else "nothing_yet"),)


CHECKS = (
    Check(
        id=_CONNECTION,
        heading=Heading.NOT_ACTIVATING,
        needs=("connection", "delivery", "settings", "events", "answers"),
        causes=(
            Cause.SYNC_DELETED,
            Cause.SYNC_DEACTIVATED,
            Cause.SYNC_NOT_ENABLED,
            Cause.SYNC_IDP_NOT_CONNECTED,
        ),
        examine=_examine_connection,
    ),
    Check(
        id=_DELIVERY,
        heading=Heading.NOT_ACTIVATING,
        needs=("delivery",),
        causes=(Cause.SYNC_WEBHOOK_UNREACHABLE,),
        examine=_examine_delivery,
    ),
)
