"""Keys and signatures for made-up tokens, on cryptography alone: the client's JOSE library does not judge itself."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
_HASHES: dict[str, Any] = {"256": hashes.SHA256, "384": hashes.SHA384, "512": hashes.SHA512}
_CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}


def b64(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@cache
def private_key(name: str) -> PrivateKey:
    """The key of that name, the same for the whole run: rsa, rsa_other, rsa_1024, p256, p384, p521, ed25519."""
    if name.startswith("rsa"):
        size = 1024 if name.endswith("1024") else 2048
        return rsa.generate_private_key(65537, size)
    if name.startswith("p"):
        curves = {"p256": ec.SECP256R1(), "p384": ec.SECP384R1(), "p521": ec.SECP521R1()}
        return ec.generate_private_key(curves[name.partition("_")[0]])
    return ed25519.Ed25519PrivateKey.generate()


def public_jwk(name: str, **members: Any) -> dict[str, Any]:
    """The public half as a JWK whose kid is the name; a member given as None is left out."""
    key = private_key(name)
    found: dict[str, Any] = {"kid": name, "use": "sig", **_material(key), **members}
    return {member: value for member, value in found.items() if value is not None}


def _material(key: PrivateKey) -> dict[str, str]:
    if isinstance(key, rsa.RSAPrivateKey):
        numbers = key.public_key().public_numbers()
        return {"kty": "RSA", "n": b64(_bytes(numbers.n)), "e": b64(_bytes(numbers.e))}
    if isinstance(key, ec.EllipticCurvePrivateKey):
        point, size = key.public_key().public_numbers(), (key.key_size + 7) // 8
        x, y = point.x.to_bytes(size), point.y.to_bytes(size)
        return {"kty": "EC", "crv": _CURVES[key.curve.name], "x": b64(x), "y": b64(y)}
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return {"kty": "OKP", "crv": "Ed25519", "x": b64(raw)}


def _bytes(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8)


def sign(algorithm: str, key_name: str, data: bytes) -> bytes:
    """The signature; ``none`` signs with nothing, HS* with the public key's PEM text, as attackers do."""
    if algorithm == "none":
        return b""
    key, digest = private_key(key_name), algorithm[2:]
    if algorithm.startswith("HS"):
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        pem = key.public_key().public_bytes(serialization.Encoding.PEM, form)
        return hmac.new(pem, data, f"sha{digest}").digest()
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(data)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        size = (key.key_size + 7) // 8
        r, s = decode_dss_signature(key.sign(data, ec.ECDSA(_HASHES.get(digest, hashes.SHA256)())))
        return r.to_bytes(size) + s.to_bytes(size)
    kind = _HASHES.get(digest, hashes.SHA256)()
    if algorithm.startswith("PS"):
        return key.sign(data, padding.PSS(padding.MGF1(kind), kind.digest_size), kind)
    return key.sign(data, padding.PKCS1v15(), kind)


def half_hash(token: str, digest: str) -> str:
    """The left half of a hash, as ``at_hash`` carries it."""
    whole = hashlib.new(digest, token.encode()).digest()
    return b64(whole[: len(whole) // 2])


def compact(header: dict[str, Any] | str, payload: dict[str, Any] | str, *, algorithm: str, key: str) -> str:
    """A compact JWS; header and payload may be given as text to say what a dict cannot."""
    parts = [part if isinstance(part, str) else json.dumps(part) for part in (header, payload)]
    signed = ".".join(b64(part.encode("utf-8", "surrogatepass")) for part in parts)
    return f"{signed}.{b64(sign(algorithm, key, signed.encode()))}"
