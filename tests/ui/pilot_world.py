"""The Pilot page in the real window: the real verifier over people in memory, and files in the test's hands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from flow_desktop.adapters.lists import read_list, read_pasted, sample_list
from flow_desktop.adapters.texts import PSEUDO, load_pilot_words
from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import Observation, Seen
from flow_desktop.core.pilot.entries import Abilities, Completeness, Entry, Group, GroupMembers, Page
from flow_desktop.core.pilot.ports import Tell
from flow_desktop.core.pilot.rows import PilotList, PilotRow, RejectedRow, RowFault
from flow_desktop.core.pilot.speech import PilotSpeech
from flow_desktop.core.secret import Secret
from flow_desktop.core.text import email_key
from flow_desktop.core.ticket import TicketFacts
from flow_desktop.flows.verify import RunOutcome, Verifier, VerifyPorts
from flow_desktop.ui.pilot_desk import PilotDesk, Saving
from flow_desktop.ui.pilot_page import PilotPage
from tests.fakes.runs import FakeRuns
from tests.fakes.time import FakeEntropy
from tests.support.checked import explainer
from tests.support.pilot_made import NOW, entry, row
from tests.ui.world import World, view

NAMES = (
    ("Ada", "Byron"), ("Linh", "Nguyễn"), ("Grace", "Hopper"), ("Emmy", "Noether"), ("Alan", "Turing"),
    ("Radia", "Perlman"), ("Zoë", "O'Shaughnessy"), ("Kim", "Lee"),
)  # fmt: skip


def address(given: str, family: str) -> str:
    """Of one of the people."""
    plain = f"{given}.{family}".lower().replace("ễ", "e").replace("ë", "e").replace("'", "")
    return f"{plain}@pilot.example"


def somebody(given: str, family: str, **more: Any) -> Entry:
    """In Directory Sync."""
    return entry(address(given, family), given, family, **more)


def pilots(*names: tuple[str, str]) -> PilotList:
    """A list with names, and one row that cannot be used."""
    rows = tuple(
        row(address(*name), *name)._replace(line=line, extras=("IT",)) for line, name in enumerate(names or NAMES, 2)
    )
    bad = RejectedRow(len(rows) + 2, RowFault.NOT_AN_ADDRESS, "margaret.hamilton, Margaret, Hamilton")
    return PilotList("pilot.csv", rows, (bad,), ("Department",))


def crowd(count: int) -> tuple[PilotList, tuple[Entry, ...]]:
    """Many people; every tenth of them is not in the directory, every seventh has another last name there."""
    people = [(f"Given{at}", f"Family{at % 997}", f"person{at}@pilot.example") for at in range(count)]
    rows = tuple(PilotRow(line, email, given, family) for line, (given, family, email) in enumerate(people, 2))
    there = tuple(
        entry(email, given, f"{family}x" if at % 7 == 0 else family)
        for at, (given, family, email) in enumerate(people)
        if at % 10
    )
    return PilotList("crowd.csv", rows), there


class FakePeople:
    """core.pilot.ports.PeopleSource over ``entries``. ``gate``: every page waits for it; ``tell``: who makes wait."""

    name = "scim_users"
    needs_session = False

    def __init__(self, *entries: Entry, page_size: int = 3) -> None:
        self.entries, self.page_size = entries, page_size
        self.complete = Completeness(True, 0, 0)
        self.filters = True
        self.fails: Exception | None = None
        self.gate: asyncio.Semaphore | None = None
        self.tell: Tell | None = None
        self.asked: list[str] = []
        self.read = 0

    async def discover(self, access: Secret | None) -> Abilities:
        if self.fails is not None:
            raise self.fails
        return Abilities(len(self.entries), self.page_size, self.filters, serial=False, groups=True)

    async def pages(self, access: Secret | None, *, done: Mapping[int, str]) -> AsyncIterator[Page]:
        size = self.page_size
        for number, start in enumerate(range(0, len(self.entries), size)):
            if number in done:
                continue
            if self.gate is not None:
                await self.gate.acquire()
            part = self.entries[start : start + size]
            self.read += 1
            yield Page(number, "" if start + size >= len(self.entries) else str(start + size), part)

    def completeness(self) -> Completeness:
        return replace(self.complete, people=len(self.entries), pages=self.read, told_total=len(self.entries))

    def note_kept(self, page: Page) -> None:
        self.read += 1

    async def look_up(self, access: Secret | None, email: str) -> Observation[tuple[Entry, ...]]:
        self.asked.append(email)
        found = tuple(one for one in self.entries if email_key(one.email or "") == email_key(email))
        return Seen(found, self.name, NOW)

    async def groups(self, access: Secret | None) -> tuple[Group, ...]:
        return (Group("g1", "Pilot", 3), Group("g2", "Everyone", None))

    async def members_of(self, access: Secret | None, group_id: str) -> GroupMembers:
        group = Group(group_id, "Pilot", 3)
        return GroupMembers(group, tuple(one.id for one in self.entries[:3]), True, {})


class Files:
    """Which files a person chooses; None: they change their mind."""

    def __init__(self) -> None:
        self.to_open: Path | None = None
        self.to_save: Path | None = None
        self.offered: list[str] = []

    def open_list(self) -> Path | None:
        return self.to_open

    def save_report(self, name: str, ending: str) -> Path | None:
        self.offered.append(f"{name}.{ending}")
        return self.to_save


class Pilot:
    """A window with a Pilot page for an admin."""

    def __init__(self, there: World, *people: Entry, page_size: int = 3) -> None:
        self.there = there
        self.people = FakePeople(*people, page_size=page_size)
        self.runs, self.files = FakeRuns(), Files()
        self.saved: list[Saving] = []
        self.sample: PilotList | None = None
        self.fails_to_save: Exception | None = None
        self._verifier: Verifier | None = None
        there.directory.view = view(role=Role.ADMIN)
        there.pilot = PilotDesk(
            self.speech, self._open_verifier, read_list, read_pasted, self._read_sample, self._save, self._has_history
        )
        there.rebuild()

    @property
    def page(self) -> PilotPage:
        """The page."""
        page = self.there.stage.pilot.page
        assert page is not None
        return page

    def speech(self) -> PilotSpeech:
        """As `compose_runs` makes it."""
        spoken = explainer(self.there.language)
        language = PSEUDO if self.there.language != "en" else "en"
        words = load_pilot_words(replace(spoken.words, language=language))
        return PilotSpeech(replace(spoken, words=words), TicketFacts("Linux 6.1", "1.2.3", "Okta"))

    async def _open_verifier(self) -> Verifier:
        if self._verifier is None:
            session = await self.there._open_session()
            self._verifier = Verifier(
                VerifyPorts(
                    session, self._connect, self.runs, self.there.clock, FakeEntropy(), "Okta", self.there.pauses
                )
            )
        return self._verifier

    def _connect(self, tell: Tell) -> Any:
        self.people.tell = tell
        return Places(self.people)

    def _read_sample(self) -> PilotList:
        return self.sample if self.sample is not None else read_list(sample_list())

    def _has_history(self) -> bool:
        return bool(self.runs._runs)

    def _save(self, outcome: RunOutcome, speech: PilotSpeech, saving: Saving) -> None:
        if self.fails_to_save is not None:
            raise self.fails_to_save
        self.saved.append(saving)

    # --- what a test does

    def show(self) -> PilotPage:
        """An admin goes to the page."""
        there = self.there
        there.show()
        there.sign_in()
        there.window.sidebar.chosen.emit("pilot")
        there.until(lambda: there.stage.pilot.is_shown, "the Pilot page")
        there.stage.pilot.dialogs = self.files
        return self.page

    def preview(self, listed: PilotList | None = None) -> PilotPage:
        """Up to the preview of a list."""
        page = self.show()
        self.sample = listed
        self.there.press(page.start.sample)
        self.there.until(lambda: page.part is page.preview, "the preview")
        return page

    def run(self, listed: PilotList | None = None) -> PilotPage:
        """Up to the answer."""
        page = self.preview(listed)
        self.there.press(page.preview.go)
        self.until_answered()
        return page

    def until_answered(self) -> None:
        """Let the window live until a run is shown whole."""
        answer = self.page.answer
        assert answer is not None
        self.there.until(lambda: answer.outcome is not None and answer.is_filled, "the answer")
        self.there.until(lambda: not self.there.stage.pilot.control.running, "the end of the run")

    def hold(self) -> None:
        """Pages wait until `let_pages` lets them come."""
        self.people.gate = asyncio.Semaphore(0)

    def let_pages(self, count: int) -> None:
        """So many pages may come."""
        gate = self.people.gate
        assert gate is not None
        for _ in range(count):
            self.there.runner.call(gate.release)

    def open(self, line: int) -> Any:
        """Open the person in a line of the table; the panel, once everything of it is there."""
        answer, person = self.page.answer, self.page.person
        assert answer is not None
        assert person is not None
        answer.sheet.opened.emit(answer.sheet.table.cells.slot(line))
        self.there.until(lambda: self.page.part is person, "the person")
        return person

    def texts(self, column: int = 0) -> list[str]:
        """What stands in a column of the table."""
        answer = self.page.answer
        assert answer is not None
        cells = answer.sheet.table.cells
        return [cells.index(line, column).data() for line in range(cells.rowCount())]


class Places:
    """flows.verify.Sources of one place."""

    flow = None

    def __init__(self, people: FakePeople) -> None:
        self.people = people


def usual(there: World, **more: Any) -> Pilot:
    """Eight people of the list: one has another last name, one is deactivated, one is not there at all."""
    known = {address(*name): somebody(*name) for name in NAMES}
    known[address("Linh", "Nguyễn")] = entry(address("Linh", "Nguyễn"), "Linh", "Nguyen")
    known[address("Grace", "Hopper")] = somebody("Grace", "Hopper", active=False)
    del known[address("Emmy", "Noether")]
    made = Pilot(there, *known.values(), **more)
    made.people.filters = False
    return made
