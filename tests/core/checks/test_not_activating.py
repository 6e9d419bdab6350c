"""Directory sync is not activating: what the state proves, what a deletion proves, what somebody told."""

from __future__ import annotations

from typing import Any

import pytest

from flow_desktop.core.causes import Cause
from flow_desktop.core.evidence import ConnectionState, Evidence
from flow_desktop.core.findings import Outcome
from tests.support.evidence import (
    AWAY,
    NOW,
    REFUSED,
    connection,
    delivery,
    event,
    events,
    evidence,
    mark,
    nobody,
    settings,
)
from tests.support.judging import examined, judged, said

STATE = ConnectionState
EVERYTHING_FINE = {"idp.assigned": "yes", "idp.assigned_at": NOW.replace(day=10), "idp.provisioning": "on"}
NO_EMAIL_TROUBLE = {"idp.email_mapped": "yes", "workos.held_validating": "no"}


def without_directory(**pieces: Any) -> Evidence:
    """There is no directory, and Flow has provisioning switched off."""
    return evidence(**{"connection": connection(STATE.NONE), "settings": settings(scim_on=False), **pieces})


@pytest.mark.parametrize(
    ("state", "answer"),
    [
        (STATE.ACTIVE, "pass active"),
        (STATE.VALIDATING, "sync.not_enabled problem validating"),
        (STATE.INACTIVE, "sync.deactivated problem inactive"),
        (STATE.INVALID_CREDENTIALS, "sync.idp_not_connected problem credentials"),
        (STATE.DELETING, "sync.deleted possible deleting"),
        (STATE.OTHER, "cannot_tell other_state"),
    ],
)
def test_the_state_of_the_connection_decides(state: ConnectionState, answer: str) -> None:
    """Each state proves its own cause; a state nobody knows proves none."""
    assert said("connection", evidence(connection=connection(state))) == answer


def test_a_connection_that_was_not_seen_proves_nothing() -> None:
    """Not seen is not "none"."""
    assert said("connection", evidence(connection=AWAY)) == "cannot_tell cannot_tell"


@pytest.mark.parametrize("pieces", [{"events": AWAY}, {"events": events(back_to=NOW)}, {}])
def test_no_directory_and_no_deletion_is_not_enabled(pieces: dict[str, Any]) -> None:
    """Flow noted no deletion, and the events tell of none."""
    assert said("connection", without_directory(**pieces)) == "sync.not_enabled problem none"


@pytest.mark.parametrize(
    "pieces",
    [
        {"delivery": delivery(deleted_at=NOW)},
        {"delivery": delivery(deleted_at=NOW), "events": AWAY},
        {"delivery": AWAY, "events": events(event("dsync.deleted", directory_user_id=None))},
        {"settings": settings(scim_on=True), "events": events(event("dsync.deleted", directory_user_id=None))},
    ],
)
def test_a_deletion_is_never_not_enabled(pieces: dict[str, Any]) -> None:
    """Flow's note or the event alone proves it."""
    assert said("connection", without_directory(**pieces)) == "sync.deleted problem deleted"


@pytest.mark.parametrize(
    "pieces",
    [
        {"delivery": REFUSED, "events": AWAY},
        {"delivery": AWAY, "events": events(back_to=NOW)},
        {"settings": settings(scim_on=True), "events": AWAY},
    ],
)
def test_no_directory_alone_leaves_both_possible(pieces: dict[str, Any]) -> None:
    """Deliveries unseen and an incomplete list; or Flow still takes the directory for a living one."""
    both = {Cause.SYNC_DELETED: Outcome.POSSIBLE, Cause.SYNC_NOT_ENABLED: Outcome.POSSIBLE}
    assert judged("connection", without_directory(**pieces)) == both


@pytest.mark.parametrize("state", [STATE.ACTIVE, STATE.VALIDATING])
def test_the_providers_own_test_proves_a_broken_connection(state: ConnectionState) -> None:
    """Somebody told that it fails, whatever the directory believes."""
    world = evidence(connection=connection(state), answers={"idp.connection": "failed"})
    assert judged("connection", world)[Cause.SYNC_IDP_NOT_CONNECTED] is Outcome.PROBLEM


def test_a_told_failure_counts_where_the_connection_was_not_seen() -> None:
    """An answer is evidence of its own."""
    world = evidence(connection=AWAY, answers={"idp.connection": "failed"})
    assert said("connection", world) == "sync.idp_not_connected problem told"


def test_confirmed_settings_take_the_proof_away() -> None:
    """Address, token and network are right: then the failing test is no proof against them."""
    told = {"idp.connection": "failed", "support.url_token_network_confirmed": "yes"}
    (finding,) = examined("connection", evidence(answers=told))
    assert (finding.outcome, finding.decided_by) == (Outcome.POSSIBLE, ("support.connection_test",))


def test_a_failing_connection_test_alone_is_a_suspicion() -> None:
    """Until somebody confirmed address, token and network, and then it is none."""
    (finding,) = examined("connection", evidence(answers={"support.connection_test": "failed"}))
    assert finding.outcome is Outcome.POSSIBLE
    assert finding.decided_by == ("support.url_token_network_confirmed", "idp.connection")
    confirmed = {"support.connection_test": "failed", "support.url_token_network_confirmed": "yes"}
    assert said("connection", evidence(answers=confirmed)) == "pass active"


def test_when_all_else_is_ruled_out_the_connection_is_left() -> None:
    """Nothing was ever sent and every other reason is answered away; a good test answers this one away too."""
    told = {**EVERYTHING_FINE, **NO_EMAIL_TROUBLE}
    assert said("connection", evidence(**nobody(), answers=told)) == "sync.idp_not_connected possible nothing_else_left"
    fine = evidence(**nobody(), answers={**told, "idp.connection": "ok"})
    assert said("connection", fine) == "pass active"
    assert said("sent", fine) == "cannot_tell unexplained"


def test_deliveries() -> None:
    """Events that wait and none delivered since prove that Flow is not reached; unseen proves nothing."""
    failing = delivery(last_event=mark(NOW), failing_since=NOW)
    assert said("delivery", evidence(delivery=failing)) == "sync.webhook_unreachable problem failing"
    assert said("delivery", evidence(delivery=failing, connection=AWAY)) == "sync.webhook_unreachable problem failing"
    assert said("delivery", evidence()) == "pass reached"
    assert said("delivery", evidence(delivery=delivery(last_event=None, last_processed=None))) == "pass nothing_yet"
    assert said("delivery", evidence(delivery=AWAY)) == "cannot_tell cannot_tell"


def test_the_facts_carry_values_and_times() -> None:
    """What the finding stands on: the state, and since when deliveries fail."""
    (finding,) = examined("delivery", evidence(delivery=delivery(failing_since=NOW)))
    shown = {one.label: one.value for one in finding.exhibits}
    assert shown["failing_since"] == "2027-01-15T08:00:00Z"
    assert {one.source for one in finding.exhibits} == {"flow.settings"}
