"""An identity provider whose wire ends at a small SCIM server that keeps every request, word for word."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

from flow_desktop.mock.idp.place import IdentityProvider
from flow_desktop.mock.service import Secrets, Service, SigningKeys
from flow_desktop.mock.store import Store
from flow_desktop.mock.wire import Wire
from flow_desktop.mock.world_clock import WorldClock
from tests.mock.driver import Clock

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ISSUER = "http://127.0.0.1:9"
TOKEN = "the-token"


@dataclass(frozen=True, slots=True)
class Heard:
    """One request as it arrived."""

    method: str
    path: str
    body: Any
    headers: dict[str, str]

    @property
    def line(self) -> str:
        """Method and path, readable."""
        return f"{self.method} {unquote(self.path)}"


@dataclass(slots=True)
class Listener:
    """A WSGI application that knows as much SCIM as the conversations need."""

    heard: list[Heard] = field(default_factory=list)
    resources: dict[str, dict[str, Any]] = field(default_factory=dict)
    refusals: deque[tuple[int, dict[str, str], Any]] = field(default_factory=deque)
    count: int = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        raw = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        headers = {
            name[5:].lower().replace("_", "-"): value for name, value in environ.items() if name.startswith("HTTP_")
        }
        headers["content-type"] = environ.get("CONTENT_TYPE", "")
        body = json.loads(raw) if raw else None
        full = f"{path}?{query}" if query else path
        self.heard.append(Heard(environ["REQUEST_METHOD"], full, body, headers))
        status, more, answer = self._answer(self.heard[-1], path, query)
        start_response(f"{status} X", [("Content-Type", "application/scim+json"), *more.items()])
        return [] if answer is None else [json.dumps(answer).encode()]

    def refuse(self, status: int, detail: str = "no", **headers: str) -> None:
        """Answer the next request so."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.refusals.append((status, named, {"detail": detail}))

    def take(self) -> list[Heard]:
        """What was heard since the last time."""
        heard, self.heard = self.heard, []
        return heard

    def lines(self) -> list[str]:
        """The same, method and path only."""
        return [one.line for one in self.take()]

    def _answer(self, heard: Heard, path: str, query: str) -> tuple[int, dict[str, str], Any]:
        if self.refusals:
            return self.refusals.popleft()
        kind, _, key = path.removeprefix("/scim/v2").strip("/").partition("/")
        if heard.method == "GET" and not key:
            return 200, {}, {"Resources": self._found(kind, parse_qs(query).get("filter", [""])[0])}
        if heard.method == "POST":
            self.count += 1
            key = f"{kind.lower()}-{self.count}"
            self.resources[key] = {**heard.body, "id": key}
            return 201, {}, self.resources[key]
        if key not in self.resources:
            return 404, {}, {"detail": "unknown"}
        return self._change(heard, key)

    def _change(self, heard: Heard, key: str) -> tuple[int, dict[str, str], Any]:
        if heard.method == "DELETE":
            del self.resources[key]
            return 204, {}, None
        if heard.method == "PUT":
            self.resources[key] = {**heard.body, "id": key}
        return (204, {}, None) if heard.method == "PATCH" else (200, {}, self.resources[key])

    def _found(self, kind: str, condition: str) -> list[dict[str, Any]]:
        attribute, _, value = condition.partition(" eq ")
        return [
            one
            for key, one in self.resources.items()
            if key.startswith(kind.lower()) and value and one.get(attribute) == json.loads(value)
        ]


@dataclass(frozen=True, slots=True)
class Desk:
    """The identity provider under test, who listens, and its clock."""

    idp: IdentityProvider
    scim: Listener
    clock: Clock
    service: Service

    def pass_minutes(self, minutes: float) -> None:
        """Time passes in the world, and provisioning does what is due."""
        self.service.world.advance(minutes * 60)
        self.idp.run()

    def add_ada(self) -> None:
        """A person with a mailbox, whose user name is another address."""
        self.idp.add_person(
            "ada", email="ada@pilot.example", username="ada.byron@corp.example", given_name="Ada", family_name="Byron"
        )

    def scim_id(self, key: str) -> str | None:
        """The id that was kept of a person."""
        row = self.service.store.one(
            "SELECT scim_id FROM idp_sent_people JOIN idp_people USING (subject) WHERE key = ?", key
        )
        return row["scim_id"] if row else None

    def tasks(self) -> list[tuple[str, str]]:
        """Kind and state of every task that is not settled."""
        rows = self.service.store.all("SELECT kind, state FROM idp_tasks WHERE state <> 'done' ORDER BY position")
        return [(row["kind"], row["state"]) for row in rows]

    def log(self) -> list[str]:
        """What the log says beside the requests, and of those that were refused."""
        return [
            row["detail"] for row in self.service.store.all("SELECT detail FROM idp_log ORDER BY position") if row[0]
        ]


def open_desk(keys: SigningKeys, profile: str) -> Desk:
    """An empty identity provider of this profile, connected to the listener."""
    clock, store, scim = Clock(), Store(None), Listener()
    service = Service(
        issuer=ISSUER,
        store=store,
        keys=keys,
        access_ttl=3600,
        clock=clock,
        world=WorldClock(clock, store),
        wire=Wire(ISSUER),
        secrets=Secrets.make_up(),
    )
    service.secrets.scim_token = TOKEN
    service.wire.connect(scim)
    idp = IdentityProvider(service)
    idp.change_settings(profile=profile)
    return Desk(idp, scim, clock, service)
