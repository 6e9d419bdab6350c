"""Reports become files: by their ending, private, whole or not at all, and every refusal says why."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from flow_desktop.adapters.exports import Format, Paper, check_target, write_export
from flow_desktop.adapters.pdf import make_pdf
from flow_desktop.adapters.style import group, load_tokens
from flow_desktop.core.pilot.export_print import print_job
from flow_desktop.core.problems import Code, FlowError
from tests.support.pdf_text import pages_of
from tests.support.pilot_report import hostile_report, small_report

STARTS = {"csv": b'\xef\xbb\xbf"E-Mail"', "json": b'{\n"schema"', "html": b"<!DOCTYPE html>", "pdf": b"%PDF-"}


def refused(path: Path) -> Code:
    """The code of the problem that a path ends in."""
    with pytest.raises(FlowError) as caught:
        write_export(path, small_report())
    return caught.value.problem.code


@pytest.mark.parametrize("kind", list(Format))
def test_the_ending_says_what_is_written(tmp_path: Path, kind: Format) -> None:
    """csv, json, html and pdf, in any case; the file is this person's alone, and no draft is left."""
    path = tmp_path / f"report.{kind.upper()}"
    write_export(path, small_report())
    assert path.read_bytes().startswith(STARTS[kind])
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == [path.name]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_was_there_is_replaced_and_private(tmp_path: Path) -> None:
    """The old report goes at one stroke, and who could read it can no longer."""
    path = tmp_path / "report.csv"
    path.write_text("old")
    path.chmod(0o644)
    write_export(path, small_report(), bom=False)
    assert path.read_bytes().startswith(b'"E-Mail"')
    assert os.name != "posix" or stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """What it points to stays as it is, and so does the link: nobody is led to overwrite something else."""
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    target.write_text("kept", encoding="utf-8")
    link.symlink_to(target)
    with pytest.raises(FlowError, match="export_file"):
        write_export(link, small_report())
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "kept"


@pytest.mark.parametrize("name", ["report", "report.txt", "report.csv.gz", ".csv", "html"])
def test_an_ending_nobody_knows_is_refused(tmp_path: Path, name: str) -> None:
    """The four endings are named, and nothing is written."""
    assert refused(tmp_path / name) is Code.CONFIGURATION_EXPORT_ENDING
    assert not (tmp_path / name).exists()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """No folder is made behind somebody's back."""
    assert refused(tmp_path / "nowhere" / "report.csv") is Code.CONFIGURATION_EXPORT_FOLDER
    assert not (tmp_path / "nowhere").exists()


def test_a_place_that_is_no_file_is_refused(tmp_path: Path) -> None:
    """A folder called report.csv stays a folder."""
    (tmp_path / "report.csv").mkdir()
    assert refused(tmp_path / "report.csv") is Code.CONFIGURATION_EXPORT_FILE


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_takes_nothing_is_refused(tmp_path: Path) -> None:
    """Found out before a long run is started."""
    tmp_path.chmod(0o500)
    try:
        assert refused(tmp_path / "report.csv") is Code.CONFIGURATION_EXPORT_FILE
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_is_protected_is_not_replaced(tmp_path: Path) -> None:
    """Somebody made it read-only, and meant it."""
    path = tmp_path / "report.csv"
    path.write_text("old")
    path.chmod(0o400)
    assert refused(path) is Code.CONFIGURATION_EXPORT_FILE
    assert path.read_text() == "old"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_disk_that_is_full_leaves_what_was_there(tmp_path: Path) -> None:
    """The draft goes, the old report stays, and the reason is the system's own."""
    import resource

    path = tmp_path / "report.html"
    path.write_text("old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(FlowError) as caught:
            write_export(path, small_report())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.problem.code is Code.CONFIGURATION_EXPORT_FILE
    assert dict(caught.value.problem.facts)["reason"] == "File too large"
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["report.html"]


def test_check_target_tells_the_kind_and_writes_nothing(tmp_path: Path) -> None:
    """A run that takes minutes is not started for a file that cannot be written."""
    assert check_target(tmp_path / "a.htm") is Format.HTML
    assert check_target(tmp_path / "a.Pdf") is Format.PDF
    assert not [one for one in tmp_path.iterdir() if one.is_file()]


def test_two_masked_reports_have_other_stand_ins(tmp_path: Path) -> None:
    """The salt is made up for each report and kept nowhere."""
    for name in ("one.csv", "other.csv"):
        write_export(tmp_path / name, small_report(), redact=True)
    one, other = (tmp_path.joinpath(name).read_text(encoding="utf-8-sig") for name in ("one.csv", "other.csv"))
    assert "person-" in one
    assert "ana.li" not in one
    assert one != other


def test_a_pdf_is_drawn_without_a_display_and_without_qt_here(tmp_path: Path) -> None:
    """What writes the file never loads Qt: another process of this program draws, with no display to be had."""
    path = tmp_path / "report.pdf"
    write_export(path, hostile_report('Ana "Li" <b>'), paper=Paper.LETTER)
    assert 'Ana "Li" <b>' in " ".join(pages_of(path.read_bytes()))
    code = (
        "import sys; from flow_desktop.adapters import exports; "
        "print([name for name in sys.modules if name.startswith('PySide6')])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout == "[]\n"


def test_the_drawing_program_refuses_what_is_no_print_job() -> None:
    """`flow-desktop render-pdf` is for this program: anything else ends with code 2 and a word on stderr."""
    done = subprocess.run(
        [sys.executable, "-m", "flow_desktop", "render-pdf"],
        input=b"{}",
        capture_output=True,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"no print job" in done.stderr


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import sys; sys.exit(3)", "The part that draws it failed"),
        ("print('hello')", "The part that draws it failed"),
        ("raise ModuleNotFoundError(\"No module named 'PySide6'\")", "This program has no part that draws"),
        ("import threading; threading.Event().wait()", "It took too long"),
    ],
)
def test_a_pdf_that_cannot_be_made_says_why(code: str, reason: str) -> None:
    """A drawing program that fails, answers something else, has no Qt or hangs costs the PDF only."""
    seconds = 1.0 if "wait" in code else 30.0
    with pytest.raises(FlowError) as caught:
        make_pdf(b"{}", command=(sys.executable, "-c", code), seconds=seconds)
    assert caught.value.problem.code is Code.CONFIGURATION_EXPORT_PDF
    assert dict(caught.value.problem.facts)["reason"] == reason


def test_a_program_that_is_not_there_is_a_problem_too(tmp_path: Path) -> None:
    """The system's own word is the reason."""
    with pytest.raises(FlowError) as caught:
        make_pdf(b"{}", command=(str(tmp_path / "nothing"),))
    assert dict(caught.value.problem.facts)["reason"] == "No such file or directory"


def test_the_job_is_small_however_long_the_list() -> None:
    """What goes to the drawing program is a few hundred kilobytes at most."""
    colours = {name: str(value) for name, value in group(load_tokens(), "color.light").items()}
    assert len(print_job(small_report(), colours)) < 20_000
