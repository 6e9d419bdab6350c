"""The little HTTP that a loopback receiver needs: one strict request in, one closed answer out.

Reads RFC 9112 requests with hard limits and hands on nothing it did not understand. What a request says is never
logged and never sent back; only the kind of a refusal is counted.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

HEAD_BYTES = 16 * 1024
BODY_BYTES = 8 * 1024
HEADER_LINES = 100
_POLICY = "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
FORM = "application/x-www-form-urlencoded"

_REQUEST_LINE = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,20}) ([!-~]+) HTTP/1\.[01]")
_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t -~\x80-\xff]*?)[ \t]*")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Reject(StrEnum):
    """Why a request was turned away before anybody looked for an answer in it. Counted by kind."""

    SYNTAX = "syntax"
    TLS = "tls"
    ADDRESS_TOO_LONG = "address_too_long"
    HEAD_TOO_LARGE = "head_too_large"
    BODY_TOO_LARGE = "body_too_large"
    BODY_REFUSED = "body_refused"
    SLOW = "slow"
    CROWDED = "crowded"
    HOST = "host"
    PATH = "path"
    METHOD = "method"
    PREFETCH = "prefetch"
    NOT_A_PAGE = "not_a_page"
    ORIGIN = "origin"
    PARAMETERS = "parameters"
    NOT_EXPECTED = "not_expected"
    SECOND = "second"


class Unreadable(Exception):
    """A request that gets a refusal instead of an answer. Its text is the kind only."""

    def __init__(self, status: HTTPStatus, reject: Reject) -> None:
        super().__init__(reject.value)
        self.status = status
        self.reject = reject


@dataclass(frozen=True, slots=True)
class Head:
    """Request line and headers. Header names are in lower case; ``repr`` shows the method only."""

    method: str
    path: str = field(repr=False)
    query: str = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(repr=False)

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a header, in order."""
        return tuple(value for key, value in self.headers if key == name)

    def get(self, name: str) -> str | None:
        """The value of a header that may stand once. Raises Unreadable (400) where it stands twice."""
        values = self.all(name)
        if len(values) > 1:
            raise Unreadable(HTTPStatus.BAD_REQUEST, Reject.SYNTAX)
        return values[0] if values else None


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer; the connection is closed after it. ``sent`` is set once the browser has it."""

    status: HTTPStatus
    body: bytes = field(default=b"", repr=False)
    headers: tuple[tuple[str, str], ...] = ()
    style_hash: str = ""
    sent: asyncio.Event | None = None

    def encode(self, *, with_body: bool) -> bytes:
        """The bytes on the wire. ``with_body`` is False for HEAD."""
        lines = [f"HTTP/1.1 {self.status.value} {self.status.phrase}"]
        lines += [f"{name}: {value}" for name, value in (*self._fixed(), *self.headers)]
        return "\r\n".join([*lines, "", ""]).encode("ascii") + (self.body if with_body else b"")

    def _fixed(self) -> tuple[tuple[str, str], ...]:
        """On every answer: nothing is cached, framed, sniffed, shared or linked back (RFC 9700 sections 4.2, 4.16)."""
        length = () if self.status is HTTPStatus.NO_CONTENT else (("Content-Length", str(len(self.body))),)
        style = f"style-src '{self.style_hash}'; " if self.style_hash else ""
        return (
            ("Content-Type", "text/html; charset=utf-8"),
            *length,
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("Content-Security-Policy", f"default-src 'none'; {style}{_POLICY}"),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", "DENY"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Connection", "close"),
        )


async def read_head(reader: asyncio.StreamReader) -> tuple[Head, bytes] | None:
    """The head of a request and what came along of its body; None if a connection was opened and not used.

    Raises Unreadable: 400 for what is no HTTP/1, 414 and 431 for what is too long.
    """
    raw = b""
    while (end := raw.find(b"\r\n\r\n")) < 0:
        if len(raw) > HEAD_BYTES:
            raise _too_long(raw)
        chunk = await reader.read(4096)
        if not chunk:
            if raw:
                raise Unreadable(HTTPStatus.BAD_REQUEST, Reject.SYNTAX)
            return None
        raw += chunk
        if not raw[:1].isalpha():
            raise Unreadable(HTTPStatus.BAD_REQUEST, Reject.TLS if raw[:1] == b"\x16" else Reject.SYNTAX)
    if end > HEAD_BYTES:
        raise _too_long(raw)
    return parse_head(raw[:end]), raw[end + 4 :]


def _too_long(raw: bytes) -> Unreadable:
    if b"\r\n" in raw[:HEAD_BYTES]:
        return Unreadable(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, Reject.HEAD_TOO_LARGE)
    return Unreadable(HTTPStatus.REQUEST_URI_TOO_LONG, Reject.ADDRESS_TOO_LONG)


def parse_head(raw: bytes) -> Head:
    """The head without its last empty line. Raises Unreadable (400, 431); absolute and asterisk forms are refused."""
    line, *rest = raw.decode("latin-1").split("\r\n")
    first = _REQUEST_LINE.fullmatch(line)
    if first is None or not first[2].startswith("/") or "#" in first[2]:
        raise Unreadable(HTTPStatus.BAD_REQUEST, Reject.SYNTAX)
    if len(rest) > HEADER_LINES:
        raise Unreadable(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, Reject.HEAD_TOO_LARGE)
    path, _, query = first[2].partition("?")
    return Head(first[1], path, query, tuple(_header(text) for text in rest))


def _header(text: str) -> tuple[str, str]:
    found = _HEADER.fullmatch(text)
    if found is None:
        raise Unreadable(HTTPStatus.BAD_REQUEST, Reject.SYNTAX)
    return found[1].lower(), found[2]


def body_size(head: Head) -> int:
    """How many bytes of body to read; a form that a browser posts, and nothing else, has one.

    Raises Unreadable: 400 for a body on GET, 411 without a length, 413 over the cap, 415 for another type.
    """
    length, coding = head.get("content-length"), head.all("transfer-encoding")
    if head.method != "POST":
        if coding or length not in {None, "0"}:
            raise Unreadable(HTTPStatus.BAD_REQUEST, Reject.BODY_REFUSED)
        return 0
    if (head.get("content-type") or "").partition(";")[0].strip().lower() != FORM:
        raise Unreadable(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, Reject.BODY_REFUSED)
    if coding or length is None:
        raise Unreadable(HTTPStatus.LENGTH_REQUIRED, Reject.BODY_REFUSED)
    if not (length.isascii() and length.isdigit()):
        raise Unreadable(HTTPStatus.BAD_REQUEST, Reject.SYNTAX)
    if len(length) > 9 or int(length) > BODY_BYTES:
        raise Unreadable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, Reject.BODY_TOO_LARGE)
    return int(length)


async def read_body(reader: asyncio.StreamReader, begun: bytes, *, size: int) -> bytes:
    """Exactly ``size`` bytes, of which some came with the head. Raises Unreadable (400) if fewer come."""
    try:
        return begun[:size] + await reader.readexactly(max(0, size - len(begun)))
    except asyncio.IncompleteReadError:
        raise Unreadable(HTTPStatus.BAD_REQUEST, Reject.SYNTAX) from None


def decode_params(text: str) -> tuple[tuple[str, str], ...]:
    """The parameters in the order they came (WHATWG URL, urlencoded parsing, but strict).

    Raises Unreadable (400) for a broken escape, bytes that are not UTF-8, and control characters other than line
    breaks and tabs, which real providers put into their error descriptions.
    """
    return tuple(_pair(part) for part in text.split("&") if part)


def _pair(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return _decoded(name), _decoded(value)


def _decoded(text: str) -> str:
    if not text.isascii() or _BAD_ESCAPE.search(text):
        raise Unreadable(HTTPStatus.BAD_REQUEST, Reject.PARAMETERS)
    try:
        decoded = unquote_to_bytes(text.replace("+", " ")).decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable(HTTPStatus.BAD_REQUEST, Reject.PARAMETERS) from None
    if _CONTROL.search(decoded):
        raise Unreadable(HTTPStatus.BAD_REQUEST, Reject.PARAMETERS)
    return decoded
