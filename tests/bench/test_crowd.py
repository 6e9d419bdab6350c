"""How fast the local directory service is with a hundred thousand people, and what it costs to have them.

The bars are the issue's own and absolute: listing at 60,000 users a second, 5 ms for one user name, 10 ms for a page by
cursor, 10 s to start, 400 MB. Clients keep one connection open; the listing is read by curl, which costs little.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from tests.bench.figures import Figure, Table
from tests.bench.starting import memory
from tests.bench.tokens import access_token
from tests.support.local_service import Service, local_service

PEOPLE = 100_000
PAGE = 100
ASKED = 300
LISTING_SECONDS, NAME_MS, CURSOR_MS, START_SECONDS, MEMORY_MB = PEOPLE / 60_000, 5.0, 10.0, 10.0, 400.0


@dataclass(frozen=True)
class Crowd:
    """The service with its people, and how long its start took (seconds to the ready line)."""

    service: Service
    start: float

    @property
    def ready(self) -> dict[str, Any]:
        """The ready line."""
        return self.service.ready


class Reader:
    """One connection that stays open; every answer is timed until its last byte."""

    def __init__(self, issuer: str, token: str) -> None:
        self._http = http.client.HTTPConnection(urlsplit(issuer).netloc, timeout=60)
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json, application/scim+json"}
        self.times: list[float] = []

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, path: str) -> Any:
        """Read one address; the JSON."""
        began = time.perf_counter()
        self._http.request("GET", path, headers=self._headers)
        answer = self._http.getresponse()
        body = answer.read()
        self.times.append((time.perf_counter() - began) * 1000)
        assert answer.status == 200, body[:300]
        return json.loads(body)

    def p95(self) -> float:
        """Milliseconds that 95 of 100 requests stay under; the first few warm the caches up."""
        return quantiles(self.times[5:], n=100)[94]


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    """One service for all figures."""
    began = time.monotonic()
    with local_service(tmp_path_factory.mktemp("crowd"), "--people", str(PEOPLE)) as service:
        yield Crowd(service, time.monotonic() - began)


def test_it_starts_within_ten_seconds(table: Table, crowd: Crowd) -> None:
    """From the start of the process to the ready line, all people made up."""
    ticks = Path(f"/proc/{crowd.service.program.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[11:13]
    note = f"{sum(map(int, ticks)) / os.sysconf('SC_CLK_TCK'):.1f} s of it working"
    assert table.add(Figure(f"start with {PEOPLE:,} people", crowd.start, "s", START_SECONDS, note)).holds


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_the_listing_is_fast(table: Table, crowd: Crowd, tmp_path: Path) -> None:
    """All SCIM pages of a hundred over one connection; the fastest of three, as others use this machine as well."""
    base, total = crowd.ready["scim"], _total(crowd)
    assert total >= PEOPLE
    pages = [f"{base}/Users?startIndex={start}&count={PAGE}" for start in range(1, total + 1, PAGE)]
    config = tmp_path / "curl"
    lines = [f'header = "Authorization: Bearer {crowd.ready["scim_token"]}"', "fail"]
    lines += [f'url = "{page}"\noutput = "/dev/null"' for page in pages]
    config.write_text("\n".join(lines), encoding="utf-8")
    seconds = min(_timed(lambda: _curl(config)) for _ in range(3)) * PEOPLE / total
    note = f"{PEOPLE / seconds:,.0f} users/s, {len(pages):,} pages by curl"
    assert table.add(Figure(f"SCIM listing of {PEOPLE:,} people", seconds, "s", LISTING_SECONDS, note)).holds


def test_one_user_name_is_found_fast(table: Table, crowd: Crowd) -> None:
    """`userName eq`, other people each time, in whatever letter case."""
    chance, total, names = Random(7), _total(crowd), list[str]()
    for _ in range(ASKED // PAGE):
        page = _scim(crowd, f"Users?startIndex={chance.randrange(1, total - PAGE)}&count={PAGE}")
        names += [one["userName"] for one in page["Resources"]]
    with Reader(crowd.service.issuer, crowd.ready["scim_token"]) as reader:
        for name in names:
            asked = quote(f'userName eq "{name.upper()}"')
            assert reader.get(f"/scim/v2/Users?filter={asked}")["totalResults"] == 1
    assert table.add(Figure("userName eq, p95", reader.p95(), "ms", NAME_MS)).holds


def test_a_page_by_cursor_is_fast(table: Table, crowd: Crowd) -> None:
    """Directory Sync's listing from the first page on, and back from the middle."""
    where, after = f"/workos/directory_users?directory={crowd.ready['workos_directory']}&limit={PAGE}", ""
    with Reader(crowd.service.issuer, crowd.ready["workos_api_key"]) as reader:
        for _ in range(ASKED):
            page = reader.get(f"{where}&after={after}" if after else where)
            assert len(page["data"]) == PAGE
            after = page["list_metadata"]["after"]
        assert len(reader.get(f"{where}&before={after}")["data"]) == PAGE
    assert table.add(Figure("Directory Sync page by cursor, p95", reader.p95(), "ms", CURSOR_MS)).holds


@pytest.mark.parametrize("listing", ["members", "directory/users", "audit"])
def test_flows_own_listings_are_fast(table: Table, crowd: Crowd, listing: str) -> None:
    """An admin's listings by cursor; the bar is that of Directory Sync's pages."""
    after: str | None = ""
    seen = 0
    with Reader(crowd.service.issuer, access_token(crowd.service, "barbara")) as reader:
        while after is not None and len(reader.times) < ASKED:
            page = reader.get(f"/flow/v1/{listing}?limit={PAGE}" + (f"&cursor={after}" if after else ""))
            seen, after = seen + len(page["data"]), page["next"]
    assert seen == ASKED * PAGE
    assert table.add(Figure(f"Flow API page of {listing}, p95", reader.p95(), "ms", CURSOR_MS)).holds


def test_everything_about_one_person_is_fast(table: Table, crowd: Crowd) -> None:
    """One address with accounts of the same name, other people each time."""
    with Reader(crowd.service.issuer, access_token(crowd.service, "barbara")) as reader:
        listed = reader.get(f"/flow/v1/members?limit={ASKED}")["data"]
        reader.times.clear()
        for one in listed:
            found = reader.get(f"/flow/v1/people?email={quote(one['email'])}")
            assert found["account"]["id"] == one["id"]
            assert one["id"] not in [other["id"] for other in found["similar"]]
    assert table.add(Figure("Flow API person, p95", reader.p95(), "ms", CURSOR_MS)).holds


def test_the_memory_is_bounded(table: Table, crowd: Crowd) -> None:
    """Resident memory, and its peak, after all the above."""
    status = Path(f"/proc/{crowd.service.program.pid}/status").read_text(encoding="ascii")
    peak = next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))
    note = f"now {memory(crowd.service.program.pid)['rss']:.0f} MB"
    assert table.add(Figure(f"peak memory with {PEOPLE:,} people", peak, "MB", MEMORY_MB, note)).holds


def _timed(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _curl(config: Path) -> None:
    subprocess.run(["curl", "--silent", "--show-error", "--config", str(config)], check=True, timeout=120)


def _scim(crowd: Crowd, path: str) -> Any:
    with Reader(crowd.service.issuer, crowd.ready["scim_token"]) as reader:
        return reader.get(f"/scim/v2/{path}")


def _total(crowd: Crowd) -> int:
    return int(_scim(crowd, "Users?count=1")["totalResults"])
