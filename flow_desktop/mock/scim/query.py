"""What a listing asks for: parameters of a GET, or the body of a POST to `.search` (RFC 7644, 3.4.2 and 3.4.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flow_desktop.mock.scim.errors import bad

MAX_RESULTS = 1000
DEFAULT_RESULTS = 100
_NAMES = ("filter", "sortBy", "sortOrder", "attributes", "excludedAttributes", "startIndex", "count", "cursor")
_BIGGEST = 2**53


@dataclass(frozen=True, slots=True)
class Query:
    """A listing. `cursor` "" asks for the first page by cursor, None for paging by index.

    `start` as sent, from 1 on, None when it was not; `counted` tells whether `count` was sent.
    """

    filter: str = ""
    sort_by: str = ""
    descending: bool = False
    attributes: str = ""
    excluded: str = ""
    start: int | None = None
    count: int = DEFAULT_RESULTS
    cursor: str | None = None
    counted: bool = True

    @property
    def begin(self) -> int:
        """How many entries come before the page; anything below 1 counts as 1 (RFC 7644, 3.4.2.4)."""
        return max(self.start or 1, 1) - 1


def read_query(given: Mapping[str, Any]) -> Query:
    """Names without letter case, numbers brought into range. Raises ScimError (invalidValue)."""
    known = {name.lower(): name for name in _NAMES}
    asked = {known[key.lower()]: value for key, value in given.items() if key.lower() in known and value is not None}
    cursor = asked.get("cursor")
    return Query(
        filter=_text(asked, "filter"),
        sort_by=_text(asked, "sortBy"),
        descending=_text(asked, "sortOrder").lower() == "descending",
        attributes=_text(asked, "attributes"),
        excluded=_text(asked, "excludedAttributes"),
        start=_number(asked, "startIndex", 1) if "startIndex" in asked else None,
        count=min(max(_number(asked, "count", DEFAULT_RESULTS), 0), MAX_RESULTS),
        cursor=None if cursor is None else str(cursor),
        counted="count" in asked,
    )


def _text(asked: Mapping[str, Any], name: str) -> str:
    value = asked.get(name, "")
    if isinstance(value, list):  # `.search` has lists where a GET has commas
        return ",".join(str(one) for one in value)
    if not isinstance(value, str):
        raise bad("invalidValue", f"{name} must be a text.")
    return value


def _number(asked: Mapping[str, Any], name: str, default: int) -> int:
    value = asked.get(name, default)
    try:
        number = int(str(value)) if not isinstance(value, bool) else None
    except ValueError:
        number = None
    if number is None or abs(number) > _BIGGEST:
        raise bad("invalidValue", f"{name} must be a whole number.")
    return number
