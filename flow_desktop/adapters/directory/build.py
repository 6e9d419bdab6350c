"""The directory source a deployment asks for."""

from __future__ import annotations

from typing import assert_never

from flow_desktop.adapters.credential import CredentialSource
from flow_desktop.adapters.directory.flow import FlowDirectory
from flow_desktop.adapters.directory.scim import ScimDirectory
from flow_desktop.adapters.directory.workos import WorkosDirectory
from flow_desktop.adapters.http import Http
from flow_desktop.core.deployment import Deployment, SourceKind
from flow_desktop.core.directory import DirectoryView, Person
from flow_desktop.core.ports import Clock, Directory
from flow_desktop.core.secret import Secret


class NoDirectory:
    """core.ports.Directory where no source is configured: nothing is looked at, and it says so."""

    async def look_up(self, person: Person, access: Secret | None) -> DirectoryView:
        """Neither place is configured."""
        return DirectoryView()


def build_directory(deployment: Deployment, http: Http, *, clock: Clock, credential: CredentialSource) -> Directory:
    """The source of the deployment; ``credential`` is asked at the first look, and only by a source that needs it."""
    match deployment.source:
        case SourceKind.NONE:
            return NoDirectory()
        case SourceKind.FLOW:
            return FlowDirectory(deployment.directory_url or "", http=http, clock=clock)
        case SourceKind.SCIM:
            return ScimDirectory(deployment, http=http, clock=clock, credential=credential)
        case SourceKind.WORKOS:
            return WorkosDirectory(deployment, http=http, clock=clock, credential=credential)
    assert_never(deployment.source)
