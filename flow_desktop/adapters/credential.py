"""The credential of a directory source: from a private file, from standard input, or from the keychain.

Never from the command line, the environment or the deployment itself: those are seen by others (decisions,
"Credentials and who may look").
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeAlias

from flow_desktop.adapters.keychain import Keychain
from flow_desktop.core.deployment import Deployment, DirectoryAuth, SourceKind
from flow_desktop.core.problems import Code, FlowError, StorageFailed, problem
from flow_desktop.core.secret import Secret

STDIN = "-"
MOST_CHARACTERS = 8192
CredentialSource: TypeAlias = Callable[[], Coroutine[Any, Any, Secret | None]]
"""Asked at the first look, so that nobody waits for a keychain before it is needed. None: there is no credential."""


def directory_credential(
    deployment: Deployment,
    *,
    token_file: str | None = None,
    read_stdin: Callable[[], str] | None = None,
    keychain: Keychain | None = None,
) -> CredentialSource:
    """Where this deployment's directory credential comes from. A file is read now, the keychain at the first look.

    Raises FlowError (configuration.token_file) for a file that cannot be used.
    """
    named = token_file or deployment.directory_token_file
    if not needs_credential(deployment):
        return fixed(None)
    if named == STDIN:
        return fixed(checked_secret(read_stdin() if read_stdin else ""))
    if named:
        return fixed(read_token_file(Path(named)))
    return _from_keychain(deployment, keychain or Keychain())


async def store_directory_secret(deployment: Deployment, secret: str, *, keychain: Keychain | None = None) -> None:
    """Keep an admin's directory credential in the keychain, for this issuer and directory address only.

    Raises FlowError (configuration.token_file) for an unusable secret, StorageFailed if there is no keychain.
    """
    kept = checked_secret(secret)
    await (keychain or Keychain()).put(secret_item(deployment), kept.reveal())


async def remove_directory_secret(deployment: Deployment, *, keychain: Keychain | None = None) -> None:
    """Take it out again; silent if there is none. Raises StorageFailed if there is no keychain."""
    await (keychain or Keychain()).drop(secret_item(deployment))


def needs_credential(deployment: Deployment) -> bool:
    """True where a source is asked with an admin's credential, not with the person's own token."""
    admins = deployment.direct.source in (SourceKind.SCIM, SourceKind.WORKOS)
    return admins and deployment.directory_auth is DirectoryAuth.TOKEN


def fixed(secret: Secret | None) -> CredentialSource:
    """A credential that is already known."""

    async def source() -> Secret | None:
        return secret

    return source


def secret_item(deployment: Deployment) -> str:
    """The keychain item. Another address or issuer has another item: a credential never follows a changed address."""
    place = deployment.direct
    named = "\n".join(("directory", place.issuer, place.directory_url or "", place.directory_id or ""))
    return "directory-" + hashlib.sha256(named.encode("utf-8")).hexdigest()[:32]


def read_token_file(path: Path) -> Secret:
    """The credential in a file. On POSIX a regular file must be readable by its owner only.

    Raises FlowError (configuration.token_file).
    """
    try:
        with path.expanduser().open("rb") as file:
            if not _is_private(os.fstat(file.fileno())):
                raise _unusable("Others on this computer can read the file. Allow only yourself (chmod 600).")
            raw = file.read(MOST_CHARACTERS + 2)
    except (OSError, RuntimeError, ValueError) as error:
        raise _unusable(f"It cannot be read: {getattr(error, 'strerror', None) or 'not a path to a file'}.") from None
    try:
        return checked_secret(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _unusable("It is not text.") from None


def checked_secret(text: str) -> Secret:
    """A credential fit for a header: one line of printable ASCII. Raises FlowError (configuration.token_file)."""
    secret = text.strip()
    if not secret:
        raise _unusable("It is empty.")
    if len(secret) > MOST_CHARACTERS:
        raise _unusable("It is too long for a credential.")
    if not secret.isascii() or not secret.isprintable() or " " in secret:
        raise _unusable("It must hold one credential in one line, without blanks.")
    return Secret(secret)


def _from_keychain(deployment: Deployment, keychain: Keychain) -> CredentialSource:
    async def source() -> Secret | None:
        """A keychain that fails is no credential: the look says so and the comparison goes on."""
        try:
            found = await keychain.get(secret_item(deployment))
        except StorageFailed:
            return None
        return Secret(found) if found else None

    return source


def _is_private(status: os.stat_result) -> bool:
    """A pipe (``<(...)``) belongs to one process; only a regular file lies about for others to read."""
    return os.name != "posix" or not stat.S_ISREG(status.st_mode) or not status.st_mode & 0o077


def _unusable(reason: str) -> FlowError:
    return FlowError(problem(Code.CONFIGURATION_TOKEN_FILE, reason=reason))
