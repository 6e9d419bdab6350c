"""Every graded token of ``tests/data/id_tokens.toml`` goes the whole way through the real provider adapter."""

from __future__ import annotations

import asyncio
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.support.hostile_idp import HostileIdp, Knobs
from tests.support.relying_party import party
from tests.support.signing import public_jwk

ROWS = tomllib.loads((Path(__file__).parents[1] / "data" / "id_tokens.toml").read_text(encoding="utf-8"))["token"]
PLAIN = ("claims", "header", "times", "key", "algorithm", "at_hash", "raw_header", "raw_payload", "spoil", "discovery")


def knobs_of(row: dict[str, Any]) -> Knobs:
    """The knobs of a row. TOML has no null: what is left out is listed under ``without``."""
    knobs = Knobs(**{name: row[name] for name in PLAIN if name in row})
    knobs.date_shift = row.get("server_clock", 0.0)
    for group, names in row.get("without", {}).items():
        getattr(knobs, group).update(dict.fromkeys(names))
    if "jwks" in row:
        knobs.jwks = [jwk_of(member) for member in row["jwks"]]
    return knobs


def jwk_of(member: dict[str, Any]) -> dict[str, Any]:
    """A published key: of ``key`` with changed members, or exactly what the row says."""
    if "key" not in member:
        return member
    left_out: dict[str, Any] = dict.fromkeys(member.get("without", ()))
    changes = {name: value for name, value in member.items() if name not in ("key", "without")}
    return public_jwk(member["key"], **left_out, **changes)


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_each_token_gets_its_verdict(row: dict[str, Any]) -> None:
    """A good token signs in, a bad one is refused for the reason the row names."""

    async def run() -> str:
        with HostileIdp(knobs=knobs_of(row)) as idp:
            if "$issuer" in row.get("claims", {}).values():
                idp.knobs.claims = dict.fromkeys(idp.knobs.claims, idp.issuer + "/")
            async with party(idp, shift=row.get("client_clock", 0.0)) as client:
                verdict = await client.fails()
            if verdict.startswith(("id_token.", "keys.")):
                assert not idp.asked("userinfo"), "nothing may be asked with the access token of a bad ID token"
            return verdict

    assert asyncio.run(run()) == row["expect"]


def test_there_are_enough_rows_of_both_kinds() -> None:
    """At least 60 tokens, ten of them good, each under a name of its own."""
    assert len(ROWS) >= 60
    assert sum(row["expect"] == "good" for row in ROWS) >= 10
    assert len({row["name"] for row in ROWS}) == len(ROWS)
