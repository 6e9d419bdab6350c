"""PyPI `oidc-provider-mock` on loopback: one page with a button per person; any client, any redirect URI.

PORT: where to listen on 127.0.0.1. PEOPLE: the file with the people. Runs in an environment of its own.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from oidc_provider_mock import User, _app, app  # type: ignore[import-not-found]  # in the peer's environment
from werkzeug.serving import run_simple


def main() -> None:
    """Serve until ended. As released the token endpoint knows no public clients, which a desktop program is."""
    for grant in (_app.AuthorizationCodeGrant, _app.RefreshTokenGrant):
        grant.TOKEN_ENDPOINT_AUTH_METHODS = ["none"]
    people = json.loads(Path(os.environ["PEOPLE"]).read_text(encoding="utf-8"))["people"]
    claims = [dict(person["idp"]) for person in people]
    users = [User(sub=one.pop("sub"), claims=one) for one in claims]
    run_simple("127.0.0.1", int(os.environ["PORT"]), app(user_claims=users), threaded=True)


if __name__ == "__main__":
    main()
