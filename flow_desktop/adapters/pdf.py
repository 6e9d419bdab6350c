"""Makes a PDF by starting this program as a process of its own, with Qt and without a display.

``flow-desktop render-pdf`` (internal): a print job on standard input, the PDF on standard output. Neither the command
line nor the adapters need Qt for it, and the window goes on answering while pages are laid out.
"""

from __future__ import annotations

import logging
import os
import subprocess
from collections.abc import Sequence

from flow_desktop.adapters.local_service import own_command
from flow_desktop.core.problems import Code, FlowError, problem

RENDER_COMMAND = "render-pdf"
SECONDS = 120.0
_TAIL = 500
_log = logging.getLogger(__name__)


def make_pdf(job: bytes, *, command: Sequence[str] = (), seconds: float = SECONDS) -> bytes:
    """The PDF of a print job. Blocking: call it off the loop. Raises FlowError if it cannot be made."""
    try:
        done = subprocess.run(
            list(command) or [*own_command(), RENDER_COMMAND],
            input=job,
            capture_output=True,
            timeout=seconds,
            check=False,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            creationflags=int(getattr(subprocess, "CREATE_NO_WINDOW", 0)),
        )
    except subprocess.TimeoutExpired:
        raise _failed("It took too long") from None
    except OSError as error:
        raise _failed(error.strerror or "The system refused") from None
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        said = done.stderr[-_TAIL:].decode("utf-8", "replace").strip()
        _log.info("no PDF: code %s; %s", done.returncode, said)
        raise _failed("This program has no part that draws" if "PySide6" in said else "The part that draws it failed")
    return done.stdout


def _failed(reason: str) -> FlowError:
    return FlowError(problem(Code.CONFIGURATION_EXPORT_PDF, reason=reason))
