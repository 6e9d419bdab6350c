"""Every shipped scenario leaves the evidence that decides its cause, and an answer where only a person knows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from flow_desktop.mock.resources import resource
from flow_desktop.mock.scenario.scenario import codes
from tests.mock.scenario.stages import Played, played

ADA, LINH, BARBARA = "ada.byron@pilot.example", "linh.nguyen@pilot.example", "barbara.liskov@pilot.example"
CREATED, UPDATED, DELETED = "dsync.user.created", "dsync.user.updated", "dsync.user.deleted"
Check = Callable[[Played], bool]


def role(stage: Played, email: str) -> str | None:
    """The role in this enterprise, None for an account without membership or no account."""
    rows = stage.all(
        "SELECT m.role FROM accounts a JOIN memberships m ON m.account_id = a.id"
        " WHERE a.email_key = ? AND m.enterprise_id = (SELECT id FROM enterprise)",
        email,
    )
    return rows[0]["role"] if rows else None


def account(stage: Played, email: str) -> dict[str, object] | None:
    """The Flow account with an address."""
    rows = stage.all(
        "SELECT a.*, l.directory_user_id AS linked FROM accounts a"
        " LEFT JOIN directory_links l ON l.account_id = a.id WHERE email_key = ?",
        email,
    )
    return rows[0] if rows else None


def in_directory(stage: Played, person: str) -> dict[str, object] | None:
    """The directory user of a person."""
    rows = stage.all(
        "SELECT u.* FROM directory_users u JOIN idp_people p ON p.idp_id = u.idp_id WHERE p.key = ?", person
    )
    return rows[0] if rows else None


def directory_state(stage: Played) -> str | None:
    """In the words of the REST interface; None without a directory."""
    rows = stage.all("SELECT state FROM directories")
    return rows[0]["state"] if rows else None


def told(stage: Played, kind: str, person: str) -> list[tuple[str, str | None]]:
    """Delivery state and Flow's reason of each event of a kind about a person."""
    ids = [row["scim_id"] for row in stage.all(
        "SELECT s.scim_id FROM idp_sent_people s JOIN idp_people p ON p.subject = s.subject WHERE p.key = ?", person
    )]  # fmt: skip
    return [(event["delivery"], event["reason"]) for event in stage.events(kind) if event["object_id"] in ids]


def nothing_about(stage: Played, person: str, email: str) -> bool:
    """No event, no directory user, no account and no audit line."""
    sent = told(stage, CREATED, person) or in_directory(stage, person)
    return not sent and account(stage, email) is None and stage.reasons(email) == []


def lost_then_delivered(stage: Played, kind: str) -> bool:
    """The first event after the seed was never processed, a later one was."""
    events = stage.all(
        "SELECT e.event, d.state, (SELECT count(*) FROM audit a WHERE a.event_id = e.id) AS lines FROM events e"
        " JOIN deliveries d ON d.event_id = e.id ORDER BY e.position DESC LIMIT 2"
    )
    later, earlier = events
    return (earlier["event"], earlier["state"], earlier["lines"]) == (kind, "lost", 0) and (
        later["state"] == "delivered" and later["lines"] > 0
    )


def unchanged_there(stage: Played, person: str) -> bool:
    """Active in the directory and a member, nothing sent since the creation."""
    user = in_directory(stage, person)
    quiet = not stage.events(UPDATED) and not stage.events(DELETED)
    return user is not None and user["state"] == "active" and role(stage, ADA) == "member" and quiet


def renamed_at_the_provider_only(stage: Played) -> bool:
    """The claim is new, the directory and Flow have the old name, no update event exists."""
    claim = stage.value("SELECT family_name FROM idp_people WHERE key = 'ada'")
    user, flow = in_directory(stage, "ada"), account(stage, ADA)
    names = (claim, user and user["last_name"], flow and flow["last_name"])
    return names == ("Lovelace", "Byron", "Byron") and stage.events(UPDATED) == []


def left(stage: Played, email: str) -> bool:
    """The account is there, without membership and link."""
    found = account(stage, email)
    return found is not None and found["linked"] is None and role(stage, email) is None


def assigned_at(stage: Played) -> str:
    """When the app was assigned to Ada."""
    return str(stage.value("SELECT assigned_at FROM idp_assignments NATURAL JOIN idp_people WHERE key = 'ada'"))


def manual_duplicate(stage: Played) -> bool:
    """An unlinked account from before the activation, beside the provisioned one."""
    old, new = account(stage, "ada@pilot.example"), account(stage, ADA)
    activated = stage.value("SELECT at FROM audit WHERE reason = 'directory_activated'")
    return (
        old is not None
        and new is not None
        and (old["source"], old["linked"], new["source"]) == ("manual", None, "scim")
        and str(old["created_at"]) < activated
        and "possible_duplicate" in stage.reasons(ADA)
    )


def other_duplicate(stage: Played) -> bool:
    """Two members with the names of one person: her own account with another address, and the provisioned one."""
    old, new = account(stage, "ada.lovelace@pilot.example"), account(stage, ADA)
    return (
        old is not None
        and new is not None
        and (old["source"], old["linked"], new["source"]) == ("self", None, "scim")
        and "possible_duplicate" in stage.reasons(ADA)
    )


def seats(stage: Played) -> tuple[int, int]:
    """Seats billed, and members who take one."""
    used = stage.value("SELECT count(*) FROM memberships WHERE role != 'it_admin'")
    return stage.value("SELECT seat_count FROM enterprise"), used


def fallback_invitations(stage: Played) -> int:
    """Pending invitations that Flow sent by itself."""
    return int(stage.value("SELECT count(*) FROM invitations WHERE kind = 'fallback' AND state = 'pending'"))


def nothing_since_activation(stage: Played) -> bool:
    """Ada was assigned before directory sync was active, and is nowhere."""
    activated = stage.value("SELECT at FROM audit WHERE reason = 'directory_activated'")
    return nothing_about(stage, "ada", ADA) and assigned_at(stage) < activated


EVIDENCE: dict[str, Check] = {
    "setup.not_enterprise_plan": lambda stage: (
        stage.value("SELECT plan FROM enterprise") != "enterprise" and stage.reasons(BARBARA) == ["plan_required"]
    ),
    "setup.not_admin": lambda stage: role(stage, ADA) == "member",
    "setup.admin_profile_incomplete": lambda stage: (
        role(stage, BARBARA) == "admin"
        and (account(stage, BARBARA) or {})["last_name"] is None
        and stage.reasons(BARBARA) == ["profile_incomplete"]
    ),
    "sync.deleted": lambda stage: (
        directory_state(stage) is None
        and [event["reason"] for event in stage.events("dsync.deleted")] == ["directory_deleted"]
        and role(stage, ADA) == "member"
        and stage.value("SELECT scim_on FROM enterprise") == 0
    ),
    "sync.deactivated": lambda stage: (
        directory_state(stage) == "unlinked"
        and stage.value("SELECT scim_on FROM enterprise") == 1
        and nothing_about(stage, "ada", ADA)
    ),
    "sync.not_enabled": lambda stage: (
        directory_state(stage) == "validating" and stage.events("dsync.activated") == [] and account(stage, ADA) is None
    ),
    "sync.idp_not_connected": lambda stage: (
        directory_state(stage) == "invalid_credentials"
        and nothing_about(stage, "ada", ADA)
        and stage.value("SELECT status FROM idp_log WHERE status IS NOT NULL ORDER BY position DESC") == 401
    ),
    "sync.webhook_unreachable": lambda stage: (
        told(stage, CREATED, "ada") == [("waiting", None)] and account(stage, ADA) is None
    ),
    "blocked.other_enterprise": lambda stage: stage.reasons(ADA)[-1] == "other_enterprise",
    "blocked.seat_cap": lambda stage: (
        stage.reasons(ADA)[-1] == "seat_cap" and stage.value("SELECT count(*) FROM invitations") == 0
    ),
    "create.domain_not_registered": lambda stage: stage.reasons("ada.byron@elsewhere.example")[-1] == "domain_mismatch",
    "create.email_not_mapped": lambda stage: (
        told(stage, CREATED, "ada") == [("delivered", "no_email")]
        and ((in_directory(stage, "ada") or {})["username"], (in_directory(stage, "ada") or {})["email"]) == (ADA, None)
    ),
    "invite.repeated": lambda stage: fallback_invitations(stage) == 2,
    "invite.transient_error": lambda stage: (
        fallback_invitations(stage) == 1 and stage.reasons(ADA)[-1] == "fallback_invited"
    ),
    "create.webhook_missed": lambda stage: (
        lost_then_delivered(stage, CREATED) and in_directory(stage, "ada") is not None and account(stage, ADA) is None
    ),
    "create.pending": lambda stage: nothing_about(stage, "ada", ADA) and role(stage, LINH) == "member",
    "create.assigned_before_activation": nothing_since_activation,
    "create.not_assigned": lambda stage: (
        nothing_about(stage, "ada", ADA) and stage.all("SELECT subject FROM idp_assignments") == []
    ),
    "create.provisioning_off": lambda stage: (
        nothing_about(stage, "ada", ADA) and not stage.places.idp.settings().create and assigned_at(stage) != ""
    ),
    "member.group_deleted": lambda stage: stage.reasons(ADA)[-1] == "group_deleted" and left(stage, ADA),
    "member.removed": lambda stage: stage.reasons(ADA)[-1] == "deprovisioned" and left(stage, ADA),
    "remove.webhook_missed": lambda stage: (
        lost_then_delivered(stage, DELETED) and in_directory(stage, "ada") is None and role(stage, ADA) == "member"
    ),
    "remove.pending": lambda stage: unchanged_there(stage, "ada"),
    "remove.unassigned_without_delete": lambda stage: (
        unchanged_there(stage, "ada") and stage.all("SELECT subject FROM idp_assignments") == []
    ),
    "remove.event_not_sent": lambda stage: (
        unchanged_there(stage, "ada") and stage.value("SELECT state FROM idp_people WHERE key = 'ada'") == "deactivated"
    ),
    "remove.sso_not_enforced": lambda stage: (
        left(stage, ADA)
        and stage.reasons(ADA)[-1] == "signed_in_without_membership"
        and stage.value("SELECT sso_enforced FROM enterprise") == 0
    ),
    "duplicate.manual_before_scim": manual_duplicate,
    "duplicate.different_identifier": other_duplicate,
    "update.email_is_fixed": lambda stage: (
        (in_directory(stage, "ada") or {})["email"] == "ada.lovelace@pilot.example"
        and role(stage, ADA) == "member"
        and [event["reason"] for event in stage.events(UPDATED)] == ["email_drift"]
    ),
    "update.edited_in_flow": lambda stage: (
        (account(stage, ADA) or {})["last_name"] == "Lovelace"
        and (in_directory(stage, "ada") or {})["last_name"] == "Byron"
        and str((account(stage, ADA) or {})["name_edited_at"]) > str((in_directory(stage, "ada") or {})["updated_at"])
    ),
    "update.webhook_missed": lambda stage: (
        lost_then_delivered(stage, UPDATED) and (account(stage, ADA) or {})["last_name"] == "Byron"
    ),
    "update.pending": renamed_at_the_provider_only,
    "update.attribute_not_mapped": lambda stage: (
        (in_directory(stage, "ada") or {"last_name": "?"})["last_name"] is None
        and stage.value("SELECT family_name FROM idp_people WHERE key = 'ada'") == "Byron"
        and role(stage, ADA) == "member"
    ),
    "update.provisioning_off": renamed_at_the_provider_only,
    "signin.sso_required": lambda stage: stage.reasons(ADA)[-1] == "sso_required",
    "signin.wrong_account": lambda stage: (role(stage, ADA), role(stage, LINH)) == ("member", "member"),
    "signup.blocked": lambda stage: stage.reasons(ADA) == ["self_signup_blocked"] and account(stage, ADA) is None,
    "manual.disabled_by_scim": lambda stage: stage.reasons(ADA) == ["manual_blocked_by_scim"],
    "support.settings_missing": lambda stage: stage.value("SELECT plan FROM enterprise") == "enterprise",
    "support.connection_test_fails": lambda stage: (
        directory_state(stage) == "linked" and stage.places.idp.settings().token == "old"
    ),
    "support.unexpected_change": lambda stage: (
        "provisioned" in stage.reasons(ADA)
        and role(stage, ADA) == "member"
        and stage.all("SELECT subject FROM idp_assignments") == []
    ),
    "role.it_admin_no_dictation": lambda stage: role(stage, ADA) == "it_admin" and seats(stage) == (1, 1),
    "role.always_member": lambda stage: (
        role(stage, ADA) == "member" and {"role_reset", "deprovisioned"} <= set(stage.reasons(ADA))
    ),
    "seats.raised": lambda stage: "seats_raised" in stage.reasons(ADA) and seats(stage) == (2, 2),
    "seats.not_reduced": lambda stage: left(stage, LINH) and role(stage, ADA) == "member" and seats(stage) == (3, 2),
}
# Reasons that decide causes of their own: a scenario of another code must not have them about its person.
DECISIVE = {
    "fallback_invited": "invite.transient_error",
    "deprovisioned": "member.removed",
    "not_admin": "setup.not_admin",
    "plan_required": "setup.not_enterprise_plan",
    "profile_incomplete": "setup.admin_profile_incomplete",
    "other_enterprise": "blocked.other_enterprise",
    "seat_cap": "blocked.seat_cap",
    "domain_mismatch": "create.domain_not_registered",
    "no_email": "create.email_not_mapped",
    "group_deleted": "member.group_deleted",
    "email_drift": "update.email_is_fixed",
    "self_signup_blocked": "signup.blocked",
    "sso_required": "signin.sso_required",
    "manual_blocked_by_scim": "manual.disabled_by_scim",
}


def test_every_code_is_checked() -> None:
    """A new cause needs its evidence here."""
    assert list(EVIDENCE) == list(codes())


@pytest.mark.parametrize("code", EVIDENCE)
def test_the_evidence_is_there(code: str) -> None:
    """What causes.toml calls decisive is to be found, and nothing that decides another cause first."""
    with played(resource("mock", "scenarios", f"{code}.toml")) as stage:
        assert EVIDENCE[code](stage)
        about = stage.ready["scenario"]
        assert about["code"] == code
        assert bool(about["answers"]) or about["expect"] != "answer"
        assert [one["email"] for one in stage.ready["people"]].count(about["person"]) == 1
