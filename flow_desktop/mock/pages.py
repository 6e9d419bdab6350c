"""How a page is answered: template, security headers, style sheet. No page needs script."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Response, make_response, render_template

_BASE_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
# Browsers check form-action against the redirect that answers a form as well, so the app's loopback port is in it.
_FORM_ACTION = "form-action 'self' http://127.0.0.1:*"
# The policy grammar has no IPv6 literal (Chromium ignores `http://[::1]:*`), so an attempt that ends on [::1] needs
# the scheme as a whole; its forms still point at this service only.
_FORM_ACTION_IPV6 = "form-action 'self' http:"
# The one script there is: it presses the button of the form_post page. Without script the button is there.
SUBMIT_SCRIPT = "document.forms[0].submit()"
_SUBMIT_HASH = base64.b64encode(hashlib.sha256(SUBMIT_SCRIPT.encode()).digest()).decode()


def page(template: str, *, status: int = 200, redirect_uri: str = "", **context: Any) -> Response:
    """Render one page; `redirect_uri` is where its forms may lead in the end."""
    response = make_response(render_template(template, **context), status)
    response.headers["Content-Security-Policy"] = _policy(redirect_uri)
    return response


def form_post_page(location: str) -> Response:
    """The answer of `response_mode=form_post`: the parameters of `location` as a form (OAuth form post, 2)."""
    target = urlsplit(location)
    action = f"{target.scheme}://{target.netloc}{target.path}"
    fields = parse_qsl(target.query, keep_blank_values=True)
    response = page("form_post.html", redirect_uri=location, action=action, fields=fields, script=SUBMIT_SCRIPT)
    policy = response.headers["Content-Security-Policy"]
    response.headers["Content-Security-Policy"] = f"{policy}; script-src 'sha256-{_SUBMIT_HASH}'"
    return response


def add_security_headers(response: Response) -> Response:
    """On every answer: nothing cached, sniffed, framed or told to the next site."""
    response.headers.setdefault("Content-Security-Policy", _policy(""))
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    return response


def _policy(redirect_uri: str) -> str:
    form_action = _FORM_ACTION_IPV6 if redirect_uri.startswith("http://[") else _FORM_ACTION
    return f"{_BASE_POLICY}; {form_action}"
