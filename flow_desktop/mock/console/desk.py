"""What every page of the console is built with: who is here, what they may do, how a page and an answer are given."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from flask import Response, g, redirect, request, url_for

from flow_desktop.mock.console import reading
from flow_desktop.mock.console.reading import Admin
from flow_desktop.mock.console.sessions import ConsoleSessions, Notice, Session
from flow_desktop.mock.console.words import ROLES, Explained, explain
from flow_desktop.mock.effects import Decision
from flow_desktop.mock.facts import FlowAction
from flow_desktop.mock.pages import page
from flow_desktop.mock.places import Places
from flow_desktop.mock.service import Service

_PUBLIC = ("console.start", "console.sign_in")


@dataclass(frozen=True, slots=True)
class Visit:
    """A signed-in admin in front of one enterprise, read anew at every request."""

    session: Session
    admin: Admin
    enterprise: sqlite3.Row

    @property
    def scim_on(self) -> bool:
        """Whether SCIM manages the people, so that nobody does by hand."""
        return bool(self.enterprise["scim_on"])


class Desk:
    """One console: its sessions, the three places behind it, and the frame around every page."""

    def __init__(self, service: Service, places: Places) -> None:
        self.service, self.places, self.store = service, places, service.store
        self.sessions = ConsoleSessions(service)

    # --- who is here

    def guard(self) -> Response | None:
        """Before every page: forms must be ours, and whoever is here must be an admin now."""
        session = self.sessions.current()
        if request.method == "POST" and not self.sessions.is_own_form(session):
            return _outside(
                "This form cannot be taken", "Your session is over, the form is older than it, or another site sent it."
            )
        g.visit = self._visit(session)
        if g.visit is not None or request.endpoint in _PUBLIC:
            return None
        if session is not None and session.subject is not None:
            return self.refuse_entry(session.subject)
        return redirect(url_for("console.start"), 303)  # type: ignore[return-value]  # werkzeug's class, Flask's in fact

    def _visit(self, session: Session | None) -> Visit | None:
        if session is None or session.subject is None:
            return None
        admin = reading.admin_of(self.store, session.subject)
        return Visit(session, admin, reading.enterprise(self.store)) if admin else None

    def visitor(self) -> Visit | None:
        """The admin of this request; None on the page before sign-in."""
        visit: Visit | None = g.visit
        return visit

    @property
    def visit(self) -> Visit:
        """The admin of this request, behind the guard."""
        visit = self.visitor()
        if visit is None:
            raise LookupError("nobody is signed in to the console")
        return visit

    def refuse_entry(self, subject: str) -> Response:
        """The page for somebody who is not (or no longer) an admin: it says who can help."""
        return page(
            "console/refused_entry.html",
            status=403,
            enterprise=reading.enterprise(self.store),
            email=reading.email_of_subject(self.store, subject),
            admins=reading.helpers(self.store),
        )

    # --- pages and answers

    def show(self, template: str, *, status: int = 200, **context: Any) -> Response:
        """One page inside the frame."""
        visit = self.visit
        return page(
            f"console/{template}",
            status=status,
            visit=visit,
            enterprise=visit.enterprise,
            form_token=visit.session.form_token,
            notice=self.sessions.take_notice(visit.session),
            idp=visit.enterprise["idp_name"],
            roles=ROLES,
            **context,
        )

    def no_such_page(self, _: Exception) -> Response:
        """A page, person or group that is not there, or not any more."""
        if self.visitor() is None:
            return _outside("There is no such page", "The address may be mistyped.", status=404)
        why = Explained("", "The address may be mistyped, or what it was about is gone.")
        return self.refused("There is no such page", why, back=url_for("console.start"), status=404)

    def go(self, endpoint: str, notice: str = "", *, tone: str = "same", **values: str) -> Response:
        """After a POST: to a page, with one line about what was done."""
        if notice:
            self.sessions.leave_notice(self.visit.session, Notice(notice, tone))
        return redirect(self.address(endpoint, **values), 303)  # type: ignore[return-value]

    def address(self, endpoint: str, **values: str) -> str:
        """Where a page of the console is."""
        return url_for(f"console.{endpoint}", _anchor=None, **values)  # type: ignore[arg-type]  # any text is a value

    def perform(self, action: FlowAction, *, about: str | None = None) -> tuple[Decision, Explained]:
        """Ask Flow to do something as the admin who is here; what was decided, and that in words."""
        decision = self.places.flow.perform(action, about=about, actor=self.visit.admin.account_id)
        return decision, explain(decision.reason)

    def refused(self, title: str, why: Explained, *, back: str, status: int = 409) -> Response:
        """A page about one action that was refused: what was tried, why, what to do."""
        return self.show("refused.html", status=status, title=title, why=why, back=back)


def _outside(title: str, detail: str, *, status: int = 403) -> Response:
    return page("console/stopped.html", status=status, title=title, detail=detail)
