"""Carries out the faults that hit whole requests: slow answers, 429, HTML error pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_desktop.mock.places import Places

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def disturbed(inner: WSGIApplication, places: Places) -> WSGIApplication:
    """The application with the faults of the moment in front of it."""
    return inner
