"""A browser command for tests: `python hand_over.py FILE URL` leaves the link in FILE and goes."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Write the link at one stroke, so that a reader never sees half of it."""
    place, url = Path(arguments[0]), arguments[-1]
    draft = place.with_suffix(f".{os.getpid()}")
    draft.write_text(url, encoding="utf-8")
    draft.replace(place)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
