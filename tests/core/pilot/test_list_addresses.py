"""Addresses as people paste them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_desktop.core.pilot.addresses import MOST_LETTERS, bare, entries_of, fault_of, is_address, last_first
from flow_desktop.core.pilot.rows import RowFault


def read(line: str) -> list[tuple[str, str | None]]:
    """The addresses of a line with their names, and what is no address with its fault in place of the name."""
    return [(one.email, one.fault.value if one.fault else one.full) for one in entries_of(line)]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("ada@x.de", [("ada@x.de", None)]),
        ("ada@x.de, bo@x.de;cy@x.de  di@x.de", [(f"{n}@x.de", None) for n in ("ada", "bo", "cy", "di")]),
        ("Ada Byron <ada@x.de>", [("ada@x.de", "Ada Byron")]),
        ("Byron, Ada <ada@x.de>", [("ada@x.de", "Byron, Ada")]),
        ('"Byron, Ada" <ada@x.de>; "Li; Bo" <bo@x.de>', [("ada@x.de", "Byron, Ada"), ("bo@x.de", "Li; Bo")]),
        ("Ada <ada@x.de>, Bo <bo@x.de>", [("ada@x.de", "Ada"), ("bo@x.de", "Bo")]),
        ("cy@x.de, Byron, Ada <ada@x.de>, di@x.de", [("cy@x.de", None), ("ada@x.de", "Byron, Ada"), ("di@x.de", None)]),
        ("Byron, Ada (IT) <ada@x.de>; Li, Bo <bo@x.de>;", [("ada@x.de", "Byron, Ada (IT)"), ("bo@x.de", "Li, Bo")]),
        ("ada@x.de <ada@x.de>", [("ada@x.de", None)]),
        ("'ada@x.de' <ada@x.de>", [("ada@x.de", None)]),
        ("<ada@x.de>", [("ada@x.de", None)]),
        ("mailto:ada@x.de", [("ada@x.de", None)]),
        ("Ada <MAILTO:ada@x.de>", [("ada@x.de", "Ada")]),
        ("Ada Byron\tada@x.de", [("ada@x.de", "Ada Byron")]),
        ("ada@x.de (Ada Byron)", [("ada@x.de", "Ada Byron")]),
        ("", []),
        (" ;, ;", []),
        ("Ada Byron", [("Ada Byron", "no_email")]),
        ("Ada <ada>", [("Ada ada", "no_email")]),
        ("Ada <ada@>", [("Ada ada@", "not_an_address")]),
        ("ada@x.de and bo@x.de", [("ada@x.de", None), ("and", "no_email"), ("bo@x.de", None)]),
        ("so ada@x.de there", [("so ada@x.de there", "not_an_address")]),
        ("ada@@x.de", [("ada@@x.de", "not_an_address")]),
        ('"Ada <ada@x.de>', [("ada@x.de", "Ada")]),
        ("Ada <ada@x.de", [("ada@x.de", "Ada")]),
        ("=cmd@x.de", [("=cmd@x.de", None)]),
        ("o'neil+tag@xn--80ak6aa92e.com", [("o'neil+tag@xn--80ak6aa92e.com", None)]),
    ],
)
def test_a_line_of_addresses(line: str, found: list[tuple[str, str | None]]) -> None:
    """One or many, bare or with a name before, in Outlook's way or Gmail's; what is no address is told."""
    assert read(line) == found


@pytest.mark.parametrize(
    "text", ["ada@x", "a@b", "jürgen@straße.example", "x_y.com#EXT#@t.onmicrosoft.com", "\u0430da@x.de"]
)
def test_an_address_is_something_at_something(text: str) -> None:
    """No more is asked of an address: what a server does with it is its own matter."""
    assert is_address(text)


@pytest.mark.parametrize(
    "text", ["", "@", "a@", "@b", "a b@c", "a@b\n", "a@b\x00", "a@b@c", "a@b;c@d", "a\u00a0@b", "<a@b>"]
)
def test_what_is_no_address(text: str) -> None:
    """Blanks, controls and the signs between addresses are in none."""
    assert not is_address(text)


def test_an_address_has_an_end() -> None:
    """320 letters are the longest there is; longer is its own reason."""
    longest = "a" * (MOST_LETTERS - 2) + "@b"
    assert fault_of(longest) is None
    assert fault_of("a" + longest) is RowFault.TOO_LONG
    assert fault_of("") is RowFault.NO_EMAIL
    assert fault_of("a" * 400) is RowFault.NOT_AN_ADDRESS


@pytest.mark.parametrize("around", [" ", "\u00a0", "\ufeff", "\u200b", "\t"])
def test_what_draws_nothing_is_no_part_of_an_address(around: str) -> None:
    """Blanks and invisible letters around an address go; inside they stay and are judged."""
    assert bare(f"{around}ada@x.de{around}") == "ada@x.de"


@pytest.mark.parametrize(
    ("full", "names"),
    [
        ("Byron, Ada", ("Ada", "Byron")),
        ("van den Berg,Jan Willem", ("Jan Willem", "van den Berg")),
        ("Ada Byron", None),
        ("Byron,", None),
        ("Byron, Ada, PhD", None),
    ],
)
def test_last_name_first(full: str, names: tuple[str, str] | None) -> None:
    """One comma between two names says which is which; anything else says nothing."""
    assert last_first(full) == names


@given(st.text(alphabet="ab@<>,;\" \t'()\x00\u00fc", max_size=60))
def test_no_letter_with_a_meaning_is_lost(line: str) -> None:
    """Whatever is pasted: every sign of an address ends in an entry or in a rejected one."""
    entries = list(entries_of(line))
    assert all(is_address(one.email) for one in entries if one.fault is None)
    if line.strip(" \t,;<>\"'()"):
        assert entries


def test_hostile_text_ends(uncommon_text: str) -> None:
    """Hostile text before, inside and after an address is read to its end and raises nothing."""
    for line in (uncommon_text, f"{uncommon_text} <ada@x.de>", f"ada@x.de {uncommon_text}", f"<{uncommon_text}@x.de>"):
        assert all(one.fault is not None or is_address(one.email) for one in entries_of(line))


@pytest.mark.timeout(10)
@pytest.mark.parametrize("piece", ["<", ">", '"', "@", "a,", "<a@b>,", '"a";', "a@b "])
def test_a_long_line_takes_time_in_proportion(piece: str) -> None:
    """A line of a megabyte is read within seconds, whatever it repeats."""
    assert sum(1 for _ in entries_of(piece * (1_000_000 // len(piece)))) >= 0
