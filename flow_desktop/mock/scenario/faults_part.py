"""Reads what is broken on purpose: the table `[faults]` and the step `fault` have the same keys."""

from __future__ import annotations

from typing import Any

from flow_desktop.mock.scenario.reader import Reader
from flow_desktop.mock.scim.quirks import NAMES as QUIRKS

PLACES = ("flow", "workos", "scim")
RETRY_AFTER = ("seconds", "date", "missing")
_FLAGS = ("webhook_unreachable", "duplicate_deliveries", "reorder_deliveries")
_COUNTS = ("drop_deliveries", "slow_ms", "flow_rate", "workos_rate", "scim_rate")


def read_faults(reader: Reader) -> dict[str, Any]:
    """The fields of faults.Broken that are written in a table."""
    changes: dict[str, Any] = {name: reader.flag(name, default=True) for name in _FLAGS if reader.has(name)}
    changes.update({name: reader.count(name) for name in _COUNTS if reader.has(name)})
    if reader.has("fail_provisioning"):
        changes["fail_provisioning"] = reader.counts("fail_provisioning")
    if reader.has("retry_after"):
        changes["retry_after"] = reader.chosen("retry_after", RETRY_AFTER)
    if reader.has("html_errors"):
        changes["html_errors"] = reader.choices("html_errors", PLACES)
    if reader.has("scim_quirks"):
        changes["scim_quirks"] = reader.choices("scim_quirks", QUIRKS)
    return changes
