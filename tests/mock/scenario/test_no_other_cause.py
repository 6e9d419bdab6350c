"""No shipped scenario proves a cause by accident: what holds of its person is its code and what it says besides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flow_desktop.mock.resources import resource
from flow_desktop.mock.scenario.scenario import codes
from tests.mock.scenario.stages import Played, played
from tests.mock.scenario.test_shipped import DECISIVE, account, directory_state, fallback_invitations, role, told

CREATED, UPDATED, DELETED = "dsync.user.created", "dsync.user.updated", "dsync.user.deleted"
_LINKED = """SELECT a.email_key, a.first_name, a.last_name, a.name_edited_at, u.email_key AS there,
 u.first_name AS given, u.last_name AS family, u.state, p.given_name, p.family_name
 FROM idp_people p JOIN accounts a ON a.subject = p.subject
 JOIN directory_links l ON l.account_id = a.id LEFT JOIN directory_users u ON u.id = l.directory_user_id
 WHERE p.key = ?"""
Judge = Callable[[Played, str], bool]


def linked(stage: Played, person: str) -> dict[str, Any]:
    """The values of a person in the three places; empty when Flow's account is not linked or nobody is there."""
    rows = [row for row in stage.all(_LINKED, person) if row["state"]]
    return rows[0] if rows else {}


def missed(kind: str) -> Judge:
    """An event about the person was lost, and a later one was delivered."""

    def judge(stage: Played, person: str) -> bool:
        return ("lost", None) in told(stage, kind, person)

    return judge


def drifts(stage: Played, person: str) -> bool:
    """The directory has another e-mail than Flow."""
    row = linked(stage, person)
    return bool(row) and row["email_key"] != row["there"]


def edited(stage: Played, person: str) -> bool:
    """Flow's name is not the directory's, and somebody typed it."""
    row = linked(stage, person)
    return bool(row) and bool(row["name_edited_at"]) and row["last_name"] != row["family"]


def unmapped(stage: Played, person: str) -> bool:
    """A name that the claims have is not in the directory."""
    row = linked(stage, person)
    return bool(row) and (
        (row["given"] is None and row["given_name"]) or (row["family"] is None and row["family_name"])
    )


def behind(stage: Played, person: str) -> bool:
    """The directory has another name than the claims, and no event waits or was lost."""
    row = linked(stage, person)
    names = bool(row) and (row["given"], row["family"]) != (row["given_name"], row["family_name"])
    return names and not unmapped(stage, person) and not edited(stage, person)


def twice(stage: Played, _person: str) -> bool:
    """Two accounts have the same first and last name."""
    return bool(stage.all("SELECT 1 FROM accounts GROUP BY first_name, last_name HAVING count(*) > 1"))


# What is to be seen of a person, and the codes of which at least one is declared then.
SEEN: dict[str, tuple[Judge, set[str]]] = {
    "there is no working directory": (
        lambda stage, _: (
            directory_state(stage) in (None, "validating", "deleting") and stage.events("dsync.deleted") == []
        ),
        {"sync.not_enabled"},
    ),
    "the directory is deleted": (lambda stage, _: stage.events("dsync.deleted") != [], {"sync.deleted"}),
    "the directory is off": (lambda stage, _: directory_state(stage) == "unlinked", {"sync.deactivated"}),
    "the token is wrong": (
        lambda stage, _: directory_state(stage) == "invalid_credentials",
        {"sync.idp_not_connected"},
    ),
    "deliveries fail": (
        lambda stage, _: stage.all("SELECT 1 FROM deliveries WHERE state != 'delivered' AND state != 'lost'") != [],
        {"sync.webhook_unreachable"},
    ),
    "a creation is lost": (missed(CREATED), {"create.webhook_missed"}),
    "an update is lost": (missed(UPDATED), {"update.webhook_missed"}),
    "a removal is lost": (missed(DELETED), {"remove.webhook_missed"}),
    "two fallbacks": (lambda stage, _: fallback_invitations(stage) > 1, {"invite.repeated"}),
    "another e-mail": (drifts, {"update.email_is_fixed"}),
    "a name typed in Flow": (edited, {"update.edited_in_flow"}),
    "a name not mapped": (unmapped, {"update.attribute_not_mapped"}),
    "the directory is behind": (behind, {"update.pending", "update.provisioning_off"}),
    "namesakes": (twice, {"duplicate.manual_before_scim", "duplicate.different_identifier"}),
}


def latest(stage: Played, email: str) -> set[str]:
    """The codes that the person's newest line decides, and the lines about attempts, which stay true."""
    reasons = stage.reasons(email)
    attempts = {"self_signup_blocked", "sso_required", "manual_blocked_by_scim", "signed_in_without_membership"}
    arrivals = [one for one in reasons if one not in attempts]
    found = {DECISIVE[one] for one in [*arrivals[-1:], *(set(reasons) & attempts)] if one in DECISIVE}
    found_here = role(stage, email) is not None
    return found - ({"member.removed", "member.group_deleted"} if found_here else set())


@pytest.mark.parametrize("code", codes())
def test_nothing_else_is_the_matter(code: str) -> None:
    """What can be seen is declared by `code` or `also`, and what is declared besides can be seen."""
    with played(resource("mock", "scenarios", f"{code}.toml")) as stage:
        about = stage.ready["scenario"]
        declared = {code, *about["also"]}
        person = stage.value("SELECT key FROM idp_people WHERE email = ?", about["person"])
        seen = {name: codes_ for name, (judge, codes_) in SEEN.items() if judge(stage, person)}
        for name, possible in seen.items():
            assert possible & declared, name
        wanted = {"member.removed"} if about["symptom"] == "still_signs_in" else set()
        assert latest(stage, about["person"]) <= declared | wanted
        assert set(about["also"]) <= set().union(*seen.values(), latest_or_removed(stage, about["person"]))


def latest_or_removed(stage: Played, email: str) -> set[str]:
    """As `latest`, with the removal that later sign-ins do not change."""
    removed = "deprovisioned" in stage.reasons(email) and account(stage, email) and role(stage, email) is None
    return latest(stage, email) | ({"member.removed"} if removed else set())


@pytest.mark.parametrize("code", codes())
def test_an_admin_can_look(code: str) -> None:
    """Each scenario has somebody who signs in and sees everything: an active admin with an account."""
    with played(resource("mock", "scenarios", f"{code}.toml")) as stage:
        admins = stage.all(
            "SELECT p.state FROM idp_people p JOIN accounts a ON a.subject = p.subject JOIN memberships m"
            " ON m.account_id = a.id WHERE m.role IN ('admin', 'it_admin')"
            " AND m.enterprise_id = (SELECT id FROM enterprise)"
        )
        assert "active" in {admin["state"] for admin in admins}


@pytest.mark.parametrize("world", ["setup.toml", "empty.toml"])
def test_a_fresh_start_is_well(world: str) -> None:
    """Before anything is set up, and with nobody provisioned: nothing failed, nobody was passed over."""
    with played(resource("mock", world)) as stage:
        assert {row["reason"] for row in stage.all("SELECT reason FROM audit")} <= {"directory_activated"}
        assert {row["state"] for row in stage.all("SELECT state FROM deliveries")} <= {"delivered"}


def test_the_crowd_is_well() -> None:
    """A thousand more people add nothing that a check could find: linked, the same names, every event heard."""
    with played(resource("mock", "pilot.toml"), people=1000) as stage:
        people = stage.all("SELECT key FROM idp_people WHERE crowd = 1")
        assert len(people) == 1000
        odd = stage.all(
            "SELECT p.key FROM idp_people p LEFT JOIN accounts a ON a.subject = p.subject LEFT JOIN directory_links l"
            " ON l.account_id = a.id LEFT JOIN directory_users u ON u.id = l.directory_user_id LEFT JOIN memberships m"
            " ON m.account_id = a.id WHERE p.crowd = 1 AND (p.login_key = a.email_key AND a.email_key = u.email_key"
            " AND u.state = 'active' AND m.role IS NOT NULL AND p.given_name = u.first_name AND"
            " u.first_name = a.first_name AND p.family_name = u.last_name AND u.last_name = a.last_name) IS NOT TRUE"
        )
        assert odd == []
        assert stage.all("SELECT 1 FROM deliveries WHERE state != 'delivered'") == []
        twins = "SELECT 1 FROM accounts GROUP BY first_name, last_name HAVING count(*) > 1"
        assert stage.all(twins) == []
