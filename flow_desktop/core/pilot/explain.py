"""Why somebody is not ready: the same checks as for one person, with evidence out of the book (pure).

Nothing here knows a rule of its own: `evidence_of` puts together what one person's check would gather, and the causes
come from `core.checks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks import duplicate_accounts
from flow_desktop.core.checks.catalogue import CHECKS
from flow_desktop.core.diagnosis import Diagnosis, diagnose
from flow_desktop.core.evidence import seen
from flow_desktop.core.findings import Check, Finding, Heading, Outcome, run_checks
from flow_desktop.core.pilot.accounts import NameKey
from flow_desktop.core.pilot.book import Book
from flow_desktop.core.pilot.gathered import Circumstances, evidence_of, names_of, shape_of, without_people
from flow_desktop.core.pilot.ports import Wanted
from flow_desktop.core.pilot.results import Result, Status
from flow_desktop.core.pilot.rows import PilotList

_STEP = 400
MOST_EXPLAINED, MOST_PASSED = 32, 500
"""In one slice: people with checks run for them (about 0.2 ms each), and people altogether."""

_NOTHING_TO_EXPLAIN = frozenset({Status.READY, Status.READY_WITH_NOTE, Status.LIST_PROBLEM, Status.UNEXPECTED})


def needs_explaining(result: Result) -> bool:
    """Whether there is something to find out: not of who is ready, and not of rows that cannot be used."""
    return result.status not in _NOTHING_TO_EXPLAIN


def wanted(results: Iterable[Result], book: Book, also: Iterable[str] = ()) -> Wanted:
    """Of whom Flow has to be asked more: everybody who is not ready, and who has one of the folded addresses."""
    keys, users, accounts = set[str](), set[str](), set[str]()
    for key in (*(result.key for result in results if needs_explaining(result)), *also):
        keys.add(key)
        entries = book.match(key).entries
        users.update(one[0] for one in entries)
        for account in (book.account_for(key, entry) for entry in (None, *entries)):
            if account is not None:
                accounts.add(account.id)
                users.update((account.linked_to,) if account.linked_to else ())
    return Wanted(frozenset(keys), frozenset(users), frozenset(accounts))


def explain(
    results: Iterable[Result], listed: PilotList, book: Book, *, circumstances: Circumstances
) -> Iterator[tuple[Result, ...]]:
    """The same results with causes, in slices of a few milliseconds (some of them empty, while namesakes are looked
    for); ready ones and problems of the list go through.

    NOT_PROVISIONED becomes PENDING where the checks prove that the provider's cycle has not passed yet. Somebody ready
    who has a second account is AMBIGUOUS, or ready with a note while nobody told that the two are one person.
    """
    whom = tuple(results)
    examining = _Examining(listed, book, circumstances)
    for _ in examining.prepare(whom):
        yield ()
    part: list[Result] = []
    examined = 0
    for result in whom:
        findings = examining.findings(result)
        part.append(result if findings is None else explained_by(result, findings))
        examined += findings is not None
        if examined == MOST_EXPLAINED or len(part) == MOST_PASSED:
            yield tuple(part)
            part, examined = [], 0
    if part:
        yield tuple(part)


def explained_by(result: Result, findings: tuple[Finding, ...]) -> Result:
    """The result with what the checks found: causes that are proven, else possible ones, else how it ended."""
    for outcome in (Outcome.PROBLEM, Outcome.POSSIBLE):
        named = [one for one in findings if one.outcome is outcome and one.cause is not None]
        if named:
            causes = tuple(dict.fromkeys(one.cause for one in named if one.cause is not None))
            status = _status(result, causes[0], outcome)
            return result._replace(status=status, causes=causes, outcome=outcome, variant=named[0].variant)
    if result.status.is_ready:
        return result
    blind = [one for one in findings if one.outcome is Outcome.CANNOT_TELL and one.weighs]
    if not blind:
        return result._replace(outcome=Outcome.PASS)
    reason = next((one.reason.value for one in blind if one.reason is not None), "")
    return result._replace(outcome=Outcome.CANNOT_TELL, variant=result.variant or reason)


def diagnosis_of(result: Result, listed: PilotList, book: Book, *, circumstances: Circumstances) -> Diagnosis:
    """The whole answer for one person: findings, trail, timeline."""
    evidence = evidence_of(result, listed, book, circumstances=circumstances)
    return diagnose(evidence, provider_name=circumstances.provider_name)


def holding_for_all(book: Book, circumstances: Circumstances) -> tuple[Finding, ...]:
    """Proven causes that stop everybody: those of the connection, which no person's evidence changes."""
    checks = tuple(check for check in CHECKS if check.heading is Heading.NOT_ACTIVATING)
    findings = run_checks(without_people(book, circumstances), checks)
    return tuple(one for one in findings if one.outcome is Outcome.PROBLEM)


def _status(result: Result, cause: Cause, outcome: Outcome) -> Status:
    if result.status.is_ready:
        return Status.AMBIGUOUS if outcome is Outcome.PROBLEM else Status.READY_WITH_NOTE
    waits = cause is Cause.CREATE_PENDING and outcome is Outcome.PROBLEM
    return Status.PENDING if waits and result.status is Status.NOT_PROVISIONED else result.status


class _Examining:
    """Runs the checks of everybody in a run.

    Of many people nothing at all is known but what holds for everybody: for those the checks are run once.
    """

    def __init__(self, listed: PilotList, book: Book, circumstances: Circumstances) -> None:
        self._listed, self._book, self._circumstances = listed, book, circumstances
        self._loose = frozenset[NameKey]()
        self._unknown: dict[object, tuple[Finding, ...]] = {}

    def prepare(self, results: tuple[Result, ...]) -> Iterator[None]:
        """Find the namesakes of everybody at once, step by step."""
        accounts = self._book.accounts
        if not self._book.sources.has_flow or self._book.sources.one_by_one:
            return
        self._loose = accounts.names_of_loose()
        names = set(self._loose)
        for number, result in enumerate(results):
            if needs_explaining(result):
                names |= names_of(result, self._book)
            if number % _STEP == _STEP - 1:
                yield
        yield from accounts.gather_names(frozenset(names))

    def findings(self, result: Result) -> tuple[Finding, ...] | None:
        """What the checks say; None where there is nothing to find out."""
        checks = CHECKS if needs_explaining(result) else self._second_account(result)
        if not checks:
            return None
        evidence = evidence_of(result, self._listed, self._book, circumstances=self._circumstances)
        shape = shape_of(evidence) if checks is CHECKS else None
        if shape is None:
            return run_checks(evidence, checks)
        if shape not in self._unknown:
            self._unknown[shape] = run_checks(evidence, checks)
        return self._unknown[shape]

    def _second_account(self, result: Result) -> tuple[Check, ...]:
        """Of who is ready only whether they have two accounts: a namesake, and one of the two is tied to nobody."""
        if not result.status.is_ready:
            return ()
        look = self._book.look(result.key)
        told = bool(seen(look.similar)) if look is not None else False
        if told or (self._loose and names_of(result, self._book) & self._loose):
            return duplicate_accounts.CHECKS
        return ()


__all__ = ["Circumstances", "evidence_of"]
