"""`GET /events`: the event log, oldest first and replayable; ids and data equal those of the webhooks."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import request

from flow_desktop.mock.store import Store
from flow_desktop.mock.sync.lists import Refused, limit
from flow_desktop.mock.sync.objects import Json, event_json
from flow_desktop.mock.world_clock import stamp

_ORDERS = ("asc", "desc")


def event_page(store: Store) -> Json:
    """One page of the events asked for, and the cursor that goes on from it. Raises Refused."""
    order = request.args.get("order", "asc")
    if order not in _ORDERS:
        raise Refused(422, "order must be asc or desc.")
    if "before" in request.args:
        raise Refused(422, "Events are paged with after only.")
    conditions, values = _conditions(store, ascending=order == "asc")
    size = limit()
    # The log is read in its own order; an index by name would only make SQLite sort what it finds.
    sql = f"SELECT * FROM events NOT INDEXED WHERE {conditions} ORDER BY position {order} LIMIT {size + 1}"  # noqa: S608
    found = store.all(sql, *values)
    return {
        "object": "list",
        "data": [event_json(row) for row in found[:size]],
        "list_metadata": {"after": found[size - 1]["id"] if len(found) > size else None},
    }


def _conditions(store: Store, *, ascending: bool) -> tuple[str, list[object]]:
    kinds = _kinds()
    conditions, values = [f"event IN ({', '.join('?' * len(kinds))})"], list[object](kinds)
    for name, condition in (("range_start", "created_at >= ?"), ("range_end", "created_at < ?")):
        if name in request.args:
            conditions.append(condition)
            values.append(_moment(name))
    if "organization_id" in request.args:
        conditions.append("organization_id = ?")
        values.append(request.args["organization_id"])
    if after := request.args.get("after"):
        row = store.one("SELECT position FROM events WHERE id = ?", after)
        if row is None:
            raise Refused(422, "The cursor is not known.")
        conditions.append(f"position {'>' if ascending else '<'} ?")
        values.append(row["position"])
    return " AND ".join(conditions), values


def _kinds() -> list[str]:
    """Event names, given one by one or with commas between them."""
    given = [*request.args.getlist("events[]"), *request.args.getlist("events")]
    kinds = [name for text in given for name in text.split(",") if name]
    if not kinds:
        raise Refused(422, "events is required: the names of the events to list.")
    return kinds[:100]


def _moment(name: str) -> str:
    text = request.args[name]
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or not text.endswith("Z"):
        raise Refused(422, f"{name} must be an ISO 8601 time in UTC, ending in Z.")
    return stamp(moment.astimezone(UTC).timestamp())
