"""Numbers that several rooms need before anything else is loaded."""

from __future__ import annotations

ATTEMPT_SECONDS = 300.0
"""A browser sign-in is good for five minutes (article family: Access Controls & Authentication)."""
