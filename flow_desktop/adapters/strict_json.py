"""JSON for security decisions: UTF-8, no name twice, only the numbers JSON has (RFC 8259, RFC 7515 section 4)."""

from __future__ import annotations

import json
from typing import Any, Never


def strict_json(data: bytes) -> object:
    """The decoded value. Raises ValueError for anything another reader might understand differently."""
    try:
        text = data.decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=_no_name_twice, parse_constant=_not_json)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def strict_object(data: bytes) -> dict[str, Any]:
    """The decoded value, which must be an object. Raises ValueError."""
    value = strict_json(data)
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is given twice")
    return found


def _not_json(constant: str) -> Never:
    """Python's parser would take NaN and Infinity; a time compared with NaN is never too late."""
    raise ValueError(f"{constant} is not JSON")
