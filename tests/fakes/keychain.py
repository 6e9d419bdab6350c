"""Stand-ins for the keyring library's backends: outside things, so a test may make its own."""

from __future__ import annotations

import threading


class DictBackend:
    """A keychain in a dictionary; removing what is not there fails, as in the real ones."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], str] = {}
        self.threads: set[str] = set()

    def get_password(self, service: str, username: str) -> str | None:
        self.threads.add(threading.current_thread().name)
        return self.items.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.items[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.items[service, username]


class WaitingBackend(DictBackend):
    """A keychain that waits for a person to type a password."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = threading.Event()
        self.unlocked = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.asked.set()
        assert self.unlocked.wait(30)
        return super().get_password(service, username)


class FailingBackend(DictBackend):
    """A keychain that fails with whatever it is given."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def get_password(self, service: str, username: str) -> str | None:
        raise self._error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self._error
