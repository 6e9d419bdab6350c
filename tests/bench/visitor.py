"""A person's walk through the local directory service up to the answer, which is brought back when a bench says so."""

from __future__ import annotations

import http.cookiejar
import urllib.request
from typing import Any

from tests.support.walker import Walker


class _StopAtAnswer(urllib.request.HTTPRedirectHandler):
    """Follows redirects at the service; the one that leads away from it is the answer."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer
        self.answer = ""

    def redirect_request(self, *args: Any) -> urllib.request.Request | None:
        if str(args[-1]).startswith(f"{self._issuer}/"):
            return super().redirect_request(*args)
        self.answer = str(args[-1])
        return None


class Visitor(Walker):
    """One visitor with cookies."""

    def __init__(self, issuer: str) -> None:
        super().__init__()
        self._redirects = _StopAtAnswer(issuer)
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies, self._redirects)

    def walk(self, url: str, *, email: str, password: str) -> str:
        """Sign in; the address a browser would go to next: the program's own receiver, with the answer."""
        self.sign_in(url, email=email, password=password)
        assert self._redirects.answer, f"no answer at {self.url.split('?')[0]}: {self.text[:300]}"
        return self._redirects.answer


def bring(answer: str) -> str:
    """Go to the program's receiver as a browser would; the last page."""
    return Walker().visit(answer)
