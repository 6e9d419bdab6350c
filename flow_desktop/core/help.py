"""The help: topics of the set-up article in our own words, and a forgiving search over them (pure; texts are data).

``resources/help/<language>.toml`` holds the topics; an adapter loads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from flow_desktop.core.causes import Cause
from flow_desktop.core.findings import Heading
from flow_desktop.core.guidance import Who
from flow_desktop.core.spoken import heard_code
from flow_desktop.core.symptoms import Symptom
from flow_desktop.core.text import words_of

NEAR_FROM = 5
"""A word of this many letters may have one typing error."""

_CODES = frozenset(cause.value for cause in Cause)


class Place(IntEnum):
    """Where a word of the query stands in a topic; more counts more."""

    TEXT = 1
    KEYWORD = 3
    TITLE = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A section: paragraphs, then numbered steps, then points of a list. ``title`` may be empty."""

    title: str = ""
    text: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    points: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """Everything it says, in order."""
        return tuple(filter(None, (self.title, *self.text, *self.steps, *self.points)))


@dataclass(frozen=True, slots=True)
class Topic:
    """``sections``: headings of the article it covers. ``symptom``: what "Check this now" starts with."""

    id: str
    title: str
    summary: str
    parts: tuple[Part, ...]
    audience: tuple[Who, ...] = ()
    keywords: tuple[str, ...] = ()
    heading: Heading | None = None
    symptom: Symptom | None = None
    causes: tuple[Cause, ...] = ()
    sections: tuple[str, ...] = ()
    related: tuple[str, ...] = ()

    @property
    def plain(self) -> str:
        """The whole topic as text, to be copied."""
        blocks = [self.title, self.summary, *("\n".join(_told(part)) for part in self.parts)]
        return "\n\n".join(filter(None, blocks))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a topic and the words it may be found by, folded."""

    place: Place
    text: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Group:
    """A section of the contents: ids of topics under a title."""

    title: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """Every topic; ``index`` belongs to ``topics`` one by one. ``groups``: the contents, in the order of the page."""

    topics: tuple[Topic, ...]
    index: tuple[tuple[Line, ...], ...]
    small_words: frozenset[str] = frozenset()
    groups: tuple[Group, ...] = ()

    def topic(self, topic_id: str) -> Topic:
        """The topic of an id. KeyError for one that is not there is our mistake (a test walks all links)."""
        return {one.id: one for one in self.topics}[topic_id]

    def of_heading(self, heading: Heading) -> Topic:
        """The topic that findings of a heading lead to; every heading has one."""
        return {one.heading: one for one in self.topics}[heading]

    def of_cause(self, cause: Cause) -> tuple[Topic, ...]:
        """The topics that explain a code, the most specific first."""
        return tuple(sorted((one for one in self.topics if cause in one.causes), key=lambda one: len(one.causes)))


@dataclass(frozen=True, slots=True)
class Hit:
    """A topic that was found, the best place of a word in it, and a line to show under its title."""

    topic: Topic
    place: Place
    excerpt: str


def library_of(table: Mapping[str, Any]) -> Library:
    """The library of a decoded help file. Raises KeyError or ValueError where the file is damaged."""
    topics = tuple(_topic(one) for one in table["topic"])
    same = tuple(tuple(words_of(phrase) for phrase in group) for group in table.get("same_words", ()))
    small = frozenset(_stem(word) for phrase in table.get("small_words", ()) for word in words_of(phrase))
    groups = tuple(Group(one["title"], tuple(one["topics"])) for one in table.get("group", ()))
    return Library(topics, tuple(tuple(_lines(topic, same)) for topic in topics), small, groups)


def search(library: Library, query: str) -> tuple[Hit, ...]:
    """Topics for a query, the best first; nothing for an empty one.

    Case, accents and plurals do not matter, a word may be begun only, and one typing error is forgiven in a long
    word. Topics with all the words come alone; without one, those with most of the words, at least half. A
    code of causes.md, whole or in the short form for the phone, finds the topics that explain it.
    """
    code = query.strip().casefold()
    cause = Cause(code) if code in _CODES else heard_code(query)
    if cause is not None:
        return tuple(Hit(topic, Place.KEYWORD, topic.summary) for topic in library.of_cause(cause))
    asked = _asked(library, query)
    if not asked:
        return ()
    scores = [[_score(lines, word) for word in asked] for lines in library.index]
    found = [sum(1 for one in row if one) for row in scores]
    best = max(found, default=0)
    if best * 2 < len(asked) or not best:
        return ()
    order = sorted((-sum(row), number) for number, row in enumerate(scores) if found[number] == best)
    return tuple(_hit(library, number, asked) for _, number in order)


def _asked(library: Library, query: str) -> tuple[frozenset[str], ...]:
    """For each word that matters, the beginnings it stands for: itself, or what it was probably meant to be."""
    words = tuple(dict.fromkeys(map(_stem, words_of(query))))
    telling = tuple(word for word in words if word not in library.small_words) or words
    known = frozenset[str]().union(*(line.words for lines in library.index for line in lines))
    return tuple(_meant(word, known) for word in telling)


def _meant(word: str, known: frozenset[str]) -> frozenset[str]:
    if len(word) < NEAR_FROM or any(one.startswith(word) for one in known):
        return frozenset({word})
    return frozenset(one for one in known if _is_near(word, one)) or frozenset({word})


def _is_near(typed: str, word: str) -> bool:
    """One letter wrong, missing, too many, or two swapped; the rest of the word may be missing."""
    for cut in {len(typed) - 1, len(typed), len(typed) + 1}:
        start = word[:cut]
        same = next((at for at, (a, b) in enumerate(zip(typed, start, strict=False)) if a != b), len(typed))
        rest, other = typed[same:], start[same:]
        swapped = rest[:2] == other[:2][::-1] and rest[2:] == other[2:]
        if swapped or rest[1:] == other[1:] or rest == other[1:] or rest[1:] == other:
            return True
    return False


def _score(lines: tuple[Line, ...], beginnings: frozenset[str]) -> int:
    """How well a word is found: by the best place, and a little more where it is the whole word."""
    return max((line.place * 2 + _fit(line, beginnings) for line in lines if _fit(line, beginnings)), default=0)


def _fit(line: Line, beginnings: frozenset[str]) -> int:
    if beginnings & line.words:
        return 2
    return int(any(word.startswith(one) for one in beginnings for word in line.words))


def _hit(library: Library, number: int, asked: tuple[frozenset[str], ...]) -> Hit:
    topic, lines = library.topics[number], library.index[number]
    place = max(line.place for line in lines for word in asked if _fit(line, word))
    inside = max(lines, key=lambda line: (line.place is Place.TEXT) * sum(_fit(line, word) for word in asked))
    is_told = place is not Place.TEXT or inside.place is not Place.TEXT
    return Hit(topic, place, topic.summary if is_told else inside.text)


def _lines(topic: Topic, same: tuple[tuple[tuple[str, ...], ...], ...]) -> Iterator[Line]:
    codes = " ".join(topic.causes)
    named = ((Place.TITLE, topic.title), *((Place.KEYWORD, one) for one in (*topic.keywords, *topic.sections, codes)))
    for place, text in (*named, (Place.KEYWORD, topic.summary)):
        yield Line(place, text, _found_by(text, same))
    for part in topic.parts:
        for line in part.lines:
            shown = f"{part.title}: {line}" if part.title not in ("", line) else line
            yield Line(Place.TEXT, shown, _found_by(line, same))


def _found_by(text: str, same: tuple[tuple[tuple[str, ...], ...], ...]) -> frozenset[str]:
    return frozenset(map(_stem, _with_same(words_of(text), same)))


def _with_same(words: tuple[str, ...], same: tuple[tuple[tuple[str, ...], ...], ...]) -> Iterator[str]:
    """The words of a line, and those that mean the same as one of its phrases."""
    yield from words
    for group in same:
        if any(words[at : at + len(phrase)] == phrase for phrase in group for at in range(len(words))):
            yield from (word for phrase in group for word in phrase)


def _stem(word: str) -> str:
    """Without the s of a plural: nobody searches for one or many."""
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def _told(part: Part) -> Iterator[str]:
    """A part as lines of plain text."""
    if part.title:
        yield part.title
    yield from part.text
    yield from (f"{number}. {step}" for number, step in enumerate(part.steps, 1))
    yield from (f"- {point}" for point in part.points)


def _topic(table: Mapping[str, Any]) -> Topic:
    made = Topic(table["id"], table["title"], table["summary"], tuple(_part(one) for one in table["part"]))
    return replace(
        made,
        audience=tuple(map(Who, table["audience"])),
        keywords=tuple(table.get("keywords", ())),
        heading=Heading(table["heading"]) if "heading" in table else None,
        symptom=Symptom(table["symptom"]) if "symptom" in table else None,
        causes=tuple(map(Cause, table.get("causes", ()))),
        sections=tuple(table.get("sections", ())),
        related=tuple(table.get("related", ())),
    )


def _part(table: Mapping[str, Any]) -> Part:
    texts = (tuple(table.get(name, ())) for name in ("text", "steps", "points"))
    return Part(table.get("title", ""), *texts)
