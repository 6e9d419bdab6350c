"""Every source reads the local directory service whole, and they agree on who is there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flow_desktop.adapters.bulk.build import BulkSources
from flow_desktop.core.deployment import SourceKind
from flow_desktop.core.evidence import Account, NotSeen, Seen
from flow_desktop.core.pilot.entries import Abilities, Entry, GroupMembers
from flow_desktop.core.pilot.ports import Known, Wanted
from flow_desktop.core.problems import Refused
from flow_desktop.core.secret import Secret
from tests.mock.driver import Running, running_service
from tests.mock.flow_api.asking import ADMIN, MEMBER, Api
from tests.support.bulk import Bulk, bulk_of

PEOPLE = 1000


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """The pilot world with a thousand more people, one of them not linked and one outside."""
    with running_service(people=PEOPLE) as service:
        store = service.service.store
        store.run("DELETE FROM directory_links WHERE account_id = (SELECT MAX(account_id) FROM memberships)")
        store.run(
            "DELETE FROM memberships WHERE account_id ="
            " (SELECT MIN(account_id) FROM memberships WHERE role = 'member' AND account_id IN"
            " (SELECT account_id FROM audit))"
        )
        yield service


@pytest.fixture(scope="module")
def admin(running: Running) -> str:
    """An admin's access token."""
    api = Api(running)
    try:
        return api.token(ADMIN)
    finally:
        api.close()


@pytest.fixture(scope="module")
def scim(running: Running) -> Bulk:
    """The service as a SCIM server."""
    ready = running.ready
    return bulk_of(SourceKind.SCIM, ready["scim"], credential=ready["scim_token"])


@pytest.fixture(scope="module")
def flow(running: Running, admin: str) -> Bulk:
    """The service as Flow."""
    return bulk_of(SourceKind.FLOW, running.ready["flow_api"], access=admin)


@pytest.fixture(scope="module")
def workos(running: Running) -> Bulk:
    """The service as WorkOS."""
    ready = running.ready
    return bulk_of(SourceKind.WORKOS, ready["workos_api"], credential=ready["workos_api_key"])


def shown(entries: tuple[Entry, ...]) -> set[tuple[object, ...]]:
    """What both interfaces tell of a person; SCIM has other ids, and states of people who were removed."""
    return {(one.user_name, one.email, one.given, one.family) for one in entries if one.active}


def test_scim_is_read_whole(scim: Bulk) -> None:
    """Everybody once, with the total the server tells, and proven."""
    read = scim.read()
    assert read.completeness.complete
    assert len(read.people) == len(read.entries) == read.completeness.people == read.completeness.told_total
    assert len(read.entries) > PEOPLE


def test_flow_is_read_whole(flow: Bulk) -> None:
    """Everybody once, with the account each is linked to, or that there is none."""
    read = flow.read()
    assert read.completeness.complete
    assert len(read.people) == len(read.entries) == read.completeness.people > PEOPLE
    linked = {bool(one.account_id) for one in read.entries}
    assert linked == {True, False}
    assert all(one.account_id is not None for one in read.entries)


def test_workos_is_read_whole(workos: Bulk) -> None:
    """Everybody once, and proven."""
    read = workos.read()
    assert read.completeness.complete
    assert len(read.people) == len(read.entries) == read.completeness.people > PEOPLE


def test_all_show_the_same_people(scim: Bulk, flow: Bulk, workos: Bulk) -> None:
    """Whoever is active in Directory Sync is so in all of them, value for value."""
    assert shown(scim.read().entries) == shown(flow.read().entries) == shown(workos.read().entries)


def test_groups_and_who_is_in_them(scim: Bulk, workos: Bulk) -> None:
    """Both tell the same groups; their members are people of the listing."""

    async def ask(bulk: BulkSources, access: Secret | None) -> dict[str, GroupMembers]:
        groups = await bulk.people.groups(access)
        return {one.name: await bulk.people.members_of(access, one.id) for one in groups}

    for source in (scim, workos):
        found, people = source.run(ask), source.read().people
        assert found
        assert any(one.ids for one in found.values())
        for members in found.values():
            assert set(members.ids) <= set(people)
            assert members.complete or not members.ids
            assert set(members.labels) == set(members.ids)
    assert set(scim.run(ask)) == set(workos.run(ask))


def test_flow_has_no_groups(flow: Bulk) -> None:
    """Flow alone cannot make a group the list, and says so."""

    async def ask(bulk: BulkSources, access: Secret | None) -> None:
        for question in (bulk.people.groups(access), bulk.people.members_of(access, "x")):
            with pytest.raises(Refused) as refused:
                await question
            assert refused.value.reason == "source_cannot_tell"

    flow.run(ask)


def test_what_they_can_do(scim: Bulk, flow: Bulk) -> None:
    """SCIM tells how many there are and its filters are proven; Flow is read page after page and looks people up."""

    async def ask(bulk: BulkSources, access: Secret | None) -> Abilities:
        return await bulk.people.discover(access)

    over_scim, over_flow = scim.run(ask), flow.run(ask)
    assert over_scim.people is not None
    assert over_scim.people > PEOPLE
    assert (over_scim.filters, over_scim.groups, over_scim.notes) == (True, True, ())
    assert (over_flow.filters, over_flow.serial, over_flow.groups) == (True, True, False)


@pytest.mark.parametrize("at", [0, 1, 5, 9])
def test_a_listing_goes_on_where_it_stopped(scim: Bulk, flow: Bulk, workos: Bulk, at: int) -> None:
    """With any pages kept the rest is read, nothing twice, and the whole is proven just the same."""
    for source in (scim, flow, workos):
        whole = source.read()
        kept = whole.pages[: min(at, len(whole.pages))]
        rest = source.read(kept)
        assert rest.completeness.complete
        assert not {one.number for one in kept} & {one.number for one in rest.pages}
        everybody = [one for page in (*kept, *rest.pages) for one in page.entries]
        assert sorted(everybody) == sorted(whole.entries)


def test_one_person_is_looked_up(scim: Bulk, flow: Bulk, workos: Bulk, running: Running) -> None:
    """In any letter case; nobody is nobody, and an address that is none is not looked for."""
    ada = running.email(MEMBER)

    async def ask(bulk: BulkSources, access: Secret | None) -> list[object]:
        found = [await bulk.people.look_up(access, email) for email in (ada.upper(), "nobody@pilot.example", " ")]
        return [len(one.value) if isinstance(one, Seen) else one.reason.value for one in found]

    assert scim.run(ask) == flow.run(ask) == workos.run(ask) == [1, 0, "no_address_to_look_for"]


def test_members_and_those_outside(flow: Bulk) -> None:
    """Everybody with an account once; the enterprise's facts are there."""

    async def ask(bulk: BulkSources, access: Secret | None) -> tuple[list[Account], bool]:
        assert bulk.flow is not None
        accounts = [one async for page in bulk.flow.members(access) for one in page]
        firm = await bulk.flow.firm(access)
        assert isinstance(firm.settings, Seen)
        assert firm.settings.value.domains == ("pilot.example",)
        assert isinstance(firm.attempts_by_hand, Seen)
        return accounts, bulk.flow.completeness().complete

    accounts, complete = flow.run(ask)
    assert complete
    assert len({one.id for one in accounts}) == len(accounts) > PEOPLE
    assert {one.is_member for one in accounts} == {True, False}
    assert any(one.linked_to for one in accounts)


def test_what_flow_knows_of_those_who_are_not_ready(flow: Bulk, running: Running) -> None:
    """In bulk it is what one look at the person shows: audit lines and Flow's own copy."""
    ada = running.email(MEMBER)

    async def ask(bulk: BulkSources, access: Secret | None) -> tuple[Known, Known]:
        assert bulk.flow is not None
        look = await bulk.flow.person(access, ada)
        assert isinstance(look.audit, Seen)
        assert isinstance(look.remembered, Seen)
        ids = frozenset(one.id for one in look.remembered.value)
        account = look.account.value if isinstance(look.account, Seen) else None
        assert account is not None
        wanted = Wanted(frozenset({ada}), ids, frozenset({account.id}))
        known, none = await bulk.flow.known(access, wanted), await bulk.flow.known(access, Wanted())
        assert isinstance(known.audit, Seen)
        assert isinstance(known.remembered, Seen)
        assert set(look.audit.value) <= set(known.audit.value)
        assert tuple(known.remembered.value.values()) == look.remembered.value
        return known, none

    known, none = flow.run(ask)
    assert isinstance(known.invitations, Seen)
    assert isinstance(none.audit, Seen)
    assert none.audit.value == ()
    assert isinstance(none.remembered, Seen)
    assert not none.remembered.value


def test_a_member_sees_nobody(running: Running) -> None:
    """Without the right to look nothing is claimed, and why is told."""
    api = Api(running)
    mine = bulk_of(SourceKind.FLOW, running.ready["flow_api"], access=api.token(MEMBER))
    api.close()
    read = mine.read()
    assert (read.entries, read.completeness.complete) == ((), False)
    assert read.completeness.why_not == "forbidden"

    async def ask(bulk: BulkSources, access: Secret | None) -> Known:
        assert bulk.flow is not None
        assert [page async for page in bulk.flow.members(access)] == []
        assert not bulk.flow.completeness().complete
        return await bulk.flow.known(access, Wanted(frozenset({"x"})))

    known = mine.run(ask)
    assert isinstance(known.audit, NotSeen)
    assert isinstance(known.remembered, NotSeen)
