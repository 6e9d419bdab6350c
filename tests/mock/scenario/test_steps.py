"""Steps: read whole before one is played, played in order, refused with file, line and number."""

from __future__ import annotations

from pathlib import Path

import pytest

from flow_desktop.mock.scenario.reader import WorldError
from flow_desktop.mock.scenario.scenario import load_scenario
from tests.mock.scenario.stages import SMALL, played, written

FIRST_STEP_LINE = SMALL.count("\n") + 1


@pytest.mark.parametrize(
    ("step", "line", "reason"),
    [
        ('do = "asign"\nperson = "ada"', 1, "steps[0].do is 'asign'; allowed: "),
        ('do = "assign"', 0, "steps[0].person is missing or empty"),
        ('do = "assign"\npersn = "ada"', 2, "steps[0].person is missing or empty; 'persn' is written here instead"),
        ('do = "sign_in"\nperson = "ada"\nmetod = "sso"', 3, "unknown key steps[0].metod; did you mean 'method'?"),
        ('do = "assign"\nperson = "Ada"', 2, "names 'Ada', which does not exist; did you mean 'ada'?"),
        ('do = "asign"\nperson = "ada"', 1, "edit_name_in_flow; did you mean 'assign'?"),
        ('do = "rename"\nperson = "ada"', 0, "steps[0] needs one of: given_name, family_name, name"),
        ('do = "edit_name_in_flow"\nperson = "ada"', 0, "steps[0] needs one of: first_name, last_name"),
        ('do = "idp_settings"\nupdat = false', 2, "unknown key steps[0].updat; did you mean 'update'?"),
        ('do = "assign"\nperson = "eve"', 2, "steps[0].person names 'eve', which does not exist"),
        ('do = "assign"\nperson = "ada"\nwhen = "now"', 3, "unknown key steps[0].when"),
        ('do = "assign_group"\ngroup = "G"', 2, "steps[0].group names 'G', which does not exist"),
        ('do = "advance"\ntime = "40 minutes"', 2, "must be seconds or a text such as"),
        ('do = "advance"\ntime = -1', 2, "must be seconds or a text such as"),
        ('do = "fault"', 0, "steps[0] names none of the faults"),
        ('do = "fault"\nscim_quirks = ["odd"]', 2, "has 'odd'; allowed: "),
        ('do = "idp_settings"\ntoken = "new"', 2, "steps[0].token is 'new'; allowed: current, old, none"),
        ('do = "invite"', 0, "steps[0] needs one of: person, email"),
        ('do = "change_role"\nperson = "ada"\nrole = "owner"', 3, "allowed: member, admin, it_admin"),
        ('do = "set_cap"\ncap = true', 2, "must be a whole number"),
        ('do = "bulk_invite"\nemails = "a@b.example"', 2, "must be a list of texts"),
        ('do = "map"\nattribute = "shoe"\nsource = "email"', 2, "allowed: userName, email"),
    ],
)
def test_a_senseless_step_is_refused(tmp_path: Path, step: str, line: int, reason: str) -> None:
    """Before anything is played: the verb, its keys and whom it names are checked."""
    path = written(tmp_path, f"{SMALL}[[steps]]\n{step}\n")
    with pytest.raises(WorldError) as refused:
        load_scenario(path)
    assert str(refused.value).startswith(f"{path}:{FIRST_STEP_LINE + line}: ")
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        ('do = "invite"\nemail = "x@pilot.example"', "it is refused: manual_blocked_by_scim; if that is what happens"),
        ('do = "unassign"\nperson = "ada"', "the app is not assigned to 'ada'"),
        ('do = "set_state"\nperson = "ada"\nstate = "active"', "'ada' is active already"),
        ('do = "remove_member"\nperson = "ada"', "'ada' has no Flow account"),
        ('do = "accept_invitation"\nperson = "ada"', "there is no pending invitation for 'ada@pilot.example'"),
        ('do = "approve"\nperson = "ada"', "no task of 'ada' waits for approval"),
        ('do = "stray_delete"\nperson = "ada"', "'ada' was never sent"),
        ('do = "activate_directory"', "active already"),
        ('do = "add_person"\nperson = "ada"\nemail = "x@pilot.example"', "key"),
    ],
)
def test_a_step_that_cannot_be_done_ends_the_start(tmp_path: Path, step: str, reason: str) -> None:
    """With the file, the line of the step, its number and why."""
    path = written(tmp_path, f'{SMALL}[[steps]]\ndo = "mend"\n[[steps]]\n{step}\n')
    with pytest.raises(WorldError) as refused, played(path):
        pass
    assert str(refused.value).startswith(f"{path}:{FIRST_STEP_LINE + 2}: ")
    assert "step 2 (" in str(refused.value)
    assert reason in str(refused.value)


def test_what_changes_nothing_or_has_nobody_to_do_it(tmp_path: Path) -> None:
    """A second assignment is a mistake in the story; so is an admin's step where there is no admin."""
    twice = '[[steps]]\ndo = "assign"\nperson = "ada"\n' * 2
    nobody = SMALL.replace('role = "admin"', 'role = "member"') + '[[steps]]\ndo = "set_cap"\ncap = 9\n'
    for text, reason in ((SMALL + twice, "assigned to 'ada' already"), (nobody, "no admin who could do it")):
        with pytest.raises(WorldError, match=reason), played(written(tmp_path, text)):
            pass


def test_the_settings_can_be_opened_by_an_admin_only(tmp_path: Path) -> None:
    """`open_setup` leaves the line of the attempt, also of one that is refused."""
    step = '[[steps]]\ndo = "open_setup"\nperson = "barbara"\n'
    named = SMALL.replace('role = "admin"', 'role = "admin", first_name = "B", last_name = "L"')
    with played(written(tmp_path, named + step)) as stage:
        assert stage.reasons("barbara@pilot.example") == ["setup_opened"]
    with played(written(tmp_path, SMALL + step + "refused = true\n")) as stage:
        assert stage.reasons("barbara@pilot.example") == ["profile_incomplete"]


def test_an_expected_refusal_goes_on(tmp_path: Path) -> None:
    """`refused = true` says that Flow's no is part of the story, and the audit has it."""
    step = '[[steps]]\ndo = "invite"\nemail = "x@pilot.example"\nrefused = true\n'
    with played(written(tmp_path, SMALL + step)) as stage:
        assert stage.reasons("x@pilot.example") == ["manual_blocked_by_scim"]


def test_a_refusal_that_does_not_come_ends_the_start(tmp_path: Path) -> None:
    """Who expects a refusal wants to know that there was none."""
    path = written(tmp_path, f'{SMALL}[[steps]]\ndo = "assign"\nperson = "ada"\nrefused = true\n')
    with pytest.raises(WorldError, match=r"step 1 \(assign\) was done although a refusal is expected"), played(path):
        pass


def test_the_history_ends_now(tmp_path: Path) -> None:
    """The world's clock starts before the machine's by all that passes, and shows the same time at the end."""
    steps = (
        '[[steps]]\ndo = "assign"\nperson = "ada"\n[[steps]]\ndo = "advance"\ntime = "3d"\n'
        '[[steps]]\ndo = "advance"\ntime = 60\n'
    )
    with played(written(tmp_path, SMALL + steps)) as stage:
        assert stage.service.world.offset() == 0.0
        made = stage.events("dsync.user.created")[0]["created_at"]
        stage.service.world.advance(-(3 * 86400 + 60))
        assert made == stage.service.world.stamp()


EVERYTHING = """
[[steps]]
do = "add_person"
person = "eve"
email = "eve@pilot.example"
given_name = "Eve"
[[steps]]
do = "add_group"
group = "Pilot"
[[steps]]
do = "add_group"
group = "Inner"
[[steps]]
do = "nest_group"
group = "Inner"
into = "Pilot"
[[steps]]
do = "put_in_group"
person = "eve"
group = "Pilot"
[[steps]]
do = "put_in_group"
person = "ada"
group = "Inner"
[[steps]]
do = "assign_group"
group = "Pilot"
[[steps]]
do = "push_group"
group = "Pilot"
[[steps]]
do = "rename_group"
group = "Pilot"
name = "Pilots"
[[steps]]
do = "provision_now"
person = "eve"
[[steps]]
do = "change_role"
person = "eve"
role = "it_admin"
[[steps]]
do = "set_cap"
cap = 9
[[steps]]
do = "register_domain"
domain = "other.example"
[[steps]]
do = "remove_domain"
domain = "other.example"
[[steps]]
do = "enforce_sso"
[[steps]]
do = "sign_in"
person = "eve"
[[steps]]
do = "unmap"
attribute = "givenName"
[[steps]]
do = "map"
attribute = "givenName"
source = "given_name"
[[steps]]
do = "take_out_of_group"
person = "eve"
group = "Pilot"
[[steps]]
do = "unassign_group"
group = "Pilot"
[[steps]]
do = "assign"
person = "ada"
[[steps]]
do = "unassign"
person = "ada"
[[steps]]
do = "reconcile"
[[steps]]
do = "deactivate_directory"
[[steps]]
do = "activate_directory"
[[steps]]
do = "rotate_token"
[[steps]]
do = "run_idp"
[[steps]]
do = "delete_directory"
[[steps]]
do = "invite"
email = "new@pilot.example"
[[steps]]
do = "revoke_invitation"
email = "new@pilot.example"
[[steps]]
do = "bulk_invite"
emails = ["one@pilot.example", "two@pilot.example"]
[[steps]]
do = "accept_invitation"
email = "one@pilot.example"
[[steps]]
do = "request_to_join"
email = "three@pilot.example"
[[steps]]
do = "approve_request"
email = "three@pilot.example"
by = "barbara"
[[steps]]
do = "request_to_join"
email = "four@pilot.example"
[[steps]]
do = "deny_request"
email = "four@pilot.example"
[[steps]]
do = "sign_up_directly"
email = "five@elsewhere.example"
[[steps]]
do = "connect_directory"
"""


def test_every_verb_does_something(tmp_path: Path) -> None:
    """A long story in which each step leaves its trace."""
    with played(written(tmp_path, SMALL + EVERYTHING)) as stage:
        reasons = {row["reason"] for row in stage.all("SELECT reason FROM audit")}
        assert reasons >= {
            *("provisioned", "deprovisioned", "group_seen", "group_member_added", "group_member_removed"),
            *("role_changed", "cap_changed", "domain_added", "domain_removed", "sso_enforcement_changed", "signed_in"),
            *("seats_reconciled", "directory_deactivated", "directory_reactivated", "token_rotated"),
            *("directory_deleted", "invited", "invitation_revoked", "joined_by_invitation", "join_requested"),
            *("join_approved", "join_denied", "signed_up"),
        }
        assert stage.value("SELECT count(*) FROM idp_group_groups") == 1
        assert stage.places.idp.mapping()["givenName"] == "given_name"
        assert stage.value("SELECT state FROM directories") == "validating"
        assert stage.service.secrets.scim_token == stage.service.secrets.idp_token


def test_approvals_wait_for_an_admin(tmp_path: Path) -> None:
    """OneLogin's queue: nothing is sent until the task is granted."""
    world = SMALL.replace('name = "Okta"', 'name = "OneLogin"\nprofile = "onelogin"\napproval = true')
    steps = '[[steps]]\ndo = "assign"\nperson = "ada"\n[[steps]]\ndo = "approve"\nperson = "ada"\n'
    with played(written(tmp_path, world + steps)) as stage:
        assert stage.reasons("ada@pilot.example")[0] == "provisioned"
    with played(written(tmp_path, world + steps + "granted = false\n")) as stage:
        assert stage.events("dsync.user.created") == []


def test_a_token_that_nobody_took_along_is_old(tmp_path: Path) -> None:
    """After a rotation without `idp_updated` the identity provider is refused, and Directory Sync hears nothing."""
    steps = '[[steps]]\ndo = "rotate_token"\nidp_updated = false\n[[steps]]\ndo = "assign"\nperson = "ada"\n'
    with played(written(tmp_path, SMALL + steps)) as stage:
        assert stage.places.idp.settings().token == "old"
        assert stage.events("dsync.user.created") == []
        assert [row["status"] for row in stage.all("SELECT status FROM idp_log WHERE status IS NOT NULL")][-1] == 401


def test_faults_end_with_mend(tmp_path: Path) -> None:
    """`fault` adds to what is broken, `mend` ends all of it."""
    faults = '[faults]\nslow_ms = 5\n[[steps]]\ndo = "fault"\nflow_rate = 10\nhtml_errors = ["workos"]\n'
    with played(written(tmp_path, SMALL + faults)) as stage:
        broken = stage.places.faults.now()
        assert (broken.slow_ms, broken.flow_rate, broken.html_errors) == (5, 10, ("workos",))
    with played(written(tmp_path, f'{SMALL}{faults}[[steps]]\ndo = "mend"\n')) as stage:
        assert stage.places.faults.now().slow_ms == 0


def test_a_stray_hand_creates_and_deletes(tmp_path: Path) -> None:
    """Somebody is added and taken out again without a line in the identity provider's own log."""
    steps = '[[steps]]\ndo = "assign"\nperson = "ada"\n[[steps]]\ndo = "stray_delete"\nperson = "ada"\n'
    with played(written(tmp_path, SMALL + steps)) as stage:
        assert stage.reasons("ada@pilot.example")[-1] == "deprovisioned"
    with played(written(tmp_path, SMALL + '[[steps]]\ndo = "stray_create"\nperson = "ada"\n')) as stage:
        assert stage.reasons("ada@pilot.example")[0] == "provisioned"
        assert stage.all("SELECT subject FROM idp_assignments") == []
