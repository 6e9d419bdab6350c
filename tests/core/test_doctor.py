"""What the doctor's lines mean: worst first, one exit code, and no value of a configuration repeated."""

from __future__ import annotations

import json

import jsonschema
import pytest

from flow_desktop.core.deployment import Deployment, Layer, Refusal, parse
from flow_desktop.core.doctor import (
    Area,
    DoctorLine,
    Examination,
    LineState,
    clock_line,
    configuration_lines,
    examined,
    line_of_problem,
)
from flow_desktop.core.doctor_report import examination_json, examination_sentence, examination_text
from flow_desktop.core.exits import Exit
from flow_desktop.core.problems import Code, problem
from flow_desktop.core.words import Words, flatten, message
from tests.hostile import UNCOMMON_TEXTS
from tests.support.resources import schema, toml

WORDS = Words("en", flatten(toml("words/en.toml")))
OK, WARN, BAD, UNKNOWN = LineState.OK, LineState.WARN, LineState.BAD, LineState.UNKNOWN


def line(state: LineState, area: Area = Area.MACHINE) -> DoctorLine:
    """A line without a problem."""
    return DoctorLine(f"{area}.thing", area, state, message("doctor.browser.none"), message("doctor.browser.none_next"))


@pytest.mark.parametrize(
    ("states", "overall", "code"),
    [
        ((OK, OK), OK, Exit.OK),
        ((OK, WARN), WARN, Exit.OK),
        ((WARN, UNKNOWN), UNKNOWN, Exit.CANNOT_TELL),
        ((UNKNOWN, BAD, WARN), BAD, Exit.DIFFERS),
        ((), UNKNOWN, Exit.CANNOT_TELL),
    ],
)
def test_the_worst_line_decides(states: tuple[LineState, ...], overall: LineState, code: Exit) -> None:
    """Something to mend comes before something nobody could see; what is only good to know is no failure."""
    found = Examination(tuple(line(state) for state in states))
    assert (found.overall, found.exit) == (overall, code)


@pytest.mark.parametrize(
    ("code", "state", "exit_code"),
    [
        (Code.CONFIGURATION_MISSING, BAD, Exit.USAGE),
        (Code.CONFIGURATION_INVALID, BAD, Exit.USAGE),
        (Code.INSECURE_ENDPOINT, BAD, Exit.FORBIDDEN),
        (Code.NETWORK_UNREACHABLE, UNKNOWN, Exit.CANNOT_TELL),
        (Code.TLS_UNTRUSTED, BAD, Exit.CANNOT_TELL),
        (Code.DISCOVERY_ISSUER_MISMATCH, BAD, Exit.CANNOT_TELL),
        (Code.STORAGE_UNAVAILABLE, WARN, Exit.OK),
    ],
)
def test_a_problem_keeps_its_exit_code(code: Code, state: LineState, exit_code: Exit) -> None:
    """A script learns the same from the doctor as from the command that would fail."""
    assert line_of_problem("network.issuer", problem(code), state=state).exit is exit_code


def test_a_refused_configuration_comes_first() -> None:
    """Whatever else is wrong: nothing can be judged by a configuration that is refused."""
    refused = line_of_problem("configuration.deployment", problem(Code.CONFIGURATION_INVALID))
    assert Examination((line(BAD), line(UNKNOWN), refused)).exit is Exit.USAGE


def test_layers_are_told_with_their_keys_and_no_values() -> None:
    """Which layer gave which key, what was dropped and why; a secret put in the wrong place is not repeated."""
    found = parse(
        (
            Layer("command line", {"issuer": "https://id.example.com", "support_url": "s3cret nonsense"}),
            Layer("acme.toml", {"issuer": "https://old.example.com", "client_id": "canary-client"}),
        )
    )
    assert isinstance(found, Deployment)
    text = examination_text(examined(configuration_lines(found)), WORDS)
    assert "From command line: issuer." in text
    assert "From acme.toml: client_id." in text
    assert "support_url must" in text
    assert not [value for value in ("s3cret", "canary", "example.com") if value in text]


def test_no_deployment_is_said() -> None:
    """Nobody ever named one: that has to be mended before anything else."""
    (only,) = configuration_lines(None)
    assert (only.state, only.exit) == (BAD, Exit.USAGE)


def test_a_refusal_names_key_reason_and_origin() -> None:
    """The same three facts as everywhere, in one sentence."""
    found = examined(configuration_lines(Refusal("isuer", "is not a key; did you mean issuer?", "environment")))
    text = " ".join(examination_text(found, WORDS).split())
    assert "isuer is not a key; did you mean issuer? (from environment)" in text
    assert found.exit is Exit.USAGE


@pytest.mark.parametrize(
    ("offset", "state", "code"),
    [(None, UNKNOWN, Exit.CANNOT_TELL), (0.4, OK, Exit.OK), (-120.0, OK, Exit.OK), (-3600.0, WARN, Exit.OK)],
)
def test_the_clock(offset: float | None, state: LineState, code: Exit) -> None:
    """A clock nobody compared is unknown; one far off is told with its minutes, and sign-ins go on."""
    found = clock_line(offset)
    assert (found.state, found.exit) == (state, code)
    if state is WARN:
        assert "60 minutes" in WORDS.say(found.said)


@pytest.mark.parametrize("state", list(LineState))
@pytest.mark.parametrize("number", [1, 2])
def test_the_verdict_is_one_sentence_first(state: LineState, number: int) -> None:
    """The first line says how it stands, in singular and plural."""
    found = Examination((line(state),) * number)
    first = examination_text(found, WORDS).splitlines()[0]
    assert first == examination_sentence(found, WORDS)
    assert first.endswith(".")


def test_json_fits_the_schema() -> None:
    """Every state, with and without a problem, in the shape that is published."""
    lines = (*(line(state) for state in LineState), line_of_problem("network.issuer", problem(Code.TLS_UNTRUSTED)))
    found = examination_json(examined(lines), WORDS)
    whole = {"schema_version": 1, **found, "version": "1", "platform": "Linux", "problem": None}
    jsonschema.validate(json.loads(json.dumps(whole)), schema("doctor.json"))
    assert found["lines"][-1]["code"] == "tls.untrusted"


def test_hostile_values_are_escaped() -> None:
    """A name that a stranger chose cannot move the cursor of a terminal."""
    hostile = UNCOMMON_TEXTS["terminal"]
    said = message("doctor.service.session", label=hostile)
    text = examination_text(examined((DoctorLine("service.session", Area.SERVICE, OK, said),)), WORDS)
    assert "\x1b" not in text
