"""A user is not provisioned despite a matching email domain: they belong to another enterprise."""

from __future__ import annotations

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.facts import problem
from flow_desktop.core.checks.passed_over import passed_over
from flow_desktop.core.evidence import Evidence
from flow_desktop.core.findings import Check, Finding, Heading

_ID = "other_enterprise"


def _examine(evidence: Evidence) -> tuple[Finding, ...]:
    found = passed_over(evidence, "other_enterprise", check=_ID)
    if isinstance(found, Finding):
        return (found,)
    return (problem(_ID, Cause.BLOCKED_OTHER_ENTERPRISE, found, what="skipped"),)


CHECKS = (
    Check(
        id=_ID,
        heading=Heading.OTHER_ENTERPRISE,
        needs=("account", "audit"),
        causes=(Cause.BLOCKED_OTHER_ENTERPRISE,),
        examine=_examine,
    ),
)
