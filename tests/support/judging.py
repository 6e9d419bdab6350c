"""One check asked by its id, in a test."""

from __future__ import annotations

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.catalogue import CHECKS
from flow_desktop.core.evidence import Evidence
from flow_desktop.core.findings import Finding, Outcome

BY_ID = {check.id: check for check in CHECKS}


def examined(check: str, evidence: Evidence) -> tuple[Finding, ...]:
    """All findings of one check."""
    return BY_ID[check].examine(evidence)


def said(check: str, evidence: Evidence) -> str:
    """The one finding of a check as "outcome what" (``pass same``), with the code in front where one is named."""
    (finding,) = examined(check, evidence)
    return " ".join(filter(None, (finding.cause, finding.outcome, finding.because.id.rpartition(".")[2])))


def judged(check: str, evidence: Evidence) -> dict[Cause | None, Outcome]:
    """What a check says about which cause."""
    return {finding.cause: finding.outcome for finding in examined(check, evidence)}
