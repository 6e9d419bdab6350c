"""What a SCIM server is asked about one address, about itself and about groups; a filter is believed where proven."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest

from flow_desktop.adapters.bulk.build import BulkSources
from flow_desktop.core.deployment import DirectoryAuth, SourceKind
from flow_desktop.core.evidence import Observation, Seen
from flow_desktop.core.pilot.entries import Abilities, Entry, Group, GroupMembers
from flow_desktop.core.problems import Refused
from flow_desktop.core.secret import Secret
from tests.support.answering import Asked, Said, Server, answering
from tests.support.bulk import bulk_of
from tests.support.bulk_server import BulkServer
from tests.support.scim_server import TOKEN, ScimServer, crowd, user

T = TypeVar("T")
LYING = (
    "filter ignored",
    "filter ignored, somebody shown",
    "filter always empty",
    "filter tells case",
    "filter refused",
    "filter fails",
    "emails.value refused",
)


def ask(
    server: Callable[[Asked], Said], story: Callable[[BulkSources, Secret | None], Awaitable[T]], **more: Any
) -> tuple[T, Server]:
    """A story with a server."""
    with answering(server) as served:
        return bulk_of(SourceKind.SCIM, served.url, **{"credential": TOKEN, **more}).run(story), served


async def abilities(bulk: BulkSources, access: Secret | None) -> Abilities:
    """What it can do."""
    return await bulk.people.discover(access)


def looking(*emails: str) -> Callable[[BulkSources, Secret | None], Awaitable[list[Observation[tuple[Entry, ...]]]]]:
    """Look these up, one after the other."""

    async def story(bulk: BulkSources, access: Secret | None) -> list[Observation[tuple[Entry, ...]]]:
        return [await bulk.people.look_up(access, email) for email in emails]

    return story


def told(found: Observation[tuple[Entry, ...]]) -> str:
    """How many, or why nobody can say."""
    return str(len(found.value)) if isinstance(found, Seen) else found.reason.value


@pytest.mark.parametrize("fault", LYING)
def test_a_filter_that_lies_never_proves_absence(fault: str) -> None:
    """Everybody has to be listed there; nobody is said to be missing because a filter did not show them."""
    server = ScimServer(crowd(30), frozenset({fault}))
    can, _ = ask(server, abilities)
    assert (can.filters, can.notes) == (False, ("filters_unproven",))
    found, _ = ask(server, looking("nobody@example.com", "person999@example.com"))
    assert not any(isinstance(one, Seen) for one in found)


def test_the_probes_are_sent_once() -> None:
    """Three requests to discover, six probes; then two for each address, whether somebody is there or not."""
    server = ScimServer(crowd(30))
    found, served = ask(server, looking(*(f"PERSON{n}@example.com" for n in range(5)), "nobody@example.com"))
    assert [told(one) for one in found] == ["1"] * 5 + ["0"]
    probes = len(served.asked) - 2 * 6
    assert probes <= 9


def test_everybody_who_answers_is_shown() -> None:
    """By user name or by any e-mail; two people with one address are two."""
    two = [user(1, "ada@example.com"), user(2, "other@example.com", emails=[{"value": "Ada@Example.com"}])]
    found, _ = ask(ScimServer([*crowd(5), *two]), looking("ada@example.com"))
    assert isinstance(found[0], Seen)
    assert {one.id for one in found[0].value} == {"id-1", "id-2"}


def test_an_address_in_other_letters_is_not_proven_to_be_missing() -> None:
    """How a server folds letters beyond ASCII nobody knows; whoever is found is there all the same."""
    zoe = user(7, "zoë@example.com")
    found, _ = ask(ScimServer([*crowd(5), zoe]), looking("zoë@example.com", "zöe@example.com", "", "\ud800"))
    assert [told(one) for one in found] == ["1", "listing_incomplete", *["no_address_to_look_for"] * 2]


@pytest.mark.parametrize(("status", "why"), [(401, "credential_refused"), (403, "forbidden"), (404, "no_such_address")])
def test_whoever_may_not_look_is_told(status: int, why: str) -> None:
    """Discovering says so at once, and no look-up claims anything."""

    async def story(bulk: BulkSources, access: Secret | None) -> str:
        with pytest.raises(Refused) as refused:
            await bulk.people.discover(access)
        return refused.value.reason.value

    if status != 404:
        assert ask(lambda _: Said(status, {}), story)[0] == why
    read, _ = ask(lambda _: Said(status, {}), _reading)
    assert read == why


async def _reading(bulk: BulkSources, access: Secret | None) -> str | None:
    assert [page async for page in bulk.people.pages(access, done={})] == []
    told = bulk.people.completeness()
    assert not told.complete
    return told.why_not


@pytest.mark.parametrize("status", [401, 403, 404, 500])
@pytest.mark.parametrize("path", ["ServiceProviderConfig", "Groups"])
def test_what_is_kept_secret_costs_itself_only(path: str, status: int) -> None:
    """A server may show people and keep its description, or its groups, to itself."""
    inner = BulkServer(crowd(30))

    def answer(asked: Asked) -> Said:
        return Said(status, {}) if asked.path.endswith(path) else inner(asked)

    can, _ = ask(answer, abilities)
    assert (can.people, can.filters) == (30, True)
    assert (can.groups, can.notes) == (path != "Groups", () if path == "Groups" else ("no_configuration",))


def test_a_total_that_may_be_the_pages_size_is_no_hint() -> None:
    """Fifty people of fifty on a page may be all, or the first of many (AWS)."""
    for people, told in ((47, 47), (50, None), (0, 0)):
        assert ask(BulkServer(crowd(people), cap=50), abilities)[0].people == told


def test_a_server_that_is_slow_is_not_empty() -> None:
    """What came too late did not come."""
    inner, over = BulkServer(crowd(30)), threading.Event()

    def slow(asked: Asked) -> Said:
        if asked.query.get("startIndex") == "11":
            over.wait(10)
        return inner(asked)

    with answering(slow) as served:
        bulk = bulk_of(SourceKind.SCIM, served.url, credential=TOKEN)
        bulk.seconds = 0.2
        read = bulk.read()
        over.set()
    assert not read.completeness.complete
    assert read.completeness.why_not == "timed_out"


def test_the_size_of_a_page_is_learned() -> None:
    """From what the server says of itself, and from what it sends."""
    config = {"filter": {"supported": True, "maxResults": 5000}}
    assert ask(BulkServer(crowd(300), cap=1000, config=config), abilities)[0].page_size == 500
    capped = ask(BulkServer(crowd(300), cap=25, config=config), abilities)[0]
    assert (capped.page_size, capped.people) == (25, 300)
    small = ask(BulkServer(crowd(7), config={"filter": {"supported": True, "maxResults": 20}}), abilities)[0]
    assert (small.page_size, small.people) == (20, 7)


def test_values_are_left_out_only_where_that_is_heeded() -> None:
    """`attributes` is sent where it gives the same people value for value, and nowhere else."""
    _, served = ask(BulkServer(crowd(30)), _reading_all)
    assert any("attributes" in one.query for one in served.asked)

    def careless(asked: Asked) -> Said:
        said = BulkServer(crowd(30))(asked)
        if "attributes" in asked.query:
            said.body["Resources"] = [{"id": one["id"], "userName": one["userName"]} for one in said.body["Resources"]]
        return said

    entries, served = ask(careless, _reading_all)
    assert all(one.given == "Ada" for one in entries)
    assert sum("attributes" in one.query for one in served.asked) == 1


async def _reading_all(bulk: BulkSources, access: Secret | None) -> list[Entry]:
    return [entry async for page in bulk.people.pages(access, done={}) for entry in page.entries]


def test_the_persons_own_token_goes_where_the_deployment_says() -> None:
    """With `directory_auth = "user"` only their own token is sent; else only the admin's."""
    for auth, sent in ((DirectoryAuth.USER, "own"), (DirectoryAuth.TOKEN, TOKEN)):
        _, served = ask(BulkServer(crowd(3)), _reading_all, access="own", directory_auth=auth)
        assert {one.bearer for one in served.asked} == {sent}


GROUPS = [{"id": f"g{n}", "displayName": f"Group {n}"} for n in range(120)]


def with_groups(members: Any = None, status: int = 200) -> Callable[[Asked], Said]:
    """A server with groups, ten on a page, and one that can be opened."""

    def answer(asked: Asked) -> Said:
        if asked.path.endswith("/Groups"):
            start = int(asked.query["startIndex"])
            return Said(body={"Resources": GROUPS[start - 1 : start + 9], "totalResults": len(GROUPS)})
        body = {**GROUPS[1], **({} if members is None else {"members": members})}
        return Said(status, body)

    return answer


async def _members(bulk: BulkSources, access: Secret | None) -> GroupMembers:
    return await bulk.people.members_of(access, "g1")


def test_all_groups_are_listed() -> None:
    """Over all pages, each once; a server that ignores paging is not asked for ever."""

    async def story(bulk: BulkSources, access: Secret | None) -> tuple[Group, ...]:
        return await bulk.people.groups(access)

    assert [one.id for one in ask(with_groups(), story)[0]] == [one["id"] for one in GROUPS]
    whole = {"Resources": GROUPS, "totalResults": len(GROUPS)}
    found, served = ask(lambda _: Said(body=whole), story)
    assert (len(found), len(served.asked)) == (120, 2)


@pytest.mark.parametrize(
    ("members", "ids", "complete"),
    [
        ([{"value": "a", "display": "Ada"}, {"value": "b"}], ("a", "b"), True),
        (["a", "b"], ("a", "b"), True),
        ([{"Value": "a"}], ("a",), True),
        ([{"value": "a"}, {"value": 5}], ("a",), False),
        ([], (), True),
        (None, (), False),
        ("a", (), False),
    ],
)
def test_who_is_in_a_group(members: Any, ids: tuple[str, ...], complete: bool) -> None:
    """Members by id, with what the server calls them; a list that was not told is not an empty one."""
    found, _ = ask(with_groups(members), _members)
    assert (found.group.name, found.ids, found.complete) == ("Group 1", ids, complete)
    assert set(found.labels) == set(ids)


@pytest.mark.parametrize(("status", "why"), [(400, "bad_answer"), (404, "no_such_address"), (500, "server_error")])
def test_a_group_that_is_not_there(status: int, why: str) -> None:
    """Some servers answer 400 for an unknown id (Entra): that is refused, never an empty group."""

    async def story(bulk: BulkSources, access: Secret | None) -> str:
        with pytest.raises(Refused) as refused:
            await bulk.people.members_of(access, "g1")
        return refused.value.reason.value

    assert ask(with_groups(status=status), story)[0] == why
