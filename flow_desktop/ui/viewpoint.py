"""Viewpoint: for whom a finding is written out, and for which identity provider."""

from __future__ import annotations

from dataclasses import dataclass

from flow_desktop.core.guidance import Who
from flow_desktop.core.providers import Provider
from flow_desktop.core.words import Words


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """``is_self``: the reader is the person it is about."""

    provider: Provider = Provider.OTHER
    is_self: bool = True

    def who(self, words: Words, who: Who) -> str:
        """Who can do something, as the reader would say it: "You" only where it is about them."""
        key = "other" if who is Who.USER and not self.is_self else who.lower()
        return words(f"ui.checks.who_can.{key}")
