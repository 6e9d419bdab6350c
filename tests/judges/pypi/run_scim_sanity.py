"""PyPI `scim-sanity` against a SCIM service. In: {"base", "token"}. Out: its own JSON report."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def main() -> None:
    """Probe; its exit code only repeats what the report says."""
    given = json.load(sys.stdin)
    program = Path(sys.executable).with_name("scim-sanity")
    words = ("probe", given["base"], "--token", given["token"], "--i-accept-side-effects", "--json-output")
    done = subprocess.run([str(program), *words], stdout=subprocess.PIPE, check=False)
    sys.stdout.buffer.write(done.stdout)


main()
