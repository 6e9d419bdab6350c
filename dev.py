#!/usr/bin/env python3
"""Set up, try and check Flow Desktop. Needs CPython 3.11, 3.12 or 3.13 and nothing else.

    python3 dev.py demo [...]      make the environment, start the demo (what follows goes to `flow-desktop demo`)
    python3 dev.py run [...]       make the environment, start flow-desktop with these arguments
    python3 dev.py test [--only lint,unit,...] [--no-system]    make the environment, run the whole check
    python3 dev.py lock            write requirements/*.txt anew from pyproject.toml

The environment is the folder .venv; it is made anew when a requirement or the interpreter changed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "flow-desktop.json"
REQUIREMENTS = ROOT / "requirements"
OLDEST, NEWEST = (3, 11), (3, 13)
LOCK_TOOL = "uv==0.13.9"
NO_SYSTEM = "--no-system"

QT_LIBRARIES = (
    *("libegl1", "libgl1", "libxkbcommon-x11-0", "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1"),
    *("libxcb-randr0", "libxcb-render-util0", "libxcb-shape0", "libxcb-xinerama0", "libxcb-xkb1", "libdbus-1-3"),
    *("libfontconfig1", "fonts-dejavu-core", "fonts-noto-core"),
)
STORY_PROGRAMS = {  # Debian package: the program that shows it is there
    "xvfb": "Xvfb",
    "xauth": "xauth",
    "dbus": "dbus-run-session",
    "gnome-keyring": "gnome-keyring-daemon",
    "chromium": "chromium",
    "chromium-driver": "chromedriver",
}
CHROMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Stop(Exception):
    """The command cannot go on; the text says why and what to do."""


def say(text: str) -> None:
    """Print at once, so that it stands in order with what the started programs print."""
    print(text, flush=True)


def check_python() -> None:
    """Refuse an interpreter the application is not made for, and name one that is here.

    Raises Stop.
    """
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    names = ["python3.%d" % minor for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]  # noqa: UP031 - an old Python reads this
    found = [name for name in names if shutil.which(name)]
    hint = f"Run: {found[0]} dev.py {' '.join(sys.argv[1:])}" if found else "Install one of these first."
    raise Stop(f"Flow Desktop needs CPython 3.11, 3.12 or 3.13; this is {sys.version.split()[0]}. {hint}")


# ------------------------------------------------------------------ system libraries


def missing_packages(*, tests: bool) -> list[str]:
    """Debian packages that Qt (and the stories, with `tests`) need and this machine lacks."""
    missing = []
    if importlib.util.find_spec("ensurepip") is None:
        missing.append("python3-venv")
    if tests or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        missing += [name for name in QT_LIBRARIES if not is_installed(name)]
    if tests:
        missing += [name for name, program in STORY_PROGRAMS.items() if not has_program(program)]
    return missing


def is_installed(package: str) -> bool:
    """Whether dpkg knows the package as installed."""
    query = ["dpkg-query", "-W", "-f", "${db:Status-Status}", package]
    return subprocess.run(query, capture_output=True, text=True, check=False).stdout == "installed"


def has_program(program: str) -> bool:
    """Whether a program is on the path; any Chrome counts as chromium."""
    return any(shutil.which(name) for name in (CHROMES if program == "chromium" else (program,)))


def install_system(*, tests: bool) -> None:
    """Install missing system libraries on Debian and Ubuntu, or say what to install; never fails."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-query")):
        return
    missing = missing_packages(tests=tests)
    if not missing:
        return
    line = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    prefix = root_prefix()
    if prefix is None:
        say("Missing system packages, and no right to install them. Please run:\n  sudo " + " ".join(line))
        say("Going on without; whatever needs them is skipped and named.")
        return
    say("Installing system packages: " + " ".join(missing))
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*prefix, "apt-get", "update", "-q"], env=quiet, stdout=subprocess.DEVNULL, check=False)
    if subprocess.run([*prefix, *line], env=quiet, stdout=subprocess.DEVNULL, check=False).returncode:
        say("That did not work. Going on without; whatever needs them is skipped and named. By hand:")
        say("  sudo " + " ".join(line))


def root_prefix() -> list[str] | None:
    """The words in front of a command to run it as root without a question, or None."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


# ------------------------------------------------------------------ environment


def fingerprint() -> str:
    """One text that changes whenever the environment must be made anew."""
    digest = hashlib.sha256(f"{sys.version} {sys.base_prefix} {ROOT}".encode())
    for path in sorted(REQUIREMENTS.glob("*.txt")):
        digest.update(path.read_bytes())
    tables = project_file()
    digest.update(json.dumps([tables["project"], tables["build-system"], tables["tool"]["hatch"]]).encode())
    return digest.hexdigest()


def project_file() -> dict[str, Any]:
    """pyproject.toml, read."""
    import tomllib  # noqa: PLC0415 - not there on the old Pythons that check_python speaks to

    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def make_environment(*, tests: bool) -> None:
    """Make .venv ready: hash-locked requirements and this checkout; does nothing when it already is.

    Raises Stop when it cannot be made.
    """
    wanted = {"fingerprint": fingerprint(), "tests": tests}
    have = read_stamp()
    if have.get("fingerprint") != wanted["fingerprint"] or not works():
        say(f"Making the environment {VENV.name} for Python {sys.version.split()[0]}")
        if VENV.exists():
            shutil.rmtree(VENV)
        base = getattr(sys, "_base_executable", sys.executable)  # our own may lie in the folder just removed
        must([base, "-m", "venv", str(VENV)], "The environment could not be made (is python3-venv installed?)")
    elif have.get("tests") or not tests:
        return
    locked = REQUIREMENTS / ("test.txt" if tests else "app.txt")
    for path in (locked, REQUIREMENTS / "build.txt"):
        must(pip("--require-hashes", "-r", str(path)), f"{path.name} could not be installed (is there a network?)")
    must(pip("--no-deps", "--no-build-isolation", "-e", str(ROOT)), "Flow Desktop itself could not be installed")
    STAMP.write_text(json.dumps(wanted), encoding="utf-8")


def read_stamp() -> dict[str, object]:
    """What the environment was made for; empty when there is none or it was left half-way."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def works() -> bool:
    """Whether the interpreter in .venv starts and finds the application."""
    probe = [str(PYTHON), "-c", "import flow_desktop, pip"]
    try:
        return subprocess.run(probe, cwd=VENV, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def pip(*words: str) -> list[str]:
    """A pip install command inside the environment."""
    return [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *words]


def must(command: Sequence[str], why: str) -> None:
    """Run a command; raises Stop with the reason when it fails."""
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise Stop(why)


def lock() -> int:
    """Write the hash-locked requirements anew: newest versions that pyproject.toml allows, no host names."""
    with tempfile.TemporaryDirectory() as folder:
        must([sys.executable, "-m", "venv", folder], "No environment for the lock tool")
        tool = Path(folder) / PYTHON.relative_to(VENV)
        must([str(tool), "-m", "pip", "install", "--quiet", LOCK_TOOL], "The lock tool could not be installed")
        build = Path(folder) / "build.in"
        build.write_text("\n".join(project_file()["build-system"]["requires"]), encoding="utf-8")
        compile_lock(tool, name="app.txt", words=["pyproject.toml", "--extra", "mock"])
        extras = ["--extra", "mock", "--extra", "test"]
        compile_lock(tool, name="test.txt", words=["pyproject.toml", *extras, "-c", "requirements/app.txt"])
        compile_lock(tool, name="build.txt", words=[str(build), "-c", "requirements/test.txt"])
    return 0


def compile_lock(tool: Path, *, name: str, words: Sequence[str]) -> None:
    """One lock file, valid on every supported system and Python."""
    fixed = "--universal --generate-hashes --no-emit-index-url --no-header --no-annotate --no-config --quiet --upgrade"
    oldest = ".".join(map(str, OLDEST))
    command = [str(tool), "-m", "uv", "pip", "compile", *fixed.split(), "--python-version", oldest, *words]
    must([*command, "-o", f"requirements/{name}"], f"{name} could not be locked")
    say(f"Wrote requirements/{name}")


# ------------------------------------------------------------------ commands


def start(words: Sequence[str]) -> int:
    """Hand over to a Python program in the environment; its exit code is ours."""
    command = [str(PYTHON), *words]
    if os.name == "posix":
        sys.stdout.flush()
        os.chdir(ROOT)
        os.execv(PYTHON, command)  # so that Ctrl+C and signals reach the program itself
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def prepare(*, tests: bool, system: bool = True) -> None:
    """System libraries, then the environment; raises Stop when the environment cannot be made."""
    if system:
        install_system(tests=tests)
    make_environment(tests=tests)


def main(argv: Sequence[str]) -> int:
    """Do what the command line says."""
    check_python()
    command, rest = (argv[0], list(argv[1:])) if argv else ("", [])
    if command == "lock" and not rest:
        return lock()
    if command in {"demo", "run"}:
        prepare(tests=False)
        return start(["-m", "flow_desktop", *(["demo"] if command == "demo" else []), *rest])
    if command == "test":
        prepare(tests=True, system=NO_SYSTEM not in rest)
        return start(["tests/check.py", *(word for word in rest if word != NO_SYSTEM)])
    say((__doc__ or "").strip())
    return 0 if command in {"", "help", "-h", "--help"} else 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as stop:
        sys.exit(f"dev.py: {stop}")
    except KeyboardInterrupt:
        sys.exit(130)
