"""One attempt to sign in: what is made fresh for it and dies with it (RFC 7636, RFC 9700 section 4.7)."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from flow_desktop.core.secret import Secret


@dataclass(frozen=True, slots=True)
class Attempt:
    """Single use. ``deadline`` is monotonic seconds; ``phrase`` is four words that the app and the page both show."""

    id: str
    issuer: str
    redirect_uri: str
    state: Secret
    nonce: Secret
    code_verifier: Secret
    phrase: str
    deadline: float
    login_hint: str = ""
    choose_account: bool = False

    @property
    def code_challenge(self) -> str:
        """The S256 challenge of the verifier (RFC 7636 section 4.2)."""
        digest = hashlib.sha256(self.code_verifier.reveal().encode("ascii")).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
