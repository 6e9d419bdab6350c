"""Which account a person gets: the one bound to them, else the linked one, else the one with their e-mail."""

from __future__ import annotations

from flow_desktop.mock.flow.accounts import account_of, bind_account
from tests.mock.sign_in.scene import Door, Scene


def let_go(scene: Scene, key: str) -> str:
    """Nobody is bound to the person's account any more; its id."""
    account = scene.account(key)
    scene.store.run("UPDATE accounts SET subject = NULL WHERE id = ?", account["id"])
    return str(account["id"])


def test_the_first_sign_in_binds_the_account(door: Door, scene: Scene) -> None:
    """From then on the e-mail may change at the identity provider, and the account is the same."""
    account = let_go(scene, "ada")
    assert door.me(door.allow(door.to_consent(scene.email("ada"))))["account"]["id"] == account
    assert scene.account("ada")["id"] == account
    scene.store.run("UPDATE idp_people SET email = ?1, login_key = ?1 WHERE key = 'ada'", "ada.king@pilot.example")
    assert door.me(door.allow(door.to_consent("ada.king@pilot.example")))["account"]["id"] == account


def test_a_refused_sign_in_binds_nothing(door: Door, scene: Scene) -> None:
    """Only who is let in has an account from then on."""
    account = let_go(scene, "ada")
    page = door.log_in_page("google")
    scene.enforce_sso(True)
    door.prove(page, scene.email("ada"))
    assert scene.store.one("SELECT subject FROM accounts WHERE id = ?", account)["subject"] is None  # type: ignore[index]


def test_the_linked_account_comes_before_the_address(scene: Scene) -> None:
    """The directory knows who somebody is although Flow kept the old e-mail (email drift)."""
    account = let_go(scene, "katherine")
    assert scene.email("katherine") != "katherine.coleman@pilot.example"
    assert account_of(scene.store, scene.subject("katherine"))["id"] == account  # type: ignore[index]


def test_the_address_finds_an_account_without_link(scene: Scene) -> None:
    """Whatever the letter case."""
    account = let_go(scene, "emmy")
    scene.store.run("UPDATE idp_people SET email = 'EMMY.Noether@Pilot.Example' WHERE key = 'emmy'")
    assert account_of(scene.store, scene.subject("emmy"))["id"] == account  # type: ignore[index]


def test_nobody_takes_the_account_of_somebody_else(scene: Scene) -> None:
    """An address that was given to another person leads nowhere while the account is bound."""
    before = scene.account("emmy")["id"]
    scene.store.run("UPDATE idp_people SET email = ? WHERE key = 'edsger'", scene.email("emmy"))
    assert account_of(scene.store, scene.subject("edsger")) is None
    bind_account(scene.store, before, scene.subject("edsger"))
    assert scene.account("emmy")["id"] == before
