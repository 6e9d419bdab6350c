"""Answers about time: read as people write them, and refused in words where they make no sense."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from flow_desktop.core.answers import SYMPTOM_KEY, Answer, BadAnswer, Question, read_answer, read_time
from tests.support.evidence import NOW

KEY = "idp.assigned_at"
QUESTIONS = {KEY: Question(KEY, "answers.idp.assigned_at", (), ())}


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("10m ago", NOW - timedelta(minutes=10)),
        (" 3 H ", NOW - timedelta(hours=3)),
        ("99999w ago", NOW - timedelta(weeks=99999)),
        ("2027-01-15T09:00:00+02:00", NOW - timedelta(hours=1)),
        ("2027-01-15 07:00", NOW - timedelta(hours=1)),
    ],
)
def test_a_time_is_read_as_it_is_written(said: str, time: datetime) -> None:
    """So long ago, or ISO 8601; without a zone it is UTC."""
    assert read_answer(QUESTIONS, KEY, value=said, now=NOW) == Answer(KEY, said, NOW, time)


@pytest.mark.parametrize(
    "said", ["", "soon", "-5m", "2027-13-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"]
)
def test_what_is_no_time_is_refused_in_words(said: str) -> None:
    """Also a moment that has no date in UTC."""
    assert read_time(said, NOW) is None
    refused = read_answer(QUESTIONS, KEY, value=said, now=NOW)
    assert isinstance(refused, BadAnswer)
    assert refused.text_id == "answers.no_time"


def test_the_future_is_refused() -> None:
    """Nothing that happens tomorrow explains today; clocks may be a little apart."""
    later = read_answer(QUESTIONS, KEY, value=(NOW + timedelta(days=1)).isoformat(), now=NOW)
    assert isinstance(later, BadAnswer)
    assert later.text_id == "answers.future"
    assert isinstance(read_answer(QUESTIONS, KEY, value=(NOW + timedelta(minutes=1)).isoformat(), now=NOW), Answer)


def test_an_unknown_question_is_told_those_that_can_be_answered() -> None:
    """What somebody came with is a heading: it is not listed among the questions."""
    known = QUESTIONS | {SYMPTOM_KEY: Question(SYMPTOM_KEY, "answers.symptom", ("set_up",), ())}
    refused = read_answer(known, "idp.asigned", value="yes", now=NOW)
    assert refused == BadAnswer("answers.unknown_key", (("key", "idp.asigned"), ("known", KEY)))
