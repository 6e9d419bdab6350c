"""Add new user: one invitation, or many at once (bulk invite)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, url_for

from flow_desktop.mock.addresses import is_address
from flow_desktop.mock.console.desk import Desk
from flow_desktop.mock.console.forms import MOST_ADDRESSES, typed, typed_addresses
from flow_desktop.mock.console.words import ROLES, Explained, explain
from flow_desktop.mock.effects import Reason
from flow_desktop.mock.facts import InviteRequested, Role

_NO_ADDRESS = Explained("Not an e-mail address", "This is not an e-mail address.", "Check how it is written.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one address of a bulk invite."""

    email: str
    words: Explained
    invited: bool


class InvitePages:
    """Forms behind the button "Add new user"; while SCIM is on they are blocked (article, Before you start)."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, blueprint: Blueprint) -> None:
        """Add the pages to the console."""
        blueprint.add_url_rule("/team/invite", "invite", self.form)
        blueprint.add_url_rule("/team/invite", "invite_one", self.invite, methods=["POST"])
        blueprint.add_url_rule("/team/bulk-invite", "bulk", self.bulk_form)
        blueprint.add_url_rule("/team/bulk-invite", "invite_many", self.invite_many, methods=["POST"])

    def form(self) -> Response:
        """Ask for an address and a role."""
        return self._blocked() if self._desk.visit.scim_on else self._show("invite.html")

    def bulk_form(self) -> Response:
        """Ask for many addresses."""
        return self._blocked() if self._desk.visit.scim_on else self._show("bulk.html")

    def _blocked(self) -> Response:
        words = explain(Reason.MANUAL_BLOCKED_BY_SCIM)
        return self._desk.refused("Nobody can be invited here", words, back=url_for("console.team"))

    def invite(self) -> Response:
        """Invite one person."""
        email, role = typed("email"), _role()
        if not is_address(email):
            return self._show("invite.html", status=422, email=email, role=role, problem=_NO_ADDRESS)
        decision, words = self._desk.perform(InviteRequested(email, role))
        if decision.reason is Reason.MANUAL_BLOCKED_BY_SCIM:
            return self._desk.refused(f"{email} cannot be invited here", words, back=url_for("console.team"))
        if decision.refused or decision.reason is not Reason.INVITED:
            return self._show("invite.html", status=409, email=email, role=role, problem=words)
        return self._desk.go("invitations", f"{email} was invited as {ROLES[role]}.")

    def invite_many(self) -> Response:
        """Invite everybody on the list who can be; the rest stay in the form with their reason."""
        emails, role = typed_addresses("emails"), _role()
        if not 0 < len(emails) <= MOST_ADDRESSES:
            problem = Explained("", f"Write between 1 and {MOST_ADDRESSES} addresses, one on each line.")
            return self._show("bulk.html", status=422, emails=emails, role=role, problem=problem)
        outcomes = [self._invite(email, role) for email in emails]
        left = [one for one in outcomes if not one.invited]
        if any(one.words == explain(Reason.MANUAL_BLOCKED_BY_SCIM) for one in left):
            return self._blocked()
        if not left:
            return self._desk.go("invitations", f"Invited as {ROLES[role]}: {len(outcomes)}.")
        rest = [one.email for one in left]
        return self._show("bulk.html", status=409, emails=rest, role=role, outcomes=outcomes)

    def _invite(self, email: str, role: Role) -> Outcome:
        if not is_address(email):
            return Outcome(email, _NO_ADDRESS, invited=False)
        decision, words = self._desk.perform(InviteRequested(email, role, bulk=True))
        return Outcome(email, words, invited=decision.reason is Reason.INVITED)

    def _show(self, template: str, *, status: int = 200, **context: object) -> Response:
        shown = {"email": "", "emails": [], "role": Role.MEMBER, "problem": None, "outcomes": [], **context}
        return self._desk.show(template, status=status, here="team", **shown)


def _role() -> Role:
    chosen = typed("role")
    return Role(chosen) if chosen in ROLES else Role.MEMBER
