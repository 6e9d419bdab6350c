"""What stands in the store before the first step: the three places, events, deliveries and audit agree."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from flow_desktop.mock.resources import resource
from tests.mock.scenario.stages import SMALL, Played, played, written

PILOT = resource("mock", "pilot.toml")
ORPHANS = {
    "a linked account is a member": "SELECT 1 FROM directory_links l LEFT JOIN memberships m"
    " ON m.account_id = l.account_id WHERE m.account_id IS NULL",
    "a link leads to a directory user": "SELECT 1 FROM directory_links l LEFT JOIN directory_users u"
    " ON u.id = l.directory_user_id WHERE u.id IS NULL",
    "Flow knows whom the directory knows": "SELECT 1 FROM directory_users u LEFT JOIN flow_directory_users f"
    " ON f.id = u.id WHERE f.id IS NULL OR f.email IS NOT u.email OR f.updated_at IS NOT u.updated_at",
    "a directory user is a SCIM user": "SELECT 1 FROM directory_users u LEFT JOIN scim_users s"
    " ON s.id = u.id WHERE s.id IS NULL",
    "what was sent is where it was sent": "SELECT 1 FROM idp_sent_people p LEFT JOIN scim_users s"
    " ON s.id = p.scim_id WHERE s.id IS NULL",
    "an event of the directory has an audit line": "SELECT 1 FROM events e LEFT JOIN audit a"
    " ON a.event_id = e.id WHERE a.id IS NULL",
    "every event was delivered": "SELECT 1 FROM events e LEFT JOIN deliveries d"
    " ON d.event_id = e.id WHERE d.state IS NOT 'delivered'",
    "events are in order of time": "SELECT 1 FROM events a JOIN events b"
    " ON a.position < b.position WHERE a.created_at > b.created_at OR a.id > b.id",
    "groups have the same people everywhere": "SELECT group_id, user_id FROM directory_group_members"
    " EXCEPT SELECT group_id, directory_user_id FROM flow_group_members",
    "SCIM groups too": "SELECT group_id, member_id FROM scim_group_members"
    " EXCEPT SELECT group_id, user_id FROM directory_group_members",
}


X = 'idp = { email = "x@pilot.example" }'
X_THERE = 'directory = { email = "x@pilot.example" }'
X_INACTIVE = 'directory = { email = "x@pilot.example", state = "inactive" }'


@pytest.fixture(scope="module")
def pilot() -> Iterator[Played]:
    """The pilot world with a crowd."""
    with played(PILOT, people=300) as stage:
        yield stage


@pytest.mark.parametrize("promise", ORPHANS)
def test_the_places_agree(pilot: Played, promise: str) -> None:
    """Each promise holds for the people of the file and for the crowd."""
    assert pilot.all(ORPHANS[promise]) == []


def test_everybody_in_the_directory_has_a_history(pilot: Played) -> None:
    """Each directory user of the file was created by an event that Flow provisioned or linked."""
    made = {event["object_id"]: event["reason"] for event in pilot.events("dsync.user.created")}
    users = pilot.all("SELECT u.id FROM directory_users u JOIN idp_people p ON p.idp_id = u.idp_id WHERE p.crowd = 0")
    assert made.keys() == {row["id"] for row in users}
    assert sorted(made.values()) == ["linked_existing"] + ["provisioned"] * 7
    assert pilot.reasons("katherine.coleman@pilot.example") == ["provisioned"]
    assert pilot.reasons("katherine.johnson@pilot.example") == ["email_drift", "group_member_added"]
    assert pilot.reasons("linh.nguyen@pilot.example") == ["provisioned", "name_edited", "group_member_added"]


def test_a_changed_address_is_told_as_it_was(pilot: Played) -> None:
    """The update event of the drifted e-mail says what it was before."""
    data = json.loads(pilot.events("dsync.user.updated")[0]["data"])
    assert data["previous_attributes"]["email"] == "katherine.coleman@pilot.example"
    assert data["email"] == "katherine.johnson@pilot.example"


def test_the_seats_are_counted(pilot: Played) -> None:
    """Members who are not IT Admin, and the crowd."""
    assert pilot.value("SELECT seat_count FROM enterprise") == 7 + 300


def test_the_crowd_is_long_there(pilot: Played) -> None:
    """Its events are older than WorkOS keeps any; the audit has each of them; the ready line only counts it."""
    assert pilot.value("SELECT count(*) FROM directory_links") == 8 + 300
    assert pilot.value("SELECT count(*) FROM audit WHERE reason = 'provisioned'") == 7 + 300
    assert pilot.events("dsync.activated") == []
    assert pilot.value("SELECT count(*) FROM audit WHERE reason = 'directory_activated'") == 1
    assert pilot.ready["crowd"] == 300
    assert len(pilot.ready["people"]) == 10


def test_the_crowd_is_varied(pilot: Played) -> None:
    """No address twice, many names, letters of many languages in names and none of them in addresses."""
    people = pilot.all("SELECT email, given_name, family_name FROM idp_people WHERE crowd = 1")
    assert len({one["email"] for one in people}) == 300
    assert len({one["given_name"] for one in people}) > 80
    assert len({one["family_name"] for one in people}) > 80
    assert sum(not (one["given_name"] + one["family_name"]).isascii() for one in people) > 50
    assert all(one["email"].isascii() for one in people)


def test_the_same_people_at_every_start(pilot: Played) -> None:
    """Identifiers do not depend on the run."""
    with played(PILOT, people=5) as again:
        for table in ("accounts", "directory_users", "idp_people"):
            column = "subject" if table == "idp_people" else "id"
            sql = f"SELECT {column} FROM {table} ORDER BY rowid LIMIT 5"
            assert again.all(sql) == pilot.all(sql)


def test_a_changed_person_of_the_crowd_is_provisioned_again(pilot: Played) -> None:
    """The crowd is no scenery: a rename reaches Flow like anybody's."""
    pilot.places.idp.change_person("crowd-7", family_name="Neumann")
    row = pilot.all(
        "SELECT last_name FROM accounts a JOIN idp_people p ON p.subject = a.subject WHERE p.key = 'crowd-7'"
    )
    assert row == [{"last_name": "Neumann"}]


@pytest.mark.parametrize(
    ("person", "reasons"),
    [
        ('idp = { email = "x@elsewhere.example" }\ndirectory = { email = "x@elsewhere.example" }', ["domain_mismatch"]),
        (f'{X}\ndirectory = {{ username = "x" }}', ["no_email"]),
        (f'{X}\n{X_THERE}\nflow = {{ email = "x@pilot.example", enterprise = "Other" }}', ["other_enterprise"]),
        (f"{X}\n{X_INACTIVE}", ["inactive_on_create"]),
        (f'{X}\n{X_INACTIVE}\nflow = {{ email = "x@pilot.example" }}', ["provisioned", "deactivated"]),
        (
            f'{X}\n{X_THERE}\nflow = {{ email = "x@pilot.example", role = "member", source = "manual" }}',
            ["linked_existing"],
        ),
    ],
)
def test_a_state_has_a_history_that_explains_it(tmp_path: Path, person: str, reasons: list[str]) -> None:
    """Whoever is in the directory and not in Flow has the audit line that says why."""
    text = f'{SMALL}[[people]]\nkey = "x"\nshows = "s"\n{person}\n'
    with played(written(tmp_path, text)) as stage:
        lines = stage.all("SELECT reason FROM audit WHERE directory_user_id IS NOT NULL ORDER BY position")
        assert [line["reason"] for line in lines] == reasons


def test_what_waits_is_there(tmp_path: Path) -> None:
    """Invitations, requests to join and groups of the file."""
    text = (
        SMALL + '[[invitations]]\nemail = "i@pilot.example"\nkind = "fallback"\ndays_ago = 3\n'
        '[[join_requests]]\nemail = "j@pilot.example"\n'
        '[[groups]]\nname = "Outer"\ngroups = ["Inner"]\nassigned = true\n'
        '[[groups]]\nname = "Inner"\nmembers = ["ada"]\n'
    )
    with played(written(tmp_path, text)) as stage:
        assert stage.reasons("i@pilot.example") == ["fallback_invited"]
        assert stage.value("SELECT seat_count FROM enterprise") == 2
        assert stage.all("SELECT state FROM join_requests") == [{"state": "pending"}]
        assert stage.all("SELECT group_key, inner_key FROM idp_group_groups") == [
            {"group_key": "Outer", "inner_key": "Inner"}
        ]
        assert stage.all("SELECT id FROM directory_groups") == []


def test_without_a_directory_there_is_none(tmp_path: Path) -> None:
    """No directory, no token, nothing connected; managing by hand is on."""
    with played(written(tmp_path, SMALL.replace("[directory]", '[directory]\nstate = "none"'))) as stage:
        assert (stage.ready["workos_directory"], stage.ready["scim_token"]) == (None, None)
        assert stage.places.idp.settings().connected is False
        assert stage.value("SELECT scim_on FROM enterprise") == 0


def test_a_second_start_goes_on(tmp_path: Path) -> None:
    """With a data file the steps are not played again, and the ready line still says what they were for."""
    steps = '[scenario]\ntitle = "t"\nperson = "ada"\n[[steps]]\ndo = "assign"\nperson = "ada"\n'
    world, data = written(tmp_path, SMALL + steps), tmp_path / "state.db"
    with played(world, data=data) as stage:
        first = stage.ready["scenario"]
    with played(world, data=data) as stage:
        assert stage.ready["scenario"] == first
        assert first == {
            "code": None,
            "also": [],
            "title": "t",
            "person": "ada@pilot.example",
            "answers": {},
            "expect": "proven",
            "symptom": None,
        }
        assert len(stage.events("dsync.user.created")) == 1


@pytest.mark.parametrize("profile", ["entra", "onelogin"])
def test_other_providers_have_their_own_ids(tmp_path: Path, profile: str) -> None:
    """Groups of Entra are known by their object id, those of the others by name."""
    text = SMALL.replace('name = "Okta"', f'name = "P"\nprofile = "{profile}"').replace(
        'shows = "s"\n', 'shows = "s"\ngroups = ["Pilot"]\n'
    )
    with played(written(tmp_path, text)) as stage:
        group = stage.all(
            "SELECT g.idp_id, i.external_id FROM directory_groups g JOIN idp_groups i ON i.name = g.name"
        )[0]
        assert (group["idp_id"] == group["external_id"]) == (profile == "entra")
        assert stage.places.idp.settings().profile == profile


MOVED = """
directory = {{ username = "{0}", email = "{0}", first_name = "Ada", last_name = "Byron" }}
flow = {{ email = "ada@pilot.example", first_name = "Ada", last_name = "{1}", role = "member" }}
"""
SAID = ("event", "reason", "email", "detail")
LATER = """
[[steps]]
do = "change_email"
person = "ada"
email = "lovelace@pilot.example"
[[steps]]
do = "edit_name_in_flow"
person = "ada"
last_name = "Lovelace"
[[steps]]
do = "deactivate_directory"
"""


def test_what_is_written_down_reads_like_what_happens(tmp_path: Path) -> None:
    """Audit lines of the time before the steps have the same words as those that the steps leave."""
    assigned = 'email = "ada@pilot.example", given_name = "Ada", family_name = "Byron" }'
    told = []
    for last, email, rest in (
        ("Byron", "ada@pilot.example", LATER),
        ("Lovelace", "lovelace@pilot.example", '[[invitations]]\nemail = "linh@pilot.example"\n'),
    ):
        world = SMALL.replace(assigned, assigned + MOVED.format(email, last)) + rest
        world = world if rest is LATER else world.replace("[directory]", '[directory]\nstate = "inactive"')
        with played(written(tmp_path, world)) as stage:
            lines = stage.all("SELECT * FROM audit WHERE reason != 'invited'")
            told.append(
                {(*(line[key] for key in SAID), bool(line["account_id"]), bool(line["actor"])) for line in lines}
            )
            assert stage.all("SELECT id FROM audit WHERE event IS NULL") == []
    lived, seeded = told
    assert lived == seeded
