"""A data file goes on where it ended: people, directory, members, audit and sessions; only the secrets are new."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from flow_desktop.mock.facts import Role, RoleChangeRequested
from flow_desktop.mock.store import Store, StoreError
from tests.mock.driver import Running, running_service

KEPT = (
    *("enterprise", "domains", "accounts", "memberships", "directory_links", "directories", "directory_users"),
    *("directory_groups", "directory_group_members", "idp_people", "idp_assignments", "idp_settings", "idp_mapping"),
    *("scim_users", "scim_groups", "events", "audit", "tokens", "flow_directory_users", "world_settings"),
)


def state(running: Running) -> dict[str, list[str]]:
    """Everything that a restart must keep."""
    store = running.service.store
    return {table: sorted(repr(tuple(row)) for row in store.all(f"SELECT * FROM {table}")) for table in KEPT}


def scim(running: Running, token: str) -> int:
    """What the SCIM side answers to a bearer token."""
    headers = {"Authorization": f"Bearer {token}"}
    return running.service.wire.call("GET", "/scim/v2/Users?count=1", headers=headers).status


def test_a_restart_keeps_everything_but_the_secrets(tmp_path: Path) -> None:
    """Not a row of the world is lost, a session goes on, and no password or key of the last run works any more."""
    data = tmp_path / "state.db"
    with running_service(data=data) as first, first.visitor() as visitor:
        ada, before = first.email("ada"), first.ready
        tokens = visitor.tokens(ada)
        first.places.idp.change_person("linh", family_name="Renamed")
        account = first.service.store.one("SELECT id FROM accounts WHERE email_key = ?", first.email("alan"))
        assert account is not None
        first.places.flow.perform(RoleChangeRequested(Role.ADMIN), about=account["id"])
        first.service.world.advance(3600)
        kept = state(first)
    with running_service(data=data, world=tmp_path / "not read.toml") as second, second.visitor() as visitor:
        assert state(second) == kept
        assert visitor.get("/flow/v1/me", tokens["access_token"]).json()["account"]["email"] == ada
        assert visitor.refresh(tokens["refresh_token"]).status_code == 200
        assert visitor.code(ada)
        assert (scim(second, before["scim_token"]), scim(second, second.ready["scim_token"])) == (401, 200)
        assert second.ready["workos_api_key"] != before["workos_api_key"]
        assert all(
            one["password"] != other["password"]
            for one, other in zip(second.ready["people"], before["people"], strict=True)
        )
        second.places.idp.change_person("linh", family_name="Again")
        found = second.service.store.one("SELECT last_name FROM accounts WHERE email_key = ?", second.email("linh"))
        assert found is not None
        assert found["last_name"] == "Again"


def test_what_waited_is_delivered_by_the_next_start(tmp_path: Path) -> None:
    """Flow could not be reached when the service ended; the next one tries again, with its own signing secret."""
    data = tmp_path / "state.db"
    with running_service(data=data) as running:
        faults = running.places.faults
        faults.put(replace(faults.now(), webhook_unreachable=True))
        running.places.idp.change_person("linh", family_name="Renamed")
        faults.put(replace(faults.now(), webhook_unreachable=False))
        running.service.world.advance(60)
        waiting = "SELECT COUNT(*) AS n FROM deliveries WHERE state = 'waiting'"
        assert running.service.store.one(waiting)["n"] == 1  # type: ignore[index]
    with running_service(data=data) as running:
        assert running.service.store.one(waiting)["n"] == 0  # type: ignore[index]
        found = running.service.store.one("SELECT last_name FROM accounts WHERE email_key = ?", running.email("linh"))
        assert found is not None
        assert found["last_name"] == "Renamed"


def test_no_secret_is_in_the_file(tmp_path: Path) -> None:
    """Neither of the ready line's secrets nor of the tokens given out, in the file and in its journal; both private."""
    data = tmp_path / "state.db"
    with running_service(data=data) as running, running.visitor() as visitor:
        tokens = visitor.tokens(running.email("ada"))
        secrets = [
            tokens["access_token"],
            tokens["refresh_token"],
            *(one["password"] for one in running.ready["people"]),
        ]
        secrets += [
            running.ready["scim_token"],
            running.ready["workos_api_key"],
            running.service.secrets.webhook_secret,
        ]
        written = [data, data.with_name("state.db-wal")]
        if os.name != "nt":
            assert [one.stat().st_mode & 0o077 for one in written] == [0, 0]
        raw = b"".join(one.read_bytes() for one in written)
        assert running.email("ada").encode() in raw
        assert [one for one in secrets if one.encode() in raw] == []


def test_one_service_for_one_file(tmp_path: Path) -> None:
    """A second one is refused while the first runs."""
    data = tmp_path / "state.db"
    with closing(Store(data)) as store:
        store.settle()
        with pytest.raises(StoreError, match="locked"):
            Store(data)
    with closing(Store(data)) as store:
        assert not store.is_new


def test_another_programs_file_is_left_alone(tmp_path: Path) -> None:
    """A database that is not ours, and a file that is none, are refused and stay as they are."""
    data, text = tmp_path / "theirs.db", tmp_path / "notes.txt"
    with closing(sqlite3.connect(data)) as theirs:
        theirs.execute("CREATE TABLE notes (text)")
    text.write_text("dear diary " * 100, encoding="utf-8")
    before = data.read_bytes(), text.read_bytes()
    for path, reason in ((data, "another program"), (text, "not a database")):
        with pytest.raises(StoreError, match=reason):
            Store(path)
    with closing(sqlite3.connect(data)) as theirs:
        assert theirs.execute("SELECT COUNT(*) FROM notes").fetchone() == (0,)
    assert text.read_bytes() == before[1]
