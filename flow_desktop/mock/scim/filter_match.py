"""What a filter means for a resource (RFC 7644, 3.4.2.2): the tree becomes a test of a dictionary.

Names are resolved once; an attribute that the resource type does not have has no value. Never raises on any resource.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from operator import ge, gt, le, lt
from typing import Any, assert_never

from flow_desktop.mock.scim.errors import bad
from flow_desktop.mock.scim.filter_syntax import And, Compare, Filter, Not, Or, Path, Present, Value, ValuePath
from flow_desktop.mock.scim.schemas import Attribute, ResourceType

Test = Callable[[Any], bool]
_Values = Callable[[Any], Iterable[Any]]
_ORDER = {"gt": gt, "ge": ge, "lt": lt, "le": le}
_TEXT: dict[str, Callable[[str, str], bool]] = {
    "co": lambda found, asked: asked in found,
    "sw": lambda found, asked: found.startswith(asked),
    "ew": lambda found, asked: found.endswith(asked),
}


def compile_filter(tree: Filter, kind: ResourceType) -> Test:
    """A test of whole resources. Raises ScimError (invalidFilter) when an operator does not suit an attribute."""
    return _compile(tree, lambda path: _in_resource(path, kind))


def attribute_of(path: Path, kind: ResourceType) -> tuple[str | None, Attribute] | None:
    """The extension's URN (None = core) and the attribute the path begins with; None when there is no such thing."""
    if path.urn is None:
        found = kind.attribute(path.name)
        return (None, found) if found else None
    schema = kind.schema(path.urn)
    found = schema.attribute(path.name) if schema else None
    if schema is None or found is None:
        return None
    return (None if schema is kind.core else schema.id), found


_Resolve = Callable[[Path], "tuple[Attribute, _Values] | None"]


def _compile(tree: Filter, resolve: _Resolve) -> Test:
    match tree:
        case And(left, right):
            first, second = _compile(left, resolve), _compile(right, resolve)
            return lambda resource: first(resource) and second(resource)
        case Or(left, right):
            first, second = _compile(left, resolve), _compile(right, resolve)
            return lambda resource: first(resource) or second(resource)
        case Not(inner):
            test = _compile(inner, resolve)
            return lambda resource: not test(resource)
        case Present(path):
            return _present(resolve(path))
        case ValuePath(path, inner):
            return _one_element(resolve(path), inner)
        case Compare():
            return _comparison(tree, resolve(tree.path))
        case _:
            assert_never(tree)


def _present(found: tuple[Attribute, _Values] | None) -> Test:
    if found is None:
        return lambda _resource: False
    values = found[1]
    return lambda resource: any(value not in (None, "", [], {}) for value in values(resource))


def _one_element(found: tuple[Attribute, _Values] | None, inner: Filter) -> Test:
    if found is None:
        return lambda _resource: False
    attribute, values = found
    if attribute.kind != "complex":
        raise bad("invalidFilter", f"{attribute.name} has no parts to filter by.")
    test = element_test(inner, attribute)
    return lambda resource: any(test(value) for value in values(resource))


def element_test(inner: Filter, attribute: Attribute) -> Test:
    """A test of one element of a complex attribute, for `emails[...]`."""
    return _compile(inner, lambda path: _in_element(path, attribute))


def _in_element(path: Path, attribute: Attribute) -> tuple[Attribute, _Values] | None:
    part = attribute.sub(path.name) if path.sub is None and path.urn is None else None
    return None if part is None else (part, _reader((part.name,)))


def _in_resource(path: Path, kind: ResourceType) -> tuple[Attribute, _Values] | None:
    found = attribute_of(path, kind)
    if found is None:
        return None
    urn, attribute = found
    keys = (urn, attribute.name) if urn else (attribute.name,)
    if path.sub is None:
        return attribute, _reader(keys)
    part = attribute.sub(path.sub)
    return None if part is None else (part, _reader((*keys, part.name)))


def _reader(keys: tuple[str, ...]) -> _Values:
    """All values at the end of the keys; lists on the way are looked through."""

    def read(resource: Any) -> list[Any]:
        level = [resource]
        for key in keys:
            level = [value for holder in level if isinstance(holder, dict) for value in _many(holder.get(key))]
        return level

    return read


def _many(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _comparison(asked: Compare, found: tuple[Attribute, _Values] | None) -> Test:
    if found is None:
        return lambda _resource: asked.operator == "ne" and asked.value is not None
    attribute, values = found
    if attribute.kind == "complex":  # RFC 7643, 2.4: the value of a list is its default part
        part = attribute.sub("value")
        if part is None:
            raise bad("invalidFilter", f"{attribute.name} is compared by its parts only.")
        attribute, values = part, _inner(values)
    if asked.value is None:
        if asked.operator not in ("eq", "ne"):
            raise bad("invalidFilter", f"{asked.operator} cannot be asked with null.")
        wants_empty = asked.operator == "eq"
        return lambda resource: (not any(True for _ in values(resource))) is wants_empty
    return _by_values(attribute, values, operator=asked.operator, value=asked.value)


def _inner(values: _Values) -> _Values:
    return lambda resource: [one["value"] for one in values(resource) if isinstance(one, dict) and "value" in one]


def _by_values(attribute: Attribute, values: _Values, *, operator: str, value: Value) -> Test:
    if operator in ("eq", "ne"):
        asked, fold = _folded(attribute, value)
        if operator == "eq":
            return lambda resource: any(fold(one) == asked for one in values(resource))
        return lambda resource: not (every := values(resource)) or any(fold(one) != asked for one in every)
    if attribute.kind == "boolean":
        raise bad("invalidFilter", f"{attribute.name} is true or false; it knows eq and ne only.")
    compare = _TEXT.get(operator) if operator in _TEXT else _ordered(operator)
    if compare is None or (operator in _TEXT and not isinstance(value, str)):
        raise bad("invalidFilter", f"{operator} needs a text.")
    asked, fold = _folded(attribute, value) if operator not in _TEXT else _as_text(attribute, value)
    return lambda resource: any(_comparable(fold(one), asked) and compare(fold(one), asked) for one in values(resource))


def _ordered(operator: str) -> Callable[[Any, Any], bool]:
    return _ORDER[operator]


def _comparable(found: Any, asked: Any) -> bool:
    numbers = (int, float)
    if isinstance(found, numbers) and isinstance(asked, numbers):
        return not isinstance(found, bool)
    return type(found) is type(asked) and isinstance(found, str | datetime)


def _as_text(attribute: Attribute, value: Value) -> tuple[Any, Callable[[Any], Any]]:
    fold = _same if attribute.case_exact else _casefold
    return fold(value), fold


def _folded(attribute: Attribute, value: Value) -> tuple[Any, Callable[[Any], Any]]:
    """The asked value in the form it is compared in, and how a found one gets there."""
    if attribute.kind == "boolean":
        return boolean(value), boolean
    if attribute.kind == "dateTime":
        return moment(value), moment
    return _as_text(attribute, value)


def _same(value: Any) -> Any:
    return value


def _casefold(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def boolean(value: Any) -> Any:
    """True and False for the texts of Entra and others as well; anything else unchanged."""
    words = {"true": True, "false": False}
    return words.get(value.lower(), value) if isinstance(value, str) else value


def moment(value: Any) -> Any:
    """A date-time as a point in time (RFC 7643, 2.3.5); anything else unchanged."""
    if not isinstance(value, str):
        return value
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return value
    return found if found.tzinfo else found.replace(tzinfo=UTC)
