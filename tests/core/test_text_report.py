"""A comparison as plain text, for the terminal and for IT."""

from __future__ import annotations

import unicodedata

from flow_desktop.core.comparison import compare
from flow_desktop.core.deployment import Deployment, SourceKind
from flow_desktop.core.directory import DirectoryView
from flow_desktop.core.text_report import comparison_text, verdict_sentence
from tests.core.test_presenting import OKTA, directory, flow, who

SCIM = Deployment(
    issuer="https://id.example.com",
    client_id="app",
    source=SourceKind.SCIM,
    directory_url="https://dir.example.com/scim/v2?key=canary",
    identity_provider_name="Okta",
)


def report() -> str:
    """The report about somebody whose last name lost its accents in Flow."""
    found = compare(who(), DirectoryView(directory(), flow(("Minh", "Nguyen", "minh@example.com"))))
    return comparison_text(found, SCIM, OKTA.words, version="9.9")


def test_the_first_line_is_the_verdict() -> None:
    """Whoever reads one line only has read the answer."""
    found = compare(who(), DirectoryView(directory(), flow()))
    assert report().splitlines()[0].startswith("Your last name differs: ")
    assert comparison_text(found, SCIM, OKTA.words).splitlines()[0] == verdict_sentence(found, SCIM, OKTA.words)


def test_it_can_look_at_the_same_thing() -> None:
    """Who signed in, the issuer, the source and the version are there; a key in an address is not."""
    text = report()
    for wanted in (
        "Signed in as ",
        "Issuer: https://id.example.com",
        "SCIM 2.0, https://dir.example.com/scim/v2",
        "9.9",
    ):
        assert wanted in text
    assert "canary" not in text


def test_who_can_fix_it_is_in_it() -> None:
    """The line that a person hands on."""
    assert "IT admin: " in report()


def test_columns_line_up_whatever_the_letters() -> None:
    """Wide and combining letters take the columns a terminal gives them."""
    wide = ("李", "王小明", "li@example.com")
    found = compare(who(wide), DirectoryView(directory(wide), flow(wide)))
    lines = comparison_text(found, SCIM, OKTA.words).splitlines()
    heading, first = lines[2], next(line for line in lines if "李" in line)
    before = first[: first.index("Same")]
    columns = sum(2 if unicodedata.east_asian_width(ch) in "WF" else 1 for ch in before)
    widest = max(len(heading), columns)
    assert columns == widest
