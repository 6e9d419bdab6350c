"""An OpenID provider on loopback that can misbehave in every way a client must survive.

    with HostileIdp() as idp:
        idp.knobs.claims["iss"] = "https://elsewhere.example"      # what the next ID token says
        idp.knobs.replies["jwks"] = Reply(status=500)              # what an endpoint answers instead
        idp.knobs.callback["state"] = "wrong"                      # None leaves a parameter out, a list repeats it

Everything asked of it is in ``idp.requests``. Every secret it gives out starts with ``CANARY``.
"""

from __future__ import annotations

import base64
import json
import ssl
import threading
import time
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.support.signing import b64, compact, half_hash, public_jwk

CLIENT_ID = "flow-desktop-test"
CANARY = "CANARY-"


@dataclass
class Reply:
    """An answer in place of the right one. ``delay``: seconds before it; ``drip``: seconds between its bytes."""

    status: int = 200
    body: bytes | dict[str, Any] | str = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drip: float = 0.0
    times: int | None = None


@dataclass
class Asked:
    """One request as it came."""

    endpoint: str
    method: str
    query: list[tuple[str, str]]
    form: dict[str, str]
    headers: dict[str, str]


@dataclass
class Knobs:
    """What to do wrong. A value of None takes a member out. Untouched, the provider is a good one."""

    discovery: dict[str, Any] = field(default_factory=dict)
    jwks: list[Any] | None = None
    key: str = "rsa"
    algorithm: str = "RS256"
    header: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    times: dict[str, float] = field(default_factory=dict)
    at_hash: str | None = None
    raw_header: str | None = None
    raw_payload: str | None = None
    spoil: str = ""
    token: dict[str, Any] = field(default_factory=dict)
    refresh: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    userinfo_signed: bool = False
    callback: dict[str, Any] = field(default_factory=dict)
    callback_path: str | None = None
    replies: dict[str, Reply] = field(default_factory=dict)
    date_shift: float = 0.0
    promise_iss: bool = False
    par: bool = False
    rotate: bool = False


class HostileIdp:
    """The server. ``certificate`` (a PEM file with key) makes it https."""

    def __init__(self, *, issuer_path: str = "", certificate: str | None = None, knobs: Knobs | None = None) -> None:
        self.knobs = knobs or Knobs()
        self.requests: list[Asked] = []
        self.closing = threading.Event()
        self.people: dict[str, Any] = {
            "sub": "sub-1",
            "email": "ada@example.com",
            "email_verified": True,
            "name": "Ada Lovelace",
            "given_name": "Ada",
            "family_name": "Lovelace",
            "preferred_username": "ada",
        }
        self._issuer_path = issuer_path
        self._codes: dict[str, dict[str, str]] = {}
        self._pushed: dict[str, dict[str, str]] = {}
        self._count = 0
        self._server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"idp": self}))
        self._scheme = "http"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
            self._scheme = "https"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), name="hostile-idp")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def base(self) -> str:
        """Scheme, address and port."""
        return f"{self._scheme}://127.0.0.1:{self._server.server_port}"

    @property
    def issuer(self) -> str:
        """What discovery is asked for and tokens say."""
        return self.base + self._issuer_path

    def asked(self, endpoint: str) -> list[Asked]:
        """Requests that reached one endpoint."""
        return [one for one in self.requests if one.endpoint == endpoint]

    def secret(self, kind: str) -> str:
        """A new secret of that kind, easy to find again in a log."""
        self._count += 1
        return f"{CANARY}{kind}-{self._count}-{time.monotonic_ns()}"

    # -------------------------------------------------------------- endpoints

    def discovery(self, asked: Asked) -> Reply:
        """The configuration."""
        good = {
            "issuer": self.issuer,
            "authorization_endpoint": self.base + "/authorize",
            "token_endpoint": self.base + "/token",
            "jwks_uri": self.base + "/jwks",
            "userinfo_endpoint": self.base + "/userinfo",
            "revocation_endpoint": self.base + "/revoke",
            "end_session_endpoint": self.base + "/logout",
            "pushed_authorization_request_endpoint": self.base + "/par" if self.knobs.par else None,
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            "authorization_response_iss_parameter_supported": self.knobs.promise_iss or None,
        }
        return Reply(body=merged(good, self.knobs.discovery))

    def jwks(self, asked: Asked) -> Reply:
        """The keys."""
        keys = [public_jwk("rsa"), public_jwk("p256")] if self.knobs.jwks is None else self.knobs.jwks
        return Reply(body={"keys": keys})

    def par(self, asked: Asked) -> Reply:
        """Takes the parameters in and gives a reference for them, good once."""
        reference = "urn:ietf:params:oauth:request_uri:" + self.secret("request")
        self._pushed[reference] = asked.form
        return Reply(status=201, body={"request_uri": reference, "expires_in": 60})

    def authorize(self, asked: Asked) -> Reply:
        """Logs a person in without a word and sends the browser back, as the knobs say."""
        query = dict(asked.query)
        if "request_uri" in query:
            query = self._pushed.pop(query["request_uri"], {})
        code = self.secret("code")
        self._codes[code] = query
        good = {"code": code, "state": query.get("state"), "iss": self.issuer if self.knobs.promise_iss else None}
        pairs = merged(good, self.knobs.callback)
        back = query.get("redirect_uri", "http://127.0.0.1:9/callback")
        if self.knobs.callback_path is not None:
            back = back.partition("//")[0] + "//" + urlsplit(back).netloc + self.knobs.callback_path
        return Reply(status=302, headers={"Location": back + "?" + urlencode(pairs, doseq=True)})

    def token(self, asked: Asked) -> Reply:
        """Tokens for a code or a refresh token."""
        if asked.form.get("grant_type") == "refresh_token":
            rotated = self.secret("refresh") if self.knobs.rotate else None
            return Reply(body=merged(self._tokens({}, refresh=rotated), self.knobs.refresh))
        asked_for = self._codes.pop(asked.form.get("code", ""), None)
        if asked_for is None:
            return Reply(status=400, body={"error": "invalid_grant", "error_description": "no such code"})
        return Reply(body=merged(self._tokens(asked_for, refresh=self.secret("refresh")), self.knobs.token))

    def userinfo(self, asked: Asked) -> Reply:
        """Who the access token stands for."""
        if not asked.headers.get("authorization", "").startswith(f"Bearer {CANARY}access"):
            return Reply(status=401)
        found = merged(self.people, self.knobs.userinfo)
        if not self.knobs.userinfo_signed:
            return Reply(body=found)
        header = {"alg": self.knobs.algorithm, "kid": self.knobs.key, **self.knobs.header}
        token = compact(header, found, algorithm=self.knobs.algorithm, key=self.knobs.key)
        return Reply(body=token, headers={"Content-Type": "application/jwt"})

    def revoke(self, asked: Asked) -> Reply:
        """Forgets a token."""
        return Reply()

    # -------------------------------------------------------------- tokens

    def _tokens(self, asked_for: dict[str, str], *, refresh: str | None) -> dict[str, Any]:
        access = self.secret("access")
        answer = {"access_token": access, "token_type": "Bearer", "expires_in": 300, "refresh_token": refresh}
        return {**answer, "scope": "openid", "id_token": self.id_token(access, asked_for.get("nonce"))}

    def id_token(self, access: str, nonce: str | None) -> str:
        """An ID token as the knobs want it."""
        knobs, now = self.knobs, time.time() + self.knobs.date_shift
        good = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "nonce": nonce,
            "at_hash": half_hash(access, knobs.at_hash) if knobs.at_hash else None,
            **self.people,
            **{name: int(now + seconds) for name, seconds in {"iat": 0, "exp": 300, **knobs.times}.items()},
        }
        claims = merged(good, knobs.claims)
        header = merged({"alg": knobs.algorithm, "kid": knobs.key, "typ": "JWT"}, knobs.header)
        payload = None if knobs.raw_payload is None else json.dumps(claims)[:-1] + ", " + knobs.raw_payload + "}"
        token = compact(
            knobs.raw_header or header, payload or claims, algorithm=knobs.algorithm, key=knobs.key
        )  # a raw payload is added to the right one, so that only what it adds is wrong
        return spoiled(token, knobs.spoil)


def merged(good: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The one with the changes of the other; None takes a member out."""
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def spoiled(token: str, how: str) -> str:
    """A token after an accident."""
    head, payload, signature = token.split(".")
    other = "B" if signature[:1] != "B" else "C"
    if not how:
        return token
    return {
        "signature": f"{head}.{payload}.{other}{signature[1:]}",
        "no signature": f"{head}.{payload}.",
        "two parts": f"{head}.{payload}",
        "five parts": f"{token}.{payload}.{signature}",
        "padding": f"{head}.{payload}.{signature}=",
        "plain base64": f"{head}.{payload}.+{signature[1:]}",
        "loose bits": f"{head}.{payload}.{signature[:-1]}{_next_letter(signature[-1:])}",
        "payload": f"{head}.{_about_somebody_else(payload)}.{signature}",
        "a megabyte": token + "A" * 200_000,
        "empty payload": f"{head}..{signature}",
    }[how]


def _about_somebody_else(payload: str) -> str:
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return b64(json.dumps({**claims, "sub": "sub-2"}).encode())


def _next_letter(letter: str) -> str:
    """The letter whose bits differ in the last place only: other letters, same bytes."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return letters[letters.index(letter) ^ 1]


class _Server(ThreadingHTTPServer):
    """Waits for its answers to end when it closes."""

    daemon_threads = False


class _Handler(BaseHTTPRequestHandler):
    """Answers for one provider. Connections close after each answer."""

    idp: HostileIdp

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        self._serve(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def _serve(self, body: bytes) -> None:
        parts = urlsplit(self.path)
        name = parts.path.strip("/").rpartition("/")[2] or "root"
        name = "discovery" if name == "openid-configuration" else name
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        headers = {key.lower(): value for key, value in self.headers.items()}
        asked = Asked(name, self.command, parse_qsl(parts.query), form, headers)
        self.idp.requests.append(asked)
        self._send(self._reply(asked))

    def _reply(self, asked: Asked) -> Reply:
        reply = self.idp.knobs.replies.get(asked.endpoint)
        if reply is not None and reply.times != 0:
            reply.times = None if reply.times is None else reply.times - 1
            return reply
        if asked.endpoint not in ("discovery", "jwks", "par", "authorize", "token", "userinfo", "revoke"):
            return Reply(status=404, body="nothing here")
        made = getattr(self.idp, asked.endpoint)(asked)
        assert isinstance(made, Reply)
        return made

    def _send(self, reply: Reply) -> None:
        self.idp.closing.wait(reply.delay)
        body = reply.body if isinstance(reply.body, bytes) else _text(reply.body).encode("utf-8", "surrogatepass")
        kind = "application/json" if isinstance(reply.body, dict) else "text/html"
        self.send_response_only(reply.status)
        headers = {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Date": formatdate(time.time() + self.idp.knobs.date_shift, usegmt=True),
            "Set-Cookie": "session=" + self.idp.secret("cookie"),
        }
        for key, value in {**headers, **reply.headers}.items():
            self.send_header(key, value)
        try:
            self.end_headers()
            self._write(body, reply.drip)
        except OSError:
            self.close_connection = True  # the client had enough, as it should

    def _write(self, body: bytes, drip: float) -> None:
        if not drip:
            self.wfile.write(body)
            return
        for place in range(len(body)):
            self.wfile.write(body[place : place + 1])
            if self.idp.closing.wait(drip):
                return

    def log_message(self, *_: Any) -> None:
        """Say nothing: the tests look for secrets in every log."""


def _text(body: dict[str, Any] | str) -> str:
    return body if isinstance(body, str) else json.dumps(body)
