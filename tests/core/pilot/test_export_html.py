"""The HTML report stands alone, says the verdict first, escapes everything, and stays small however long the list."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from flow_desktop.adapters.exports import load_sheet
from flow_desktop.core.pilot.export_chart import WIDTH, pieces
from flow_desktop.core.pilot.export_html import MOST_LISTED, html_chunks
from flow_desktop.core.pilot.report import GroupText, Report
from flow_desktop.core.pilot.results import Status
from flow_desktop.core.presenting import Mark
from tests.hostile import UNCOMMON_TEXTS
from tests.support.pilot_report import hostile_report, long_report, masked, small_report

SHEET = load_sheet()
VOID = {"meta"}
OURS = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "section", "article", "div", "p", "span"),
    *("h1", "h2", "h3", "svg", "symbol", "path", "rect", "use", "table", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("ol", "ul", "li", "dl", "dt", "dd", "details", "summary", "pre", "bdi"),
}


class Outline(HTMLParser):
    """What the tests look at: tags with their attributes, text, headings, and whether all tags are closed."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.headings: list[tuple[str, str]] = []
        self.text = ""
        self.feed(page.decode("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it."""
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((tag, ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that closes itself."""
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """It has to be the one that was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Text outside the sheet."""
        if "style" in self.open:
            return
        self.text += data
        if self.headings and self.open and any(re.fullmatch("h[1-6]", tag) for tag in self.open):
            level, before = self.headings[-1]
            self.headings[-1] = (level, before + data)


def outline(report: Report) -> Outline:
    """The page, parsed; every tag is closed in order."""
    page = Outline(b"".join(html_chunks(report, SHEET)))
    assert page.open == []
    return page


def test_the_verdict_is_the_first_heading() -> None:
    """The answer first: the only first heading is the verdict, and no level is left out."""
    page = outline(small_report())
    assert page.headings[0] == ("h1", "1 of 5 ready; 1 is blocked: domain not registered; 1 last name differs.")
    assert [text for level, text in page.headings if level == "h2"] == [
        "Statuses", "What is left to do", "People who are not ready", "How this was looked at",
    ]  # fmt: skip
    assert [level for level, _ in page.headings].count("h1") == 1


def test_nothing_is_loaded_and_nothing_runs() -> None:
    """No script, no handler, no outside reference; the policy lets through the page's own sheet and nothing else."""
    page = outline(small_report())
    names = {tag for tag, _ in page.tags}
    assert names <= OURS
    attributes = {(name, value) for _, attrs in page.tags for name, value in attrs.items()}
    assert not [name for name, _ in attributes if name.startswith("on") or name in ("src", "style", "action")]
    assert {value for name, value in attributes if name == "href"} <= {f"#i-{mark}" for mark in Mark}
    assert "url(" not in SHEET
    assert "@import" not in SHEET
    policy = next(attrs["content"] for tag, attrs in page.tags if attrs.get("http-equiv"))
    digest = base64.b64encode(hashlib.sha256(SHEET.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_tables_have_headers_and_the_chart_has_words() -> None:
    """A screen reader hears a header for every column and row, and the chart as a sentence."""
    page = outline(small_report())
    scopes = [attrs.get("scope") for tag, attrs in page.tags if tag == "th"]
    assert set(scopes) == {"col", "row"}
    chart = next(attrs for tag, attrs in page.tags if attrs.get("class") == "chart")
    assert chart["role"] == "img"
    assert chart["aria-label"] == (
        "Share of each status among 6 people: Not provisioned 1, Differs 1, Wrong in the list 2, "
        "Not in the list 1, Ready 1."
    )
    html = page.tags[0]
    assert html == ("html", {"lang": "en"})


def test_groups_say_who_and_what() -> None:
    """Each cause once, with one remedy, who acts, where to click, what to paste and the code."""
    text = outline(small_report()).text
    for part in (
        "Domain fabrikam.example is not registered", "Who: IT admin", "Add the domain contoso.example",
        "WorkOS admin portal, Domains, Add domain.", "1 person: bo@fabrikam.example", "Possible cause",
        "Code: create.domain_not_registered",
    ):  # fmt: skip
        assert part in text


def test_how_it_was_looked_at_is_told() -> None:
    """Completeness with its time, source, strategy, list, run and program."""
    text = outline(small_report()).text
    for part in (
        "Complete at 14:02:11 UTC: 12,300 people in 124 answers.", "Directory Sync over SCIM",
        "Read all accounts: 12,300, up to 100 in one answer.", "pilot.csv: 5 rows. 1 of them could not be used.",
        "run-7f3a", "Flow Desktop 0.5.0", "Not looked at: no Flow source is set.",
    ):  # fmt: skip
        assert part in text


def test_who_is_ready_with_a_note_has_nothing_to_do() -> None:
    """Notes stand apart from what is left to do, and a list that is ready says that nothing is."""
    note = GroupText(Status.READY_WITH_NOTE, 3, "Capital letters differ")
    page = outline(replace(small_report(), groups=(note,), counts=((Status.READY_WITH_NOTE, 3),)))
    titles = [text for _, text in page.headings]
    assert titles[titles.index("Ready, with a note") + 1].startswith("Capital letters differ")
    assert "Nothing is left to do." in page.text


def test_a_difference_is_told_with_both_values() -> None:
    """What differs stands beside the person, value by value."""
    assert "Last name: differs in accents; list: “Nguyen”, Directory Sync: “Nguyễn”." in outline(small_report()).text


def test_right_to_left_names_are_kept_apart_and_towers_of_accents_are_cut() -> None:
    """The signs that keep a name from turning a sentence around are not shown; a letter stays in its line."""
    arabic = outline(hostile_report(UNCOMMON_TEXTS["right_to_left"])).text
    assert "U+2068" not in arabic
    assert "\u2068\u0645\u0631\u064a\u0645" in arabic
    tower = outline(hostile_report(UNCOMMON_TEXTS["combining"])).text
    assert not re.search("(list|Sync|Flow): “Z\u0351{7}", tower)
    assert re.search("(list|Sync|Flow): “Z\u0351{6}", tower)


def test_hostile_values_stay_text(uncommon_text: str) -> None:
    """Whatever a stranger wrote makes no tag and no attribute, and no control character reaches the page."""
    page = b"".join(html_chunks(hostile_report(uncommon_text), SHEET))
    found = Outline(page)
    assert found.open == []
    assert {tag for tag, _ in found.tags} <= OURS
    plain = b"".join(html_chunks(hostile_report("Ana"), SHEET))
    assert not uncommon_text or [
        tag for tag, _ in found.tags if tag not in ("bdi", "li", "span", "p", "ul", "tr", "th", "td")
    ] == [tag for tag, _ in Outline(plain).tags if tag not in ("bdi", "li", "span", "p", "ul", "tr", "th", "td")]
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", page.decode())


def test_a_masked_report_says_so_and_names_nobody() -> None:
    """The head of the page tells what was replaced; no ticket text, name or address is left."""
    text = outline(masked(small_report())).text
    assert "Names, user names and addresses are replaced" in text
    assert "Text for a ticket" not in text
    assert not [one for one in ("ana.li", "tran@", "bo@", "Nguy", "Trần", "carol", "pilot.csv") if one in text]


def test_a_long_list_stays_small_and_says_what_is_left_out() -> None:
    """With more people than are listed, the page says how many of how many, and where everybody is."""
    report = long_report(20_000, ready=0.8)
    page = b"".join(html_chunks(report, SHEET))
    text = Outline(page).text
    assert len(page) < 2_000_000
    assert page.count(b'role="rowheader"') == MOST_LISTED
    assert "2,000 of 4,000 people who are not ready are listed here" in text
    assert "16,000 people are ready and not listed here. The CSV report has everybody." in text


def test_everybody_ready_needs_no_table() -> None:
    """Nothing left to do is said in words, with a green verdict."""
    report = long_report(5, ready=1.0)
    page = b"".join(html_chunks(report, SHEET)).decode()
    assert '<div class="verdict differs">' not in page
    assert "people.ready" not in page


@pytest.mark.parametrize(
    "counts",
    [
        ((Status.READY, 5),),
        ((Status.NOT_PROVISIONED, 1), (Status.READY, 99_999)),
        tuple((status, 3) for status in Status),
        (),
    ],
)
def test_every_status_is_seen_in_the_chart(counts: tuple[tuple[Status, int], ...]) -> None:
    """No piece is too narrow to be seen, none overlaps another, and all of them fill the bar."""
    drawn = list(pieces(counts))
    assert all(piece.width >= 6 for piece in drawn)
    assert all(one.x + one.width <= other.x for one, other in pairwise(drawn))
    assert not drawn or drawn[-1].x + drawn[-1].width == pytest.approx(WIDTH)
