"""The core is pure: it imports what is on the list, opens nothing and asks no clock."""

from __future__ import annotations

import ast

import pytest

from tests.house.source import Source, room_files

ALLOWED = frozenset(
    {
        *(
            "__future__",
            "dataclasses",
            "enum",
            "typing",
            "collections",
            "collections.abc",
            "functools",
            "itertools",
            "re",
        ),
        *("math", "string", "unicodedata", "json", "csv", "tomllib", "html", "base64", "binascii", "hashlib", "hmac"),
        *("ipaddress", "urllib.parse", "datetime", "decimal", "operator", "graphlib", "textwrap"),
    }
)
FORBIDDEN_CALLS = frozenset({"open", "__import__", "eval", "exec", "compile", "input", "print", "breakpoint"})
CLOCK_CALLS = frozenset({"now", "today", "utcnow"})
CLOCKS = frozenset({"datetime", "date"})


def impurities(source: Source) -> list[str]:
    """What in a file a pure module may not do: line and reason."""
    found = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, f"imports {alias.name}") for alias in node.names if not allowed(alias.name)]
        elif isinstance(node, ast.ImportFrom):
            found += [(node.lineno, f"imports {name}") for name in origins(node) if not allowed(name)]
        elif isinstance(node, ast.Name) and node.id in FORBIDDEN_CALLS:
            found.append((node.lineno, f"uses {node.id}"))
        elif isinstance(node, ast.Attribute) and node.attr in CLOCK_CALLS and tail(node.value) in CLOCKS:
            found.append((node.lineno, f"asks the clock: {node.attr}"))
        elif isinstance(node, ast.Global):
            found.append((node.lineno, "keeps module state"))
    return [f"{source.name}:{line} {why}" for line, why in sorted(found)]


def allowed(module: str) -> bool:
    """Whether core may import a module."""
    return module in ALLOWED or module == "flow_desktop.core" or module.startswith("flow_desktop.core.")


def origins(node: ast.ImportFrom) -> list[str]:
    """The modules a from-import reaches into: `from urllib import parse` is `urllib.parse`."""
    module = node.module or "."
    return [module] if allowed(module) else [f"{module}.{alias.name}" for alias in node.names]


def tail(node: ast.expr) -> str:
    """The last name of a dotted expression."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def test_core_is_pure() -> None:
    """No module of core imports anything off the list, opens a file, evaluates text or asks for the time."""
    assert [line for source in room_files("core") for line in impurities(source)] == []


@pytest.mark.parametrize(
    "text",
    [
        "import os",
        "import socket",
        "from urllib import request",
        "from pathlib import Path",
        "from flow_desktop import flows",
        "from flow_desktop.adapters import clock",
        "def f():\n    import time",
        "open('x')",
        "reader = open",
        "__import__('os')",
        "eval('1')",
        "import datetime\ndatetime.datetime.now()",
        "from datetime import date\ndate.today()",
        "from datetime import datetime\ndatetime.utcnow()",
        "def f():\n    global x",
    ],
)
def test_an_impurity_is_seen(text: str) -> None:
    """The search behind the test above sees each kind of impurity."""
    assert impurities(Source("flow_desktop/core/x.py", text))


@pytest.mark.parametrize(
    "text",
    ["import re\nre.compile('x')", "from urllib import parse", "clock.now()", "from flow_desktop.core import text"],
)
def test_a_pure_line_passes(text: str) -> None:
    """The search is silent about what core may do."""
    assert impurities(Source("flow_desktop/core/x.py", text)) == []
