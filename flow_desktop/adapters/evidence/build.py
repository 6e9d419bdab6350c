"""The evidence sources a deployment asks for."""

from __future__ import annotations

from flow_desktop.adapters.credential import CredentialSource
from flow_desktop.adapters.evidence.flow import FlowEvidence
from flow_desktop.adapters.evidence.scim import ScimEvidence
from flow_desktop.adapters.evidence.workos import WorkosEvidence
from flow_desktop.adapters.http import Http
from flow_desktop.core.deployment import Deployment, SourceKind
from flow_desktop.core.ports import Clock, EvidenceSource


def build_sources(
    deployment: Deployment, http: Http, *, clock: Clock, credential: CredentialSource
) -> tuple[EvidenceSource, ...]:
    """The sources of the deployment, the most direct one about Directory Sync first."""
    direct, sources = deployment.direct, list[EvidenceSource]()
    if direct.source is SourceKind.WORKOS:
        sources.append(WorkosEvidence(direct, http=http, clock=clock, credential=credential))
    if direct.source is SourceKind.SCIM:
        sources.append(ScimEvidence(direct, http=http, clock=clock, credential=credential))
    if deployment.source is SourceKind.FLOW:
        sources.append(FlowEvidence(deployment.directory_url or "", http=http, clock=clock))
    return tuple(sources)
