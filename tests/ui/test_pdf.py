"""The PDF report: real pages with head and number, text that can be selected, no row divided, nothing loaded."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from flow_desktop.adapters.style import group, load_tokens
from flow_desktop.core.pilot.export_print import MOST_PRINTED, print_job
from flow_desktop.core.pilot.report import Report
from flow_desktop.ui.pdf import draw_pdf
from tests.support.pdf_text import pages_of
from tests.support.pilot_report import hostile_report, long_report, masked, small_report

COLOURS = {name: str(value) for name, value in group(load_tokens(), "color.light").items()}


def drawn(report: Report, paper: str = "A4") -> bytes:
    """The PDF of a report."""
    return draw_pdf(print_job(report, COLOURS, paper=paper))


def test_the_verdict_groups_people_and_how_are_in_its_text() -> None:
    """Everything the report says can be found and copied."""
    pages = pages_of(drawn(small_report()))
    text = " ".join(pages)
    for part in (
        "1 of 5 ready; 1 is blocked: domain not registered; 1 last",
        "Not provisioned",
        "Domain fabrikam.example is not registered",
        "Add the domain contoso.example in the admin portal.",
        "bo@fabrikam.example",
        "create.domain_not_registered",
        "Nguyễn",
        "Complete at 14:02:11 UTC: 12,300 people in 124 answers.",
    ):
        assert part in text
    assert pages[0].index("1 of 5 ready") < pages[0].index("Statuses") < pages[0].index("What is left to do")


def test_every_page_has_head_and_number() -> None:
    """Title and time above, the page's number below."""
    pages = pages_of(drawn(small_report()))
    assert len(pages) == 2
    for number, page in enumerate(pages, 1):
        assert "Pilot verification: pilot.csv" in page
        assert "2026-11-29 14:02:11 UTC" in page
        assert f"Page {number} of 2" in page


@pytest.mark.parametrize(("paper", "size"), [("A4", (595, 842)), ("Letter", (612, 792))])
def test_the_paper_is_the_one_asked_for(paper: str, size: tuple[int, int]) -> None:
    """A4 or Letter, upright."""
    boxes = re.findall(rb"/MediaBox *\[([\d. ]+)\]", drawn(small_report(), paper))
    assert {tuple(round(float(one)) for one in box.split()) for box in boxes} == {(0, 0, *size)}


def test_a_long_list_is_cut_with_a_sentence() -> None:
    """Five hundred people are printed, the page says of how many, and nobody is divided between two pages."""
    pages = pages_of(drawn(long_report(4_000, ready=0.8)))
    assert "500 of 800 people who are not ready are listed here" in pages[0]
    people = [len(re.findall(r"person\d+@contoso\.example", page)) for page in pages]
    codes = [page.count("Nobody with this domain is provisioned.") for page in pages]
    assert people == codes
    assert sum(people) == MOST_PRINTED
    assert all(len(page) < 10_000 for page in pages)


def test_hostile_values_are_drawn_as_text(uncommon_text: str) -> None:
    """Whatever a stranger wrote makes a readable PDF and no markup of its own."""
    pages = pages_of(drawn(hostile_report(uncommon_text)))
    text = " ".join(pages)
    assert "How this was looked at" in text
    if uncommon_text.startswith("<img"):
        assert "<img src=x onerror=alert(1)>" in text


def test_a_masked_report_names_nobody() -> None:
    """Stand-ins, and the sentence that says what was replaced."""
    text = " ".join(pages_of(drawn(masked(small_report()))))
    assert "Names, user names and addresses are replaced" in text
    assert not [one for one in ("ana.li", "tran@", "bo@", "Nguy", "carol", "pilot.csv") if one in text]


def test_nothing_is_loaded(tmp_path: Path) -> None:
    """An image that a page names is not read, wherever it lies."""
    picture = tmp_path / "x.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    job: dict[str, Any] = json.loads(print_job(small_report(), COLOURS, paper="A4"))
    plain = draw_pdf(json.dumps(job).encode())
    job["before"] = job["before"].replace("<h1>", f'<img src="{picture.as_uri()}"><img src="{picture}"><h1>')
    assert draw_pdf(json.dumps(job).encode()).count(b"/Subtype /Image") == plain.count(b"/Subtype /Image") == 1


@pytest.mark.parametrize("payload", [b"", b"{}", b"[1]", b'{"version": 2}', b"\xff"])
def test_what_is_no_print_job_is_refused(payload: bytes) -> None:
    """Only what this program writes is drawn."""
    with pytest.raises((ValueError, KeyError, TypeError)):
        draw_pdf(payload)
