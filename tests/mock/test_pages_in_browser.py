"""The pages in a real browser: reached by their accessible names, usable on a phone, and back to the app at the end."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.mock.driver import Running, request_parameters
from tests.support.browser import is_leaving

CHROMIUM, CHROMEDRIVER = shutil.which("chromium"), shutil.which("chromedriver")
WAIT_SECONDS = 20
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--window-size=1000,900"),
)
MEASURE = """
const root = document.documentElement, headings = document.querySelectorAll("h1").length;
return [root.scrollWidth, headings, root.lang, getComputedStyle(document.body).backgroundColor];
"""
pytestmark = pytest.mark.skipif(not (CHROMIUM and CHROMEDRIVER), reason="Chromium and its driver are not installed")


class Receiver(ThreadingHTTPServer):
    """Stands for the app: keeps the first callback it gets, as a dictionary, with its method and cookies."""

    daemon_threads = False

    def __init__(self, host: str) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.came = threading.Event()
        self.answer: dict[str, str] = {}
        self.method = self.cookie = ""
        super().__init__((host, 0), _Callback)
        name = f"[{host}]" if ":" in host else host
        self.redirect_uri = f"http://{name}:{self.server_port}/callback"

    def keep(self, request: BaseHTTPRequestHandler, query: str) -> None:
        """Take one callback; a browser also asks for an icon, which is none."""
        if urlsplit(request.path).path == "/callback":
            self.method, self.cookie = request.command, request.headers.get("Cookie", "")
            self.answer = dict(parse_qsl(query))
            self.came.set()


class _Callback(BaseHTTPRequestHandler):
    server: Receiver
    timeout = 1  # a browser also opens connections that it never uses

    def do_GET(self) -> None:
        self._answer(urlsplit(self.path).query)

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _answer(self, query: str) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<title>arrived</title>")
        self.server.keep(self, query)

    def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - the library's name
        """Quiet."""


@contextmanager
def receiver(host: str = "127.0.0.1") -> Iterator[Receiver]:
    """A listener on a free port."""
    with Receiver(host) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class Browser:
    """A real browser, used as a person does: by what things are called."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def wait(self, kind: str, name: str) -> WebElement:
        """The button, link or field with that accessible name, as soon as it is there."""
        found = WebDriverWait(self.driver, WAIT_SECONDS).until(lambda _: self._named(kind, name))
        assert isinstance(found, WebElement)
        return found

    def press(self, name: str, kind: str = "button, a") -> None:
        """Press a button or a link, and see the page go."""
        button, page = self.wait(kind, name), self.driver.find_element(By.TAG_NAME, "html")
        button.click()
        WebDriverWait(self.driver, WAIT_SECONDS).until(lambda _: _is_gone(page))

    def type(self, name: str, text: str) -> None:
        """Fill in a field."""
        field = self.wait("input", name)
        field.clear()
        field.send_keys(text)

    def _named(self, kind: str, name: str) -> WebElement | None:
        try:
            elements = self.driver.find_elements(By.CSS_SELECTOR, kind)
            return next((one for one in elements if one.is_displayed() and one.accessible_name == name), None)
        except WebDriverException as error:
            if not is_leaving(error):
                raise
            return None


def _is_gone(part: WebElement) -> bool:
    try:
        part.is_enabled()
    except WebDriverException as error:
        if not is_leaving(error):
            raise
        return True
    return False


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    """A fresh headless Chromium with a profile of its own."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (*FLAGS, f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service(str(CHROMEDRIVER)))
    try:
        yield Browser(driver)
    finally:
        driver.quit()


def address(running: Running, app: Receiver, **changes: str) -> str:
    """The link the app would open."""
    query = urlencode(request_parameters(redirect_uri=app.redirect_uri, **changes))
    return f"{running.issuer}/sign-in/authorize?{query}"


def sign_in(browser: Browser, running: Running, email: str) -> None:
    """Walk from the method to consent."""
    browser.press("Continue with SSO")
    browser.type("Work email", email)
    browser.press("Continue")
    browser.type("Email", email)
    browser.type("Password", running.password(email))
    browser.press("Sign in")
    browser.wait("a", "Use a different account")


def test_a_person_walks_through_the_pages(running: Running, browser: Browser) -> None:
    """From another method there is a way back, SSO leads to the app, no cookie goes along, the second time is quick."""
    ada = running.email("ada")
    with receiver() as app:
        browser.driver.get(address(running, app))
        browser.press("Continue with Google")
        browser.press("Choose another method")
        sign_in(browser, running, ada)
        browser.press("Allow")
        assert app.came.wait(WAIT_SECONDS)
        assert (app.answer["state"], app.answer["iss"], "code" in app.answer) == ("the-state", running.issuer, True)
        assert app.cookie == ""
    with receiver() as app:
        browser.driver.get(address(running, app, login_hint=ada))
        browser.press("Continue with SSO")
        browser.press("Continue")
        browser.press("Deny")
        assert app.came.wait(WAIT_SECONDS)
        assert app.answer["error"] == "signin_consent_denied"


def test_form_post_and_ipv6_reach_the_app(running: Running, browser: Browser) -> None:
    """The page policy lets the answer through as a form, and to a receiver on [::1]."""
    with receiver() as app:
        browser.driver.get(address(running, app, response_mode="form_post"))
        sign_in(browser, running, running.email("ada"))
        browser.press("Allow")
        assert app.came.wait(WAIT_SECONDS)
        assert (app.method, "code" in app.answer) == ("POST", True)
    with receiver("::1") as app:
        browser.driver.get(address(running, app, login_hint=running.email("ada")))
        browser.press("Continue with SSO")
        browser.press("Continue")
        browser.press("Allow")
        assert app.came.wait(WAIT_SECONDS)
        assert "code" in app.answer


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_a_phone(running: Running, browser: Browser, scheme: str) -> None:
    """At 320 pixels nothing is wider than the screen, in both colour schemes, and each page has one heading."""
    chrome = browser.driver
    chrome.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 320, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    )
    feature = {"name": "prefers-color-scheme", "value": scheme}
    chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    seen = []
    with receiver() as app:
        chrome.get(address(running, app))
        seen.append(chrome.execute_script(MEASURE))
        browser.press("Continue with Microsoft")
        seen.append(chrome.execute_script(MEASURE))
        browser.press("Create an account")
        seen.append(chrome.execute_script(MEASURE))
        browser.press("Back")
        browser.press("Choose another method")
        browser.press("Continue with SSO")
        browser.type("Work email", "someone@elsewhere.example")
        browser.press("Continue")
        browser.wait("input", "Work email")
        seen.append(chrome.execute_script(MEASURE))
        browser.type("Work email", running.email("zoe"))
        browser.press("Continue")
        browser.wait("input", "Password")
        seen.append(chrome.execute_script(MEASURE))
        browser.type("Password", running.password(running.email("zoe")))
        browser.press("Sign in")
        browser.wait("button", "Allow")
        seen.append(chrome.execute_script(MEASURE))
        for page in ("/console", "/sign-in/end-session", "/sign-in/unknown"):
            chrome.get(running.issuer + page)
            seen.append(chrome.execute_script(MEASURE))
    assert [one[:3] for one in seen] == [[320, 1, "en"]] * len(seen)
    assert len({one[3] for one in seen}) == 1
    assert (sum(int(part) for part in seen[0][3][4:-1].split(",")) < 3 * 128) == (scheme == "dark")
