"""The ordinary client signs in against providers and a directory that nobody here wrote."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import pytest

from tests.interop.conftest import private_file
from tests.interop.peers import Peer, people
from tests.interop.signing_in import Place, check_comparison, check_identity, looking_at, sign_in
from tests.support.browser import Chromium
from tests.support.terminal import Terminal

pytestmark = [pytest.mark.interop, pytest.mark.timeout(300)]  # the first one may have to install its peers

PEOPLE = {one["key"]: one for one in people()}
AWKWARD = [PEOPLE["decomposed"], PEOPLE["long"]]
SAYS_SIGNED_IN = "You are signed in"


def named(person: dict[str, Any]) -> str:
    """How a person is called in the test's name."""
    return str(person["key"])


class TestCertifiedProvider:
    """npm `oidc-provider`, with PyPI `scim2-server` as the directory."""

    @pytest.fixture
    def place(self, terminal: Terminal, chromium: Chromium, oidc_provider: Peer) -> Place:
        """Where these tests sign in."""
        return Place(terminal, chromium, oidc_provider)

    @pytest.mark.parametrize("person", PEOPLE.values(), ids=named)
    def test_everybody_is_compared(
        self, place: Place, scim2_server: Peer, token_file: Path, person: dict[str, Any]
    ) -> None:
        """Each person signs in on the provider's pages and gets the true comparison with the SCIM server."""

        def pages(browser: Chromium) -> None:
            browser.write("E-mail", person["idp"]["email"])
            browser.write("Password", place.provider.password)
            browser.press("Log in")
            browser.press("Allow")
            browser.reads(SAYS_SIGNED_IN)

        answer = sign_in(place, *looking_at(scim2_server.address, token_file), pages=pages)
        assert answer.last["outcome"] == "signed_in"
        check_identity(answer, person, place.provider)
        assert answer.last["identity"]["email_verified"] is person["idp"]["email_verified"]
        check_comparison(answer, person)

    def test_typed_address_is_offered(self, place: Place) -> None:
        """The work e-mail typed in the app stands in the provider's log-in; without a directory nothing is compared."""
        person = PEOPLE["plain"]

        def pages(browser: Chromium) -> None:
            browser.write("Password", place.provider.password)
            browser.press("Log in")
            browser.press("Allow")

        answer = sign_in(place, "--login-hint", person["idp"]["email"], pages=pages)
        check_identity(answer, person, place.provider)
        assert (answer.last["comparison"]["overall"], answer.code) == ("not_compared", 0)

    def test_other_account_is_refused(self, place: Place) -> None:
        """Somebody else than the typed address signs in: wrong account, nothing kept."""
        person = PEOPLE["plain"]

        def pages(browser: Chromium) -> None:
            browser.write("E-mail", person["idp"]["email"])
            browser.write("Password", place.provider.password)
            browser.press("Log in")
            browser.press("Allow")

        answer = sign_in(place, "--login-hint", "somebody.else@pilot.example", pages=pages)
        assert (answer.last["outcome"], answer.problem["kind"], answer.code) == ("failed", "wrong_account", 3)
        assert answer.last["identity"] is None

    def test_refusal_on_the_page(self, place: Place) -> None:
        """Who refuses on the provider's page reads so in the browser, and the terminal says "denied"."""

        def pages(browser: Chromium) -> None:
            browser.press("Refuse")
            browser.reads("Flow Desktop")
            assert not browser.can_read(SAYS_SIGNED_IN)

        answer = sign_in(place, pages=pages)
        assert (answer.last["outcome"], answer.problem["kind"], answer.code) == ("failed", "denied", 3)


@pytest.mark.parametrize("person", AWKWARD, ids=named)
def test_provider_without_a_page(
    terminal: Terminal,
    chromium: Chromium,
    oauth2_mock_server: Peer,
    scim2_server: Peer,
    token_file: Path,
    person: dict[str, Any],
) -> None:
    """npm `oauth2-mock-server` answers at once: the listener is up before the browser, and the comparison is true."""
    place = Place(terminal, chromium, oauth2_mock_server)
    answer = sign_in(
        place,
        *("--login-hint", person["idp"]["email"]),
        *looking_at(scim2_server.address, token_file),
        pages=lambda browser: browser.reads(SAYS_SIGNED_IN),
    )
    check_identity(answer, person, oauth2_mock_server)
    check_comparison(answer, person)


class TestProviderWithButtons:
    """PyPI `oidc-provider-mock`."""

    @pytest.fixture
    def place(self, terminal: Terminal, chromium: Chromium, oidc_provider_mock: Peer) -> Place:
        """Where these tests sign in."""
        return Place(terminal, chromium, oidc_provider_mock)

    @pytest.mark.parametrize("person", AWKWARD, ids=named)
    def test_person_is_compared(
        self, place: Place, scim2_server: Peer, token_file: Path, person: dict[str, Any]
    ) -> None:
        """One press on the person's button, and the comparison with the SCIM server is true."""

        def pages(browser: Chromium) -> None:
            browser.press(person["idp"]["sub"])
            browser.reads(SAYS_SIGNED_IN)

        answer = sign_in(place, *looking_at(scim2_server.address, token_file), pages=pages)
        check_identity(answer, person, place.provider)
        check_comparison(answer, person)

    def test_refusal(self, place: Place) -> None:
        """A refusal that comes without our state proves nothing: it is told in both places and the attempt goes on."""

        def pages(browser: Chromium) -> None:
            browser.press("Deny")
            browser.reads("may not belong to this sign-in")

        answer = sign_in(place, "--timeout", "3", pages=pages)
        notices = [event["problem"] for event in answer.events if event["event"] == "notice"]
        assert [one["kind"] for one in notices] == ["callback"]
        assert "access_denied" in notices[0]["detail"]
        assert (answer.last["outcome"], answer.last["identity"], answer.code) == ("timed_out", None, 3)


class TestExactRedirects:
    """PyPI `canaille`: exact redirect URIs, escaped claims, a SCIM side that answers 500 to paging."""

    @pytest.fixture
    def place(self, terminal: Terminal, chromium: Chromium, canaille: Peer) -> Place:
        """Where these tests sign in."""
        return Place(terminal, chromium, canaille)

    def test_own_directory(self, place: Place, tmp_path: Path, redirect_ports: str) -> None:
        """With the registered ports people sign in; its SCIM side, which cannot page, is read whole."""
        person = PEOPLE["plain"]
        token = private_file(tmp_path / "token", place.provider.password)
        answer = sign_in(
            place,
            *("--redirect-ports", redirect_ports),
            *looking_at(f"{place.provider.address}/scim/v2", token),
            pages=lambda browser: log_in(browser, person, place.provider),
        )
        check_identity(answer, person, place.provider)
        check_comparison(answer, person)
        assert {row["directory_sync"]["source"] for row in answer.last["comparison"]["fields"]} == {"scim_listing"}

    def test_escaped_claims_are_named(
        self, place: Place, scim2_server: Peer, token_file: Path, redirect_ports: str
    ) -> None:
        """Names that this provider escapes are kept as they came, and told as "HTML-escaped", not just "differs"."""
        person = PEOPLE["long"]
        answer = sign_in(
            place,
            *("--redirect-ports", redirect_ports),
            *looking_at(scim2_server.address, token_file),
            pages=lambda browser: log_in(browser, person, place.provider),
        )
        rows = {row["field"]: row for row in answer.last["comparison"]["fields"]}
        last = rows["family_name"]
        assert (
            last["identity_provider"]["value"] == answer.last["identity"]["family_name"] != person["idp"]["family_name"]
        )
        assert html.unescape(last["identity_provider"]["value"]) == person["idp"]["family_name"]
        assert last["directory_sync"]["value"] == person["idp"]["family_name"]
        assert last["html_escaped_by_idp"] is True
        assert rows["given_name"]["html_escaped_by_idp"] is False
        assert (answer.last["comparison"]["overall"], answer.code) == ("differs", 1)

    def test_unregistered_port(self, place: Place) -> None:
        """On a port of its own the browser shows the provider's error, nothing comes back, and time runs out."""

        def pages(browser: Chromium) -> None:
            log_in_only(browser, PEOPLE["plain"], place.provider)
            browser.reads("Bad request")
            assert browser.url.startswith(place.provider.address)

        answer = sign_in(place, "--timeout", "6", pages=pages)
        assert (answer.last["outcome"], answer.problem["code"], answer.code) == ("timed_out", "timeout.attempt", 3)


def log_in(browser: Chromium, person: dict[str, Any], provider: Peer) -> None:
    """The pages of `canaille`, to the end."""
    log_in_only(browser, person, provider)
    browser.press("Accept")
    browser.reads(SAYS_SIGNED_IN)


def log_in_only(browser: Chromium, person: dict[str, Any], provider: Peer) -> None:
    """The pages of `canaille` before the consent: user name and password."""
    browser.write("login", person["idp"]["sub"])
    browser.press("Continue")
    browser.write("password", provider.password)
    browser.press("Sign in")
