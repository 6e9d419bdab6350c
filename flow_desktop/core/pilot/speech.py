"""A run in sentences: the verdict line, the groups with their remedy, the ticket, the chart (pure; texts are data).

The words of the pilot list have to be in ``explainer.words`` (`adapters.texts.load_pilot_words`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flow_desktop.core.explaining import Explainer
from flow_desktop.core.findings import Finding, Heading, Outcome
from flow_desktop.core.guidance import Remedy, Who
from flow_desktop.core.pilot.entries import Completeness
from flow_desktop.core.pilot.results import Result, Status
from flow_desktop.core.pilot.rows import PilotList
from flow_desktop.core.pilot.summary import Group, Summary
from flow_desktop.core.presenting import Mark
from flow_desktop.core.providers import Provider
from flow_desktop.core.ticket import Ticket, TicketFacts
from flow_desktop.core.words import Message

MOST_PARTS = 4
"""Groups that the verdict line names; the others are counted together."""

MOST_ADDRESSES = 50
"""Addresses that a ticket lists."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the chart. ``share`` of the whole, 0 to 1."""

    status: Status
    label: str
    n: int
    share: float
    mark: Mark


@dataclass(frozen=True, slots=True)
class PilotSpeech:
    """Everything is safe to show. ``ticket``: what a ticket says that the run does not know."""

    explainer: Explainer
    ticket: TicketFacts

    # --- the verdict ---------------------------------------------------------------------------------------------

    def verdict(self, summary: Summary) -> str:
        """ "38 of 40 ready; 1 blocked by domain; 1 last name differs; listing complete at 14:02:11"."""
        words = self.explainer.words
        all_ready = summary.ready == summary.total and summary.total > 0
        first = words("pilot.verdict.all" if all_ready else "pilot.verdict.ready", n=summary.total, **_shown(summary))
        return words.texts["pilot.verdict.between"].join((first, *self._parts(summary), self._reading(summary)))

    def remarks(self, summary: Summary) -> tuple[str, ...]:
        """What else has to be said at the top: what stops everybody, and what was not read whole."""
        words = self.explainer.words
        stops = (words("pilot.remark.everybody", title=self.explainer.title(one)) for one in summary.everybody)
        return (*stops, *self._gaps(summary))

    def status(self, status: Status) -> str:
        """A status as a label."""
        return self.explainer.words(f"pilot.status.{status}")

    def chart(self, summary: Summary) -> tuple[Bar, ...]:
        """The chart's bars, without empty ones, in the order of `Status`."""
        whole = sum(n for _, n in summary.counts) or 1
        return tuple(Bar(status, self.status(status), n, n / whole, MARKS[status]) for status, n in summary.counts if n)

    # --- a group -------------------------------------------------------------------------------------------------

    def title(self, group: Group) -> str:
        """A few words for the head of a card: the cause, or what is different."""
        if group.cause is not None:
            return self.explainer.guides[group.cause].title
        return self.explainer.words(f"pilot.kind.{group.kind}")

    def why(self, group: Group) -> str:
        """What is behind it, in one or two sentences; may be empty."""
        words, guides = self.explainer.words, self.explainer.guides
        if group.cause is not None and group.outcome is Outcome.PROBLEM:
            return guides[group.cause].why
        if group.causes:
            said = words("pilot.group.could_be", n=len(group.causes), titles=self._titles(group))
            asked = group.questions
            parts = [words(f"pilot.why.{group.kind}")] if group.kind in _TELLING else []
            parts.append(said)
            parts += [words("pilot.group.decides", question=self.explainer.question(asked[0]))] if asked else []
            return " ".join(parts)
        text_id = f"pilot.why.{group.kind}"
        return words(text_id) if words.has(text_id) else ""

    def remedy(self, group: Group, provider: Provider) -> Remedy | None:
        """The one remedy for all of them; None where nothing has to be done."""
        finding = self._finding(group)
        if finding is not None:
            return self.explainer.remedy(finding, provider)
        text_id = "pilot.group.undecided" if group.causes else f"pilot.remedy.{group.kind}"
        words = self.explainer.words
        if not words.has(text_id):
            return None
        steps: tuple[str, ...] = (words(text_id),)
        if group.causes and group.kind in _TELLING:
            steps = (words(f"pilot.remedy.{group.kind}"), *steps)
        return Remedy((_WHO.get(group.kind, Who.IT_ADMIN),), steps, (), "", _HEADINGS[group.status])

    # --- tickets -------------------------------------------------------------------------------------------------

    def ticket_of_run(self, summary: Summary, listed: PilotList, results: tuple[Result, ...]) -> str:
        """The text for support about the whole run: platform, provider, whom it is about, what was tried."""
        open_ones = tuple(one for one in summary.groups if not one.status.is_ready)
        lines = [self.verdict(summary), *self.remarks(summary), "", *self._facts(summary), *self._tried(summary)]
        for group in open_ones:
            lines += ["", self._counted(group), *self._people(group, listed, results)]
        return "\n".join(lines)

    def ticket_of(self, group: Group, summary: Summary, listed: PilotList, *, results: tuple[Result, ...]) -> str:
        """The same for one group; with what the checks said of the first person in it."""
        words = self.explainer.words
        why = self.why(group)
        head = [self._counted(group), *([why] if why else []), "", *self._facts(summary)]
        lines = [*head, "", *self._people(group, listed, results), *self._tried(summary)]
        if group.example is not None:
            outcomes = Ticket(group.example, self.explainer, self.ticket).outcomes()
            email = group.example.evidence.asked.email
            lines += [words("pilot.ticket.checks", email=email), *(f"- {line}" for line in outcomes)]
        return "\n".join(lines)

    # --- parts ---------------------------------------------------------------------------------------------------

    def _parts(self, summary: Summary) -> tuple[str, ...]:
        """The groups by their short words, those that share them together; the numbers add up to who is not ready."""
        counted: dict[str, int] = {}
        for group in summary.groups:
            if not group.status.is_ready and group.status is not Status.UNEXPECTED:
                name = f"pilot.short.{self._short(group)}"
                counted[name] = counted.get(name, 0) + group.n
        assert sum(counted.values()) + summary.ready == summary.total
        words, named = self.explainer.words, list(counted.items())
        shown = named if len(named) <= MOST_PARTS else named[: MOST_PARTS - 1]
        parts = [words(name, n=n, count=_number(n)) for name, n in shown]
        left = sum(n for _, n in named[len(shown) :])
        if left:
            parts.append(words("pilot.short.others", n=left, count=_number(left)))
        extra = summary.count(Status.UNEXPECTED)
        return (*parts, *([words("pilot.short.unexpected", n=extra, count=_number(extra))] if extra else []))

    def _short(self, group: Group) -> str:
        if group.cause is not None and group.outcome is Outcome.PROBLEM:
            return group.cause.value
        return group.kind

    def _reading(self, summary: Summary) -> str:
        words, listing = self.explainer.words, summary.directory
        at = summary.read_at.astimezone(self.explainer.zone).strftime("%H:%M:%S")
        if listing is None or not listing.complete:
            return words("pilot.verdict.incomplete", time=at)
        return words("pilot.verdict.looked_up" if summary.one_by_one else "pilot.verdict.complete", time=at)

    def _gaps(self, summary: Summary) -> Iterator[str]:
        gaps = (("directory", summary.directory), *((("flow", summary.flow),) if summary.has_flow else ()))
        for name, listing in gaps:
            if listing is None or not listing.complete:
                yield self.explainer.words(f"pilot.remark.{name}_incomplete", reason=self._reason(listing))

    def _reason(self, listing: Completeness | None) -> str:
        words = self.explainer.words
        if listing is None or listing.why_not is None:
            return words("profile.reason.listing_incomplete")
        known = f"evidence.reason.{listing.why_not}"
        return words(known if words.has(known) else f"profile.reason.{listing.why_not}")

    def _titles(self, group: Group) -> str:
        return "; ".join(self.explainer.guides[cause].title for cause in group.causes)

    def _finding(self, group: Group) -> Finding | None:
        if group.cause is None or group.outcome not in (Outcome.PROBLEM, Outcome.POSSIBLE):
            return None
        return Finding("", group.outcome, Message(""), group.cause, variant=group.variant)

    def _counted(self, group: Group) -> str:
        code = f" ({group.cause})" if group.cause is not None else ""
        return (
            self.explainer.words("pilot.ticket.group", n=group.n, count=_number(group.n), title=self.title(group))
            + code
        )

    def _facts(self, summary: Summary) -> Iterator[str]:
        words = self.explainer.words
        provider = self.ticket.provider or words(f"ticket.provider_kind.{summary.provider}")
        facts = (("platform", self.ticket.platform), ("provider", provider), ("version", self.ticket.version))
        at = f"{summary.read_at:%Y-%m-%d %H:%M} UTC"
        for name, value in (*facts, ("looked_at", at)):
            yield words("ticket.line", label=words(f"ticket.{name}"), value=value)

    def _tried(self, summary: Summary) -> Iterator[str]:
        """What was read for it: support asks what was tried already."""
        words = self.explainer.words
        yield words("ticket.tried")
        for name, listing in (("directory", summary.directory), ("flow", summary.flow)):
            if listing is not None:
                whole = "whole" if listing.complete else "part"
                people = _number(listing.people)
                yield f"- {words(f'pilot.ticket.{name}_{whole}', n=listing.people, count=people)}"
        for finding in summary.everybody:
            yield f"- {self.explainer.title(finding)}: {self.explainer.because(finding)} ({finding.cause})"

    def _people(self, group: Group, listed: PilotList, results: tuple[Result, ...]) -> Iterator[str]:
        words = self.explainer.words
        for position in group.positions[:MOST_ADDRESSES]:
            yield words("ticket.line", label=words("ticket.person"), value=_called(results[position], listed))
        left = group.n - MOST_ADDRESSES
        if left > 0:
            yield words("pilot.ticket.more", n=left, count=_number(left))


MARKS = {
    **dict.fromkeys((Status.NOT_PROVISIONED, Status.INACTIVE, Status.AMBIGUOUS), Mark.PROBLEM),
    **dict.fromkeys((Status.DIFFERS, Status.LIST_PROBLEM, Status.UNEXPECTED, Status.PENDING), Mark.DIFFERS),
    Status.UNKNOWN: Mark.UNKNOWN,
    Status.READY_WITH_NOTE: Mark.SAME,
    Status.READY: Mark.SAME,
}
"""The state of the palette for each status."""

_WHO = {"pending": Who.WAIT}
_TELLING = frozenset(
    ("look_alike", "names_swapped", "plus_tag", "mail_alias", "folded", "other_address", "external_id", "flow_link")
)
"""Kinds that say by themselves what is wrong: more than a list of causes none of which is proven."""

_HEADINGS = {
    **dict.fromkeys(Status, Heading.NOT_CREATED),
    Status.INACTIVE: Heading.MEMBERSHIP,
    Status.AMBIGUOUS: Heading.DUPLICATE_ACCOUNTS,
    Status.DIFFERS: Heading.NOT_UPDATED,
    Status.READY_WITH_NOTE: Heading.NOT_UPDATED,
    Status.UNKNOWN: Heading.NOT_ACTIVATING,
}


def _called(result: Result, listed: PilotList) -> str:
    """The address as the list has it; a row that could not be used as it stood."""
    if result.row < 0:
        return listed.rejected[-1 - result.row].shown
    return listed.rows[result.row].email if result.row < len(listed.rows) else result.key


def _shown(summary: Summary) -> dict[str, str]:
    return {"ready": _number(summary.ready), "total": _number(summary.total)}


def _number(n: int) -> str:
    return f"{n:,}"
