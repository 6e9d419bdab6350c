"""The door of the local directory service: its libraries are an extra of the installation."""

from __future__ import annotations

import sys

_EXIT_USAGE = 2


def main(argv: list[str]) -> int:
    """Run the service; exit code 2 with the line to install where its libraries are not there."""
    try:
        from flow_desktop.mock.main import main as serve  # noqa: PLC0415 - needs the extra
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("flow_desktop"):
            raise
        sys.stderr.write(
            f"flow-desktop mock: {missing.name} is not installed. The local directory service needs the extra: "
            "pip install 'flow-desktop[mock]'\n"
        )
        return _EXIT_USAGE
    return serve(argv)
