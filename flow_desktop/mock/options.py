"""The command line of `flow-desktop mock`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from flow_desktop.mock.resources import resource
from flow_desktop.mock.scenario.scenario import shipped


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asked for. `port` 0 = any free one; `data` None = in memory; `access_ttl` in seconds.

    `people` = how many there are in the crowd; None = as the file says.
    """

    port: int = 0
    access_ttl: int = 3600
    world: Path = field(default_factory=lambda: resource("mock", "pilot.toml"))
    data: Path | None = None
    follow_stdin: bool = False
    scim_dialect: str = "workos"
    patch_204: bool = False
    people: int | None = None


def parse_options(argv: list[str]) -> Options:
    """Read the command line; ends the program with a message, as argparse does, when it makes no sense."""
    defaults = Options()
    parser = argparse.ArgumentParser(
        prog="flow-desktop mock",
        description="Runs a made-up identity provider, directory and Flow on this machine, for demos and tests.",
    )
    parser.add_argument("--port", type=_number(0, 65535), default=0, help="port on 127.0.0.1 (default: any free one)")
    parser.add_argument(
        "--access-ttl",
        type=_number(1, 86400),
        default=defaults.access_ttl,
        metavar="SECONDS",
        help="lifetime of access tokens (default: %(default)s)",
    )
    _add_world(parser, defaults)
    parser.add_argument(
        "--data", type=Path, metavar="FILE", help="keep the state in this file; once it has one, --world is not read"
    )
    parser.add_argument(
        "--follow-stdin", action="store_true", help="end when standard input ends, as it does when the parent dies"
    )
    parser.add_argument(
        "--scim-dialect",
        choices=("workos", "rfc"),
        default=defaults.scim_dialect,
        help="workos: what WorkOS accepts and changes; rfc: RFC 7643 and 7644 only (default: %(default)s)",
    )
    parser.add_argument("--patch-204", action="store_true", help="answer SCIM PATCH with 204 and no body")
    return Options(**vars(parser.parse_args(argv)))


def _add_world(parser: argparse.ArgumentParser, defaults: Options) -> None:
    """The ways to say which organisation it is."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--world", type=Path, default=defaults.world, metavar="FILE", help="the made-up organisation, a TOML file"
    )
    which.add_argument(
        "--scenario", dest="world", type=_scenario, metavar="CODE", default=argparse.SUPPRESS, help="a shipped scenario"
    )
    which.add_argument(
        "--list-scenarios",
        action=_ListScenarios,
        nargs=0,
        dest=argparse.SUPPRESS,
        help="print the shipped scenarios and end",
    )
    parser.add_argument(
        "--people", type=_number(0, 1_000_000), metavar="N", help="so many more made-up people, the same in all places"
    )


class _ListScenarios(argparse.Action):
    """Prints code and title of each shipped scenario, as --help prints: at once, and ends."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        width = max((len(code) for code, _, _ in shipped()), default=0)
        sys.stdout.writelines(f"{code:<{width}}  {title}\n" for code, title, _ in shipped())
        parser.exit()


def _scenario(code: str) -> Path:
    found = next((path for known, _, path in shipped() if known == code), None)
    if found is None:
        raise argparse.ArgumentTypeError(f"there is no scenario {code!r}; --list-scenarios prints them")
    return found


def _number(lowest: int, highest: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not (text.isascii() and text.isdigit() and lowest <= int(text) <= highest):
            raise argparse.ArgumentTypeError(f"must be a number from {lowest} to {highest}")
        return int(text)

    return number
