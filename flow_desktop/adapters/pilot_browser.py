"""A browser without a window for the demo: fills in the local directory service's own pages as the pilot person.

It talks to literal loopback addresses only, so it can never sign anybody in anywhere else.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx2

from flow_desktop.core.deployment import is_loopback
from flow_desktop.core.secret import Secret

MAX_PAGES = 25
_NAVIGATION = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", "Accept": "text/html"}
_BUTTONS = ("Continue with SSO", "Continue", "Sign in", "Allow")
"""What the pilot person presses, the most telling first."""

_GIVE_UP = ("Cancel sign-in",)
"""What they press where a page did not take what they typed: asking again would be the same once more."""


class PilotBrowser:
    """Implements the Browser port: ``open`` starts walking and returns at once."""

    def __init__(self, email: str, password: Secret) -> None:
        self._email = email
        self._password = password
        self._walk: asyncio.Task[None] | None = None

    def open(self, url: str) -> bool:
        """Walk through the pages on the running loop. False for an address that is not on this machine."""
        if not is_loopback(urlsplit(url).hostname or ""):
            return False
        self._walk = asyncio.get_running_loop().create_task(self._walk_through(url))
        return True

    async def close(self) -> None:
        """Stop walking."""
        if self._walk is not None:
            self._walk.cancel()
            await asyncio.gather(self._walk, return_exceptions=True)

    async def _walk_through(self, url: str) -> None:
        async with httpx2.AsyncClient(trust_env=False, headers=_NAVIGATION, timeout=15.0) as client:
            request = client.build_request("GET", url)
            for _ in range(MAX_PAGES):
                response = await client.send(request)
                following = self._next_request(client, response)
                if following is None:
                    return
                request = following

    def _next_request(self, client: httpx2.AsyncClient, response: httpx2.Response) -> httpx2.Request | None:
        """What a person's browser would send next; None at the last page."""
        here = str(response.url)
        if response.is_redirect:
            target = urljoin(here, response.headers["location"])
            return client.build_request("GET", target) if is_loopback(urlsplit(target).hostname or "") else None
        form = _form_to_press(response.text, _GIVE_UP if response.is_error else _BUTTONS)
        if form is None:
            return None
        data = {name: self._fill(kind, value) for name, (kind, value) in form.fields.items()}
        return client.build_request(form.method, urljoin(here, form.action), data=data)

    def _fill(self, kind: str, value: str) -> str:
        if kind == "email":
            return self._email
        return self._password.reveal() if kind == "password" else value


@dataclass(slots=True)
class _Form:
    """One form of a page: its fields by name (kind, value), and what its button says."""

    action: str
    method: str
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)
    label: str = ""


class _Forms(HTMLParser):
    """Collects the forms of one page, one entry per button that submits."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[_Form] = []
        self._open: _Form | None = None
        self._button: _Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Forms, inputs and buttons; everything else is text."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = _Form(given.get("action", ""), given.get("method", "get").upper())
        elif tag == "input" and self._open and given.get("name"):
            self._open.fields[given["name"]] = (given.get("type", "text"), given.get("value", ""))
        elif tag == "button" and self._open:
            self._button = _Form(self._open.action, self._open.method, dict(self._open.fields))
            if given.get("name"):
                self._button.fields[given["name"]] = ("hidden", given.get("value", ""))

    def handle_data(self, data: str) -> None:
        """The words on a button."""
        if self._button:
            self._button.label += data

    def handle_endtag(self, tag: str) -> None:
        """A button or form is complete."""
        if tag == "button" and self._button:
            self.found.append(self._button)
            self._button = None
        elif tag == "form":
            self._open = None


def _form_to_press(page: str, buttons: tuple[str, ...]) -> _Form | None:
    parser = _Forms()
    parser.feed(page)
    labelled = {" ".join(form.label.split()): form for form in parser.found}
    return next((labelled[label] for label in buttons if label in labelled), None)
