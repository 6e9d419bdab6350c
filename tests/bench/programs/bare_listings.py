"""Flow's three listings (members, directory users, audit), read one after the other and kept, and nothing else.

As anybody would write it: one client, `json()`, lists that grow. What it needs comes as JSON on stdin: base, token.
Prints the seconds, and how many rows each listing had.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import httpx2

asked = json.load(sys.stdin)
rows: dict[str, list[Any]] = {"members": [], "directory/users": [], "audit": []}
with httpx2.Client(trust_env=False, headers={"Authorization": f"Bearer {asked['token']}"}, timeout=60) as client:
    client.get(f"{asked['base']}/me").raise_for_status()
    began = time.perf_counter()
    for name, kept in rows.items():
        cursor: dict[str, str] | None = {}
        while cursor is not None:
            page = client.get(f"{asked['base']}/{name}", params={"limit": "1000", **cursor}).raise_for_status().json()
            kept.extend(page["data"])
            cursor = {"cursor": page["next"]} if page["next"] else None
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "rows": {name: len(kept) for name, kept in rows.items()}}))
