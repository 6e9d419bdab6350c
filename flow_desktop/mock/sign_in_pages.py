"""Flow's sign-in pages: method, work e-mail, the organisation's log-in, consent, and the way back to the app.

Whatever happens, the app hears of it: every refusal goes back to the redirect URI with `error`, `state` and `iss`.
Only a request whose redirect URI cannot be trusted, or an attempt that is over, ends on a page here.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any, Literal

from authlib.oauth2 import OAuth2Error
from flask import Blueprint, Response, abort, request, url_for

from flow_desktop.mock.authorization import AuthorizationRequests, error_page
from flow_desktop.mock.browsers import SIGN_IN_PATH, Attempt, Attempts, Browser, Browsers
from flow_desktop.mock.flow.api import SSO_REQUIRED, SignInRefusal, is_managed_domain, judge_sign_in
from flow_desktop.mock.grants import FlowServer
from flow_desktop.mock.idp.claims import check_login, email_of
from flow_desktop.mock.oauth_models import ParameterRequest, Person
from flow_desktop.mock.pages import page
from flow_desktop.mock.scenario.seed import email_key
from flow_desktop.mock.service import Service

OTHER_METHODS = {"google": "Google", "microsoft": "Microsoft", "apple": "Apple", "password": "E-mail and password"}
_DENIED = SignInRefusal("access_denied", "The person declined on the consent page.")
_CANCELLED = SignInRefusal("access_denied", "The person cancelled the sign-in in the browser.")

Step = Literal["method", "email", "log_in", "consent"]
_STEPS: tuple[Step, ...] = ("method", "email", "log_in", "consent")


class SignInPages:
    """The pages of one service; each view first proves that the attempt is this browser's and still open."""

    def __init__(self, service: Service, server: FlowServer) -> None:
        self._service, self._store, self._server = service, service.store, server
        self._browsers, self._attempts = Browsers(service), Attempts(service)
        self._requests = AuthorizationRequests(service, server)

    def blueprint(self) -> Blueprint:
        """Everything under /sign-in."""
        blueprint = Blueprint("sign_in", __name__, url_prefix=SIGN_IN_PATH)
        blueprint.add_url_rule("/authorize", "authorize", self.authorize, methods=["GET", "POST"])
        views: tuple[tuple[str, Callable[[str], Response], Callable[[str], Response]], ...] = (
            ("method", self.show_method, self.choose_method),
            ("email", self.show_email, self.type_email),
            ("log_in", self.show_log_in, self.log_in),
            ("consent", self.show_consent, self.consent),
        )
        for name, show, act in views:
            address = f"/<key>/{name.replace('_', '-')}"
            blueprint.add_url_rule(address, name, show, methods=["GET"])
            blueprint.add_url_rule(address, f"{name}_sent", act, methods=["POST"])
        blueprint.add_url_rule("/<key>/cancel", "cancel", self.cancel, methods=["POST"])
        blueprint.add_url_rule("/end-session", "end_session", self.show_end_session, methods=["GET", "POST"])
        blueprint.add_url_rule("/signed-out", "signed_out", self.end_session, methods=["POST"])
        return blueprint

    def authorize(self) -> Response:
        """The authorization endpoint (RFC 6749, 3.1; RFC 9126, 4)."""
        browser, cookie = self._browsers.current(), None
        try:
            parameters = self._requests.read(request)
            fresh = self._requests.check(parameters, browser.person if browser else None)
        except OAuth2Error as error:
            return self._requests.answer_error(error, request.values.get("response_mode", ""))
        if browser is None:
            browser, cookie = self._browsers.begin()
        key = self._attempts.begin(browser, parameters, fresh_login=fresh)
        response = self._go(key, "method")
        return self._browsers.give_cookie(response, cookie) if cookie else response

    def show_method(self, key: str) -> Response:
        """How to sign in."""
        return self._page("method.html", self._open(key, "method"), others=OTHER_METHODS)

    def choose_method(self, key: str) -> Response:
        """SSO goes on; the demo has no other provider, and an enterprise may refuse all others."""
        attempt, method = self._sent(key, "method"), request.form.get("method", "")
        if method == "sso":
            self._attempts.choose_method(attempt, method)
            return self._go(key, "email")
        if method not in OTHER_METHODS:
            return self._page("method.html", attempt, status=400, others=OTHER_METHODS)
        if self._enterprise()["sso_enforced"]:
            return self._refuse(attempt, SSO_REQUIRED)
        return self._page("unavailable.html", attempt, name=OTHER_METHODS[method])

    def show_email(self, key: str) -> Response:
        """The work e-mail, filled in from what the app sent along."""
        attempt = self._open(key, "email")
        return self._page("email.html", attempt, email=attempt.email or attempt.parameters.get("login_hint", ""))

    def type_email(self, key: str) -> Response:
        """On to the organisation's log-in, or past it when this browser's session is that person's."""
        attempt, email = self._sent(key, "email"), request.form.get("email", "").strip()
        problem = self._email_problem(email)
        if problem:
            return self._page("email.html", attempt, status=422, email=email, problem=problem)
        self._attempts.type_email(attempt, email)
        person = self._session_person(attempt, email)
        return self._signed_in(attempt, person) if person else self._go(key, "log_in")

    def show_log_in(self, key: str) -> Response:
        """The organisation's own page; `different=1` comes from "Use a different account"."""
        attempt = self._open(key, "log_in")
        return self._page("log_in.html", attempt, email="" if request.args.get("different") else attempt.email)

    def log_in(self, key: str) -> Response:
        """Check the password at the identity provider."""
        attempt, email = self._sent(key, "log_in"), request.form.get("email", "")
        subject = check_login(self._service, email, password=request.form.get("password", ""))
        if subject is None:
            problem = "This e-mail and password do not belong together. Check both and try again."
            return self._page("log_in.html", attempt, status=422, email=email, problem=problem)
        person = Person(subject, int(self._service.clock()))
        cookie = self._browsers.log_in(self._browser(), person)
        return self._browsers.give_cookie(self._signed_in(attempt, person), cookie)

    def show_consent(self, key: str) -> Response:
        """What the app asks for; shown at every sign-in, a native app is never let in silently (RFC 8252, 8.6)."""
        attempt = self._open(key, "consent")
        scopes = attempt.parameters.get("scope", "").split()
        return self._page("consent.html", attempt, email=self._email(attempt), scopes=scopes)

    def consent(self, key: str) -> Response:
        """Back to the app, with a code or a refusal."""
        attempt = self._sent(key, "consent")
        if request.form.get("answer") != "allow" or attempt.person is None:
            return self._refuse(attempt, _DENIED)
        refusal = judge_sign_in(self._store, attempt.person.subject, email=self._email(attempt))
        return self._refuse(attempt, refusal) if refusal else self._grant(attempt, attempt.person)

    def cancel(self, key: str) -> Response:
        """The person gave up; the app is told at once."""
        return self._refuse(self._sent(key, "method"), _CANCELLED)

    def show_end_session(self) -> Response:
        """OpenID Connect RP-initiated logout: always asks, and never redirects (no address is registered)."""
        browser = self._browsers.current()
        if browser is None or browser.person is None:
            return page("signed_out.html", idp=self._enterprise()["idp_name"])
        return page(
            "end_session.html",
            idp=self._enterprise()["idp_name"],
            form_token=browser.form_token,
            email=email_of(self._store, browser.person.subject),
        )

    def end_session(self) -> Response:
        """Forget the browser's session at the identity provider."""
        self._browsers.log_out(self._checked_browser())
        return page("signed_out.html", idp=self._enterprise()["idp_name"])

    def _signed_in(self, attempt: Attempt, person: Person) -> Response:
        """After the log-in: the sign-in rules, then consent."""
        self._attempts.log_in(attempt, person)
        refusal = judge_sign_in(self._store, person.subject, email=email_of(self._store, person.subject))
        return self._refuse(attempt, refusal) if refusal else self._go(attempt.key, "consent")

    def _session_person(self, attempt: Attempt, email: str) -> Person | None:
        person = self._browser().person
        if attempt.fresh_login or person is None:
            return None
        return person if email_key(email_of(self._store, person.subject)) == email_key(email) else None

    def _grant(self, attempt: Attempt, person: Person) -> Response:
        kept = ParameterRequest(self._service.issuer, attempt.parameters)
        self._claim(attempt)
        grant = self._server.get_authorization_grant(kept)
        response = self._server.create_authorization_response(kept, grant_user=person, grant=grant)
        return self._requests.deliver(response, attempt.parameters.get("response_mode", ""))

    def _refuse(self, attempt: Attempt, refusal: SignInRefusal) -> Response:
        self._claim(attempt)
        error = OAuth2Error(
            error=refusal.error,
            description=refusal.description,
            state=attempt.parameters.get("state"),
            redirect_uri=attempt.parameters["redirect_uri"],
        )
        return self._requests.answer_error(error, attempt.parameters.get("response_mode", ""))

    def _claim(self, attempt: Attempt) -> None:
        if not self._attempts.finish(attempt):
            abort(_over("This sign-in has already ended"))

    def _open(self, key: str, step: Step) -> Attempt:
        """The attempt, if it may show this step; a page too far ahead leads back to where the person is."""
        attempt = self._attempts.find(key, self._browsers.current())
        if attempt is None:
            abort(_over("This sign-in is not known here", status=404))
        if attempt.finished:
            abort(_over("This sign-in has already ended"))
        if attempt.expired:
            abort(_over("This sign-in took longer than five minutes"))
        reached = _reached(attempt)
        if _STEPS.index(step) > _STEPS.index(reached):
            abort(self._go(key, reached))
        return attempt

    def _sent(self, key: str, step: Step) -> Attempt:
        """The same for a form, which must carry this browser's form token."""
        attempt = self._open(key, step)
        self._checked_browser()
        return attempt

    def _checked_browser(self) -> Browser:
        browser, token = self._browsers.current(), request.form.get("form_token", "")
        if browser is None or not hmac.compare_digest(browser.form_token.encode(), token.encode()):
            abort(
                error_page(403, "This page was out of date", detail="Go back, load the page again and repeat the step.")
            )
        return browser

    def _browser(self) -> Browser:
        browser = self._browsers.current()
        if browser is None:
            abort(_over("This sign-in is not known here", status=404))
        return browser

    def _page(self, template: str, attempt: Attempt, *, status: int = 200, **context: Any) -> Response:
        enterprise = self._enterprise()
        return page(
            template,
            status=status,
            redirect_uri=attempt.parameters["redirect_uri"],
            key=attempt.key,
            form_token=self._browser().form_token,
            idp=enterprise["idp_name"],
            organisation=enterprise["name"],
            **context,
        )

    def _go(self, key: str, step: Step) -> Response:
        return Response(status=303, headers={"Location": url_for(f"sign_in.{step}", key=key)})

    def _email(self, attempt: Attempt) -> str:
        return email_of(self._store, attempt.person.subject) if attempt.person else ""

    def _enterprise(self) -> Any:
        return self._store.one("SELECT * FROM enterprise")

    def _email_problem(self, email: str) -> str | None:
        local, at, domain = email.rpartition("@")
        if not (local and at and domain):
            return "Type your whole work e-mail, such as name@company.com."
        if not is_managed_domain(self._store, email):
            return f"No organisation here uses {domain} for single sign-on. Check the address."
        return None


def _reached(attempt: Attempt) -> Step:
    if attempt.method is None:
        return "method"
    if attempt.email is None:
        return "email"
    return "consent" if attempt.person else "log_in"


def _over(title: str, *, status: int = 410) -> Response:
    return error_page(status, title, detail="Go back to the app and press Sign in via browser again.")
