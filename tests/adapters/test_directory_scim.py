"""A SCIM server is asked politely, its answers are checked, and "not there" needs proof."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from flow_desktop.adapters.credential import fixed
from flow_desktop.adapters.directory.scim import ScimDirectory
from flow_desktop.adapters.http import Http
from flow_desktop.core.deployment import Deployment, DirectoryAuth, SourceKind
from flow_desktop.core.directory import DirectorySight, Found, NotThere, Person, Unseen
from flow_desktop.core.observed import Present, WithheldReason
from flow_desktop.core.secret import Secret
from tests.fakes.time import FakeClock
from tests.support.answering import answering
from tests.support.scim_look import ADA, NO_FILTER, found_by, look
from tests.support.scim_server import TOKEN, ScimServer, crowd, user

# ------------------------------------------------------------------ the good server


def test_a_person_is_found_by_filter() -> None:
    """Letter case does not matter, and every value comes as it was sent."""
    sight, server, _ = look(ScimServer([*crowd(3), ADA]))
    assert found_by(sight) == "scim_filter"
    assert isinstance(sight, Found)
    record = sight.record
    assert (record.user_name, record.email) == (Present("Ada@Example.com"), Present("Ada@Example.com"))
    assert (record.given_name, record.family_name) == (Present("Ada"), Present("Lovelace"))
    assert (record.active, record.updated_at) == (True, "2026-01-05T09:00:00Z")
    assert all(path.startswith("/scim/v2/") for path in server.paths())
    assert {one.bearer for one in server.asked} == {TOKEN}


def test_nobody_is_proven_by_a_filter_that_works() -> None:
    """The filter finds somebody known in the other letter case, so its "nobody" can be believed; no listing is read."""
    sight, server, _ = look(ScimServer(crowd(500)))
    assert isinstance(sight, NotThere)
    assert sight.origin.source == "scim_filter"
    assert len(server.asked) < 10


def test_a_quote_in_an_address_stays_inside_the_filter() -> None:
    """An address cannot become a filter of its own."""
    evil = 'x" or userName pr or userName eq "y@example.com'
    sight, server, _ = look(ScimServer(crowd(3)), evil)
    assert isinstance(sight, NotThere | Unseen)
    filters = [one.query["filter"] for one in server.asked if "filter" in one.query]
    assert all('\\" or userName pr or userName eq \\"' in one for one in filters[:2])


def test_the_second_address_is_tried_too() -> None:
    """User name and e-mail may be two addresses; an address only in the e-mails counts."""
    ada = user(77, "ada@example.com", userName="al")
    sight, _, _ = look(ScimServer([*crowd(3), ada]))
    assert found_by(sight) == "scim_filter"


def test_without_an_address_nobody_is_looked_for() -> None:
    """No e-mail, no question."""
    sight, server, _ = look(ScimServer(crowd(3)), "")
    assert sight == Unseen(WithheldReason.NO_ADDRESS_TO_LOOK_FOR)
    assert server.asked == []


def test_without_a_credential_nothing_is_sent() -> None:
    """Above all not the person's own token."""
    sight, server, _ = look(ScimServer(crowd(3)), token="")
    assert sight == Unseen(WithheldReason.NO_CREDENTIAL)
    assert server.asked == []


# ------------------------------------------------------------------ one person, several records


def test_a_tombstone_steps_back() -> None:
    """One active record among deactivated ones is the person's."""
    old = user(1, "ada@example.com", active=False)
    assert found_by(look(ScimServer([old, ADA]))[0]) == "scim_filter"


@pytest.mark.parametrize("faults", [frozenset[str](), NO_FILTER])
def test_two_active_records_are_said_and_none_is_chosen(faults: frozenset[str]) -> None:
    """Choosing one would be a guess about a person."""
    sight, _, _ = look(ScimServer([ADA, user(2, "ADA@example.com")], faults))
    assert isinstance(sight, Unseen)
    assert sight.reason is WithheldReason.SEVERAL_CANDIDATES


def test_a_deactivated_person_is_found() -> None:
    """Inactive is a finding, not an absence."""
    sight, _, _ = look(ScimServer([*crowd(2), {**ADA, "active": False}]))
    assert isinstance(sight, Found)
    assert sight.record.active is False


# ------------------------------------------------------------------ /Me


def test_with_their_own_token_me_is_enough() -> None:
    """One request, and it goes with the person's own token."""
    sight, server, _ = look(ScimServer([], me=ADA), auth=DirectoryAuth.USER)
    assert found_by(sight) == "scim_me"
    assert server.paths() == ["/scim/v2/Me"]


def test_without_me_the_filter_is_tried() -> None:
    """A server without /Me (404) is asked like any other."""
    sight, _, _ = look(ScimServer([ADA]), auth=DirectoryAuth.USER)
    assert found_by(sight) == "scim_filter"


def test_an_admins_token_never_asks_me() -> None:
    """It would tell of the admin."""
    _, server, _ = look(ScimServer([ADA], me=user(1, "admin@example.com")))
    assert "/scim/v2/Me" not in server.paths()


# ------------------------------------------------------------------ filters that cannot be believed

UNTRUSTED = [
    "filter refused",
    "emails.value refused",
    "filter fails",
    "filter ignored",
    "filter ignored, somebody shown",
    "filter always empty",
    "filter tells case",
]


@pytest.mark.parametrize("fault", UNTRUSTED)
def test_a_filter_that_proves_nothing_leads_to_the_listing(fault: str) -> None:
    """Nobody is called absent because of such a filter; the whole list decides, and that is said."""
    sight, _, _ = look(ScimServer(crowd(120), frozenset({fault})))
    assert isinstance(sight, NotThere), sight
    assert sight.origin.source == "scim_listing"


@pytest.mark.parametrize("fault", UNTRUSTED)
def test_a_person_is_found_behind_such_a_filter(fault: str) -> None:
    """The person in the listing is found, also on the third page, and nobody else is taken for them."""
    found_by(look(ScimServer([*crowd(120), ADA], frozenset({fault})))[0])


@pytest.mark.parametrize("fault", ["filter always empty", "filter ignored, somebody shown", "filter fails"])
def test_a_filter_that_the_server_says_it_has_not_is_not_believed(fault: str) -> None:
    """ServiceProviderConfig and filter are asked for at once; without support the listing alone decides."""
    people = [user(1, "someone@example.com"), ADA]
    sight, _, _ = look(ScimServer(people, frozenset({fault}), config={"filter": {"supported": "False"}}))
    assert found_by(sight) == "scim_listing"


@pytest.mark.parametrize("config", [None, {}, {"filter": "yes"}, {"filter": {"supported": "maybe"}, "sort": 3}])
def test_a_missing_or_strange_configuration_is_no_failure(config: dict[str, Any] | None) -> None:
    """It says nothing, and the look goes on."""
    assert found_by(look(ScimServer([ADA], config=config))[0]) == "scim_filter"


def test_an_address_beyond_ascii_needs_the_listing() -> None:
    """Composed and decomposed letters are one mailbox to us, and may be two to a filter."""
    stored = user(77, "zoe\u0308@example.com")
    sight, _, _ = look(ScimServer([*crowd(3), stored], frozenset({"filter tells case"})), "zo\u00eb@example.com")
    assert found_by(sight) == "scim_listing"


# ------------------------------------------------------------------ servers that do not answer


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("401", WithheldReason.CREDENTIAL_REFUSED),
        ("403", WithheldReason.FORBIDDEN),
        ("404", WithheldReason.NO_SUCH_ADDRESS),
        ("429", WithheldReason.THROTTLED),
        ("500", WithheldReason.SERVER_ERROR),
        ("302", WithheldReason.BAD_ANSWER),
        ("HTML 500", WithheldReason.SERVER_ERROR),
        ("HTML 200", WithheldReason.BAD_ANSWER),
        ("HTML as JSON", WithheldReason.BAD_ANSWER),
        ("a list instead", WithheldReason.BAD_ANSWER),
        ("another object", WithheldReason.BAD_ANSWER),
        ("cut body", WithheldReason.UNREACHABLE),
    ],
)
@pytest.mark.parametrize("auth", list(DirectoryAuth))
def test_whatever_a_server_does_has_a_reason(fault: str, reason: WithheldReason, auth: DirectoryAuth) -> None:
    """Never an exception, never an absence: the cells say why nobody could look."""
    sight, _, _ = look(ScimServer([ADA], frozenset({fault}), me=ADA), auth=auth)
    assert isinstance(sight, Unseen), sight
    assert sight.reason is reason


def test_a_short_throttling_is_waited_for() -> None:
    """Retry-After of a second is honoured, and the answer comes."""
    sight, _, waits = look(ScimServer([ADA], throttle=2))
    assert found_by(sight) == "scim_filter"
    assert waits == [1.0, 1.0]


def test_a_long_throttling_is_not() -> None:
    """Two minutes would be a frozen window; nothing is waited in vain."""
    _, _, waits = look(ScimServer([ADA], frozenset({"429"})))
    assert waits == []


def test_nobody_there_at_all() -> None:
    """A closed port is "unreachable"."""
    with answering(ScimServer([])) as gone:
        pass

    async def story() -> DirectorySight:
        http = Http(proxy_for=lambda url: None)
        deployment = Deployment("https://login.example.com", "app", source=SourceKind.SCIM, directory_url=gone.url)
        directory = ScimDirectory(deployment, http=http, clock=FakeClock(), credential=fixed(Secret(TOKEN)))
        try:
            return (await directory.look_up(Person(("ada@example.com",)), None)).directory
        finally:
            await http.close()

    assert asyncio.run(story()) == Unseen(WithheldReason.UNREACHABLE)
