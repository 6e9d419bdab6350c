"""WorkOS Directory Sync: found by e-mail in any letter case, and absence only with proof."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from flow_desktop.adapters.credential import fixed
from flow_desktop.adapters.directory.workos import WorkosDirectory
from flow_desktop.adapters.http import Http
from flow_desktop.core.deployment import Deployment, SourceKind
from flow_desktop.core.directory import DirectorySight, DirectoryView, Found, NotThere, Organisation, Person, Unseen
from flow_desktop.core.observed import Absent, Present, Withheld, WithheldReason
from flow_desktop.core.secret import Secret
from tests.fakes.time import FakeClock
from tests.support.answering import Server, answering
from tests.support.workos_server import KEY, WorkosServer, person

ADA = person(77, "ada@example.com", first_name="Ada", last_name="Lovelace")
CROWD = [person(number, f"person{number}@example.com") for number in range(120)]


def look(
    served: WorkosServer, email: str = "Ada@Example.com", *, directory: str | None = "directory_1", key: str = KEY
) -> tuple[DirectoryView, Server]:
    """Look one person up."""

    async def story(base: str) -> DirectoryView:
        http = Http(proxy_for=lambda url: None)
        deployment = Deployment(
            issuer="https://login.example.com",
            client_id="app",
            source=SourceKind.WORKOS,
            directory_url=base,
            directory_id=directory,
        )
        source = WorkosDirectory(deployment, http=http, clock=FakeClock(), credential=fixed(Secret(key)))
        try:
            return await source.look_up(Person((email,) if email else ()), Secret("persons-own-token"))
        finally:
            await http.close()

    with answering(served) as server:
        return asyncio.run(story(server.url)), server


def sight_of(people: list[dict[str, Any]], *faults: str, email: str = "Ada@Example.com") -> DirectorySight:
    """What is seen of Ada."""
    return look(WorkosServer(people, frozenset(faults)), email)[0].directory


def test_a_person_is_found_by_e_mail() -> None:
    """Every value as sent; the state of the directory itself is told; Flow is not known here."""
    view, server = look(WorkosServer([*CROWD, ADA]))
    assert isinstance(view.directory, Found)
    record = view.directory.record
    assert (record.email, record.given_name, record.family_name) == (
        Present("ada@example.com"),
        Present("Ada"),
        Present("Lovelace"),
    )
    assert (record.active, view.directory.origin.source) == (True, "workos_email")
    assert view.organisation == Organisation(directory_state="active")
    assert view.flow == Unseen(WithheldReason.NOT_CONFIGURED)
    assert {one.bearer for one in server.asked} == {KEY}


def test_the_letter_case_of_the_directory_does_not_matter() -> None:
    """A server that tells case is asked for both spellings."""
    assert isinstance(sight_of([*CROWD, ADA], "filter tells case"), Found)


def test_nobody_is_proven_by_a_filter_that_works() -> None:
    """The filter finds somebody known in the other letter case; the list is not read."""
    view, server = look(WorkosServer(CROWD))
    assert isinstance(view.directory, NotThere)
    assert view.directory.origin.source == "workos_email"
    assert not any(one.query.get("limit") == "100" for one in server.asked)


@pytest.mark.parametrize("fault", ["filter ignored", "filter always empty", "filter tells case"])
def test_a_filter_that_proves_nothing_leads_to_the_list(fault: str) -> None:
    """The whole list decides, over several pages."""
    sight = sight_of(CROWD, fault)
    assert isinstance(sight, NotThere)
    assert sight.origin.source == "workos_listing"


@pytest.mark.parametrize("fault", ["filter ignored", "filter always empty"])
def test_a_person_is_found_behind_such_a_filter(fault: str) -> None:
    """Also on the last page, and nobody else is taken for them."""
    sight = sight_of([*CROWD, ADA], fault)
    assert isinstance(sight, Found)
    assert sight.record.id == ADA["id"]


@pytest.mark.parametrize("fault", ["cursor loop", "two cursors in a circle", "somebody twice", "500 on the list"])
def test_absence_is_never_said_without_a_whole_list(fault: str) -> None:
    """A list that loops, repeats or breaks off proves nothing."""
    sight = sight_of(CROWD, "filter always empty", fault)
    assert isinstance(sight, Unseen)
    assert sight.reason in (WithheldReason.LISTING_INCOMPLETE, WithheldReason.SERVER_ERROR)


def test_an_empty_directory_is_empty_if_it_exists() -> None:
    """Nobody in a directory that was seen is an answer; nobody in one that was not is none."""
    assert isinstance(sight_of([]), NotThere)
    sight = sight_of([], "no directory")
    assert isinstance(sight, Unseen)


def test_a_directory_that_tells_nothing_of_itself_is_no_failure() -> None:
    """The person is found all the same."""
    view, _ = look(WorkosServer([ADA], frozenset({"no directory"})))
    assert isinstance(view.directory, Found)
    assert view.organisation is None


def test_an_unknown_directory_is_said() -> None:
    """A wrong directory id is not "nobody there"."""
    view, _ = look(WorkosServer([ADA]), directory="directory_9")
    assert view.directory == Unseen(WithheldReason.NO_SUCH_ADDRESS)


@pytest.mark.parametrize(("count", "found"), [(1, True), (2, False), (0, False)])
def test_without_an_id_the_only_directory_is_taken(count: int, *, found: bool) -> None:
    """With several, or none, the source cannot tell which is meant."""
    view, _ = look(WorkosServer([ADA], directories=count), directory=None)
    if found:
        assert isinstance(view.directory, Found)
    else:
        assert view.directory == Unseen(WithheldReason.SOURCE_CANNOT_TELL)


def test_a_server_that_lists_no_directories_is_asked_for_people_all_the_same() -> None:
    """A 404 for the list of directories says nothing about people: the question then names no directory."""
    view, server = look(WorkosServer([ADA], frozenset({"no list of directories"})), directory=None)
    assert isinstance(view.directory, Found)
    assert [asked.path for asked in server.asked][:2] == ["/directories", "/directory_users"]
    assert "directory" not in server.asked[1].query


def test_a_directory_id_cannot_leave_its_place_in_the_path() -> None:
    """An id is one path segment, whatever stands in it."""
    _, server = look(WorkosServer([ADA]), directory="../directory_users?x=1")
    assert server.asked[0].path == "/directories/..%2Fdirectory_users%3Fx%3D1"


def test_two_active_people_with_one_address() -> None:
    """None is chosen."""
    sight = sight_of([ADA, person(1, "ADA@example.com")])
    assert isinstance(sight, Unseen)
    assert sight.reason is WithheldReason.SEVERAL_CANDIDATES


def test_an_inactive_record_steps_back() -> None:
    """The active one of two is the person's."""
    sight = sight_of([person(1, "ada@example.com", state="inactive"), ADA])
    assert isinstance(sight, Found)
    assert sight.record.id == ADA["id"]


@pytest.mark.parametrize(
    ("state", "active"), [("active", True), ("inactive", False), ("suspended", False), ("odd", None), (None, None)]
)
def test_states(state: str | None, active: bool | None) -> None:
    """Suspended was folded into inactive in 2023; an unknown state is "not told"."""
    sight = sight_of([{**ADA, "state": state}])
    assert isinstance(sight, Found)
    assert sight.record.active is active


def test_null_is_not_sent_and_a_number_is_no_text() -> None:
    """Null and missing are the same; a value that is no text is withheld."""
    sight = sight_of([{**ADA, "last_name": None, "first_name": 7, "username": ""}])
    assert isinstance(sight, Found)
    record = sight.record
    assert (record.family_name, record.given_name, record.user_name) == (
        Absent(),
        Withheld(WithheldReason.NOT_TEXT),
        Present(""),
    )


def test_a_wrong_key_is_refused() -> None:
    """401 is "the access was refused"."""
    view, _ = look(WorkosServer([ADA]), key="sk_other_key")
    assert view.directory == Unseen(WithheldReason.CREDENTIAL_REFUSED)


def test_without_an_address_nobody_is_looked_for() -> None:
    """The reason says that there is no e-mail."""
    view, _ = look(WorkosServer([ADA]), "")
    assert view.directory == Unseen(WithheldReason.NO_ADDRESS_TO_LOOK_FOR)


def test_hostile_addresses_never_stop_the_look(uncommon_text: str) -> None:
    """Whatever the identity provider sends as an e-mail ends in an answer."""
    assert isinstance(sight_of([ADA], email=uncommon_text), NotThere | Unseen)
