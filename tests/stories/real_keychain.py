"""What is in the real keychain, asked past the program."""

from __future__ import annotations

from typing import Any

import secretstorage

from flow_desktop.adapters.keychain import SERVICE


def items() -> list[str]:
    """The labels of our items."""
    with secretstorage.dbus_init() as bus:
        return [item.get_label() for item in _ours(bus)]


def secrets() -> list[str]:
    """What our items hold."""
    with secretstorage.dbus_init() as bus:
        return [item.get_secret().decode("utf-8") for item in _ours(bus)]


def empty() -> None:
    """Remove our items."""
    with secretstorage.dbus_init() as bus:
        for item in list(_ours(bus)):
            item.delete()


def _ours(bus: Any) -> list[secretstorage.Item]:
    return list(secretstorage.get_default_collection(bus).search_items({"service": SERVICE}))
