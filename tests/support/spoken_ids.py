"""The ids of texts that the checks say, read from their source: which check says what, and how sure it is then.

A check says ``problem(_ID, ..., what="missed")``, which is the text ``finding.<id>.missed``. Names, tables and
choices are followed as far as the checks use them; a helper that takes the check as a parameter counts for every
check that calls it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

CORE = Path(__file__).resolve().parents[2] / "flow_desktop" / "core"
CHECK = "check"
"""How helpers call the parameter that is the id of a check."""


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence a check may say: ``how`` is the helper (problem, possible, passed, undecided, _info)."""

    check: str
    what: str
    how: str

    @property
    def text_id(self) -> str:
        """The text."""
        return f"finding.{self.check}.{self.what}"


@dataclass(frozen=True, slots=True)
class Module:
    """One file of checks: its constants and dictionaries by name."""

    tree: ast.Module
    names: dict[str, ast.expr] = field(default_factory=dict)


@cache
def modules() -> tuple[Module, ...]:
    """Every file of core/checks."""
    return tuple(_module(path) for path in sorted((CORE / "checks").glob("*.py")))


@cache
def everything_said() -> frozenset[Said]:
    """Every sentence of every check."""
    found = set()
    for module in modules():
        for function in _functions(module.tree):
            for call in _calls(function):
                what = _keyword(call, "what")
                if what is None or not call.args or _name(call.func) in ("cannot_tell", "blind_spot"):
                    continue
                whats = values(what, module, function)
                for check in _checks(call.args[0], module, function):
                    found |= {Said(check, one, how) for one in whats for how in _hows(call.func, module, function)}
    return frozenset(found)


@cache
def labels() -> frozenset[str]:
    """The labels of facts that the checks show; a part that only the run knows is ``*``."""
    found = set()
    for module in (*modules(), _module(CORE / "trail_facts.py"), _module(CORE / "readiness.py")):
        for function in _functions(module.tree):
            for call in _calls(function):
                if _name(call.func) in ("exhibit", "Exhibit", "exhibit_of") and call.args:
                    found |= values(call.args[0], module, function)
    return frozenset(found)


def values(node: ast.expr, module: Module, function: ast.FunctionDef) -> set[str]:
    """Every text an expression may be; ``*`` where only the run knows."""
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=body, orelse=other):
            return values(body, module, function) | values(other, module, function)
        case ast.JoinedStr(values=parts):
            whole = {""}
            for part in parts:
                inner = part.value if isinstance(part, ast.FormattedValue) else part
                whole = {head + tail for head in whole for tail in values(inner, module, function)}
            return whole
        case ast.Subscript(value=ast.Name(id=name)) if isinstance(module.names.get(name), ast.Dict):
            table = module.names[name]
            assert isinstance(table, ast.Dict)
            return {text for value in table.values for text in values(value, module, function)}
        case ast.Name(id=name):
            return _values_of_name(name, module, function)
        case _:
            return {"*"}


def _values_of_name(name: str, module: Module, function: ast.FunctionDef) -> set[str]:
    """What was assigned to a name in the function, alone or as one of several; else the module's constant."""
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                for value in _assigned(target, node.value, name):
                    found |= values(value, module, function)
    if found:
        return found
    known = module.names.get(name)
    return values(known, module, function) if known is not None and not isinstance(known, ast.Dict) else {"*"}


def _assigned(target: ast.expr, value: ast.expr, name: str) -> Iterator[ast.expr]:
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    elif isinstance(target, ast.Tuple):
        at = next((n for n, one in enumerate(target.elts) if isinstance(one, ast.Name) and one.id == name), None)
        if at is not None:
            branches = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
            yield from (one.elts[at] for one in branches if isinstance(one, ast.Tuple))


def _checks(node: ast.expr, module: Module, function: ast.FunctionDef) -> set[str]:
    """The ids of the checks that a call speaks for."""
    if isinstance(node, ast.Name) and node.id == CHECK:
        return _callers(function.name)
    return values(node, module, function) - {"*"}


@cache
def _callers(helper: str) -> set[str]:
    """The checks that call a helper."""
    found: set[str] = set()
    for module in modules():
        for function in _functions(module.tree):
            for call in _calls(function):
                if _name(call.func) != helper:
                    continue
                given = _keyword(call, CHECK) or (call.args[0] if call.args else None)
                if given is not None:
                    found |= _checks(given, module, function)
    return found


def _hows(func: ast.expr, module: Module, function: ast.FunctionDef) -> set[str]:
    """The helper by name; a name that stands for one of several is all of them."""
    name = _name(func)
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(isinstance(one, ast.Name) and one.id == name for one in node.targets):
            return {one.id for one in ast.walk(node.value) if isinstance(one, ast.Name)} & {"passed", "undecided"}
    return {name}


def _module(path: Path) -> Module:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: dict[str, ast.expr] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    names[target.id] = node.value
                elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    pairs = zip(target.elts, node.value.elts, strict=True)
                    names |= {one.id: value for one, value in pairs if isinstance(one, ast.Name)}
    return Module(tree, names)


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _calls(function: ast.FunctionDef) -> Iterator[ast.Call]:
    return (node for node in ast.walk(function) if isinstance(node, ast.Call))


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((one.value for one in call.keywords if one.arg == name), None)


def _name(func: ast.expr) -> str:
    return func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else ""
