"""A whole verification of a list against a SCIM server, as `flow-desktop verify` runs it, without printing anything.

What it needs comes as JSON on stdin: base, list, home, token_file. Prints the seconds of the pass, from reading the
list to results on disk; when each part began and the first results came; the counts; the memory before and at most.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from flow_desktop.adapters.lists import read_list
from flow_desktop.adapters.places import Places
from flow_desktop.adapters.proxies import EnvironmentProxies
from flow_desktop.adapters.texts import load_words
from flow_desktop.compose import Choices, Desk, Surroundings, build_desk
from flow_desktop.core.deployment import Deployment, SourceKind
from flow_desktop.flows.collector import held
from flow_desktop.flows.verify import Done, Judged, Listed, Order, Progress, RunOutcome


def resident() -> float:
    """MB of memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def highest() -> float:
    """MB of memory at most; `getrusage` would tell the parent's as well."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


async def one_pass(desk: Desk, asked: dict[str, Any]) -> dict[str, Any]:
    """Everything, timed."""
    began = time.perf_counter()
    marks: dict[str, float] = {}
    listed = read_list(Path(asked["list"]))
    marks["read"] = time.perf_counter() - began
    outcome: RunOutcome | None = None
    async for happened in desk.runs.verifier.run(Order(listed)):
        now = time.perf_counter() - began
        match happened:
            case Progress(phase=phase):
                marks.setdefault(phase, now)
            case Judged():
                marks.setdefault("first_results", now)
            case Done(ended):
                outcome = ended
                marks["done"] = now
            case Listed():
                pass
    assert outcome is not None
    return {
        "seconds": time.perf_counter() - began,
        "marks": marks,
        "counts": {status.value: count for status, count in outcome.facts.counts},
        "complete": outcome.facts.directory.complete,
        "people": outcome.facts.directory.people,
    }


async def main() -> None:
    """One desk, one pass."""
    asked = json.load(sys.stdin)
    deployment = Deployment(
        issuer="http://127.0.0.1:9", client_id="bench", source=SourceKind.SCIM, directory_url=asked["base"]
    )
    around = Surroundings(Places(Path(asked["home"])), load_words(), EnvironmentProxies({}))
    desk = await build_desk(deployment, around, Choices(keep_session=False, token_file=asked["token_file"]))
    try:
        assert desk.runs.verifier is not None
        idle = resident()
        with held():
            told = await one_pass(desk, asked)
        peak = highest()
        print(json.dumps(told | {"idle_mb": idle, "peak_mb": peak}))
    finally:
        await desk.close()


asyncio.run(main())
