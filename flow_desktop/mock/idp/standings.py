"""Where people stand with provisioning: one query for one person, and the same in pages for a whole cycle."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from flow_desktop.mock.idp.mapping import Values, values_of
from flow_desktop.mock.idp.people import person_of
from flow_desktop.mock.idp.plan import Standing
from flow_desktop.mock.idp.sent import SentPerson
from flow_desktop.mock.store import Store

_PAGE = 1000

# In scope: the app is assigned to the person, or to a group that holds the person directly. People of a group inside
# an assigned group are not (domain facts, 4: Groups); Okta and OneLogin know no groups in groups at all.
_STANDINGS = """
SELECT p.*, s.scim_id, s.sent, s.active AS sent_active, a.subject IS NOT NULL OR EXISTS (
    SELECT 1 FROM idp_group_people m JOIN idp_groups g ON g.key = m.group_key
    WHERE m.subject = p.subject AND g.assigned = 1
) AS in_scope
FROM idp_people p
LEFT JOIN idp_assignments a ON a.subject = p.subject
LEFT JOIN idp_sent_people s ON s.subject = p.subject
"""
_ONE = f"{_STANDINGS} WHERE p.subject = ?"
_SOME = f"{_STANDINGS} WHERE p.position > ? ORDER BY p.position LIMIT {_PAGE}"


def standing_of(store: Store, subject: str, *, mapping: Values, now: float) -> Standing:
    """One person; KeyError if there is none."""
    row = store.one(_ONE, subject)
    if row is None:
        raise KeyError(subject)
    return _standing(row, mapping, now)


def everybody(store: Store, *, mapping: Values, now: float) -> Iterator[Standing]:
    """Whoever is in scope now or was sent before, in the people's order; each page is read when its turn comes."""
    last = -1
    while page := store.all(_SOME, last):
        yield from (_standing(row, mapping, now) for row in page if row["in_scope"] or row["scim_id"] is not None)
        last = page[-1]["position"]


def _standing(row: sqlite3.Row, mapping: Values, now: float) -> Standing:
    person = person_of(row)
    known = row["scim_id"] is not None
    return Standing(
        person=person,
        in_scope=bool(row["in_scope"]),
        values=values_of(person, mapping),
        sent=SentPerson(row["scim_id"], json.loads(row["sent"] or "{}"), bool(row["sent_active"])) if known else None,
        now=now,
    )
