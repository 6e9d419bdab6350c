"""What "Check this computer" looks at, one file per kind of thing (core port ``Probe``)."""

from __future__ import annotations
