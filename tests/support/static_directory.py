"""A SCIM server of made-up people as a program of its own, and the list somebody has of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.programs.many_people import write_list
from tests.support.programs import ROOT


@dataclass(frozen=True)
class Static:
    """Where it is, and how a command line names it."""

    base: str
    arguments: tuple[str, ...]


@contextmanager
def static_directory(folder: Path, people: int, *, size: int = 100, milliseconds: int = 0) -> Iterator[Static]:
    """Pages of ``size``, each after so many milliseconds; ended afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    token = folder / "token"
    token.write_text("made-up", encoding="utf-8")
    token.chmod(0o600)
    command = [sys.executable, "-m", "tests.bench.programs.static_directory", *map(str, (people, size, milliseconds))]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            base = json.loads(child.stdout.readline())["base"]
            where = ("--scim", base, "--directory-token-file", str(token))
            who = ("--issuer", "https://login.example.com", "--client-id", "app", "--vault", "memory")
            yield Static(base, (*who, *where))
        finally:
            child.stdin.close()
            child.wait(10)


def list_of(folder: Path, people: int) -> Path:
    """A CSV of these people as somebody has it, with mistakes in it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"people-{people}.csv"
    write_list(path, people)
    return path
