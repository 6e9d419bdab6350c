"""Whether a window can appear. Qt ends the whole process where it cannot, so the server is asked before Qt is loaded.

Only asks whether somebody answers: a server that answers and then refuses this person is left to Qt.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

ANSWER_SECONDS = 1.0
_X_SOCKETS = "/tmp/.X11-unix/X"  # noqa: S108 - a fixed place, X(7)
_X_PORT = 6000
_X11, _WAYLAND = "xcb", "wayland"

Address: TypeAlias = str | tuple[str, int]
"""A Unix socket (abstract with a leading NUL), or host and TCP port."""


def has_display(environ: Mapping[str, str], platform: str) -> bool:
    """Whether a window can appear. Only Linux can be without; a chosen Qt platform of another kind counts as one."""
    if not platform.startswith("linux"):
        return True
    chosen = environ.get("QT_QPA_PLATFORM", "")
    kinds = [kind.partition(":")[0] for kind in chosen.split(";")] if chosen else [_X11, _WAYLAND]
    return any(_is_there(kind, environ) for kind in kinds)


def named_display(environ: Mapping[str, str]) -> str:
    """The display that the environment names, to tell the person which one does not answer; "" for none."""
    return environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY") or ""


def _is_there(kind: str, environ: Mapping[str, str]) -> bool:
    if kind == _X11:
        return any(_answers(address) for address in _x11_addresses(environ.get("DISPLAY", "")))
    if kind.startswith(_WAYLAND):  # also wayland-egl
        return any(_answers(address) for address in _wayland_addresses(environ))
    return True


def _x11_addresses(display: str) -> Iterator[Address]:
    """Where Xlib looks for ``[protocol/][host]:number[.screen]`` or a socket's own path, in its order (X(7))."""
    path = display.removeprefix("unix:")
    if path.startswith("/"):
        yield from (path, path.rpartition(".")[0] or path)
        return
    host, _, rest = display.rpartition(":")
    number = rest.partition(".")[0]
    if not (number.isascii() and number.isdecimal() and len(number) <= len("59535")):
        return
    protocol, _, host = host.rpartition("/")
    if host in {"", "unix"} or protocol == "unix":
        yield f"\0{_X_SOCKETS}{number}"
        yield f"{_X_SOCKETS}{number}"
    if host != "unix" and protocol != "unix":
        yield (host.strip("[]") or "127.0.0.1", _X_PORT + int(number))


def _wayland_addresses(environ: Mapping[str, str]) -> Iterator[Address]:
    """One absolute path, or a name in the person's run-time folder."""
    name, folder = environ.get("WAYLAND_DISPLAY"), environ.get("XDG_RUNTIME_DIR")
    if name and (name.startswith("/") or folder):
        yield str(Path(folder or "/", name))


def _answers(address: Address) -> bool:
    """True if a connection is accepted within a second; nothing is sent."""
    with suppress(OSError, ValueError, OverflowError):  # also a name that no path or host can have
        if not isinstance(address, str):
            socket.create_connection(address, ANSWER_SECONDS).close()
            return True
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
            asking.settimeout(ANSWER_SECONDS)
            asking.connect(address)
            return True
    return False
