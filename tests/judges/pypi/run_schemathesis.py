"""PyPI `schemathesis` against a running interface: made-up requests, right and wrong, from its OpenAPI document.

Standard input: JSON with the address of the document, a bearer token, requests per operation and a seed.
Standard output: JSON with the exit code, the report and how many requests there were. Has an environment of its own.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

# Beyond schemathesis' own list for right requests: 412, the right answer to a made-up ETag. For names also 422: which
# letters, blanks and marks make a name is no thing a schema can say. A 5xx is never right, which is stricter.
SETTINGS = """
[auth.openapi.access_token]
bearer = "${JUDGE_TOKEN}"

[checks.positive_data_acceptance]
expected-statuses = ["2xx", "304", "401", "403", "404", "409", "412"]

[[operations]]
include-name = "PATCH /me"
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "304", "401", "403", "404", "409", "412", "422"]
"""


def main() -> None:
    """Run every phase and check of schemathesis; the token is in the environment, not among the arguments."""
    given = json.load(sys.stdin)
    program = Path(sys.executable).with_name("schemathesis")
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "settings.toml"
        settings.write_text(SETTINGS, encoding="utf-8")
        done = subprocess.run(
            [
                *(str(program), "--config-file", str(settings), "run", given["document"], "--no-color"),
                *("--max-examples", str(given["examples"]), "--seed", str(given["seed"]), "--checks", "all"),
            ],
            cwd=folder,
            env={**os.environ, "JUDGE_TOKEN": given["token"]},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
    cases = re.search(r"(\d+) generated", done.stdout)
    tested = re.search(r"Tested: (\d+)", done.stdout)
    json.dump(
        {
            "exit": done.returncode,
            "report": done.stdout[-6000:] + done.stderr[-2000:],
            "requests": int(cases[1]) if cases else 0,
            "operations": int(tested[1]) if tested else 0,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
