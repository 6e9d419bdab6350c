"""Bulk sources at a server that a test runs: everybody read, from a test without a loop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from flow_desktop.adapters.bulk.build import BulkSources, build_bulk
from flow_desktop.adapters.clock import SystemClock
from flow_desktop.adapters.credential import fixed
from flow_desktop.adapters.http import Http
from flow_desktop.core.deployment import Deployment, SourceKind
from flow_desktop.core.pilot.entries import Completeness, Entry, Page
from flow_desktop.core.pilot.ports import Waiting
from flow_desktop.core.secret import Secret

T = TypeVar("T")


@dataclass(frozen=True)
class Read:
    """A listing that was read."""

    pages: tuple[Page, ...]
    completeness: Completeness

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everybody, in the order in which they came."""
        return tuple(entry for page in self.pages for entry in page.entries)

    @property
    def people(self) -> Mapping[str, Entry]:
        """Everybody by id."""
        return {entry.id: entry for entry in self.entries}


@dataclass
class Bulk:
    """The sources of a deployment; each call has connections and sources of its own. ``waits``: what was told."""

    deployment: Deployment
    access: str | None = None
    credential: str | None = None
    seconds: float = 10.0
    waits: list[Waiting] = field(default_factory=list)

    def run(self, story: Callable[[BulkSources, Secret | None], Awaitable[T]]) -> T:
        """Run a story with the sources and the person's own token."""

        async def whole() -> T:
            http = Http(proxy_for=lambda url: None, read_seconds=self.seconds)
            key = fixed(Secret(self.credential) if self.credential else None)
            try:
                found = build_bulk(self.deployment, http, clock=SystemClock(), credential=key, tell=self.waits.append)
                return await story(found, Secret(self.access) if self.access else None)
            finally:
                await http.close()

        return asyncio.run(whole())

    def read(self, kept: tuple[Page, ...] = ()) -> Read:
        """Everybody, or what is left of a listing of which some pages are kept."""

        async def story(bulk: BulkSources, access: Secret | None) -> Read:
            for page in kept:
                bulk.people.note_kept(page)
            done = {page.number: page.mark for page in kept}
            pages = [page async for page in bulk.people.pages(access, done=done)]
            return Read(tuple(pages), bulk.people.completeness())

        return self.run(story)


def bulk_of(kind: SourceKind, url: str, **more: str | None) -> Bulk:
    """The one source of a deployment; ``access`` and ``credential`` are tokens, the rest belongs to the deployment."""
    tokens = {name: more.pop(name) for name in ("access", "credential") if name in more}
    deployment = Deployment("https://login.example.com", "app", source=kind, directory_url=url)
    deployment = replace(deployment, **more)  # type: ignore[arg-type]
    return Bulk(deployment, **tokens)  # type: ignore[arg-type]
