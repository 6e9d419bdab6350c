"""Reports of made-up runs: a small one with a bit of everything, a hostile one, and long ones for measuring."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from flow_desktop.adapters.texts import load_pilot_words, load_words
from flow_desktop.core.causes import Cause
from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import Account
from flow_desktop.core.findings import Outcome
from flow_desktop.core.grades import Verdict
from flow_desktop.core.guidance import Who
from flow_desktop.core.observed import Present, WithheldReason
from flow_desktop.core.pilot.entries import Completeness, Entry, Fault
from flow_desktop.core.pilot.report import GroupText, PersonText, Report, StepText
from flow_desktop.core.pilot.results import Cost, ListNote, MatchedBy, Result, RunFacts, Status, Strategy
from flow_desktop.core.pilot.rows import ListKind, PilotList, PilotRow, ReadAs, RejectedRow, RowFault
from flow_desktop.core.redact import Pseudonyms
from flow_desktop.core.trail import StepId, StepState

AT = datetime(2026, 11, 29, 14, 2, 11, tzinfo=UTC)
WHOLE = Completeness(complete=True, people=12_300, pages=124)
BROKEN = Completeness(False, 300, 3, WithheldReason.LISTING_INCOMPLETE, Fault.CURSOR_LOOP, 12_300)
COST = Cost(Strategy.LISTED, 6, 12_300, 100, 124, 6, filters=True)
WORDS = load_pilot_words(load_words())
SAME = (Verdict.SAME, Verdict.SAME, Verdict.SAME)
REMEDY = ("Add the domain contoso.example in the admin portal.", "Send the person again.")


@dataclass(frozen=True, slots=True)
class FakeBacking:
    """What a made-up run saw, by directory id and by key."""

    entries: dict[str, Entry] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    texts: dict[str, PersonText] = field(default_factory=dict)

    def entry(self, result: Result) -> Entry | None:
        """By its id."""
        return self.entries.get(result.entry_id)

    def account(self, result: Result) -> Account | None:
        """By the folded address."""
        return self.accounts.get(result.key)

    def text(self, result: Result) -> PersonText:
        """By the folded address."""
        return self.texts.get(result.key, PersonText())

    def trail(self, result: Result) -> tuple[StepText, ...]:
        """A way that stops at its third step."""
        states = (StepState.PASS, StepState.PASS, StepState.FAIL, StepState.NOT_EVALUATED, StepState.NOT_EVALUATED)
        return tuple(
            StepText(step, state, f"{result.key} at {step}.", tuple(cause.value for cause in result.causes))
            for step, state in zip(StepId, states, strict=True)
        )


def small_report() -> Report:
    """Six rows of the list and somebody who is not in it: ready, differing, blocked, rejected, repeated, unexpected."""
    rows = (
        PilotRow(2, "ana.li@contoso.example", "Ana", "Li", None, ("Sales", "+49 30 1234")),
        PilotRow(3, "tran@contoso.example", "Trần", "Nguyen", None, ("Legal", "-")),
        PilotRow(4, "bo@fabrikam.example", "Bo", "Ek", None, ("Legal", "")),
        PilotRow(6, "Ana.Li@contoso.example", "Ana", "Li", None, ("Sales", "")),
    )
    rejected = (RejectedRow(5, RowFault.NOT_AN_ADDRESS, "carol at contoso;Carol;Diaz", ("Sales", "=1+1")),)
    columns = (("email", "E-Mail"), ("given", "Vorname"), ("family", "Nachname"))
    read_as = ReadAs(ListKind.TABLE, "utf-8", ";", columns)
    listed = PilotList("pilot.csv", rows, rejected, ("Department", "Phone"), read_as)
    differs = (Verdict.SAME, Verdict.DIFFERS_ACCENTS, Verdict.SAME)
    domain = (Cause.CREATE_DOMAIN_NOT_REGISTERED,)
    results = (
        Result(0, "ana.li@contoso.example", Status.READY, MatchedBy.EMAIL, "du_1", 1, SAME),
        Result(1, "tran@contoso.example", Status.DIFFERS, MatchedBy.EMAIL, "du_2", 1, differs,
               (Cause.UPDATE_ATTRIBUTE_NOT_MAPPED,), Outcome.POSSIBLE),
        Result(2, "bo@fabrikam.example", Status.NOT_PROVISIONED, MatchedBy.EMAIL, "du_3", 1, SAME, domain,
               Outcome.PROBLEM),
        Result(-1, "", Status.LIST_PROBLEM, note=ListNote.REJECTED, other=5),
        Result(3, "ana.li@contoso.example", Status.LIST_PROBLEM, MatchedBy.EMAIL, "du_1", 1, SAME,
               note=ListNote.DUPLICATE_OF, other=2),
        Result(4, "eve@contoso.example", Status.UNEXPECTED, MatchedBy.EMAIL, "du_9", 1),
    )  # fmt: skip
    return report_of(listed, results, _backing(), groups=_groups())


def report_of(
    listed: PilotList, results: tuple[Result, ...], people: FakeBacking, *, groups: tuple[GroupText, ...] = ()
) -> Report:
    """A report with counts that add up."""
    tally = dict.fromkeys(Status, 0)
    for one in results:
        tally[one.status] += 1
    counts = tuple((status, n) for status, n in tally.items() if n)
    facts = RunFacts("run-7f3a", listed.name, listed.total, "scim_users", AT, AT, COST, WHOLE, None, counts)
    return Report(
        facts=facts,
        listed=listed,
        results=results,
        verdict="1 of 5 ready; 1 is blocked: domain not registered; 1 last name differs.",
        people=people,
        words=WORDS,
        remarks=("Listing complete at 14:02:11 UTC.",),
        groups=groups,
        counts=counts,
        version="0.5.0",
    )


def masked(report: Report, salt: bytes = b"one report's salt") -> Report:
    """The same with names and addresses replaced."""
    return replace(report, mask=Pseudonyms(salt))


def hostile_report(text: str) -> Report:
    """One person whose every value is a stranger's."""
    row = PilotRow(2, text, text, text, text, (text, text))
    columns = (("email", text), ("given", text + "1"), ("family", text + "2"), ("full", text + "3"))
    listed = PilotList(text, (row,), (RejectedRow(3, RowFault.UNREADABLE, text[:200], (text, text)),), (text, "x"),
                       ReadAs(ListKind.TABLE, "utf-8", ",", columns))  # fmt: skip
    results = (
        Result(0, text, Status.DIFFERS, MatchedBy.EMAIL, "du_1", 1, (Verdict.DIFFERS,) * 3),
        Result(-1, "", Status.LIST_PROBLEM, note=ListNote.REJECTED),
    )
    entry = Entry(text, text, text, (text,), text, text, True)
    account = Account(text, Present(text), Present(text), Present(text), Role.MEMBER)
    told = PersonText(f"It says {text}.", (f"Do {text}.",), (Who.IT_ADMIN,))
    backing = FakeBacking({"du_1": entry}, {text: account}, {text: told})
    group = GroupText(Status.DIFFERS, 1, text, "update.pending", text, (text,), (text,), (Who.USER,), text)
    return replace(report_of(listed, results, backing, groups=(group,)), verdict=text, remarks=(text,))


def long_report(people: int, *, ready: float = 0.99) -> Report:
    """Many people, of whom the given part is ready."""
    step = max(2, round(1 / (1 - ready))) if ready < 1 else people + 1
    rows = tuple(
        PilotRow(n + 2, f"person{n}@contoso.example", f"Given{n}", f"Family{n}", None, (f"Department {n % 40}",))
        for n in range(people)
    )
    entries = {
        f"du_{n}": Entry(f"du_{n}", row.email, row.email, (), row.given, row.family, True) for n, row in enumerate(rows)
    }
    results = tuple(
        Result(n, row.email, Status.READY if n % step else Status.NOT_PROVISIONED, MatchedBy.EMAIL, f"du_{n}", 1, SAME,
               () if n % step else (Cause.CREATE_DOMAIN_NOT_REGISTERED,))
        for n, row in enumerate(rows)
    )  # fmt: skip
    told = PersonText("Nobody with this domain is provisioned.", REMEDY, (Who.IT_ADMIN,))
    texts = {result.key: told for result in results if not result.status.is_ready}
    columns = (("email", "E-Mail"), ("given", "First name"), ("family", "Last name"))
    listed = PilotList("everyone.csv", rows, (), ("Department",), ReadAs(ListKind.TABLE, "utf-8", ",", columns))
    return report_of(listed, results, FakeBacking(entries, {}, texts), groups=_groups())


def _backing() -> FakeBacking:
    entries = {
        "du_1": Entry("du_1", "ana.li@contoso.example", "ana.li@contoso.example", (), "Ana", "Li", True),
        "du_2": Entry("du_2", "tran@contoso.example", "tran@contoso.example", (), "Trần", "Nguyễn", True),
        "du_3": Entry("du_3", "bo@fabrikam.example", "bo@fabrikam.example", (), "Bo", "", True),
        "du_9": Entry("du_9", "eve", "eve@contoso.example", (), "Eve", None, False),
    }
    account = Account("ac_1", Present("ana.li@contoso.example"), Present("Ana"), Present("Li"), Role.MEMBER)
    texts = {
        "tran@contoso.example": PersonText(
            "The last name differs between the list and Directory Sync.", ("Map the last name.",), (Who.IT_ADMIN,)
        ),
        "bo@fabrikam.example": PersonText(
            "Flow's audit says of bo@fabrikam.example: the domain fabrikam.example is not registered.",
            REMEDY,
            (Who.IT_ADMIN, Who.SUPPORT),
        ),
    }
    return FakeBacking(entries, {"ana.li@contoso.example": account}, texts)


def _groups() -> tuple[GroupText, ...]:
    domain = Cause.CREATE_DOMAIN_NOT_REGISTERED.value
    return (
        GroupText(Status.NOT_PROVISIONED, 1, "Domain fabrikam.example is not registered", domain,
                  "Flow adds people of registered domains only.", REMEDY,
                  ("WorkOS admin portal, Domains, Add domain.",), (Who.IT_ADMIN,),
                  "1 person: bo@fabrikam.example\nThe domain is not registered."),
        GroupText(Status.DIFFERS, 1, "Last name differs", Cause.UPDATE_ATTRIBUTE_NOT_MAPPED.value, "",
                  ("Map the last name.",), (), (Who.IT_ADMIN,), "", certain=False),
    )  # fmt: skip
