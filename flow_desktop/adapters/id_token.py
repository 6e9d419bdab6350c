"""From the payload of a verified token to typed claims. Meaning is judged in ``core/token_policy.py``."""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Mapping
from typing import Any

from flow_desktop.adapters.jose import Signed, encode
from flow_desktop.core.problems import Code, FlowError, problem
from flow_desktop.core.secret import Secret
from flow_desktop.core.token_policy import TokenClaims


def claims_of(signed: Signed, access: Secret) -> TokenClaims:
    """Typed claims; a wrong type is refused, not converted. Raises FlowError ``id_token.malformed``."""
    try:
        return _claims_of(signed, access)
    except ValueError:
        pass
    raise FlowError(problem(Code.ID_TOKEN_MALFORMED))


def _claims_of(signed: Signed, access: Secret) -> TokenClaims:
    payload = signed.payload
    access_hash = _text(payload, "at_hash")
    return TokenClaims(
        issuer=_text(payload, "iss"),
        subject=_text(payload, "sub"),
        audience=_texts(payload, "aud"),
        authorized_party=_text(payload, "azp"),
        expires_at=_seconds(payload, "exp"),
        issued_at=_seconds(payload, "iat"),
        not_before=_seconds(payload, "nbf"),
        nonce=_text(payload, "nonce"),
        token_type=signed.media_type,
        access_hash_fits=None if access_hash is None else _hash_fits(access_hash, signed.algorithm, access),
    )


def _hash_fits(claimed: str, algorithm: str, access: Secret) -> bool:
    """Left half of the access token's hash (OpenID Connect Core section 3.1.3.6); Ed25519 signs with SHA-512."""
    name = f"sha{algorithm[2:]}" if algorithm[2:] in ("256", "384", "512") else "sha512"
    digest = hashlib.new(name, access.reveal().encode("ascii", "replace")).digest()
    return hmac.compare_digest(encode(digest[: len(digest) // 2]).encode(), claimed.encode())


def _text(payload: Mapping[str, Any], name: str) -> str | None:
    value = payload.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError(f"{name} is not text")
    value.encode()  # a lone surrogate is not text either, and says so as a ValueError
    return value


def _texts(payload: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = payload.get(name)
    members = value if isinstance(value, list) else [] if value is None else [value]
    if not all(isinstance(member, str) for member in members):
        raise ValueError(f"{name} is not text or a list of texts")
    return tuple(members)


def _seconds(payload: Mapping[str, Any], name: str) -> float | None:
    """A NumericDate (RFC 7519 section 2): a number, with or without fraction; true is none."""
    value = payload.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{name} is not a number")
    if not math.isfinite(value) or abs(value) > 1e15:
        raise ValueError(f"{name} is not a time")
    return float(value)
