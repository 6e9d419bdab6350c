"""Which attributes an answer shows: `attributes` and `excludedAttributes` (RFC 7644, 3.9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flow_desktop.mock.scim.filter_match import attribute_of
from flow_desktop.mock.scim.filter_syntax import Path, parse_path
from flow_desktop.mock.scim.schemas import Attribute, ResourceType

_ALWAYS = ("schemas", "id")

Places = dict[tuple[str, ...], None]


@dataclass(frozen=True, slots=True)
class Projection:
    """What to keep (None = all), and what to drop; each place is a tuple of keys, ordered by length."""

    keep: tuple[tuple[str, ...], ...] | None = None
    drop: tuple[tuple[str, ...], ...] = ()

    def wants(self, name: str) -> bool:
        """Whether anything of this top-level attribute can show up."""
        if (name,) in self.drop:
            return False
        return self.keep is None or any(place[0] == name for place in self.keep)

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self.keep is None and not self.drop

    @property
    def names(self) -> tuple[str, ...] | None:
        """The top-level attributes to show, where whole ones are all that is asked for; else None."""
        if self.keep is None or any(len(place) > 1 for place in self.keep):
            return None
        return tuple(place[0] for place in self.keep)

    def apply(self, resource: dict[str, Any]) -> dict[str, Any]:
        """The part of the resource to show; the resource is not changed."""
        shown = resource if self.keep is None else _kept(resource, self.keep)
        for place in self.drop:
            shown = _without(shown, place)
        return shown


def project(attributes: str, excluded: str, kind: ResourceType) -> Projection:
    """Read both parameters, comma-separated. Unknown names show nothing; `attributes` wins over the other."""
    if attributes.strip():
        places = _places(attributes, kind)
        return Projection(keep=tuple(sorted({(name,) for name in _ALWAYS} | set(places), key=len)))
    return Projection(drop=tuple(place for place in _places(excluded, kind) if place[0] not in _ALWAYS))


def _places(text: str, kind: ResourceType) -> Places:
    found = (_place(one.strip(), kind) for one in text.split(","))
    return dict.fromkeys(place for place in found if place)


def _place(text: str, kind: ResourceType) -> tuple[str, ...]:
    schema = kind.schema(text)
    if schema is not None:
        return () if schema is kind.core else (schema.id,)
    path = parse_path(text.partition("[")[0])
    found = attribute_of(path, kind) if path else None
    if path is None or found is None:
        return ()
    urn, attribute = found
    keys = (urn, attribute.name) if urn else (attribute.name,)
    return (*keys, *_part(path, attribute))


def _part(path: Path, attribute: Attribute) -> tuple[str, ...]:
    part = attribute.sub(path.sub) if path.sub else None
    return (part.name,) if part else ()


def _kept(resource: dict[str, Any], places: tuple[tuple[str, ...], ...]) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for place in places:
        if place[0] in resource:
            _keep(resource, shown, place)
    return shown


def _keep(source: dict[str, Any], target: dict[str, Any], place: tuple[str, ...]) -> None:
    head, rest = place[0], place[1:]
    value = source.get(head)
    if value is None:
        return
    if not rest:
        target[head] = value
    elif isinstance(value, list):
        _keep_in_list(value, target, place)
    elif isinstance(value, dict):
        inner = target.setdefault(head, {})
        if inner is not value:  # the whole of it is kept already
            _keep(value, inner, rest)


def _keep_in_list(value: list[Any], target: dict[str, Any], place: tuple[str, ...]) -> None:
    head, rest = place[0], place[1:]
    inner = target.setdefault(head, [{} for _ in value])
    if inner is value:
        return
    for one, shown in zip(value, inner, strict=True):
        if isinstance(one, dict):
            _keep(one, shown, rest)


def _without(resource: dict[str, Any], place: tuple[str, ...]) -> dict[str, Any]:
    head, rest = place[0], place[1:]
    if head not in resource:
        return resource
    copy = dict(resource)
    value = copy.pop(head)
    if not rest:
        return copy
    if isinstance(value, list):
        copy[head] = [_without(one, rest) if isinstance(one, dict) else one for one in value]
    else:
        copy[head] = _without(value, rest) if isinstance(value, dict) else value
    return copy
