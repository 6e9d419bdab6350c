"""Asking an evidence source over a real socket, from a test without a loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from flow_desktop.adapters.credential import fixed
from flow_desktop.adapters.evidence.build import build_sources
from flow_desktop.adapters.http import Http
from flow_desktop.core.deployment import Deployment, DirectoryAuth, SourceKind
from flow_desktop.core.evidence import Look, Observation, Pilots
from flow_desktop.core.ports import EvidenceSource
from flow_desktop.core.secret import Secret
from tests.fakes.time import FakeClock
from tests.support.answering import Asked, Said, Server, answering

T = TypeVar("T")
NOWHERE = "http://127.0.0.1:9"


def deployment_of(
    kind: SourceKind, url: str, *, directory: str | None = None, auth: DirectoryAuth = DirectoryAuth.TOKEN
) -> Deployment:
    """A deployment with this one source."""
    return Deployment(
        issuer="https://login.example.com",
        client_id="app",
        source=kind,
        directory_url=f"{url}/flow/v1" if kind is SourceKind.FLOW else url,
        directory_id=directory,
        directory_auth=auth,
    )


@dataclass(frozen=True)
class Asker:
    """The one source of a deployment. Tokens may be left out; ``seconds``: how long a server may take."""

    deployment: Deployment
    access: str | None = "own-token"
    credential: str | None = "admin-token"
    seconds: float = 3.0

    def gather(self, email: str) -> Look:
        """Everything about one address."""
        return self._run(lambda source: source.gather(email, self._access))

    def pilots(self) -> Observation[Pilots]:
        """The first people."""
        return self._run(lambda source: source.pilots(self._access))

    @property
    def _access(self) -> Secret | None:
        return Secret(self.access) if self.access else None

    def _run(self, ask: Callable[[EvidenceSource], Coroutine[Any, Any, T]]) -> T:
        async def story() -> T:
            http = Http(proxy_for=lambda url: None, connect_seconds=2, read_seconds=self.seconds)
            key = fixed(Secret(self.credential) if self.credential else None)
            try:
                (source,) = build_sources(self.deployment, http, clock=FakeClock(), credential=key)
                return await ask(source)
            finally:
                await http.close()

        return asyncio.run(story())


@contextmanager
def asking(answer: Callable[[Asked], Said], kind: SourceKind, **more: Any) -> Iterator[tuple[Asker, Server]]:
    """A source whose server answers so; ``directory`` and ``auth`` are the deployment's, the rest is the asker's."""
    place = {key: more.pop(key) for key in ("directory", "auth") if key in more}
    with answering(answer) as server:
        yield Asker(deployment_of(kind, server.url, **place), **more), server
