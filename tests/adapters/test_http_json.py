"""JSON of an answer: what two readers could understand differently is refused."""

from __future__ import annotations

import pytest

from flow_desktop.adapters.http import Answer, json_of
from flow_desktop.core.problems import FlowError


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("text/html", b"{}", "bad_answer.type"),
        ("", b"{}", "bad_answer.type"),
        ("application/json", b"<html>", "bad_answer.shape"),
        ("application/json", b'{"a": 1, "a": 2}', "bad_answer.shape"),
        ("application/json", b'{"a": {"b": 1, "b": 1}}', "bad_answer.shape"),
        ("application/json", b'{"a": NaN}', "bad_answer.shape"),
        ("application/json", b'{"a": "\xff"}', "bad_answer.shape"),
        ("application/json", b"[" * 100_000, "bad_answer.shape"),
        ("application/json", b"9" * 10_000, "bad_answer.shape"),
        ("application/json", b"", "bad_answer.shape"),
    ],
)
def test_json_that_two_readers_could_read_differently_is_refused(kind: str, body: bytes, code: str) -> None:
    """Wrong type, repeated names, odd numbers, broken text: a bad answer, never a crash."""
    with pytest.raises(FlowError) as caught:
        json_of(Answer(200, {"content-type": kind}, body, "https://login.example/"))
    assert caught.value.problem.code.value == code


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=utf-8"])
def test_json_is_read_with_and_without_parameters_and_byte_order_mark(kind: str) -> None:
    """What is plainly JSON is read."""
    assert json_of(Answer(200, {"content-type": kind}, b'\xef\xbb\xbf{"a": "\xc3\xa9"}', "https://x.example")) == {
        "a": "é"
    }
