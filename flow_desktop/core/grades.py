"""How alike two values are: one scale for profile and pilot list (decisions, "Truth of a verdict", 4)."""

from __future__ import annotations

import html
from collections import Counter
from enum import IntEnum

from flow_desktop.core import text


class Verdict(IntEnum):
    """From "the same" to "cannot be compared". Larger is worse; from DIFFERS_ACCENTS on it is a finding."""

    SAME = 0
    SAME_EMPTY = 1
    SAME_INVISIBLE = 2
    SAME_CASE = 3
    SAME_PUNCTUATION = 4
    DIFFERS_ACCENTS = 5
    DIFFERS_ORDER = 6
    DIFFERS_EXTRA = 7
    DIFFERS = 8
    MISSING = 9
    NOT_COMPARABLE = 10

    @property
    def is_finding(self) -> bool:
        """True where someone has to act; notes (case, punctuation, invisible characters) are none."""
        return self >= Verdict.DIFFERS_ACCENTS

    @property
    def is_note(self) -> bool:
        """True where the values are the same for people but not code point for code point."""
        return Verdict.SAME_INVISIBLE <= self <= Verdict.SAME_PUNCTUATION


def grade_name(left: str, right: str) -> Verdict:
    """Grade two names; both may be empty. Symmetric: the order of the two does not matter."""
    edge = _grade_edges(left, right)
    return _grade_letters(left, right) if edge is None else edge


def grade_email(left: str, right: str) -> Verdict:
    """Grade two addresses. Accents and punctuation make another mailbox, so there is no grade between."""
    edge = _grade_edges(left, right)
    if edge is not None:
        return edge
    return Verdict.SAME_CASE if text.email_key(left) == text.email_key(right) else Verdict.DIFFERS


def is_html_escaped(value: str, other: str) -> bool:
    """True where ``value`` is ``other`` with HTML escapes in it: a provider that escapes its claims."""
    return value != other and html.unescape(value) == other


def _grade_edges(left: str, right: str) -> Verdict | None:
    """The grades every kind of value shares, or None where the letters have to be looked at."""
    bare_left, bare_right = text.without_invisible(left), text.without_invisible(right)
    if not bare_left or not bare_right:
        return Verdict.SAME_EMPTY if bare_left == bare_right else Verdict.MISSING
    if left == right:
        return Verdict.SAME
    return Verdict.SAME_INVISIBLE if bare_left == bare_right else None


def _grade_letters(left: str, right: str) -> Verdict:
    if text.email_key(left) == text.email_key(right):
        return Verdict.SAME_CASE
    if text.punctuation_keys(left) & text.punctuation_keys(right) - {""}:
        return Verdict.SAME_PUNCTUATION
    if text.accent_keys(left) & text.accent_keys(right) - {""}:
        return Verdict.DIFFERS_ACCENTS
    return _grade_words(text.words_of(left), text.words_of(right))


def _grade_words(left: tuple[str, ...], right: tuple[str, ...]) -> Verdict:
    """Same words in another order, or all words of the one among those of the other (each as often as it is there)."""
    if left == right and left:  # the same words in the same order: only marks are left to tell them apart
        return Verdict.DIFFERS_ACCENTS
    one, other = Counter(left), Counter(right)
    if not one or not other:
        return Verdict.DIFFERS
    if one == other:
        return Verdict.DIFFERS_ORDER
    return Verdict.DIFFERS_EXTRA if one < other or other < one else Verdict.DIFFERS
