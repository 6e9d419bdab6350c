"""One person's evidence: gathered once, from everybody at the same time, and judged; then the watch."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from typing import TypeVar

import pytest

from flow_desktop.core.diagnosis import Bottom, Diagnosis
from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import (
    Account,
    Connection,
    ConnectionState,
    Delivery,
    DirectoryUser,
    Enterprise,
    Look,
    NotSeen,
    Pilot,
    Pilots,
    Seen,
    Viewer,
)
from flow_desktop.core.observed import Present, WithheldReason
from flow_desktop.core.ports import EvidenceSource
from flow_desktop.core.problems import Code, FlowError, SignInAgain, problem
from flow_desktop.core.secret import Secret
from flow_desktop.flows.session import Session
from flow_desktop.flows.troubleshoot import WATCH_FIRST_SECONDS, Inquiry, Troubleshooter, TroubleshootPorts
from tests.fakes.evidence import FakeAttempts, FakeEvidence
from tests.support.session_house import House, play

ANA, BEN = "ana@example.com", "ben@example.com"
T = TypeVar("T")


def from_flow(house: House, value: T) -> Seen[T]:
    """A piece that the Flow API told."""
    return Seen(value, "flow_people", house.clock.now())


def healthy(house: House, *, viewer: str = ANA) -> Look:
    """Ana is everywhere the same, and everything could be looked at."""
    mail, given, family, then = Present(ANA), Present("Ana"), Present("Li"), house.clock.now()
    user = DirectoryUser("du_1", None, mail, mail, given, family, active=True, created_at=then, updated_at=then)
    account = Account("a_1", mail, given, family, Role.MEMBER, "scim", created_at=then, linked_to="du_1")
    return Look(
        viewer=from_flow(house, Viewer(viewer, Role.MEMBER)),
        enterprise=from_flow(house, Enterprise("Example", "enterprise", sso_enforced=False)),
        connection=from_flow(house, Connection(ConnectionState.ACTIVE, "okta scim v2.0")),
        delivery=from_flow(house, Delivery(then, None, None, None, None)),
        directory_users=from_flow(house, (user,)),
        account=from_flow(house, account),
        remembered=from_flow(house, (user,)),
        invitations=from_flow(house, ()),
        audit=from_flow(house, ()),
        similar=from_flow(house, ()),
    )


def broken(house: House) -> Look:
    """The same with a directory that is switched off."""
    off = Connection(ConnectionState.INACTIVE, "okta scim v2.0")
    return replace(healthy(house), connection=from_flow(house, off), directory_users=from_flow(house, ()))


class Waits:
    """Pauses that let the clock pass instead; ``then`` happens during each."""

    def __init__(self, house: House, then: Callable[[int], None] = lambda _: None) -> None:
        self.seconds: list[float] = []
        self._house, self._then = house, then

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self._house.clock.move(seconds)
        self._then(len(self.seconds))


def asking(
    house: House, session: Session, *sources: EvidenceSource, pause: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> Troubleshooter:
    """A troubleshooter over these sources."""
    return Troubleshooter(TroubleshootPorts(session, sources, FakeAttempts(), house.clock, "Okta", pause=pause))


def test_the_signed_in_person_is_asked_for_by_default() -> None:
    """Without an address the own one is looked up, with the own access token, and one's claims are evidence."""

    async def scene(house: House) -> None:
        source, session = FakeEvidence(healthy(house)), await house.signed_in()
        found = await asking(house, session, source).check(Inquiry())
        assert source.asked == [ANA]
        assert source.tokens == [(await session.access()).reveal()]
        assert found.evidence.asked.is_self
        assert isinstance(found.evidence.claims, Seen)
        assert found.overall is Bottom.FINE

    play(scene)


def test_of_somebody_else_no_claims_are_known() -> None:
    """What the identity provider says of another person, only that person's own sign-in can show."""

    async def scene(house: House) -> None:
        found = await asking(house, await house.signed_in(), FakeEvidence(healthy(house, viewer=ANA))).check(
            Inquiry(email=BEN)
        )
        assert not found.evidence.asked.is_self
        assert found.evidence.claims == NotSeen(WithheldReason.ONLY_THE_PERSON_CAN_SHOW_THIS)

    play(scene)


def test_an_address_flow_knows_me_by_is_mine() -> None:
    """Flow may know the signed-in person by an older address than the identity provider gives today."""

    async def scene(house: House) -> None:
        look = healthy(house, viewer="Ana.Old@example.com")
        found = await asking(house, await house.signed_in(), FakeEvidence(look)).check(
            Inquiry(email="ana.old@example.com")
        )
        assert found.evidence.asked.is_self

    play(scene)


def test_who_is_forbidden_to_look_at_themselves_is_not_told_that_all_is_well() -> None:
    """Everybody may ask about themselves: a refusal there is a fault, and the verdict says that nothing was seen."""

    async def scene(house: House) -> None:
        no = NotSeen(WithheldReason.FORBIDDEN, "flow_people")
        look = replace(healthy(house), account=no, directory_users=no, audit=no)
        found = await asking(house, await house.signed_in(), FakeEvidence(look)).check(Inquiry(email=ANA))
        assert found.evidence.look.account == NotSeen(WithheldReason.CREDENTIAL_REFUSED, "flow_people")
        assert found.overall is Bottom.CANNOT_TELL

    play(scene)


def test_a_plain_member_is_refused_others() -> None:
    """Flow refuses a member the account of somebody else: that is a rule to be told, not a place that failed."""

    async def scene(house: House) -> None:
        no = NotSeen(WithheldReason.FORBIDDEN, "flow_people")
        look = Look(viewer=from_flow(house, Viewer(ANA, Role.MEMBER)), account=no, directory_users=no)
        with pytest.raises(FlowError) as refused:
            await asking(house, await house.signed_in(), FakeEvidence(look)).check(Inquiry(email=BEN))
        assert refused.value.problem.code is Code.POLICY_NOT_ADMIN

    play(scene)


def test_the_own_token_shows_nobody_else() -> None:
    """A SCIM server that gets the person's own token tells about the person only; others are refused as in Flow."""

    async def scene(house: House) -> None:
        own = NotSeen(WithheldReason.ONLY_THE_PERSON_CAN_SHOW_THIS, "scim_users")
        checks = asking(house, await house.signed_in(), FakeEvidence(Look(directory_users=own)))
        with pytest.raises(FlowError) as refused:
            await checks.check(Inquiry(email=BEN))
        assert refused.value.problem.code is Code.POLICY_NOT_ADMIN
        assert (await checks.check(Inquiry(email=ANA))).evidence.look.directory_users == own

    play(scene)


def test_nobody_hides_whom_the_account_is_tied_to() -> None:
    """The direct source was asked for one address; Flow's own link, under another one, stays in the evidence."""

    async def scene(house: House) -> None:
        direct = FakeEvidence(Look(directory_users=from_flow(house, ())), needs_session=False)
        user = DirectoryUser("du_1", email=Present("ana.new@example.com"), active=True)
        flow = FakeEvidence(replace(healthy(house), directory_users=from_flow(house, (user,))))
        found = await asking(house, await house.signed_in(), direct, flow).check(Inquiry())
        assert found.evidence.look.directory_users == from_flow(house, (user,))

    play(scene)


def test_a_credential_of_directory_sync_may_look_at_anybody() -> None:
    """Who holds a credential of Directory Sync may check others there, though Flow refuses them (decisions, 6)."""

    async def scene(house: House) -> None:
        flow = FakeEvidence(Look(account=NotSeen(WithheldReason.FORBIDDEN, "flow_people")))
        direct = FakeEvidence(Look(directory_users=from_flow(house, ())), needs_session=False)
        found = await asking(house, await house.signed_in(), direct, flow).check(Inquiry(email=BEN))
        assert isinstance(found.evidence.look.directory_users, Seen)
        assert isinstance(found.evidence.look.account, NotSeen)

    play(scene)


def test_nobody_signed_in() -> None:
    """Where a source wants the person's own token, or nobody is named, somebody has to sign in first."""

    async def scene(house: House) -> None:
        for inquiry in (Inquiry(), Inquiry(email=BEN)):
            with pytest.raises(FlowError) as refused:
                await asking(house, house.session(), FakeEvidence(healthy(house))).check(inquiry)
            assert refused.value.problem.code is Code.SIGN_IN_AGAIN_NO_SESSION

    play(scene)


def test_a_pipeline_needs_no_session() -> None:
    """With a credential of Directory Sync an address can be checked where nobody is signed in."""

    async def scene(house: House) -> None:
        source = FakeEvidence(Look(directory_users=from_flow(house, ())), needs_session=False)
        found = await asking(house, house.session(), source).check(Inquiry(email=BEN))
        assert source.tokens == [None]
        assert found.evidence.asked.email == BEN

    play(scene)


def test_everybody_is_asked_at_the_same_time() -> None:
    """Two sources are asked side by side: each answers only once the other was asked as well."""

    async def scene(house: House) -> None:
        both = asyncio.Barrier(2)
        sources = (Meeting(healthy(house), both), Meeting(Look(), both))
        found = await asking(house, await house.signed_in(), *sources).check(Inquiry())
        assert found.overall is Bottom.FINE

    play(scene)


class Meeting(FakeEvidence):
    """Answers when all have been asked."""

    def __init__(self, look: Look, both: asyncio.Barrier) -> None:
        super().__init__(look)
        self._both = both

    async def gather(self, email: str, access: Secret | None) -> Look:
        await self._both.wait()
        return await super().gather(email, access)


def test_the_servers_clock_decides() -> None:
    """Ages and cycles are counted by the servers' clock: a computer that is an hour slow judges the same."""

    async def scene(house: House) -> None:
        house.provider.clock_offset = 3600.0
        found = await asking(house, await house.signed_in(), FakeEvidence(healthy(house))).check(Inquiry())
        assert (found.evidence.now - house.clock.now()).total_seconds() == 3600.0

    play(scene)


def test_a_watch_ends_when_it_is_fixed() -> None:
    """It looks at growing distances, and not once more after everything is fine."""

    async def scene(house: House) -> None:
        source = FakeEvidence(broken(house))

        def then(number: int) -> None:
            if number == 3:
                source.look = healthy(house)

        waits = Waits(house, then)
        found = await watched(asking(house, await house.signed_in(), source, pause=waits))
        assert [one.overall is Bottom.FINE for one in found] == [False, False, False, True]
        assert waits.seconds == [WATCH_FIRST_SECONDS, WATCH_FIRST_SECONDS * 1.5, WATCH_FIRST_SECONDS * 1.5**2]

    play(scene)


def test_a_watch_knows_its_limit() -> None:
    """What never mends is given up, after the provider's cycle and twenty minutes more; waits stay under 5 minutes."""

    async def scene(house: House) -> None:
        waits = Waits(house)
        found = await watched(asking(house, await house.signed_in(), FakeEvidence(broken(house)), pause=waits))
        assert all(one.overall is not Bottom.FINE for one in found)
        assert 25 * 60 < sum(waits.seconds) <= 35 * 60
        assert max(waits.seconds) <= 300

    play(scene)


def test_a_watch_outlives_a_network_that_is_away() -> None:
    """A look that failed for the network costs that look only; the end of the session ends the watch."""

    async def scene(house: House) -> None:
        source = FakeEvidence(broken(house))

        def fail() -> None:
            source.before = lambda: None
            raise FlowError(problem(Code.NETWORK_UNREACHABLE))

        def end() -> None:
            raise SignInAgain(problem(Code.SIGN_IN_AGAIN_EXPIRED))

        def then(number: int) -> None:
            source.before = fail if number == 1 else end if number == 3 else (lambda: None)

        seen: list[Diagnosis] = []
        with pytest.raises(SignInAgain):
            await watched(asking(house, await house.signed_in(), source, pause=Waits(house, then)), seen)
        assert len(seen) == 2

    play(scene)


def test_the_set_up_guide_has_its_own_look() -> None:
    """It gets the evidence of whoever is signed in and the first people of the directory, from whom knows them."""

    async def scene(house: House) -> None:
        flow, other = FakeEvidence(healthy(house)), FakeEvidence()
        flow.people = from_flow(house, Pilots((Pilot(ANA, in_flow=True),)))
        evidence, pilots = await asking(house, await house.signed_in(), other, flow).look_at_setup()
        assert evidence.asked.email == ANA
        assert isinstance(pilots, Seen)
        assert pilots.value.people[0].in_flow

    play(scene)


def test_why_nobody_tells_the_first_people() -> None:
    """The reason of the source that might have told, not of one that never could."""

    async def scene(house: House) -> None:
        direct, flow = FakeEvidence(needs_session=False), FakeEvidence()
        direct.people = NotSeen(WithheldReason.SOURCE_CANNOT_TELL, "workos_users")
        flow.people = NotSeen(WithheldReason.FORBIDDEN, "flow_directory")
        _, pilots = await asking(house, await house.signed_in(), direct, flow).look_at_setup()
        assert pilots == flow.people
        assert (await asking(house, await house.signed_in(), direct).look_at_setup())[1] == direct.people

    play(scene)


async def watched(checks: Troubleshooter, seen: list[Diagnosis] | None = None) -> list[Diagnosis]:
    """Everything a watch found until it ended."""
    found = [] if seen is None else seen
    async with aclosing(checks.watch(Inquiry())) as looks:
        async for one in looks:
            found.append(one)
    return found
