"""How servers in the field differ from RFC 7644, switched by `faults.now().scim_quirks`; each is a real product's.

- total_is_page_size: totalResults is the number of entries on the page (AWS IAM Identity Center).
- ignores_filter: a filter is read and not applied (canaille, some hand-made servers).
- start_index_zero_based: the first entry has startIndex 0.
- empty_without_count: a listing without `count` has no entries (WSO2).
- lower_case_resources: the list is called `resources` (Entra).
- string_booleans: true and false are the texts "True" and "False" (Entra).
- cap_50: never more than 50 entries on a page, whatever `count` says (AWS).
- html_on_error: errors are HTML pages (canaille).
- unstable_order: without sortBy every other answer has the opposite order (scim-for-keycloak).
- no_meta: resources have no `meta` (Entra).
- patch_no_op: PATCH is answered as a success and changes nothing (OneUptime).
- unknown_id_400: an unknown id is 400, not 404 (Entra).
"""

from __future__ import annotations

import dataclasses
from typing import Any

from flow_desktop.mock.scim.query import Query

NAMES = (
    "total_is_page_size",
    "ignores_filter",
    "start_index_zero_based",
    "empty_without_count",
    "lower_case_resources",
    "string_booleans",
    "cap_50",
    "html_on_error",
    "unstable_order",
    "no_meta",
    "patch_no_op",
    "unknown_id_400",
)
_CAP = 50


def odd_query(query: Query, quirks: frozenset[str], *, turn: int) -> Query:
    """The query as such a server understands it; `turn` counts the answers."""
    changes: dict[str, Any] = {}
    if "ignores_filter" in quirks:
        changes["filter"] = ""
    if "start_index_zero_based" in quirks:
        changes["start"] = 1 if query.start is None else query.start + 1
    if "cap_50" in quirks:
        changes["count"] = min(query.count, _CAP)
    if "empty_without_count" in quirks and not query.counted:
        changes["count"] = 0
    if "unstable_order" in quirks and not query.sort_by:
        changes |= {"sort_by": "id", "descending": bool(turn % 2)}
    return dataclasses.replace(query, **changes)


def odd_document(document: Any, quirks: frozenset[str]) -> Any:
    """The answer as such a server gives it: a resource, or a list of them."""
    if "no_meta" in quirks:
        document = _without_meta(document)
    if "string_booleans" in quirks:
        document = _with_texts(document)
    if isinstance(document, dict) and "unknown_id_400" in quirks and document.get("status") == "404":
        document["status"] = "400"
    if not isinstance(document, dict) or "Resources" not in document:
        return document
    if "total_is_page_size" in quirks:
        document["totalResults"] = len(document["Resources"])
    if "start_index_zero_based" in quirks:
        document["startIndex"] -= 1
    if "lower_case_resources" in quirks:
        document["resources"] = document.pop("Resources")
    return document


def odd_status(status: int, quirks: frozenset[str]) -> int:
    """The status as such a server gives it."""
    return 400 if status == 404 and "unknown_id_400" in quirks else status


def _without_meta(document: Any) -> Any:
    if not isinstance(document, dict):
        return document
    shown = {key: value for key, value in document.items() if key != "meta"}
    if "Resources" in shown:
        shown["Resources"] = [_without_meta(one) for one in shown["Resources"]]
    return shown


def _with_texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_texts(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_texts(inner) for inner in value]
    return str(value) if isinstance(value, bool) else value
