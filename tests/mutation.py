"""Mutation testing of Flow's rules: each small change of `rules*.py` must break a promise of the tables.

    python -m tests.mutation            every mutant, in seconds; exit code 1 if a survivor has no reason on file
    python -m tests.mutation --every 7  each seventh mutant only

A mutant is executed in this process in place of its module, together with all modules that import it. Survivors that
change nothing anybody can see are listed with a reason each in `tests/mock/flow/equivalent_mutants.toml`.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import CodeType, ModuleType

from flow_desktop.mock.effects import Reason
from flow_desktop.mock.facts import Role, Source
from tests.mock.flow.judge import Decide, promises

# In the order in which they import each other.
MODULES = (
    "rules_parts",
    "rules_arrival",
    "rules_directory",
    "rules_team",
    "rules_settings",
    "rules_person",
    "rules",
)
EQUIVALENT = Path(__file__).parent / "mock" / "flow" / "equivalent_mutants.toml"

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_ENUMS = {"Reason": Reason, "Role": Role, "Source": Source}
_VARIADIC = frozenset({"together", "decided", "effects_only"})


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: module, function, line, and the text before and after."""

    module: str
    function: str
    line: int
    before: str
    after: str
    compiled: Callable[[], CodeType]

    @property
    def name(self) -> str:
        """What identifies it on file: no line number, so that other edits do not move it."""
        return f"{self.module}.{self.function}: {self.before} -> {self.after}"


# --- what is changed ----------------------------------------------------------------------------------------------


def variants(node: ast.AST) -> Iterator[ast.AST]:
    """Each node that may stand in a node's place."""
    yield from _conditions(node)
    yield from _values(node)
    yield from _flow(node)


def _conditions(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(left, [operator], [right]):
            yield from (ast.Compare(left, [other()], [right]) for other in _COMPARISONS[type(operator)])
        case ast.BoolOp(operator, values):
            yield ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values)
            yield from (_shorter(node, index) for index in range(len(values)))
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.IfExp(test, body, otherwise):
            yield ast.IfExp(test, otherwise, body)
        case _:
            return


def _values(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.BinOp(left, ast.Add() | ast.Sub() as operator, right):
            yield ast.BinOp(left, ast.Sub() if isinstance(operator, ast.Add) else ast.Add(), right)
        case ast.Constant(value):
            yield from _constants(value)
        case ast.Attribute(ast.Name(enum), member) if enum in _ENUMS and member in _ENUMS[enum].__members__:
            names = list(_ENUMS[enum].__members__)
            yield ast.Attribute(ast.Name(enum, ast.Load()), names[names.index(member) - 1], ast.Load())
        case ast.Call():
            yield from _calls(node)
        case ast.Set(elements) if len(elements) > 1:
            yield from (ast.Set(elements[:i] + elements[i + 1 :]) for i in range(len(elements)))
        case ast.Tuple(elements, ast.Load()) if len(elements) > 1:
            yield from (ast.Tuple(elements[:i] + elements[i + 1 :], ast.Load()) for i in range(len(elements)))
        case _:
            return


def _flow(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.If(_, body, otherwise):
            yield ast.If(ast.Constant(True), body, otherwise)
            yield ast.If(ast.Constant(False), body, otherwise)
        case ast.Expr(ast.Call(ast.Name("assert_never"))):  # for the type checker; nothing gets there
            return
        case ast.Expr(ast.Call()):
            yield ast.Pass()
        case ast.Match(subject, cases):
            yield from (ast.Match(subject, cases[:i] + cases[i + 1 :]) for i in range(len(cases) - 1))
        case ast.comprehension(target, source, [_, *_], is_async):
            yield ast.comprehension(target, source, [], is_async)
        case ast.Return(ast.expr() as value) if ast.unparse(value) != "None":
            yield ast.Return(ast.Constant(None))
        case ast.match_case(pattern, ast.expr() as guard, body):
            yield ast.match_case(pattern, None, body)
            yield ast.match_case(pattern, ast.UnaryOp(ast.Not(), guard), body)
        case _:
            return


def _shorter(node: ast.BoolOp, index: int) -> ast.expr:
    rest = node.values[:index] + node.values[index + 1 :]
    return rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)


def _constants(value: object) -> Iterator[ast.Constant]:
    match value:
        case bool():
            yield ast.Constant(not value)
        case int():
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case str():
            yield ast.Constant(f"{value}x" if value else "x")
        case _:
            return


def _calls(node: ast.Call) -> Iterator[ast.Call]:
    """A line without a detail; a decision without one of its parts; its parts in another order."""
    called = node.func.id if isinstance(node.func, ast.Name) else ""
    if called in {"line", *_VARIADIC}:
        for index in range(len(node.keywords)):
            yield ast.Call(node.func, node.args, node.keywords[:index] + node.keywords[index + 1 :])
    if called in _VARIADIC:
        for index in range(1 if called == "decided" else 0, len(node.args)):
            yield ast.Call(node.func, node.args[:index] + node.args[index + 1 :], node.keywords)
    if called == "together" and len(node.args) > 1:
        yield ast.Call(node.func, node.args[::-1], node.keywords)
    if called == "line" and len(node.args) > 1:
        yield ast.Call(node.func, node.args[:1], node.keywords)
    if called in {"decided", "refused"} and len(node.args) == 1:
        other = "refused" if called == "decided" else "decided"
        yield ast.Call(ast.Name(other, ast.Load()), node.args, node.keywords)


# --- all mutants of a module --------------------------------------------------------------------------------------


class _Swap(ast.NodeTransformer):
    """Puts another node in the place of one."""

    def __init__(self, number: int, other: ast.AST) -> None:
        self._number, self._other = number, other

    def visit(self, node: ast.AST) -> ast.AST:
        return self._other if getattr(node, "number", None) == self._number else self.generic_visit(node)


def mutants(module: str) -> Iterator[Mutant]:
    """Every change of a module's functions and constants; annotations, docstrings and imports stay."""
    loaded = _module(module)
    path = Path(str(loaded.__file__))
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for number, node in enumerate(ast.walk(tree)):
        node.number = number  # type: ignore[attr-defined]
    for function, node in _sites(tree, "module"):
        line = next((found.lineno for found in ast.walk(node) if hasattr(found, "lineno")), 0)
        for other in variants(node):
            compiled = partial(_compiled, tree, node, other)
            yield Mutant(module, function, line, _text(node), _text(other), compiled)


def _compiled(tree: ast.Module, node: ast.AST, other: ast.AST) -> CodeType:
    """The module with another node in the place of one; compiled late, for a sample compiles only itself."""
    changed = copy.deepcopy(tree)
    _Swap(node.number, copy.deepcopy(other)).visit(changed)  # type: ignore[attr-defined]
    return compile(ast.fix_missing_locations(changed), "a mutant", "exec")


def _sites(node: ast.AST, function: str) -> Iterator[tuple[str, ast.AST]]:
    """Each node under this one that may be changed, with the name of its function."""
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.FunctionDef():
                for statement in child.body:
                    yield from _below(statement, child.name)
            case ast.Import() | ast.ImportFrom() | ast.pattern():
                continue
            case _:
                yield from _below(child, function)


def _below(node: ast.AST, function: str) -> Iterator[tuple[str, ast.AST]]:
    """The node and what is under it, without annotations and docstrings."""
    match node:
        case ast.Expr(ast.Constant()):
            return
        case ast.AnnAssign():
            if node.value is not None:
                yield from _below(node.value, function)
        case _:
            yield (function, node)
            yield from _sites(node, function)


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.If):
        return f"if {ast.unparse(node.test)}"
    if isinstance(node, ast.Match):
        return "match " + ", ".join(_text(case) for case in node.cases)
    if isinstance(node, ast.match_case):
        return f"case {ast.unparse(node.pattern)}" + (f" if {ast.unparse(node.guard)}" if node.guard else "")
    return " ".join(ast.unparse(node).split())


# --- killing them -------------------------------------------------------------------------------------------------


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"flow_desktop.mock.{name}")


def install(codes: dict[str, CodeType]) -> Decide:
    """Execute the modules in order, each in its own place; the `decide` that comes out."""
    for name in MODULES:
        exec(codes[name], _module(name).__dict__)
    decide: Decide = _module("rules").__dict__["decide"]
    return decide


def _install_mutant(codes: dict[str, CodeType], one: Mutant) -> Decide:
    return install({**codes, one.module: one.compiled()})


def originals() -> dict[str, CodeType]:
    """The modules as they are."""
    paths = {name: Path(str(_module(name).__file__)) for name in MODULES}
    return {name: compile(path.read_text(encoding="utf-8"), str(path), "exec") for name, path in paths.items()}


def is_killed(make: Callable[[], Decide]) -> bool:
    """Whether a promise is broken; a crash breaks one as well."""
    try:
        return not all(promises(make()))
    except Exception:  # noqa: BLE001 - whatever a mutant raises, it is found out
        return True


def survivors(every: int = 1) -> tuple[int, list[Mutant]]:
    """How many mutants were tried, and those that broke nothing; the modules are put back afterwards.

    Raises RuntimeError when the unchanged rules break a promise.
    """
    codes = originals()
    if is_killed(lambda: install(codes)):
        raise RuntimeError("the rules as they are break a promise: mend that first")
    tried = [one for name in MODULES for one in mutants(name)][::every]
    try:
        lived = [one for one in tried if not is_killed(partial(_install_mutant, codes, one))]
    finally:
        install(codes)
    return len(tried), lived


def equivalent() -> dict[str, str]:
    """Survivors on file, each with why nobody can see the difference."""
    return dict(tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["equivalent"])


def main(arguments: list[str]) -> int:
    """Print every survivor and the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--every", type=int, default=1, help="try each nth mutant only")
    options = parser.parse_args(arguments)
    began = time.monotonic()
    count, lived = survivors(options.every)
    known = equivalent()
    matter = [one for one in lived if one.name not in known]
    gone = set(known) - {one.name for one in lived} if options.every == 1 else set()
    for one in lived:
        reason = known.get(one.name, "MATTERS")
        sys.stdout.write(f"{one.module}.py:{one.line} {one.function}\n  - {one.before}\n  + {one.after}\n  {reason}\n")
    spent = time.monotonic() - began
    sys.stdout.write(
        f"{count} mutants, {count - len(lived)} killed, {len(lived) - len(matter)} equivalent, "
        f"{len(matter)} that matter, {spent:.0f} s\n"
    )
    sys.stdout.writelines(f"on file, but killed or gone: {name}\n" for name in sorted(gone))
    return 1 if matter or gone else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
