"""``verify --out``: every kind of report from the command line, on a machine without a display."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
from pathlib import Path

import pytest

from tests.support.local_service import Service
from tests.support.pdf_text import pages_of
from tests.support.terminal import Terminal, check_schema

KINDS = ("csv", "json", "html", "pdf")


@pytest.fixture
def at_scim(service: Service, tmp_path: Path) -> tuple[str, ...]:
    """The deployment of a pipeline: a SCIM server and a credential of its own."""
    secret = tmp_path / "token"
    secret.touch(mode=0o600)
    secret.write_text(service.ready["scim_token"])
    where = ("--issuer", service.issuer, "--client-id", service.ready["client_id"])
    return (*where, "--scim", service.ready["scim"], "--directory-token-file", str(secret), "--vault", "memory")


@pytest.fixture
def pilots(service: Service, tmp_path: Path) -> Path:
    """A list with everybody of the service, a row that is none, and a column of somebody else's."""
    path = tmp_path / "pilot.csv"
    rows = "".join(f"{one['email']};Sales\n" for one in service.ready["people"])
    path.write_text(f"E-Mail;Department\n{rows}not an address;=1+1\n", encoding="utf-8")
    return path


def no_display() -> dict[str, str]:
    """What a pipeline has: nothing to show a window on."""
    return {name: "" for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM") if name in os.environ}


def test_one_run_writes_every_kind(
    terminal: Terminal, at_scim: tuple[str, ...], pilots: Path, tmp_path: Path, service: Service
) -> None:
    """CSV, JSON, HTML and PDF of one run say the same verdict, are private, and hold no credential."""
    files = {kind: tmp_path / f"report.{kind}" for kind in KINDS}
    outs = [part for path in files.values() for part in ("--out", str(path))]
    ended = terminal.run("verify", str(pilots), *at_scim, *outs, env=no_display())
    assert ended.code == 1, ended.err
    verdict = ended.out.partition("\n")[0]
    report = json.loads(files["json"].read_text(encoding="utf-8"))
    check_schema("verify-report", report)
    assert report["verdict"]["sentence"] == verdict
    assert f"<h1>{verdict}</h1>" in files["html"].read_text(encoding="utf-8")
    printed = " ".join(pages_of(files["pdf"].read_bytes()))
    assert verdict.partition(";")[0] in printed
    assert "not an address" in printed
    rows = list(csv.DictReader(io.StringIO(files["csv"].read_text(encoding="utf-8-sig"), newline="")))
    assert [row["E-Mail"] for row in rows[:-1]] == [one["email"] for one in service.ready["people"]]
    assert (rows[-1]["status"], rows[-1]["Department"]) == ("list_problem", "'=1+1")
    for path in files.values():
        assert service.ready["scim_token"].encode() not in path.read_bytes()
        assert os.name != "posix" or stat.S_IMODE(path.stat().st_mode) == 0o600


def test_redacted_reports_name_nobody(
    terminal: Terminal, at_scim: tuple[str, ...], pilots: Path, tmp_path: Path, service: Service
) -> None:
    """With ``--redact`` no address of the list is in any report."""
    files = [tmp_path / f"redacted.{kind}" for kind in KINDS]
    outs = [part for path in files for part in ("--out", str(path))]
    assert terminal.run("verify", str(pilots), *at_scim, "--redact", *outs).code == 1
    texts = [path.read_text(encoding="utf-8") for path in files[:3]]
    texts.append(" ".join(pages_of(files[3].read_bytes())))
    names = [one["email"].partition("@")[0].lower() for one in service.ready["people"]]
    assert [name for name in names for text in texts if name in text.lower()] == []
    assert all("person-" in text for text in texts)


def test_a_report_that_cannot_be_written_is_told_before_anything_is_asked(
    terminal: Terminal, at_scim: tuple[str, ...], pilots: Path, tmp_path: Path
) -> None:
    """A wrong ending is wrong usage, and no run is made for it."""
    ended = terminal.run("verify", str(pilots), *at_scim, "--out", str(tmp_path / "report.docx"))
    assert ended.code == 2
    assert "(configuration.export_ending)" in ended.err
    assert "report.docx" in ended.err
    assert ended.out == ""
