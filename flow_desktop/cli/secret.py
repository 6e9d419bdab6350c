"""``flow-desktop secret set directory``: an admin's directory credential into the keychain."""

from __future__ import annotations

from flow_desktop.adapters.credential import store_directory_secret
from flow_desktop.cli.common import Call, find_deployment, read_stdin, run_loop
from flow_desktop.core.exits import Exit
from flow_desktop.core.problems import Problem


def command(call: Call) -> Exit:
    """Read the secret from standard input and keep it for this deployment's directory address."""
    out = call.out

    def fail(found: Problem) -> Exit:
        out.record(stored=False, problem=out.problem_value(found))
        return out.problem(found)

    deployment = find_deployment(call)
    if isinstance(deployment, Problem):
        return fail(deployment)

    async def work() -> Exit:
        await store_directory_secret(deployment, read_stdin())
        out.record(stored=True, problem=None)
        out.data(out.words("cli.secret_stored", address=deployment.directory_url or ""))
        return Exit.OK

    return run_loop(work(), fail=fail)
