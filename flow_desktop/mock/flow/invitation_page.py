"""The page behind an invitation's link: who proves to have its address joins (article: e-mail invitations).

The address is proved as at SSO, by the log-in of the identity provider. The link itself is no secret.
"""

from __future__ import annotations

import hmac
import sqlite3

from flask import Blueprint, Response, abort, request

from flow_desktop.mock.authorization import error_page
from flow_desktop.mock.browsers import SIGN_IN_PATH, Browsers
from flow_desktop.mock.effects import Reason
from flow_desktop.mock.facts import InvitationAccepted
from flow_desktop.mock.flow.accounts import account_of, bind_account
from flow_desktop.mock.flow.place import FlowPlace
from flow_desktop.mock.idp.claims import check_login
from flow_desktop.mock.pages import page
from flow_desktop.mock.service import Service

_REFUSED = {
    Reason.INVITATION_UNUSABLE: "It was revoked, used or has expired. Ask your IT admin.",
    Reason.OTHER_ENTERPRISE: "You belong to another Flow enterprise. Leave it first, then follow the link again.",
    Reason.SEAT_CAP: "The enterprise has reached its seat cap. Ask your IT admin, then follow the link again.",
}
_WRONG = "This e-mail and password do not belong together. Check both and try again."


def invitation_blueprint(service: Service, flow: FlowPlace) -> Blueprint:
    """`/sign-in/invitation/<id>`."""
    blueprint = Blueprint("invitation", __name__, url_prefix=f"{SIGN_IN_PATH}/invitation")
    link = InvitationLink(service, flow)
    blueprint.add_url_rule("/<key>", "show", link.show, methods=["GET"])
    blueprint.add_url_rule("/<key>", "join", link.join, methods=["POST"])
    return blueprint


class InvitationLink:
    """What following the link shows and does."""

    def __init__(self, service: Service, flow: FlowPlace) -> None:
        self._service, self._flow, self._browsers = service, flow, Browsers(service)

    def show(self, key: str) -> Response:
        """Who is invited, and the log-in."""
        invitation, browser, cookie = self._pending(key), self._browsers.current(), None
        if browser is None:
            browser, cookie = self._browsers.begin()
        response = self._form(invitation, form_token=browser.form_token)
        return self._browsers.give_cookie(response, cookie) if cookie else response

    def join(self, key: str) -> Response:
        """Check the log-in, then ask the rules."""
        invitation, browser, sent = self._pending(key), self._browsers.current(), request.form.get("form_token", "")
        if browser is None or not hmac.compare_digest(browser.form_token.encode(), sent.encode()):
            abort(error_page(403, "This form is not from this browser", detail="Follow the link again."))
        subject = check_login(self._service, invitation["email"], password=request.form.get("password", ""))
        if subject is None:
            return self._form(invitation, form_token=browser.form_token, problem=_WRONG)
        with self._service.store.transaction():
            decision = self._flow.perform(InvitationAccepted(invitation["email"]), about=key)
            account = account_of(self._service.store, subject)
            if account is not None and not decision.refused:
                bind_account(self._service.store, account["id"], subject)
        if decision.refused:
            detail = _REFUSED.get(decision.reason, _REFUSED[Reason.INVITATION_UNUSABLE])
            return error_page(409, "You cannot join by this link now", detail=detail)
        return page("joined.html", organisation=self._organisation(), email=invitation["email"])

    def _pending(self, key: str) -> sqlite3.Row:
        row = self._service.store.one("SELECT * FROM invitations WHERE id = ?", key)
        if row is None:
            abort(error_page(404, "There is no such invitation", detail="Ask your IT admin for a new one."))
        if row["state"] != "pending":
            abort(
                error_page(
                    410, "This invitation is over", detail=f"It was {row['state']}. If you need it, ask your IT admin."
                )
            )
        return row

    def _form(self, invitation: sqlite3.Row, *, form_token: str, problem: str = "") -> Response:
        return page(
            "invitation.html",
            status=422 if problem else 200,
            organisation=self._organisation(),
            invitation=invitation,
            form_token=form_token,
            problem=problem,
        )

    def _organisation(self) -> str:
        row = self._service.store.one("SELECT name FROM enterprise")
        return str(row["name"]) if row else ""
