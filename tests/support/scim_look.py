"""One look of the SCIM source at a server that a test made."""

from __future__ import annotations

import asyncio

from flow_desktop.adapters.credential import fixed
from flow_desktop.adapters.directory.scim import ScimDirectory
from flow_desktop.adapters.http import Http
from flow_desktop.core.deployment import Deployment, DirectoryAuth, SourceKind
from flow_desktop.core.directory import DirectorySight, Found, Person, Unseen
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.secret import Secret
from tests.fakes.time import FakeClock
from tests.support.answering import Server, answering
from tests.support.scim_server import TOKEN, ScimServer, user

ADA = user(77, "Ada@Example.com", name={"givenName": "Ada", "familyName": "Lovelace"}, userName="Ada@Example.com")
NO_FILTER = frozenset({"filter refused"})


def look(
    served: ScimServer, email: str = "ada@example.com", *, auth: DirectoryAuth = DirectoryAuth.TOKEN, token: str = TOKEN
) -> tuple[DirectorySight, Server, list[float]]:
    """Look one person up: what came out, what the server was asked, how long was waited for it."""
    waits: list[float] = []

    async def pause(seconds: float) -> None:
        waits.append(seconds)

    async def story(base: str) -> DirectorySight:
        http = Http(proxy_for=lambda url: None, read_seconds=3)
        deployment = Deployment(
            issuer="https://login.example.com",
            client_id="app",
            source=SourceKind.SCIM,
            directory_url=f"{base}/scim/v2/",
            directory_auth=auth,
        )
        admin = Secret(token) if auth is DirectoryAuth.TOKEN and token else None
        mine = Secret(token) if auth is DirectoryAuth.USER and token else Secret("persons-own-token")
        directory = ScimDirectory(deployment, http=http, clock=FakeClock(), credential=fixed(admin), pause=pause)
        try:
            view = await directory.look_up(Person((email,) if email else ()), mine)
        finally:
            await http.close()
        assert view.flow == Unseen(WithheldReason.NOT_CONFIGURED)
        return view.directory

    with answering(served) as server:
        return asyncio.run(story(server.url)), server, waits


def found_by(sight: DirectorySight) -> str:
    """Which way led to Ada."""
    assert isinstance(sight, Found), sight
    assert sight.record.id == "id-77"
    return sight.origin.source
