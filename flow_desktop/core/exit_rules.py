"""Which exit code a problem or a comparison means (decisions, "Command line", 16)."""

from __future__ import annotations

from flow_desktop.core.comparison import Overall
from flow_desktop.core.exits import Exit
from flow_desktop.core.problems import Kind

_BY_KIND = {
    Kind.NETWORK: Exit.CANNOT_TELL,
    Kind.TIMEOUT: Exit.CANNOT_TELL,
    Kind.TLS: Exit.CANNOT_TELL,
    Kind.DISCOVERY: Exit.CANNOT_TELL,
    Kind.PROVIDER_ERROR: Exit.CANNOT_TELL,
    Kind.KEYS: Exit.CANNOT_TELL,
    Kind.USERINFO: Exit.CANNOT_TELL,
    Kind.BAD_ANSWER: Exit.CANNOT_TELL,
    Kind.STORAGE: Exit.CANNOT_TELL,
    Kind.INSECURE: Exit.FORBIDDEN,
    Kind.POLICY: Exit.FORBIDDEN,
    Kind.DENIED: Exit.NOT_SIGNED_IN,
    Kind.CALLBACK: Exit.NOT_SIGNED_IN,
    Kind.ID_TOKEN: Exit.NOT_SIGNED_IN,
    Kind.SIGN_IN_AGAIN: Exit.NOT_SIGNED_IN,
    Kind.WRONG_ACCOUNT: Exit.NOT_SIGNED_IN,
    Kind.BROWSER: Exit.NOT_SIGNED_IN,
    Kind.CONFIGURATION: Exit.USAGE,
    Kind.INTERNAL: Exit.INTERNAL,
}

_BY_OVERALL = {
    Overall.SAME: Exit.OK,
    Overall.SAME_WITH_NOTE: Exit.OK,
    Overall.NOT_COMPARED: Exit.OK,
    Overall.DIFFERS: Exit.DIFFERS,
    Overall.NOT_THERE: Exit.DIFFERS,
    Overall.INACTIVE: Exit.DIFFERS,
    Overall.CANNOT_TELL: Exit.CANNOT_TELL,
}


def exit_of_problem(kind: Kind) -> Exit:
    """The exit code of a problem."""
    return _BY_KIND[kind]


def exit_of_comparison(overall: Overall) -> Exit:
    """The exit code of a comparison."""
    return _BY_OVERALL[overall]
