"""Three judges of a SCIM service that nobody here wrote; each says what failed, by name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.interop.peers import Recipe
from tests.judges.runner import judged
from tests.mock.scim.room import Desk

COLLECTION: Final = Path(__file__).with_name("microsoft") / "PostmanCollection.json"
_TOKEN_STEP: Final = "Get Token"

_TESTER: Final = Recipe(
    "scim2-tester",
    ("scim2-tester==0.5.2", "scim2-client[httpx2]==0.13.2", "scim2-models==0.12.3"),
    script="pypi/run_scim2_tester.py",
)
_SANITY: Final = Recipe("scim-sanity", ("scim-sanity==0.7.4",), script="pypi/run_scim_sanity.py")
_NEWMAN: Final = Recipe("newman", ("newman@6.2.2",), script="npm/run_newman.mjs")


@dataclass(frozen=True)
class Verdict:
    """How many checks were made and passed, and which failed, with the judge's words."""

    made: int
    passed: int
    failed: dict[str, str]


def scim2_tester(desk: Desk) -> Verdict:
    """The tester of the python-scim family; it wants an empty tenant."""
    checks = judged(_TESTER, _where(desk))["checks"]
    good = [one for one in checks if one["status"] == "SUCCESS"]
    return Verdict(len(checks), len(good), {one["name"]: one["reason"] for one in checks if one not in good})


def scim_sanity(desk: Desk) -> Verdict:
    """The conformance probe, in its strict mode; resource types nobody offers are skipped."""
    report = judged(_SANITY, _where(desk))
    wrong = [one for one in report["results"] if one["status"] not in ("pass", "skip")]
    skipped = {f"{one['name']}": one["message"] for one in report["results"] if one["status"] == "skip"}
    unmet = {name: said for name, said in skipped.items() if "Agent" not in name}
    passed = report["summary"]["passed"]
    failed = {f"{one['phase']}: {one['name']}": one.get("message", "") for one in wrong}
    return Verdict(passed + len(failed), passed, {**failed, **unmet})


def microsoft(desk: Desk) -> Verdict:
    """Microsoft's public collection, run by Postman's own newman."""
    collection = json.loads(COLLECTION.read_text(encoding="utf-8"))
    collection["item"] = [one for one in collection["item"] if one["name"] != _TOKEN_STEP]
    address, _, port = desk.running.issuer.removeprefix("http://").partition(":")
    values = {"Protocol": "http", "Server": address, "Port": f":{port}", "Api": "scim/v2"}
    given: dict[str, Any] = {
        "collection": collection,
        "values": {**values, "token": desk.running.ready["scim_token"]},
    }
    assertions = judged(_NEWMAN, given)["assertions"]
    failed = {f"{one['number']} {one['name']}": one["error"] for one in assertions if one["error"]}
    return Verdict(len(assertions), sum(not one["error"] for one in assertions), failed)


def _where(desk: Desk) -> dict[str, str]:
    return {"base": desk.running.ready["scim"], "token": desk.running.ready["scim_token"]}
