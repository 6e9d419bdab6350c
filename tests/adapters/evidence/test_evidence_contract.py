"""Every evidence source, and the fake, keep the same promises."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from flow_desktop.core.deployment import DirectoryAuth, SourceKind
from flow_desktop.core.evidence import PIECES, DirectoryUser, Look, NotSeen, Observation, Pilots, Seen
from flow_desktop.core.observed import Present, WithheldReason
from flow_desktop.core.text import email_key
from tests.contracts.evidence_contract import ADA, Asking, EvidenceContract
from tests.fakes.evidence import FakeEvidence
from tests.support.answering import Asked, Said
from tests.support.asking import NOWHERE, Asker, asking, deployment_of
from tests.support.flow_server import ADMIN, FlowServer
from tests.support.scim_server import TOKEN, ScimServer, crowd, user
from tests.support.workos_server import KEY, WorkosServer, person

PEOPLE = frozenset({"directory_users"})


class _Served(EvidenceContract):
    """A source over a server of ours."""

    kind: SourceKind
    tokens: tuple[tuple[str, str], ...]
    place: tuple[tuple[str, Any], ...] = ()

    def answer(self, asked: Asked) -> Said:
        """The server."""
        raise AssertionError("a served source needs a server")

    @contextmanager
    def serve(self) -> Iterator[Asking]:
        with asking(self.answer, self.kind, **dict(self.place), **dict(self.tokens)) as (source, _):
            yield source

    @contextmanager
    def serve_without_credential(self) -> Iterator[Asking]:
        none = {name: None for name, _ in self.tokens}
        with asking(self.answer, self.kind, **dict(self.place), **none) as (source, server):
            yield source
            assert server.asked == []

    def serve_nothing(self) -> AbstractContextManager[Asking]:
        tokens: dict[str, Any] = dict(self.tokens)
        return nullcontext(Asker(deployment_of(self.kind, NOWHERE, **dict(self.place)), **tokens))


class TestFlow(_Served):
    """The Flow API, asked by an admin."""

    kind = SourceKind.FLOW
    tokens = (("access", ADMIN),)
    tells = frozenset(PIECES) - {"events"}

    def answer(self, asked: Asked) -> Said:
        return FlowServer()(asked)


class TestScim(_Served):
    """An RFC 7644 server, asked with an admin's token."""

    kind = SourceKind.SCIM
    tokens = (("credential", TOKEN),)
    tells = PEOPLE

    def answer(self, asked: Asked) -> Said:
        name = {"givenName": "Ada", "familyName": None}
        return ScimServer([*crowd(3), user(0, "Ada@example.com", id="id-ada", userName=ADA, name=name)])(asked)


class TestScimAsThePerson(TestScim):
    """The same, asked with the person's own token: there is no ``/Me``."""

    tokens = (("access", TOKEN),)
    place = (("auth", DirectoryAuth.USER),)


class TestWorkos(_Served):
    """The Directory Sync REST API, with the one directory that the key can see."""

    kind = SourceKind.WORKOS
    tokens = (("credential", KEY),)
    tells = frozenset({"connection", "directory_users", "events"})

    def answer(self, asked: Asked) -> Said:
        ada = person(0, "Ada@example.com", id="id-ada", username=ADA, first_name="Ada", last_name=None)
        return WorkosServer([*(person(n, f"p{n}@example.com") for n in range(1, 4)), ada])(asked)


class TestWorkosWithANamedDirectory(TestWorkos):
    """The same with the directory's id."""

    place = (("directory", "directory_1"),)


class TestFake(EvidenceContract):
    """The fake that other tests use."""

    tells = PEOPLE

    def serve(self) -> AbstractContextManager[Asking]:
        at = datetime(2026, 1, 5, 9, tzinfo=UTC)
        named = DirectoryUser("id-ada", email=Present("Ada@example.com"), user_name=Present(ADA))
        ada = replace(named, given_name=Present("Ada"), active=True, updated_at=at)
        return nullcontext(_Faked(Seen((ada,), "workos_users", at), Seen((), "workos_users", at)))

    def serve_without_credential(self) -> AbstractContextManager[Asking]:
        nothing = NotSeen(WithheldReason.NO_CREDENTIAL, "workos_users")
        return nullcontext(_Faked(nothing, nothing))

    def serve_nothing(self) -> AbstractContextManager[Asking]:
        nothing = NotSeen(WithheldReason.UNREACHABLE, "workos_users")
        return nullcontext(_Faked(nothing, nothing))


class _Faked:
    """The fake, told what to show of Ada and of anybody else."""

    def __init__(
        self, ada: Observation[tuple[DirectoryUser, ...]], others: Observation[tuple[DirectoryUser, ...]]
    ) -> None:
        self._ada, self._others = ada, others

    def gather(self, email: str) -> Look:
        """As a test would set it."""
        unreadable: Observation[tuple[DirectoryUser, ...]] = NotSeen(WithheldReason.NO_ADDRESS_TO_LOOK_FOR)
        usual = self._others if email_key(email) and email.isprintable() else unreadable
        look = Look(directory_users=self._ada if email_key(email) == ADA else usual)
        return asyncio.run(FakeEvidence(look).gather(email, None))

    def pilots(self) -> Observation[Pilots]:
        """Nothing was set."""
        return asyncio.run(FakeEvidence().pilots(None))


@pytest.mark.parametrize(
    ("kind", "place", "sent"),
    [
        (SourceKind.FLOW, {}, "own-token"),
        (SourceKind.SCIM, {}, "admin-token"),
        (SourceKind.SCIM, {"auth": DirectoryAuth.USER}, "own-token"),
        (SourceKind.WORKOS, {}, "admin-token"),
        (SourceKind.WORKOS, {"directory": "directory_1"}, "admin-token"),
    ],
)
def test_each_source_gets_one_credential_and_no_other(kind: SourceKind, place: dict[str, Any], sent: str) -> None:
    """The person's own token goes to Flow, and to SCIM only where the deployment says so."""
    with asking(lambda asked: Said(404, {}), kind, **place) as (source, server):
        source.gather(ADA)
        source.pilots()
    assert {one.bearer for one in server.asked} == {sent}
