"""Arguments of every command. Kept apart so that ``--version`` and ``--help`` import nothing heavy."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn

from flow_desktop import __version__
from flow_desktop.cli.verify_parser import fill_verify
from flow_desktop.core.exits import Exit
from flow_desktop.core.limits import ATTEMPT_SECONDS


class Parser(argparse.ArgumentParser):
    """Argparse with our exit code for wrong usage."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where help is, then end with exit code 2."""
        self.print_usage(sys.stderr)
        self.exit(Exit.USAGE, f"{self.prog}: {message}\nSee {self.prog} --help.\n")


def build_parser() -> Parser:
    """The whole command line."""
    parser = Parser(
        prog="flow-desktop",
        description="Sign in to Flow through your browser and see whether your account is in sync.",
        epilog="Without a command the window opens. Data goes to stdout, everything else to stderr.",
    )
    parser.add_argument("--version", action="version", version=f"flow-desktop {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    _add_sign_in(commands)
    _add_profile(commands)
    _add_sign_out(commands)
    _add_check(commands)
    _add_verify(commands)
    _add_doctor(commands)
    _add_setup(commands)
    _add_topics(commands)
    _add_secret(commands)
    _add_demo(commands)
    commands.add_parser("mock", help="run the local directory service (demo and tests)", add_help=False)
    return parser


Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse gives its type no public name


def _add_sign_in(commands: Commands[Parser]) -> None:
    command = commands.add_parser("sign-in", help="sign in through the browser and compare the account")
    _add_common(command)
    command.add_argument("--login-hint", metavar="MAIL", default="", help="work e-mail to offer, and to compare after")
    opening = command.add_mutually_exclusive_group()
    opening.add_argument("--browser", metavar="CMD", help="run CMD with the link as its last argument")
    opening.add_argument("--no-browser", action="store_true", help="only print the link")
    command.add_argument("--timeout", metavar="S", type=_seconds, default=ATTEMPT_SECONDS, help="seconds (default 300)")
    command.add_argument("--accept-other-account", action="store_true", help="keep another account than --login-hint")


def _add_profile(commands: Commands[Parser]) -> None:
    command = commands.add_parser("profile", help="compare the signed-in account again")
    _add_common(command)


def _add_sign_out(commands: Commands[Parser]) -> None:
    command = commands.add_parser("sign-out", help="forget the stored sign-in; works offline")
    _add_common(command)


def _add_check(commands: Commands[Parser]) -> None:
    command = commands.add_parser("check", help="why an account is not in sync: causes, evidence, who must do what")
    _add_common(command)
    command.add_argument(
        "--email", metavar="MAIL", help="whom to check; an admin may check anybody (default: yourself)"
    )
    command.add_argument("--heading", metavar="ID", help="what the person comes with; see --list")
    command.add_argument(
        "--answer", metavar="KEY=VALUE", action="append", default=[], help="what only a person can tell; see --list"
    )
    command.add_argument("--only", metavar="CHECK", action="append", default=[], help="only this check; see --list")
    command.add_argument("--watch", action="store_true", help="look again until it is fixed")
    command.add_argument("--list", action="store_true", help="name every heading, check and answer, and end")


def _add_verify(commands: Commands[Parser]) -> None:
    command = commands.add_parser("verify", help="verify a pilot list, a group or everybody (for admins)")
    fill_verify(command)
    _add_common(command)


def _add_doctor(commands: Commands[Parser]) -> None:
    command = commands.add_parser(
        "doctor", help="check this computer: configuration, network, keychain, clock, service"
    )
    _add_common(command)


def _add_setup(commands: Commands[Parser]) -> None:
    command = commands.add_parser("setup", help="how far provisioning is set up, step by step (for admins)")
    _add_common(command)


def _add_topics(commands: Commands[Parser]) -> None:
    command = commands.add_parser("topics", help="search the help; works offline")
    command.add_argument("words", metavar="WORD", nargs="*", help="what it is about (default: list every topic)")
    command.add_argument("--json", action="store_true", help="JSON on stdout")


def _add_secret(commands: Commands[Parser]) -> None:
    command = commands.add_parser("secret", help="keep a directory credential in the keychain")
    actions = command.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=Parser)
    for action, text in (("set", "store a secret read from standard input"), ("remove", "take it out again")):
        made = actions.add_parser(action, help=text)
        made.add_argument("name", choices=["directory"], help="which secret")
        _add_common(made)


def _add_demo(commands: Commands[Parser]) -> None:
    command = commands.add_parser("demo", help="start the local directory service and try everything")
    command.add_argument("--auto", action="store_true", help="in the terminal, and without a browser")
    command.add_argument("--json", action="store_true", help="with --auto: one JSON object per line on stdout")
    which = command.add_mutually_exclusive_group()
    which.add_argument("--scenario", metavar="CODE", help="a shipped scenario; flow-desktop mock --list-scenarios")
    which.add_argument("--world", metavar="FILE", help="a made-up organisation of your own, a TOML file")


def _add_common(command: Parser) -> None:
    """Where to sign in and where to look, which account, and how to answer."""
    where = command.add_argument_group("deployment")
    where.add_argument("--deployment", metavar="FILE", help="TOML file of your organisation")
    where.add_argument("--issuer", metavar="URL", help="identity provider")
    where.add_argument("--client-id", metavar="ID", help="this app's client ID there")
    where.add_argument("--flow", metavar="URL", help="look in the Flow API at URL")
    source = where.add_mutually_exclusive_group()
    source.add_argument("--scim", metavar="URL", help="look in the SCIM 2.0 server at URL, alone or beside --flow")
    source.add_argument("--workos", metavar="URL", help="the same in the WorkOS Directory Sync API at URL")
    where.add_argument("--directory-id", metavar="ID", help="WorkOS directory, if the key can see several")
    where.add_argument("--directory-token-file", metavar="PATH", help="file with the directory credential; - for stdin")
    where.add_argument("--redirect-ports", metavar="A,B", help="ports registered at the identity provider")
    command.add_argument("--account", metavar="MAIL", help="which account, if several are known")
    command.add_argument("--vault", choices=["os", "memory"], default="os", help="keychain, or this process only")
    command.add_argument("--json", action="store_true", help="JSON on stdout")


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds") from error
    if not 0 < value <= 3600:
        raise argparse.ArgumentTypeError("must be more than 0 and at most 3600 seconds")
    return value
