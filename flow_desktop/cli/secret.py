"""``flow-desktop secret set|remove directory``: an admin's directory credential in the keychain."""

from __future__ import annotations

from flow_desktop.adapters.credential import remove_directory_secret, store_directory_secret
from flow_desktop.cli.common import Call, find_deployment, read_stdin, run_loop
from flow_desktop.core.deployment import Deployment
from flow_desktop.core.exits import Exit
from flow_desktop.core.problems import Problem


def command(call: Call) -> Exit:
    """Keep a secret read from standard input for this deployment's directory address, or take it out again."""
    out = call.out

    def fail(found: Problem) -> Exit:
        out.record(stored=False, problem=out.problem_value(found))
        return out.problem(found)

    deployment = find_deployment(call)
    if isinstance(deployment, Problem):
        return fail(deployment)
    work = _store if call.parsed.action == "set" else _remove
    return run_loop(work(call, deployment), fail=fail)


async def _store(call: Call, deployment: Deployment) -> Exit:
    await store_directory_secret(deployment, read_stdin())
    call.out.record(stored=True, problem=None)
    call.out.data(call.out.words("cli.secret_stored", address=deployment.direct.directory_url or ""))
    return Exit.OK


async def _remove(call: Call, deployment: Deployment) -> Exit:
    await remove_directory_secret(deployment)
    call.out.record(stored=False, problem=None)
    call.out.data(call.out.words("cli.secret_removed", address=deployment.direct.directory_url or ""))
    return Exit.OK
