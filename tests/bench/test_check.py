"""One person's full check, every request 100 ms away: as fast as the longest chain of requests that need each other."""

from __future__ import annotations

import asyncio
import http.client
import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from urllib.parse import quote, urlsplit

import pytest

from flow_desktop.adapters.credential import fixed
from flow_desktop.adapters.evidence.build import build_sources
from flow_desktop.adapters.http import Http
from flow_desktop.core.deployment import Deployment, SourceKind
from flow_desktop.core.evidence import Seen
from flow_desktop.core.ports import Tokens
from flow_desktop.core.secret import Secret
from flow_desktop.flows.troubleshoot import Inquiry, Troubleshooter, TroubleshootPorts
from tests.bench.figures import Figure, Table, interleaved
from tests.bench.tokens import access_token
from tests.fakes.evidence import FakeAttempts
from tests.support.distance import far_away
from tests.support.local_service import Service
from tests.support.session_house import BEN, House

DISTANCE_SECONDS = 0.1
TIMES_CHAIN, SPARE_SECONDS = 1.3, 0.05
NOBODY = "nobody@pilot.example"
SECONDS_BESIDE = (SourceKind.NONE, SourceKind.WORKOS, SourceKind.SCIM)


@dataclass(frozen=True)
class Far:
    """The local service as seen from afar, and an admin's access token."""

    service: Service
    base: str
    token: str

    def deployment(self, second: SourceKind) -> Deployment:
        """The Flow API with another source beside it, or alone."""
        second_url = {SourceKind.WORKOS: f"{self.base}/workos", SourceKind.SCIM: f"{self.base}/scim/v2"}.get(second)
        return Deployment(
            issuer=self.base,
            client_id="flow-desktop",
            source=SourceKind.FLOW,
            directory_url=f"{self.base}/flow/v1",
            second_source=second,
            second_url=second_url,
        )

    def credential(self, second: SourceKind) -> str:
        """What opens the second source."""
        return str(self.service.ready["workos_api_key" if second is SourceKind.WORKOS else "scim_token"])

    def chain(self, second: SourceKind, email: str) -> tuple[str, tuple[str, ...]]:
        """A credential, and the requests of which each needs the answer of the one before.

        Whether a filter that shows nobody can be believed takes two more: somebody who is there, found by it.
        """
        found: tuple[str, ...]
        if second is SourceKind.NONE:
            return self.token, (f"/flow/v1/people?email={quote(email)}",)
        if second is SourceKind.WORKOS:
            users = f"/workos/directory_users?directory={self.service.ready['workos_directory']}"
            found = ("/workos/directories?limit=2", f"{users}&email={quote(email)}")
            proof = (f"{users}&limit=1", f"{users}&email={quote(email.swapcase())}")
        else:
            wish = quote(f'userName eq "{email}"')
            found = (f"/scim/v2/Users?filter={wish}",)
            proof = ("/scim/v2/Users?startIndex=1&count=10", found[0])
        return self.credential(second), (*found, *proof) if email == NOBODY else found


@pytest.fixture(scope="module")
def far(service: Service) -> Iterator[Far]:
    """The service of the benches, 100 ms away."""
    with far_away(service.issuer, DISTANCE_SECONDS) as base:
        yield Far(service, base, access_token(service, "barbara"))


@pytest.mark.parametrize("again", [False, True], ids=["first", "repeated"])
@pytest.mark.parametrize("who", ["ada", NOBODY], ids=["somebody", "nobody"])
@pytest.mark.parametrize("second", SECONDS_BESIDE, ids=lambda kind: f"flow and {kind}")
def test_a_check_takes_as_long_as_its_longest_chain(
    table: Table, far: Far, second: SourceKind, who: str, again: bool
) -> None:
    """At most 1.3 times the chain asked by a bare client, and 50 ms; on new connections, and on kept ones."""
    email = who if "@" in who else far.service.person(who).email
    with asyncio.Runner() as runner:
        check, bare = Check(far, second, runner), Chain(far, *far.chain(second, email))
        pairs = interleaved(lambda: check.run(email, again=again), lambda: bare.run(again=again))
        check.close()
        bare.close()
    value = median((ours - SPARE_SECONDS) / theirs for ours, theirs in pairs)
    ours, theirs = (median(one[side] for one in pairs) * 1000 for side in (0, 1))
    name = f"check of {'nobody' if who == NOBODY else 'a person'}, flow and {second}, {'again' if again else 'first'}"
    note = f"{ours:.0f} ms, 50 of them spare, against {theirs:.0f} ms ({len(bare.paths)} requests)"
    assert table.add(Figure(f"{name} / chain", value, "x", TIMES_CHAIN, note)).holds


class Check:
    """The real sources and all checks; only the session is made up around a real access token."""

    def __init__(self, far: Far, second: SourceKind, runner: asyncio.Runner) -> None:
        self._far, self._second, self._runner = far, second, runner
        self._http = Http(proxy_for=lambda url: None)

    def run(self, email: str, *, again: bool) -> float:
        """Seconds of one check."""
        if not again:
            self.close()
        return self._runner.run(self._check(email))

    def close(self) -> None:
        """Close every connection; the next check opens new ones."""
        self._runner.run(self._http.close())

    async def _check(self, email: str) -> float:
        house = House()
        session = house.session()
        await session.take_over(BEN, Tokens(Secret(self._far.token), None, None, 3600.0))
        key = fixed(Secret(self._far.credential(self._second)))
        deployment = self._far.deployment(self._second)
        sources = build_sources(deployment, self._http, clock=house.clock, credential=key)
        checks = Troubleshooter(TroubleshootPorts(session, sources, FakeAttempts(), house.clock))
        began = time.monotonic()
        found = await checks.check(Inquiry(email))
        took = time.monotonic() - began
        users = found.evidence.look.directory_users
        assert isinstance(users, Seen)
        assert bool(users.value) == (email != NOBODY)
        return took


class Chain:
    """A bare client that asks one thing after another on one connection."""

    def __init__(self, far: Far, credential: str, paths: tuple[str, ...]) -> None:
        self.paths = paths
        self._http = http.client.HTTPConnection(urlsplit(far.base).netloc, timeout=10)
        self._headers = {"Authorization": f"Bearer {credential}"}

    def run(self, *, again: bool) -> float:
        """Seconds of the chain."""
        if not again:
            self.close()
        began = time.monotonic()
        for path in self.paths:
            self._http.request("GET", path, headers=self._headers)
            answer = self._http.getresponse()
            answer.read()
            assert answer.status == 200, path
        return time.monotonic() - began

    def close(self) -> None:
        """Close the connection; the next request opens a new one."""
        self._http.close()
