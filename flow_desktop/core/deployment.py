"""Where to sign in and where to look: one frozen value, refused whole if a key that decides identity is wrong.

Layers come strongest first; each value remembers which layer it came from, so a refusal can name it.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeAlias
from urllib.parse import urlsplit

NOWHERE = "all layers"
"""The origin of a refusal about a key that no layer has."""

DEFAULT_SCOPES = ("openid", "profile", "email", "offline_access")


class SourceKind(StrEnum):
    """Which directory source is configured."""

    NONE = "none"
    FLOW = "flow"
    SCIM = "scim"
    WORKOS = "workos"


class DirectoryAuth(StrEnum):
    """Whose credential a SCIM source gets: an admin's token, or the signed-in person's own access token."""

    TOKEN = "token"  # noqa: S105 - a kind of credential, not one
    USER = "user"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a value cannot be used. ``reason`` completes "KEY ...": plain words, never the value itself."""

    key: str
    reason: str
    origin: str


@dataclass(frozen=True, slots=True)
class Layer:
    """One source of values, e.g. ``Layer("command line", {"issuer": ...})``. Values are text, list, int or bool."""

    origin: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Deployment:
    """A checked configuration. ``dropped`` lists values that were wrong but decide nothing about identity.

    ``origins``: key by key, the layer that gave it.
    """

    issuer: str
    client_id: str
    scopes: tuple[str, ...] = DEFAULT_SCOPES
    redirect_path: str = "/callback"
    redirect_ports: tuple[int, ...] = ()
    prompt: str | None = None
    source: SourceKind = SourceKind.NONE
    directory_url: str | None = None
    directory_id: str | None = None
    directory_auth: DirectoryAuth = DirectoryAuth.TOKEN
    directory_token_file: str | None = None
    second_source: SourceKind = SourceKind.NONE
    second_url: str | None = None
    organisation_name: str | None = None
    identity_provider_name: str | None = None
    admin_portal_url: str | None = None
    support_url: str | None = None
    dropped: tuple[Refusal, ...] = field(default=(), compare=False)
    origins: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    @property
    def direct(self) -> Deployment:
        """The same with only the place that tells most directly of Directory Sync: the second source if there is one.

        ``directory_id``, ``directory_auth`` and the directory credential belong to it.
        """
        if self.second_source is SourceKind.NONE:
            return self
        alone = replace(self, source=self.second_source, directory_url=self.second_url)
        return replace(alone, second_source=SourceKind.NONE, second_url=None)


def parse(layers: tuple[Layer, ...]) -> Deployment | Refusal:
    """The Deployment of these layers (strongest first), or the first reason it must not be used."""
    merged: dict[str, tuple[Any, str]] = {}
    for layer in reversed(layers):
        for key, value in layer.values.items():
            merged[key] = (value, layer.origin)
    for key, (_, origin) in merged.items():
        if key not in KEYS:
            return Refusal(key, f"is not a key of a deployment; did you mean {nearest_key(key)}?", origin)
    return _build(merged)


def is_unnamed(found: Deployment | Refusal) -> bool:
    """True where no layer says where to sign in: nothing is wrong yet, nothing is there."""
    return isinstance(found, Refusal) and found.key == "issuer" and found.origin == NOWHERE


def nearest_key(key: str) -> str:
    """The known key that takes the fewest edits."""
    return min(KEYS, key=lambda known: _distance(key, known))


_Value: TypeAlias = str | int | tuple[str, ...] | tuple[int, ...] | None


class _Wrong(Exception):
    """A value that does not fit its key; the text completes "KEY ..."."""


def _build(merged: Mapping[str, tuple[Any, str]]) -> Deployment | Refusal:
    values: dict[str, _Value] = {}
    dropped: list[Refusal] = []
    for key, (raw, origin) in merged.items():
        read, decides = KEYS[key]
        try:
            values[key] = read(raw)
        except _Wrong as wrong:
            refusal = Refusal(key, str(wrong), origin)
            if decides:
                return refusal
            dropped.append(refusal)
    unfit = _check_whole(values, merged) or _check_second(values, merged)
    if values.get("second_source", SourceKind.NONE) is SourceKind.NONE:
        values.pop("second_url", None)
    origins = tuple((key, merged[key][1]) for key in KEYS if key in values)
    return unfit or Deployment(dropped=tuple(dropped), origins=origins, **values)  # type: ignore[arg-type]


def _check_whole(values: Mapping[str, _Value], merged: Mapping[str, tuple[Any, str]]) -> Refusal | None:
    """Rules that need more than one key."""
    for key in ("issuer", "client_id"):
        if not values.get(key):
            return Refusal(key, "is missing; a deployment needs issuer and client_id", NOWHERE)
    source = values.get("source", SourceKind.NONE)
    origin = merged["source"][1] if "source" in merged else NOWHERE
    if source is not SourceKind.NONE and not values.get("directory_url"):
        return Refusal("directory_url", f"is missing; source {source} needs the address to look at", origin)
    if source is SourceKind.NONE and values.get("directory_url"):
        return Refusal("source", "is missing; a directory_url needs a source: flow, scim or workos", NOWHERE)
    workos = SourceKind.WORKOS in (source, values.get("second_source"))
    if workos and values.get("directory_auth") is DirectoryAuth.USER:
        said = merged["directory_auth"][1]
        return Refusal("directory_auth", "cannot be user for source workos: its API takes only an API key", said)
    return None


def _check_second(values: Mapping[str, _Value], merged: Mapping[str, tuple[Any, str]]) -> Refusal | None:
    """A second source stands beside the Flow API only, and is one that knows Directory Sync at first hand."""
    second = values.get("second_source")
    if second is None and values.get("second_url"):
        return Refusal("second_source", "is missing; a second_url needs one: scim or workos", NOWHERE)
    if second is None or second is SourceKind.NONE:
        return None
    origin = merged["second_source"][1]
    if second is SourceKind.FLOW:
        return Refusal("second_source", "must be scim or workos; the Flow API belongs into source", origin)
    if values.get("source") is not SourceKind.FLOW:
        return Refusal("second_source", "can only stand beside source flow", origin)
    if not values.get("second_url"):
        return Refusal("second_url", "is missing; a second_source needs the address to look at", origin)
    return None


def _text(raw: Any) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise _Wrong("must be a text that is not empty")
    if len(raw) > 2000 or not raw.isprintable():
        raise _Wrong("must be one line of at most 2,000 printable characters")
    return raw.strip()


def _url(raw: Any) -> str:
    """https, or http on a literal loopback address; no user name, query or fragment in it."""
    text = _text(raw)
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise _Wrong("is not an address") from error
    if not host or parts.scheme not in ("https", "http") or " " in text:
        raise _Wrong("must be an address that starts with https://")
    if parts.scheme == "http" and not is_loopback(host):
        raise _Wrong("must start with https://; http is only for 127.0.0.1 and [::1] on this machine")
    if parts.username or parts.password or parts.fragment:
        raise _Wrong("must not carry a user name, a password or a fragment")
    return text


def _issuer(raw: Any) -> str:
    text = _url(raw)
    if urlsplit(text).query:
        raise _Wrong("must not carry a query (OpenID Connect Discovery section 3)")
    return text


def _path(raw: Any) -> str:
    text = _text(raw)
    if not text.startswith("/") or any(ch in text for ch in "?#%\\ ") or "//" in text or not text.isascii():
        raise _Wrong("must be a plain path such as /callback")
    return text


def _scopes(raw: Any) -> tuple[str, ...]:
    parts = tuple(raw.split()) if isinstance(raw, str) else tuple(raw) if isinstance(raw, list) else ()
    if not all(isinstance(part, str) and part.isascii() and part.isprintable() and " " not in part for part in parts):
        raise _Wrong("must be a list of scope names")
    if "openid" not in parts:
        raise _Wrong("must contain openid, else nobody says who signed in")
    return parts


def _ports(raw: Any) -> tuple[int, ...]:
    parts = raw.split(",") if isinstance(raw, str) else raw if isinstance(raw, list) else [raw]
    try:
        ports = tuple(int(part) for part in parts if not isinstance(part, bool) and str(part).strip())
    except (TypeError, ValueError) as error:
        raise _Wrong("must be port numbers, such as 51004,51005") from error
    if not ports or not all(1024 <= port <= 65535 for port in ports) or len(ports) > 50:
        raise _Wrong("must be 1 to 50 port numbers from 1024 to 65535")
    return ports


def _one_of(kind: type[StrEnum]) -> Callable[[Any], Any]:
    def read(raw: Any) -> Any:
        try:
            return kind(raw)
        except ValueError as error:
            raise _Wrong("must be one of " + ", ".join(kind)) from error

    return read


KEYS: dict[str, tuple[Callable[[Any], Any], bool]] = {
    "issuer": (_issuer, True),
    "client_id": (_text, True),
    "scopes": (_scopes, True),
    "redirect_path": (_path, True),
    "redirect_ports": (_ports, True),
    "prompt": (_text, True),
    "source": (_one_of(SourceKind), True),
    "directory_url": (_url, True),
    "directory_id": (_text, True),
    "directory_auth": (_one_of(DirectoryAuth), True),
    "directory_token_file": (_text, True),
    "second_source": (_one_of(SourceKind), True),
    "second_url": (_url, True),
    "organisation_name": (_text, False),
    "identity_provider_name": (_text, False),
    "admin_portal_url": (_url, False),
    "support_url": (_url, False),
}
"""Each key: how it is read, and whether it decides identity (a wrong one then refuses everything)."""


def is_loopback(host: str) -> bool:
    """True for a literal loopback address. ``localhost`` is a name others can answer for, so it is none."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _distance(left: str, right: str) -> int:
    """Levenshtein distance; keys are short."""
    row = list(range(len(right) + 1))
    for i, one in enumerate(left, 1):
        previous, row[0] = row[0], i
        for j, other in enumerate(right, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (one != other))
    return row[-1]
