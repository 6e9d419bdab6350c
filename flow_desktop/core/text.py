"""Hostile text: kept as received, folded only in keys and comparisons, escaped only for display."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = dict.fromkeys(
    [
        *(0x00AD, 0x034F, 0x061C, 0x180E, 0xFEFF),
        *(*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065)),
        *(*range(0x2066, 0x206A), *range(0xFE00, 0xFE10)),
    ]
)
"""Characters that draw nothing: soft hyphen, zero width, joiners, direction marks, variation selectors."""

_KINDS = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u02b9": "'", "`": "'", "\u00b4": "'", "\u201b": "'",
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u00b7": ".",
    }
)  # fmt: skip
"""Kinds of apostrophe and hyphen that keyboards and systems swap for one another."""

_LETTERS = str.maketrans(
    {
        "ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "ħ": "h", "ı": "i",
        "ŋ": "n", "ə": "e", "ŧ": "t", "ĸ": "k", "ſ": "s",
    }
)  # fmt: skip
"""Letters that Unicode does not take apart into a base letter and a mark, so stripping marks misses them."""

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_BLANKS = re.compile(r"\s+")
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")


def without_invisible(value: str) -> str:
    """NFC, characters that draw nothing removed, blanks collapsed to one and trimmed."""
    if value.isascii():  # nothing composes, and everything draws or is a blank
        return " ".join(value.split())
    cleaned = unicodedata.normalize("NFC", value).translate(_INVISIBLE)
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", cleaned).strip())


def lowered(value: str) -> str:
    """Lower case letter by letter: never ß to ss, never a final sigma that depends on its neighbours."""
    small = "".join(ch.lower() for ch in value).replace("ς", "σ")
    return unicodedata.normalize("NFC", small)


def email_key(value: str) -> str:
    """The key two spellings of one mailbox share: case, blanks and invisible characters folded, nothing else.

    Plus tags, dots, ß/ss and international domain spellings stay apart: two mailboxes must not become one. An address
    that is its own key comes back as the same object, so that a hundred thousand of them take no room twice.
    """
    if value.isascii():  # no letter that composes, no invisible one: what is left to fold is case and blanks
        if value.islower() and value.isprintable() and " " not in value:
            return value
        return " ".join(value.split()).lower()
    return lowered(without_invisible(value))


def punctuation_keys(value: str) -> frozenset[str]:
    """What is left of a name without punctuation: once with it dropped, once with it read as a blank."""
    base = lowered(without_invisible(value)).translate(_KINDS)
    dropped = "".join(ch for ch in base if not _is_punctuation(ch))
    spaced = "".join(" " if _is_punctuation(ch) else ch for ch in base)
    return frozenset(_BLANKS.sub(" ", key).strip() for key in (dropped, spaced))


def accent_keys(value: str) -> frozenset[str]:
    """A name without accents and special letters, in both usual spellings (ü as u and as ue)."""
    variants = set[str]()
    for key in punctuation_keys(value):
        variants |= {_without_marks(key), _without_marks(key.translate(_UMLAUTS))}
    return frozenset(variants)


def words_of(value: str) -> tuple[str, ...]:
    """The words of a name, folded as in `accent_keys`, in order."""
    spaced = "".join(" " if _is_punctuation(ch) else ch for ch in lowered(without_invisible(value)).translate(_KINDS))
    return tuple(bare for word in spaced.split() if (bare := _without_marks(word)))


def for_display(value: str) -> str:
    """A value safe to put on a screen or a terminal: controls and direction overrides made visible.

    Right-to-left text is isolated (Unicode TR 9, FSI ... PDI) so that it cannot reorder the sentence around it.
    """
    shown = "".join(_visible(ch) for ch in value)
    return f"\u2068{shown}\u2069" if _RTL.search(shown) else shown


def code_points(value: str) -> str:
    """``U+0041 U+0308``: the exact letters, for a difference that cannot be seen."""
    return " ".join(f"U+{ord(ch):04X}" for ch in value)


def _visible(ch: str) -> str:
    if ch == " " or (ch.isprintable() and ord(ch) not in _INVISIBLE):
        return ch
    return f"\u27e8U+{ord(ch):04X}\u27e9"


def _is_punctuation(ch: str) -> bool:
    return unicodedata.category(ch)[0] == "P" or ch == "'"


def _without_marks(value: str) -> str:
    plain = unicodedata.normalize("NFKD", value.translate(_LETTERS))
    kept = "".join(ch for ch in plain if not unicodedata.combining(ch))
    return kept.translate(_LETTERS).casefold()
