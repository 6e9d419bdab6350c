"""Arguments of ``verify``: many, so they have a file of their own."""

from __future__ import annotations

from argparse import ArgumentParser

_EPILOG = """\
Exit codes: 0 everybody is ready; 1 somebody is not (--fail-on says which statuses count); 2 the arguments, the list or
a file; 3 sign in first; 4 somebody could not be seen and nobody else is open, or a place cannot be reached; 5 not an
admin; 130 stopped, with what is known told and kept."""


def fill_verify(command: ArgumentParser) -> None:
    """Everything but the deployment's arguments."""
    command.epilog = _EPILOG
    command.add_argument("list", metavar="LIST", nargs="?", help="CSV, TSV, XLSX or addresses; - for standard input")
    _add_whom(command)
    _add_how(command)
    _add_answers(command)
    _add_history(command)


def _add_whom(command: ArgumentParser) -> None:
    whom = command.add_argument_group("instead of a LIST")
    whom.add_argument("--group", metavar="ID", help="the members of a group in Directory Sync; see --list-groups")
    whom.add_argument("--everybody", action="store_true", help="everybody active in Directory Sync")
    whom.add_argument("--recheck", metavar="RUN", help="those of a run who are not ready; RUN may be: last")
    whom.add_argument("--resume", metavar="RUN", nargs="?", const="", help="go on with a run that stopped half-way")


def _add_how(command: ArgumentParser) -> None:
    how = command.add_argument_group("how")
    how.add_argument("--watch", action="store_true", help="look again until nobody is left to wait for")
    how.add_argument("--unexpected", action="store_true", help="also tell who is in the directory and not in the list")
    how.add_argument(
        "--columns", metavar="ROLE=HEADER,...", action="append", default=[],
        help="which column is which; roles: email, login, given, family, full",
    )  # fmt: skip
    how.add_argument("--preview", action="store_true", help="only show how the LIST is understood; asks nobody")
    how.add_argument(
        "--fail-on", metavar="STATUS,...",
        help="statuses that make exit code 1, or none (default: all but ready, ready_with_note and unknown)",
    )  # fmt: skip


def _add_answers(command: ArgumentParser) -> None:
    told = command.add_argument_group("what only a person can tell, about everybody in the list")
    told.add_argument("--assigned-at", metavar="TIME", help="when the app was assigned: a date and time, or 40m ago")
    told.add_argument("--answer", metavar="KEY=VALUE", action="append", default=[], help="see check --list")
    files = command.add_argument_group("reports")
    files.add_argument(
        "--out", metavar="FILE", action="append", default=[], help="write a report: .csv, .json, .html or .pdf"
    )
    redacted = "leave names and addresses out, in reports and here; their domains stay"
    files.add_argument("--redact", action="store_true", help=redacted)
    files.add_argument("--no-bom", action="store_true", help="CSV without the mark that Excel needs")


def _add_history(command: ArgumentParser) -> None:
    past = command.add_argument_group("history and groups")
    past.add_argument("--list-groups", action="store_true", help="groups that can be a list")
    past.add_argument("--history", action="store_true", help="earlier runs, newest first")
    past.add_argument("--compare", metavar="RUN", nargs=2, help="what changed between two runs")
    past.add_argument("--forget", metavar="RUN", help="take a run out of the history")
