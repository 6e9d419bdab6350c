"""Runs a program as a person or a script would: output goes to files, so nothing can block and nothing is lost."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ended:
    """How a program ended and everything it said."""

    code: int
    out: str
    err: str


class Program:
    """One started program. Use it as a context manager: it is ended in every case."""

    def __init__(
        self, command: Sequence[str], folder: Path, *, env: Mapping[str, str] | None = None, stdin: str = ""
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._out, self._err = folder / "stdout", folder / "stderr"
        given = folder / "stdin"
        given.write_text(stdin, encoding="utf-8")
        with given.open("rb") as source, self._out.open("wb") as out, self._err.open("wb") as err:
            self._child = subprocess.Popen(
                [*command], cwd=ROOT, env=dict(os.environ if env is None else env), stdin=source, stdout=out, stderr=err
            )

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._child.pid

    @property
    def out(self) -> str:
        """What it wrote to stdout so far."""
        return self._out.read_text(encoding="utf-8")

    @property
    def err(self) -> str:
        """What it wrote to stderr so far."""
        return self._err.read_text(encoding="utf-8", errors="replace")

    @property
    def lines(self) -> list[str]:
        """The complete lines on stdout so far."""
        return self.out.split("\n")[:-1]

    @property
    def runs(self) -> bool:
        """Whether it has not ended yet."""
        return self._child.poll() is None

    def line(self, index: int = 0, *, seconds: float = 20.0) -> str:
        """One line of stdout, waited for. Raises AssertionError if the program ends without it."""

        def look() -> str | None:
            ended = not self.runs
            lines = self.lines
            if len(lines) > index:
                return lines[index] or "\n"
            assert not ended, f"ended with {self._child.returncode} and no line {index}: {self.err[-2000:]}"
            return None

        return wait_until(look, f"line {index} on stdout", seconds=seconds)

    def send(self, number: signal.Signals) -> None:
        """Send a signal."""
        self._child.send_signal(number)

    def finish(self, *, seconds: float = 30.0) -> Ended:
        """Wait for its own end. Raises AssertionError if it does not come."""
        try:
            code = self._child.wait(seconds)
        except subprocess.TimeoutExpired as late:
            raise AssertionError(f"did not end within {seconds:g} s: {self.out[-2000:]} {self.err[-2000:]}") from late
        return Ended(code, self.out, self.err)

    def stop(self) -> None:
        """End it: kindly, then not."""
        if self.runs:
            self._child.terminate()
        try:
            self._child.wait(5)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
