"""Still need help? What only support can mend, each with what has to be ruled out before (pure)."""

from __future__ import annotations

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.facts import answer_given, passed, possible, problem, quoted, unanswered, undecided
from flow_desktop.core.checks.lines import Presence, decisive, from_directory, presence_of
from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import Evidence, NotSeen, Seen
from flow_desktop.core.findings import Check, Finding, Heading, cannot_tell, exhibit
from flow_desktop.core.symptoms import Symptom

_SETTINGS, _TEST, _CHANGE = "settings_visible", "connection_test", "unexpected_change"
_VISIBLE, _TESTED, _CONFIRMED = (
    "support.settings_visible",
    "support.connection_test",
    "support.url_token_network_confirmed",
)
_CHANGED = "support.idp_changed"
_ENTERPRISE_PLAN = "enterprise"
_ADMINS = (Role.ADMIN, Role.IT_ADMIN)


def _settings(evidence: Evidence) -> tuple[Finding, ...]:
    """Missing although the plan has them, and although the person is one who may see them."""
    said = evidence.said(_VISIBLE)
    if said == "yes" or (said is None and evidence.asked.symptom is not Symptom.SETTINGS_MISSING):
        return (passed(_SETTINGS, what="not_missing"),)
    enterprise, account = evidence.look.enterprise, evidence.look.account
    if isinstance(enterprise, NotSeen):
        return (cannot_tell(_SETTINGS, enterprise, what="enterprise"),)
    if enterprise.value.plan is None:
        return (undecided(_SETTINGS, what="plan_unknown"),)
    facts = (exhibit("plan", enterprise.value.plan, enterprise), *answer_given(evidence, _VISIBLE))
    if enterprise.value.plan != _ENTERPRISE_PLAN:
        return (passed(_SETTINGS, *facts, what="other_plan"),)
    if isinstance(account, Seen) and (account.value is None or account.value.role not in _ADMINS):
        return (passed(_SETTINGS, *facts, what="not_admin"),)
    if said == "no" and isinstance(account, Seen):
        return (problem(_SETTINGS, Cause.SUPPORT_SETTINGS_MISSING, *facts, what="missing"),)
    ask = unanswered(evidence, _VISIBLE)
    return (possible(_SETTINGS, Cause.SUPPORT_SETTINGS_MISSING, *facts, what="maybe", ask=ask),)


def _test(evidence: Evidence) -> tuple[Finding, ...]:
    """A test that fails for a wrong address, token or network is no case for support yet."""
    tested, confirmed = evidence.said(_TESTED), evidence.said(_CONFIRMED)
    complains = evidence.asked.symptom is Symptom.CONNECTION_TEST_FAILS
    facts = answer_given(evidence, _TESTED, _CONFIRMED)
    if tested == "ok" or (tested is None and not complains):
        return (passed(_TEST, *facts, what="not_failing"),)
    if confirmed == "no":
        return (passed(_TEST, *facts, what="confirm_first"),)
    if tested == "failed" and confirmed == "yes":
        return (problem(_TEST, Cause.SUPPORT_CONNECTION_TEST_FAILS, *facts, what="failing"),)
    ask = unanswered(evidence, _TESTED, _CONFIRMED)
    return (possible(_TEST, Cause.SUPPORT_CONNECTION_TEST_FAILS, *facts, what="maybe", ask=ask),)


def _change(evidence: Evidence) -> tuple[Finding, ...]:
    """The directory told Flow to let the person in or out, and nobody at the provider did anything."""
    said = evidence.said(_CHANGED)
    if said == "yes" or (said is None and evidence.asked.symptom is not Symptom.UNEXPECTED_CHANGE):
        return (passed(_CHANGE, what="not_unexpected"),)
    audit = evidence.look.audit
    if isinstance(audit, NotSeen):
        return (cannot_tell(_CHANGE, audit, what="audit"),)
    line = decisive(audit.value)
    moved = line is not None and presence_of(line) in (Presence.ARRIVED, Presence.REMOVED) and from_directory(line)
    if line is None or not moved:
        return (passed(_CHANGE, what="no_change"),)
    facts = (quoted(line, audit), *answer_given(evidence, _CHANGED))
    if said == "no":
        return (problem(_CHANGE, Cause.SUPPORT_UNEXPECTED_CHANGE, *facts, what="nobody"),)
    ask = unanswered(evidence, _CHANGED)
    return (possible(_CHANGE, Cause.SUPPORT_UNEXPECTED_CHANGE, *facts, what="maybe", ask=ask),)


CHECKS = (
    Check(
        _SETTINGS,
        Heading.STILL_NEED_HELP,
        ("enterprise", "account", "answers"),
        (Cause.SUPPORT_SETTINGS_MISSING,),
        _settings,
    ),
    Check(_TEST, Heading.STILL_NEED_HELP, ("answers",), (Cause.SUPPORT_CONNECTION_TEST_FAILS,), _test),
    Check(_CHANGE, Heading.STILL_NEED_HELP, ("audit", "answers"), (Cause.SUPPORT_UNEXPECTED_CHANGE,), _change),
)
