"""What every command does first: find its deployment, build its desk, and turn failures into answers."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from flow_desktop.cli.output import Output
from flow_desktop.compose import Choices, Desk, Surroundings, build_desk, problem_of_refusal, read_deployment
from flow_desktop.core.deployment import Deployment, is_unnamed
from flow_desktop.core.exits import Exit
from flow_desktop.core.problems import Code, FlowError, Problem, problem

_DIRECT_SOURCES = ("scim", "workos")
_KEYS = ("issuer", "client_id", "directory_id", "directory_token_file", "redirect_ports")
_log = logging.getLogger(__name__)

Answer: TypeAlias = Callable[[Problem], Exit]
"""How a command answers when it cannot do its work; returns the exit code."""

Work: TypeAlias = Callable[[Desk], Awaitable[Exit]]
"""What a command does at its desk."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a command: what was asked for, on which machine, and where the answer goes."""

    parsed: argparse.Namespace
    around: Surroundings
    out: Output


def run_with_desk(call: Call, work: Work, *, fail: Answer) -> Exit:
    """Run a command's work; every Problem on the way, known or not, goes to ``fail``."""
    deployment = find_deployment(call)
    if isinstance(deployment, Problem):
        return fail(deployment)
    say_dropped(call.out, deployment)
    return run_loop(_with_desk(call, deployment, work), fail=fail)


def run_loop(work: Coroutine[Any, Any, Exit], *, fail: Answer) -> Exit:
    """A loop of its own; an unknown exception is told as our mistake, its text stays out of the answer."""
    try:
        return asyncio.run(_stoppable(work))
    except FlowError as error:
        return fail(error.problem)
    except (KeyboardInterrupt, asyncio.CancelledError):
        return Exit.INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - the last line of defence before the person
        _log.error("unexpected %s", type(error).__name__, exc_info=error)
        return fail(problem(Code.INTERNAL_UNEXPECTED, type=type(error).__name__))


async def _stoppable(work: Coroutine[Any, Any, Exit]) -> Exit:
    """A pipeline that gives up sends SIGTERM: it ends the work as an interrupt does, with its last words said."""
    task = asyncio.current_task()
    if task is not None and os.name == "posix":  # Windows has no such signal
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await work


def find_deployment(call: Call) -> Deployment | Problem:
    """The deployment of this command, or the Problem that names key, reason and origin."""
    given = given_values(call.parsed)
    found = read_deployment(given=given, file=call.parsed.deployment, places=call.around.places)
    if isinstance(found, Deployment):
        return found
    if is_unnamed(found) and not given and not call.parsed.deployment:
        return problem(Code.CONFIGURATION_MISSING)
    return problem_of_refusal(found)


def given_values(parsed: argparse.Namespace) -> dict[str, Any]:
    """The deployment keys among the arguments."""
    values = {key: getattr(parsed, key) for key in _KEYS if getattr(parsed, key) is not None} | _sources(parsed)
    named = values.get("directory_token_file")
    if named and named != "-":  # kept for later commands, which may start in another folder
        values["directory_token_file"] = str(Path(named).expanduser().absolute())
    return values


def _sources(parsed: argparse.Namespace) -> dict[str, str]:
    """Where to look. Options replace both sources of a file; beside the Flow API one of the others may stand."""
    direct = next(((kind, url) for kind in _DIRECT_SOURCES if (url := getattr(parsed, kind)) is not None), None)
    if parsed.flow is None:
        return {"source": direct[0], "directory_url": direct[1], "second_source": "none"} if direct else {}
    second = {"second_source": direct[0], "second_url": direct[1]} if direct else {"second_source": "none"}
    return {"source": "flow", "directory_url": parsed.flow, **second}


def read_stdin() -> str:
    """A secret from standard input; typed without echo where a person sits there."""
    if sys.stdin.isatty():
        import getpass

        return getpass.getpass("Directory credential: ")
    return sys.stdin.read(100_000)


async def _with_desk(call: Call, deployment: Deployment, work: Work) -> Exit:
    choices = Choices(call.parsed.vault == "os", deployment.directory_token_file, read_stdin)
    desk = await build_desk(deployment, call.around, choices)
    try:
        return await work(desk)
    finally:
        await desk.close()


def say_dropped(out: Output, deployment: Deployment) -> None:
    """Values that were wrong but decide nothing about identity are left out, and said."""
    for refusal in deployment.dropped:
        out.talk(out.words("cli.dropped", key=refusal.key, reason=refusal.reason, origin=refusal.origin))


async def say_still_stored(desk: Desk, out: Output) -> None:
    """Nobody is signed in, but others could be: who, and how."""
    from flow_desktop.flows.known_accounts import still_stored

    found = await still_stored(desk.ports.accounts, desk.ports.vault)
    if found:
        out.talk(out.words("cli.still_stored", accounts=", ".join(account.label for account in found)))
