"""The pages that stand in for Google, Microsoft, Apple and a password of Flow's own: log in, or make an account.

They ask for the e-mail and the password of a made-up person, and say so; nobody else's page is imitated.
"""

from __future__ import annotations

from flask import Response, request

from flow_desktop.mock.browsers import Attempt
from flow_desktop.mock.facts import Method
from flow_desktop.mock.flow.sign_in import SignInRefusal, SignInRules
from flow_desktop.mock.idp.claims import check_password
from flow_desktop.mock.oauth_models import Person
from flow_desktop.mock.service import Service
from flow_desktop.mock.sign_in_guard import SignInGuard

OTHER_METHODS = {
    Method.GOOGLE: "Google",
    Method.MICROSOFT: "Microsoft",
    Method.APPLE: "Apple",
    Method.PASSWORD: "e-mail and password",
}
_WRONG = "This e-mail and password do not belong together. Check both and try again."


class OtherMethods:
    """Signs in past the identity provider: its log-in, its sessions and its deactivations are not asked."""

    def __init__(self, service: Service, guard: SignInGuard, rules: SignInRules) -> None:
        self._service, self._guard, self._rules = service, guard, rules

    def show_log_in(self, key: str) -> Response:
        """The provider's own page."""
        return self._page(self._guard.open(key, "provider"))

    def log_in(self, key: str) -> Response:
        """Check the password; who has no account and may make one is told how."""
        attempt = self._guard.sent(key, "provider")
        subject = self._subject()
        if subject is None:
            return self._page(attempt, problem=_WRONG)
        if self._rules.may_sign_up(subject, _method(attempt)):
            return self._page(attempt, problem="There is no Flow account for this e-mail. You can create one.")
        return self._end(attempt, subject, self._rules.sign_in(subject, _method(attempt)))

    def show_sign_up(self, key: str) -> Response:
        """Direct sign-up."""
        return self._page(self._guard.open(key, "provider"), new=True)

    def sign_up(self, key: str) -> Response:
        """Make the account, unless the domain is managed (FAQ: can users sign up for Flow directly)."""
        attempt = self._guard.sent(key, "provider")
        subject = self._subject()
        if subject is None:
            return self._page(attempt, new=True, problem=_WRONG)
        return self._end(attempt, subject, self._rules.sign_up(subject, _method(attempt)))

    def _subject(self) -> str | None:
        return check_password(self._service, request.form.get("email", ""), password=request.form.get("password", ""))

    def _end(self, attempt: Attempt, subject: str, refusal: SignInRefusal | None) -> Response:
        if refusal is not None:
            return self._guard.refuse(attempt, refusal)
        self._guard.attempts.log_in(attempt, Person(subject, int(self._service.clock())))
        browser = self._guard.browser()
        cookie = self._guard.browsers.log_in(browser, browser.person)
        return self._guard.browsers.give_cookie(self._guard.go(attempt.key, "consent"), cookie)

    def _page(self, attempt: Attempt, *, problem: str = "", new: bool = False) -> Response:
        hint = "" if request.args.get("different") else attempt.parameters.get("login_hint", "")
        return self._guard.page(
            "provider.html",
            attempt,
            status=422 if problem else 200,
            method=_method(attempt).value,
            name=OTHER_METHODS[_method(attempt)],
            email=request.form.get("email", hint),
            problem=problem,
            new=new,
        )


def _method(attempt: Attempt) -> Method:
    return Method(attempt.method or "")
