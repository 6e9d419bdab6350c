"""Everything the identity provider keeps, in one hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flow_desktop.mock.idp.assignments import Assignments
from flow_desktop.mock.idp.channel import Line, bearer, is_outdated
from flow_desktop.mock.idp.groups import Groups
from flow_desktop.mock.idp.mapping import MappingStore
from flow_desktop.mock.idp.people import People
from flow_desktop.mock.idp.plan import Standing
from flow_desktop.mock.idp.profiles import profile_named
from flow_desktop.mock.idp.profiles.base import Profile
from flow_desktop.mock.idp.sent import Sent
from flow_desktop.mock.idp.settings import Settings, SettingsStore
from flow_desktop.mock.idp.standings import everybody, standing_of
from flow_desktop.mock.idp.tasks import About, Log, Tasks
from flow_desktop.mock.service import Service


@dataclass(frozen=True, slots=True)
class Records:
    """The tables of the identity provider, each behind its one writer, and the service they belong to."""

    service: Service
    people: People
    groups: Groups
    assignments: Assignments
    sent: Sent
    tasks: Tasks
    log: Log
    settings_store: SettingsStore
    mapping_store: MappingStore

    @classmethod
    def of(cls, service: Service) -> Records:
        """The records of a service."""
        store, world = service.store, service.world
        return cls(
            service=service,
            people=People(store),
            groups=Groups(store),
            assignments=Assignments(store),
            sent=Sent(store),
            tasks=Tasks(store, world),
            log=Log(store, world),
            settings_store=SettingsStore(store),
            mapping_store=MappingStore(store),
        )

    def settings(self) -> Settings:
        """The settings; a token that was rotated away at WorkOS counts as old."""
        kept = self.settings_store.read()
        outdated = kept.token == "current" and is_outdated(self.service.secrets)  # noqa: S105 - a state, no secret
        return replace(kept, token="old") if outdated else kept  # noqa: S106

    def profile(self) -> Profile:
        """The habits of the provider that is set."""
        return profile_named(self.settings_store.read().profile)

    def closed(self) -> str | None:
        """Why nothing can be sent at all, or None."""
        settings = self.settings_store.read()
        if not settings.connected:
            return "the app is not connected to Directory Sync"
        if bearer(self.service.secrets, settings) is None:
            return "no token was entered"
        return None if settings.on else "automatic provisioning is switched off"

    def standing(self, subject: str) -> Standing:
        """Where a person stands now."""
        mapping, now = self.mapping(), self.service.world.now()
        return standing_of(self.service.store, subject, mapping=mapping, now=now)

    def everybody(self) -> Iterator[Standing]:
        """Where everybody stands whom a cycle looks at."""
        return everybody(self.service.store, mapping=self.mapping(), now=self.service.world.now())

    def mapping(self) -> dict[str, str | None]:
        """Target -> source attribute of the provider that is set; None = not mapped."""
        return self.mapping_store.read(self.settings_store.read().profile)

    def line(self, about: About) -> Line:
        """A line to Directory Sync with the token the provider has."""
        token = bearer(self.service.secrets, self.settings_store.read())
        return Line(self.service, self.profile().manner, token, about)
