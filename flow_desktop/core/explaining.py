"""Findings in sentences: what the window, the command line and a ticket say, from one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo

from flow_desktop.core.answers import SYMPTOM_KEY, Questions
from flow_desktop.core.causes import Cause
from flow_desktop.core.diagnosis import Diagnosis
from flow_desktop.core.findings import Check, Exhibit, Finding, Outcome
from flow_desktop.core.guidance import Guide, Remedy, Who
from flow_desktop.core.headlines import Headlines
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.providers import Provider
from flow_desktop.core.saying import Saying
from flow_desktop.core.spoken import spoken_code
from flow_desktop.core.words import Message, Words


@dataclass(frozen=True, slots=True)
class Told:
    """One fact as label, value, and where and when it was seen."""

    label: str
    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Explainer:
    """Everything is safe to show: values from outside are escaped. ``guides`` has every code.

    ``zone``: in which times are told; None is this computer's. ``checks``: all there are.
    """

    words: Words
    guides: Mapping[Cause, Guide]
    questions: Questions
    checks: tuple[Check, ...] = ()
    zone: tzinfo | None = None

    def headline(self, found: Diagnosis) -> str:
        """The verdict in one sentence, for the top of every report: it names the person, whoever reads it."""
        return self._headlines(to_self=False).of(found)

    def headline_for_reader(self, found: Diagnosis) -> str:
        """The same where only the one who checks reads it: who checks themselves is "you"."""
        return self._headlines(to_self=found.evidence.asked.is_self).of(found)

    def title(self, finding: Finding) -> str:
        """A few words for the head of a card: the cause's title, or the check's question where no cause is named."""
        return self.guides[finding.cause].title if finding.cause else self.words(f"check.{finding.check}")

    def because(self, finding: Finding) -> str:
        """What the evidence says, in one or two sentences."""
        return self.message(finding.because)

    def message(self, said: Message) -> str:
        """A sentence of a trail step or finding whose arguments may be ids of texts, times or values from outside."""
        return self._saying.message(said)

    def facts(self, exhibits: tuple[Exhibit, ...]) -> tuple[Told, ...]:
        """The evidence as label, value and origin ("Flow's audit, 14:02")."""
        return tuple(self._fact(one) for one in exhibits)

    def remedy(self, finding: Finding, provider: Provider) -> Remedy | None:
        """What to do and where to click; None where nothing has to be done."""
        if finding.outcome is Outcome.PASS:
            return None
        if finding.outcome is Outcome.CANNOT_TELL or finding.cause is None:
            return self._to_see_more(finding)
        guide = self.guides[finding.cause]
        steps = guide.variants.get(finding.variant, guide.steps)
        why = "" if finding.outcome is Outcome.POSSIBLE else guide.why
        return Remedy(guide.who, steps, guide.where.get(provider, ()), guide.after, guide.heading, why)

    def question(self, key: str) -> str:
        """A question in plain words."""
        return self._saying.question(self.questions, key)

    def choice(self, key: str, value: str) -> str:
        """One of the values of a question, as a button says it: "Yes", "Through a nested group"."""
        return self.words(f"symptom.{value}" if key == SYMPTOM_KEY else f"answers.choice.{key}.{value}")

    def spoken(self, cause: Cause) -> str:
        """The short code support reads out on the phone; derived, unique, never stored."""
        return spoken_code(cause)

    def _headlines(self, *, to_self: bool) -> Headlines:
        ids = frozenset(check.id for check in self.checks)
        return Headlines(self._saying, self.guides, self.questions, ids, to_self)

    @property
    def _saying(self) -> Saying:
        return Saying(self.words, self.zone, {cause.value: guide.title for cause, guide in self.guides.items()})

    def _fact(self, one: Exhibit) -> Told:
        """What a person told is shown as the question and the label of the choice."""
        say = self._saying
        origin = say.origin(one.source, one.at)
        key = one.label.removeprefix(_ANSWER)
        if one.label == key or key not in self.questions:
            value = self.words(one.lacks) if one.lacks else say.value(one.label, one.value)
            return Told(self.words(f"exhibit.{one.label}"), value, origin)
        chosen = one.value in self.questions[key].values
        value = self.choice(key, one.value) if chosen else say.value(one.label, one.value)
        return Told(self.question(key), value, origin)

    def _to_see_more(self, finding: Finding) -> Remedy | None:
        """What helps to see what was not seen: waiting, another pair of eyes, a repaired source."""
        heading = next((check.heading for check in self.checks if check.id == finding.check), None)
        if finding.reason is None or heading is None:
            return None
        kind = _HELPS[finding.reason]
        return Remedy((_WHO[kind],), (self.words(f"unseen.{kind}"),), (), "", heading)


_ANSWER = "answer."
"""How the label of a fact begins that a person told; the rest is the key of the question."""

_WHO = {
    "wait": Who.WAIT,
    "person": Who.USER,
    "admin": Who.IT_ADMIN,
    "source": Who.IT_ADMIN,
    "second_source": Who.IT_ADMIN,
    "address": Who.USER,
    "value": Who.IT_ADMIN,
}
"""Who can help to see more, by text ``unseen.<kind>``."""

_HELPS = {
    WithheldReason.NOT_CONFIGURED: "second_source",
    WithheldReason.SOURCE_CANNOT_TELL: "second_source",
    WithheldReason.ONLY_THE_PERSON_CAN_SHOW_THIS: "person",
    WithheldReason.FORBIDDEN: "admin",
    WithheldReason.NO_CREDENTIAL: "source",
    WithheldReason.CREDENTIAL_REFUSED: "source",
    WithheldReason.TLS_FAILED: "source",
    WithheldReason.NO_SUCH_ADDRESS: "source",
    WithheldReason.BAD_ANSWER: "source",
    WithheldReason.UNREACHABLE: "wait",
    WithheldReason.TIMED_OUT: "wait",
    WithheldReason.THROTTLED: "wait",
    WithheldReason.SERVER_ERROR: "wait",
    WithheldReason.LISTING_INCOMPLETE: "wait",
    WithheldReason.NOT_FOUND_THERE: "address",
    WithheldReason.NO_ADDRESS_TO_LOOK_FOR: "address",
    WithheldReason.SEVERAL_CANDIDATES: "address",
    WithheldReason.NOT_TEXT: "value",
    WithheldReason.TOO_LONG: "value",
}
