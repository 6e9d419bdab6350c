"""E-mail addresses as the service compares them."""

from __future__ import annotations

import re
from typing import TypeGuard

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


def email_key(address: str | None) -> str | None:
    """The form in which addresses are looked up: letter case does not count."""
    return None if address is None else address.casefold()


def is_address(address: str | None) -> TypeGuard[str]:
    """Whether there is something on both sides of one @, and no blank in it."""
    return address is not None and _ADDRESS.fullmatch(address) is not None


def domain_of(address: str) -> str:
    """What stands behind the @, as domains are compared: exact, only letter case does not count."""
    return address.rpartition("@")[2].casefold()
