"""A bare script: the four requests of a sign-in after its callback, one after the other; nothing is judged or shown.

What it needs comes as JSON on stdin. Prints the seconds the requests alone took. trio is hidden as in the window.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

hidden: dict[str, Any] = {"trio": None}
sys.modules |= hidden

import httpx2  # noqa: E402

asked = json.load(sys.stdin)
with httpx2.Client(trust_env=False) as client:
    there = client.get(asked["discovery"]).json()
    began = time.monotonic()
    tokens = client.post(there["token_endpoint"], data=asked["form"]).raise_for_status().json()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    client.get(there["jwks_uri"]).raise_for_status()
    client.get(there["userinfo_endpoint"], headers=bearer).raise_for_status()
    client.get(asked["me"], headers=bearer).raise_for_status()
    print(json.dumps({"requests": time.monotonic() - began}))
