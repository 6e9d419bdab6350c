"""The console in a real browser: a newcomer sets provisioning up, and every page is usable by everybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flow_desktop.mock.resources import resource
from tests.mock.console.conftest import organisation
from tests.mock.console.desk import rules
from tests.mock.driver import Running, running_service
from tests.support.browser import Chromium, lacks_browser

# What a page needs to be read, heard and operated by keyboard (WCAG 2.2: 1.3.1, 1.4.10, 2.4.2, 3.3.2, 4.1.2).
FAULTS = """
const found = [], all = (choose) => [...document.querySelectorAll(choose)];
const name = (one) => one.outerHTML.slice(0, 120);
if (document.documentElement.scrollWidth > window.innerWidth) found.push("wider than the window");
if (all("h1").length !== 1) found.push("headings of first rank: " + all("h1").length);
if (all("main").length !== 1) found.push("main parts: " + all("main").length);
if (!document.title || document.documentElement.lang !== "en") found.push("no title or language");
const ids = all("[id]").map((one) => one.id);
ids.filter((id, at) => ids.indexOf(id) !== at).forEach((id) => found.push("two of #" + id));
all("input:not([type=hidden]), select, textarea").forEach((one) => {
  if (!one.labels.length || !one.labels[0].innerText.trim()) found.push("no label: " + name(one));
});
all("button, a").forEach((one) => {
  if (!(one.getAttribute("aria-label") || one.innerText).trim()) found.push("no name: " + name(one));
});
all("th:not([scope])").forEach((one) => found.push("no scope: " + name(one)));
all("[aria-describedby], [aria-labelledby]").forEach((one) => {
  const about = one.getAttribute("aria-describedby") || one.getAttribute("aria-labelledby");
  if (!document.getElementById(about)) found.push("describes nothing: " + name(one));
});
all("[tabindex]").forEach((one) => { if (one.tabIndex > 0) found.push("tab order: " + name(one)); });
all("form").forEach((one) => {
  if (one.method === "post" && !one.querySelector("[name=form_token]")) found.push("no token: " + name(one));
});
return found;
"""
# Every colour of text against the first colour behind it that is not transparent (WCAG 2.2: 1.4.3).
PALE = """
const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
const channels = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
  return canvas.getImageData(0, 0, 1, 1).data; };
const light = (colour) => { const [r, g, b] = [...channels(colour)].slice(0, 3).map((part) => part / 255)
  .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const behind = (one) => { for (let at = one; at; at = at.parentElement) {
  const colour = getComputedStyle(at).backgroundColor; if (channels(colour)[3] === 255) return colour; }
  return "white"; };
const texts = [...document.querySelectorAll("body *")].filter((one) => !one.disabled
  && [...one.childNodes].some((part) => part.nodeType === 3 && part.data.trim()) && one.getClientRects().length);
return texts.map((one) => {
  const [a, b] = [light(getComputedStyle(one).color), light(behind(one))].sort((x, y) => y - x);
  return [(a + 0.05) / (b + 0.05), one.outerHTML.slice(0, 100)]; }).filter(([ratio]) => ratio < 4.5);
"""
pytestmark = pytest.mark.skipif(bool(lacks_browser()), reason=lacks_browser() or "a browser is there")


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Chromium]:
    """A fresh headless Chromium."""
    with Chromium(tmp_path / "profile") as one:
        yield one


def sign_in(browser: Chromium, running: Running, start: str) -> None:
    """Open the console and sign in."""
    email = running.email(start)
    browser.open(f"{running.issuer}/console")
    browser.write("Work email", email)
    browser.write("Password", running.password(email))
    browser.press("Sign in")


def test_a_newcomer_walks_the_eight_steps(browser: Chromium) -> None:
    """By what the pages say alone: a pilot user appears, and manual management goes and comes as it should."""
    with running_service(resource("mock", "setup.toml")) as running:
        sign_in(browser, running, "barbara")
        browser.reads("1 of 8 steps are done")
        browser.press("Team")
        browser.reads("Add new user")
        browser.press("SSO settings")
        browser.press("Open WorkOS admin portal")
        browser.press("Create directory")
        browser.reads("Validating")
        endpoint, token = browser.value_of("Endpoint"), browser.value_of("Bearer token")
        browser.press("Go to Okta: Provisioning")
        browser.write("Endpoint", endpoint)
        browser.write("Bearer token", token)
        browser.press("Test connection")
        browser.reads("The connection works")
        browser.press("WorkOS admin portal")
        assert browser.can_read("Primary email (required)")
        browser.press("Activate")
        browser.reads("Directory sync is active.")
        browser.press("Set-up")
        browser.reads("6 of 8 steps are done")
        browser.press("Okta: groups")
        browser.press("Assign")
        browser.reads("The group Pilot has the app now. Provisioning: ")
        browser.press("Team")
        browser.reads("Ada Byron")
        assert browser.can_read("Linh Nguyễn")
        assert browser.can_read("SCIM provisioning is on")
        assert not browser.offers("Add new user")
        browser.press("Set-up")
        browser.reads("8 of 8 steps are done")
        _deactivate_and_delete(browser)


def _deactivate_and_delete(browser: Chromium) -> None:
    browser.press("WorkOS admin portal")
    browser.press("Deactivate")
    browser.reads("Manual user management in Flow stays off.")
    browser.press("Team")
    browser.reads("SCIM provisioning is on")
    assert not browser.offers("Add new user")
    browser.press("WorkOS admin portal")
    browser.press("Delete")
    browser.reads("nobody is removed from Flow")
    browser.press("Delete directory")
    browser.reads("manual user management is on again")
    browser.press("Team")
    browser.reads("Add new user")
    assert browser.can_read("Ada Byron")
    browser.press("Add new user")
    browser.write("E-mail", "new.person@pilot.example")
    browser.press("Send invite")
    browser.reads("new.person@pilot.example was invited as Member.")
    browser.press("Sign out")
    browser.reads("For people with the role Admin or IT Admin.")


@pytest.mark.parametrize(("state", "width", "scheme"), [("active", 320, "dark"), ("none", 1280, "light")])
def test_every_page_is_usable(browser: Chromium, tmp_path: Path, state: str, width: int, scheme: str) -> None:
    """On a phone and on a desk, dark and light: nothing is cut off, nameless or pale, and every form has its token."""
    changes = {} if state == "active" else {"state": state, "connected": "false", "token": "none"}
    with organisation(tmp_path, **changes) as running:
        browser.as_seen(width=width, scheme=scheme)
        browser.open(f"{running.issuer}/console")
        faults = {"gate": look(browser)}
        sign_in(browser, running, "anna")
        browser.reads("Set up SCIM user provisioning")
        if state == "active":
            running.places.idp.assign("pat")
            running.places.idp.change_person("pat", given_name="W" * 60, email=f"{'w' * 60}@example.test")
        for address in addresses(running):
            browser.open(f"{running.issuer}{address}")
            faults[address] = look(browser)
    assert {address: found for address, found in faults.items() if found} == {}


def test_the_measures_measure(browser: Chromium, tmp_path: Path) -> None:
    """The search behind the test above sees each kind of fault."""
    with organisation(tmp_path) as running:
        browser.open(f"{running.issuer}/console")
        assert look(browser) == []
        browser.measure(
            "const add = (name, more) => document.querySelector('main').append("
            "Object.assign(document.createElement(name), more));"
            "add('h1', {id: 'email'}); add('input', {}); add('button', {}); add('th', {});"
            "add('div', {tabIndex: 5}); add('form', {method: 'post'}); add('p', {innerText: 'pale'});"
            "const last = document.querySelector('main > p:last-of-type'); last.style.color = '#999';"
            "last.style.width = '200vw';"
        )
        found = " ".join(str(one) for one in look(browser))
    kinds = ("wider", "headings", "two of #email", "no label", "no name", "no scope", "tab order", "no token", "pale")
    assert [kind for kind in kinds if kind not in found] == []


def look(browser: Chromium) -> list[object]:
    """What is wrong with the page that is open."""
    return [*browser.measure(FAULTS), *browser.measure(PALE)]


def addresses(running: Running) -> list[str]:
    """Every page, with names of somebody who is there."""
    account = running.service.store.one("SELECT id FROM accounts WHERE email LIKE 'mia%'")
    group = running.service.store.one("SELECT key FROM idp_groups")
    assert account is not None
    assert group is not None
    names = {"/members/1": f"/members/{account['id']}", "/account/1": f"/account/{account['id']}"}
    names |= {
        "/idp/people/1": "/idp/people/pat",
        "/people/idp/1": "/people/idp/pat",
        "/groups/1": f"/groups/{group['key']}",
    }
    found = rules(running, "GET")
    for name, real in names.items():
        found = [address.replace(name, real) for address in found]
    return found
