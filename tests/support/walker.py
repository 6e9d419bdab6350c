"""A browser without a window: follows links and fills in forms, for tests that are not about the browser."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser

NAVIGATION = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", "Accept": "text/html"}


@dataclass
class Form:
    """One form as one of its buttons would send it."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    label: str = ""


class Walker:
    """One visitor with cookies. After every step `text` is the page and `url` its address."""

    def __init__(self) -> None:
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor()
        )
        self.url, self.status, self.text = "", 0, ""

    def visit(self, url: str, form: dict[str, str] | None = None) -> str:
        """Go to an address (POST with a form) and on to where it redirects; the page."""
        body = None if form is None else urllib.parse.urlencode(form).encode()
        request = urllib.request.Request(url, body, NAVIGATION)
        try:
            answer = self._opener.open(request, timeout=20)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            self.url, self.status, self.text = answer.url, answer.status or 0, answer.read().decode("utf-8")
        return self.text

    def press(self, label: str, **fields: str) -> str:
        """Fill in the form of this button and press it; the page that follows."""
        forms = _forms(self.text)
        form = next((one for one in forms if one.label == label), None)
        assert form, f"no button {label!r} among {[one.label for one in forms]} at {self.url.split('?')[0]}"
        target = urllib.parse.urljoin(self.url, form.action)
        return self.visit(target, {**form.fields, **fields})

    def sign_in(self, url: str, *, email: str, password: str) -> str:
        """All pages of the local directory service, from the link to the last page."""
        self.visit(url)
        self.press("Continue with SSO")
        self.press("Continue", email=email)
        self.press("Sign in", email=email, password=password)
        return self.press("Allow")

    def deny(self, url: str, *, email: str, password: str) -> str:
        """The same pages, with a refusal at the end."""
        self.visit(url)
        self.press("Continue with SSO")
        self.press("Continue", email=email)
        self.press("Sign in", email=email, password=password)
        return self.press("Deny")


class _Forms(HTMLParser):
    """Collects forms, one per button."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._form: Form | None = None
        self._button: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get"))
        elif tag == "input" and self._form and given.get("name"):
            self._form.fields[given["name"]] = given.get("value", "")
        elif tag == "button" and self._form:
            self._button = Form(self._form.action, self._form.method, dict(self._form.fields))
            if given.get("name"):
                self._button.fields[given["name"]] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._button:
            self._button.label += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "button" and self._button:
            self._button.label = " ".join(self._button.label.split())
            self.found.append(self._button)
            self._button = None
        elif tag == "form":
            self._form = None


def _forms(page: str) -> list[Form]:
    parser = _Forms()
    parser.feed(page)
    return parser.found
