"""Flow's three listings (members, directory users, audit), read to their ends one after the other and nothing else.

What it needs comes as JSON on stdin: base, token. Prints the seconds, and how many rows each listing had.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import httpx2
import msgspec

asked = json.load(sys.stdin)
decode = msgspec.json.Decoder(dict[str, Any]).decode
rows: dict[str, int] = {}
with httpx2.Client(trust_env=False, headers={"Authorization": f"Bearer {asked['token']}"}, timeout=60) as client:
    client.get(f"{asked['base']}/me").raise_for_status()
    began = time.perf_counter()
    for name in ("members", "directory/users", "audit"):
        cursor: dict[str, str] | None = {}
        while cursor is not None:
            page = decode(client.get(f"{asked['base']}/{name}", params={"limit": "1000", **cursor}).content)
            rows[name] = rows.get(name, 0) + len(page["data"])
            cursor = {"cursor": page["next"]} if page["next"] else None
    print(json.dumps({"seconds": time.perf_counter() - began, "rows": rows}))
