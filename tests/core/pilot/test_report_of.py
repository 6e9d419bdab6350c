"""A run becomes a report: the sentences are those of the window, every row has its reason, and the lines keep order."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import jsonschema
import pytest

from flow_desktop.adapters.exports import load_sheet
from flow_desktop.adapters.guides import load_explainer
from flow_desktop.adapters.texts import load_pilot_words, load_words
from flow_desktop.core.pilot.book import Book
from flow_desktop.core.pilot.explain import explain
from flow_desktop.core.pilot.export_csv import csv_chunks
from flow_desktop.core.pilot.export_html import html_chunks
from flow_desktop.core.pilot.export_json import json_chunks
from flow_desktop.core.pilot.gathered import Circumstances
from flow_desktop.core.pilot.report import Report, persons
from flow_desktop.core.pilot.report_of import report_of
from flow_desktop.core.pilot.results import Cost, Result, RunFacts, Status, Strategy
from flow_desktop.core.pilot.rows import PilotList, PilotRow, RejectedRow, RowFault
from flow_desktop.core.pilot.speech import PilotSpeech
from flow_desktop.core.pilot.summary import Summary, summarize
from flow_desktop.core.ticket import TicketFacts
from tests.support.pilot_made import AWAY, NOW, account, book, entry, judged
from tests.support.pilot_report import masked
from tests.support.resources import schema

SPOKEN = load_explainer(load_pilot_words(load_words()))
SPEECH = PilotSpeech(
    type(SPOKEN)(SPOKEN.words, SPOKEN.guides, SPOKEN.questions, SPOKEN.checks, UTC), TicketFacts("Linux", "0.5.0")
)
WHOM = PilotList(
    "pilot.csv",
    (
        PilotRow(2, "ada.byron@pilot.example", "Ada", "Byron"),
        PilotRow(3, "grace@pilot.example", "Grace", "Hoper"),
        PilotRow(5, "nobody@pilot.example", "No", "Body"),
        PilotRow(6, "ADA.byron@pilot.example", "Ada", "Byron"),
    ),
    (RejectedRow(4, RowFault.NOT_AN_ADDRESS, "alan at pilot; Alan"), RejectedRow(7, RowFault.NO_EMAIL, "; Mary")),
)
READ = (entry(), entry("grace@pilot.example", "Grace", "Hopper"), entry("eve@pilot.example", "Eve", "Extra"))


@dataclass(frozen=True)
class Ended:
    """What `flows.verify` tells at the end of a run."""

    facts: RunFacts
    listed: PilotList
    results: tuple[Result, ...]
    book: Book | None
    summary: Summary
    circumstances: Circumstances


def ended(read: Book, *, unexpected: bool = True, kept: bool = True) -> Ended:
    """A whole run over a book: judged, explained, summed up."""
    around = Circumstances(NOW)
    found = judged(WHOM, read, unexpected=unexpected)
    results = tuple(one for part in explain(found, WHOM, read, circumstances=around) for one in part)
    summary = summarize(results, WHOM, read, circumstances=around)
    assert read.directory is not None
    cost = Cost(Strategy.LISTED, 6, 3, 100, 1, 4, filters=True)
    facts = RunFacts("run-1", WHOM.name, WHOM.total, "scim_users", NOW, NOW, cost, read.directory, read.flow)
    return Ended(facts, WHOM, results, read if kept else None, summary, around)


@pytest.fixture
def report() -> Report:
    """A list of six rows against three people in Directory Sync, two of them members."""
    members = (account(), account("grace@pilot.example", "Grace", "Hopper"))
    return report_of(ended(book(*READ, members=members)), SPEECH)


def rows(report: Report) -> list[dict[str, str]]:
    """The CSV report by headers."""
    text = b"".join(csv_chunks(report)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_rows_stand_in_the_order_of_the_list(report: Report) -> None:
    """Rows that could not be used stand between the others again; whoever is not in the list comes last."""
    assert [person.line for person in persons(report)] == [2, 3, 4, 5, 6, 7, None]
    assert sum(n for _, n in report.counts) == len(report.results) == 7


def test_every_row_that_is_not_ready_says_why_and_what_to_do(report: Report) -> None:
    """No line of the report is left without a reason and a remedy."""
    told = {one["line"]: one for one in rows(report)}
    assert [line for line, one in told.items() if one["status"] != "ready" and not (one["why"] and one["remedy"])] == []
    assert told["2"]["why"] == told["2"]["remedy"] == ""
    assert told["4"]["why"] == "What stands in the e-mail column is not one e-mail address."
    assert told["6"]["why"] == "The same address as in line 2, and the row there is the one that counts."
    assert told["5"]["status"] == "not_provisioned"
    assert told["3"]["grade_family_name"] in ("differs", "differs_extra")
    assert told[""]["directory_email"] == "eve@pilot.example"
    assert told["2"]["flow_email"] == told["2"]["directory_email"] == "ada.byron@pilot.example"


def test_the_verdict_and_the_groups_are_the_windows(report: Report) -> None:
    """The same sentences from the same place; each group with something to do has a ticket text."""
    summary = ended(book(*READ, members=(account(),))).summary
    assert report.verdict.startswith("1 of 6 ready; ")
    assert report.verdict.endswith("; listing complete at 14:02:11")
    assert {one.status for one in report.groups} >= {Status.NOT_PROVISIONED, Status.LIST_PROBLEM, Status.UNEXPECTED}
    assert all(one.remedy and one.ticket for one in report.groups)
    assert sum(one.n for one in report.groups) == len(report.results) - summary.ready


def test_the_json_report_keeps_its_promise(report: Report) -> None:
    """The schema holds for a real run, and its steps are the trail of one person's check."""
    found: dict[str, Any] = json.loads(b"".join(json_chunks(report)))
    jsonschema.Draft202012Validator(schema("verify-report.json")).validate(found)
    missing = next(one["result_id"] for one in found["results"] if one["status"] == "not_provisioned")
    steps = [one for one in found["steps"] if one["result_id"] == missing]
    assert [one["step"] for one in steps] == ["connection", "person", "scope", "match", "compare"]
    assert all(one["said"] for one in steps)


def test_a_listing_that_broke_off_is_said_and_nobody_is_missing() -> None:
    """Whoever was not found is unknown, and the report says at the top and at the end that the listing is not whole."""
    report = report_of(ended(book(entry(), directory=AWAY), unexpected=False), SPEECH)
    statuses = dict(report.counts)
    assert Status.NOT_PROVISIONED not in statuses
    assert statuses[Status.UNKNOWN] == 2
    page = b"".join(html_chunks(report, load_sheet())).decode()
    assert "Nobody is said to be missing because of that." in page
    assert "Not proven complete: it could not be reached." in page
    assert [one["why"] for one in rows(report) if one["status"] == "unknown" and not one["why"]] == []


def test_a_run_whose_pages_are_gone_still_makes_a_report() -> None:
    """Of an old run the results are left: the report says what is missing in it."""
    report = report_of(ended(book(*READ, members=(account(),)), kept=False), SPEECH)
    assert report.remarks[-1].startswith("What this run read is not kept any more.")
    assert {one["directory_email"] for one in rows(report)} == {""}
    found = json.loads(b"".join(json_chunks(report)))
    assert found["steps"] == []
    assert found["scope"]["steps"]["text"].startswith("No steps are told")
    assert found["scope"]["steps"]["people"] == 0


def test_a_masked_report_of_a_real_run_names_nobody(report: Report) -> None:
    """No name or address is left in any of the kinds, whatever sentence it could have stood in."""
    hidden = masked(report)
    pieces = (csv_chunks(hidden), json_chunks(hidden), html_chunks(hidden, load_sheet()))
    text = b"".join(chunk for piece in pieces for chunk in piece).decode()
    names = ("Ada", "ada.", "Byron", "grace@", "Grace", "Hoper", "Hopper", "nobody@", "eve@", "alan", "Mary", "du_")
    assert [name for name in names if name in text] == []
