"""Flow's listings that explanations stand on, read one after the other and kept, and nothing else.

As anybody would write it: one client, `json()`, lists that grow. What it needs comes as JSON on stdin: base, token.
Prints the seconds for members, directory and audit alone, those for all, and how many rows each listing had.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import httpx2

asked = json.load(sys.stdin)
rows: dict[str, list[Any]] = {
    "members": [],
    "directory/users": [],
    "audit": [],
    "members?status=outside": [],
    "directory/heard": [],
    "invitations": [],
}
ends: list[float] = []
with httpx2.Client(trust_env=False, headers={"Authorization": f"Bearer {asked['token']}"}, timeout=60) as client:
    client.get(f"{asked['base']}/me").raise_for_status()
    began = time.perf_counter()
    for name, kept in rows.items():
        cursor: str | None = ""
        while cursor is not None:
            more = f"{'&' if '?' in name else '?'}limit=1000" + (f"&cursor={cursor}" if cursor else "")
            page = client.get(f"{asked['base']}/{name}{more}").raise_for_status().json()
            kept.extend(page["data"])
            cursor = page["next"]
        ends.append(time.perf_counter() - began)
    counts = {name: len(kept) for name, kept in rows.items()}
    print(json.dumps({"three": ends[2], "seconds": ends[-1], "rows": counts}))
