"""Reading everybody at once: one file per kind of source (core ports ``PeopleSource`` and ``FlowSource``)."""

from __future__ import annotations
