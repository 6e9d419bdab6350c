"""Who may speak SCIM to this directory: the bearer of a token that Directory Sync issued and did not revoke.

A wrong token leaves the directory's state as it is: who turns a directory `invalid_credentials`, and when, no source
says, and a judge that tries a wrong token must not break the directory for everybody else.
"""

from __future__ import annotations

from http import HTTPStatus

from flow_desktop.mock.scim.errors import ScimError
from flow_desktop.mock.store import Store, digest


class Unauthorized(ScimError):
    """401: no token, or not the right one (RFC 6750, 3)."""

    def __init__(self, *, sent: bool) -> None:
        detail = "The bearer token is not valid." if sent else "A bearer token is needed."
        super().__init__(HTTPStatus.UNAUTHORIZED, detail)
        self.challenge = 'Bearer realm="Directory Sync"' + (', error="invalid_token"' if sent else "")


def check(store: Store, authorization: str) -> None:
    """Raises Unauthorized, or ScimError: 404 without a directory, 403 while it is deactivated."""
    directory = store.one("SELECT id, state FROM directories")
    if directory is None:
        raise ScimError(HTTPStatus.NOT_FOUND, "There is no directory.")
    scheme, _, token = authorization.partition(" ")
    token = token.strip() if scheme.lower() == "bearer" else ""
    if not token:
        raise Unauthorized(sent=bool(authorization))
    sql = "SELECT 1 FROM scim_tokens WHERE digest = ? AND directory_id = ? AND revoked_at IS NULL"
    if store.one(sql, digest(token), directory["id"]) is None:
        raise Unauthorized(sent=True)
    if directory["state"] == "unlinked":
        raise ScimError(HTTPStatus.FORBIDDEN, "The directory is deactivated: nothing is synchronised.")
