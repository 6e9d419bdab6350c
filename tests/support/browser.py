"""A real Chromium, driven as a person would: by what is written on the page. It reaches nothing but this machine."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import (
    NoSuchElementException,
    StaleElementReferenceException,
    WebDriverException,
)
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from tests.support.waiting import wait_until

CHROMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--no-proxy-server",
    "--password-store=basic",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--window-size=900,1000",
)
_PRESS = (
    "//button[normalize-space()={0}] | //a[normalize-space()={0}]"
    " | //*[@role='button'][normalize-space()={0}] | //input[@type='submit'][@value={0}]"
)
_BY_LABEL = "//input[@id=//label[normalize-space()={0}]/@for] | //label[contains(normalize-space(), {0})]//input"


_GOING = "does not belong to the document"
"""What chromedriver says of a part whose page is just being left, where it does not call it stale."""


def is_leaving(error: WebDriverException) -> bool:
    """Whether an error only says that the page went away meanwhile."""
    gone = isinstance(error, NoSuchElementException | StaleElementReferenceException)
    return gone or _GOING in (error.msg or "")


def lacks_browser() -> str:
    """Why no browser can be driven here, or nothing."""
    if not shutil.which("chromedriver"):
        return "chromedriver is not installed"
    return "" if any(map(shutil.which, CHROMES)) else "chromium is not installed"


class Chromium:
    """One browser with a profile of its own. Close it."""

    def __init__(self, profile: Path) -> None:
        for chatty in ("selenium", "urllib3"):
            logging.getLogger(chatty).setLevel(logging.WARNING)
        options = webdriver.ChromeOptions()
        options.binary_location = next(path for name in CHROMES if (path := shutil.which(name)))
        options.page_load_strategy = "eager"
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
        self._driver = webdriver.Chrome(options=options, service=service, keep_alive=False)
        self._driver.set_page_load_timeout(20)

    def __enter__(self) -> Chromium:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the browser."""
        self._driver.quit()

    def forget(self) -> None:
        """Be a fresh browser: no cookies, an empty page."""
        self._driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        self._driver.get("about:blank")

    def open(self, url: str) -> None:
        """Go to an address; one that nobody answers shows the browser's own error page."""
        try:
            self._driver.get(url)
        except WebDriverException as error:
            if "net::ERR_" not in str(error):
                raise

    @property
    def url(self) -> str:
        """The address of the page."""
        return self._driver.current_url

    @property
    def title(self) -> str:
        """The title of the page."""
        return self._driver.title

    @property
    def text(self) -> str:
        """What can be read on the page."""
        try:
            return self._driver.find_element(By.TAG_NAME, "body").text
        except WebDriverException as error:
            if not is_leaving(error):
                raise
            return ""

    def reads(self, words: str, *, seconds: float = 15.0) -> None:
        """Wait until the page says these words."""

        def look() -> bool:
            return words in self.text

        try:
            wait_until(look, f"the page says {words!r}", seconds=seconds)
        except AssertionError as late:
            raise AssertionError(f"{late}; it says {self.text[:600]!r} at {self.url.split('?')[0]}") from None

    def can_read(self, words: str) -> bool:
        """Whether the page says these words now."""
        return words in self.text

    def press(self, label: str) -> None:
        """Press the button or link with this label, waiting for it."""
        path, what = _PRESS.format(_quoted(label)), f"something to press that says {label!r}"

        def pressed() -> bool:
            try:
                self._find(path, what).click()
            except WebDriverException as error:
                if not is_leaving(error):
                    raise
                return False
            return True

        wait_until(pressed, what)

    def write(self, label: str, text: str) -> None:
        """Replace what is in the field with this label or name."""
        path = f"{_BY_LABEL.format(_quoted(label))} | //input[@name={_quoted(label)}]"
        field = self._find(path, f"a field called {label!r}")
        field.clear()
        field.send_keys(text)

    def value_of(self, label: str) -> str:
        """What stands in the field with this label."""
        return self._find(_BY_LABEL.format(_quoted(label)), f"a field called {label!r}").get_attribute("value") or ""

    def offers(self, label: str) -> bool:
        """Whether there is something to press that says this."""
        return bool(self._driver.find_elements(By.XPATH, _PRESS.format(_quoted(label))))

    def as_seen(self, *, width: int, scheme: str) -> None:
        """Look through a window of this width in CSS pixels, with the system's colours light or dark."""
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
        self._driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self._driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})

    def measure(self, script: str) -> Any:
        """The value of a function body run in the page, by the test and not by the page."""
        return self._driver.execute_script(script)

    def keep_picture(self, path: Path) -> None:
        """Keep a picture of the page."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._driver.save_screenshot(str(path))

    def _find(self, path: str, what: str) -> WebElement:
        def look() -> WebElement | None:
            try:
                return next((one for one in self._driver.find_elements(By.XPATH, path) if one.is_displayed()), None)
            except WebDriverException as error:
                if not is_leaving(error):
                    raise
                return None

        try:
            return wait_until(look, what)
        except AssertionError as late:
            raise AssertionError(f"{late}; the page says {self.text[:600]!r} at {self.url.split('?')[0]}") from None


def _quoted(text: str) -> str:
    assert '"' not in text
    return f'"{text}"'
