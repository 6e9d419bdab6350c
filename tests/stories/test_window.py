"""People sign in with the real window, in a real browser, and read what is true."""

from __future__ import annotations

import pytest

from flow_desktop.ui.field_table import FieldTable
from tests.stories.real_keychain import items
from tests.stories.story import Story, listening
from tests.support.local_service import Service

pytestmark = [pytest.mark.story, pytest.mark.timeout(90)]


def table(story: Story) -> list[list[str]]:
    """What the table of the profile shows, row by row."""
    found = story.window.findChild(FieldTable)
    assert isinstance(found, FieldTable)
    model = found.model()
    return [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_everything_matches(story: Story, service: Service) -> None:
    """One click, the pages, back: the window says in one sentence that everything matches, with every value."""
    story.start()
    story.picture("01-signed-out")
    story.click("Sign in via browser")
    story.reads("Continue in your browser")
    person = service.person("ada")
    story.walk(person)
    story.picture("02-waiting")
    words = [line for line in story.text().splitlines() if len(line.split()) == 4 and line.islower()]
    story.chromium.press("Allow")
    story.chromium.reads("You are signed in.")
    assert words
    assert all(story.chromium.can_read(word) for word in words[0].split())
    story.reads("Everything matches.")
    story.reads("You stay signed in on this computer.")
    story.picture("03-matches")
    shown = " ".join(cell for row in table(story) for cell in row)
    assert shown.count("Byron") == 3
    assert shown.count(person.email) == 3
    assert len(items()) == 1
    story.click("Sign out")
    story.reads("Signed out.")


def test_last_name_differs(story: Story, service: Service) -> None:
    """A last name that lost its accents in Flow is said in one sentence, with who can fix it and where."""
    story.start()
    story.sign_in(service.person("linh"))
    story.reads("Your last name differs")
    story.reads("IT admin")
    story.picture("04-last-name-differs")
    assert "Nguyễn" in story.text()
    assert "Nguyen" in story.text()
    story.click("Check again")
    story.reads("Your last name differs")
    story.click("Sign out")
    story.reads("Signed out.")


def test_denied(story: Story, service: Service) -> None:
    """Deny in the browser: page and window say the same, nothing is kept, and one click starts over."""
    story.start()
    story.click("Sign in via browser")
    story.walk(service.person("ada"))
    story.chromium.press("Deny")
    story.chromium.reads("Nothing was stored")
    story.reads("denied.")
    story.picture("05-denied")
    assert items() == []
    story.seconds_until_closed()
    story.click("Sign in via browser")
    story.reads("Continue in your browser")
    story.opened_link()
    story.click("Cancel")


def test_cancelled_in_the_app(story: Story, service: Service) -> None:
    """Cancel works at once: the socket is closed within 200 ms, and the page in the browser leads nowhere any more."""
    story.start()
    story.click("Sign in via browser")
    story.walk(service.person("ada"))
    assert len(listening()) == 1
    story.click("Cancel")
    assert story.seconds_until_closed() < 0.2
    story.reads("The sign-in was cancelled.")
    story.chromium.press("Allow")
    story.chromium.reads("refused to connect")
    story.picture("06-cancelled")
    assert items() == []


def test_time_runs_out(story: Story) -> None:
    """Nobody comes back in time: the window says so, listens no more, and offers to try again."""
    story.start(attempt_seconds=2.0)
    story.click("Sign in via browser")
    story.chromium.open(story.opened_link())
    story.reads("timeout.attempt")
    story.picture("07-timed-out")
    story.seconds_until_closed()


def test_second_start(story: Story, service: Service) -> None:
    """The second start is signed in from the keychain without a browser; signing out removes the item and says so."""
    story.start()
    story.sign_in(service.person("ada"))
    story.reads("You stay signed in on this computer.")
    story.close()
    story.start()
    story.reads("Everything matches.")
    story.reads(service.person("ada").email)
    story.picture("08-second-start")
    assert len(items()) == 1
    story.click("Sign out")
    story.reads("is left on this computer")
    story.picture("09-signed-out-again")
    assert items() == []
    story.close()
    story.start()
    story.click("Sign in via browser")
    story.opened_link()
    story.click("Cancel")


@pytest.mark.parametrize("choice", ["keep", "switch"])
def test_other_account(story: Story, service: Service, choice: str) -> None:
    """Somebody else than the typed address signed in: the person decides, and until then nothing is stored."""
    wanted, other = service.person("linh"), service.person("ada")
    story.start()
    story.click("More options")
    story.write("Work e-mail (optional)", wanted.email)
    story.click("Sign in via browser")
    story.walk(other)
    story.chromium.press("Allow")
    story.chromium.reads("another account than the one you typed")
    story.reads(f"You signed in as {other.email}, expected {wanted.email}.")
    story.picture(f"10-other-account-{choice}")
    assert items() == []
    if choice == "keep":
        story.click("Keep this account")
        story.reads("Everything matches.")
    else:
        story.chromium.forget()
        story.click("Switch account")
        story.walk(wanted)
        story.chromium.press("Allow")
        story.reads("Your last name differs")
    story.click("Sign out")
    story.reads("Signed out.")
    assert items() == []


def test_it_admin(story: Story, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """An IT Admin reads what the role means, and the Admin Portal opens in the browser."""
    monkeypatch.setenv("FLOW_ADMIN_PORTAL_URL", service.ready["console"])
    story.start()
    story.sign_in(service.person("radia"))
    story.reads("You have the IT Admin role.")
    story.reads("Everything matches.")
    story.picture("11-it-admin")
    story.click("Open Admin Portal")
    assert story.opened_link() == service.ready["console"]
    story.click("Sign out")
    story.reads("Signed out.")


def test_open_again_makes_a_fresh_attempt(story: Story, service: Service) -> None:
    """Open again gives a new link; the old tab is told so, and the new one signs in."""
    person = service.person("ada")
    story.start()
    story.click("Sign in via browser")
    story.walk(person)
    story.click("Open again")
    newer = story.opened_link()
    story.chromium.press("Allow")
    story.chromium.reads("Replaced.")
    story.picture("12-replaced")
    story.chromium.open(newer)
    story.chromium.press("Continue with SSO")
    story.chromium.write("Work email", person.email)
    story.chromium.press("Continue")
    story.chromium.press("Allow")
    story.chromium.reads("You are signed in.")
    story.reads("Everything matches.")
    story.click("Sign out")
    story.reads("Signed out.")
