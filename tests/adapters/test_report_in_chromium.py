"""The HTML report in a real browser: its policy lets its own style through, it fits a phone, it follows the dark."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from flow_desktop.adapters.exports import write_export
from flow_desktop.adapters.style import load_tokens
from flow_desktop.core.pilot.report import Report
from tests.hostile import UNCOMMON_TEXTS
from tests.support.pilot_report import hostile_report, long_report, small_report

CHROMIUM, CHROMEDRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--window-size=1000,900"),
)
MEASURE = """
const root = document.documentElement, style = getComputedStyle(document.body);
return [root.scrollWidth, style.backgroundColor, performance.getEntriesByType("resource").length];
"""
pytestmark = pytest.mark.skipif(not (CHROMIUM and CHROMEDRIVER), reason="Chromium and its driver are not installed")


@pytest.fixture
def driver(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    """A fresh headless Chromium that keeps what pages complain about."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for flag in (*FLAGS, f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service(str(CHROMEDRIVER)))
    try:
        yield driver
    finally:
        driver.quit()


def shown(driver: webdriver.Chrome, report: Report, path: Path, *, width: int = 1000, scheme: str = "light") -> Any:
    """Width, background and number of things loaded of a report in a window of that width."""
    metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    write_export(path, report)
    driver.get(path.as_uri())
    return driver.execute_script(MEASURE)


def rgb(colour: str) -> str:
    """A token as a browser tells it."""
    return "rgb({}, {}, {})".format(*(int(colour[at : at + 2], 16) for at in (1, 3, 5)))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_looks_as_the_system_wants_and_loads_nothing(driver: webdriver.Chrome, tmp_path: Path, scheme: str) -> None:
    """The page's policy lets its own style through and refuses nothing of it; light or dark as the system asks."""
    _, background, loaded = shown(driver, small_report(), tmp_path / "report.html", scheme=scheme)
    assert background == rgb(str(load_tokens()[f"color.{scheme}.surface"]))
    assert loaded == 0
    assert driver.get_log("browser") == []
    assert driver.title == "Pilot verification: pilot.csv"


@pytest.mark.parametrize("name", ["none", "very_long", "markup", "combining", "lines"])
def test_it_fits_a_phone(driver: webdriver.Chrome, tmp_path: Path, name: str) -> None:
    """At 320 pixels nothing is cut off to the side, whatever a stranger calls themselves, and nothing of it runs."""
    report = small_report() if name == "none" else hostile_report(UNCOMMON_TEXTS[name])
    width, _, _ = shown(driver, report, tmp_path / "report.html", width=320)
    assert width == 320
    assert driver.find_elements(By.TAG_NAME, "img") == []
    assert driver.get_log("browser") == []


def test_a_table_is_a_table_for_a_screen_reader(driver: webdriver.Chrome, tmp_path: Path) -> None:
    """Also on a phone, where its cells stand one below the other."""
    for width in (1000, 320):
        shown(driver, small_report(), tmp_path / "report.html", width=width)
        table = driver.find_element(By.CSS_SELECTOR, "table.people")
        assert table.aria_role == "table"
        assert [one.aria_role for one in table.find_elements(By.CSS_SELECTOR, "thead th")] == ["columnheader"] * 3
        assert {one.aria_role for one in table.find_elements(By.CSS_SELECTOR, "tbody th")} == {"rowheader"}
        chart = driver.find_element(By.CSS_SELECTOR, "svg.chart")
        assert chart.accessible_name.startswith("Share of each status among 6 people")


def test_it_is_printed_light_and_as_a_table(driver: webdriver.Chrome, tmp_path: Path) -> None:
    """Who works in the dark prints on white paper all the same, and the table stays one on a narrow sheet."""
    shown(driver, small_report(), tmp_path / "report.html", width=700, scheme="dark")
    dark = [{"name": "prefers-color-scheme", "value": "dark"}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", "features": dark})
    colour, display = driver.execute_script(
        "return [getComputedStyle(document.body).color, getComputedStyle(document.querySelector('.people tr')).display]"
    )
    assert colour == rgb(str(load_tokens()["color.light.text"]))
    assert display == "table-row"


def test_a_long_report_opens_at_once(driver: webdriver.Chrome, tmp_path: Path) -> None:
    """A report about 20,000 people of whom 4,000 are not ready is there in a moment."""
    shown(driver, long_report(20_000, ready=0.8), tmp_path / "report.html")
    spent = driver.execute_script("return performance.getEntriesByType('navigation')[0].domComplete")
    assert spent < 5_000
