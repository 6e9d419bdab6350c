"""The baseline of a sign-in: a person signs in, and a bare script redeems the code and asks what the window asks."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.bench.starting import LIMIT, PROGRAMS
from tests.bench.visitor import Visitor
from tests.support.local_service import Person, Service

REDIRECT = "http://127.0.0.1:54321/callback"


@dataclass(frozen=True, slots=True)
class Bare:
    """Seconds of the whole script, and of its requests alone (connection open, everything imported)."""

    script: float
    requests: float


def in_a_script(service: Service, person: Person) -> Bare:
    """Sign in, then run the script with the code."""
    verifier = base64.urlsafe_b64encode(os.urandom(48)).decode()
    client = service.ready["client_id"]
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code", "client_id": client, "redirect_uri": REDIRECT, "state": "s" * 43, "nonce": "n" * 43,
        "scope": "openid profile email offline_access", "code_challenge": challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    visitor, discovery = Visitor(service.issuer), f"{service.issuer}/.well-known/openid-configuration"
    link = f"{json.loads(visitor.visit(discovery))['authorization_endpoint']}?{urlencode(asked)}"
    answer = visitor.walk(link, email=person.email, password=person.password)
    form = {
        "grant_type": "authorization_code", "code": parse_qs(urlsplit(answer).query)["code"][0],
        "redirect_uri": REDIRECT, "client_id": client, "code_verifier": verifier,
    }  # fmt: skip
    return _run({"discovery": discovery, "form": form, "me": f"{service.ready['flow_api']}/me"})


def _run(needs: dict[str, object]) -> Bare:
    began = time.monotonic()
    command = [sys.executable, str(PROGRAMS / "bare_requests.py")]
    ended = subprocess.run(command, input=json.dumps(needs).encode(), capture_output=True, check=True, timeout=LIMIT)
    return Bare(time.monotonic() - began, json.loads(ended.stdout)["requests"])
