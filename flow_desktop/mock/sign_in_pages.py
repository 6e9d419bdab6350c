"""Flow's sign-in pages: method, work e-mail, the organisation's log-in, consent, and the way back to the app."""

from __future__ import annotations

from collections.abc import Callable

from authlib.oauth2 import OAuth2Error
from flask import Blueprint, Response, request

from flow_desktop.mock.addresses import email_key
from flow_desktop.mock.browsers import SIGN_IN_PATH, Attempt
from flow_desktop.mock.facts import Method
from flow_desktop.mock.flow.place import FlowPlace
from flow_desktop.mock.flow.sign_in import CANCELLED, DECLINED, SignInRules
from flow_desktop.mock.grants import FlowServer
from flow_desktop.mock.idp.claims import check_login, email_of, is_active
from flow_desktop.mock.oauth_models import Person
from flow_desktop.mock.other_methods import OTHER_METHODS, OtherMethods
from flow_desktop.mock.pages import page
from flow_desktop.mock.service import Service
from flow_desktop.mock.sign_in_guard import SignInGuard


class SignInPages:
    """The pages of one service; each view first proves that the attempt is this browser's and still open."""

    def __init__(self, service: Service, server: FlowServer, flow: FlowPlace) -> None:
        self._service, self._store = service, service.store
        self._guard = SignInGuard(service, server)
        self._rules = SignInRules(service.store, flow)
        self._others = OtherMethods(service, self._guard, self._rules)

    def blueprint(self) -> Blueprint:
        """Everything under /sign-in."""
        blueprint = Blueprint("sign_in", __name__, url_prefix=SIGN_IN_PATH)
        blueprint.add_url_rule("/authorize", "authorize", self.authorize, methods=["GET", "POST"])
        views: tuple[tuple[str, Callable[[str], Response], Callable[[str], Response]], ...] = (
            ("method", self.show_method, self.choose_method),
            ("email", self.show_email, self.type_email),
            ("log_in", self.show_log_in, self.log_in),
            ("provider", self._others.show_log_in, self._others.log_in),
            ("sign_up", self._others.show_sign_up, self._others.sign_up),
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
        guard, cookie = self._guard, None
        browser = guard.browsers.current()
        try:
            parameters = guard.requests.read(request)
            fresh = guard.requests.check(parameters, browser.person if browser else None)
        except OAuth2Error as error:
            return guard.requests.answer_error(error, request.values.get("response_mode", ""))
        if browser is None:
            browser, cookie = guard.browsers.begin()
        key = guard.attempts.begin(browser, parameters, fresh_login=fresh)
        response = guard.go(key, "method")
        return guard.browsers.give_cookie(response, cookie) if cookie else response

    def show_method(self, key: str) -> Response:
        """How to sign in."""
        return self._methods(self._guard.open(key, "method"))

    def choose_method(self, key: str) -> Response:
        """SSO goes on; an enterprise that enforces it refuses all others at once."""
        attempt, chosen = self._guard.sent(key, "method"), request.form.get("method", "")
        if chosen not in list(Method):
            return self._methods(attempt, status=400)
        method = Method(chosen)
        refusal = self._rules.refuse_method(method, attempt.parameters.get("login_hint", "").strip())
        if refusal is not None:
            return self._guard.refuse(attempt, refusal)
        self._guard.attempts.choose_method(attempt, method)
        return self._guard.go(key, "email" if method is Method.SSO else "provider")

    def show_email(self, key: str) -> Response:
        """The work e-mail, filled in from what the app sent along."""
        attempt = self._guard.open(key, "email")
        return self._guard.page("email.html", attempt, email=attempt.email or attempt.parameters.get("login_hint", ""))

    def type_email(self, key: str) -> Response:
        """On to the organisation's log-in, or past it when this browser's session is that person's."""
        attempt, email = self._guard.sent(key, "email"), request.form.get("email", "").strip()
        problem = self._email_problem(email)
        if problem:
            return self._guard.page("email.html", attempt, status=422, email=email, problem=problem)
        self._guard.attempts.type_email(attempt, email)
        person = self._session_person(attempt, email)
        return self._signed_in(attempt, person) if person else self._guard.go(key, "log_in")

    def show_log_in(self, key: str) -> Response:
        """The organisation's own page; `different=1` comes from "Use a different account"."""
        attempt = self._guard.open(key, "log_in")
        return self._guard.page("log_in.html", attempt, email="" if request.args.get("different") else attempt.email)

    def log_in(self, key: str) -> Response:
        """Check the password at the identity provider."""
        attempt, email = self._guard.sent(key, "log_in"), request.form.get("email", "")
        subject = check_login(self._service, email, password=request.form.get("password", ""))
        if subject is None:
            problem = "This e-mail and password do not belong together. Check both and try again."
            return self._guard.page("log_in.html", attempt, status=422, email=email, problem=problem)
        person = Person(subject, int(self._service.clock()))
        cookie = self._guard.browsers.log_in(self._guard.browser(), person)
        return self._guard.browsers.give_cookie(self._signed_in(attempt, person), cookie)

    def show_consent(self, key: str) -> Response:
        """What the app asks for; shown at every sign-in, a native app is never let in silently (RFC 8252, 8.6)."""
        attempt = self._guard.open(key, "consent")
        method = Method(attempt.method or "")
        sso = method is Method.SSO
        return self._guard.page(
            "consent.html",
            attempt,
            email=email_of(self._store, attempt.person.subject) if attempt.person else "",
            scopes=attempt.parameters.get("scope", "").split(),
            provider=self._guard.enterprise()["idp_name"] if sso else OTHER_METHODS[method],
            again="log_in" if sso else "provider",
        )

    def consent(self, key: str) -> Response:
        """Back to the app, with a code or a refusal."""
        attempt = self._guard.sent(key, "consent")
        if request.form.get("answer") != "allow" or attempt.person is None:
            return self._guard.refuse(attempt, DECLINED)
        return self._guard.grant(attempt, attempt.person)

    def cancel(self, key: str) -> Response:
        """The person gave up; the app is told at once."""
        return self._guard.refuse(self._guard.sent(key, "method"), CANCELLED)

    def show_end_session(self) -> Response:
        """OpenID Connect RP-initiated logout: always asks, and never redirects (no address is registered)."""
        browser, idp = self._guard.browsers.current(), self._guard.enterprise()["idp_name"]
        if browser is None or browser.person is None:
            return page("signed_out.html", idp=idp)
        email = email_of(self._store, browser.person.subject)
        return page("end_session.html", idp=idp, form_token=browser.form_token, email=email)

    def end_session(self) -> Response:
        """Forget the browser's session at the identity provider."""
        self._guard.browsers.log_out(self._guard.checked_browser())
        return page("signed_out.html", idp=self._guard.enterprise()["idp_name"])

    def _methods(self, attempt: Attempt, *, status: int = 200) -> Response:
        enforced = self._rules.sso_enforced()
        return self._guard.page("method.html", attempt, status=status, others=OTHER_METHODS, sso_enforced=enforced)

    def _signed_in(self, attempt: Attempt, person: Person) -> Response:
        """After the log-in: the sign-in rules, then consent."""
        refusal = self._rules.sign_in(person.subject, Method.SSO)
        if refusal is not None:
            return self._guard.refuse(attempt, refusal)
        self._guard.attempts.log_in(attempt, person)
        return self._guard.go(attempt.key, "consent")

    def _session_person(self, attempt: Attempt, email: str) -> Person | None:
        """Whose session the browser has, if it may be used; a deactivation at the identity provider ended it."""
        person = self._guard.browser().person
        if attempt.fresh_login or person is None or not is_active(self._store, person.subject):
            return None
        return person if email_key(email_of(self._store, person.subject)) == email_key(email) else None

    def _email_problem(self, email: str) -> str | None:
        local, at, domain = email.rpartition("@")
        if not (local and at and domain):
            return "Type your whole work e-mail, such as name@company.com."
        if not self._rules.is_managed(email):
            return f"No organisation here uses {domain} for single sign-on. Check the address."
        return None
