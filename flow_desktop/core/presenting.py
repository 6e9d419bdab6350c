"""A comparison as sentences: the window and the terminal say the same. Pure; the texts are data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flow_desktop.core.comparison import Cell, Field, FieldComparison, Overall, Place, ProfileComparison
from flow_desktop.core.deployment import Deployment
from flow_desktop.core.directory import Role
from flow_desktop.core.grades import Verdict
from flow_desktop.core.identity import Claim, Identity
from flow_desktop.core.observed import Absent, Present, Withheld, WithheldReason, text_of
from flow_desktop.core.phrasing import Alike, Phrasing, odd_places, readable, sentence, unseen_difference
from flow_desktop.core.text import for_display
from flow_desktop.core.words import Words

_MENDED_BY_WAITING = frozenset(
    {
        WithheldReason.UNREACHABLE,
        WithheldReason.TIMED_OUT,
        WithheldReason.THROTTLED,
        WithheldReason.SERVER_ERROR,
        WithheldReason.LISTING_INCOMPLETE,
    }
)


class Mark(StrEnum):
    """The four states of the palette; always shown with a word and an icon."""

    SAME = "same"
    DIFFERS = "differs"
    PROBLEM = "problem"
    UNKNOWN = "unknown"


class Who(StrEnum):
    """Who can do something about it."""

    YOU = "you"
    IT_ADMIN = "it_admin"
    SUPPORT = "support"


class CellKind(StrEnum):
    """What a cell shows."""

    VALUE = "value"
    EMPTY = "empty"
    NOT_SENT = "not_sent"
    NOT_SEEN = "not_seen"


@dataclass(frozen=True, slots=True)
class Told:
    """The verdict: one sentence first, then what else has to be said."""

    mark: Mark
    headline: str
    details: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All of it, to be read in one go."""
        return " ".join((self.headline, *self.details))


@dataclass(frozen=True, slots=True)
class Fix:
    """Who can fix it ("IT admin") and where."""

    who: Who
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class RowText:
    """One field: its mark, a word for it, and a sentence."""

    mark: Mark
    label: str
    word: str
    text: str


@dataclass(frozen=True, slots=True)
class CellText:
    """One cell: the value or what stands for it, why nobody could look, and the answer it came from."""

    kind: CellKind
    text: str
    why: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Turns values into sentences of one language for one deployment."""

    words: Words
    deployment: Deployment | None

    @property
    def phrasing(self) -> Phrasing:
        """The parts of sentences."""
        return Phrasing(self.words, self.deployment)

    def verdict(self, found: ProfileComparison) -> Told:
        """The answer as speech."""
        headline, rest = self._headline(found)
        if found.overall is not Overall.DIFFERS:
            rest = (*rest, *self._findings(found))
        details = (*rest, *self._notes(found), *self._not_looked_at(found))
        return Told(_MARKS[found.overall], headline, (*details, *self._two_answers(found.identity)))

    def row(self, row: FieldComparison) -> RowText:
        """One row of the table."""
        label, field = self.phrasing.label(row.field), self.phrasing.field(row.field)
        if _is_half_seen(row):
            half = self.phrasing.compose("profile.row.half_seen", field=field)
            return RowText(Mark.UNKNOWN, label, self.words("profile.word.half_seen"), half)
        word = self.words("profile.word.html_escaped" if row.html_escaped_by_idp else f"profile.word.{_key(row)}")
        text = self._sentence_of(row) if row.verdict is not None else word
        return RowText(_mark_of(row.verdict), label, word, text)

    def cell(self, cell: Cell) -> CellText:
        """One cell of the table."""
        sources = f"profile.source.{cell.source}"
        source = self.words(sources) if self.words.has(sources) else for_display(cell.source)
        match cell.observed:
            case Present(text) if text.strip():
                return CellText(CellKind.VALUE, for_display(text), source=source)
            case Present():
                return CellText(CellKind.EMPTY, self.words("profile.cell.empty"), source=source)
            case Absent():
                return CellText(CellKind.NOT_SENT, self.words("profile.cell.not_sent"), source=source)
            case Withheld(reason):
                shown = self.words(f"profile.cell.{_withheld(reason)}")
                why = "" if reason is WithheldReason.NOT_FOUND_THERE else self.phrasing.reason(reason)
                return CellText(CellKind.NOT_SEEN, shown, why, source)

    def fixes(self, found: ProfileComparison) -> tuple[Fix, ...]:
        """Who can fix what differs and where; nothing where nothing is to be fixed."""
        place = self.phrasing.place(Place.IDENTITY_PROVIDER)
        return tuple(self._fix(who, text_id, place) for who, text_id in _fixes_of(found))

    def role(self, role: Role) -> str:
        """The role in Flow as a label."""
        return self.words(f"profile.role.{role}")

    def enterprise(self, found: ProfileComparison) -> str:
        """One line about the enterprise and the role, empty where the source does not tell."""
        name = found.organisation.name if found.organisation and found.organisation.name else ""
        if found.role is not None:
            role = self.role(found.role)
            return self.words("profile.enterprise.named", role=role, name=name) if name else role
        return self.words("profile.enterprise.none") if found.in_enterprise is False else ""

    def _fix(self, who: Who, text_id: str, place: str) -> Fix:
        text = self.phrasing.compose(f"profile.fix.{text_id}", place=place)
        return Fix(who, self.words(f"profile.who.{who}"), sentence(text))

    def _headline(self, found: ProfileComparison) -> tuple[str, tuple[str, ...]]:
        """The first sentence, and what belongs right behind it."""
        say = self.phrasing
        match found.overall:
            case Overall.SAME | Overall.SAME_WITH_NOTE:
                seen = [place for place in Place if place not in found.left_out]
                whole = say.compose("profile.verdict.same_at", places=say.places(seen))
                return (whole if found.left_out else self.words("profile.verdict.same")), ()
            case Overall.DIFFERS:
                first, *others = self._findings(found)
                return first, tuple(others)
            case Overall.NOT_THERE:
                return self._not_there(found), self._no_enterprise(found)
            case Overall.INACTIVE:
                return self.words("profile.verdict.inactive"), ()
            case Overall.CANNOT_TELL:
                return self._cannot_tell(found), ()
            case Overall.NOT_COMPARED:
                return self.words("profile.verdict.not_compared"), (self.words("profile.verdict.no_source"),)

    def _not_there(self, found: ProfileComparison) -> str:
        if found.not_there:
            missing = self.phrasing.at(found.not_there)
            text_id = "not_there" if len(found.not_there) == 1 else "in_neither"
            return self.phrasing.compose(f"profile.verdict.{text_id}", at=missing)
        return self.words("profile.verdict.no_enterprise")

    def _no_enterprise(self, found: ProfileComparison) -> tuple[str, ...]:
        """The account is in Flow, but in no enterprise: said beside a place where the person is not at all."""
        is_alone = found.in_enterprise is False and Place.FLOW not in found.not_there and bool(found.not_there)
        return (self.words("profile.verdict.no_enterprise"),) if is_alone else ()

    def _cannot_tell(self, found: ProfileComparison) -> str:
        unseen = [place for place, _ in found.unseen]
        if not unseen:
            return self.words("profile.verdict.too_few")
        return self.phrasing.compose("profile.verdict.cannot_tell", places=self.phrasing.places(unseen))

    def _sentence_of(self, row: FieldComparison) -> str:
        """One field as a sentence: "Your last name differs: Okta says Nguyễn, Flow says Nguyen."."""
        say = self.phrasing
        key = "html_escaped" if row.html_escaped_by_idp else _key(row)
        alike = unseen_difference(row) if row.verdict is Verdict.SAME_INVISIBLE else None
        return sentence(
            say.compose(
                f"profile.row.{key}",
                field=say.field(row.field),
                clauses=say.clauses(row),
                at=say.at(_where(row, alike)),
                place=say.place(Place.IDENTITY_PROVIDER),
                letters=alike.letters if alike else "",
            )
        )

    def _findings(self, found: ProfileComparison) -> list[str]:
        """Every finding as a sentence, the worst first; two swapped names are one finding."""
        rows = [row for row in found.fields if row.verdict is not None and row.verdict.is_finding]
        swapped = [row for row in rows if row.verdict is Verdict.DIFFERS_ORDER]
        rows.sort(key=lambda row: -(row.verdict or 0))
        if len(swapped) < 2:
            return [self._sentence_of(row) for row in rows]
        both = self.phrasing.compose("profile.row.swapped", at=self.phrasing.at(odd_places(swapped[0])))
        return [*(self._sentence_of(row) for row in rows if row not in swapped), both]

    def _notes(self, found: ProfileComparison) -> tuple[str, ...]:
        return tuple(self._sentence_of(row) for row in found.fields if row.verdict is not None and row.verdict.is_note)

    def _not_looked_at(self, found: ProfileComparison) -> tuple[str, ...]:
        say = self.phrasing
        unseen = [
            say.compose("profile.unseen", place=say.place(place), reason=say.reason(reason))
            for place, reason in found.unseen
        ]
        quiet = found.overall is Overall.NOT_COMPARED
        left_out = [] if quiet else [self.words(f"profile.left_out.{place}") for place in found.left_out]
        return (*map(sentence, unseen), *left_out)

    def _two_answers(self, identity: Identity) -> tuple[str, ...]:
        """The ID token and user info disagree: both values are told, the signed one is compared."""
        return tuple(
            self._two(field, claim)
            for field, claim in ((field, getattr(identity, field.value)) for field in Field)
            if claim.other is not None
        )

    def _two(self, field: Field, claim: Claim) -> str:
        say = self.phrasing
        one, other = (text_of(seen) if seen else None for seen in (claim.observed, claim.other))
        return sentence(
            say.compose(
                "profile.two_answers",
                place=say.place(Place.IDENTITY_PROVIDER),
                field=say.field(field),
                one=say.value(one) if one else self.words("profile.cell.empty"),
                other=say.value(other) if other else self.words("profile.cell.empty"),
            )
        )


_MARKS = {
    Overall.SAME: Mark.SAME,
    Overall.SAME_WITH_NOTE: Mark.SAME,
    Overall.DIFFERS: Mark.DIFFERS,
    Overall.NOT_THERE: Mark.PROBLEM,
    Overall.INACTIVE: Mark.PROBLEM,
    Overall.CANNOT_TELL: Mark.UNKNOWN,
    Overall.NOT_COMPARED: Mark.UNKNOWN,
}


def _mark_of(verdict: Verdict | None) -> Mark:
    if verdict is None or verdict is Verdict.NOT_COMPARABLE:
        return Mark.UNKNOWN
    return Mark.DIFFERS if verdict.is_finding else Mark.SAME


def _is_half_seen(row: FieldComparison) -> bool:
    """Two places agree, a third one that belongs to the verdict could not be read: not a green mark."""
    observed = [row.cell(place).observed for place in Place]
    blind = any(isinstance(one, Withheld) and one.reason is not WithheldReason.NOT_CONFIGURED for one in observed)
    return blind and row.verdict is not None and not row.verdict.is_finding


def _key(row: FieldComparison) -> str:
    if row.verdict is Verdict.SAME_INVISIBLE:
        return unseen_difference(row).key
    return "none" if row.verdict is None else row.verdict.name.lower()


def _withheld(reason: WithheldReason) -> str:
    """A person who is not there and a place nobody set are told shorter than a look that failed."""
    short = (WithheldReason.NOT_FOUND_THERE, WithheldReason.NOT_CONFIGURED)
    return reason if reason in short else "could_not_look"


def _fixes_of(found: ProfileComparison) -> tuple[tuple[Who, str], ...]:
    match found.overall:
        case Overall.DIFFERS:
            fixed = ((Who.IT_ADMIN, "account_email"), (Who.SUPPORT, "account_email_support"))
            if not _account_email_differs(found):
                return ((Who.IT_ADMIN, "mapping"),)
            return fixed if _only_account_email_differs(found) else ((Who.IT_ADMIN, "mapping"), *fixed)
        case Overall.NOT_THERE:
            return ((Who.IT_ADMIN, "assignment" if found.not_there else "enterprise"),)
        case Overall.INACTIVE:
            return ((Who.IT_ADMIN, "reactivate"),)
        case Overall.CANNOT_TELL:
            waits = all(reason in _MENDED_BY_WAITING for _, reason in found.unseen)
            return ((Who.YOU, "check_again"),) if waits else ((Who.IT_ADMIN, "source"),)
        case Overall.SAME | Overall.SAME_WITH_NOTE | Overall.NOT_COMPARED:
            return ()


def _only_account_email_differs(found: ProfileComparison) -> bool:
    """Identity provider and Directory Sync agree on everything: no mapping is at fault."""
    pairs = [pair for row in found.fields for pair in row.pairs()]
    before_flow = [grade for here, there, grade in pairs if Place.FLOW not in (here, there)]
    names = [row.verdict for row in found.fields if row.field is not Field.EMAIL and row.verdict is not None]
    return bool(before_flow) and not any(grade.is_finding for grade in (*before_flow, *names))


def _account_email_differs(found: ProfileComparison) -> bool:
    """The account's e-mail in Flow stays what it was when the account was made."""
    emails = [row for row in found.fields if row.field is Field.EMAIL and readable(row.in_flow)]
    return any(Place.FLOW in (here, there) and grade.is_finding for row in emails for here, there, grade in row.pairs())


def _where(row: FieldComparison, alike: Alike | None) -> list[Place]:
    """The places a sentence about a field points at."""
    if row.html_escaped_by_idp:  # with two places no majority tells which one is odd, but here it is known
        return [Place.IDENTITY_PROVIDER]
    return (alike.places if alike else odd_places(row)) or list(Place)
