"""Duplicate user accounts: another account of the same person, made by hand or under another address (pure)."""

from __future__ import annotations

from datetime import datetime

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.facts import answer_given, has_text, passed, possible, problem, stamp, unanswered
from flow_desktop.core.checks.linked import NAMES, exhibit_of, value_of
from flow_desktop.core.evidence import Account, Evidence, NotSeen, Seen
from flow_desktop.core.findings import Check, Exhibit, Finding, Heading, cannot_tell, exhibit
from flow_desktop.core.grades import grade_name
from flow_desktop.core.observed import text_of

_ID = "duplicate"
_SAME_PERSON = "flow.same_person"
_BY_HAND = "manual"


def _examine(evidence: Evidence) -> tuple[Finding, ...]:
    account, similar = evidence.look.account, evidence.look.similar
    if isinstance(account, NotSeen):
        return (cannot_tell(_ID, account, what="account"),)
    if account.value is None:
        return (passed(_ID, what="no_account"),)
    if isinstance(similar, NotSeen):
        return (cannot_tell(_ID, similar, what="similar"),)
    return _pairs(evidence, account.value, similar)


def _pairs(evidence: Evidence, mine: Account, similar: Seen[tuple[Account, ...]]) -> tuple[Finding, ...]:
    pairs = tuple((mine, other) for other in similar.value if _may_be_one(mine, other))
    if not pairs:
        return (passed(_ID, what="none"),)
    if evidence.said(_SAME_PERSON) == "no":
        return (passed(_ID, *answer_given(evidence, _SAME_PERSON), what="two_people"),)
    found = [finding for pair in pairs for finding in _judge(evidence, pair, similar)]
    firsts = {(one.cause, one.outcome): one for one in reversed(found)}
    return tuple(firsts.values())


def _may_be_one(mine: Account, other: Account) -> bool:
    """Two accounts with one name, of which the directory looks after one only; or one id at the provider for both."""
    if not (mine.is_member or other.is_member):
        return False
    if _has_same_id(mine, other):
        return True
    return _has_same_name(mine, other) and (mine.linked_to is None) != (other.linked_to is None)


def _has_same_id(mine: Account, other: Account) -> bool:
    return mine.idp_id is not None and mine.idp_id == other.idp_id


def _has_same_name(mine: Account, other: Account) -> bool:
    pairs = [(value_of(mine, name), value_of(other, name)) for name in NAMES]
    if not all(has_text(left) and has_text(right) for left, right in pairs):
        return False
    return not any(grade_name(text_of(left) or "", text_of(right) or "").is_finding for left, right in pairs)


def _judge(
    evidence: Evidence, pair: tuple[Account, Account], similar: Seen[tuple[Account, ...]]
) -> tuple[Finding, ...]:
    mine, other = pair
    proven = _has_same_id(mine, other) or evidence.said(_SAME_PERSON) == "yes"
    causes = _causes(evidence, mine if mine.linked_to is None else other)
    facts = (*_facts(evidence, pair, similar), *answer_given(evidence, _SAME_PERSON))
    if proven and len(causes) == 1:
        return (problem(_ID, causes[0], *facts, what=_WHAT[causes[0]]),)
    ask = unanswered(evidence, _SAME_PERSON)
    return tuple(possible(_ID, cause, *facts, what=f"maybe_{_WHAT[cause]}", ask=ask) for cause in causes)


def _causes(evidence: Evidence, unlinked: Account) -> tuple[Cause, ...]:
    """One made by hand before activation is a leftover; any other one has an address that is not the one sent."""
    if unlinked.source != _BY_HAND:
        return (Cause.DUPLICATE_DIFFERENT_IDENTIFIER,)
    delivery = evidence.look.delivery
    activated: datetime | None = delivery.value.activated_at if isinstance(delivery, Seen) else None
    if activated is None or unlinked.created_at is None:
        return (Cause.DUPLICATE_MANUAL_BEFORE_SCIM, Cause.DUPLICATE_DIFFERENT_IDENTIFIER)
    before = unlinked.created_at < activated
    return (Cause.DUPLICATE_MANUAL_BEFORE_SCIM if before else Cause.DUPLICATE_DIFFERENT_IDENTIFIER,)


_WHAT = {Cause.DUPLICATE_MANUAL_BEFORE_SCIM: "by_hand", Cause.DUPLICATE_DIFFERENT_IDENTIFIER: "other_address"}


def _facts(
    evidence: Evidence, pair: tuple[Account, Account], similar: Seen[tuple[Account, ...]]
) -> tuple[Exhibit, ...]:
    mine, other = pair
    account, delivery = evidence.look.account, evidence.look.delivery
    assert isinstance(account, Seen)
    found = [
        exhibit_of("flow_email", mine.email, account),
        exhibit_of("other_email", other.email, similar),
        exhibit("other_source", other.source or "", similar),
        exhibit("linked_account", "this" if mine.linked_to else "other", similar),
    ]
    if other.created_at:
        found.append(exhibit("other_created_at", stamp(other.created_at), similar))
    if isinstance(delivery, Seen) and delivery.value.activated_at:
        found.append(exhibit("activated_at", stamp(delivery.value.activated_at), delivery))
    return tuple(found)


CHECKS = (
    Check(
        _ID,
        Heading.DUPLICATE_ACCOUNTS,
        ("account", "similar", "delivery", "answers"),
        (Cause.DUPLICATE_MANUAL_BEFORE_SCIM, Cause.DUPLICATE_DIFFERENT_IDENTIFIER),
        _examine,
    ),
)
