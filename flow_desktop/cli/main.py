"""From arguments to an exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from flow_desktop.cli.parser import build_parser
from flow_desktop.core.exits import Exit
from flow_desktop.core.problems import Problem

if TYPE_CHECKING:
    from flow_desktop.cli.common import Call


def main(arguments: list[str]) -> int:
    """Parse, run, and return the exit code (decisions, "Command line", 16)."""
    try:
        parsed = build_parser().parse_args(arguments)
    except SystemExit as done:  # argparse ends --help, --version and wrong usage this way
        return int(done.code or 0)
    if parsed.command is None:
        build_parser().print_help(sys.stderr)
        print("\nThere is no display for the window here: use a command.", file=sys.stderr)
        return Exit.USAGE
    return run(parsed)


_COMMANDS = {
    "sign-in": "sign_in:command",
    "profile": "account:profile_command",
    "sign-out": "account:sign_out_command",
    "check": "check:command",
    "verify": "verify:command",
    "doctor": "doctor:command",
    "setup": "setup:command",
    "topics": "topics:command",
    "secret": "secret:command",
    "demo": "demo:command",
}
"""Module and function of each command; only the one that is asked for is imported."""


def run(parsed: argparse.Namespace) -> int:
    """Run one command on a loop of its own; an unknown failure is our mistake and says so."""
    from flow_desktop.adapters.logs import begin_logging
    from flow_desktop.adapters.places import find_places
    from flow_desktop.adapters.proxies import EnvironmentProxies
    from flow_desktop.cli.common import Call
    from flow_desktop.cli.output import Output
    from flow_desktop.compose import surroundings

    logs = begin_logging(find_places(os.environ))
    around = surroundings(os.environ, EnvironmentProxies(os.environ), hide=logs.redactor.hide)
    out = Output(around.words, json=parsed.json)
    try:
        return _command(parsed.command)(Call(parsed, around, out))
    except BrokenPipeError:  # the reader has gone: nobody was told a verdict
        _quiet_pipe()
        return Exit.CANNOT_TELL
    except OSError as error:  # stdout takes nothing more, a full disk for one: no verdict was told
        _quiet_pipe()
        print(f"flow-desktop: {error.strerror}", file=sys.stderr)
        return Exit.CANNOT_TELL


def _command(name: str) -> Callable[[Call], Exit]:
    module, _, function = _COMMANDS[name].partition(":")
    command: Callable[[Call], Exit] = getattr(import_module(f"flow_desktop.cli.{module}"), function)
    return command


def tell(found: Problem) -> int:
    """Tell a Problem where no command runs; the exit code it means."""
    from flow_desktop.adapters.texts import load_words
    from flow_desktop.cli.output import Output

    return Output(load_words(os.environ.get("LANG", "en")), json=False).problem(found)


def _quiet_pipe() -> None:
    """The reader has gone (``| head``): keep the interpreter from complaining at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
