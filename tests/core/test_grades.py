"""How alike two values are: the scale row by row, and what holds for any two values."""

from __future__ import annotations

import unicodedata
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flow_desktop.core.grades import Verdict, grade_email, grade_name, is_html_escaped
from flow_desktop.core.text import email_key, words_of
from tests.hostile import UNCOMMON_TEXTS

SAME, EMPTY, INVISIBLE = Verdict.SAME, Verdict.SAME_EMPTY, Verdict.SAME_INVISIBLE
CASE, PUNCTUATION, ACCENTS = Verdict.SAME_CASE, Verdict.SAME_PUNCTUATION, Verdict.DIFFERS_ACCENTS
ORDER, EXTRA, DIFFERS, MISSING = Verdict.DIFFERS_ORDER, Verdict.DIFFERS_EXTRA, Verdict.DIFFERS, Verdict.MISSING

NAMES = {
    "identical": ("Ana", "Ana", SAME),
    "identical with uncommon letters": ("Nguyễn", "Nguyễn", SAME),
    "identical html": ("O&#39;Neil", "O&#39;Neil", SAME),
    "both empty": ("", "", EMPTY),
    "empty and blanks": ("", " \u00a0\u2003", EMPTY),
    "empty and invisible": ("", "\u200b\ufeff", EMPTY),
    "two kinds of blanks": (" ", "\t\n", EMPTY),
    "value and empty": ("Ana", "", MISSING),
    "value and blanks": ("Ana", "  ", MISSING),
    "value and invisible": ("Ana", "\u200d", MISSING),
    "composed and decomposed": ("Nguy\u1ec5n", "Nguye\u0302\u0303n", INVISIBLE),
    "zero width space": ("An\u200ba", "Ana", INVISIBLE),
    "soft hyphen": ("Ann\u00adika", "Annika", INVISIBLE),
    "byte order mark": ("\ufeffAna", "Ana", INVISIBLE),
    "direction marks": ("\u200eAna\u200f", "Ana", INVISIBLE),
    "joiner": ("\u0646\u0645\u06cc\u200c\u062e", "\u0646\u0645\u06cc\u062e", INVISIBLE),
    "blank at the end": ("Ana ", "Ana", INVISIBLE),
    "two blanks": ("Ana  Maria", "Ana Maria", INVISIBLE),
    "no-break space": ("Ana\u00a0Maria", "Ana Maria", INVISIBLE),
    "tab and line": ("Ana\tMaria\n", "Ana Maria", INVISIBLE),
    "angstrom sign": ("\u212b", "\u00c5", INVISIBLE),
    "compatibility ideograph": ("\uf900", "\u8c48", INVISIBLE),
    "upper case": ("LI", "Li", CASE),
    "upper case with accents": ("NGUYỄN", "Nguyễn", CASE),
    "mixed case": ("McDonald", "Mcdonald", CASE),
    "capital sharp s": ("STRAẞE", "straße", CASE),
    "greek final sigma": ("Παπαδόπουλος", "ΠΑΠΑΔΌΠΟΥΛΟΣ", CASE),
    "cyrillic case": ("Анна", "АННА", CASE),
    "georgian case": ("Ნინო", "ნინო", CASE),
    "case and blanks": (" ana  maria", "Ana Maria", CASE),
    "curly apostrophe": ("O’Neil", "O'Neil", PUNCTUATION),
    "modifier apostrophe": ("Oʼneil", "O'Neil", PUNCTUATION),
    "backtick": ("O`Neil", "O'Neil", PUNCTUATION),
    "no apostrophe": ("ONeil", "O'Neil", PUNCTUATION),
    "blank for apostrophe": ("O Neil", "O'Neil", PUNCTUATION),
    "non-breaking hyphen": ("Ana\u2011Maria", "Ana-Maria", PUNCTUATION),
    "en dash": ("Ana–Maria", "Ana-Maria", PUNCTUATION),
    "minus sign": ("Ana−Maria", "Ana-Maria", PUNCTUATION),
    "blank for hyphen": ("Ana Maria", "Ana-Maria", PUNCTUATION),
    "no hyphen": ("Anamaria", "Ana-Maria", PUNCTUATION),
    "dot after a suffix": ("Li Jr.", "Li Jr", PUNCTUATION),
    "catalan dot": ("Gal·la", "Gal.la", PUNCTUATION),
    "comma": ("Li, Ana", "Li Ana", PUNCTUATION),
    "brackets": ("Ana (Ann)", "Ana Ann", PUNCTUATION),
    "no accents": ("Nguyen", "Nguyễn", ACCENTS),
    "sharp s as ss": ("Strasse", "Straße", ACCENTS),
    "sharp s as SS": ("STRASSE", "Straße", ACCENTS),
    "dotted capital i": ("İbrahim", "Ibrahim", ACCENTS),
    "dotless i": ("Yıldız", "Yildiz", ACCENTS),
    "polish l": ("Łukasz", "Lukasz", ACCENTS),
    "croatian d": ("Đorđe", "Dorde", ACCENTS),
    "icelandic d": ("Guðrún", "Gudrun", ACCENTS),
    "icelandic th": ("Þór", "Thor", ACCENTS),
    "danish o": ("Søren", "Soren", ACCENTS),
    "danish o as oe": ("Søren", "Soeren", ACCENTS),
    "danish ae": ("Æsa", "Aesa", ACCENTS),
    "swedish a": ("Åsa", "Asa", ACCENTS),
    "swedish a as aa": ("Åsa", "Aasa", ACCENTS),
    "umlaut dropped": ("Müller", "Muller", ACCENTS),
    "umlaut as ue": ("Müller", "Mueller", ACCENTS),
    "umlaut as oe": ("JÖRG", "Joerg", ACCENTS),
    "french oe": ("Œuvre", "Oeuvre", ACCENTS),
    "accent and apostrophe": ("D’Agata", "D'Ágata", ACCENTS),
    "greek accent": ("Παπαδόπουλος", "Παπαδοπουλος", ACCENTS),
    "arabic vowel marks": ("مُحَمَّد", "محمد", ACCENTS),
    "full width letters": ("Ａｎａ", "Ana", ACCENTS),
    "order": ("Li Ana", "Ana Li", ORDER),
    "order with a comma": ("Li, Ana", "Ana Li", ORDER),
    "order without accents": ("Nguyễn Ana", "Ana Nguyen", ORDER),
    "order of ideographs": ("李 明", "明 李", ORDER),
    "middle name": ("Ana", "Ana Maria", EXTRA),
    "middle initial": ("Ana", "Ana M.", EXTRA),
    "second surname": ("García", "García López", EXTRA),
    "second surname with a hyphen": ("Garcia", "García-López", EXTRA),
    "suffix": ("Li", "Li Jr.", EXTRA),
    "the same word twice": ("Ana", "Ana Ana", EXTRA),
    "ideographs without a blank": ("李", "李明", DIFFERS),
    "another name": ("Ana", "Ben", DIFFERS),
    "short form": ("Tom", "Thomas", DIFFERS),
    "initial only": ("A", "Ana", DIFFERS),
    "umlaut and its two spellings": ("Mueller", "Muller", DIFFERS),
    "cyrillic look-alike": ("\u0410nna", "Anna", DIFFERS),
    "greek look-alike": ("\u039fmar", "Omar", DIFFERS),
    "arabic names": ("مريم", "محمد", DIFFERS),
    "html escape": ("O&#39;Neil", "O'Neil", EXTRA),
    "html ampersand": ("Li &amp; Co", "Li & Co", EXTRA),
    "html escape inside a word": ("M&uuml;ller", "Müller", DIFFERS),
    "only punctuation": ("-", ".", DIFFERS),
    "punctuation and a name": ("-", "Ana", DIFFERS),
    "only marks": ("\u0301", "\u0302", DIFFERS),
}  # fmt: skip

EMAILS = {
    "identical": ("ana@example.com", "ana@example.com", SAME),
    "both empty": ("", " ", EMPTY),
    "empty": ("ana@example.com", "", MISSING),
    "blank at the end": ("ana@example.com ", "ana@example.com", INVISIBLE),
    "zero width space": ("ana\u200b@example.com", "ana@example.com", INVISIBLE),
    "composed and decomposed": ("zo\u00eb@example.com", "zoe\u0308@example.com", INVISIBLE),
    "case of the name": ("Ana@example.com", "ana@example.com", CASE),
    "case of the domain": ("ana@EXAMPLE.com", "ana@example.com", CASE),
    "sharp s": ("stra\u00dfe@example.com", "strasse@example.com", DIFFERS),
    "dotted capital i": ("\u0130brahim@example.com", "ibrahim@example.com", DIFFERS),
    "dotless i": ("\u0131brahim@example.com", "ibrahim@example.com", DIFFERS),
    "accents": ("zo\u00eb@example.com", "zoe@example.com", DIFFERS),
    "hyphen": ("ana-li@example.com", "anali@example.com", DIFFERS),
    "hyphen kind": ("ana\u2011li@example.com", "ana-li@example.com", DIFFERS),
    "dot": ("ana.li@example.com", "anali@example.com", DIFFERS),
    "plus tag": ("ana+flow@example.com", "ana@example.com", DIFFERS),
    "other spelling of the provider": ("ana@googlemail.com", "ana@gmail.com", DIFFERS),
    "international domain": ("ana@b\u00fccher.example", "ana@xn--bcher-kva.example", DIFFERS),
    "full width at sign": ("ana\uff20example.com", "ana@example.com", DIFFERS),
    "look-alike": ("\u0430na@example.com", "ana@example.com", DIFFERS),
    "parts swapped": ("example.com@ana", "ana@example.com", DIFFERS),
    "html escape": ("o&#39;neil@example.com", "o'neil@example.com", DIFFERS),
    "another": ("ana@example.com", "ben@example.com", DIFFERS),
}


@pytest.mark.parametrize(("left", "right", "verdict"), NAMES.values(), ids=NAMES)
def test_names_are_graded(left: str, right: str, verdict: Verdict) -> None:
    """Each row of the scale, from both sides."""
    assert (grade_name(left, right), grade_name(right, left)) == (verdict, verdict)


@pytest.mark.parametrize(("left", "right", "verdict"), EMAILS.values(), ids=EMAILS)
def test_addresses_are_graded(left: str, right: str, verdict: Verdict) -> None:
    """Between case and another mailbox there is nothing; from both sides."""
    assert (grade_email(left, right), grade_email(right, left)) == (verdict, verdict)


def test_the_scale_is_a_finding_from_accents_on() -> None:
    """The order of the scale is a contract: what is a note and what somebody has to act on."""
    assert [one.name for one in sorted(Verdict)] == [
        *("SAME", "SAME_EMPTY", "SAME_INVISIBLE", "SAME_CASE", "SAME_PUNCTUATION"),
        *("DIFFERS_ACCENTS", "DIFFERS_ORDER", "DIFFERS_EXTRA", "DIFFERS", "MISSING", "NOT_COMPARABLE"),
    ]
    assert {one for one in Verdict if one.is_note} == {INVISIBLE, CASE, PUNCTUATION}
    assert {one for one in Verdict if one.is_finding} == set(Verdict) - {SAME, EMPTY, INVISIBLE, CASE, PUNCTUATION}


@pytest.mark.parametrize(
    ("value", "other", "escaped"),
    [
        ("O&#39;Neil", "O'Neil", True),
        ("O&#x27;Neil", "O'Neil", True),
        ("Li &amp; Co", "Li & Co", True),
        ("&lt;Ana&gt;", "<Ana>", True),
        ("O'Neil", "O&#39;Neil", False),
        ("O'Neil", "O'Neil", False),
        ("Li & Co", "Li & Co", False),
        ("O&#39;Neil", "ONeil", False),
        ("O&amp;#39;Neil", "O'Neil", False),
    ],
)
def test_an_escaped_value_is_recognised(value: str, other: str, *, escaped: bool) -> None:
    """Only a value that becomes exactly the other one by undoing HTML escapes counts as escaped."""
    assert is_html_escaped(value, other) is escaped


# ------------------------------------------------------------------ any two values

letters = st.sampled_from("aAbBeEéÉüÜßẞıİiIłŁøØσςΣ'’-–. \u00a0\u200b\u00ad\u0301\u0308\ufeff李ا&;#39")
texts = st.one_of(st.text(letters, max_size=8), st.sampled_from(list(UNCOMMON_TEXTS.values())), st.text(max_size=12))
pairs = st.tuples(texts, texts) | texts.flatmap(lambda one: st.tuples(st.just(one), st.sampled_from(_variants(one))))


def _variants(value: str) -> list[str]:
    """Other spellings of a value."""
    composed, decomposed = unicodedata.normalize("NFC", value), unicodedata.normalize("NFD", value)
    return [
        composed,
        decomposed,
        unicodedata.normalize("NFKC", value),
        value.upper(),
        value.lower(),
        value.title(),
        f" {value}\u200b",
        value.replace("'", "’"),
    ]


@settings(max_examples=300, deadline=None)
@given(pairs)
def test_the_order_of_the_two_never_matters(pair: tuple[str, str]) -> None:
    """Both grades are symmetric."""
    left, right = pair
    assert grade_name(left, right) is grade_name(right, left)
    assert grade_email(left, right) is grade_email(right, left)


@settings(max_examples=300, deadline=None)
@given(pairs)
def test_composition_never_changes_a_finding(pair: tuple[str, str]) -> None:
    """Composed or decomposed letters change no grade but SAME, which becomes SAME_INVISIBLE at most."""
    left, right = pair
    others = unicodedata.normalize("NFC", left), unicodedata.normalize("NFD", left)
    for grade, other in product((grade_name, grade_email), others):
        before, after = grade(left, right), grade(other, right)
        assert before == after or {before, after} == {SAME, INVISIBLE}


@settings(max_examples=300, deadline=None)
@given(texts)
def test_a_value_is_the_same_as_itself(value: str) -> None:
    """Identical values are SAME, or SAME_EMPTY where nothing can be seen of them."""
    assert {grade_name(value, value), grade_email(value, value)} in ({SAME}, {EMPTY})


@settings(max_examples=300, deadline=None)
@given(pairs)
def test_an_address_is_never_kinder_than_a_name(pair: tuple[str, str]) -> None:
    """What is one mailbox is also one name, and the same grade of it."""
    left, right = pair
    graded = grade_email(left, right)
    assert graded is grade_name(left, right) or graded is DIFFERS


@settings(max_examples=300, deadline=None)
@given(pairs)
def test_order_is_only_said_of_the_same_words(pair: tuple[str, str]) -> None:
    """DIFFERS_ORDER means that the words are the same and stand in another order."""
    left, right = map(words_of, pair)
    if grade_name(*pair) is ORDER:
        assert left != right
        assert sorted(left) == sorted(right)


def test_a_mark_that_stands_alone_is_no_other_order() -> None:
    """An accent with a blank under it, and the same accent as a letter of its own: marks, not order."""
    assert grade_name("0\u00b4", "0 \u0301") is Verdict.DIFFERS_ACCENTS


def _same_letter(one: str, other: str) -> bool:
    """The same letter but for case, decided without the code under test."""
    return one == other or one.lower() == other.lower() or one.upper() == other.upper()


def _drawn(value: str) -> str:
    """What is drawn of a value: no blanks, no format characters, no variation selectors."""
    composed = unicodedata.normalize("NFC", value)
    kept = (ch for ch in composed if not ch.isspace() and unicodedata.category(ch) != "Cf")
    return unicodedata.normalize("NFC", "".join(ch for ch in kept if ch != "\u034f" and not "\ufe00" <= ch <= "\ufe0f"))


@settings(max_examples=600, deadline=None)
@given(pairs)
@example(("stra\u00dfe@example.com", "strasse@example.com"))
@example(("\u0130@example.com", "i@example.com"))
@example(("\ufb01@example.com", "fi@example.com"))
@example(("\u1e9e@example.com", "ss@example.com"))
@example(("\u212a@example.com", "k@example.com"))
@example(("\u017f@example.com", "s@example.com"))
def test_two_mailboxes_never_share_a_key(pair: tuple[str, str]) -> None:
    """Equal keys mean equal letters but for case, blanks and characters that draw nothing."""
    if email_key(pair[0]) != email_key(pair[1]):
        return
    left, right = (unicodedata.normalize("NFD", _drawn(value).lower()) for value in pair)
    assert len(left) == len(right)
    assert all(map(_same_letter, left, right))
