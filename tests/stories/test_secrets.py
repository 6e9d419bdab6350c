"""Secrets of a sign-in in the window: only the keychain ever holds one."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from PySide6.QtGui import QGuiApplication

from tests.stories.real_keychain import secrets
from tests.stories.story import Story
from tests.support.hostile_idp import CANARY, CLIENT_ID, HostileIdp
from tests.support.walker import Walker

pytestmark = [pytest.mark.story, pytest.mark.timeout(90)]


def test_no_secret_leaves_the_keychain(story: Story, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Window, clipboard, last page and every file stay free of state, nonce, verifier, code and tokens."""
    for name in ("FLOW_SOURCE", "FLOW_DIRECTORY_URL"):
        monkeypatch.delenv(name)
    with HostileIdp() as idp:
        monkeypatch.setenv("FLOW_ISSUER", idp.issuer)
        monkeypatch.setenv("FLOW_CLIENT_ID", CLIENT_ID)
        story.start()
        story.click("Sign in via browser")
        url = story.opened_link()
        walker = Walker()  # a real browser keeps connections open that the provider would wait for
        assert "You are signed in." in walker.visit(url)
        story.reads("Nothing was compared.")
        story.reads("You stay signed in on this computer.")
        story.click("Copy for IT")
        copied = QGuiApplication.clipboard().text()
        query = parse_qs(urlsplit(url).query)
        verifier = idp.asked("token")[0].form["code_verifier"]
        kept = {str(path): path.read_text("utf-8", "replace") for path in home.rglob("*") if path.is_file()}
        places = {"window": story.text(), "clipboard": copied, "page": walker.url + walker.text, **kept}
        wanted = {"state": query["state"][0], "nonce": query["nonce"][0], "verifier": verifier, "canary": CANARY}
        hits = [(kind, place) for kind, text in wanted.items() for place, found in places.items() if text in found]
        assert hits == []
        assert "ada@example.com" in copied
        assert [secret.count(CANARY) for secret in secrets()] == [1]
        story.click("Sign out")
        story.reads("Signed out.")
