"""PyPI `canaille` on loopback: OpenID provider with log-in and consent pages, and SCIM 2.0 under /scim/v2.

It compares redirect URIs exactly, so REDIRECT_PORTS (comma-separated) are registered.
PORT: where to listen on 127.0.0.1. PEOPLE: the file with the people. PASSWORD: everybody's password and the key of the
SCIM side. STATE: a folder for its database. Runs in an environment of its own.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

from canaille import create_app  # type: ignore[import-not-found]  # in the environment of the peer
from joserfc.jwk import RSAKey
from werkzeug.serving import run_simple

PORT, PASSWORD, STATE = (os.environ[name] for name in ("PORT", "PASSWORD", "STATE"))
SCOPES = ["openid", "profile", "email", "offline_access"]


def settings() -> dict[str, Any]:
    """A database in a file (the one in memory mixes up codes), no mail, no registration, pages without script."""
    key = RSAKey.generate_key(2048, {"use": "sig"}, private=True)
    return {
        "SECRET_KEY": PASSWORD,
        "SERVER_NAME": f"127.0.0.1:{PORT}",
        "PREFERRED_URL_SCHEME": "http",
        "CANAILLE_SQL": {"DATABASE_URI": f"sqlite:///{STATE}/canaille.sqlite"},
        "CANAILLE": {
            "DATABASE": "sql",
            "JAVASCRIPT": False,
            "HTMX": False,
            "FORCE_HTTPS": False,
            "ENABLE_REGISTRATION": False,
            "CAPTCHA_ENABLED": False,
        },
        "CANAILLE_OIDC": {"ACTIVE_JWKS": [key.as_dict(private=True)], "REQUIRE_NONCE": True, "TRUSTED_DOMAINS": []},
        "CANAILLE_SCIM": {"ENABLE_SERVER": True, "ENABLE_CLIENT": False},
    }


def seed(people: list[dict[str, Any]], client: dict[str, str]) -> None:
    """The people, the client with its ports, and a long-lived key for the SCIM side."""
    from canaille.app import models  # type: ignore[import-not-found]
    from canaille.backends import Backend  # type: ignore[import-not-found]

    save = Backend.instance.save
    for claims in (person["idp"] for person in people):
        save(
            models.User(
                user_name=claims["sub"],
                given_name=claims["given_name"],
                family_name=claims["family_name"],
                formatted_name=claims["name"],
                emails=[claims["email"]],
                password=PASSWORD,
            )
        )
    now = dt.datetime.now(dt.UTC)
    ports = os.environ["REDIRECT_PORTS"].split(",")
    public = models.Client(
        client_id=client["client_id"],
        client_name="Flow Desktop (interop)",
        client_uri="http://127.0.0.1",
        redirect_uris=[f"http://127.0.0.1:{port}{client['redirect_path']}" for port in ports],
        grant_types=["authorization_code", "refresh_token"],
        response_types=["code"],
        scope=SCOPES,
        token_endpoint_auth_method="none",
        client_id_issued_at=now,
    )
    save(public)
    public.audience = [public]
    save(public)
    reader = models.Client(client_id="reader", client_name="reader", client_secret=PASSWORD, client_id_issued_at=now)
    save(reader)
    save(
        models.Token(
            token_id="reader",
            access_token=PASSWORD,
            client=reader,
            type="Bearer",
            scope=["openid"],
            issue_date=now,
            lifetime=86400,
            audience=[reader],
        )
    )


def main() -> None:
    """Serve until ended."""
    data = json.loads(Path(os.environ["PEOPLE"]).read_text(encoding="utf-8"))
    app = create_app(config=settings())
    with app.app_context():
        seed(data["people"], data["client"])
    run_simple("127.0.0.1", int(PORT), app, threaded=True)


if __name__ == "__main__":
    main()
