"""The least that verifying a list against a directory takes: read, list, index, compare, keep on disk. Nothing is
proven, nothing can go on, nobody sees anything.

What it needs comes as JSON on stdin: base, list, people, page, lanes, store. Prints the seconds of each part, and the
memory at most.
"""

from __future__ import annotations

import csv
import itertools
import json
import sqlite3
import sys
import time
import unicodedata
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeAlias

import httpx2
import msgspec


class Name(msgspec.Struct, gc=False):
    """Both parts of a name."""

    givenName: str | None = None  # noqa: N815 - names of the wire
    familyName: str | None = None  # noqa: N815


class Mail(msgspec.Struct, gc=False):
    """One address."""

    value: str | None = None
    primary: bool = False


class User(msgspec.Struct):
    """What is wanted of a person."""

    id: str
    userName: str  # noqa: N815
    active: bool = True
    name: Name | None = None
    emails: list[Mail] = []


class Page(msgspec.Struct):
    """One answer."""

    Resources: list[User] = []


Row: TypeAlias = tuple[str, str, str | None, str | None, bool]
Asked: TypeAlias = tuple[str, str, str, str]


def folded(address: str) -> str:
    """Letter case and composition do not count, on either side of the @."""
    local, _, domain = unicodedata.normalize("NFC", address).strip().rpartition("@")
    return f"{local.casefold()}@{domain.casefold()}"


def plain(name: str | None) -> str:
    """Composition and blanks do not count."""
    if name is None or name.isascii():
        return " ".join((name or "").split())
    return " ".join(unicodedata.normalize("NFC", name).split())


def bare(name: str) -> str:
    """Marks do not count either."""
    if name.isascii():
        return name.casefold()
    return "".join(ch for ch in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(ch))


def read(path: Path) -> list[Asked]:
    """The list."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file)
        return [(folded(row["email"]), row["email"], row["first_name"], row["last_name"]) for row in rows]


def opened(path: Path) -> sqlite3.Connection:
    """A file for pages and results."""
    store = sqlite3.connect(path)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("CREATE TABLE pages (start, rows)")
    store.execute("CREATE TABLE results (key, status)")
    return store


def listing(asked: dict[str, Any], store: sqlite3.Connection) -> tuple[dict[str, list[Row]], dict[str, list[Row]]]:
    """Everybody in the directory, by user name and by other addresses."""
    decode = msgspec.json.Decoder(Page).decode
    by_name: dict[str, list[Row]] = {}
    by_mail: dict[str, list[Row]] = {}
    with httpx2.Client(base_url=asked["base"], trust_env=False) as client, ThreadPoolExecutor(asked["lanes"]) as pool:

        def get(start: int) -> Page:
            return decode(client.get(f"/Users?startIndex={start}&count={asked['page']}").content)

        starts = range(1, asked["people"] + 1, asked["page"])
        for number, page in enumerate(map(get, starts) if asked["lanes"] == 1 else pool.map(get, starts)):
            rows: list[Row] = []
            for user in page.Resources:
                name = user.name or Name()
                row = (user.id, user.userName, name.givenName, name.familyName, user.active)
                rows.append(row)
                key = folded(user.userName)
                by_name.setdefault(key, []).append(row)
                for mail in user.emails:
                    if mail.value and (other := folded(mail.value)) != key:
                        by_mail.setdefault(other, []).append(row)
            store.execute("INSERT INTO pages VALUES (?, ?)", (number, msgspec.msgpack.encode(rows)))
            if number % 64 == 63:
                store.commit()
    return by_name, by_mail


def status(one: Asked, rows: list[Row] | None, *, known: bool) -> str:
    """What is said of one row of the list."""
    if not rows:
        return "close" if known else "missing"
    if len(rows) > 1:
        return "several"
    _, user_name, given, family, active = rows[0]
    if not active:
        return "inactive"
    here, there = (plain(one[2]), plain(one[3])), (plain(given), plain(family))
    if here == there:
        return "ready" if user_name == one[1] else "case"
    mine, theirs = tuple(map(bare, here)), tuple(map(bare, there))
    return "accents" if mine == theirs else "order" if mine == theirs[::-1] else "differs"


def main() -> None:
    """All of it, timed."""
    asked = json.load(sys.stdin)
    times = [time.perf_counter()]
    people = read(Path(asked["list"]))
    times.append(time.perf_counter())
    store = opened(Path(asked["store"]))
    by_name, by_mail = listing(asked, store)
    times.append(time.perf_counter())
    found = [(one[0], status(one, by_name.get(one[0]), known=one[0] in by_mail)) for one in people]
    counts = Counter(word for _, word in found)
    times.append(time.perf_counter())
    store.executemany("INSERT INTO results VALUES (?, ?)", found)
    store.commit()
    times.append(time.perf_counter())
    parts = [later - sooner for sooner, later in itertools.pairwise(times)]
    memory = Path("/proc/self/status").read_text(encoding="ascii")  # getrusage would tell the parent's as well
    peak = next(int(line.split()[1]) / 1024 for line in memory.splitlines() if line.startswith("VmHWM"))
    print(json.dumps({"seconds": times[-1] - times[0], "parts": parts, "peak_mb": peak, "counts": counts}))


main()
