"""An access token of somebody at the local directory service, got as an app gets it."""

from __future__ import annotations

import http.client
import json
from urllib.parse import quote, urlsplit

from tests.bench.visitor import Visitor
from tests.mock.driver import VERIFIER, request_parameters
from tests.support.local_service import Service


def access_token(service: Service, name: str) -> str:
    """Of the person whose address begins with this name."""
    person, issuer = service.person(name), service.issuer
    asked = "&".join(f"{key}={quote(value)}" for key, value in request_parameters().items())
    answer = Visitor(issuer).walk(f"{issuer}/sign-in/authorize?{asked}", email=person.email, password=person.password)
    code = dict(part.split("=") for part in urlsplit(answer).query.split("&"))["code"]
    form = {
        "grant_type": "authorization_code",
        "client_id": "flow-desktop",
        "code": code,
        "redirect_uri": request_parameters()["redirect_uri"],
        "code_verifier": VERIFIER,
    }
    client = http.client.HTTPConnection(urlsplit(issuer).netloc, timeout=10)
    client.request(
        "POST",
        "/oauth/token",
        "&".join(f"{key}={quote(value)}" for key, value in form.items()),
        {"Content-Type": "application/x-www-form-urlencoded"},
    )
    token = json.loads(client.getresponse().read())
    client.close()
    return str(token["access_token"])
