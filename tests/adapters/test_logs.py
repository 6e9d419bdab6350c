"""What the program writes down about itself: enough to help, no secret, readable by nobody else."""

from __future__ import annotations

import faulthandler
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flow_desktop.adapters.logs import CRASH_FILE, KEPT_RECORDS, LOG_FILE, Logs, begin_logging
from flow_desktop.adapters.places import Places
from flow_desktop.core.secret import Secret

log = logging.getLogger("flow_desktop.test")


@pytest.fixture
def logs(home: Path) -> Iterator[Logs]:
    """Logging as the program starts it, ended afterwards."""
    made = begin_logging(Places(home))
    yield made
    made.close()


def in_file(home: Path) -> str:
    """Everything in the log files."""
    return "".join(path.read_text() for path in sorted((home / "logs").glob(f"{LOG_FILE}*")))


def test_a_record_is_one_json_line_in_ring_and_file(logs: Logs, home: Path) -> None:
    """Time, level, logger and text; also where the text has line ends."""
    log.info("looked at %s\nagain", "Directory Sync")
    [line] = logs.recent()
    assert in_file(home) == line + "\n"
    told = json.loads(line)
    assert (told["level"], told["logger"], told["text"]) == ("INFO", log.name, "looked at Directory Sync\nagain")
    assert told["at"].endswith("+00:00")


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer canary0123456789",
        "https://login.example.com/cb?code=canary-123&state=canary-456",
        'refresh_token="canary-789"',
        "eyJhbGciOiJSUzI1NiJ9.canary.canary",
        "key sk_canary_0123456789",
    ],
)
def test_secret_shapes_never_get_in(logs: Logs, home: Path, text: str) -> None:
    """Neither into the ring nor into the file, as message, argument or exception."""
    log.info(text)
    log.info("%s", text)
    try:
        raise ValueError(text)
    except ValueError:
        log.info("failed", exc_info=True)
    written = in_file(home) + "".join(logs.recent())
    assert written.count("***") >= 6
    assert "canary" not in written.replace(f'raise ValueError("{text}")', "")


def test_a_secret_the_program_knows_never_gets_in(logs: Logs, home: Path) -> None:
    """Whatever it stands next to."""
    logs.redactor.hide(Secret("correct-horse-canary"))
    log.info("it said correct-horse-canary to somebody")
    assert "canary" not in in_file(home) + "".join(logs.recent())


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_files_are_private(logs: Logs, home: Path) -> None:
    """Nobody else on this computer reads them."""
    log.info("hello")
    assert [path.stat().st_mode & 0o077 for path in (home / "logs").iterdir()] == [0] * len(
        list((home / "logs").iterdir())
    )


def test_libraries_do_not_talk(logs: Logs, home: Path) -> None:
    """HTTP and OAuth libraries write addresses and headers below WARNING."""
    for name in ("httpx2", "httpcore2.http11", "authlib.oauth2.client", "keyring.backend"):
        logging.getLogger(name).debug("canary")
        logging.getLogger(name).info("canary")
    assert logs.recent() == ()


def test_the_ring_and_the_file_stay_small(logs: Logs, home: Path) -> None:
    """500 records in memory, three megabytes on disk."""
    for _ in range(400):
        log.info("x" * 10_000)
    assert len(logs.recent()) == 400
    for _ in range(KEPT_RECORDS):
        log.info("y")
    assert len(logs.recent()) == KEPT_RECORDS
    files = list((home / "logs").glob(f"{LOG_FILE}*"))
    assert len(files) == 3
    assert sum(path.stat().st_size for path in files) < 3_100_000


def test_a_second_start_replaces_the_first(logs: Logs, home: Path) -> None:
    """Nothing is written twice."""
    second = begin_logging(Places(home))
    log.info("once")
    second.close()
    assert in_file(home).count("once") == 1


@pytest.mark.parametrize("text", ["%s and %s", "%d", "100 %"])
def test_a_record_that_does_not_fit_its_arguments_is_kept(logs: Logs, text: str) -> None:
    """Our own mistake in a log call takes nothing down."""
    record = logging.LogRecord(log.name, logging.INFO, "file.py", 1, text, ("one",), None)
    logs._handlers[0].handle(record)  # through the logger, the test runner's own handler would stumble
    assert json.loads(logs.recent()[0])["text"] == text


def test_hostile_text_stays_in_its_line(logs: Logs, uncommon_text: str) -> None:
    """Line ends, controls and lone surrogates are escaped."""
    log.info("%s", uncommon_text)
    [line] = logs.recent()
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["level"] == "INFO"


def test_a_home_that_cannot_be_written_costs_the_file_only(tmp_path: Path) -> None:
    """The ring still records."""
    (tmp_path / "file").write_text("")
    made = begin_logging(Places(tmp_path / "file"))
    log.info("hello")
    assert len(made.recent()) == 1
    made.close()


def test_somebody_elses_crash_watch_is_left_alone(home: Path) -> None:
    """A test runner or debugger that already watches goes on watching."""
    before = faulthandler.is_enabled()
    begin_logging(Places(home)).close()
    assert faulthandler.is_enabled() == before


def test_a_crash_leaves_its_stack(home: Path) -> None:
    """When the interpreter dies, the file tells where."""
    program = (
        "import faulthandler, pathlib\n"
        "from flow_desktop.adapters.logs import begin_logging\n"
        "from flow_desktop.adapters.places import Places\n"
        f"logs = begin_logging(Places(pathlib.Path({str(home)!r})))\n"
        "faulthandler._sigabrt()\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=30, check=False)
    assert ran.returncode != 0
    assert "Fatal Python error" in (home / "logs" / CRASH_FILE).read_text()
