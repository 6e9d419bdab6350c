"""Sessions of the web console: one cookie, one form token, and whose they are.

The cookie's name carries our port and its path is the console's: a cookie for 127.0.0.1 goes to every port there.
"""

from __future__ import annotations

import hmac
import json
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Request, Response, request

from flow_desktop.mock.service import Service
from flow_desktop.mock.store import digest

CONSOLE_PATH = "/console"
SESSION_SECONDS = 8 * 3600
_SAME_SITE = ("", "same-origin", "none")


@dataclass(frozen=True, slots=True)
class Notice:
    """One line about what was just done; `tone` is one of the four states of the style sheet."""

    text: str
    tone: str = "same"


@dataclass(frozen=True, slots=True)
class Session:
    """One browser at the console. `subject` None = nobody has signed in with it yet."""

    cookie_digest: str = field(repr=False)
    form_token: str = field(repr=False)
    subject: str | None


class ConsoleSessions:
    """The browsers that have a cookie of the console."""

    def __init__(self, service: Service) -> None:
        self._store, self._clock, self._issuer = service.store, service.clock, service.issuer
        self._cookie = f"flow_console_{urlsplit(service.issuer).port}"

    def current(self) -> Session | None:
        """The session of this request, unless it is unknown or over."""
        row = self._store.one(
            "SELECT * FROM console_sessions WHERE cookie = ? AND created > ?",
            digest(request.cookies.get(self._cookie, "")),
            self._clock() - SESSION_SECONDS,
        )
        return Session(row["cookie"], row["form_token"], row["subject"]) if row else None

    def begin(self, subject: str | None) -> tuple[Session, str]:
        """A new session and its cookie value; sessions that are over go."""
        cookie, form_token, now = secrets.token_urlsafe(32), secrets.token_urlsafe(24), self._clock()
        self._store.run("DELETE FROM console_sessions WHERE created < ?", now - SESSION_SECONDS)
        self._store.run(
            "INSERT INTO console_sessions (cookie, form_token, subject, created) VALUES (?, ?, ?, ?)",
            digest(cookie),
            form_token,
            subject,
            now,
        )
        return Session(digest(cookie), form_token, subject), cookie

    def end(self, session: Session) -> None:
        """Sign out: the cookie is worth nothing from now on."""
        self._store.run("DELETE FROM console_sessions WHERE cookie = ?", session.cookie_digest)

    def give_cookie(self, response: Response, cookie: str) -> Response:
        """Set the cookie: never readable by a page, never sent with another site's forms."""
        response.set_cookie(self._cookie, cookie, httponly=True, samesite="Lax", path=CONSOLE_PATH)
        return response

    def leave_notice(self, session: Session, notice: Notice) -> None:
        """Keep one line for the page that comes next."""
        kept = json.dumps([notice.text, notice.tone])
        self._store.run("UPDATE console_sessions SET notice = ? WHERE cookie = ?", kept, session.cookie_digest)

    def take_notice(self, session: Session) -> Notice | None:
        """The line that was left, once."""
        with self._store.transaction():
            row = self._store.one("SELECT notice FROM console_sessions WHERE cookie = ?", session.cookie_digest)
            if row is None or row["notice"] is None:
                return None
            self._store.run("UPDATE console_sessions SET notice = NULL WHERE cookie = ?", session.cookie_digest)
        return Notice(*json.loads(row["notice"]))

    def is_own_form(self, session: Session | None) -> bool:
        """Whether this POST comes from a page that we gave to this very session."""
        sent = request.form.get("form_token", "").encode("utf-8", "surrogatepass")
        expected = session.form_token if session else ""
        return (
            bool(expected) and hmac.compare_digest(expected.encode(), sent) and not _is_foreign(request, self._issuer)
        )


def _is_foreign(asked: Request, issuer: str) -> bool:
    """Whether the browser itself says that another site's page sent the form (Fetch, 3.1 and Fetch Metadata, 2.4).

    Our pages tell no referrer, so their own forms carry the origin `null`: it counts only beside same-origin.
    """
    site, origin = asked.headers.get("Sec-Fetch-Site", ""), asked.headers.get("Origin", issuer)
    return site not in _SAME_SITE or (origin != issuer and not (origin == "null" and site == "same-origin"))
