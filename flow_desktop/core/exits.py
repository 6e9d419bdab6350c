"""Exit codes of the command line: a public contract (decisions, "Command line", 16).

Apart from the rules that lead to them, so that ``--version`` and the first paint load nothing else.
"""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What a script may branch on."""

    OK = 0
    DIFFERS = 1
    USAGE = 2
    NOT_SIGNED_IN = 3
    CANNOT_TELL = 4
    FORBIDDEN = 5
    INTERNAL = 70
    INTERRUPTED = 130
