"""Every directory source, and the fake, keep the same promises."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any

import pytest

from flow_desktop.adapters.credential import fixed
from flow_desktop.adapters.directory.build import build_directory
from flow_desktop.adapters.http import Http
from flow_desktop.core.deployment import Deployment, DirectoryAuth, SourceKind
from flow_desktop.core.directory import DirectoryView, Found, NotThere, Origin, Person, Unseen
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.secret import Secret
from tests.contracts.directory_contract import ADA, RECORD, TOKEN, DirectoryContract, Look
from tests.fakes.directory import FakeDirectory
from tests.fakes.time import FakeClock
from tests.support.answering import Asked, Said, answering
from tests.support.scim_server import TOKEN as ADMIN_TOKEN
from tests.support.scim_server import ScimServer, crowd, user
from tests.support.workos_server import KEY, WorkosServer, person

NOWHERE = "http://127.0.0.1:9"


def looking(deployment: Deployment, credential: str = ADMIN_TOKEN) -> Look:
    """How this deployment's source looks a person up."""

    async def story(who: Person) -> DirectoryView:
        http = Http(proxy_for=lambda url: None, connect_seconds=2)
        try:
            source = build_directory(deployment, http, clock=FakeClock(), credential=fixed(Secret(credential)))
            return await source.look_up(who, TOKEN)
        finally:
            await http.close()

    return lambda who: asyncio.run(story(who))


def deployment_of(source: SourceKind, url: str, auth: DirectoryAuth = DirectoryAuth.TOKEN) -> Deployment:
    """A deployment with this source."""
    return Deployment(
        issuer="https://login.example.com",
        client_id="app",
        source=source,
        directory_url=url,
        directory_id="directory_1" if source is SourceKind.WORKOS else None,
        directory_auth=auth,
    )


class _Served(DirectoryContract):
    """A source over a server of ours."""

    source: SourceKind
    credential = ADMIN_TOKEN

    def answers(self, who: Person) -> Callable[[Asked], Said]:
        """The server."""
        raise AssertionError("a served source needs a server")

    @contextmanager
    def serve(self, person: Person) -> Iterator[Look]:
        with answering(self.answers(person)) as server:
            yield looking(deployment_of(self.source, server.url), self.credential)

    @contextmanager
    def serve_nothing(self) -> Iterator[Look]:
        yield looking(deployment_of(self.source, NOWHERE), self.credential)


class TestScim(_Served):
    """An RFC 7644 server."""

    source = SourceKind.SCIM

    def answers(self, who: Person) -> Callable[[Asked], Said]:
        ada = user(
            0, "Ada@example.com", id="id-ada", userName="ada@example.com", name={"givenName": "Ada", "familyName": None}
        )
        return ScimServer([*crowd(3), ada])


class TestWorkos(_Served):
    """The Directory Sync REST API."""

    source = SourceKind.WORKOS
    credential = KEY

    def answers(self, who: Person) -> Callable[[Asked], Said]:
        ada = person(0, "Ada@example.com", id="id-ada", username="ada@example.com", first_name="Ada", last_name=None)
        return WorkosServer([*(person(n, f"p{n}@example.com") for n in range(1, 4)), ada])


class TestFlow(_Served):
    """The Flow API: the token says whom it is about."""

    source = SourceKind.FLOW

    def answers(self, who: Person) -> Callable[[Asked], Said]:
        ada: Mapping[str, Any] = {
            "id": "id-ada",
            "username": "ada@example.com",
            "email": "Ada@example.com",
            "first_name": "Ada",
            "state": "active",
            "updated_at": "2026-01-05T09:00:00Z",
        }
        return lambda asked: Said(body={"account": None, "directory_user": ada if who == ADA else None})


class TestFake(DirectoryContract):
    """The fake that other tests use."""

    def serve(self, person: Person) -> AbstractContextManager[Look]:
        origin = Origin("scim_filter", FakeClock().now())
        known = DirectoryView(directory=Found(RECORD, origin) if person == ADA else NotThere(origin))
        return _given(FakeDirectory(known))

    def serve_nothing(self) -> AbstractContextManager[Look]:
        return _given(FakeDirectory(DirectoryView(directory=Unseen(WithheldReason.UNREACHABLE))))


@contextmanager
def _given(fake: FakeDirectory) -> Iterator[Look]:
    yield lambda who: asyncio.run(fake.look_up(who, TOKEN))


# ------------------------------------------------------------------ whose credential goes where


@pytest.mark.parametrize(
    ("source", "auth", "sent"),
    [
        (SourceKind.FLOW, DirectoryAuth.TOKEN, TOKEN.reveal()),
        (SourceKind.SCIM, DirectoryAuth.TOKEN, ADMIN_TOKEN),
        (SourceKind.SCIM, DirectoryAuth.USER, TOKEN.reveal()),
        (SourceKind.WORKOS, DirectoryAuth.TOKEN, ADMIN_TOKEN),
    ],
)
def test_each_source_gets_one_credential_and_no_other(source: SourceKind, auth: DirectoryAuth, sent: str) -> None:
    """The person's own token goes to Flow, and to SCIM only where the deployment says so; the admin's to no Flow."""
    with answering(lambda asked: Said(404, {})) as server:
        looking(deployment_of(source, server.url, auth))(ADA)
    assert {one.bearer for one in server.asked} == {sent}


def test_without_a_source_nothing_is_looked_at() -> None:
    """Both places say "not configured", which is not "could not look"."""
    none = replace(deployment_of(SourceKind.NONE, NOWHERE), directory_url=None)
    assert looking(none)(ADA) == DirectoryView()


@pytest.mark.parametrize("source", [SourceKind.FLOW, SourceKind.SCIM, SourceKind.WORKOS])
def test_without_a_credential_nothing_is_asked(source: SourceKind) -> None:
    """No token, no request; the cells say so."""

    async def story(url: str) -> DirectoryView:
        http = Http(proxy_for=lambda url: None)
        source_ = build_directory(deployment_of(source, url), http, clock=FakeClock(), credential=fixed(None))
        try:
            return await source_.look_up(ADA, None)
        finally:
            await http.close()

    with answering(lambda asked: Said(404, {})) as server:
        view = asyncio.run(story(server.url))
    assert view.directory == Unseen(WithheldReason.NO_CREDENTIAL)
    assert server.asked == []
