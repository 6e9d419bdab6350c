"""User updates are not appearing in Flow: each code proven, possible, not to be told, and fine."""

from __future__ import annotations

from typing import Any

import pytest

from flow_desktop.core.causes import Cause
from flow_desktop.core.evidence import ConnectionState
from flow_desktop.core.findings import Outcome
from flow_desktop.core.observed import Withheld, WithheldReason
from tests.support.evidence import (
    AWAY,
    CREATED,
    DAY,
    NOW,
    account,
    connection,
    delivery,
    directory_user,
    evidence,
    line,
    mark,
    outside,
)
from tests.support.judging import examined, said

EMAIL, EDITED, HEARD = "email_fixed", "name_edited", "update_heard"
PENDING, OFF = Cause.UPDATE_PENDING, Cause.UPDATE_PROVISIONING_OFF
LOVELACE = "ada.lovelace@pilot.example"


# --- the e-mail ---------------------------------------------------------------------------------------------------


def test_another_email_in_the_directory_is_proven() -> None:
    """Flow's e-mail never changes, so a different one in Directory Sync is the cause by itself."""
    found = evidence(directory_users=(directory_user(email=LOVELACE),))
    assert said(EMAIL, found) == "update.email_is_fixed problem differs"
    assert [one.value for one in examined(EMAIL, found)[0].exhibits] == [LOVELACE, "ada.byron@pilot.example"]


@pytest.mark.parametrize(
    "spelling", ["ADA.Byron@Pilot.example", " ada.byron@pilot.example", "ada.byron\u200b@pilot.example"]
)
def test_letter_case_is_no_other_email(spelling: str) -> None:
    """Case, blanks and invisible characters are never a cause."""
    assert said(EMAIL, evidence(directory_users=(directory_user(email=spelling),))) == "pass same"


@pytest.mark.parametrize("who", [account(linked_to=None), outside(), None])
def test_who_is_not_linked_has_nothing_to_compare(who: Any) -> None:
    """A member by hand, somebody outside and nobody at all pass."""
    for check in (EMAIL, EDITED, HEARD):
        assert said(check, evidence(account=who)) == "pass not_linked"


@pytest.mark.parametrize("check", [EMAIL, EDITED, HEARD])
@pytest.mark.parametrize("piece", ["account", "directory_users"])
def test_one_side_unseen_tells_nothing(check: str, piece: str) -> None:
    """Without the account or the directory user there is no comparison."""
    (finding,) = examined(check, evidence(**{piece: AWAY}))
    assert (finding.outcome, finding.reason) == (Outcome.CANNOT_TELL, WithheldReason.TIMED_OUT)


def test_a_linked_entry_that_is_not_listed_is_no_pass() -> None:
    """The tie names an entry that the listing does not have: nothing is concluded."""
    assert said(EMAIL, evidence(directory_users=(directory_user(id="other", idp_id="0"),))) == "cannot_tell other_user"


def test_the_id_at_the_provider_ties_too() -> None:
    """SCIM and WorkOS may call one entry by two ids; the provider's own id is the same."""
    assert said(EMAIL, evidence(directory_users=(directory_user(id="scim-1", email=LOVELACE),))).startswith("update.")


def test_a_value_that_is_no_text_is_not_compared() -> None:
    """An unreadable e-mail is told as such."""
    broken = Withheld(WithheldReason.NOT_TEXT)
    assert said(EMAIL, evidence(directory_users=(directory_user(email=broken),))) == "cannot_tell cannot_tell"


# --- edited in Flow -----------------------------------------------------------------------------------------------


def edited(**changes: Any) -> Any:
    """Ada called herself Lovelace in Flow yesterday."""
    return account(**{"family_name": "Lovelace", "name_edited_at": NOW - DAY, **changes})


def test_a_newer_name_in_flow_is_proven() -> None:
    """Neither what the directory has nor what Flow was told, and newer than both."""
    assert said(EDITED, evidence(account=edited())) == "update.edited_in_flow problem newer"


@pytest.mark.parametrize("name", ["BYRON", "Byron\u200b", "Byron "])
def test_letter_case_is_no_edit(name: str) -> None:
    """Case, invisible characters and blanks are never a cause."""
    assert said(EDITED, evidence(account=edited(family_name=name))) == "pass not_edited"


def test_an_edit_before_the_last_change_is_none() -> None:
    """The directory spoke later, and Flow heard it: where the other name comes from, nobody can tell."""
    assert said(EDITED, evidence(account=edited(name_edited_at=CREATED - DAY))) == "cannot_tell unexplained"


def test_a_name_that_flow_was_told_is_no_edit() -> None:
    """Flow shows what it heard; the directory's newer value never came."""
    users = (directory_user(family_name="King", updated_at=NOW - 2 * DAY),)
    copies = (directory_user(family_name="Lovelace"),)
    assert said(EDITED, evidence(account=edited(), directory_users=users, remembered=copies)) == "pass not_edited"


@pytest.mark.parametrize("copies", [AWAY, ()])
def test_without_flows_copy_an_edit_is_possible_only(copies: Any) -> None:
    """What Flow was told is not seen, so the difference may have come with an event."""
    assert said(EDITED, evidence(account=edited(), remembered=copies)) == "update.edited_in_flow possible maybe"


def test_a_copy_without_the_name_decides_nothing() -> None:
    """Flow was not told the name at all: neither an edit nor none."""
    copies = (directory_user(family_name=None),)
    assert said(EDITED, evidence(account=edited(), remembered=copies)) == "cannot_tell not_told"


# --- the event of a change ----------------------------------------------------------------------------------------


def renamed(**pieces: Any) -> Any:
    """Lovelace in the directory since two days; Flow's copy has the old name; a later event was processed."""
    later = mark(NOW - DAY)
    usual = {
        "directory_users": (directory_user(family_name="Lovelace", updated_at=NOW - 2 * DAY),),
        "delivery": delivery(last_event=later, last_processed=later),
    }
    return evidence(**{**usual, **pieces})


def test_a_lost_update_is_proven() -> None:
    """The directory is newer than Flow's copy and later events were processed, whatever the provider's test says."""
    assert said(HEARD, renamed()) == "update.webhook_missed problem missed"
    assert said(HEARD, renamed(answers={"idp.connection": "failed"})) == "update.webhook_missed problem missed"


def test_a_heard_update_passes() -> None:
    """Flow's copy is the directory's."""
    assert said(HEARD, evidence()) == "pass heard"


@pytest.mark.parametrize("piece", ["delivery", "audit", "connection"])
def test_without_the_deciding_piece_a_lost_update_is_possible(piece: str) -> None:
    """The older copy is seen; whether the event was lost is not."""
    assert said(HEARD, renamed(**{piece: AWAY})) == "update.webhook_missed possible maybe"


def test_without_flows_copy_nothing_is_told() -> None:
    """What Flow heard could not be read."""
    assert said(HEARD, renamed(remembered=AWAY)) == "cannot_tell cannot_tell"
    assert said(HEARD, renamed(remembered=())) == "cannot_tell no_copy"


@pytest.mark.parametrize("last", [None, mark(CREATED), mark(NOW - 2 * DAY)])
def test_an_update_on_its_way_is_not_lost(last: Any) -> None:
    """Nothing newer was processed: the event may still come. An event of the same moment is not newer."""
    assert said(HEARD, renamed(delivery=delivery(last_processed=last))) == "cannot_tell on_its_way"


def test_failing_deliveries_speak_first() -> None:
    """Deliveries fail since before the change: the cause is sync.webhook_unreachable."""
    failing = delivery(failing_since=NOW - 3 * DAY, last_processed=mark(NOW - DAY))
    assert said(HEARD, renamed(delivery=failing)) == "cannot_tell not_reached"


@pytest.mark.parametrize("reason", ["directory_inactive", "stale_ignored"])
def test_an_update_that_flow_passed_over_was_heard(reason: str) -> None:
    """The audit has an event about the person since the change: it was not lost."""
    lines = (line("provisioned"), line(reason, NOW - 2 * DAY, event="dsync.user.updated"))
    assert said(HEARD, renamed(audit=lines)) == "cannot_tell passed_over"


def test_a_group_event_is_no_news_of_the_person() -> None:
    """Being put in a group after the change does not mean that the change was heard."""
    lines = (line("provisioned"), line("group_member_added", NOW - DAY, event="dsync.group.user_added"))
    assert said(HEARD, renamed(audit=lines)) == "update.webhook_missed problem missed"


@pytest.mark.parametrize(
    "state", [one for one in ConnectionState if one not in (ConnectionState.ACTIVE, ConnectionState.OTHER)]
)
def test_a_stopped_connection_speaks_first(state: ConnectionState) -> None:
    """While the connection carries nothing, what did not come has that cause first."""
    assert said(HEARD, renamed(connection=connection(state))) == "cannot_tell not_reached"


def test_a_newer_copy_is_a_matter_of_moments() -> None:
    """Flow heard something between our two looks."""
    copies = (directory_user(family_name="King", updated_at=NOW),)
    assert said(HEARD, renamed(remembered=copies)) == "cannot_tell under_way"


@pytest.mark.parametrize("name", ["BYRON", "Byron\u200b"])
def test_letter_case_is_no_lost_update(name: str) -> None:
    """A copy that differs in letter case only is the same."""
    assert said(HEARD, renamed(directory_users=(directory_user(family_name=name, updated_at=NOW),))) == "pass heard"
