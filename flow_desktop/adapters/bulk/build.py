"""The bulk sources a deployment asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never
from urllib.parse import urlsplit

from flow_desktop.adapters.bulk.asking import Bearer, Server
from flow_desktop.adapters.bulk.flow_answers import FlowAnswers
from flow_desktop.adapters.bulk.flow_people import FlowPeople
from flow_desktop.adapters.bulk.flow_side import FlowSide
from flow_desktop.adapters.bulk.limiter import Limiter
from flow_desktop.adapters.bulk.scim_people import ScimPeople
from flow_desktop.adapters.bulk.workos_people import WorkosPeople
from flow_desktop.adapters.credential import CredentialSource
from flow_desktop.adapters.http import Http
from flow_desktop.core.deployment import Deployment, DirectoryAuth, SourceKind
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.pilot.ports import FlowSource, PeopleSource, Tell
from flow_desktop.core.ports import Clock
from flow_desktop.core.problems import Refused
from flow_desktop.core.secret import Secret


@dataclass(frozen=True, slots=True)
class BulkSources:
    """``people``: who is in Directory Sync; ``flow``: Flow's own side, None where Flow is no source."""

    people: PeopleSource
    flow: FlowSource | None


def build_bulk(
    deployment: Deployment, http: Http, *, clock: Clock, credential: CredentialSource, tell: Tell
) -> BulkSources:
    """The sources of a deployment for one run; ``tell`` hears of every wait. Raises Refused where there are none.

    ``credential`` is asked at the first request, and only by a source that needs it. Sources on one host share one
    limiter.
    """
    limiters: dict[str, Limiter] = {}

    def server(url: str, bearer: Bearer) -> Server:
        host = urlsplit(url).netloc
        if host not in limiters:
            limiters[host] = Limiter(http, clock=clock, tell=tell)
        return Server(url, limiter=limiters[host], clock=clock, bearer=bearer)

    flow: FlowSide | None = None
    if deployment.source is SourceKind.FLOW:
        place = server(deployment.directory_url or "", own_token)
        answers = FlowAnswers(deployment.directory_url or "", limiter=place.limiter, clock=clock)
        flow = FlowSide(place, answers)
    direct = deployment.direct
    if direct.source is SourceKind.FLOW:
        return BulkSources(FlowPeople(place, answers), flow)
    as_user = direct.directory_auth is DirectoryAuth.USER
    place = server(direct.directory_url or "", own_token if as_user else fetched(credential))
    match direct.source:
        case SourceKind.NONE:
            raise Refused(WithheldReason.NOT_CONFIGURED)
        case SourceKind.SCIM:
            return BulkSources(ScimPeople(place, needs_session=as_user), flow)
        case SourceKind.WORKOS:
            return BulkSources(WorkosPeople(place, named=direct.directory_id), flow)
    assert_never(direct.source)


async def own_token(access: Secret | None) -> Secret | None:
    """The signed-in person's own access token."""
    return access


def fetched(credential: CredentialSource) -> Bearer:
    """The directory's credential, asked for once."""
    held: list[Secret | None] = []

    async def bearer(_: Secret | None) -> Secret | None:
        if not held:
            held.append(await credential())
        return held[0]

    return bearer
