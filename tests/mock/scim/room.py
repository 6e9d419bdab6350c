"""A directory without anybody in it, and a client that speaks SCIM to it over a real socket."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import httpx2

from flow_desktop.mock.resources import resource
from flow_desktop.mock.scim.errors import ScimError
from tests.mock.driver import Running, running_service

EMPTY = resource("mock", "empty.toml")
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


class Desk:
    """What an identity provider does: writes and reads users and groups."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.http = httpx2.Client(
            base_url=f"{running.issuer}/scim/v2/",
            trust_env=False,
            headers={"Authorization": f"Bearer {running.ready['scim_token']}", "Accept": "application/scim+json"},
        )

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx2.Response:
        """One request; header names are given with underscores."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.request(method, path, json=body, headers=names)

    def get(self, path: str, **params: Any) -> Any:
        """Read something that is there."""
        response = self.http.get(path, params=params)
        assert response.status_code == 200, response.text
        return response.json()

    def found(self, condition: str, path: str = "Users") -> list[str]:
        """The names of everybody a filter finds."""
        name = "userName" if path == "Users" else "displayName"
        return [one[name] for one in self.get(path, filter=condition, count=1000)["Resources"]]

    def fresh(self, **more: Any) -> dict[str, Any]:
        """A user nobody has sent yet."""
        name = f"person-{secrets.token_hex(6)}@pilot.example"
        whole = {"givenName": "Ada", "familyName": "Byron"}
        emails = [{"value": name, "type": "work", "primary": True}]
        return {"schemas": [USER], "userName": name, "name": whole, "emails": emails, "active": True, **more}

    def made(self, **more: Any) -> dict[str, Any]:
        """A user that exists now."""
        response = self.ask("POST", "Users", self.fresh(**more))
        assert response.status_code == 201, response.text
        return dict(response.json())

    def group(self, name: str, *members: str, **more: Any) -> dict[str, Any]:
        """A group that exists now."""
        body = {"schemas": [GROUP], "displayName": name, "members": [{"value": key} for key in members], **more}
        response = self.ask("POST", "Groups", body)
        assert response.status_code == 201, response.text
        return dict(response.json())

    def patch(self, path: str, *operations: dict[str, Any], **headers: str) -> httpx2.Response:
        """Send operations."""
        return self.ask("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)}, **headers)

    def events(self) -> list[str]:
        """The kinds of all events so far."""
        return [row["event"] for row in self.running.service.store.all("SELECT event FROM events ORDER BY position")]

    def break_(self, *quirks: str) -> None:
        """Make the server one of those in the field; without names a right one again."""
        faults = self.running.places.faults
        faults.put(replace(faults.now(), scim_quirks=quirks))

    def close(self) -> None:
        """Hang up."""
        self.http.close()


@contextmanager
def sitting(running: Running) -> Iterator[Desk]:
    """A desk, and its connection closed afterwards."""
    one = Desk(running)
    try:
        yield one
    finally:
        one.close()


@contextmanager
def desk(dialect: str = "workos", **more: Any) -> Iterator[Desk]:
    """An empty directory of its own."""
    with running_service(EMPTY, scim_dialect=dialect, **more) as running, sitting(running) as one:
        yield one


def refusal_of(action: Callable[[], Any]) -> ScimError | None:
    """How the action was refused, if it was; any other exception fails the test."""
    try:
        action()
    except ScimError as error:
        return error
    return None


def refused(response: httpx2.Response, status: int, scim_type: str | None = None) -> str:
    """Check a refusal in SCIM's shape (RFC 7644, 3.12); its detail."""
    body = response.json()
    assert (response.status_code, body.get("scimType")) == (status, scim_type), response.text
    assert body["schemas"] == [ERROR]
    assert body["status"] == str(status)
    assert body["detail"]
    return str(body["detail"])
