"""Signed tokens (RFC 7515): strict reading, choice of key, verification by joserfc. What the claims mean is not here.

Keys come from the provider's key set only; ``jwk``, ``jku``, ``x5c`` and ``x5u`` in a header are ignored.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from joserfc import jwk, jws
from joserfc.errors import JoseError

from flow_desktop.adapters.strict_json import strict_object
from flow_desktop.core.callback import plain
from flow_desktop.core.problems import Code, FlowError, problem
from flow_desktop.core.token_policy import ALLOWED_ALGORITHMS

MAX_TOKEN = 60_000
"""Characters. The largest ID tokens seen carry hundreds of groups and stay under a quarter of this."""

MIN_RSA_BITS = 2048
MAX_RSA_BITS = 16_384
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*\Z")
_KEY_OF: dict[str, tuple[str, str | None]] = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), ("RSA", None)),
    "ES256": ("EC", "P-256"),
    "ES384": ("EC", "P-384"),
    "ES512": ("EC", "P-521"),
    "EdDSA": ("OKP", "Ed25519"),
    "Ed25519": ("OKP", "Ed25519"),
}
_PARTS_OF = {"RSA": ("kty", "n", "e"), "EC": ("kty", "crv", "x", "y"), "OKP": ("kty", "crv", "x")}

Jwk = Mapping[str, Any]


class _Registry(jws.JWSRegistry):
    """joserfc with room for long key ids, and without its warning for the name EdDSA."""

    max_header_length = 16_384
    max_signature_length = 4_096

    def get_alg(self, name: str) -> Any:
        return self.algorithms[name]


@dataclass(frozen=True, slots=True, repr=False)
class Signed:
    """A token taken apart, not yet verified: nothing of it may be believed."""

    text: str
    algorithm: str
    key_id: str | None
    media_type: str | None
    payload: Mapping[str, Any]


class Verdict(Enum):
    """What a set of keys says about a token."""

    GOOD = auto()
    BAD_SIGNATURE = auto()
    UNKNOWN_KEY = auto()
    WEAK_KEY = auto()


def read_signed(text: str) -> Signed:
    """Take a compact token apart. Raises FlowError ``id_token.malformed``."""
    try:
        return _read(text)
    except ValueError:
        pass
    raise FlowError(problem(Code.ID_TOKEN_MALFORMED))


def _read(text: str) -> Signed:
    parts = text.split(".")
    if len(text) > MAX_TOKEN or len(parts) != 3:
        raise ValueError("not a compact JWS")
    header = strict_object(decode(parts[0]))
    decode(parts[2])
    if "crit" in header or "b64" in header:
        raise ValueError("asks for rules this program does not know (RFC 7515 section 4.1.11)")
    return Signed(
        text=text,
        algorithm=_text_in(header, "alg") or "",
        key_id=_text_in(header, "kid"),
        media_type=_text_in(header, "typ"),
        payload=strict_object(decode(parts[1])),
    )


def decode(part: str) -> bytes:
    """Base64url as RFC 7515 section 2 has it: no padding, no other letters, one spelling only. Raises ValueError."""
    if not _BASE64URL.match(part):
        raise ValueError("a letter that is not base64url")
    data = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if encode(data) != part:
        raise ValueError("another spelling of the same bytes")
    return data


def encode(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def check_algorithm(signed: Signed, announced: tuple[str, ...]) -> None:
    """Ours and theirs (RFC 8725 section 3.1). Raises ``id_token.algorithm``.

    ``announced`` is empty where discovery says nothing.
    """
    name = signed.algorithm
    if name not in ALLOWED_ALGORITHMS or (announced and name not in announced):
        raise FlowError(problem(Code.ID_TOKEN_ALGORITHM, algorithm=plain(name, 20) or "none"))


def judge_signature(signed: Signed, keys: tuple[Jwk, ...]) -> Verdict:
    """Try each key that may have signed this: by key id, or all that fit where the token names none."""
    named = [key for key in keys if signed.key_id is None or key.get("kid") == signed.key_id]
    fitting = [key for key in named if _fits(key, signed.algorithm)]
    strong = [key for key in fitting if not _is_weak(key)]
    if not strong:
        return Verdict.WEAK_KEY if fitting else Verdict.UNKNOWN_KEY
    return Verdict.GOOD if any(_verifies(signed, key) for key in strong) else Verdict.BAD_SIGNATURE


def _fits(key: Jwk, algorithm: str) -> bool:
    """Made for signatures, for this algorithm and of its kind (RFC 7517 section 4)."""
    kind, curve = _KEY_OF[algorithm]
    operations = key.get("key_ops", ["verify"])
    return (
        key.get("kty") == kind
        and (curve is None or key.get("crv") == curve)
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and isinstance(operations, list)
        and "verify" in operations
    )


def _is_weak(key: Jwk) -> bool:
    """RSA under 2048 bits (RFC 7518 section 3.3), or with an exponent that protects nothing."""
    if key.get("kty") != "RSA":
        return False
    try:
        modulus, exponent = (int.from_bytes(decode(key[part])) for part in ("n", "e"))
    except (KeyError, TypeError, ValueError):
        return False
    return modulus.bit_length() < MIN_RSA_BITS or exponent < 3 or exponent % 2 == 0


def _verifies(signed: Signed, key: Jwk) -> bool:
    """One key against one token; a key that cannot be read has not signed it."""
    kind = str(key["kty"])
    try:
        material = {part: key[part] for part in _PARTS_OF[kind]}
        if kind == "RSA" and (len(material["n"]) > MAX_RSA_BITS // 6 + 8 or len(material["e"]) > 12):
            return False  # verifying with a giant key is work an attacker gets for nothing
        public = jwk.import_key(material, kind)  # type: ignore[call-overload]
        registry = _Registry(algorithms=[signed.algorithm], strict_check_header=False)
        jws.deserialize_compact(signed.text, public, [signed.algorithm], registry=registry)
    except (JoseError, ValueError, KeyError, TypeError):
        return False
    return True


def _text_in(header: Mapping[str, Any], name: str) -> str | None:
    value = header.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{name} is not text")
    return value
