"""What a run needs from outside, as Protocols; adapters and hand-written fakes pass the same contract tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from flow_desktop.core.answers import Answer
from flow_desktop.core.evidence import (
    UNSEEN,
    Account,
    AuditLine,
    Connection,
    Delivery,
    DirectoryUser,
    Enterprise,
    Invitation,
    Look,
    Observation,
    Settings,
    Viewer,
)
from flow_desktop.core.pilot.entries import Abilities, Completeness, Entry, Group, GroupMembers, Page
from flow_desktop.core.pilot.results import Result, RunFacts
from flow_desktop.core.pilot.rows import PilotList
from flow_desktop.core.problems import Problem
from flow_desktop.core.secret import Secret


@dataclass(frozen=True, slots=True)
class Waiting:
    """Every request to a host waits until then, because it said "too many requests" (or was too busy)."""

    host: str
    until: datetime


class PeopleSource(Protocol):
    """One place that can list everybody in Directory Sync: SCIM, Directory Sync's own API, or the Flow API.

    Every method may raise Refused where the place cannot be asked at all. Only `pages` may be closed half-way.
    """

    @property
    def name(self) -> str:
        """Source of its evidence, e.g. ``scim_users``; a text ``evidence.source.<name>``."""
        ...

    @property
    def needs_session(self) -> bool:
        """True where it is asked with the signed-in person's own access token."""
        ...

    async def discover(self, access: Secret | None) -> Abilities:
        """What it can do: configuration, first page, a nonsense filter. Cheap: a handful of requests."""
        ...

    def pages(self, access: Secret | None, *, done: Mapping[int, str]) -> AsyncIterator[Page]:
        """Every page, as it comes; several may be under way at once. ``done``: number -> mark of pages that are kept
        already (a resumed run): they are not asked for again. Called again after it broke off, with everything that
        came in ``done``, it goes on; that a place refused or was away before does not count against the proof then.

        Ends without an error in every case: `completeness` says afterwards whether it was whole.
        """
        ...

    def completeness(self) -> Completeness:
        """Whether the listing that ended is proven to be whole, kept pages included (after `note_kept`)."""
        ...

    def note_kept(self, page: Page) -> None:
        """A page of the checkpoint, told before `pages` is asked to go on: it counts for the proof."""
        ...

    async def look_up(self, access: Secret | None, email: str) -> Observation[tuple[Entry, ...]]:
        """Everybody who answers to an address; an empty tuple only where nobody is proven to be there."""
        ...

    async def groups(self, access: Secret | None) -> tuple[Group, ...]:
        """The groups that can be a pilot list, at most 1,000. Raises Refused."""
        ...

    async def members_of(self, access: Secret | None, group_id: str) -> GroupMembers:
        """Who is in a group, and whether that list is whole. Raises Refused."""
        ...


@dataclass(frozen=True, slots=True)
class Firm:
    """What holds for everybody in one enterprise; pieces as in `core.evidence.Look`."""

    viewer: Observation[Viewer] = UNSEEN
    enterprise: Observation[Enterprise] = UNSEEN
    settings: Observation[Settings] = UNSEEN
    connection: Observation[Connection] = UNSEEN
    delivery: Observation[Delivery] = UNSEEN
    attempts_by_hand: Observation[tuple[AuditLine, ...]] = UNSEEN


@dataclass(frozen=True, slots=True)
class Known:
    """What Flow says of those who are not ready, read in bulk. ``audit``, newest last, and ``invitations`` are those
    about wanted people only; ``remembered``: Flow's own copies of directory users, by directory id.
    """

    audit: Observation[tuple[AuditLine, ...]] = UNSEEN
    invitations: Observation[tuple[Invitation, ...]] = UNSEEN
    remembered: Observation[Mapping[str, DirectoryUser]] = UNSEEN


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose audit lines and invitations are kept: by folded address, directory id, account id."""

    keys: frozenset[str] = frozenset()
    directory_ids: frozenset[str] = frozenset()
    account_ids: frozenset[str] = frozenset()


class FlowSource(Protocol):
    """Flow's own side in bulk: members, accounts outside, the enterprise's facts, the audit."""

    async def firm(self, access: Secret | None) -> Firm:
        """What holds for everybody. Never raises: pieces that cannot be read are NotSeen."""
        ...

    def members(self, access: Secret | None) -> AsyncIterator[tuple[Account, ...]]:
        """Members and the accounts outside that Flow knows, page by page; `completeness` tells the end."""
        ...

    def completeness(self) -> Completeness:
        """Whether the members were read whole."""
        ...

    async def known(self, access: Secret | None, wanted: Wanted) -> Known:
        """Audit, invitations and remembered copies of those who are not ready. Never raises."""
        ...

    async def person(self, access: Secret | None, email: str) -> Look:
        """Everything about one address in one look; where the run looks people up one by one. Never raises."""
        ...


@dataclass(frozen=True, slots=True)
class PastRun:
    """A line of the history. ``resumable``: stopped half-way, what was read is kept, and nobody is at it; a second look
    at a few people is not: it is begun again as quickly. ``whole``: list and pages are kept, so that people can be
    opened and exports made; else only the results are. ``pages``: of the listing that are kept of a run that stopped.
    """

    facts: RunFacts
    resumable: bool
    whole: bool
    pages: int = 0


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a run was asked for; kept with it, so that it goes on and is looked at again in the same way.

    ``answers``: what people told about everybody in the list. ``group``: id of the group that is the list;
    ``everybody``: the whole directory is. ``parent``: the run whose unresolved people were looked at again, or "";
    ``carries``: what was read of the others in that run is this one's too.
    """

    answers: tuple[Answer, ...] = ()
    unexpected: bool = False
    group: str | None = None
    everybody: bool = False
    parent: str = ""
    carries: bool = False


@dataclass(frozen=True, slots=True)
class FlowSide:
    """What Flow showed in a run; ``known`` is about those ``wanted`` only. ``looks``: by folded address, where people
    were looked up one by one.
    """

    firm: Firm = field(default_factory=Firm)
    known: Known = field(default_factory=Known)
    wanted: Wanted = field(default_factory=Wanted)
    members: tuple[Account, ...] = ()
    looks: Mapping[str, Look] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A run as it was kept. Stopped half-way: enough to go on with the identical result. Finished: enough to show
    every person of it again.
    """

    facts: RunFacts
    listed: PilotList
    options: RunOptions = field(default_factory=RunOptions)
    pages: tuple[Page, ...] = ()
    looked_up: Mapping[str, Observation[tuple[Entry, ...]]] = field(default_factory=dict)
    flow: FlowSide = field(default_factory=FlowSide)


class RunStore(Protocol):
    """The history of runs on this computer, in a private file. Holds no credential. It works on a thread of its own:
    no method holds the loop up, and calls are done in the order in which they were made.

    Every method may raise StorageFailed.
    """

    async def begin(self, facts: RunFacts, listed: PilotList, options: RunOptions) -> None:
        """A new run with its list; from now on it can be resumed. It is this process's until it ends or is let go.

        With `RunOptions.carries`, the pages, look-ups and Flow side of its parent are the new one's too.
        """
        ...

    async def claim(self, run: str) -> bool:
        """Make a run that stopped half-way this process's own; False where another process is at it."""
        ...

    async def keep_pages(self, run: str, pages: tuple[Page, ...]) -> None:
        """Pages of the directory's listing that were read, in one transaction."""
        ...

    async def drop_read(self, run: str) -> None:
        """Everything that was read in a run is void; its list stays."""
        ...

    async def keep_looked_up(
        self, run: str, found: Mapping[str, Observation[tuple[Entry, ...]]], looks: Mapping[str, Look]
    ) -> None:
        """Answers to look-ups, and what Flow told of the same addresses, by folded address, in one transaction."""
        ...

    async def keep_accounts(self, run: str, accounts: tuple[Account, ...]) -> None:
        """Some of Flow's members, after those that were kept before."""
        ...

    async def drop_accounts(self, run: str) -> None:
        """Flow's members are read anew: what was kept of them is void."""
        ...

    async def keep_flow(self, run: str, side: FlowSide) -> None:
        """What else Flow showed (not the members and looks), replacing what was kept of it."""
        ...

    async def keep_list(self, run: str, listed: PilotList) -> None:
        """Another list in the place of the first one: a group's members, now that it is known who they are."""
        ...

    async def finish(self, facts: RunFacts, results: tuple[Result, ...]) -> None:
        """The run is over: its results, and its final facts. Runs beyond the newest few lose lists and pages."""
        ...

    async def let_go(self, run: str) -> None:
        """This process does nothing more for a run: another may go on with it."""
        ...

    async def runs(self) -> tuple[PastRun, ...]:
        """All of them, newest first."""
        ...

    async def load(self, run: str) -> Checkpoint | None:
        """The list and everything that was read in a run, as long as it is kept (the newest runs keep it)."""
        ...

    async def results(self, run: str) -> tuple[Result, ...]:
        """The results of a finished run, as long as they are kept."""
        ...

    async def forget(self, run: str) -> None:
        """Take a run out, with everything that belongs to it; silent where there is none."""
        ...

    async def notice(self) -> Problem | None:
        """What happened to the history itself, told once: a file nobody can read was set aside, say."""
        ...

    async def close(self) -> None:
        """Finish what is under way and end the thread. Nothing is asked afterwards."""
        ...


Tell = Callable[[Waiting], None]
"""Hears that a host makes everybody wait."""
