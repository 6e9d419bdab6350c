"""The whole check, phase by phase: `python3 dev.py test` runs this inside the environment it made.

A phase that fails does not stop the next one; the last line sums up every pytest run.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
PHASE_SECONDS = 900
ABREAST = 2
NO_TESTS_COLLECTED = 5
STORY_PROGRAMS = ("Xvfb", "xauth", "dbus-run-session", "gnome-keyring-daemon", "chromedriver")
CHROMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def say(text: str) -> None:
    """Print at once, so that it stands in order with what the started programs print."""
    print(text, flush=True)


@dataclass(frozen=True)
class Phase:
    """One part of the check: a command, the surroundings it needs, and why it cannot run here (if it cannot).

    ``abreast``: it measures nothing and needs no real screen, so it may run beside its neighbours that may too.
    """

    name: str
    command: tuple[str, ...]
    pytest: bool = False
    in_session: bool = False
    abreast: bool = False
    skip: str = ""


@dataclass(frozen=True)
class Result:
    """How a phase ended; the counts are zero for anything but pytest."""

    name: str
    good: bool
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    note: str = ""


def phases() -> list[Phase]:
    """Everything the check consists of, cheapest first; of what runs abreast the longest first."""
    tool = (sys.executable, "-m")
    qt = "" if qt_loads() else "Qt does not load here (system libraries are missing)"
    calm = "not story and not interop and not bench"
    apart = ("house", "ui", "mock", "flows", "core", "cli")
    rest = tuple(f"--ignore=tests/{name}" for name in apart)
    bare = () if not qt else ("-p", "no:pytest-qt", "-W", "ignore::pytest.PytestConfigWarning")
    return [
        Phase("lint", (*tool, "ruff", "check", ".")),
        Phase("format", (*tool, "ruff", "format", "--check", ".")),
        Phase("types", (*tool, "mypy", "--strict", "-p", "flow_desktop")),
        Phase("types-tests", (*tool, "mypy", "dev.py", "tests")),
        Phase("walls", (str(Path(sys.executable).with_name("lint-imports")), "--no-cache")),
        Phase("house", ("tests/house", "-m", calm, *bare), pytest=True),
        Phase("flows", ("tests/flows", "-m", calm, *bare), pytest=True, abreast=True),
        Phase("ui", ("tests/ui", "-m", calm), pytest=True, abreast=True, skip=qt),
        Phase("cli", ("tests/cli", "-m", calm, *bare), pytest=True, abreast=True),
        Phase("mock", ("tests/mock", "-m", calm, *bare), pytest=True, abreast=True),
        Phase("interop", ("tests", "-m", "interop"), pytest=True, abreast=True, skip=qt or lacks_for_interop()),
        Phase("unit", ("tests", "-m", calm, *rest, *bare), pytest=True, abreast=True),
        Phase("core", ("tests/core", "-m", calm, *bare), pytest=True, abreast=True),
        Phase("stories", ("tests", "-m", "story"), pytest=True, in_session=True, skip=qt or lacks_for_stories()),
        Phase("bench", ("tests", "-m", "bench", "-s"), pytest=True, skip=qt),
    ]


def qt_loads() -> bool:
    """Whether the environment's Qt finds its system libraries."""
    probe = [sys.executable, "-c", "import PySide6.QtWidgets"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def lacks_for_stories() -> str:
    """Why the stories cannot run here, or nothing."""
    if not sys.platform.startswith("linux"):
        return "the stories use Xvfb and gnome-keyring, which are Linux programs"
    lacking = [program for program in STORY_PROGRAMS if not shutil.which(program)]
    if not any(shutil.which(name) for name in CHROMES):
        lacking.append("chromium")
    return f"not installed: {', '.join(lacking)}" if lacking else ""


def lacks_for_interop() -> str:
    """Why no foreign server can be tried here, or nothing; a single one that cannot be had is skipped by its test."""
    return "" if any(shutil.which(name) for name in CHROMES) else "not installed: chromium"


def run_fairly(phase: Phase, scratch: Path) -> Result:
    """Measure once more where a bar of the benches was missed: whatever else the machine does only adds to a figure."""
    result = run_phase(phase, scratch)
    if result.good or phase.name != "bench":
        return result
    say("A bar was missed. Measuring once more; this time it counts.")
    return run_phase(phase, scratch / "again")


def run_all(chosen: Sequence[Phase], scratch: Path) -> list[Result]:
    """Every phase in order, neighbours that may run abreast two at a time; what those print comes when they end."""
    results: list[Result] = []
    for abreast, group in groupby(chosen, key=lambda phase: phase.abreast):
        if not abreast:
            results += [run_fairly(phase, scratch) for phase in group]
            continue
        with ThreadPoolExecutor(ABREAST) as pool:
            results += pool.map(lambda phase: run_quietly(phase, scratch), group)
    return results


def run_quietly(phase: Phase, scratch: Path) -> Result:
    """Run a phase and print all it says in one piece, so that two of them can be read."""
    scratch.mkdir(exist_ok=True)
    path = scratch / f"{phase.name}.log"
    with path.open("wb") as log:
        result = run_phase(phase, scratch, log=log)
    say(heading(phase) + "\n" + path.read_text(encoding="utf-8", errors="replace"))
    return result


def heading(phase: Phase) -> str:
    """The line above what a phase says."""
    return f"\n=== {phase.name} " + "=" * (70 - len(phase.name))


def run_phase(phase: Phase, scratch: Path, *, log: IO[bytes] | None = None) -> Result:
    """Run one phase in surroundings of its own and read how it ended. ``log``: where its output goes, else on."""
    if log is None:
        say(heading(phase))
    if phase.skip:
        say(f"skipped: {phase.skip}")
        return Result(phase.name, good=True, note=f"skipped: {phase.skip}")
    began = time.monotonic()
    place = scratch / phase.name
    (place / "run").mkdir(parents=True, mode=0o700)
    report = place / "junit.xml"
    command: tuple[str, ...] = phase.command
    if phase.pytest:
        command = (sys.executable, "-m", "pytest", "-q", "--no-header", f"--junitxml={report}", *command)
    if phase.in_session:
        command = ("dbus-run-session", "--", "xvfb-run", "-a", "-s", "-screen 0 1280x900x24", *command)
    code = run_group(command, surroundings(place, in_session=phase.in_session), log)
    seconds = time.monotonic() - began
    if not phase.pytest:
        return Result(phase.name, good=code == 0, seconds=seconds)
    return read_junit(phase.name, report, code=code, seconds=seconds)


def surroundings(place: Path, *, in_session: bool) -> dict[str, str]:
    """The environment variables of a phase: nothing of the person's own settings, folders or keychain."""
    foreign = ("FLOW_", "PYTEST_", "QT_", "XDG_", "DBUS_", "GNOME_KEYRING")
    dropped = {"DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "PYTHONPATH", "PYTHONHOME"}
    env = {key: value for key, value in os.environ.items() if not key.startswith(foreign) and key not in dropped}
    env["FLOW_DESKTOP_HOME"] = str(place / "home")
    env["XDG_RUNTIME_DIR"] = str(place / "run")
    env["NO_PROXY"] = env["no_proxy"] = ",".join(filter(None, (env.get("NO_PROXY", ""), "127.0.0.1")))
    env["PYTHONUTF8"] = "1"
    if in_session:  # a real gnome-keyring, in a home of its own
        env |= {"HOME": str(place), "QT_QPA_PLATFORM": "xcb"}
    else:
        env |= {"QT_QPA_PLATFORM": "offscreen", "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    return env


def run_group(command: Sequence[str], env: Mapping[str, str], log: IO[bytes] | None = None) -> int:
    """Run a program to its end, and leave none of its children behind when it takes too long."""
    apart = os.name == "posix" and log is None  # what runs abreast hears Ctrl+C itself
    out: dict[str, Any] = {} if log is None else {"stdout": log, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, cwd=ROOT, env=dict(env), start_new_session=apart, **out) as child:
        try:
            return child.wait(PHASE_SECONDS)
        except (subprocess.TimeoutExpired, KeyboardInterrupt) as end:
            if apart:
                os.killpg(child.pid, signal.SIGKILL)
            else:
                child.kill()
            if isinstance(end, KeyboardInterrupt):
                raise
            say(f"stopped: over {PHASE_SECONDS} s")
            return 1


def read_junit(name: str, report: Path, *, code: int, seconds: float) -> Result:
    """Counts of a pytest run; a run that ended badly without a failed test counts as one failure."""
    try:
        suites = ET.parse(report).getroot().iter("testsuite")
    except (OSError, ET.ParseError):
        return Result(name, good=False, failed=1, seconds=seconds, note="no report was written")
    sums = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    for suite in suites:
        for key in sums:
            sums[key] += int(suite.get(key, 0))
    failed = sums["failures"] + sums["errors"]
    passed = max(sums["tests"] - failed - sums["skipped"], 0)
    note = "no tests were found" if code == NO_TESTS_COLLECTED else ""
    failed = failed or int(code != 0)
    return Result(name, code == 0, passed, failed, sums["skipped"], seconds, note)


def test(only: Sequence[str]) -> int:
    """Run the phases, go on after a failure, and sum up; the exit code is 1 if anything failed."""
    chosen = [phase for phase in phases() if phase.name in only]
    with tempfile.TemporaryDirectory(prefix="flow-desktop-") as folder:
        results = run_all(chosen, Path(folder))
    say("\n=== summary " + "=" * 63)
    for result in results:
        mark = "ok  " if result.good else "FAIL"
        counts = (
            f"{result.passed} passed, {result.failed} failed, {result.skipped} skipped"
            if result.passed + result.failed
            else ""
        )
        say(f"{mark} {result.name:<12} {result.seconds:6.1f} s  {counts} {result.note}".rstrip())
    total = [sum(getattr(result, key) for result in results) for key in ("passed", "failed", "skipped")]
    say("{} passed, {} failed, {} skipped".format(*total))
    return 0 if all(result.good for result in results) else 1


def main() -> int:
    """Read the command line and run what it names."""
    names = [phase.name for phase in phases()]
    parser = argparse.ArgumentParser(prog="dev.py test", description="Run the whole check, or some of its phases.")
    parser.add_argument("--only", default=",".join(names), help="comma-separated phases: " + ", ".join(names))
    only = parser.parse_args().only.split(",")
    unknown = sorted(set(only) - set(names))
    if unknown:
        parser.error(f"no such phase: {', '.join(unknown)} (there are {', '.join(names)})")
    return test(only)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
