"""Asks the Flow API as somebody, and holds every answer against the OpenAPI document that the service serves."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx2
import jsonschema

from flow_desktop.mock.resources import resource
from tests.mock.driver import Running

BASE = "/flow/v1"
ADMIN, IT_ADMIN, MEMBER, OUTSIDER = "barbara", "radia", "ada", "emmy"


class Api:
    """One service. People are named by the beginning of their address, and signed in when first needed."""

    def __init__(self, running: Running, tokens: dict[str, str] | None = None) -> None:
        """`tokens` are those of people signed in before, and are added to."""
        self.running = running
        self._http = httpx2.Client(base_url=running.issuer, trust_env=False, follow_redirects=False)
        self._tokens = {} if tokens is None else tokens
        self.document: dict[str, Any] = self._http.get(f"{BASE}/openapi.json").json()

    def close(self) -> None:
        """Give the connection back."""
        self._http.close()

    def token(self, who: str) -> str:
        """An access token of a person."""
        if who not in self._tokens:
            with self.running.visitor() as visitor:
                self._tokens[who] = visitor.tokens(self.running.email(who))["access_token"]
        return self._tokens[who]

    def ask(self, who: str, method: str, path: str, **sent: Any) -> httpx2.Response:
        """One request; "" is nobody. Whatever comes back is in the document, with its type and its schema."""
        headers = {**({"Authorization": f"Bearer {self.token(who)}"} if who else {}), **sent.pop("headers", {})}
        response = self._http.request(method, BASE + path, headers=headers, **sent)
        self._check(method, path.partition("?")[0], response)
        return response

    def get(self, who: str, path: str, **query: Any) -> Any:
        """The body of a GET that succeeds."""
        response = self.ask(who, "GET", path, params=query)
        assert response.status_code == 200, response.text
        return response.json()

    def pages(self, who: str, path: str, **query: Any) -> list[dict[str, Any]]:
        """All pages of a list, one after another."""
        found: list[dict[str, Any]] = []
        page = self.get(who, path, **query)
        while True:
            found += page["data"]
            if page["next"] is None:
                return found
            page = self.get(who, path, cursor=page["next"], **query)

    def _check(self, method: str, path: str, response: httpx2.Response) -> None:
        templates = [one for one in self.document["paths"] if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", one), path)]
        operation = self.document["paths"][templates[-1]].get(method.lower()) if templates else None
        if operation is None:
            assert response.status_code in {404, 405}
            assert response.headers["content-type"] == "application/problem+json"
            return
        told = operation["responses"][str(response.status_code)]
        told = self.document["components"]["responses"][told["$ref"].rpartition("/")[2]] if "$ref" in told else told
        for name in told.get("headers", {}):
            needed = self.document["components"]["headers"][name].get("required", False)
            assert not needed or name in response.headers, (path, name)
        if "content" not in told:
            assert response.content == b""
            return
        ((kind, content),) = told["content"].items()
        assert response.headers["content-type"] == kind
        jsonschema.validate(response.json(), {**content["schema"], "components": self.document["components"]})


def crowded(folder: Path, people: int) -> Path:
    """The pilot world with so many more people, as a file."""
    text = resource("mock", "pilot.toml").read_text(encoding="utf-8")
    place = folder / "crowded.toml"
    place.write_text(f'{text}\n[crowd]\ncount = {people}\ndomain = "pilot.example"\n', encoding="utf-8")
    return place
