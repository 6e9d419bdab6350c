"""Parts of sentences out of texts: values are made safe once, at the leaf, and then only put together."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from flow_desktop.core.comparison import Cell, Field, FieldComparison, Place
from flow_desktop.core.deployment import Deployment
from flow_desktop.core.observed import Absent, Observed, Present, Withheld, WithheldReason, text_of
from flow_desktop.core.text import code_points, for_display
from flow_desktop.core.words import Words

LONGEST_IN_A_SENTENCE = 60
"""A longer value is cut in a sentence; the table shows all of it."""


@dataclass(frozen=True, slots=True)
class Phrasing:
    """The parts every sentence about places is made of, in one language and for one deployment."""

    words: Words
    deployment: Deployment | None

    def compose(self, text_id: str, n: int | None = None, /, **parts: str) -> str:
        """Put parts that are already safe to show into a text. ``n`` chooses the plural form."""
        form = text_id if n is None else f"{text_id}.one" if n == 1 else f"{text_id}.other"
        return self.words.texts[form].format_map(parts)

    def place(self, place: Place) -> str:
        """The name of a place, the same everywhere: the provider's own name where the deployment gives it."""
        named = self.deployment.identity_provider_name if self.deployment else None
        if place is Place.IDENTITY_PROVIDER and named:
            return for_display(named)
        return self.compose(f"profile.place.{place}")

    def column(self, place: Place) -> str:
        """The heading of a place's column."""
        return sentence(self.place(place)) if self._is_named(place) else self.compose(f"profile.column.{place}")

    def at(self, places: Sequence[Place]) -> str:
        """Where: "at Okta and in Flow"."""
        return self.listed([self.compose(f"profile.at.{place}", place=self.place(place)) for place in places])

    def places(self, places: Sequence[Place]) -> str:
        """Who: "Okta, Directory Sync and Flow"."""
        return self.listed([self.place(place) for place in places])

    def listed(self, parts: Sequence[str]) -> str:
        """Several parts as one."""
        if len(parts) < 2:
            return "".join(parts)
        before = self.compose("profile.list.comma").join(parts[:-1])
        return self.compose("profile.list.last", before=before, last=parts[-1])

    def field(self, field: Field) -> str:
        """A field inside a sentence."""
        return self.compose(f"profile.field.{field}")

    def label(self, field: Field) -> str:
        """A field as a label."""
        return self.compose(f"profile.label.{field}")

    def reason(self, reason: WithheldReason) -> str:
        """Why a place could not be looked at, as a few words."""
        return self.compose(f"profile.reason.{reason}")

    def clauses(self, row: FieldComparison) -> str:
        """Who says what: "Okta says Nguyễn, Directory Sync and Flow say Nguyen"."""
        said = [self._clause(places, observed) for places, observed in groups(row)]
        return self.compose("profile.list.comma").join(said)

    def _clause(self, places: Sequence[Place], observed: Observed) -> str:
        who = self.places(places)
        match observed:
            case Present(text) if text.strip():
                return self.compose("profile.clause.says", len(places), places=who, value=self.value(text))
            case Present() | Absent():
                return self.compose("profile.clause.has_none", len(places), places=who)
            case Withheld():
                return self.compose("profile.clause.unusable", len(places), places=who)

    def value(self, text: str) -> str:
        """A value in a sentence: safe, short, in quotation marks where its end could not be told otherwise."""
        cut = text if len(text) <= LONGEST_IN_A_SENTENCE else text[:LONGEST_IN_A_SENTENCE].rstrip() + "…"
        plain = (cut == cut.strip() and not any(ch in cut for ch in ",.;: ")) or ("@" in cut and " " not in cut)
        return for_display(cut) if plain else self.compose("profile.quoted", value=for_display(cut))

    def _is_named(self, place: Place) -> bool:
        return bool(place is Place.IDENTITY_PROVIDER and self.deployment and self.deployment.identity_provider_name)


def sentence(text: str) -> str:
    """With a capital letter first."""
    return text[:1].upper() + text[1:]


def readable(cell: Cell) -> bool:
    """True where the place was read, even if what came is no text."""
    observed = cell.observed
    unusable = (WithheldReason.NOT_TEXT, WithheldReason.TOO_LONG)
    return not isinstance(observed, Withheld) or observed.reason in unusable


def groups(row: FieldComparison) -> list[tuple[list[Place], Observed]]:
    """Places that could be read, together where they say the same, in the order an account travels."""
    found: list[tuple[list[Place], Observed]] = []
    for place in Place:
        cell = row.cell(place)
        if not readable(cell):
            continue
        same = next((group for group, observed in found if observed == cell.observed), None)
        if same is None:
            found.append(([place], cell.observed))
        else:
            same.append(place)
    return found


@dataclass(frozen=True, slots=True)
class Alike:
    """What cannot be seen about values that look alike: the text that tells it, where, and the exact characters."""

    key: str
    places: list[Place]
    letters: str = ""


def unseen_difference(row: FieldComparison) -> Alike:
    """Characters that draw nothing, accents in another normal form (Unicode TR 15), or blanks; the worst first."""
    texts = {place: text_of(row.cell(place).observed) or "" for place in Place if readable(row.cell(place))}
    hidden = sorted({ch for text in texts.values() for ch in text if _is_hidden(ch)})
    if hidden:
        places = [place for place, text in texts.items() if any(ch in text for ch in hidden)]
        return Alike("same_invisible", places, code_points("".join(hidden)))
    composed = {place: unicodedata.normalize("NFC", text) for place, text in texts.items()}
    if len(set(composed.values())) == 1:
        return Alike("same_composed", [place for place, text in texts.items() if text != composed[place]])
    spaced = [place for place, text in texts.items() if text != " ".join(text.split())]
    return Alike("same_blanks", spaced or odd_places(row))


def _is_hidden(ch: str) -> bool:
    return for_display(ch) != ch or (ch.isspace() and ch != " ")


def odd_places(row: FieldComparison) -> list[Place]:
    """The places outside the largest group; among equals the first group is the one the others are odd to."""
    found = groups(row)
    if len(found) < 2:
        return []
    main = max(found, key=lambda group: len(group[0]))
    return [place for group in found if group is not main for place in group[0]]
