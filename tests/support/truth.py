"""What is really so in a running made-up organisation, read from its own store: an oracle that shares nothing with
the checks. A code is true of somebody if what it says happened to them did happen, whoever can see it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.mock.driver import Running

Row = sqlite3.Row
ARRIVED = ("provisioned", "reassociated", "reprovisioned", "linked_existing", "upserted", "joined_by_invitation",
           "join_approved")  # fmt: skip


@dataclass(frozen=True)
class Truth:
    """One person of one organisation. ``mail``: the address that is asked for."""

    running: Running
    key: str
    mail: str

    def all(self, sql: str, *values: Any) -> list[Row]:
        """Rows of a query."""
        return self.running.service.store.all(sql, *values)

    @property
    def person(self) -> Row:
        """The person at the identity provider."""
        return self.all("SELECT * FROM idp_people WHERE key = ?", self.key)[0]

    @property
    def users(self) -> list[Row]:
        """The entries of that address in Directory Sync; the same person's under another one are another matter."""
        return self.all(
            "SELECT * FROM directory_users WHERE email_key = ? OR lower(username) = ?", self.mail, self.mail
        )

    @property
    def accounts(self) -> list[Row]:
        """The Flow accounts of that address, and those that are tied to its entries."""
        ids = tuple(user["id"] for user in self.users)
        marks = ",".join("?" * len(ids))
        linked = f"SELECT account_id FROM directory_links WHERE directory_user_id IN ({marks})"
        sql = f"SELECT * FROM accounts WHERE email_key = ? OR id IN ({linked})"
        return self.all(sql, self.mail, *ids)

    @property
    def members(self) -> list[Row]:
        """Those of their accounts that belong to the enterprise."""
        ours = self.all("SELECT id FROM enterprise")[0]["id"]
        of = {row["account_id"] for row in self.all("SELECT * FROM memberships WHERE enterprise_id = ?", ours)}
        return [account for account in self.accounts if account["id"] in of]

    @property
    def enterprise(self) -> Row:
        """Its settings."""
        return self.all("SELECT * FROM enterprise")[0]

    @property
    def directory(self) -> Row | None:
        """The directory, if there is one."""
        found = self.all("SELECT * FROM directories")
        return found[0] if found else None

    def lines(self, *reasons: str) -> list[Row]:
        """Audit lines about them with one of these reasons, oldest first."""
        users, accounts = {user["id"] for user in self.users}, {account["id"] for account in self.accounts}
        about = [
            row
            for row in self.all("SELECT * FROM audit ORDER BY position")
            if row["email_key"] == self.mail or row["directory_user_id"] in users or row["account_id"] in accounts
        ]
        return [row for row in about if row["reason"] in reasons]

    def stopped_last(self, reason: str) -> bool:
        """Not in, and the last thing that decided about them was this."""
        deciding = self.lines(reason, *ARRIVED)
        return not self.members and bool(deciding) and deciding[-1]["reason"] == reason

    def lost(self, *kinds: str) -> list[Row]:
        """Events about their entries, past and present, that were lost for good."""
        sql = "SELECT e.* FROM events e JOIN deliveries d ON d.event_id = e.id WHERE d.state = 'lost'"
        copies = self.all("SELECT id FROM flow_directory_users WHERE email_key = ?", self.mail)
        mine = {row["id"] for row in (*self.users, *copies)}
        links = self.all("SELECT * FROM directory_links")
        mine |= {row["directory_user_id"] for row in links if row["account_id"] in {one["id"] for one in self.accounts}}
        return [row for row in self.all(sql) if row["event"] in kinds and row["object_id"] in mine]

    def links(self) -> list[tuple[Row, Row]]:
        """Account and directory user that are tied together."""
        rows = {row["account_id"]: row["directory_user_id"] for row in self.all("SELECT * FROM directory_links")}
        users = {user["id"]: user for user in self.users}
        return [(one, users[rows[one["id"]]]) for one in self.accounts if rows.get(one["id"]) in users]

    def setting(self, name: str) -> bool:
        """A switch of the identity provider."""
        return bool(getattr(self.running.places.idp.settings(), name))

    def is_assigned(self) -> bool:
        """Directly, or through a group that they are directly in."""
        subject = self.person["subject"]
        groups = (
            "SELECT 1 FROM idp_group_people p JOIN idp_groups g ON g.key = p.group_key WHERE g.assigned AND subject = ?"
        )
        return bool(self.all("SELECT 1 FROM idp_assignments WHERE subject = ?", subject) or self.all(groups, subject))


def _state(*wanted: str | None) -> Callable[[Truth], bool]:
    def judge(truth: Truth) -> bool:
        return (truth.directory["state"] if truth.directory else None) in wanted

    return judge


def _ever_deleted(truth: Truth) -> bool:
    return truth.directory is None and bool(truth.all("SELECT 1 FROM events WHERE event = 'dsync.deleted'"))


def _stranded(truth: Truth) -> bool:
    return bool(truth.all("SELECT 1 FROM deliveries WHERE state = 'waiting' AND attempts > 0"))


def _differs(left: Row, right: Row, *names: str) -> bool:
    return any((left[name] or "").strip() != (right[name] or "").strip() for name in names)


def _names_differ(truth: Truth) -> bool:
    return any(_differs(account, user, "first_name", "last_name") for account, user in truth.links())


def _update_lost(truth: Truth) -> bool:
    return bool(truth.lost("dsync.user.updated", "dsync.user.created"))


def _pending_fallback(truth: Truth) -> bool:
    sql = "SELECT 1 FROM invitations WHERE email_key = ? AND state = 'pending' AND kind = 'fallback'"
    return bool(truth.all(sql, truth.mail))


def _many_fallbacks(truth: Truth) -> bool:
    return len(truth.all("SELECT 1 FROM invitations WHERE kind = 'fallback'")) > 1 and _pending_fallback(truth)


def _was_member(truth: Truth, *reasons: str) -> bool:
    return bool(truth.accounts) and not truth.members and bool(truth.lines(*reasons))


def _mail_missing(truth: Truth) -> bool:
    return any(not user["email"] for user in truth.users) or bool(truth.lines("no_email"))


def _tried_by_hand(truth: Truth) -> bool:
    return bool(truth.enterprise["scim_on"]) and bool(
        truth.all("SELECT 1 FROM audit WHERE reason = 'manual_blocked_by_scim'")
    )


TRUE: dict[str, Callable[[Truth], bool]] = {
    "setup.not_admin": lambda truth: bool(truth.lines("not_admin")),
    "sync.deleted": _ever_deleted,
    "sync.deactivated": _state("inactive", "unlinked"),
    "sync.not_enabled": _state(None, "validating"),
    "sync.idp_not_connected": _state("invalid_credentials"),
    "sync.webhook_unreachable": _stranded,
    "blocked.other_enterprise": lambda truth: truth.stopped_last("other_enterprise"),
    "blocked.seat_cap": lambda truth: truth.stopped_last("seat_cap"),
    "create.domain_not_registered": lambda truth: truth.stopped_last("domain_mismatch"),
    "create.email_not_mapped": _mail_missing,
    "invite.repeated": _many_fallbacks,
    "invite.transient_error": _pending_fallback,
    "create.webhook_missed": lambda truth: not truth.members and bool(truth.lost("dsync.user.created")),
    "create.not_assigned": lambda truth: not truth.is_assigned(),
    "create.provisioning_off": lambda truth: not truth.setting("on") or not truth.setting("create"),
    "member.group_deleted": lambda truth: _was_member(truth, "group_deleted"),
    "member.removed": lambda truth: _was_member(truth, "deprovisioned", "deactivated"),
    "remove.webhook_missed": lambda truth: (
        bool(truth.members) and bool(truth.lost("dsync.user.deleted", "dsync.user.updated", "dsync.group.deleted"))
    ),
    "remove.sso_not_enforced": lambda truth: not truth.members and not truth.enterprise["sso_enforced"],
    "update.email_is_fixed": lambda truth: any(a["email_key"] != user["email_key"] for a, user in truth.links()),
    "update.edited_in_flow": lambda truth: _names_differ(truth) and any(a["name_edited_at"] for a in truth.accounts),
    "update.webhook_missed": _update_lost,
    "signin.sso_required": lambda truth: bool(truth.lines("sso_required")),
    "signup.blocked": lambda truth: bool(truth.lines("self_signup_blocked")),
    "manual.disabled_by_scim": _tried_by_hand,
}
"""Each code that a look without complaints and with true answers may prove. Another one is a false certainty."""
