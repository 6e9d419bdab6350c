"""Lines of a TOML file: of tables, keys and values, however they are written."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from flow_desktop.mock.resources import resource
from flow_desktop.mock.scenario.locate import Lines, Place

TEXT = '''# a comment with [brackets] and = signs
top = 1
text = """
[not.a.table]
key = 1
"""
[table]  # behind it
inner = { a = 1, "b c" = [
  "x", # with ] a bracket
  { deep = 'y' },
], c.d = 2 }
dotted.key = '\\'
"quoted.key" = "a \\" quote # no comment"
[[many]]
one = 1
[many.sub]
two = 2
[[many]]
one = 3
lines = \'\'\'
]]
\'\'\'
after = [[1, 2], [
  3]]
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("top",), 2),
        (("text",), 3),
        (("key",), 1),
        (("table",), 7),
        (("table", "inner"), 8),
        (("table", "inner", "a"), 8),
        (("table", "inner", "b c", 0), 9),
        (("table", "inner", "b c", 1, "deep"), 10),
        (("table", "inner", "c", "d"), 11),
        (("table", "dotted", "key"), 12),
        (("table", "quoted.key"), 13),
        (("many", 0, "one"), 15),
        (("many", 0, "sub"), 16),
        (("many", 0, "sub", "two"), 17),
        (("many", 1), 18),
        (("many", 1, "one"), 19),
        (("many", 1, "after"), 23),
        (("many", 1, "after", 1, 0), 24),
        (("many", 1, "missing"), 18),
        (("table", "inner", "a", "missing"), 8),
        ((), 1),
    ],
)
def test_everything_has_its_line(place: Place, line: int) -> None:
    """A place that is not written down has the line of the table around it."""
    tomllib.loads(TEXT)
    assert Lines(TEXT).line(place) == line


def every_place(value: object, place: Place = ()) -> list[Place]:
    """Each table, key and element of a document."""
    if isinstance(value, dict):
        return [place, *(one for key, inner in value.items() for one in every_place(inner, (*place, key)))]
    if isinstance(value, list):
        return [place, *(one for index, inner in enumerate(value) for one in every_place(inner, (*place, index)))]
    return [place]


@pytest.mark.parametrize("path", sorted(resource("mock").rglob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_file_is_located(path: Path) -> None:
    """No place of a real file falls back to a table that begins after it, and keys stand on lines that name them."""
    text = path.read_text(encoding="utf-8")
    lines, written = Lines(text), text.splitlines()
    for place in every_place(tomllib.loads(text)):
        if place and isinstance(place[-1], str):
            assert place[-1] in written[lines.line(place) - 1], place
