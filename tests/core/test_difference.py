"""Which letters are marked."""

from __future__ import annotations

import pytest

from flow_desktop.core.difference import MAX_LETTERS, differing


def marked(value: str, *others: str) -> list[str]:
    return [value[span.start : span.end] for span in differing(value, others)]


@pytest.mark.parametrize(
    ("value", "others", "expected"),
    [
        ("Nguyễn", ("Nguyen",), ["ễ"]),
        ("Nguyen", ("Nguyễn", "Nguyễn"), ["e"]),
        ("Nguye\u0302\u0303n", ("Nguyen",), ["e\u0302\u0303"]),
        ("minh.nguyen@example.com", ("m.nguyen@example.com",), ["inh"]),
        ("m.nguyen@example.com", ("minh.nguyen@example.com",), []),
        ("same", ("same", "same"), []),
        ("", ("anything",), []),
        ("Minh", ("Wolfeschlegel",), ["Minh"]),
        ("Anna", ("Anne", "Hanna"), ["A", "a"]),
        ("Meier", ("Maier", "Meyer"), ["ei"]),
    ],
)
def test_the_letters_another_value_does_not_have(value: str, others: tuple[str, ...], expected: list[str]) -> None:
    """The odd letters and nothing else; an accent stays with its letter; two strangers differ as a whole."""
    assert marked(value, *others) == expected


def test_long_values_are_marked_without_long_work() -> None:
    """The work is bounded: a long middle part is marked as a whole."""
    value, other = "a" * 5 + "b" * (MAX_LETTERS * 20) + "z", "a" * 5 + "c" * (MAX_LETTERS * 20) + "z"
    assert "".join(marked(value, other)).count("b") == MAX_LETTERS * 20


def test_marks_lie_inside_the_text(uncommon_text: str) -> None:
    """For any text the marks are ordered stretches inside it."""
    spans = differing(uncommon_text, ("Ana Li",))
    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= len(uncommon_text) for edge in edges)
