"""The Team page: members, invitations, requests to join, and what an admin may do to them by hand.

While SCIM is on (article, warning in Before you start) "Add new user" and Approve/Deny are hidden; invite, bulk invite,
remove member and revoke invitation are blocked: Flow's rules refuse them and the page says why. Roles may change.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, abort, request, url_for

from flow_desktop.mock.console import reading
from flow_desktop.mock.console.desk import Desk
from flow_desktop.mock.console.forms import typed
from flow_desktop.mock.console.words import ROLES, SOURCES, explain
from flow_desktop.mock.effects import Reason
from flow_desktop.mock.facts import JoinAnswered, RemoveRequested, RevokeRequested, Role, RoleChangeRequested


class TeamPages:
    """Lists and the actions on one member, invitation or request."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._store = desk, desk.store

    def register(self, blueprint: Blueprint) -> None:
        """Add the pages to the console."""
        blueprint.add_url_rule("/team", "team", self.members)
        blueprint.add_url_rule("/team/invitations", "invitations", self.invitations)
        blueprint.add_url_rule("/team/requests", "requests", self.requests)
        blueprint.add_url_rule("/team/members/<account>/role", "role", self.role)
        blueprint.add_url_rule("/team/members/<account>/remove", "remove", self.remove)
        posts: tuple[tuple[str, str, Callable[..., Response]], ...] = (
            ("/team/members/<account>/role", "change_role", self.change_role),
            ("/team/members/<account>/remove", "remove_now", self.remove_now),
            ("/team/invitations/<invitation>/revoke", "revoke", self.revoke),
            ("/team/invitations/<invitation>/resend", "resend", self.resend),
            ("/team/requests/<asked>", "answer", self.answer),
        )
        for path, name, view in posts:
            blueprint.add_url_rule(path, name, view, methods=["POST"])

    def members(self) -> Response:
        """Members with name, e-mail, role, source and status."""
        return self._list("members", reading.members(self._store), template="team.html")

    def invitations(self) -> Response:
        """Invitations."""
        return self._list("invitations", reading.invitations(self._store), template="invitations.html")

    def requests(self) -> Response:
        """Requests to join."""
        return self._list("requests", reading.join_requests(self._store), template="requests.html")

    def _list(self, tab: str, found: object, *, template: str) -> Response:
        now = self._desk.service.world.stamp()
        counts = reading.waiting_counts(self._store, now)
        return self._desk.show(template, here="team", tab=tab, found=found, counts=counts, sources=SOURCES, now=now)

    # --- one member

    def role(self, account: str) -> Response:
        """The confirmation before a role changes."""
        member, wanted = self._member(account), request.args.get("role", "")
        choices = self._roles_for(account)
        return self._desk.show(
            "role.html",
            here="team",
            member=member,
            wanted=wanted if wanted in choices else member["role"],
            choices=choices,
        )

    def change_role(self, account: str) -> Response:
        """Another role, at once."""
        member, wanted = self._member(account), typed("role")
        if wanted not in ROLES:
            abort(422)
        decision, words = self._desk.perform(RoleChangeRequested(Role(wanted)), about=account)
        if decision.refused:
            title = f"{member['email']} does not become {ROLES[wanted]}"
            return self._desk.refused(title, words, back=url_for("console.team"))
        if wanted == member["role"]:
            return self._desk.go("team", f"{words.label}. {words.text}", tone="unknown")
        own = account == self._desk.visit.admin.account_id
        return self._desk.go("team", f"{'You are' if own else member['email'] + ' is'} {ROLES[wanted]} now.")

    def _roles_for(self, account: str) -> list[str]:
        """The dropdown; oneself may switch between Admin and IT Admin only (domain facts, 1.6)."""
        own = account == self._desk.visit.admin.account_id
        return [role for role in ROLES if not (own and role == Role.MEMBER)]

    def remove(self, account: str) -> Response:
        """The confirmation before a member is removed."""
        member = self._member(account)
        if self._desk.visit.scim_on:
            title = f"{member['email']} cannot be removed here"
            return self._desk.refused(title, explain(Reason.MANUAL_BLOCKED_BY_SCIM), back=url_for("console.team"))
        return self._desk.show("remove.html", here="team", member=member)

    def remove_now(self, account: str) -> Response:
        """Remove a member by hand."""
        member = self._member(account)
        decision, words = self._desk.perform(RemoveRequested(), about=account)
        if decision.refused:
            title = f"{member['email']} cannot be removed here"
            return self._desk.refused(title, words, back=url_for("console.team"))
        return self._desk.go("team", f"{member['email']} was removed. The account stays.")

    def _member(self, account: str) -> dict[str, str]:
        member = reading.member_of(self._store, account)
        if member is None:
            abort(404)
        return {name: member[name] or "" for name in member.keys()}  # noqa: SIM118 - a row of SQLite is no mapping

    # --- one invitation, one request

    def revoke(self, invitation: str) -> Response:
        """Revoke a pending invitation."""
        email = self._invited(invitation)
        decision, words = self._desk.perform(RevokeRequested(), about=invitation)
        if decision.refused:
            title = f"The invitation of {email} cannot be revoked here"
            return self._desk.refused(title, words, back=url_for("console.invitations"))
        return self._desk.go("invitations", f"The invitation of {email} was revoked.")

    def resend(self, invitation: str) -> Response:
        """Send the same invitation once more. No mail leaves this computer, so the link is shown instead."""
        email, row = self._invited(invitation), reading.invitation(self._store, invitation)
        if row is None or row["state"] != "pending" or self._is_over(row["expires_at"]):
            why = explain(Reason.INVITATION_UNUSABLE)
            title = f"The invitation of {email} cannot be sent again"
            return self._desk.refused(title, why, back=url_for("console.invitations"))
        return self._desk.show(
            "resent.html", here="team", invitation=row, mail_link=f"{self._desk.service.issuer}{row['link'] or ''}"
        )

    def _is_over(self, expires_at: str | None) -> bool:
        return expires_at is not None and expires_at <= self._desk.service.world.stamp()

    def _invited(self, invitation: str) -> str:
        row = reading.invitation(self._store, invitation)
        if row is None:
            abort(404)
        return str(row["email"])

    def answer(self, asked: str) -> Response:
        """Approve or deny a request to join."""
        row, approved = reading.join_request(self._store, asked), typed("answer") == "approve"
        if row is None:
            abort(404)
        decision, words = self._desk.perform(JoinAnswered(row["email"], approved), about=asked)
        if decision.refused:
            title = f"The request of {row['email']} is not answered here"
            return self._desk.refused(title, words, back=url_for("console.requests"))
        return self._desk.go("requests", f"{row['email']}: {words.label.lower()}. {words.text}")
