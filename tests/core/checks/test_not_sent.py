"""User updates are not appearing in Flow: what the identity provider sends, and what it does not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from flow_desktop.core.causes import Cause
from flow_desktop.core.evidence import ConnectionState, NotSeen
from flow_desktop.core.findings import Outcome
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.symptoms import Symptom
from flow_desktop.core.words import Message
from tests.support.evidence import (
    AWAY,
    CREATED,
    DAY,
    NOW,
    account,
    connection,
    directory_user,
    evidence,
    identity,
    nobody,
)
from tests.support.judging import examined, judged, said

EMAIL, EDITED, HEARD, MAPPED, SENT = "email_fixed", "name_edited", "update_heard", "attributes_mapped", "update_sent"
PENDING, OFF = Cause.UPDATE_PENDING, Cause.UPDATE_PROVISIONING_OFF
LOVELACE = "ada.lovelace@pilot.example"


# --- the mapping --------------------------------------------------------------------------------------------------


def unmapped(**pieces: Any) -> Any:
    """No last name came to the directory; the identity provider has one."""
    return evidence(**{"directory_users": (directory_user(family_name=None),), "claims": identity(), **pieces})


def test_a_field_that_never_came_is_proven() -> None:
    """Present in the claims, absent in the directory."""
    assert said(MAPPED, unmapped()) == "update.attribute_not_mapped problem missing"
    assert said(MAPPED, unmapped(directory_users=(directory_user(family_name=" "),))).endswith("problem missing")


def test_the_field_that_did_not_come_is_named() -> None:
    """One field stands in the sentence; two have a sentence of their own, and nobody has to look for them."""
    one = examined(MAPPED, unmapped())[0].because
    both = examined(MAPPED, unmapped(directory_users=(directory_user(given_name=None, family_name=None),)))[0].because
    complaint = unmapped(claims=AWAY, symptom=Symptom.NOT_UPDATED)
    assert one == Message("finding.attributes_mapped.missing", (("field", "family_name"),))
    assert both == Message("finding.attributes_mapped.missing_several")
    assert examined(MAPPED, complaint)[0].because == Message(
        "finding.attributes_mapped.maybe", (("field", "family_name"),)
    )


def test_not_sent_empty_and_not_read_are_three_facts() -> None:
    """What stands in place of a value is said for what it is."""
    lacks = [
        examined(MAPPED, unmapped(directory_users=(directory_user(family_name=value),)))[0].exhibits[1].lacks
        for value in (None, "")
    ]
    assert lacks == ["profile.cell.not_sent", "profile.cell.empty"]


def test_a_missing_email_of_a_linked_person_is_proven() -> None:
    """Who is linked had an e-mail once; now the mapping does not send it."""
    assert said(MAPPED, unmapped(directory_users=(directory_user(email=None),))).endswith("problem missing")


def test_a_missing_email_of_somebody_else_is_another_check() -> None:
    """Who was never created for want of an e-mail is told by create.email_not_mapped."""
    users = (directory_user(email=None),)
    assert said(MAPPED, unmapped(directory_users=users, account=None)) == "pass not_linked"
    assert said(MAPPED, unmapped(directory_users=users, account=AWAY)) == "cannot_tell cannot_tell"


def test_what_the_provider_has_not_either_is_not_missing() -> None:
    """A person with one name has one name everywhere."""
    assert said(MAPPED, unmapped(claims=identity(family_name=None))) == "pass nothing_to_send"


def test_complete_values_pass() -> None:
    """All three came."""
    assert said(MAPPED, evidence()) == "pass complete"
    assert said(MAPPED, evidence(directory_users=())) == "pass not_in_directory"


def test_without_claims_a_missing_field_is_possible_by_complaint_only() -> None:
    """An admin who comes with the complaint is told it may be so; without one nothing is said."""
    unseen = NotSeen(WithheldReason.ONLY_THE_PERSON_CAN_SHOW_THIS)
    assert said(MAPPED, unmapped(claims=unseen)) == "cannot_tell cannot_tell"
    assert said(MAPPED, unmapped(claims=unseen, symptom=Symptom.NOT_UPDATED)).endswith("possible maybe")


@pytest.mark.parametrize(
    "told", [{"idp.changed_at": NOW - DAY}, {"idp.approval_pending": "yes"}, {"idp.update_provisioning": "off"}]
)
def test_a_field_that_may_be_on_its_way_is_possible(told: Any) -> None:
    """Something was told that explains the gap as well."""
    assert said(MAPPED, unmapped(answers=told)).endswith("possible maybe_sent")


def test_claims_older_than_the_directory_prove_nothing() -> None:
    """The directory changed after that sign-in."""
    users = (directory_user(family_name=None, updated_at=NOW + timedelta(minutes=1)),)
    assert said(MAPPED, unmapped(directory_users=users)).endswith("possible maybe_sent")


@pytest.mark.parametrize("check", [MAPPED, SENT])
def test_several_or_unknown_entries_decide_nothing(check: str) -> None:
    """Which entry to compare is not known."""
    twice = (directory_user(), directory_user(id="second"))
    assert said(check, evidence(directory_users=twice)) == "cannot_tell several_users"
    assert said(check, evidence(directory_users=(directory_user(active=None),))) == "cannot_tell state_unknown"
    assert said(check, evidence(directory_users=AWAY)) == "cannot_tell cannot_tell"


# --- whether changes are sent -------------------------------------------------------------------------------------


def changed(told: Any = (), **pieces: Any) -> Any:
    """The identity provider says Lovelace, the directory Byron."""
    return evidence(**{"claims": identity(family_name="Lovelace"), "answers": told, **pieces})


def test_a_difference_without_answers_is_both_and_says_what_decides() -> None:
    """Waiting or switched off: both are possible, each with its question."""
    found = {one.cause: one for one in examined(SENT, changed())}
    assert {cause: one.outcome for cause, one in found.items()} == {PENDING: Outcome.POSSIBLE, OFF: Outcome.POSSIBLE}
    assert found[PENDING].decided_by == ("idp.changed_at", "idp.approval_pending")
    assert found[OFF].decided_by == ("idp.update_provisioning",)


AGO = {"moment": NOW - timedelta(minutes=10), "day": NOW - DAY, "before": CREATED - DAY}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"idp.update_provisioning": "off"}, {OFF: Outcome.PROBLEM}),
        ({"idp.update_provisioning": "off", "idp.changed_at": AGO["moment"]}, {OFF: Outcome.PROBLEM}),
        ({"idp.update_provisioning": "off", "idp.changed_at": AGO["day"]}, {OFF: Outcome.PROBLEM}),
        ({"idp.update_provisioning": "on", "idp.changed_at": AGO["moment"]}, {PENDING: Outcome.PROBLEM}),
        ({"idp.changed_at": AGO["moment"]}, {PENDING: Outcome.POSSIBLE, OFF: Outcome.POSSIBLE}),
        ({"idp.changed_at": AGO["day"]}, {OFF: Outcome.POSSIBLE}),
        ({"idp.changed_at": AGO["before"]}, {OFF: Outcome.POSSIBLE}),
        ({"idp.update_provisioning": "on"}, {PENDING: Outcome.POSSIBLE}),
        ({"idp.approval_pending": "yes"}, {PENDING: Outcome.PROBLEM}),
        ({"idp.update_provisioning": "on", "idp.changed_at": AGO["day"]}, {None: Outcome.CANNOT_TELL}),
        ({"idp.connection": "failed"}, {None: Outcome.CANNOT_TELL}),
    ],
)
def test_answers_decide_between_waiting_and_switched_off(told: Any, expected: Any) -> None:
    """A moment ago with updates on is waiting, off is off, and what is ruled out is not named."""
    assert judged(SENT, changed(told)) == expected


def test_an_approval_may_wait_for_days_at_onelogin() -> None:
    """There a task waits for an admin, however long ago the change was."""
    told = {"idp.changed_at": NOW - DAY, "idp.update_provisioning": "on"}
    onelogin = connection(kind="onelogin scim v2.0")
    assert judged(SENT, changed(told, connection=onelogin)) == {PENDING: Outcome.POSSIBLE}
    told_more = {**told, "idp.approval_pending": "no"}
    assert judged(SENT, changed(told_more, connection=onelogin)) == {None: Outcome.CANNOT_TELL}


def test_a_change_somebody_tells_of_counts_without_claims() -> None:
    """An admin who knows when it was changed needs no sign-in of the person."""
    told = {"idp.changed_at": NOW - timedelta(minutes=10), "idp.update_provisioning": "on"}
    assert judged(SENT, evidence(answers=told)) == {PENDING: Outcome.PROBLEM}


def test_nothing_is_proven_without_the_state_of_the_connection() -> None:
    """Whether anything could come is not known."""
    assert judged(SENT, changed({"idp.update_provisioning": "off"}, connection=AWAY)) == {OFF: Outcome.POSSIBLE}


def test_the_complaint_alone_makes_both_possible_where_nothing_else_explains_it() -> None:
    """An admin's view without claims; where Flow differs from the directory, that is what the person sees."""
    complaint = {"symptom": Symptom.NOT_UPDATED}
    assert judged(SENT, evidence(**complaint)) == {PENDING: Outcome.POSSIBLE, OFF: Outcome.POSSIBLE}
    edited = account(family_name="Lovelace", name_edited_at=NOW - DAY)
    assert said(SENT, evidence(account=edited, **complaint)) == "cannot_tell cannot_tell"
    assert said(SENT, evidence()) == "cannot_tell cannot_tell"
    assert said(SENT, evidence(**nobody(), **complaint)) == "pass not_in_directory"


@pytest.mark.parametrize("name", ["BYRON", "Byron\u200b", "Byron "])
def test_letter_case_is_no_change(name: str) -> None:
    """Case and invisible characters in a claim are never a cause."""
    assert said(SENT, changed(claims=identity(family_name=name))) == "pass same"


def test_an_escaped_claim_is_no_change() -> None:
    """A provider that escapes its claims for HTML changed nothing."""
    users = (directory_user(family_name="O'Byron"),)
    assert said(SENT, changed(claims=identity(family_name="O&#39;Byron"), directory_users=users)) == "pass same"


def test_old_claims_are_not_compared() -> None:
    """The directory changed after the sign-in: the claims are the older side."""
    users = (directory_user(updated_at=NOW + timedelta(minutes=1)),)
    assert said(SENT, changed(directory_users=users)) == "cannot_tell old_claims"


def test_a_healthy_person_has_nothing_to_explain() -> None:
    """Everything the same everywhere, seen by the person."""
    own = evidence(is_self=True, claims=identity())
    assert [said(check, own) for check in (EMAIL, EDITED, HEARD, MAPPED, SENT)] == [
        "pass same",
        "pass not_edited",
        "pass heard",
        "pass complete",
        "pass same",
    ]


@pytest.mark.parametrize(
    "state", [one for one in ConnectionState if one not in (ConnectionState.ACTIVE, ConnectionState.OTHER)]
)
def test_a_stopped_connection_speaks_first(state: ConnectionState) -> None:
    """While the connection carries nothing, what was not sent has that cause first."""
    assert said(SENT, changed(connection=connection(state))) == "cannot_tell not_reached"
