"""Who is in scope of provisioning: the app is assigned to the person, or to a group that holds the person directly."""

from __future__ import annotations

from flow_desktop.mock.store import Store

# People of a group inside an assigned group are not in scope (domain facts, 4: Groups); Okta and OneLogin know no
# groups in groups at all.
_IN_SCOPE = (
    "SELECT 1 FROM idp_assignments WHERE subject = ?1 UNION ALL SELECT 1 FROM idp_group_people m"
    " JOIN idp_groups g ON g.key = m.group_key WHERE m.subject = ?1 AND g.assigned = 1"
)
_EVERYBODY = """
SELECT p.subject FROM idp_people p WHERE p.subject IN (
    SELECT subject FROM idp_assignments UNION SELECT subject FROM idp_sent_people
    UNION SELECT m.subject FROM idp_group_people m JOIN idp_groups g ON g.key = m.group_key AND g.assigned = 1
) ORDER BY p.position
"""


class Scope:
    """Direct assignments, and what they and the assigned groups amount to."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def assign(self, subject: str, *, at: str) -> None:
        """Assign the app to the person; doing so again is a new assignment with a new time."""
        self._store.run("INSERT OR REPLACE INTO idp_assignments (subject, assigned_at) VALUES (?, ?)", subject, at)

    def unassign(self, subject: str) -> None:
        """Take the person's own assignment away; one through a group stays."""
        self._store.run("DELETE FROM idp_assignments WHERE subject = ?", subject)

    def holds(self, subject: str) -> bool:
        """Whether the person is in scope."""
        return self._store.one(_IN_SCOPE, subject) is not None

    def everybody(self) -> list[str]:
        """Subjects a cycle looks at, in the people's order: in scope now, or sent before."""
        return [row["subject"] for row in self._store.all(_EVERYBODY)]
