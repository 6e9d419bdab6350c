"""The three places of one service, built together: who causes what to whom is written here once.

identity provider --SCIM--> Directory Sync --signed webhooks--> Flow
"""

from __future__ import annotations

from dataclasses import dataclass

from flow_desktop.mock.faults import Faults
from flow_desktop.mock.flow.place import FlowPlace
from flow_desktop.mock.idp.place import IdentityProvider
from flow_desktop.mock.service import Service
from flow_desktop.mock.sync.place import DirectorySync


@dataclass(frozen=True, slots=True)
class Places:
    """What the pages, the scenarios and the interfaces act on."""

    idp: IdentityProvider
    sync: DirectorySync
    flow: FlowPlace
    faults: Faults


def build_places(service: Service) -> Places:
    """Put the three places of a service together."""
    faults = Faults(service)
    flow = FlowPlace(service, faults)
    sync = DirectorySync(service, flow, faults)
    return Places(idp=IdentityProvider(service), sync=sync, flow=flow, faults=faults)
