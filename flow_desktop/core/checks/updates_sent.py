"""Whether the identity provider sends what it has: the mapping, and updates (article: User updates ...; pure)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.facts import (
    answer_given,
    has_text,
    illegible,
    is_member,
    is_set_up,
    passed,
    possible,
    problem,
    stamp,
    unanswered,
    undecided,
)
from flow_desktop.core.checks.linked import (
    FIELDS,
    NAMES,
    claim_of,
    differ,
    exhibit_of,
    linked,
    sole_user,
    stopped,
    value_of,
)
from flow_desktop.core.evidence import ConnectionState, DirectoryUser, Evidence, NotSeen, Observation, Seen
from flow_desktop.core.findings import Check, Exhibit, Finding, Heading, Outcome, cannot_tell, exhibit
from flow_desktop.core.grades import is_html_escaped
from flow_desktop.core.identity import Identity
from flow_desktop.core.observed import Observed, text_of
from flow_desktop.core.providers import CYCLES, Provider, provider_of
from flow_desktop.core.symptoms import Symptom
from flow_desktop.core.words import Message

_MAPPED = "attributes_mapped"
_SENT = "update_sent"
_CHANGED_AT, _APPROVAL, _UPDATES = "idp.changed_at", "idp.approval_pending", "idp.update_provisioning"


# --- the mapping --------------------------------------------------------------------------------------------------


def _mapped(evidence: Evidence) -> tuple[Finding, ...]:
    """A value that the identity provider shows at sign-in and Directory Sync never got is not mapped."""
    user = sole_user(_MAPPED, evidence)
    if isinstance(user, Finding):
        return (user,)
    unread = _unread(evidence, user)
    if unread is not None:
        return (unread,)
    absent = tuple(field for field in FIELDS if not has_text(value_of(user, field)))
    if not absent:
        return (passed(_MAPPED, what="complete"),)
    claims = evidence.claims
    if isinstance(claims, NotSeen):
        return (_unproven(evidence, claims, user, absent=absent),)
    missing = tuple(field for field in absent if has_text(claim_of(claims.value, field)))
    if missing == ("email",):
        return (_email_missing(evidence),)
    return (_absent(evidence, claims, user, missing=tuple(field for field in missing if field in NAMES)),)


def _unread(evidence: Evidence, user: DirectoryUser) -> Finding | None:
    """A value that came and could not be read is no missing one."""
    users = evidence.look.directory_users
    values = (value_of(user, field) for field in FIELDS)
    return illegible(_MAPPED, users, *values, name="directory_users") if isinstance(users, Seen) else None


def _unproven(evidence: Evidence, claims: NotSeen, user: DirectoryUser, *, absent: tuple[str, ...]) -> Finding:
    users = evidence.look.directory_users
    if evidence.asked.symptom is not Symptom.NOT_UPDATED or not isinstance(users, Seen):
        return cannot_tell(_MAPPED, claims, what="claims")
    facts = tuple(exhibit_of(f"directory_{field}", value_of(user, field), users) for field in absent)
    what = "maybe" if len(absent) == 1 else "maybe_several"
    return _naming(absent, possible(_MAPPED, Cause.UPDATE_ATTRIBUTE_NOT_MAPPED, *facts, what=what))


def _naming(fields: tuple[str, ...], finding: Finding) -> Finding:
    """The same finding with the one field in its sentence."""
    return replace(finding, because=Message(finding.because.id, (("field", fields[0]),) if len(fields) == 1 else ()))


def _email_missing(evidence: Evidence) -> Finding:
    """Without e-mail nobody is created; who is linked already lost the mapping later."""
    pair = linked(_MAPPED, evidence)
    if isinstance(pair, Finding):
        return pair
    claims, users = evidence.claims, evidence.look.directory_users
    assert isinstance(claims, Seen)
    assert isinstance(users, Seen)
    return _absent(evidence, claims, pair.user, missing=() if has_text(pair.user.email) else ("email",))


def _absent(evidence: Evidence, claims: Seen[Identity], user: DirectoryUser, *, missing: tuple[str, ...]) -> Finding:
    users = evidence.look.directory_users
    if not missing or not isinstance(users, Seen):
        return passed(_MAPPED, what="nothing_to_send")
    facts: list[Exhibit] = []
    for field in missing:
        facts.append(exhibit_of(f"claim_{field}", claim_of(claims.value, field), claims))
        facts.append(exhibit_of(f"directory_{field}", value_of(user, field), users))
    if _may_be_under_way(evidence, claims, user):
        what = "maybe_sent" if len(missing) == 1 else "maybe_sent_several"
        return _naming(missing, possible(_MAPPED, Cause.UPDATE_ATTRIBUTE_NOT_MAPPED, *facts, what=what))
    sure = "missing" if len(missing) == 1 else "missing_several"
    return _naming(missing, problem(_MAPPED, Cause.UPDATE_ATTRIBUTE_NOT_MAPPED, *facts, what=sure))


def _may_be_under_way(evidence: Evidence, claims: Seen[Identity], user: DirectoryUser) -> bool:
    """Something was told that explains the gap as well: a change since, or one that is not let through."""
    told = evidence.told_time(_CHANGED_AT)
    since = told is not None and user.updated_at is not None and told > user.updated_at
    held = evidence.said(_APPROVAL) == "yes" or evidence.said(_UPDATES) == "off"
    return since or held or is_outdated(claims, user)


def is_outdated(claims: Seen[Identity], user: DirectoryUser) -> bool:
    """Whether Directory Sync changed after the sign-in that showed the claims: then they are the older ones."""
    return user.updated_at is not None and claims.value.at < user.updated_at


# --- updates ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Case:
    """What speaks for a change that Directory Sync does not have, and what was told about it."""

    evidence: Evidence
    user: DirectoryUser
    facts: tuple[Exhibit, ...]
    flow_was_seen: bool = True

    @property
    def is_active(self) -> bool:
        """Whether the connection was seen to work; without that nothing is proven here."""
        connection = self.evidence.look.connection
        return isinstance(connection, Seen) and connection.value.state is ConnectionState.ACTIVE

    @property
    def told_later(self) -> bool:
        """Whether somebody told of a change that is newer than what Directory Sync has."""
        told = self.evidence.told_time(_CHANGED_AT)
        return told is not None and self.user.updated_at is not None and told > self.user.updated_at


def _sent(evidence: Evidence) -> tuple[Finding, ...]:
    user = sole_user(_SENT, evidence)
    if isinstance(user, Finding):
        return (user,)
    if is_member(evidence) is False:
        return (passed(_SENT, what="not_member"),)
    facts = _differences(evidence.claims, user, evidence)
    account = evidence.look.account
    case = _Case(evidence, user, facts, flow_was_seen=isinstance(account, Seen) or not is_set_up(account))
    if facts or case.told_later:
        return _judge(case)
    return _nothing_seen(case)


def _differences(claims: Observation[Identity], user: DirectoryUser, evidence: Evidence) -> tuple[Exhibit, ...]:
    users = evidence.look.directory_users
    if not isinstance(claims, Seen) or not isinstance(users, Seen) or is_outdated(claims, user):
        return ()
    found: list[Exhibit] = []
    for field in FIELDS:
        claim, stored = claim_of(claims.value, field), value_of(user, field)
        if _changed(field, claim, stored):
            found.append(exhibit_of(f"claim_{field}", claim, claims))
            found.append(exhibit_of(f"directory_{field}", stored, users))
    if found and user.updated_at:
        found.append(exhibit("directory_updated_at", stamp(user.updated_at), users))
    return tuple(found)


def _nothing_seen(case: _Case) -> tuple[Finding, ...]:
    """No difference is seen. With the complaint that there is one, and no sight of the provider, both may be so."""
    claims = case.evidence.claims
    if isinstance(claims, Seen):
        return (
            undecided(_SENT, what="old_claims") if _differed(claims.value, case.user) else passed(_SENT, what="same"),
        )
    if case.evidence.asked.symptom is Symptom.NOT_UPDATED and _agrees_with_flow(case):
        return _judge(replace(case, flow_was_seen=isinstance(case.evidence.look.account, Seen)))
    return (cannot_tell(_SENT, claims, what="claims"),)


def _differed(identity: Identity, user: DirectoryUser) -> bool:
    """Whether the claims say something else; they are the older ones then, or a difference would have been seen."""
    return any(_changed(field, claim_of(identity, field), value_of(user, field)) for field in FIELDS)


def _changed(field: str, claim: Observed, stored: Observed) -> bool:
    """Another value; one that the identity provider only HTML-escaped is none."""
    escaped = is_html_escaped(text_of(claim) or "", text_of(stored) or "")
    return differ(field, claim, stored) and not escaped


def _agrees_with_flow(case: _Case) -> bool:
    """Where Flow has other values than Directory Sync, that difference is what the person sees."""
    pair = linked(_SENT, case.evidence)
    if isinstance(pair, Finding):
        return pair.outcome is not Outcome.PASS
    return not any(differ(field, value_of(pair.user, field), value_of(pair.account, field)) for field in FIELDS)


def _judge(case: _Case) -> tuple[Finding, ...]:
    evidence = case.evidence
    stop = stopped(_SENT, evidence)
    if stop is not None:
        return (stop,)
    told = answer_given(evidence, _CHANGED_AT, _APPROVAL, _UPDATES)
    facts = (*case.facts, *told)
    found = [
        _as_finding(case, cause, outcome, facts=facts)
        for cause, outcome in (
            (Cause.UPDATE_PENDING, _pending(case)),
            (Cause.UPDATE_PROVISIONING_OFF, _switched_off(case)),
        )
        if outcome is not None
    ]
    return tuple(found) or (undecided(_SENT, *facts, what="unexplained"),)


def _as_finding(case: _Case, cause: Cause, outcome: Outcome, *, facts: tuple[Exhibit, ...]) -> Finding:
    what = "pending" if cause is Cause.UPDATE_PENDING else "off"
    if outcome is Outcome.PROBLEM and case.is_active and case.flow_was_seen:
        return problem(_SENT, cause, *facts, what=what)
    keys = (_CHANGED_AT, _APPROVAL) if cause is Cause.UPDATE_PENDING else (_UPDATES,)
    return possible(_SENT, cause, *facts, what=f"maybe_{what}", ask=unanswered(case.evidence, *keys))


def _pending(case: _Case) -> Outcome | None:
    """A moment ago, or waiting for an approval; None where what was told rules it out."""
    evidence = case.evidence
    told, updates = evidence.told_time(_CHANGED_AT), evidence.said(_UPDATES)
    if evidence.said(_APPROVAL) == "yes":
        return Outcome.PROBLEM
    if updates == "off":
        return None
    if told is None:
        return Outcome.POSSIBLE
    provider = provider_of(evidence)
    if case.told_later and evidence.now - told <= CYCLES[provider]:
        return Outcome.PROBLEM if updates == "on" else Outcome.POSSIBLE
    may_wait = provider is Provider.ONELOGIN and evidence.said(_APPROVAL) is None
    return Outcome.POSSIBLE if may_wait and case.told_later else None


def _switched_off(case: _Case) -> Outcome | None:
    updates = case.evidence.said(_UPDATES)
    if updates == "off":
        return Outcome.PROBLEM
    return None if updates == "on" or case.evidence.said(_APPROVAL) == "yes" else Outcome.POSSIBLE


ATTRIBUTES_MAPPED = Check(
    _MAPPED,
    Heading.NOT_UPDATED,
    ("directory_users", "claims", "account", "answers"),
    (Cause.UPDATE_ATTRIBUTE_NOT_MAPPED,),
    _mapped,
)
UPDATES_SENT = Check(
    _SENT,
    Heading.NOT_UPDATED,
    ("directory_users", "claims", "connection", "account", "answers"),
    (Cause.UPDATE_PENDING, Cause.UPDATE_PROVISIONING_OFF),
    _sent,
)
