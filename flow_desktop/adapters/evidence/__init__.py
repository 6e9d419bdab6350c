"""Evidence for the checks, one file per kind of source (core port ``EvidenceSource``)."""

from __future__ import annotations
