"""Which rows a filter can be about: an SQL condition where an index helps, so that nobody reads 100,000 of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flow_desktop.mock.scim.filter_match import attribute_of
from flow_desktop.mock.scim.filter_syntax import And, Compare, Filter, Not, Or, Path, Present, ValuePath
from flow_desktop.mock.scim.schemas import ResourceType


@dataclass(frozen=True, slots=True)
class Condition:
    """SQL with its values."""

    sql: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """An SQL condition on an attribute's value, and how the asked value is folded for it."""

    sql: str
    fold: Callable[[str], str] = str


_COMMON = {"id": _Column("id = ?"), "externalId": _Column("external_id = ?")}
_COLUMNS: dict[str, dict[str, _Column]] = {
    "User": {
        **_COMMON,
        "userName": _Column("user_name_key = ?", str.casefold),
        "emails": _Column("(email_key = ? OR other_emails = 1)", str.casefold),
        "groups": _Column("id IN (SELECT member_id FROM scim_group_members WHERE group_id = ?)"),
    },
    "Group": {
        **_COMMON,
        "displayName": _Column("display_name_key = ?", str.casefold),
        "members": _Column("id IN (SELECT group_id FROM scim_group_members WHERE member_id = ?)"),
    },
}


def narrowed(tree: Filter, kind: ResourceType) -> Condition | None:
    """A condition that every matching row fulfils; None = all rows have to be looked at."""
    match tree:
        case And(left, right):
            return narrowed(left, kind) or narrowed(right, kind)
        case Or(left, right):
            first, second = narrowed(left, kind), narrowed(right, kind)
            if first is None or second is None:
                return None
            return Condition(f"({first.sql} OR {second.sql})", (*first.values, *second.values))
        case Compare(path, "eq", value) if isinstance(value, str):
            return _by_column(path, value, kind)
        case ValuePath(path, inner):
            return _inside(path, inner, kind)
        case Compare() | Present() | Not():
            return None


def _by_column(path: Path, value: str, kind: ResourceType) -> Condition | None:
    found = attribute_of(path, kind)
    column = _COLUMNS[kind.name].get(found[1].name) if found and found[0] is None else None
    if column is None or (path.sub or "value").lower() != "value":
        return None
    return Condition(column.sql, (column.fold(value),))


def _inside(path: Path, inner: Filter, kind: ResourceType) -> Condition | None:
    """`emails[type eq "work" and value eq "..."]` is about the value too."""
    match inner:
        case And(left, right):
            return _inside(path, left, kind) or _inside(path, right, kind)
        case Compare(Path(name, None, None), "eq", value) if name.lower() == "value" and isinstance(value, str):
            return _by_column(path, value, kind) if path.sub is None else None
        case _:
            return None
