"""The checks: one file per troubleshooting heading of the set-up article, in its order, each exporting ``CHECKS``."""

from __future__ import annotations
