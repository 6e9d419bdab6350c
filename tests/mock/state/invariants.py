"""What must hold of a data file at every moment: rules over the tables, as queries that find their violations."""

from __future__ import annotations

import sqlite3

_RULES = {
    "every event has a delivery": "SELECT id FROM events WHERE id NOT IN (SELECT event_id FROM deliveries)",
    "every delivery has an event": "SELECT event_id FROM deliveries WHERE event_id NOT IN (SELECT id FROM events)",
    "what was delivered has an outcome": "SELECT event_id FROM deliveries WHERE state = 'delivered'"
    " AND event_id NOT IN (SELECT event_id FROM audit WHERE event_id IS NOT NULL)",
    "an event is processed once, in one go": "SELECT event_id FROM audit WHERE event_id IS NOT NULL GROUP BY event_id"
    " HAVING MAX(position) - MIN(position) + 1 <> COUNT(*)",
    "every membership has an account": "SELECT account_id FROM memberships WHERE account_id NOT IN"
    " (SELECT id FROM accounts)",
    "every link has an account": "SELECT account_id FROM directory_links WHERE account_id NOT IN"
    " (SELECT id FROM accounts)",
    "Flow's links are to users Flow remembers": "SELECT directory_user_id FROM directory_links"
    " WHERE directory_user_id NOT IN (SELECT id FROM flow_directory_users)",
    "a link without directory user is followed by its deletion": "SELECT l.directory_user_id FROM directory_links l"
    " WHERE l.directory_user_id NOT IN (SELECT id FROM directory_users) AND NOT EXISTS (SELECT 1 FROM events e"
    " JOIN deliveries d ON d.event_id = e.id WHERE e.object_id = l.directory_user_id"
    " AND e.event IN ('dsync.user.deleted', 'dsync.deleted') AND d.state <> 'delivered')",
    "seats are counted": "SELECT seat_count FROM enterprise WHERE seat_count < 0",
    "every member's seat is counted": "SELECT seat_count FROM enterprise e WHERE seat_count <"
    " (SELECT COUNT(*) FROM memberships WHERE enterprise_id = e.id AND role <> 'it_admin')",
    "active SCIM users are directory users": "SELECT id FROM scim_users WHERE active = 1 AND tombstone = 0"
    " AND id NOT IN (SELECT id FROM directory_users)",
    "group edges have a group": "SELECT group_id FROM directory_group_members WHERE group_id NOT IN"
    " (SELECT id FROM directory_groups)",
}


def broken_rules(database: sqlite3.Connection) -> list[str]:
    """Each rule that is broken, with a few of those that break it."""
    integrity = [row[0] for row in database.execute("PRAGMA integrity_check")]
    found = [] if integrity == ["ok"] else integrity[:3]
    for rule, query in _RULES.items():
        if rows := [str(row[0]) for row in database.execute(query)]:
            found.append(f"{rule}: {', '.join(rows[:3])}")
    return found
