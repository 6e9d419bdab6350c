"""Who may knock on the loopback receiver: checks on a request's head, before any parameter of it is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from flow_desktop.adapters.loopback_http import Head, Reject
from flow_desktop.core.deployment import is_loopback

DONE = "/done/"
_PREFETCH_HEADERS = ("sec-purpose", "purpose", "x-purpose", "x-moz")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the receiver listens: ``host`` as a browser must send it (``127.0.0.1:49200``) and the redirect path."""

    host: str
    path: str

    @property
    def uri(self) -> str:
        """The redirect URI (RFC 8252 section 7.3: the literal address, never a name)."""
        return f"http://{self.host}{self.path}"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request turned away: what to answer, what to count, and the ``Allow`` header of a 405."""

    status: HTTPStatus
    reject: Reject
    allow: str = ""


def refusal(head: Head, place: Place) -> Refusal | None:
    """Why this request is turned away, or None. Raises Unreadable where a header that counts stands twice.

    Order: exact Host (DNS rebinding), path, method, prefetch (RFC 8297-era link scanners must not eat a code),
    Fetch Metadata (only a page the person looks at), Origin.
    """
    if (head.get("host") or "").lower() != place.host:
        return Refusal(HTTPStatus.MISDIRECTED_REQUEST, Reject.HOST)
    if head.path != place.path and not head.path.startswith(DONE):
        return Refusal(HTTPStatus.NOT_FOUND, Reject.PATH)
    methods = ("GET", "POST") if head.path == place.path else ("GET",)
    if head.method not in methods:
        return Refusal(HTTPStatus.METHOD_NOT_ALLOWED, Reject.METHOD, allow=", ".join(methods))
    if _is_prefetch(head):
        return Refusal(HTTPStatus.NO_CONTENT, Reject.PREFETCH)
    if not _is_page_visit(head):
        return Refusal(HTTPStatus.FORBIDDEN, Reject.NOT_A_PAGE)
    if not _origin_fits(head):
        return Refusal(HTTPStatus.FORBIDDEN, Reject.ORIGIN)
    return None


def _is_prefetch(head: Head) -> bool:
    """A browser or a scanner that looks ahead says so; it must not use up the answer."""
    told = [value.lower() for name in _PREFETCH_HEADERS for value in head.all(name)]
    return any(word in value for value in told for word in ("prefetch", "prerender", "preview"))


def _is_page_visit(head: Head) -> bool:
    """A browser that says what it fetches for must say: a whole page, by navigation. Older ones say nothing."""
    return head.get("sec-fetch-dest") in {None, "document"} and head.get("sec-fetch-mode") in {None, "navigate"}


def _origin_fits(head: Head) -> bool:
    """A navigation by GET has no Origin, or an opaque one after a redirect; a posted form has its page's.

    The page that posts is the provider's: https, or http on this machine, or hidden by its referrer policy.
    """
    origin = head.get("origin")
    if origin in {None, "null"}:
        return True
    if head.method != "POST":
        return head.get("sec-fetch-mode") == "navigate"
    try:
        parts = urlsplit(origin or "")
        return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
    except ValueError:
        return False
