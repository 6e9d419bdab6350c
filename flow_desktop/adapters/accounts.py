"""What the program remembers without a keychain, because none of it is secret: accounts and the last deployment."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from flow_desktop.adapters.places import Places
from flow_desktop.core.deployment import KEYS, Deployment, Layer

if TYPE_CHECKING:
    from flow_desktop.core.identity import AccountKey
    from flow_desktop.core.ports import KnownAccount

ACCOUNTS_FILE = "accounts.json"
DEPLOYMENT_FILE = "deployment.json"
SAVED_ORIGIN = "saved deployment"
_VERSION = 1
_MOST_ACCOUNTS = 50
_CURRENT = "current"
_ONLY_ONCE = MappingProxyType({"directory_token_file": "-"})
"""Standard input belongs to the one command that was given it."""

_log = logging.getLogger(__name__)


class FileAccounts:
    """core.ports.Accounts in one JSON file, shown per deployment (issuer and client)."""

    def __init__(self, places: Places, deployment: Deployment) -> None:
        self._places = places
        self._issuer = deployment.issuer
        self._client = deployment.client_id

    def known(self) -> tuple[KnownAccount, ...]:
        """Accounts of this deployment, newest first. A file nobody can read counts as none and is set aside."""
        return tuple(_account(entry) for entry in self._entries() if self._is_here(entry))

    def current(self) -> KnownAccount | None:
        """The account that signed in last, unless it was forgotten since."""
        found = self._marked(self._entries())
        return _account(found) if found else None

    def remember(self, account: KnownAccount) -> None:
        """Put one first, as the current one. Raises StorageFailed."""
        new = {"issuer": account.key.issuer, "client": self._client, "subject": account.key.subject}
        others = [entry for entry in self._entries() if not self._is(entry, account.key)]
        self._save([{**new, "label": account.label, _CURRENT: True}, *self._mark(others, None)][:_MOST_ACCOUNTS])

    def forget(self, key: AccountKey) -> None:
        """Take one out; silent if it is not there. Raises StorageFailed."""
        entries = self._entries()
        left = [entry for entry in entries if not self._is(entry, key)]
        if len(left) < len(entries):
            self._save(self._mark(left, self._marked(entries)))

    def _marked(self, entries: list[dict[str, Any]]) -> dict[str, Any] | None:
        """The current entry. Earlier versions wrote no mark: theirs is the newest."""
        here = [entry for entry in entries if self._is_here(entry)]
        return next((entry for entry in here if entry.get(_CURRENT, entry is here[0]) is True), None)

    def _mark(self, entries: list[dict[str, Any]], current: dict[str, Any] | None) -> list[dict[str, Any]]:
        """The same entries, those of this deployment with their mark."""
        return [{**entry, _CURRENT: entry is current} if self._is_here(entry) else entry for entry in entries]

    def _is_here(self, entry: Mapping[str, Any]) -> bool:
        return (entry["issuer"], entry["client"]) == (self._issuer, self._client)

    def _is(self, entry: Mapping[str, Any], key: AccountKey) -> bool:
        return (entry["issuer"], entry["subject"], entry["client"]) == (key.issuer, key.subject, self._client)

    def _entries(self) -> list[dict[str, Any]]:
        stored = read_json(self._places, ACCOUNTS_FILE)
        if stored is None:
            return []
        found = stored.get("accounts")
        if isinstance(found, list) and all(_is_entry(entry) for entry in found):
            return found
        _set_aside(self._places, ACCOUNTS_FILE)
        return []

    def _save(self, entries: list[dict[str, Any]]) -> None:
        write_json(self._places, ACCOUNTS_FILE, {"accounts": entries})


def save_deployment(places: Places, deployment: Deployment) -> None:
    """Keep the deployment of a sign-in (no secret is in it) for the commands that come later. Raises StorageFailed."""
    values = {item.name: getattr(deployment, item.name) for item in fields(deployment) if item.name in KEYS}
    wanted = {key: value for key, value in values.items() if value and _ONLY_ONCE.get(key) != value}
    kept = {key: list(value) if isinstance(value, tuple) else value for key, value in wanted.items()}
    write_json(places, DEPLOYMENT_FILE, {"deployment": kept})


def load_deployment_layer(places: Places) -> Layer | None:
    """The deployment of the last sign-in as the weakest layer, or None. A file nobody can read is set aside."""
    stored = read_json(places, DEPLOYMENT_FILE)
    values = stored.get("deployment") if stored is not None else None
    if isinstance(values, dict):
        return Layer(SAVED_ORIGIN, values)
    if stored is not None:
        _set_aside(places, DEPLOYMENT_FILE)
    return None


def read_json(places: Places, name: str) -> dict[str, Any] | None:
    """A JSON object of this version, None if there is none or nobody can read it (it is then set aside)."""
    try:
        text = places.read(name)
        stored = json.loads(text) if text is not None else None
    except (OSError, ValueError, RecursionError):
        _set_aside(places, name)
        return None
    if stored is None or (isinstance(stored, dict) and stored.get("version") == _VERSION):
        return stored
    _set_aside(places, name)
    return None


def write_json(places: Places, name: str, value: dict[str, Any]) -> None:
    """Replace a JSON file at one stroke. Raises StorageFailed."""
    try:
        places.write(name, json.dumps({"version": _VERSION, **value}, ensure_ascii=True, indent=1))
    except OSError as error:
        from flow_desktop.core.problems import Code, StorageFailed, problem  # noqa: PLC0415 - see _account

        raise StorageFailed(problem(Code.STORAGE_UNAVAILABLE, reason=error.strerror or "")) from error


def _account(entry: Mapping[str, Any]) -> KnownAccount:
    """The window asks before its first paint who signed in last; where nobody did, this need not be loaded."""
    from flow_desktop.core.identity import AccountKey  # noqa: PLC0415
    from flow_desktop.core.ports import KnownAccount  # noqa: PLC0415

    return KnownAccount(AccountKey(entry["issuer"], entry["subject"]), entry["label"])


def _is_entry(entry: object) -> bool:
    names = ("issuer", "client", "subject", "label")
    return isinstance(entry, dict) and all(isinstance(entry.get(name), str) for name in names)


def _set_aside(places: Places, name: str) -> None:
    """Not a Problem: nothing that matters is lost, and the person could do nothing about it."""
    _log.info("%s cannot be read; it is set aside and a new one is begun", name)
    places.set_aside(name)
