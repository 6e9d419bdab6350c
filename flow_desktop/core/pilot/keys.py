"""Second-chance keys: other spellings under which the same person may stand, never the key itself (pure).

The key of a mailbox is `core.text.email_key`. What needs more than that (a plus tag, the dots of one mail service, ß
for ss, an international domain) finds a *close match*, which is shown as such: two mailboxes must not become one
(decisions, "Truth of a verdict", 3).
"""

from __future__ import annotations

import re
import unicodedata

from flow_desktop.core.pilot.results import MatchedBy

_GMAIL = ("gmail.com", "googlemail.com")
_PUNYCODE = "xn--"

_LOOK_ALIKE = str.maketrans(
    {
        **dict(zip("аеорсхуіјѕһԁԛԝѵ", "aeopcxyijshdqwv", strict=True)),  # Cyrillic
        **dict(zip("вкмнтг", "bkmhtr", strict=True)),  # Cyrillic small capitals: near enough to be taken for them
        **dict(zip("αορνικτυχ", "aopviktux", strict=True)),  # Greek
        "ı": "i",
        "ɑ": "a",
        "ɡ": "g",
        "ӏ": "l",
        "ⅼ": "l",
        "ｏ": "o",
    }
)
"""Letters of other alphabets that are taken for Latin ones (a small part of Unicode TR 39)."""

_SCRIPTS = (
    ("latin", re.compile("[A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff]")),
    ("cyrillic", re.compile("[\u0400-\u052f]")),
    ("greek", re.compile("[\u0370-\u03ff\u1f00-\u1fff]")),
)
_PARTS = re.compile(r"[@.\-_+\s]+")


def without_tag(key: str) -> str:
    """The address without what stands behind a plus sign; the key itself where there is none."""
    local, at, domain = key.rpartition("@")
    base = local.partition("+")[0]
    return f"{base}@{domain}" if at and base else key


def one_mailbox(key: str) -> str:
    """Gmail ignores dots, and has two domains (its own help pages): one spelling of them. Others stay as they are."""
    local, _, domain = key.rpartition("@")
    if domain not in _GMAIL or not local:
        return key
    base = local.partition("+")[0].replace(".", "")
    return f"{base}@{_GMAIL[0]}" if base else key


def folded(key: str) -> str:
    """ß as ss, dotted and dotless I as i, compatible letters as plain ones, an international domain as it is sent."""
    if key.isascii() and _PUNYCODE not in key:
        return key
    local, at, domain = _folded_letters(key).rpartition("@")
    return f"{local}{at}{_as_sent(domain)}"


def skeleton(key: str) -> str:
    """What an address looks like: letters of other alphabets as the Latin ones they are taken for."""
    return key if key.isascii() else key.translate(_LOOK_ALIKE)


def is_mixed(value: str) -> bool:
    """True where one word of a value has letters of two alphabets: a look-alike, or a slip of the keyboard."""
    if value.isascii():
        return False
    return any(sum(script.search(part) is not None for _, script in _SCRIPTS) > 1 for part in _PARTS.split(value))


def look_alike(one: str, other: str) -> bool:
    """True where two values are not the same and look the same, because of letters of another alphabet."""
    if one.isascii() and other.isascii():
        return False
    left, right = one.lower(), other.lower()
    return left != right and skeleton(left) == skeleton(right)


def probes(key: str) -> tuple[tuple[MatchedBy, str], ...]:
    """The second-chance keys of an address, the surest first; none that is the key itself."""
    tried = (
        (MatchedBy.FOLDED, folded(key)),
        (MatchedBy.MAIL_ALIAS, one_mailbox(key)),
        (MatchedBy.PLUS_TAG, without_tag(key)),
    )
    return tuple((by, probe) for by, probe in tried if probe != key)


def has_probes(key: str) -> bool:
    """Whether an address has another spelling at all; cheap, for the listing of everybody."""
    return "+" in key or not key.isascii() or _PUNYCODE in key or key.endswith(_GMAIL)


def _folded_letters(value: str) -> str:
    """Case folded, with the dot of a dotted capital I dropped, and compatible letters made plain."""
    small = unicodedata.normalize("NFKC", value).replace("İ", "i").casefold().replace("ı", "i").replace("i\u0307", "i")
    return unicodedata.normalize("NFC", small)


def _as_sent(domain: str) -> str:
    """The domain in its ASCII form (RFC 3490); as it is where it has none."""
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return domain
