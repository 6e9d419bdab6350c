"""What every sign-in page rests on: is this attempt this browser's and still open, how far is it, how does it end.

Whatever happens, the app hears of it: every refusal goes back to the redirect URI with `error`, `state` and `iss`.
Only a request whose redirect URI cannot be trusted, or an attempt that is over, ends on a page here.
"""

from __future__ import annotations

import hmac
from typing import Any, Literal

from authlib.oauth2 import OAuth2Error
from flask import Response, abort, request, url_for

from flow_desktop.mock.authorization import AuthorizationRequests, error_page
from flow_desktop.mock.browsers import Attempt, Attempts, Browser, Browsers
from flow_desktop.mock.flow.sign_in import SignInRefusal
from flow_desktop.mock.grants import FlowServer
from flow_desktop.mock.oauth_models import ParameterRequest, Person
from flow_desktop.mock.pages import page
from flow_desktop.mock.service import Service

Step = Literal["method", "email", "log_in", "provider", "consent"]
_UNDECIDED: tuple[Step, ...] = ("method",)
_BY_SSO: tuple[Step, ...] = ("method", "email", "log_in", "consent")
_BY_PROVIDER: tuple[Step, ...] = ("method", "provider", "consent")


class SignInGuard:
    """Opens and ends the attempts of one service."""

    def __init__(self, service: Service, server: FlowServer) -> None:
        self._service, self._server = service, server
        self.browsers, self.attempts = Browsers(service), Attempts(service)
        self.requests = AuthorizationRequests(service, server)

    def open(self, key: str, step: Step) -> Attempt:
        """The attempt, if it may show this step; any other page leads back to where the person is."""
        attempt = self.attempts.find(key, self.browsers.current())
        if attempt is None:
            abort(over("This sign-in is not known here", status=404))
        if attempt.finished:
            abort(over("This sign-in has already ended"))
        if attempt.expired:
            abort(over("This sign-in took longer than five minutes"))
        way, reached = _way(attempt), _reached(attempt)
        if step not in way or way.index(step) > way.index(reached):
            abort(self.go(key, reached))
        return attempt

    def sent(self, key: str, step: Step) -> Attempt:
        """The same for a form, which must carry this browser's form token."""
        attempt = self.open(key, step)
        self.checked_browser()
        return attempt

    def checked_browser(self) -> Browser:
        """The browser of a form, proved by its form token."""
        browser, token = self.browsers.current(), request.form.get("form_token", "")
        if browser is None or not hmac.compare_digest(browser.form_token.encode(), token.encode()):
            abort(
                error_page(403, "This page was out of date", detail="Go back, load the page again and repeat the step.")
            )
        return browser

    def browser(self) -> Browser:
        """The browser of this request; a page when it is not known."""
        browser = self.browsers.current()
        if browser is None:
            abort(over("This sign-in is not known here", status=404))
        return browser

    def enterprise(self) -> Any:
        """The organisation of this service, as it is stored."""
        return self._service.store.one("SELECT * FROM enterprise")

    def page(self, template: str, attempt: Attempt, *, status: int = 200, **context: Any) -> Response:
        """A page of this attempt."""
        enterprise = self.enterprise()
        return page(
            template,
            status=status,
            redirect_uri=attempt.parameters["redirect_uri"],
            key=attempt.key,
            form_token=self.browser().form_token,
            idp=enterprise["idp_name"],
            organisation=enterprise["name"],
            **context,
        )

    def go(self, key: str, step: Step) -> Response:
        """On to another page."""
        return Response(status=303, headers={"Location": url_for(f"sign_in.{step}", key=key)})

    def grant(self, attempt: Attempt, person: Person) -> Response:
        """Back to the app with a code."""
        kept = ParameterRequest(self._service.issuer, attempt.parameters, began=attempt.began)
        self._claim(attempt)
        grant = self._server.get_authorization_grant(kept)
        response = self._server.create_authorization_response(kept, grant_user=person, grant=grant)
        return self.requests.deliver(response, attempt.parameters.get("response_mode", ""))

    def refuse(self, attempt: Attempt, refusal: SignInRefusal) -> Response:
        """Back to the app with an error."""
        self._claim(attempt)
        error = OAuth2Error(
            error=refusal.error,
            description=refusal.description,
            state=attempt.parameters.get("state"),
            redirect_uri=attempt.parameters["redirect_uri"],
        )
        return self.requests.answer_error(error, attempt.parameters.get("response_mode", ""))

    def _claim(self, attempt: Attempt) -> None:
        if not self.attempts.finish(attempt):
            abort(over("This sign-in has already ended"))


def over(title: str, *, status: int = 410) -> Response:
    """The attempt cannot go on; the way out is a new one from the app."""
    return error_page(status, title, detail="Go back to the app and press Sign in via browser again.")


def _way(attempt: Attempt) -> tuple[Step, ...]:
    if attempt.method is None:
        return _UNDECIDED
    return _BY_SSO if attempt.method == "sso" else _BY_PROVIDER


def _reached(attempt: Attempt) -> Step:
    if attempt.method is None:
        return "method"
    if attempt.person:
        return "consent"
    if attempt.method != "sso":
        return "provider"
    return "email" if attempt.email is None else "log_in"
