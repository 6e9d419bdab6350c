"""Which part of the program is meant: the local directory service, the window, or the command line."""

from __future__ import annotations

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run what the arguments ask for and return the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if given == ["--version"]:  # also known to the parser, which takes 30 ms to load
        from flow_desktop import __version__

        sys.stdout.write(f"flow-desktop {__version__}\n")
        return 0
    if given[:1] == ["mock"]:
        from flow_desktop.mock.start import main as serve

        return serve(given[1:])
    if given == ["render-pdf"]:
        from flow_desktop.app import render_pdf

        return render_pdf()
    if not given or given[0] == "demo" or given[0].partition("=")[0] == "--deployment":
        from flow_desktop.app import main as show

        return show(given)
    try:
        from flow_desktop.cli.main import main as run

        return run(given)
    except KeyboardInterrupt:  # before a command could say so itself
        return 130


def main_window() -> int:
    """Entry without a console: always the window."""
    return main([])


if __name__ == "__main__":
    sys.exit(main())
