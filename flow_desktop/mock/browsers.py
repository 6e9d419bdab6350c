"""Browsers and their sign-in attempts: one cookie per browser, one attempt per request of the app.

A cookie for 127.0.0.1 goes to every port there, the app's own receiver included. So the name carries our port and the
path is that of the sign-in pages only.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Response, request

from flow_desktop.mock.oauth_models import Person
from flow_desktop.mock.service import BROWSER_ATTEMPT_SECONDS, PKCE_SESSION_SECONDS, Service
from flow_desktop.mock.store import digest

SIGN_IN_PATH = "/sign-in"
SSO_SESSION_SECONDS = 8 * 3600


@dataclass(frozen=True, slots=True)
class Browser:
    """One browser: its form token and, once logged in at the identity provider, whose session it holds."""

    key: int
    form_token: str = field(repr=False)
    person: Person | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One authorization request on its way through the pages; `began` in Unix seconds, `expired` after five minutes."""

    key: str
    parameters: dict[str, str] = field(repr=False)
    fresh_login: bool
    method: str | None
    email: str | None
    person: Person | None
    began: float
    expired: bool
    finished: bool


class Browsers:
    """The browsers that have a cookie of ours."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._cookie = f"flow_sign_in_{urlsplit(service.issuer).port}"

    def current(self) -> Browser | None:
        """The browser of this request, if its cookie is known."""
        cookie = request.cookies.get(self._cookie, "")
        row = self._service.store.one("SELECT * FROM browsers WHERE cookie = ?", digest(cookie))
        if row is None:
            return None
        live = row["subject"] and self._service.clock() < row["auth_time"] + SSO_SESSION_SECONDS
        return Browser(row["id"], row["form_token"], Person(row["subject"], row["auth_time"]) if live else None)

    def begin(self) -> tuple[Browser, str]:
        """A new browser and the cookie value to give it."""
        cookie, form_token = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
        with self._service.store.transaction() as connection:
            key = connection.execute(
                "INSERT INTO browsers (cookie, form_token, created) VALUES (?, ?, ?)",
                (digest(cookie), form_token, self._service.clock()),
            ).lastrowid
        return Browser(key or 0, form_token, None), cookie

    def log_in(self, browser: Browser, person: Person | None) -> str:
        """Remember the log-in; the new cookie value (it changes at every log-in, against session fixation).

        `person` is whose session at the identity provider the browser has from now on, or None for no session.
        """
        cookie = secrets.token_urlsafe(32)
        self._service.store.run(
            "UPDATE browsers SET cookie = ?, form_token = ?, subject = ?, auth_time = ? WHERE id = ?",
            digest(cookie),
            secrets.token_urlsafe(24),
            person.subject if person else None,
            person.auth_time if person else None,
            browser.key,
        )
        return cookie

    def log_out(self, browser: Browser) -> None:
        """End the session at the identity provider."""
        self._service.store.run("UPDATE browsers SET subject = NULL, auth_time = NULL WHERE id = ?", browser.key)

    def give_cookie(self, response: Response, cookie: str) -> Response:
        """Set the cookie: never readable by a page, never sent with another site's forms."""
        response.set_cookie(self._cookie, cookie, httponly=True, samesite="Lax", path=SIGN_IN_PATH)
        return response


class Attempts:
    """The attempts under way; each belongs to one browser and is answered once."""

    def __init__(self, service: Service) -> None:
        self._store, self._clock = service.store, service.clock

    def begin(self, browser: Browser, parameters: dict[str, str], *, fresh_login: bool) -> str:
        """Keep a valid request; the attempt's key, which is no secret: it works in this browser only."""
        key, now = secrets.token_urlsafe(12), self._clock()
        self._store.run("DELETE FROM attempts WHERE created < ?", now - PKCE_SESSION_SECONDS)
        self._store.run(
            "INSERT INTO attempts (id, browser, parameters, created, fresh_login) VALUES (?, ?, ?, ?, ?)",
            key,
            browser.key,
            json.dumps(parameters),
            now,
            int(fresh_login),
        )
        return key

    def find(self, key: str, browser: Browser | None) -> Attempt | None:
        """The attempt, if it is this browser's and not older than half an hour."""
        row = self._store.one(
            "SELECT * FROM attempts WHERE id = ? AND browser = ? AND created > ?",
            key,
            browser.key if browser else None,
            self._clock() - PKCE_SESSION_SECONDS,
        )
        if row is None:
            return None
        return Attempt(
            key=key,
            parameters=json.loads(row["parameters"]),
            fresh_login=bool(row["fresh_login"]),
            method=row["method"],
            email=row["email"],
            person=Person(row["subject"], row["auth_time"]) if row["subject"] else None,
            began=row["created"],
            expired=self._clock() - row["created"] >= BROWSER_ATTEMPT_SECONDS,
            finished=bool(row["finished"]),
        )

    def choose_method(self, attempt: Attempt, method: str) -> None:
        """Remember the method of sign-in; what was proved by another one counts no more."""
        self._store.run("UPDATE attempts SET method = ?, subject = NULL WHERE id = ?", method, attempt.key)

    def type_email(self, attempt: Attempt, email: str) -> None:
        """Remember the work e-mail; who was logged in for another one is not any more."""
        self._store.run("UPDATE attempts SET email = ?, subject = NULL WHERE id = ?", email, attempt.key)

    def log_in(self, attempt: Attempt, person: Person) -> None:
        """Remember who logged in for this attempt."""
        self._store.run(
            "UPDATE attempts SET subject = ?, auth_time = ? WHERE id = ?", person.subject, person.auth_time, attempt.key
        )

    def finish(self, attempt: Attempt) -> bool:
        """Close the attempt; False when it had been answered before."""
        return self._store.run("UPDATE attempts SET finished = 1 WHERE id = ? AND finished = 0", attempt.key) == 1
