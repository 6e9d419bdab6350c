"""The receiver before a real browser: it comes back, waits, follows, and shows the true end in our own style."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import text_to_be_present_in_element
from selenium.webdriver.support.wait import WebDriverWait

from flow_desktop.adapters.loopback_server import Limits
from flow_desktop.adapters.style import load_tokens
from flow_desktop.core.callback import PageEnd
from tests.contracts.receiver_contract import PHRASE
from tests.support.loopback import TRUE_QUERY, Open, waiting
from tests.support.raw_http import get

pytestmark = pytest.mark.story


@dataclass(frozen=True, slots=True)
class Chromium:
    """A real browser, driven from beside the event loop."""

    driver: webdriver.Chrome

    async def goes(self, address: str) -> None:
        """Open an address and wait until its page is there."""
        await asyncio.to_thread(self.driver.get, address)

    async def heading(self) -> str:
        """The heading of the page."""
        return str(await asyncio.to_thread(lambda: self.driver.find_element(By.TAG_NAME, "h1").text))

    async def shows(self, text: str) -> None:
        """Wait until the page has this heading."""
        shown = text_to_be_present_in_element((By.TAG_NAME, "h1"), text)
        passing = (WebDriverException,)  # of a page that is just being left
        wait = WebDriverWait(self.driver, 10, poll_frequency=0.05, ignored_exceptions=passing)
        await asyncio.to_thread(wait.until, shown)

    async def complaints(self) -> list[str]:
        """What the browser's console holds against the page."""
        found: list[dict[str, Any]] = await asyncio.to_thread(self.driver.get_log, "browser")
        return [str(entry["message"]) for entry in found]


@contextmanager
def chromium() -> Iterator[Chromium]:
    """A browser with an empty profile."""
    options = webdriver.ChromeOptions()
    for switch in ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"):
        options.add_argument(switch)
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome") or ""
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver") or ""))
    try:
        driver.set_page_load_timeout(20)
        yield Chromium(driver)
    finally:
        driver.quit()


@pytest.fixture
def browser() -> Iterator[Chromium]:
    with chromium() as started:
        yield started


async def comes_back(at: Open, browser: Chromium, end: PageEnd) -> None:
    """The browser brings the true answer and is told an end."""
    page = asyncio.create_task(browser.goes(f"{at.uri}?{TRUE_QUERY}"))
    await asyncio.wait_for(at.receiver.arrived(), 10)
    assert not page.done()
    await at.receiver.tell(end)
    await at.receiver.farewell()
    await page


def test_a_browser_sees_the_true_end_in_our_style(browser: Chromium) -> None:
    """Held, sent to a clean address, dressed by our tokens in light and dark, 320 px wide; not one complaint of it."""
    tokens = load_tokens()

    async def story() -> None:
        async with waiting() as at:
            await comes_back(at, browser, PageEnd.SIGNED_IN)
            assert await browser.heading() == "You are signed in."
            assert "canary" not in browser.driver.current_url
            text = browser.driver.find_element(By.TAG_NAME, "main").text
            assert all(word in text for word in PHRASE.split())
            assert await browser.complaints() == []
            for scheme in ("light", "dark"):
                assert background(browser, scheme) == rgb(str(tokens[f"color.{scheme}.surface"]))
            assert overflow(browser, width=320) == 0
            assert set(at.receiver.rejects) <= {"path"}

    asyncio.run(story())


def test_a_browser_waits_by_itself_for_a_late_end(browser: Chromium) -> None:
    """Without script: the neutral page goes on to the true end."""

    async def story() -> None:
        async with waiting(limits=Limits(hold=0.3)) as at:
            await browser.goes(f"{at.uri}?{TRUE_QUERY}")
            assert await browser.heading() == "Flow Desktop is checking the answer."
            await at.receiver.tell(PageEnd.DENIED)
            await browser.shows("The sign-in was refused.")

    asyncio.run(story())


def test_a_browser_learns_of_a_cancel(browser: Chromium) -> None:
    """Cancelled while it waits: the page says so although everything closes within 200 ms."""

    async def story() -> None:
        async with waiting() as at:
            page = asyncio.create_task(browser.goes(f"{at.uri}?{TRUE_QUERY}"))
            await asyncio.wait_for(at.receiver.arrived(), 10)
            await at.receiver.tell(PageEnd.CANCELLED)
            await at.receiver.close()
            await page
            assert await browser.heading() == "Cancelled in the app."

    asyncio.run(story())


def test_a_registered_port_is_free_again_after_a_browser(browser: Chromium) -> None:
    """Sign-in after sign-in on the one registered port, with a browser that likes to keep connections."""

    async def story() -> None:
        async with waiting() as at:
            port = int(at.uri.split(":")[2].split("/")[0])
            await comes_back(at, browser, PageEnd.FAILED)
        for _ in range(3):
            async with waiting(ports=(port,)) as at:
                await comes_back(at, browser, PageEnd.SIGNED_IN)
                assert (await get(at.uri, "/favicon.ico")).status == 404

    asyncio.run(story())


def background(browser: Chromium, scheme: str) -> str:
    """The page's background under a colour scheme."""
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    return str(browser.driver.execute_script("return getComputedStyle(document.body).backgroundColor"))


def overflow(browser: Chromium, *, width: int) -> int:
    """By how many pixels the page is wider than the window."""
    size = {"width": width, "height": 640, "deviceScaleFactor": 1, "mobile": False}
    browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    return int(browser.driver.execute_script("return document.documentElement.scrollWidth")) - width


def rgb(colour: str) -> str:
    """``#ffffff`` as a browser writes it."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgb({red}, {green}, {blue})"
