"""What scripts read: every value in the shape that the published schemas promise."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

import jsonschema
import pytest

from flow_desktop.core.causes import Cause
from flow_desktop.core.comparison import ProfileComparison
from flow_desktop.core.directory import NotThere, Organisation, Role, Unseen
from flow_desktop.core.identity import Claim
from flow_desktop.core.observed import Absent, Present, Withheld, WithheldReason
from flow_desktop.core.problems import Code, problem
from flow_desktop.core.report import SCHEMA_VERSION, comparison_json, identity_json, problem_json
from flow_desktop.core.words import Words, flatten
from tests.hostile import UNCOMMON_TEXTS
from tests.support.resources import schema, toml
from tests.support.worlds import AT, LOOKED, NOT_CONFIGURED, compared, identity, in_directory, in_flow

WORDS = Words("en", flatten(toml("words/en.toml")))
PROFILE = schema("profile.json")
OFFLINE = Unseen(WithheldReason.UNREACHABLE, LOOKED)
MAIL = "ana@example.com"

WORLDS: dict[str, ProfileComparison] = {
    "same": compared(organisation=Organisation("Example", "enterprise", True, "active", "https://portal.example")),
    "note": compared(("ana", "Li", MAIL)),
    "differs": compared(flow=in_flow(("Ana", None, MAIL), role=Role.IT_ADMIN)),
    "no text": compared((Withheld(WithheldReason.NOT_TEXT), "", None)),
    "not there": compared(directory=NotThere(LOOKED), flow=in_flow(role=None)),
    "inactive": compared(directory=in_directory(active=False)),
    "unreadable": compared(directory=OFFLINE, flow=Unseen(WithheldReason.NO_CREDENTIAL)),
    "nothing configured": compared(directory=NOT_CONFIGURED, flow=NOT_CONFIGURED, organisation=Organisation()),
    "silent provider": compared((Withheld(WithheldReason.SOURCE_CANNOT_TELL),) * 3),
    "hostile": compared((UNCOMMON_TEXTS["terminal"], UNCOMMON_TEXTS["markup"], UNCOMMON_TEXTS["override"])),
}


def fits(found: dict[str, Any], part: str) -> None:
    """The value fits its part of the published schema, and survives JSON."""
    jsonschema.validate(json.loads(json.dumps(found)), {"$ref": f"#/$defs/{part}", "$defs": PROFILE["$defs"]})


@pytest.mark.parametrize("found", WORLDS.values(), ids=WORLDS)
def test_every_comparison_fits_the_schema(found: ProfileComparison) -> None:
    """Whatever was seen, a script finds the same keys with the same kinds of values."""
    made = comparison_json(found, "A sentence.")
    fits(made, "comparison")
    assert (made["overall"], made["sentence"]) == (found.overall.value, "A sentence.")


def test_a_value_is_passed_on_as_it_came() -> None:
    """Scripts get the bytes that came, not what a screen shows; empty, not sent and not seen stay apart."""
    row = comparison_json(compared(("An\u200ba", None, MAIL), flow=OFFLINE), "")["fields"]
    at = "2026-01-05T09:00:00Z"
    assert row[0]["identity_provider"] == {
        "state": "present", "value": "An\u200ba", "reason": None, "source": "id_token", "at": at
    }  # fmt: skip
    assert (row[1]["identity_provider"]["state"], row[1]["identity_provider"]["value"]) == ("absent", None)
    assert (row[2]["flow"]["state"], row[2]["flow"]["reason"]) == ("withheld", "unreachable")
    assert [one["verdict"] for one in row] == ["SAME_INVISIBLE", "MISSING", "SAME"]


def test_places_are_told_apart() -> None:
    """Seen, not there, not seen with the reason, and not configured are four states."""
    found = compared((Withheld(WithheldReason.SOURCE_CANNOT_TELL), "Li", MAIL), NotThere(LOOKED), NOT_CONFIGURED)
    assert comparison_json(found, "")["places"] == {
        "identity_provider": {"state": "unseen", "reason": "source_cannot_tell"},
        "directory_sync": {"state": "not_there", "reason": None},
        "flow": {"state": "not_configured", "reason": None},
    }
    assert comparison_json(compared(), "")["places"]["flow"] == {"state": "seen", "reason": None}


def test_nothing_configured_is_not_called_the_same() -> None:
    """Nobody has to act, but nothing was found to be the same either."""
    assert comparison_json(WORLDS["nothing configured"], "")["overall"] == "not_compared"


def test_an_identity_fits_the_schema() -> None:
    """Who signed in, with null for what was not sent or is no text, and the time in UTC."""
    made = identity_json(replace(identity(("Ana", None, MAIL)), email_verified=True))
    fits(made, "identity")
    assert made == {
        "issuer": "https://id.example.com",
        "subject": "u1",
        "email": MAIL,
        "email_verified": True,
        "given_name": "Ana",
        "family_name": None,
        "name": None,
        "preferred_username": None,
        "at": "2026-01-05T09:00:00Z",
    }
    odd = replace(identity(), email=Claim(Withheld(WithheldReason.NOT_TEXT)), name=Claim(Present("")), at=AT)
    assert (identity_json(odd)["email"], identity_json(odd)["name"]) == (None, "")
    assert identity_json(replace(identity(), given_name=Claim(Absent())))["given_name"] is None


def test_a_time_of_another_zone_is_told_in_utc() -> None:
    """The schema promises UTC; a clock in another zone means the same moment."""
    moved = replace(identity(), at=AT.astimezone(timezone(timedelta(hours=2))))
    assert identity_json(moved)["at"] == "2026-01-05T09:00:00Z"


@pytest.mark.parametrize("code", list(Code))
def test_every_problem_fits_the_schema(code: Code) -> None:
    """Each code comes with its kind and three sentences."""
    made = problem_json(problem(code, host="id.example.com"), WORDS)
    fits(made, "problem")
    assert (made["code"], made["kind"], made["cause"]) == (code.value, code.kind.value, None)
    assert all(made[part] for part in ("title", "detail", "next_step"))


def test_a_problem_names_its_cause() -> None:
    """Where the article knows why, the code of the cause goes along."""
    made = problem_json(problem(Code.PROVIDER_ERROR_SSO_REQUIRED, cause=Cause.SIGNIN_SSO_REQUIRED), WORDS)
    fits(made, "problem")
    assert made["cause"] == "signin.sso_required"


@pytest.mark.parametrize(
    "name", ["profile.json", "sign-in.json", "sign-out.json", "secret.json", "check.json", "doctor.json"]
)
def test_the_schemas_are_schemas_of_this_version(name: str) -> None:
    """Each published schema is itself valid and names the version the program writes."""
    found = schema(name)
    jsonschema.Draft202012Validator.check_schema(found)
    assert f'"const": {SCHEMA_VERSION}' in json.dumps(found)
