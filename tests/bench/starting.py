"""Starts programs for the benches: a home of their own, the repository on the path, and nothing of the person's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.support.programs import ROOT, Program

PROGRAMS = Path(__file__).with_name("programs")
WHERE = {"FLOW_ISSUER": "http://127.0.0.1:9", "FLOW_CLIENT_ID": "flow-desktop", "FLOW_ORGANISATION_NAME": "Pilot"}
LIMIT = 60.0


def surroundings(home: Path, **more: str) -> dict[str, str]:
    """The environment of a program that must find this checkout and must not find anybody's settings."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "FLOW_DESKTOP_HOME": str(home), **more}


def measured(command: Sequence[str], env: dict[str, str]) -> tuple[float, list[dict[str, Any]]]:
    """Seconds until the program ended, and its JSON lines."""
    began = time.monotonic()
    ended = subprocess.run([sys.executable, *command], env=env, capture_output=True, check=True, timeout=LIMIT)
    return time.monotonic() - began, [json.loads(line) for line in ended.stdout.splitlines() if line[:1] == b"{"]


def first_paint(name: str, env: dict[str, str], moment: str = "painted") -> tuple[float, dict[str, Any]]:
    """Seconds from the start of a program to a moment it tells of, and what else it said."""
    began = time.monotonic()
    command = [sys.executable, str(PROGRAMS / name)]
    ended = subprocess.run(command, env=env, capture_output=True, check=True, timeout=LIMIT)
    told = json.loads(ended.stdout.splitlines()[-1])
    return told[moment] - began, told


def sign_in_window(folder: Path, env: dict[str, str]) -> Program:
    """The real window that clicks itself."""
    return Program([sys.executable, str(PROGRAMS / "sign_in_window.py")], folder, env=env)


def memory(pid: int) -> dict[str, float]:
    """Resident and proportional memory of a process, in MB (of 1,024 kB, as the system's own tools have it)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    sizes = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines[1:]}
    return {"rss": sizes["Rss"], "pss": sizes["Pss"]}
