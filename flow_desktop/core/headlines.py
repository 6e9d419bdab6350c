"""The verdict of a check in one or two sentences: "Ada Byron is not in Flow because every seat is taken."."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from flow_desktop.core.answers import Questions
from flow_desktop.core.causes import Cause
from flow_desktop.core.diagnosis import Bottom, Diagnosis
from flow_desktop.core.evidence import PIECES, Account, Evidence, NotSeen, Observation, Seen
from flow_desktop.core.findings import Finding, Outcome
from flow_desktop.core.guidance import Guide
from flow_desktop.core.observed import Observed, text_of
from flow_desktop.core.saying import Saying
from flow_desktop.core.words import fill

_PLACES = {
    "flow": frozenset({"enterprise", "settings", "account", "remembered", "invitations", "audit", "similar"}),
    "directory_sync": frozenset({"connection", "delivery", "directory_users", "events"}),
    "identity_provider": frozenset({"claims"}),
}
"""The pieces a place is seen by; ids of ``profile.place``."""

_NAME = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*")
LONGEST_NAME = 60
"""A longer name, or one with signs that could pass for a sentence of ours, gives way to the e-mail."""


@dataclass(frozen=True, slots=True)
class Headlines:
    """Says what was found, never more surely than it is known.

    ``checks``: the ids of all there are. ``to_self``: it is said to the person it is about, as "you".
    """

    say: Saying
    guides: Mapping[Cause, Guide]
    questions: Questions
    checks: frozenset[str] = frozenset()
    to_self: bool = False

    def of(self, found: Diagnosis) -> str:
        """The verdict. PROBLEM says why, POSSIBLE what it could be, CANNOT_TELL what was not seen."""
        bottom = found.overall
        match bottom:
            case Bottom.PROBLEM:
                return self._proven(found)
            case Bottom.POSSIBLE:
                return f"{self._state(found)} {self._could_be(found)}"
            case Bottom.CANNOT_TELL:
                return self._cannot_tell(found)
            case Bottom.FINE:
                return self._fine(found)
            case _:
                assert_never(bottom)

    def _proven(self, found: Diagnosis) -> str:
        """The most blocking cause as a sentence, and how many more are proven."""
        first, *others = dict.fromkeys(found.proven)
        guide = self.guides[first]
        said = fill(guide.you if self.to_self else guide.verdict, who=called(found.evidence))
        if first.value.startswith("create.") and _standing(found.evidence) == "unseen":
            said = f"{guide.title}. {self._words('verdict.state.unseen', found)}"  # Flow may have them all the same
        return f"{said} {self.say.words('verdict.more', n=len(others))}" if others else said

    def _state(self, found: Diagnosis) -> str:
        """What is known for sure before the guesses: it depends on what the guesses are about."""
        first = next(one.cause for one in found.of(Outcome.POSSIBLE) if one.cause is not None)
        family, standing = first.value.partition(".")[0], _standing(found.evidence)
        texts = (f"verdict.about.{family}.{standing}", f"verdict.about.{family}", f"verdict.state.{standing}")
        return self._words(next(one for one in texts if self.say.words.has(one)), found)

    def _could_be(self, found: Diagnosis) -> str:
        """How many things it could be, and the question that decides."""
        causes = tuple(dict.fromkeys(one.cause for one in found.of(Outcome.POSSIBLE) if one.cause is not None))
        asked = found.open_questions
        things = self.say.words("verdict.could_be", n=len(causes), title=self.guides[causes[0]].title)
        if not asked:
            return f"{things}."
        question = self.say.question(self.questions, asked[0])
        return f"{things}{self.say.words('verdict.decides', n=len(asked), question=question)}"

    def _fine(self, found: Diagnosis) -> str:
        """After a part of the checks nothing is said about the rest; a fact that may explain it is named."""
        part = bool(self.checks - {one.check for one in found.findings})
        said = self._words(f"verdict.fine.{'part' if part else _standing(found.evidence)}", found)
        facts = [one.cause for one in found.of(Outcome.INFO) if one.cause is not None]
        if not facts:
            return said
        return f"{said} {self.say.words('verdict.good_to_know', title=self.guides[facts[0]].title)}"

    def _cannot_tell(self, found: Diagnosis) -> str:
        """A check's own sentence where it knows more than "not seen"; else the place, or the pieces, not seen."""
        blind = [one for one in found.of(Outcome.CANNOT_TELL) if one.weighs]
        told = next((one for one in blind if one.because.id != "finding.cannot_tell"), None)
        if told is not None:
            return self.say.message(told.because)
        names = self._unseen(found.evidence, blind)
        return self.say.words("verdict.cannot_tell", what=self._listed(names)) if names else self._nothing_set()

    def _unseen(self, evidence: Evidence, blind: list[Finding]) -> list[str]:
        """Whole places where nothing of them was seen, single pieces of the others."""
        missed = dict.fromkeys(value for one in blind for name, value in one.because.args if name == "piece")
        names: dict[str, None] = {}
        for piece in missed:
            place = next((name for name, pieces in _PLACES.items() if piece in pieces), None)
            whole = place is not None and not _saw_any(evidence, _PLACES[place])
            known = f"profile.place.{place}" if whole else f"piece.{piece}"
            names[self.say.words(known)] = None
        return list(names)

    def _nothing_set(self) -> str:
        return self.say.words("verdict.nothing_looked_at")

    def _listed(self, names: list[str]) -> str:
        if len(names) == 1:
            return names[0]
        before = self.say.words.texts["profile.list.comma"].join(names[:-1])  # its blank belongs to it
        return self.say.words("profile.list.last", before=before, last=names[-1])

    def _words(self, text_id: str, found: Diagnosis) -> str:
        if self.to_self and self.say.words.has(f"{text_id}.you"):
            return self.say.words(f"{text_id}.you")
        return self.say.words(text_id, who=called(found.evidence))


def called(evidence: Evidence) -> str:
    """How a person is named in a sentence: by name where a place that was seen knows one, else by e-mail."""
    names = (_name(given, family) for given, family in _named(evidence))
    return next((name for name in names if name), evidence.asked.email)


def _named(evidence: Evidence) -> list[tuple[Observed, Observed]]:
    """First and last names, the nearest to the person first."""
    account, users = evidence.look.account, evidence.look.directory_users
    found: list[tuple[Observed, Observed]] = []
    if isinstance(account, Seen) and account.value is not None:
        found.append((account.value.given_name, account.value.family_name))
    if isinstance(users, Seen):
        found += [(one.given_name, one.family_name) for one in users.value]
    return found


def _name(given: Observed, family: Observed) -> str:
    parts = [text.strip() for one in (given, family) if (text := text_of(one))]
    name = " ".join(part for part in parts if part)
    return name if len(name) <= LONGEST_NAME and _NAME.fullmatch(name) else ""


def _standing(evidence: Evidence) -> str:
    """Where the person stands in Flow, as far as it was seen."""
    account: Observation[Account | None] = evidence.look.account
    if isinstance(account, NotSeen):
        return "unseen"
    if account.value is None:
        return "outside"
    return "member" if account.value.is_member else "no_membership"


def _saw_any(evidence: Evidence, pieces: frozenset[str]) -> bool:
    looked = [getattr(evidence.look, name) for name in PIECES if name in pieces]
    if "claims" in pieces:
        looked.append(evidence.claims)
    return any(isinstance(one, Seen) for one in looked)
