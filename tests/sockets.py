"""Knows every Python socket a test made, and where it was made."""

from __future__ import annotations

import sys
from types import FrameType
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from socket import socket

_PLACES: Final[WeakKeyDictionary[socket, str]] = WeakKeyDictionary()
_OURS: Final = ("/flow_desktop/", "/tests/")


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    """The interpreter reports every new socket to its audit hooks."""
    if event == "socket.__new__":
        _PLACES[arguments[0]] = _where(sys._getframe(1))


def _where(frame: FrameType | None) -> str:
    """The nearest line of ours on the way to the new socket."""
    while frame is not None:
        name = frame.f_code.co_filename.replace("\\", "/")
        if any(part in name for part in _OURS) and "site-packages" not in name:
            return f"{name}:{frame.f_lineno}"
        frame = frame.f_back
    return "a place outside the project"


sys.addaudithook(_note)


def open_sockets() -> list[socket]:
    """The sockets that are open now."""
    return [sock for sock in list(_PLACES) if sock.fileno() != -1]


def place_of(sock: socket) -> str:
    """Where a socket was made: file and line."""
    return _PLACES.get(sock, "")
