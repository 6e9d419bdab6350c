"""Many people with troubles of their own, judged together: each gets their own causes, and holes prove nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from flow_desktop.core.evidence import NotSeen, Seen
from flow_desktop.core.findings import Outcome
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.pilot.book import Book
from flow_desktop.core.pilot.entries import Completeness, Page
from flow_desktop.core.pilot.explain import Circumstances, diagnosis_of, explain, explained_by
from flow_desktop.core.pilot.index import entry_of
from flow_desktop.core.pilot.judge import judge
from flow_desktop.core.pilot.ports import Firm, Known
from flow_desktop.core.pilot.results import Result, Status
from flow_desktop.core.pilot.roll import Roll
from flow_desktop.core.pilot.summary import summarize
from tests.mock.driver import Running, running_service
from tests.support.pilot_book import Look, addresses, looked_up, verified
from tests.support.pilot_crowd import EXPECTED, crowd, mail
from tests.support.scenario_check import ScenarioCheck, SignedIn

LISTED = addresses(*map(mail, EXPECTED))
OUTAGES = 1_000


class Crowd:
    """The organisation, its admin, and everything that can be read of it."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.check = ScenarioCheck(running)
        admin = self.check.sign_in(mail("barbara"))
        assert admin is not None
        self.admin: SignedIn = admin
        self.circumstances = Circumstances(self.check.now, attempt=Seen(None, "this_computer", self.check.now))
        look = Look(admin.access, self.circumstances, also=frozenset(map(mail, EXPECTED)))
        run = verified(running, LISTED, look)
        self.results, self.book, self.accounts = run.results, run.book, run.accounts
        self.known, self.wanted = run.known, run.wanted


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    """It runs as long as the tests of this file."""
    file = tmp_path_factory.mktemp("crowd") / "crowd.toml"
    file.write_text(crowd(), "utf-8")
    with running_service(file) as running:
        yield Crowd(running)


def test_each_has_their_own_cause(there: Crowd) -> None:
    """Status and the most blocking cause of everybody; the same as when each of them is checked alone."""
    said = {}
    for key, result in zip(EXPECTED, there.results, strict=True):
        said[key] = (result.status.value, result.causes[0].value if result.causes else "")
        there.check.about.update(person=mail(key), symptom=None)
        alone = explained_by(result, there.check.diagnose(there.admin).findings)
        if result.status is not Status.READY:
            assert (result.causes, result.outcome, result.variant) == (alone.causes, alone.outcome, alone.variant), key
    assert said == EXPECTED


def test_the_groups_add_up(there: Crowd) -> None:
    """Everybody who is not simply ready is in one group, and each group has an example that agrees."""
    summary = summarize(there.results, LISTED, there.book, circumstances=there.circumstances)
    grouped = sorted(position for group in summary.groups for position in group.positions)
    assert grouped == [at for at, one in enumerate(there.results) if one.status is not Status.READY]
    assert summary.ready == 6
    assert all(group.example is not None for group in summary.groups if group.causes)
    assert {group.n for group in summary.groups} == {1}


def test_random_outages_prove_nothing(there: Crowd) -> None:
    """Whatever is away: nobody is missing who was not proven to be, and no cause is proven that is none."""
    whole = {one.key: one for one in there.results}
    for seed in range(OUTAGES):
        dice = Random(seed)
        book = holed(there, dice)
        roll = Roll(LISTED)
        judged = tuple(one for part in judge(roll, book) for one in part)
        for one in (one for part in explain(judged, LISTED, book, circumstances=there.circumstances) for one in part):
            assert_no_lie(one, whole[one.key], book, seed)


def assert_no_lie(one: Result, truth: Result, book: Book, seed: int) -> None:
    """What the holed book says of somebody, beside what is so."""
    if one.status in (Status.NOT_PROVISIONED, Status.INACTIVE, Status.PENDING):
        assert truth.status is one.status, (seed, one, truth)
        assert book.doubt(one.key) is None or one.entry_id, (seed, one)
    if one.status is Status.DIFFERS:
        assert truth.status in (Status.DIFFERS, Status.NOT_PROVISIONED), (seed, one, truth)
    if one.status.is_ready:
        assert truth.status.is_ready, (seed, one, truth)
    if one.outcome is Outcome.PROBLEM:
        assert set(one.causes) <= set(truth.causes), (seed, one, truth)


def holed(there: Crowd, dice: Random) -> Book:
    """What was read, with random parts of it lost."""
    whole, book = there.book, Book(there.book.sources)
    everybody = [entry_of(kept) for kept in whole.people.everybody()]
    lost = dice.random() < 0.5
    kept = [one for one in everybody if not lost or dice.random() < 0.6]
    book.add_page(Page(0, "", tuple(kept)), whole.at)
    book.directory = dice.choice(_BROKEN) if lost else whole.directory
    gone = dice.random() < 0.5
    book.add_members([one for one in there.accounts if not gone or dice.random() < 0.6], whole.at)
    book.flow = dice.choice(_BROKEN) if gone else whole.flow
    firm = {name: getattr(whole.firm, name) for name in _FIRM}
    book.firm = Firm(**{name: one if dice.random() < 0.7 else _away(dice) for name, one in firm.items()})
    pieces = {name: getattr(there.known, name) for name in ("audit", "invitations", "remembered")}
    lossy = Known(**{name: one if dice.random() < 0.6 else _away(dice) for name, one in pieces.items()})
    book.add_known(lossy, there.wanted)
    return book


_FIRM = ("viewer", "enterprise", "settings", "connection", "delivery", "attempts_by_hand")
_BROKEN = tuple(
    Completeness(False, 1, 1, reason)
    for reason in (WithheldReason.LISTING_INCOMPLETE, WithheldReason.UNREACHABLE, WithheldReason.CREDENTIAL_REFUSED)
)


def _away(dice: Random) -> NotSeen:
    return NotSeen(dice.choice((WithheldReason.UNREACHABLE, WithheldReason.SERVER_ERROR, WithheldReason.FORBIDDEN)))


def test_who_is_known_nowhere_is_judged_as_if_alone(there: Crowd) -> None:
    """Checks are run once for people of whom nothing is known: the outcome is that of each by themselves."""
    domains = ("pilot.example", "x.example")
    strangers = addresses(*(f"stranger{number}@{domain}" for number in range(3) for domain in domains))
    for seed in range(OUTAGES // 10):
        book = holed(there, Random(seed))
        asked = replace(there.wanted, keys=there.wanted.keys | {row.email for row in strangers.rows})
        book.add_known(there.known, asked)
        judged = tuple(one for part in judge(strangers, book) for one in part)
        together = tuple(
            one for part in explain(judged, strangers, book, circumstances=there.circumstances) for one in part
        )
        alone = tuple(
            explained_by(one, diagnosis_of(one, strangers, book, circumstances=there.circumstances).findings)
            for one in judged
        )
        assert together == alone


def test_looking_everybody_up_tells_the_same(there: Crowd) -> None:
    """One by one or all at once: the same status and causes for all, where the look-up finds who the listing does.

    Whoever has another e-mail in Directory Sync is found by the look of Flow alone.
    """
    look = Look(there.admin.access, there.circumstances)
    alone = asyncio.run(looked_up(there.running, LISTED, look))
    said = {
        key: (one.status.value, one.causes[0].value if one.causes else "")
        for key, one in zip(EXPECTED, alone, strict=True)
    }
    assert said == EXPECTED
