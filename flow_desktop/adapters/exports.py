"""Writes a report to a file: the ending says how; a reader sees the old file or the whole new one, never half."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from flow_desktop.adapters.end_page import variables
from flow_desktop.adapters.pdf import make_pdf
from flow_desktop.adapters.places import find_resources, new_private
from flow_desktop.adapters.style import group, load_tokens
from flow_desktop.core.pilot.export_csv import csv_chunks
from flow_desktop.core.pilot.export_html import html_chunks
from flow_desktop.core.pilot.export_json import json_chunks
from flow_desktop.core.pilot.export_print import print_job
from flow_desktop.core.pilot.report import Report
from flow_desktop.core.problems import Code, FlowError, problem
from flow_desktop.core.redact import Pseudonyms

_SALT_BYTES = 32


class Format(StrEnum):
    """Kinds of report; also the endings."""

    CSV = "csv"
    JSON = "json"
    HTML = "html"
    PDF = "pdf"


class Paper(StrEnum):
    """Page sizes of a PDF; USUAL is what this computer's country uses."""

    USUAL = ""
    A4 = "A4"
    LETTER = "Letter"


def check_target(path: Path) -> Format:
    """What would be written to a path, found out before a long run is started.

    Raises FlowError for an ending nobody knows, a folder that is not there, a link, what is no file or not ours.
    """
    kind = next((one for one in Format if path.suffix.lower() in (f".{one}", f".{one}".replace("html", "htm"))), None)
    if kind is None:
        raise FlowError(problem(Code.CONFIGURATION_EXPORT_ENDING, name=path.name))
    folder = path.absolute().parent
    if not folder.is_dir():
        raise FlowError(problem(Code.CONFIGURATION_EXPORT_FOLDER, folder=str(folder)))
    if path.is_symlink():  # whoever may write anything must not be led to overwrite something else
        raise _refused(path, "It is a link; name the file that it points to")
    if path.exists() and not path.is_file():
        raise _refused(path, "There is something of that name that is no file")
    if path.exists() and not os.access(path, os.W_OK):
        raise _refused(path, "The file of that name may not be written to")
    if not os.access(folder, os.W_OK):
        raise _refused(path, "Nothing can be written into that folder")
    return kind


def write_export(
    path: Path, report: Report, *, redact: bool = False, bom: bool = True, paper: Paper = Paper.USUAL
) -> None:
    """Write a report, private to this person (0600). Blocking: call it off the loop.

    ``redact``: names and addresses are replaced (`core.redact.Pseudonyms`) with a salt made up here and forgotten.
    ``bom``: CSV begins with a byte order mark, for Excel. Raises FlowError as `check_target` does, and where the
    file cannot be written or the PDF not be made; a file that was there before is then unchanged.
    """
    kind = check_target(path)
    told = replace(report, mask=Pseudonyms(os.urandom(_SALT_BYTES))) if redact else report
    try:
        _write_whole(path, _chunks(kind, told, bom=bom, paper=paper))
    except OSError as error:
        raise _refused(path, error.strerror or "The system refused") from None


def load_sheet(resources: Path | None = None) -> str:
    """The HTML report's style sheet, design tokens first. Raises OSError when the installation is damaged."""
    folder = resources or find_resources()
    return variables(load_tokens(folder)) + (folder / "pages" / "report.css").read_text(encoding="utf-8")


def _chunks(kind: Format, report: Report, *, bom: bool, paper: Paper) -> Iterator[bytes]:
    match kind:
        case Format.CSV:
            yield from csv_chunks(report, bom=bom)
        case Format.JSON:
            yield from json_chunks(report)
        case Format.HTML:
            yield from html_chunks(report, load_sheet())
        case Format.PDF:
            colours = {name: str(value) for name, value in group(load_tokens(), "color.light").items()}
            yield make_pdf(print_job(report, colours, paper=paper.value))


def _write_whole(path: Path, chunks: Iterable[bytes]) -> None:
    """Into a draft beside it, which takes its place at one stroke. Raises OSError."""
    draft = path.with_name(f".{path.name[:100]}.{os.urandom(4).hex()}.new")
    try:
        with os.fdopen(new_private(draft), "wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _refused(path: Path, reason: str) -> FlowError:
    return FlowError(problem(Code.CONFIGURATION_EXPORT_FILE, name=path.name, reason=reason))
