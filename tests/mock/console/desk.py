"""Somebody at the console, seen as HTTP: pages, forms, and what a page says."""

from __future__ import annotations

import html
import re

import httpx2
from flask import Flask

from flow_desktop.mock.console.routes import console_blueprint
from tests.mock.driver import Running, form_token

ROW = re.compile(r"<tbody>.*</tbody>", re.DOTALL)


class Console:
    """One browser at the console. `last` is the page it shows."""

    def __init__(self, running: Running) -> None:
        self.running, self.store = running, running.service.store
        one_each = httpx2.Limits(max_keepalive_connections=0)  # a browser that is shared leaves no socket to a test
        self.http = httpx2.Client(base_url=running.issuer, trust_env=False, limits=one_each)
        self.last: httpx2.Response = self.http.get("/console")

    def __enter__(self) -> Console:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def sign_in(self, start: str, password: str | None = None) -> Console:
        """Sign in as the person whose e-mail starts so, with their own password unless another is given."""
        email = self.running.email(start)
        self.post("/sign-in", email=email, password=password or self.running.password(email))
        return self

    def get(self, path: str) -> str:
        """Open a page; what it says."""
        self.last = self._arrived(self.http.get(f"/console{path}"))
        return self.text

    def post(self, path: str, /, **fields: str) -> httpx2.Response:
        """Send a form with the token of the page that is open; the first answer. The browser goes where it leads."""
        answer = self.http.post(f"/console{path}", data={"form_token": self.token, **fields})
        self.last = self._arrived(answer)
        return answer

    def _arrived(self, answer: httpx2.Response) -> httpx2.Response:
        while answer.is_redirect:
            answer = self.http.get(answer.headers["location"])
        return answer

    @property
    def token(self) -> str:
        """The form token of the open page."""
        return form_token(self.last)

    @property
    def text(self) -> str:
        """What the open page says, without tags."""
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", self.last.text)).split())

    @property
    def rows(self) -> int:
        """How many rows the table of the open page has."""
        body = ROW.search(self.last.text)
        return body[0].count("<tr>") if body else 0

    def account(self, start: str) -> str:
        """The id of the Flow account whose e-mail starts so."""
        row = self.store.one("SELECT id FROM accounts WHERE email LIKE ?", f"{start}%")
        assert row is not None, start
        return str(row["id"])

    def role(self, start: str) -> str | None:
        """The role of a member; None for nobody and for whoever is not a member."""
        row = self.store.one(
            "SELECT m.role FROM memberships m JOIN accounts a ON a.id = m.account_id WHERE a.email LIKE ?", f"{start}%"
        )
        return str(row["role"]) if row else None

    def reasons(self) -> list[str]:
        """Reasons in the audit, oldest first."""
        return [row["reason"] for row in self.store.all("SELECT reason FROM audit ORDER BY position")]


def rules(running: Running, method: str) -> list[str]:
    """The address of every page (GET) or action (POST) of the console, with names that nothing has."""
    app = Flask("rules")
    app.register_blueprint(console_blueprint(running.service, running.places))
    found = [rule.rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
    return [re.sub(r"<[^>]+>", "1", rule) for rule in found if rule.startswith("/console")]


def state_of(running: Running) -> list[object]:
    """Everything the service holds but the sessions of the console."""
    store = running.service.store
    tables = [row["name"] for row in store.all("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    kept = [name for name in tables if name not in ("console_sessions", "sqlite_sequence")]
    return [[name, [tuple(row) for row in store.all(f"SELECT * FROM {name}")]] for name in kept]
