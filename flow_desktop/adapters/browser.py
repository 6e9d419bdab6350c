"""How a link reaches the person's browser from a terminal: an argument list, never a shell."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import urlsplit

from flow_desktop.core.deployment import is_loopback
from flow_desktop.core.problems import Code, FlowError, problem

MAX_URL = 8 * 1024

FIRST_BREATH = 0.2
"""Seconds in which a program that cannot work usually gives up. A browser's own start takes longer than that."""

_OPENERS = ("xdg-open", "wslview", "gio")
_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME")
_LIBRARY_PATHS = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LIBPATH")


class CommandBrowser:
    """core.ports.Browser: a command of the person's choice with the link as its last argument.

    ``open`` is False if the command does not start or gives up with an error within 0.2 s. What it does later is its
    own business: the program must not wait for a browser, and the time limit of the attempt ends a silent failure.
    """

    def __init__(self, command: str) -> None:
        """Raises FlowError CONFIGURATION_BROWSER for a command that is empty or ends inside a quotation."""
        self._command = split_command(command)

    def open(self, url: str) -> bool:
        """Start the command; True if it runs or ended well."""
        return is_safe_to_open(url) and start([*self._command, url], os.environ)


class SystemBrowser:
    """core.ports.Browser: the default browser, asked for the way each system wants it."""

    def open(self, url: str) -> bool:
        """True if the system took the link; False at once where there is no screen to show it on."""
        if not is_safe_to_open(url):
            return False
        return _open(url)


class NoBrowser:
    """core.ports.Browser for ``--no-browser``: the link is printed by the command line, and the person opens it."""

    def open(self, url: str) -> bool:
        """True: the person has the link. False for a link nobody should open."""
        return is_safe_to_open(url)


def is_safe_to_open(url: str) -> bool:
    """Whether a link may be handed to another program: https, or http on loopback; plain ASCII; at most 8 KB."""
    if len(url) > MAX_URL or not url.isascii() or any(ch <= " " or ch == "\x7f" for ch in url):
        return False
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or host.startswith("-") or parts.username is not None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))


def split_command(command: str) -> list[str]:
    """The words of ``--browser`` as a shell would split them, without one. Raises FlowError CONFIGURATION_BROWSER."""
    posix = os.name == "posix"
    with suppress(ValueError):
        words = shlex.split(command, posix=posix)
        if words:
            return words if posix else [word.strip('"') for word in words]
    raise FlowError(problem(Code.CONFIGURATION_BROWSER))


def system_opener(env: Mapping[str, str], platform: str) -> list[str] | None:
    """The words in front of the link, or None where there is no screen or no opener."""
    if platform == "darwin":
        return ["/usr/bin/open"]
    if not any(env.get(name) for name in _SCREENS):
        return None
    found = next((path for name in _OPENERS if (path := shutil.which(name, path=env.get("PATH")))), None)
    if found is None:
        return None
    return [found, "open"] if os.path.basename(found) == "gio" else [found]  # noqa: PTH119 - a name, not a file


def outside_environment(env: Mapping[str, str], *, frozen: bool) -> dict[str, str]:
    """The environment for a program not ours: library paths as they were before a frozen program set its own."""
    outside = dict(env)
    for name in _LIBRARY_PATHS:
        before = outside.pop(f"{name}_ORIG", None)
        if before is not None:
            outside[name] = before
        elif frozen:
            outside.pop(name, None)
    return outside


def start(command: list[str], env: Mapping[str, str]) -> bool:
    """Start a program on its own: no terminal, no streams, no part in our Ctrl+C. False if it does not get going."""
    detached = 0x00000008 | 0x00000200 if os.name == "nt" else 0  # DETACHED_PROCESS, CREATE_NEW_PROCESS_GROUP
    try:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=outside_environment(env, frozen=hasattr(sys, "_MEIPASS")),
            start_new_session=os.name == "posix",
            creationflags=detached,
        )
    except (OSError, ValueError):
        return False
    try:
        return child.wait(FIRST_BREATH) == 0
    except subprocess.TimeoutExpired:
        # Somebody has to collect it when it ends; as a daemon this never keeps the program alive.
        threading.Thread(target=child.wait, name="browser-reaper", daemon=True).start()
        return True


if sys.platform == "win32":

    def _open(url: str) -> bool:
        try:
            os.startfile(url)  # noqa: S606 - a checked https link, never a file or a command
        except OSError:
            return False
        return True

else:

    def _open(url: str) -> bool:
        opener = system_opener(os.environ, sys.platform)
        return opener is not None and start([*opener, url], os.environ)
