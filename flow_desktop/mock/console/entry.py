"""The way in and out: the page before sign-in with the demo people, sign-in, sign-out, one's own profile."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, Response, redirect, request, url_for

from flow_desktop.mock.console import reading
from flow_desktop.mock.console.desk import Desk
from flow_desktop.mock.console.forms import typed
from flow_desktop.mock.console.setup import blocker, steps
from flow_desktop.mock.console.words import ROLES
from flow_desktop.mock.facts import NameEdited
from flow_desktop.mock.idp.claims import check_login, check_password
from flow_desktop.mock.pages import page
from flow_desktop.mock.store import Store

_MOST_PEOPLE = 100  # a page for a demo; a crowd is read on the Team page
_PEOPLE = """
SELECT p.shows, p.email AS idp_email, p.given_name AS idp_first, p.family_name AS idp_last,
    u.id AS user, u.email AS directory_email, u.first_name AS directory_first, u.last_name AS directory_last,
    a.id AS account, a.email AS flow_email, a.first_name AS flow_first, a.last_name AS flow_last, m.role
FROM idp_people p
LEFT JOIN directory_users u ON u.idp_id = p.idp_id
LEFT JOIN directory_links l ON l.directory_user_id = u.id
LEFT JOIN accounts a ON a.id = coalesce(l.account_id, (SELECT id FROM accounts WHERE subject = p.subject))
LEFT JOIN memberships m ON m.account_id = a.id
WHERE p.crowd = 0 ORDER BY p.position LIMIT ?
"""


class EntryPages:
    """Start, sign-in, sign-out, profile."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, blueprint: Blueprint) -> None:
        """Add the pages to the console."""
        blueprint.add_url_rule("", "start", self.start)
        blueprint.add_url_rule("/sign-in", "sign_in", self.sign_in, methods=["POST"])
        blueprint.add_url_rule("/sign-out", "sign_out", self.sign_out, methods=["POST"])
        blueprint.add_url_rule("/profile", "profile", self.profile)
        blueprint.add_url_rule("/profile", "save_profile", self.save_profile, methods=["POST"])

    def start(self) -> Response:
        """The set-up steps for an admin; for everybody else sign-in and who the demo people are."""
        if self._desk.visitor() is None:
            return self._gate()
        todo = steps(self._desk)
        done = sum(step.state == "done" for step in todo)
        return self._desk.show("start.html", here="start", steps=todo, done=done)

    def _gate(self, problem: str = "", email: str = "") -> Response:
        session, cookie = self._desk.sessions.current(), ""
        if session is None:
            session, cookie = self._desk.sessions.begin(None)
        response = page(
            "console/gate.html",
            status=403 if problem else 200,
            enterprise=reading.enterprise(self._desk.store),
            people=_demo_people(self._desk.store),
            roles=ROLES,
            form_token=session.form_token,
            problem=problem,
            email=email,
        )
        return self._desk.sessions.give_cookie(response, cookie) if cookie else response

    def sign_in(self) -> Response:
        """The person's own password; with SSO enforced only while the identity provider lets them in."""
        desk, email = self._desk, typed("email")
        enforced = reading.enterprise(desk.store)["sso_enforced"]
        check = check_login if enforced else check_password
        subject = check(desk.service, email, password=request.form.get("password", ""))
        if subject is None:
            return self._gate("E-mail and password do not belong together. Check both and try again.", email)
        if reading.admin_of(desk.store, subject) is None:
            return desk.refuse_entry(subject)
        before = desk.sessions.current()
        if before is not None:
            desk.sessions.end(before)  # another cookie from here on, against session fixation
        _, cookie = desk.sessions.begin(subject)
        return desk.sessions.give_cookie(_see_start(), cookie)

    def sign_out(self) -> Response:
        """End the session of this browser."""
        self._desk.sessions.end(self._desk.visit.session)
        return _see_start()

    def profile(self) -> Response:
        """The admin's own profile: set-up needs first name, last name and e-mail."""
        admin = self._desk.visit.admin
        return self._form(first=admin.first_name or "", last=admin.last_name or "")

    def save_profile(self) -> Response:
        """Another name of one's own."""
        first, last = typed("first_name"), typed("last_name")
        about = self._desk.visit.admin.account_id
        decision, words = self._desk.perform(NameEdited(first or None, last or None), about=about)
        if decision.refused:
            return self._form(first=first, last=last, problem=f"{words.text} {words.next}")
        return self._desk.go("profile", "Your name was saved.")

    def _form(self, *, first: str, last: str, problem: str = "") -> Response:
        hurdle = blocker(self._desk.visit)
        return self._desk.show(
            "profile.html",
            status=409 if problem else 200,
            here="profile",
            first=first,
            last=last,
            problem=problem,
            hurdle=hurdle,
        )


def _demo_people(store: Store) -> list[sqlite3.Row]:
    return store.all(_PEOPLE, _MOST_PEOPLE)


def _see_start() -> Response:
    return redirect(url_for("console.start"), 303)  # type: ignore[return-value]  # werkzeug's class, Flask's in fact
