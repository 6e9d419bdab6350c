"""Runs a judge: a script here, in an environment of its own that holds a program or library nobody here wrote."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.interop.peers import PeerMissing, Recipe, install

HERE = Path(__file__).resolve().parent
JUDGE_SECONDS = 120


def judged(recipe: Recipe, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the recipe's script says about what it was given (JSON in, JSON out); skips where it cannot be had."""
    try:
        place = install(recipe)
    except PeerMissing as missing:
        pytest.skip(str(missing))
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "FLOW_", "VIRTUAL_ENV"))}
    done = subprocess.run(
        _command(recipe, place),
        input=json.dumps(given),
        env={**plain, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=JUDGE_SECONDS,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _command(recipe: Recipe, place: Path) -> list[str]:
    if recipe.is_npm:
        script = place / "judge.mjs"  # node looks for packages beside the script
        shutil.copyfile(HERE / recipe.script, script)
        return ["node", str(script)]
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    return [str(python), str(HERE / recipe.script)]
