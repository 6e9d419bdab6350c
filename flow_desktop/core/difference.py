"""Which letters of a value differ from another value: for marking them, never for judging."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

MAX_LETTERS = 160
"""Longest middle part compared letter by letter; a longer one is marked as a whole (the work grows with its square)."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, in code points: ``text[start:end]``."""

    start: int
    end: int


def differing(value: str, others: tuple[str, ...]) -> tuple[Span, ...]:
    """The stretches of ``value`` that at least one of the others does not have. A letter stays with its accents."""
    letters = _letters(value)
    marked = [False] * len(letters)
    for other in others:
        if other != value:
            marked = [old or new for old, new in zip(marked, _unmatched(letters, _letters(other)), strict=True)]
    return _spans(letters, marked)


def _letters(value: str) -> list[str]:
    """Base characters with the combining marks that follow them."""
    found: list[str] = []
    for ch in value:
        if found and unicodedata.combining(ch):
            found[-1] += ch
        else:
            found.append(ch)
    return found


def _unmatched(mine: list[str], theirs: list[str]) -> list[bool]:
    """For each of my letters: not part of the longest common subsequence. Equal ends are cut off first.

    Where most of it differs, all of it does: a few letters in common by chance are no help to a reader.
    """
    shorter = min(len(mine), len(theirs))
    head = next((i for i in range(shorter) if mine[i] != theirs[i]), shorter)
    rest = shorter - head
    tail = next((i for i in range(rest) if mine[-1 - i] != theirs[-1 - i]), rest)
    middle = mine[head : len(mine) - tail]
    inner = _outside_common(middle, theirs[head : len(theirs) - tail])
    found = [False] * head + inner + [False] * tail
    return found if sum(found) * 5 <= len(mine) * 3 else [True] * len(mine)


def _outside_common(mine: list[str], theirs: list[str]) -> list[bool]:
    if max(len(mine), len(theirs)) > MAX_LETTERS:
        return [True] * len(mine)
    lengths = [[0] * (len(theirs) + 1) for _ in range(len(mine) + 1)]
    for i in range(len(mine) - 1, -1, -1):
        for j in range(len(theirs) - 1, -1, -1):
            best = max(lengths[i + 1][j], lengths[i][j + 1])
            lengths[i][j] = lengths[i + 1][j + 1] + 1 if mine[i] == theirs[j] else best
    marked, i, j = [True] * len(mine), 0, 0
    while i < len(mine) and j < len(theirs):
        if mine[i] == theirs[j]:
            marked[i] = False
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    return marked


def _spans(letters: list[str], marked: list[bool]) -> tuple[Span, ...]:
    spans: list[Span] = []
    at = 0
    for letter, differs in zip(letters, marked, strict=True):
        end = at + len(letter)
        if differs and spans and spans[-1].end == at:
            spans[-1] = Span(spans[-1].start, end)
        elif differs:
            spans.append(Span(at, end))
        at = end
    return tuple(spans)
