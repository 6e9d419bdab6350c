"""The list of accounts and the last deployment: kept across starts, never in the way when damaged."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from flow_desktop.adapters.accounts import (
    ACCOUNTS_FILE,
    DEPLOYMENT_FILE,
    FileAccounts,
    load_deployment_layer,
    save_deployment,
)
from flow_desktop.adapters.places import Places
from flow_desktop.core.deployment import Deployment, Layer, SourceKind, parse
from flow_desktop.core.identity import AccountKey
from flow_desktop.core.ports import KnownAccount
from flow_desktop.core.problems import StorageFailed

HERE = Deployment(issuer="https://login.example.com", client_id="app")
ADA = KnownAccount(AccountKey("https://login.example.com", "u-1"), "ada@example.com")
BOB = KnownAccount(AccountKey("https://login.example.com", "u-2"), "bob@example.com")


@pytest.fixture
def places(home: Path) -> Places:
    """An empty home."""
    return Places(home)


def test_newest_first_and_once(places: Places) -> None:
    """Who signed in last stands first, and nobody stands there twice."""
    accounts = FileAccounts(places, HERE)
    assert accounts.known() == ()
    for account in (ADA, BOB, ADA):
        accounts.remember(account)
    assert FileAccounts(places, HERE).known() == (ADA, BOB)


def test_a_new_label_replaces_the_old(places: Places) -> None:
    """The key is issuer and subject; the e-mail is only how the account is named."""
    accounts = FileAccounts(places, HERE)
    accounts.remember(ADA)
    renamed = KnownAccount(ADA.key, "ada.lovelace@example.com")
    accounts.remember(renamed)
    assert accounts.known() == (renamed,)


def test_another_deployment_has_accounts_of_its_own(places: Places) -> None:
    """Accounts of another client with the same issuer are neither shown nor forgotten."""
    other = FileAccounts(places, Deployment(issuer=HERE.issuer, client_id="other"))
    FileAccounts(places, HERE).remember(ADA)
    assert other.known() == ()
    other.forget(ADA.key)
    assert FileAccounts(places, HERE).known() == (ADA,)


def test_forgetting(places: Places) -> None:
    """A forgotten account is gone; forgetting it again is no fault."""
    accounts = FileAccounts(places, HERE)
    accounts.remember(ADA)
    accounts.remember(BOB)
    accounts.forget(ADA.key)
    accounts.forget(ADA.key)
    assert accounts.known() == (BOB,)


def test_each_deployment_has_a_current_account_of_its_own(places: Places) -> None:
    """Signing in or out at one deployment says nothing about the next start at another."""
    here, there = (FileAccounts(places, Deployment(issuer=HERE.issuer, client_id=name)) for name in ("app", "other"))
    here.remember(ADA)
    there.remember(BOB)
    there.remember(ADA)
    assert (here.current(), there.current()) == (ADA, ADA)
    there.forget(ADA.key)
    assert (here.current(), there.current(), there.known()) == (ADA, None, (BOB,))


@pytest.mark.parametrize("marks", [({}, {}), ({}, {"current": True}), ({"current": True}, {})], ids=str)
def test_a_list_of_an_earlier_version(places: Places, marks: tuple[dict[str, bool], ...]) -> None:
    """It has no mark, or had one before the earlier version wrote it again: whoever stands first is current."""
    entries = [
        {"issuer": one.key.issuer, "client": "app", "subject": one.key.subject, "label": one.label, **mark}
        for one, mark in zip((ADA, BOB), marks, strict=True)
    ]
    places.write(ACCOUNTS_FILE, json.dumps({"version": 1, "accounts": entries}))
    accounts = FileAccounts(places, HERE)
    assert (accounts.known(), accounts.current()) == ((ADA, BOB), ADA)
    accounts.forget(ADA.key)
    assert (accounts.known(), accounts.current()) == ((BOB,), None)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"version": 9}', '{"version": 1, "accounts": [{"issuer": 3}]}', "[" * 100_000]
)
def test_a_damaged_file_counts_as_empty_and_is_kept_aside(places: Places, text: str) -> None:
    """The program starts with no accounts, goes on remembering, and the damaged file can be looked at."""
    places.write(ACCOUNTS_FILE, text)
    accounts = FileAccounts(places, HERE)
    assert accounts.known() == ()
    accounts.remember(ADA)
    assert accounts.known() == (ADA,)
    if text != "null":
        assert places.path(f"{ACCOUNTS_FILE}.unreadable").read_text() == text


def test_a_home_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """No account is silently not remembered."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageFailed):
        FileAccounts(Places(tmp_path / "file"), HERE).remember(ADA)


def test_hostile_labels_survive(places: Places, uncommon_text: str) -> None:
    """Whatever a provider sends as an e-mail comes back unchanged."""
    accounts = FileAccounts(places, HERE)
    accounts.remember(KnownAccount(ADA.key, uncommon_text))
    assert accounts.known() == (KnownAccount(ADA.key, uncommon_text),)


def test_the_deployment_of_a_sign_in_serves_later_commands(places: Places) -> None:
    """What was saved parses to the same deployment."""
    used = Deployment(
        issuer="https://login.example.com",
        client_id="app",
        scopes=("openid", "email"),
        redirect_ports=(51004, 51005),
        source=SourceKind.SCIM,
        directory_url="https://dir.example.com/scim",
        organisation_name="Ünïted",
    )
    assert load_deployment_layer(places) is None
    save_deployment(places, used)
    layer = load_deployment_layer(places)
    assert layer is not None
    assert parse((layer,)) == used


def test_standard_input_is_not_remembered(places: Places) -> None:
    """A credential piped into one command is not asked for by the next."""
    save_deployment(places, replace(HERE, directory_token_file="-"))
    layer = load_deployment_layer(places)
    assert layer is not None
    assert "directory_token_file" not in layer.values


def test_a_damaged_deployment_is_none(places: Places) -> None:
    """It is set aside; the program then says that it was not told where to sign in."""
    places.write(DEPLOYMENT_FILE, json.dumps({"version": 1, "deployment": "x"}))
    assert load_deployment_layer(places) is None
    assert places.read(DEPLOYMENT_FILE) is None


def test_a_saved_deployment_that_is_no_good_is_refused_by_name(places: Places) -> None:
    """A value somebody edited is named with its origin."""
    layer = Layer("saved deployment", {"issuer": "http://evil.example", "client_id": "app"})
    refusal = parse((layer,))
    assert not isinstance(refusal, Deployment)
    assert (refusal.key, refusal.origin) == ("issuer", "saved deployment")
