"""Independent judges of the SCIM side: by the RFCs nothing fails, with WorkOS's rules exactly what follows from them.

Two of them contradict each other on PATCH (200 with the resource, 204 without), so Microsoft's runs with `--patch-204`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.judges import scim_judges
from tests.judges.scim_judges import Verdict
from tests.mock.scim.room import Desk, desk

pytestmark = [pytest.mark.interop, pytest.mark.timeout(300)]  # the first run has to install the judges

ACCEPTED = Path(__file__).with_name("workos_failures.toml")


@pytest.fixture(params=["rfc", "workos"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Both dialects, one after the other."""
    return str(request.param)


@pytest.fixture
def tenant(dialect: str) -> Iterator[Desk]:
    """An empty directory that answers PATCH with the resource."""
    with desk(dialect) as one:
        yield one


@pytest.fixture
def silent_tenant(dialect: str) -> Iterator[Desk]:
    """An empty directory that answers PATCH with 204."""
    with desk(dialect, patch_204=True) as one:
        yield one


def check(judge: Callable[[Desk], Verdict], tenant: Desk, dialect: str, *, at_least: int) -> None:
    """Let the judge look; what fails must be what is accepted in this dialect."""
    verdict = judge(tenant)
    known = tomllib.loads(ACCEPTED.read_text(encoding="utf-8"))[judge.__name__] if dialect == "workos" else []
    accepted = {name for part in known for name in part["checks"]}
    assert all(part["reason"] for part in known)
    assert verdict.failed.keys() == accepted, verdict.failed
    assert dialect == "workos" or verdict.passed == verdict.made >= at_least


def test_scim2_tester(tenant: Desk, dialect: str) -> None:
    """The tester of the python-scim family: 135 of 135 with a bearer token."""
    check(scim_judges.scim2_tester, tenant, dialect, at_least=135)


def test_scim_sanity(tenant: Desk, dialect: str) -> None:
    """The conformance probe in strict mode: nothing fails."""
    check(scim_judges.scim_sanity, tenant, dialect, at_least=28)


def test_microsofts_collection(silent_tenant: Desk, dialect: str) -> None:
    """Microsoft's public collection by newman: all 107 assertions, where a strict server passes 91 of 103."""
    check(scim_judges.microsoft, silent_tenant, dialect, at_least=107)
