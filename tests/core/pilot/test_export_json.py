"""The JSON report keeps the promise of its schema, links its tables, and loses no value."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Any

import jsonschema
import pytest

from flow_desktop.core.findings import Outcome
from flow_desktop.core.grades import Verdict
from flow_desktop.core.guidance import Who
from flow_desktop.core.pilot.export_json import EVERYBODY, MOST_TRAILS, json_chunks
from flow_desktop.core.pilot.report import Report
from flow_desktop.core.pilot.results import ListNote, MatchedBy, Status, Strategy
from flow_desktop.core.trail import StepId, StepState
from tests.support.pilot_report import hostile_report, long_report, masked, small_report
from tests.support.resources import schema

SHAPE = schema("verify-report.json")


def read(report: Report) -> dict[str, Any]:
    """The file, checked against its schema."""
    found: dict[str, Any] = json.loads(b"".join(json_chunks(report)))
    jsonschema.Draft202012Validator(SHAPE).validate(found)
    return found


def test_everybody_is_in_the_results_and_the_counts_add_up() -> None:
    """One record for each result, in the list's order, and the counts are theirs."""
    found = read(small_report())
    assert [one["result_id"] for one in found["results"]] == [1, 2, 3, 4, 5, 6]
    assert sum(found["counts"].values()) == len(found["results"])
    assert found["results"][0]["list"]["extras"] == {"Department": "Sales", "Phone": "+49 30 1234"}
    assert found["results"][3]["row_as_read"] == "carol at contoso;Carol;Diaz"
    assert found["results"][5]["list"] is None


def test_the_three_tables_are_linked() -> None:
    """Steps and fields point at results; whoever was looked for and is not ready has all five steps."""
    found = read(small_report())
    ready = {one["result_id"] for one in found["results"] if one["status"] in ("ready", "ready_with_note")}
    steps = [one["result_id"] for one in found["steps"]]
    assert set(steps) == {2, 3}
    assert len(steps) == 10
    assert found["scope"]["steps"]["people"] == 2
    assert not ready & set(steps)
    accents = [one for one in found["fields"] if one["grade"] == "differs_accents"]
    assert [(one["result_id"], one["in_list"], one["in_directory"], one["in_flow"]) for one in accents] == [
        (2, "Nguyen", "Nguyễn", None)
    ]


def test_empty_and_not_sent_stay_two_facts() -> None:
    """An empty last name is "", one that was not sent is null."""
    fields = {(one["result_id"], one["field"]): one["in_directory"] for one in read(small_report())["fields"]}
    assert fields[3, "family_name"] == ""
    assert fields[6, "family_name"] is None


def test_hostile_values_are_kept_exactly(uncommon_text: str) -> None:
    """Whatever a stranger wrote is read back letter for letter, lone surrogates included."""
    found = read(hostile_report(uncommon_text))
    assert found["results"][0]["list"]["email"] == uncommon_text
    assert found["fields"][0]["in_directory"] == uncommon_text
    assert found["list"]["name"] == uncommon_text


def test_a_masked_report_names_nobody() -> None:
    """No name, address, id, extra column or raw row is left, and the file says what was replaced."""
    found = read(masked(small_report()))
    text = json.dumps(found, ensure_ascii=False)
    secrets = ("ana.li", "tran@", "bo@", "Nguy", "Trần", '"Bo"', "carol", "du_", "ac_1", "Sales", "Department", "eve@")
    assert not [secret for secret in (*secrets, "Vorname", "pilot.csv") if secret in text]
    assert found["redacted"] is True
    assert found["redaction"].startswith("Names, user names and addresses are replaced")
    assert {one["said"] for one in found["steps"]} == {None}


def test_a_long_list_says_whose_steps_and_fields_are_left_out() -> None:
    """Above the limits the file tells, in figures and in words, whom the linked tables are about."""
    report = long_report(EVERYBODY + 1, ready=0.8)
    found = json.loads(b"".join(json_chunks(report)))
    scope = found["scope"]["steps"]
    assert scope["people"] == MOST_TRAILS == len({one["result_id"] for one in found["steps"]})
    assert scope["left_out"] == report.not_ready - MOST_TRAILS > 0
    assert f"the first 2000 of {report.not_ready} people who were looked for" in scope["text"]
    assert found["scope"]["fields"]["of"] == "not_plainly_ready"
    assert len(found["fields"]) == 3 * report.not_ready
    assert len(found["results"]) == EVERYBODY + 1


@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        (("status",), Status),
        (("outcome",), Outcome),
        (("who",), Who),
        (("step", "properties", "step"), StepId),
        (("step", "properties", "state"), StepState),
        (("result", "properties", "matched_by"), MatchedBy),
        (("run", "properties", "cost", "properties", "strategy"), Strategy),
    ],
)
def test_the_closed_lists_are_the_programs(path: tuple[str, ...], kinds: type[StrEnum]) -> None:
    """What the schema lists is what the program knows."""
    shape = SHAPE["$defs"]
    for key in path:
        shape = shape[key]
    assert {one for one in shape["enum"] if one is not None} == set(kinds)


def test_grades_and_notes_are_the_programs() -> None:
    """The same for values that are numbers in the program."""
    grades = SHAPE["$defs"]["field"]["properties"]["grade"]["enum"]
    notes = SHAPE["$defs"]["result"]["properties"]["list_note"]["enum"]
    assert [one for one in grades if one] == [grade.name.lower() for grade in Verdict]
    assert [one for one in notes if one] == [note.name.lower() for note in ListNote if note]


def test_it_is_written_in_small_pieces() -> None:
    """No piece is large, however long the list is."""
    assert max(len(chunk) for chunk in json_chunks(long_report(3_000))) < 100_000
