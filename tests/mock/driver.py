"""Drives the local directory service over real sockets: a clock that tests move, and a visitor without a browser."""

from __future__ import annotations

import base64
import hashlib
import html
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import httpx2

from flow_desktop.mock.main import Options, RunningService, ready_line

VERIFIER = "v" * 20 + "0123456789-._~ABCDEFGHIJKLMNOP"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
REDIRECT = "http://127.0.0.1:54321/callback"
SCOPE = "openid profile email offline_access"
JOIN_SECONDS = 10


class Clock:
    """Unix time that passes only when a test says so."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class Running:
    """A service in a thread, what its ready line says, and its clock."""

    def __init__(self, running: RunningService, clock: Clock) -> None:
        self.service, self.places, self.clock = running.service, running.places, clock
        self.ready: dict[str, Any] = ready_line(running.service)
        self.issuer: str = self.ready["issuer"]

    def email(self, start: str) -> str:
        """The e-mail of the person whose address starts so."""
        return next(one["email"] for one in self.ready["people"] if one["email"].lower().startswith(start))

    def password(self, email: str) -> str:
        """The made-up password of a person, by the e-mail at the identity provider."""
        row = self.service.store.one("SELECT subject FROM idp_people WHERE login_key = ?", email.casefold())
        assert row is not None, email
        return self.service.secrets.password_of(row["subject"])

    def visitor(self) -> Visitor:
        """A new browser without cookies."""
        return Visitor(self)


@contextmanager
def running_service(world: Path | None = None, access_ttl: int = 3600, **more: Any) -> Iterator[Running]:
    """Serve in a thread on a real socket until the block ends; `more` are other options of the command line."""
    clock, options = Clock(), Options(access_ttl=access_ttl, **more)
    running = RunningService(options if world is None else replace(options, world=world), clock)
    thread = threading.Thread(target=running.run, name="local directory service")
    thread.start()
    try:
        yield Running(running, clock)
    finally:
        running.stop()
        thread.join(JOIN_SECONDS)
        assert not thread.is_alive()


class Visitor:
    """One browser with its cookies, seen as HTTP."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.http = httpx2.Client(base_url=running.issuer, trust_env=False, follow_redirects=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def authorize(self, **changes: str | None) -> httpx2.Response:
        """Open the authorization page; a change to None leaves the parameter out."""
        return self.http.get("/sign-in/authorize", params=request_parameters(**changes))

    def follow(self, response: httpx2.Response) -> httpx2.Response:
        """Follow redirects within the service; stop at the first that leaves it."""
        while response.is_redirect and response.headers["location"].startswith("/"):
            response = self.http.get(response.headers["location"])
        return response

    def send(self, page: httpx2.Response, path: str = "", **fields: str) -> httpx2.Response:
        """Fill in and send the form of a page."""
        return self.follow(self.http.post(path or page.url.path, data={"form_token": form_token(page), **fields}))

    def to_consent(self, email: str, **changes: str | None) -> httpx2.Response:
        """Go through the pages up to consent, or to wherever the person is refused."""
        page = self.send(self.follow(self.authorize(**changes)), method="sso")
        page = self.send(page, email=email)
        if page.url.path.endswith("/log-in"):
            page = self.send(page, email=email, password=self.running.password(email))
        return page

    def code(self, email: str, **changes: str | None) -> str:
        """Sign in and allow; the code that the app would receive."""
        return answer(self.send(self.to_consent(email, **changes), answer="allow"))["code"]

    def token(self, **fields: str) -> httpx2.Response:
        """Ask the token endpoint."""
        return self.http.post("/oauth/token", data={"client_id": "flow-desktop", **fields})

    def redeem(self, code: str, /, **changes: str) -> httpx2.Response:
        """Exchange a code."""
        fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "code_verifier": VERIFIER}
        return self.token(**{**fields, **changes})

    def tokens(self, email: str, **changes: str | None) -> dict[str, Any]:
        """Sign in all the way; the token answer."""
        response = self.redeem(self.code(email, **changes))
        assert response.status_code == 200, response.text
        return dict(response.json())

    def refresh(self, refresh_token: str) -> httpx2.Response:
        """Use a refresh token."""
        return self.token(grant_type="refresh_token", refresh_token=refresh_token)

    def get(self, path: str, token: str = "") -> httpx2.Response:
        """Read something, with a bearer token."""
        return self.http.get(path, headers={"Authorization": f"Bearer {token}"} if token else {})


def request_parameters(**changes: str | None) -> dict[str, str]:
    """A right authorization request, with changes."""
    right = {
        "client_id": "flow-desktop",
        "response_type": "code",
        "redirect_uri": REDIRECT,
        "scope": SCOPE,
        "state": "the-state",
        "nonce": "the-nonce",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return {name: value for name, value in {**right, **changes}.items() if value is not None}


def form_token(page: httpx2.Response) -> str:
    """The hidden token of a page's forms."""
    match = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert match, page.text
    return html.unescape(match[1])


def answer(response: httpx2.Response) -> dict[str, str]:
    """What a redirect tells the app."""
    assert response.status_code == 303, response.text
    return dict(parse_qsl(urlsplit(response.headers["location"]).query))
