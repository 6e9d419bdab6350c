"""What a provider says about itself (OpenID Connect Discovery 1.0), believed as far as it fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flow_desktop.adapters.http import Answer, Http, json_of
from flow_desktop.core.deployment import is_loopback
from flow_desktop.core.problems import Code, FlowError, problem

WELL_KNOWN = "/.well-known/openid-configuration"
MAX_URL = 8_192
"""Longest address handed to a browser, in characters."""

_REQUIRED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_OPTIONAL = (
    *("userinfo_endpoint", "revocation_endpoint"),
    *("end_session_endpoint", "pushed_authorization_request_endpoint"),
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """A provider's checked configuration. Empty algorithm tuples: it announces none."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    revocation_endpoint: str | None
    end_session_endpoint: str | None
    pushed_authorization_request_endpoint: str | None
    id_token_algorithms: tuple[str, ...]
    userinfo_algorithms: tuple[str, ...]
    iss_promised: bool


async def read_metadata(http: Http, issuer: str) -> Metadata:
    """Fetch and check the configuration of ``issuer``. Raises FlowError (discovery, insecure, bad_answer, network)."""
    url = issuer.removesuffix("/") + WELL_KNOWN  # section 4: a slash at the end is dropped before the path is added
    answer = await http.request("GET", url, headers={"Accept": "application/json"})
    check_status(answer)
    found = json_of(answer)
    if not isinstance(found, dict):
        raise FlowError(problem(Code.BAD_ANSWER_SHAPE, host=answer.host))
    if found.get("issuer") != issuer:  # section 4.3: exactly equal, slash included
        raise FlowError(problem(Code.DISCOVERY_ISSUER_MISMATCH, host=answer.host))
    return _metadata(found, issuer)


def check_status(answer: Answer) -> None:
    """Pass a 200 on. Raises FlowError for anything else."""
    status, host = answer.status, answer.host
    if status == 200:
        return
    if 300 <= status < 400:
        raise FlowError(problem(Code.BAD_ANSWER_REDIRECT, host=host))
    if status in (404, 410):
        raise FlowError(problem(Code.DISCOVERY_NOT_FOUND, host=host))
    raise FlowError(problem(Code.DISCOVERY_UNAVAILABLE, host=host, status=str(status)))


def _metadata(found: Mapping[str, Any], issuer: str) -> Metadata:
    missing = [name for name in _REQUIRED if not isinstance(found.get(name), str)]
    if missing:
        raise FlowError(problem(Code.DISCOVERY_INCOMPLETE, missing=", ".join(missing)))
    present = {name: found[name] for name in (*_REQUIRED, *_OPTIONAL) if isinstance(found.get(name), str)}
    for name, url in present.items():
        if not is_safe_endpoint(url, issuer):
            raise FlowError(problem(Code.INSECURE_ENDPOINT, endpoint=name))
    return Metadata(
        issuer=issuer,
        id_token_algorithms=_texts(found.get("id_token_signing_alg_values_supported")),
        userinfo_algorithms=_texts(found.get("userinfo_signing_alg_values_supported")),
        iss_promised=found.get("authorization_response_iss_parameter_supported") is True,
        **{name: present[name] for name in _REQUIRED},
        **{name: present.get(name) for name in _OPTIONAL},  # type: ignore[arg-type]
    )


def is_safe_endpoint(url: str, issuer: str) -> bool:
    """https; http only where the issuer itself is on this machine: a stranger must not point us at local services."""
    return is_safe_url(url) and (url.lower().startswith("https:") or is_loopback(urlsplit(issuer).hostname or ""))


def is_safe_url(url: str) -> bool:
    """https or http on a literal loopback address, plain printable ASCII, no user name, no fragment, not endless."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if len(url) > MAX_URL or not all("!" <= ch <= "~" for ch in url) or any(ch in url for ch in '"<>\\^`{|}'):
        return False
    if not host or "@" in parts.netloc or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
