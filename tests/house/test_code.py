"""The code keeps the measures of the house: short files and functions, documented, no state, no shortcuts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.source import Source, package_files, python_files

LONGEST_FILE = 350
LONGEST_FUNCTION = 45
MOST_PARAMETERS = 5
MOST_POSITIONAL = 3
Function = ast.FunctionDef | ast.AsyncFunctionDef

SHORTCUTS = {  # written in two halves, so that this file does not name what it looks for
    "unfinished": "TO" + r"DO\b|FIX" + r"ME\b|XX" + r"X\b|NotImplemented" + "Error",
    "waits blindly": r"\bprocess" + r"Events\b|\btime\.sle" + r"ep\b|\bqWa" + r"it\(",
    "silences a type without saying which": r"type: ign" + r"ore(?!\[)",
    "silences a rule without saying which": r"no" + r"qa(?!: [A-Z])",
    "mocks": r"Magic" + r"Mock|\bunittest\.mo" + "ck|mock\\.pa" + "tch",
}
EMPTY = frozenset({"[]", "{}", "list()", "dict()", "set()", "{*()}", "deque()", "defaultdict(list)"})
KEYRING_NAMES = frozenset({"get_password", "set_password", "delete_password"})
QT_NAME = re.compile(r"[a-z]+[A-Z]\w*")


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function and method in a tree."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def code_lines(function: Function, text: str) -> int:
    """Lines of a function without its docstring, blank lines and comments."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not body:
        return 0
    lines = text.splitlines()[body[0].lineno - 1 : function.end_lineno]
    return sum(1 for line in lines if line.strip() and not line.strip().startswith("#"))


def is_foreign(function: Function) -> bool:
    """Whether somebody else chose the signature: Python's own hooks, Qt's overrides, a keyring backend."""
    chosen = function.name.startswith("__") or function.name in KEYRING_NAMES
    return chosen or bool(QT_NAME.fullmatch(function.name))


def parameters(function: Function) -> tuple[int, int]:
    """How many parameters a function has in all, and how many may be given by position; self and cls not counted."""
    names = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    positional = len(names) - (names[:1] in (["self"], ["cls"]))
    return positional + len(function.args.kwonlyargs), positional


def undocumented(source: Source) -> Iterator[str]:
    """Public modules, classes, functions and methods without a docstring."""
    if ast.get_docstring(source.tree) is None:
        yield source.name
    pending: list[ast.Module | ast.ClassDef] = [source.tree]
    while pending:
        for node in pending.pop().body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name.startswith("_"):
                continue
            if isinstance(node, ast.ClassDef):
                pending.append(node)
            elif source.room == "ui" and is_foreign(node):
                continue
            if ast.get_docstring(node) is None and not any(
                decorated(node, name) for name in ("overload", "setter", "override")
            ):
                yield f"{source.name}:{node.lineno} {node.name}"


def decorated(node: Function | ast.ClassDef, name: str) -> bool:
    """Whether a definition carries a decorator of that name."""
    return any(ast.unparse(one).split("(")[0].split(".")[-1] == name for one in node.decorator_list)


def module_state(source: Source) -> Iterator[str]:
    """Empty containers made at import time, and `global`: both wait to be filled by somebody."""
    for node in source.tree.body:
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if value is not None and ast.unparse(value) in EMPTY:
            yield f"{source.name}:{node.lineno}"
    yield from (f"{source.name}:{node.lineno}" for node in ast.walk(source.tree) if isinstance(node, ast.Global))


def shortcuts(source: Source) -> list[str]:
    """Lines that take a shortcut: file, line, which."""
    return [
        f"{source.name}:{number} {why}"
        for number, line in enumerate(source.text.splitlines(), 1)
        for why, pattern in SHORTCUTS.items()
        if re.search(pattern, line)
    ]


def test_no_file_is_long() -> None:
    """A file has one job and fits in 350 lines."""
    assert [one.name for one in python_files() if one.text.count("\n") > LONGEST_FILE] == []


def test_no_function_is_long() -> None:
    """A function fits on a screen: at most 45 lines of code."""
    found = [(one, function) for one in python_files() for function in functions(one.tree)]
    assert [
        f"{one.name} {function.name}" for one, function in found if code_lines(function, one.text) > LONGEST_FUNCTION
    ] == []


def test_no_function_takes_many_parameters() -> None:
    """At most five parameters, and from the fourth on by name."""
    found = [
        (one.name, function.name, *parameters(function))
        for one in package_files()
        for function in functions(one.tree)
        if not is_foreign(function)
    ]
    assert [
        f"{file} {name}"
        for file, name, total, by_place in found
        if total > MOST_PARAMETERS or by_place > MOST_POSITIONAL
    ] == []


def test_everything_public_is_documented() -> None:
    """Every public module, class, function and method says what it means."""
    assert [line for source in package_files() for line in undocumented(source)] == []


def test_every_test_says_its_promise() -> None:
    """A test's docstring is the promise it holds the program to."""
    tests = [one for one in python_files() if one.name.startswith("tests/")]
    promises = [
        (one.name, function) for one in tests for function in functions(one.tree) if function.name.startswith("test_")
    ]
    assert [
        f"{name}:{function.lineno} {function.name}"
        for name, function in promises
        if ast.get_docstring(function) is None
    ] == []


def test_no_module_keeps_state() -> None:
    """Nothing is collected in a module: what is needed is handed over."""
    assert [line for source in package_files() for line in module_state(source)] == []


def test_nobody_takes_a_shortcut() -> None:
    """No unfinished work, no blind waiting, no silenced check without a name, no mocked class."""
    assert [line for source in python_files() for line in shortcuts(source)] == []


@pytest.mark.parametrize(
    "text",
    [
        "# TO" + "DO later",
        "time.sle" + "ep(1)",
        "app.process" + "Events()",
        "x = y  # type: ign" + "ore",
        "x = 1  # no" + "qa",
    ],
)
def test_a_shortcut_is_seen(text: str) -> None:
    """The search behind the test above sees each kind."""
    assert shortcuts(Source("tests/x.py", text))


def test_the_measures_measure() -> None:
    """The searches behind the tests above see what they are for."""
    long = Source("flow_desktop/core/x.py", "def f(a, b, c):\n" + "    a = b\n" * 46)
    function = next(functions(long.tree))
    assert code_lines(function, long.text) > LONGEST_FUNCTION
    assert parameters(function) == (3, 3)
    assert list(undocumented(long)) == ["flow_desktop/core/x.py", "flow_desktop/core/x.py:1 f"]
    assert list(module_state(Source("flow_desktop/core/x.py", "seen: set[str] = set()\ncache = {}"))) != []
