"""What a client sent, brought to the schema: names in their own letter case, types checked, the rest left out.

Left out without a word: unknown attributes, what only the server may set (RFC 7644, 3.3), null and empty lists (RFC
7643, 2.5), and passwords, which nothing here needs. Taken kindly: one object where a list is meant (OneLogin's
template), a bare text where `{"value": ...}` is meant (Entra's manager and members).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flow_desktop.mock.scim.errors import ScimError, bad
from flow_desktop.mock.scim.filter_match import boolean
from flow_desktop.mock.scim.schemas import GROUP, USER, Attribute, ResourceType, Schema

_ALIASES = {"displayname": "display"}  # Microsoft's collection names a group's members so


def read_resource(kind: ResourceType, sent: Any, *, kindly: bool) -> dict[str, Any]:
    """A resource as it is kept, without id, meta and schemas. Raises ScimError (invalidSyntax, invalidValue).

    `kindly`: the texts "True" and "False" are booleans.
    """
    if not isinstance(sent, dict):
        raise bad("invalidSyntax", "The body must be a JSON object.")
    kept: dict[str, Any] = {}
    for key, value in sent.items():
        extension = kind.schema(key)
        if extension is not None:
            read_extension(kept, extension, value, kindly=kindly)
            continue
        attribute = kind.attribute(key)
        if attribute is not None and is_kept(attribute):
            put(kept, attribute, read_value(attribute, value, kindly=kindly))
    return kept


def read_extension(kept: dict[str, Any], schema: Schema, value: Any, *, kindly: bool) -> None:
    """Put the attributes of an extension (or, under the core's URN, of the resource itself) in their place."""
    if value is None:
        return
    if not isinstance(value, dict):
        raise bad("invalidValue", f"{schema.id} must be an object.")
    is_core = schema in (USER, GROUP)
    place = kept if is_core else dict(kept.get(schema.id, {}))
    for key, inner in value.items():
        attribute = schema.attribute(key)
        if attribute is not None and is_kept(attribute):
            put(place, attribute, read_value(attribute, inner, kindly=kindly))
    if not is_core and place:
        kept[schema.id] = place


def is_kept(attribute: Attribute) -> bool:
    """Whether a client can set it and it is stored; `schemas` follows from what is there."""
    return attribute.mutability in ("readWrite", "immutable") and attribute.name != "schemas"


def put(holder: dict[str, Any], attribute: Attribute, value: Any) -> None:
    """Set the value, or leave the attribute away when there is none."""
    if value in (None, [], {}):
        holder.pop(attribute.name, None)
    else:
        holder[attribute.name] = value


def read_value(attribute: Attribute, value: Any, *, kindly: bool = False) -> Any:
    """A value of the attribute's type; `kindly` takes "True" and "False" for booleans (PATCH)."""
    if value is None:
        return None
    if not attribute.many:
        return _read_one(attribute, value, kindly=kindly)
    several = value if isinstance(value, list) else [value]
    read = (_read_one(attribute, one, kindly=kindly) for one in several if one is not None)
    return [one for one in read if one != {}]


def _read_one(attribute: Attribute, value: Any, *, kindly: bool) -> Any:
    if attribute.kind == "complex":
        return _read_complex(attribute, value, kindly=kindly)
    if kindly and attribute.kind == "boolean":
        value = boolean(value)
    if not _TYPES[attribute.kind](value):
        raise bad("invalidValue", f"{attribute.name} must be of type {attribute.kind}.")
    return value


def _read_complex(attribute: Attribute, value: Any, *, kindly: bool) -> dict[str, Any]:
    if isinstance(value, str) and attribute.sub("value"):
        value = {"value": value}
    if not isinstance(value, dict):
        raise bad("invalidValue", f"{attribute.name} must be an object.")
    kept: dict[str, Any] = {}
    for key, inner in value.items():
        part = attribute.sub(key) or attribute.sub(_ALIASES.get(key.lower(), ""))
        if part is not None and is_kept(part):
            put(kept, part, read_value(part, inner, kindly=kindly))
    return kept


def required(kind: ResourceType, kept: dict[str, Any]) -> None:
    """Raises ScimError (invalidValue) when something a resource cannot be without is missing or blank."""
    for attribute in kind.core.attributes:
        if attribute.required and not str(kept.get(attribute.name, "")).strip():
            raise missing_value(attribute.name)


def missing_value(name: str) -> ScimError:
    """The refusal in WorkOS's words."""
    return bad("invalidValue", f"Required attributes missing: {name}")


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_date_time(value: Any) -> bool:
    try:
        return bool(datetime.fromisoformat(value))
    except (TypeError, ValueError):
        return False


def _is_base64(value: Any) -> bool:
    try:
        return bool(base64.b64decode(value, validate=True)) or value == ""
    except (TypeError, ValueError, binascii.Error):
        return False


_TYPES: dict[str, Callable[[Any], bool]] = {
    "string": _is_text,
    "reference": _is_text,
    "boolean": lambda value: isinstance(value, bool),
    "binary": _is_base64,
    "dateTime": _is_date_time,
    "decimal": _is_number,
    "integer": _is_number,
}
