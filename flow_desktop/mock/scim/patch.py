"""PATCH (RFC 7644, 3.5.2): operations applied to a resource, with what Okta and Entra make of them.

Okta leaves the path away and names attributes in the value, dotted or with a URN; Entra capitalises `op`, sends "True"
and "False", and sets `emails[type eq "work"].value` whether or not there is such an e-mail.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flow_desktop.mock.scim import reading
from flow_desktop.mock.scim.errors import ScimError, bad
from flow_desktop.mock.scim.filter_match import Test, attribute_of, element_test
from flow_desktop.mock.scim.filter_syntax import And, Compare, Filter, Path, ValuePath, parse_filter, parse_path
from flow_desktop.mock.scim.schemas import Attribute, ResourceType, Schema

PATCH_URN = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
_VERBS = ("add", "replace", "remove")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a path points to: the extension it is in (None = core), an attribute, an element filter, a part."""

    extension: str | None
    attribute: Attribute
    which: Filter | None = None
    part: Attribute | None = None


@dataclass(frozen=True, slots=True)
class _Change:
    """One operation on one target."""

    verb: str
    target: Target
    value: Any


def apply_patch(kind: ResourceType, resource: dict[str, Any], sent: Any, *, create_missing: bool) -> dict[str, Any]:
    """The resource after all operations; the given one is not changed.

    `create_missing`: a replacement of an element that is not there makes it, as Entra expects; else it is noTarget.
    Raises ScimError (invalidSyntax, invalidPath, invalidValue, noTarget, mutability, invalidFilter).
    """
    # Lists and their elements are replaced, never changed, so that a group of many members need not be copied.
    changed = {key: dict(value) if isinstance(value, dict) else value for key, value in resource.items()}
    for operation in _operations(sent):
        verb = str(operation.get("op", "")).lower()
        if verb not in _VERBS:
            raise bad("invalidSyntax", f"op must be one of {', '.join(_VERBS)}.")
        patch = _Patch(kind, changed, create_missing=create_missing)
        path = operation.get("path")
        if path in (None, ""):
            patch.without_path(verb, operation.get("value"))
        elif isinstance(path, str):
            patch.at_path(verb, path, operation)
        else:
            raise bad("invalidPath", "path must be a text.")
    return changed


def _operations(sent: Any) -> list[dict[str, Any]]:
    found = {key.lower(): value for key, value in sent.items()} if isinstance(sent, dict) else {}
    operations = found.get("operations")
    operations = [operations] if isinstance(operations, dict) else operations
    if not isinstance(operations, list) or not operations:
        raise bad("invalidSyntax", "The body must have a list of Operations.")
    if not all(isinstance(one, dict) for one in operations):
        raise bad("invalidSyntax", "Every operation must be an object.")
    return [{key.lower(): value for key, value in one.items()} for one in operations]


def parse_target(kind: ResourceType, text: str) -> Target | Schema:
    """Where a path points to, or the extension it names as a whole. Raises ScimError (invalidPath, invalidFilter)."""
    schema = kind.schema(text)
    if schema is not None:
        return schema
    head, bracket, rest = text.partition("[")
    which, part = None, None
    if bracket:
        inner, _, tail = rest.rpartition("]")
        which = _element_filter(f"{head}[{inner}]")
        part = tail.removeprefix(".") or None
    path = parse_path(head)
    found = attribute_of(path, kind) if path else None
    if path is None or found is None:
        raise bad("invalidPath", f"'{text}' is no attribute of {kind.name}.")
    extension, attribute = found
    return Target(extension, attribute, which, _part(attribute, part or path.sub, text))


def _element_filter(text: str) -> Filter:
    tree = parse_filter(text)
    if not isinstance(tree, ValuePath):
        raise bad("invalidPath", f"'{text}' is no path.")
    return tree.inner


def _part(attribute: Attribute, name: str | None, text: str) -> Attribute | None:
    if name is None:
        return None
    part = attribute.sub(name)
    if part is None:
        raise bad("invalidPath", f"'{text}': {attribute.name} has no part {name}.")
    return part


class _Patch:
    """One operation at work on a resource."""

    def __init__(self, kind: ResourceType, resource: dict[str, Any], *, create_missing: bool) -> None:
        self._kind, self._resource, self._create_missing = kind, resource, create_missing

    def without_path(self, verb: str, value: Any) -> None:
        """Every key of the value is a path of its own; unknown and read-only ones are passed over."""
        if verb == "remove":
            raise bad("noTarget", "remove needs a path.")
        if not isinstance(value, dict):
            raise bad("invalidValue", "Without a path the value must be an object.")
        for key, inner in value.items():
            try:
                self.at_path(verb, key, {"value": inner})
            except ScimError as refused:
                if refused.scim_type not in ("invalidPath", "mutability"):
                    raise

    def at_path(self, verb: str, path: str, operation: dict[str, Any]) -> None:
        """The operation at one path."""
        if verb != "remove" and "value" not in operation:
            raise bad("invalidValue", f"{verb} needs a value.")
        target = parse_target(self._kind, path)
        if isinstance(target, Schema):
            self._extension(verb, target, operation.get("value"))
            return
        _check_mutable(verb, target)
        self._change(_Change(verb, target, operation.get("value")))

    def _extension(self, verb: str, schema: Schema, value: Any) -> None:
        if verb == "remove":
            self._resource.pop(schema.id, None)
            return
        if not isinstance(value, dict):
            raise bad("invalidValue", f"{schema.id} must be an object.")
        for key, inner in value.items():
            if schema.attribute(key):
                self.at_path(verb, f"{schema.id}:{key}", {"value": inner})

    def _change(self, change: _Change) -> None:
        urn = change.target.extension
        holder = self._resource.setdefault(urn, {}) if urn else self._resource
        if change.target.attribute.many:
            self._list(holder, change)
        elif change.target.part is not None:
            _part_of_one(holder, change)
        else:
            _single(holder, change)
        if urn and not holder:
            del self._resource[urn]

    def _list(self, holder: dict[str, Any], change: _Change) -> None:
        attribute = change.target.attribute
        before: list[Any] = holder.get(attribute.name, [])
        if change.target.which is not None or change.target.part is not None:
            after = self._elements(before, change)
        elif change.verb == "remove":
            after = _removed(attribute, before, change.value)
        else:
            new = reading.read_value(attribute, change.value, kindly=True) or []
            after = _distinct([*before, *new]) if change.verb == "add" else _distinct(new)
        reading.put(holder, attribute, _one_primary(before, after))

    def _elements(self, before: list[Any], change: _Change) -> list[Any]:
        """Change the parts, or the whole, of the elements that the filter names."""
        target = change.target
        test = element_test(target.which, target.attribute) if target.which is not None else _every
        if change.verb == "remove":
            return [left for one in before for left in _left_of(one, test, target.part)]
        if not any(test(one) for one in before):
            return [*before, self._made(change)]
        new = _parts(change)
        return [{**one, **new} if test(one) else one for one in before]

    def _made(self, change: _Change) -> dict[str, Any]:
        """An element that fulfils the filter and has the value."""
        allowed = change.verb == "add" or self._create_missing
        wanted = dict(_equalities(change.target.which, change.target.attribute)) if allowed else None
        if wanted is None or (change.target.which is not None and not wanted):
            raise bad("noTarget", f"No element of {change.target.attribute.name} fits the path.")
        return {**wanted, **_parts(change)}


def _check_mutable(verb: str, target: Target) -> None:
    attribute, part = target.attribute, target.part
    if attribute.mutability == "readOnly" or (part is not None and part.mutability == "readOnly"):
        raise bad("mutability", f"{(part or attribute).name} is set by the server.")
    if verb == "remove" and attribute.required and part is None:
        raise bad("mutability", f"{attribute.name} is required.")


def _single(holder: dict[str, Any], change: _Change) -> None:
    attribute = change.target.attribute
    if change.target.which is not None:
        raise bad("invalidPath", f"{attribute.name} is no list.")
    if not reading.is_kept(attribute):
        return
    value = None if change.verb == "remove" else reading.read_value(attribute, change.value, kindly=True)
    if isinstance(value, dict) and isinstance(holder.get(attribute.name), dict):
        value = {**holder[attribute.name], **value}
    reading.put(holder, attribute, value)


def _part_of_one(holder: dict[str, Any], change: _Change) -> None:
    """A part of a complex attribute that is no list, such as name.givenName."""
    attribute = change.target.attribute
    inner = {**holder.get(attribute.name, {}), **_parts(change)}
    if change.verb == "remove" and change.target.part is not None:
        inner.pop(change.target.part.name, None)
    reading.put(holder, attribute, inner)


def _parts(change: _Change) -> dict[str, Any]:
    """What the value says about an element: one part, or several."""
    if change.verb == "remove":
        return {}
    part = change.target.part
    if part is None:
        found = reading.read_value(change.target.attribute, change.value, kindly=True)
        found = found[0] if isinstance(found, list) and found else found
        return found if isinstance(found, dict) else {}
    value = reading.read_value(part, change.value, kindly=True)
    return {} if value is None else {part.name: value}


def _left_of(one: Any, test: Test, part: Attribute | None) -> Iterator[Any]:
    """What is left of an element after a removal."""
    if not test(one):
        yield one
    elif part is not None and (rest := {key: value for key, value in one.items() if key != part.name}):
        yield rest


def _removed(attribute: Attribute, before: list[Any], value: Any) -> list[Any]:
    """All of it, or the elements that the value names, as Entra takes members out."""
    if value in (None, [], ""):
        return []
    named = reading.read_value(attribute, value, kindly=True)
    types = {one["value"]: one.get("type") for one in named if isinstance(one, dict) and "value" in one}
    return [one for one in before if one not in named and not _is_named(one, types)]


def _is_named(one: Any, types: dict[Any, Any]) -> bool:
    """Whether value and type agree; a type that one side does not tell agrees with every other."""
    if not isinstance(one, dict) or one.get("value") not in types:
        return False
    return types[one["value"]] in (None, one.get("type")) or "type" not in one


def _distinct(values: list[Any]) -> list[Any]:
    """Each value once, the later one wins: RFC 7644, 3.5.2.1 adds no value twice."""
    found = {_identity(one): one for one in values}
    return list(found.values())


def _identity(one: Any) -> str:
    """What tells two elements apart: value and type, or everything where there is no value."""
    if isinstance(one, dict) and "value" in one:
        return f"{one['value']}\n{one.get('type', '')}"
    return repr(sorted(one.items())) if isinstance(one, dict) else repr(one)


def _one_primary(before: list[Any], after: list[Any]) -> list[Any]:
    """A new primary element takes the flag from the old one (RFC 7644, 3.5.2)."""
    flagged = [one for one in after if isinstance(one, dict) and one.get("primary") is True]
    fresh = [one for one in flagged if one not in before]
    if len(flagged) < 2 or not fresh:
        return after
    return [{**one, "primary": False} if one in flagged and one is not fresh[-1] else one for one in after]


def _equalities(which: Filter | None, attribute: Attribute) -> Iterator[tuple[str, Any]]:
    """The parts an element must have so that the filter holds; none when it asks for more than equality."""
    match which:
        case Compare(Path(name, None, None), "eq", value) if (part := attribute.sub(name)) is not None:
            yield part.name, reading.read_value(part, value, kindly=True)
        case And(left, right):
            first, second = dict(_equalities(left, attribute)), dict(_equalities(right, attribute))
            yield from ({**first, **second}).items() if first and second else ()
        case _:
            return


def _every(_element: Any) -> bool:
    return True
