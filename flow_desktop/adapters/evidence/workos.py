"""Evidence from WorkOS's Directory Sync API, with an API key: the connection, the person's entries, the events.

The person's own token is never sent here. What only Flow knows stays unseen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from urllib.parse import quote

from flow_desktop.adapters.credential import CredentialSource
from flow_desktop.adapters.directory.wire import Wire
from flow_desktop.adapters.directory.workos_look import WorkosLook, record_of
from flow_desktop.adapters.evidence.people import people_seen, user_of
from flow_desktop.adapters.evidence.reading import ask, text
from flow_desktop.adapters.evidence.workos_events import (
    FROM_EVENTS,
    OF_DIRECTORY,
    OF_PEOPLE,
    Log,
    deleted_at,
    events_of,
    named_by,
    read_log,
)
from flow_desktop.adapters.evidence.workos_place import FROM_DIRECTORIES, Place, named_directory, only_directory
from flow_desktop.adapters.http import Http
from flow_desktop.core.deployment import Deployment
from flow_desktop.core.directory import Person
from flow_desktop.core.evidence import UNSEEN, Delivery, DirectoryUser, Look, NotSeen, Observation, Pilots, Seen
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.ports import Clock
from flow_desktop.core.problems import Refused
from flow_desktop.core.secret import Secret

FROM_USERS = "workos_users"
MOST_RENAMED = 5
"""So many earlier holders of an address are looked at, no more."""


class WorkosEvidence:
    """core.ports.EvidenceSource over the Directory Sync REST API."""

    def __init__(
        self,
        deployment: Deployment,
        *,
        http: Http,
        clock: Clock,
        credential: CredentialSource,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """``deployment`` with WorkOS as its only source."""
        self._deployment = deployment
        self._http = http
        self._clock = clock
        self._credential = credential
        self._pause = pause

    @property
    def needs_session(self) -> bool:
        """Never: an API key opens it."""
        return False

    async def gather(self, email: str, access: Secret | None) -> Look:
        """The directory and then the person in it, or both at once where it is named; the events beside them."""
        key = await self._credential()
        if key is None:
            nothing = NotSeen(WithheldReason.NO_CREDENTIAL, FROM_DIRECTORIES)
            return Look(connection=nothing, directory_users=nothing, events=nothing)
        (place, users), people, directory = await asyncio.gather(
            self._place_and_users(key, email),
            read_log(self._wire(key), OF_PEOPLE, clock=self._clock),
            read_log(self._wire(key), OF_DIRECTORY, clock=self._clock),
        )
        if place.unknown and not place.is_unlisted:  # the events of other directories would be mixed in
            return Look(connection=place.connection, directory_users=users, events=NotSeen(place.unknown, FROM_EVENTS))
        named = named_by(people, email, place.id)
        users = users if place.is_gone else await self._or_renamed(key, users, named)
        ids = named | (frozenset(user.id for user in users.value) if isinstance(users, Seen) else frozenset[str]())
        return Look(
            connection=place.connection,
            delivery=_delivery(place, directory),
            directory_users=users,
            events=events_of(people, directory, ids=ids, directory_id=place.id),
        )

    async def pilots(self, access: Secret | None) -> Observation[Pilots]:
        """Directory Sync does not know who has arrived in Flow."""
        return NotSeen(WithheldReason.SOURCE_CANNOT_TELL, FROM_USERS)

    def _wire(self, key: Secret) -> Wire:
        """Each line of questions has its own patience."""
        base = self._deployment.directory_url or ""
        return Wire(base, key, http=self._http, clock=self._clock, pause=self._pause)

    async def _place_and_users(self, key: Secret, email: str) -> tuple[Place, Observation[tuple[DirectoryUser, ...]]]:
        named = self._deployment.directory_id
        if named is None:
            place = await only_directory(self._wire(key), clock=self._clock)
            return place, await self._users(key, email, place)
        finding = asyncio.ensure_future(named_directory(self._wire(key), named, clock=self._clock))
        users, place = await asyncio.gather(self._in_directory(key, email, directory=named, finding=finding), finding)
        return place, _nobody(place) or users

    async def _users(self, key: Secret, email: str, place: Place) -> Observation[tuple[DirectoryUser, ...]]:
        """Who is in the directory that was found."""
        gone = _nobody(place)
        if gone is not None:
            return gone
        if place.unknown and not place.is_unlisted:
            return NotSeen(place.unknown, FROM_USERS)
        known: asyncio.Future[Place] = asyncio.get_running_loop().create_future()
        known.set_result(place)
        return await self._in_directory(key, email, directory=place.id, finding=known)

    async def _in_directory(
        self, key: Secret, email: str, *, directory: str | None, finding: Awaitable[Place]
    ) -> Observation[tuple[DirectoryUser, ...]]:
        """Who answers to the address. An empty list proves nothing unless the directory itself was seen."""
        look = WorkosLook(self._wire(key), directory, Person((email,)), self._clock)
        try:
            sight = await look.by_email() or await look.by_listing(exists=(await finding).is_there)
        except Refused as refused:
            return NotSeen(refused.reason, FROM_USERS)
        return people_seen(sight, look.everybody(), source=FROM_USERS, at=self._clock.now())

    async def _or_renamed(
        self, key: Secret, users: Observation[tuple[DirectoryUser, ...]], named: frozenset[str]
    ) -> Observation[tuple[DirectoryUser, ...]]:
        """Where nobody has the address now: who had it and has another one. An address may go to somebody else."""
        if isinstance(users, NotSeen) or users.value:
            return users
        asked = await asyncio.gather(*(self._one(key, name) for name in sorted(named)[:MOST_RENAMED]))
        for one in asked:
            if isinstance(one, NotSeen):
                return one
        return replace(users, value=tuple(one.value for one in asked if isinstance(one, Seen) and one.value))

    async def _one(self, key: Secret, name: str) -> Observation[DirectoryUser | None]:
        """One entry by its id; None where it is gone."""
        path = f"directory_users/{quote(name, safe='')}"
        told = await ask(self._wire(key), FROM_USERS, path, clock=self._clock)
        if told.reason is WithheldReason.NO_SUCH_ADDRESS:
            return Seen(None, FROM_USERS, told.at)
        return told.piece(lambda body: user_of(record_of({**body, "id": text(body, "id")})))


def _nobody(place: Place) -> Seen[tuple[DirectoryUser, ...]] | None:
    """Where there is no directory, nobody is in it."""
    if not (place.is_gone and isinstance(place.connection, Seen)):
        return None
    return Seen((), FROM_DIRECTORIES, place.connection.at)


def _delivery(place: Place, log: Observation[Log]) -> Observation[Delivery]:
    """Only that the directory was deleted: how far Flow has heard of events, nobody knows here."""
    when = deleted_at(log, place.id) if place.is_gone else None
    if when is None or isinstance(log, NotSeen):
        return UNSEEN
    return Seen(Delivery(None, None, None, None, when), log.source, log.at)
