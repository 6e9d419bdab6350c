"""Why is it not in sync? One person's evidence gathered once and in parallel, then judged by the pure checks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flow_desktop.core.answers import Answer
from flow_desktop.core.diagnosis import Bottom, Diagnosis, diagnose
from flow_desktop.core.evidence import (
    PIECES,
    Asked,
    Evidence,
    Look,
    NotSeen,
    Observation,
    Pilots,
    Seen,
    SignInAttempt,
)
from flow_desktop.core.identity import Identity
from flow_desktop.core.looks import merged
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.ports import Attempts, Clock, EvidenceSource
from flow_desktop.core.problems import Code, FlowError, Kind, SignInAgain, problem
from flow_desktop.core.providers import CYCLES
from flow_desktop.core.symptoms import Symptom
from flow_desktop.core.text import email_key
from flow_desktop.flows.person import person_of
from flow_desktop.flows.session import Session

WATCH_FIRST_SECONDS = 15.0
WATCH_MOST_SECONDS = 300.0
WATCH_SPARE = timedelta(minutes=20)
"""How long a watch goes on after the provider's cycle must have run."""


_PASSING = (Kind.NETWORK, Kind.TIMEOUT, Kind.TLS, Kind.PROVIDER_ERROR, Kind.BAD_ANSWER, Kind.DISCOVERY)


@dataclass(frozen=True, slots=True)
class TroubleshootPorts:
    """``sources``: the most direct one first. ``provider_name``: how the deployment calls the identity provider."""

    session: Session
    sources: tuple[EvidenceSource, ...]
    attempts: Attempts
    clock: Clock
    provider_name: str | None = None
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One question to the places: about whom (None: the signed-in person), with what complaint and which answers."""

    email: str | None = None
    symptom: Symptom | None = None
    answers: tuple[Answer, ...] = ()
    only: frozenset[str] = frozenset()


class Troubleshooter:
    """Runs on the flow's own loop; one object per window or command."""

    def __init__(self, ports: TroubleshootPorts) -> None:
        self._ports = ports

    @property
    def needs_session(self) -> bool:
        """True where a source is asked with the signed-in person's own access token."""
        return any(source.needs_session for source in self._ports.sources)

    async def check(self, inquiry: Inquiry) -> Diagnosis:
        """Gather everything once and judge it.

        Raises SignInAgain where somebody has to sign in first, and FlowError ``policy.not_admin`` where the signed-in
        person asks about somebody else and may not.
        """
        evidence = await self._evidence(inquiry)
        return diagnose(evidence, provider_name=self._ports.provider_name, only=inquiry.only)

    async def look_at_setup(self) -> tuple[Evidence, Observation[Pilots]]:
        """What the set-up guide stands on: the signed-in person's own evidence, and the first people provisioned.

        Raises SignInAgain where somebody has to sign in first.
        """
        access = await self._ports.session.access() if self.needs_session else None
        looking = asyncio.gather(*(source.pilots(access) for source in self._ports.sources))
        evidence, found = await asyncio.gather(self._evidence(Inquiry()), looking)
        return evidence, _told_best(found)

    async def watch(
        self, inquiry: Inquiry, *, on_wait: Callable[[float], None] = lambda _seconds: None
    ) -> AsyncGenerator[Diagnosis, None]:
        """Check again and again, 15 s apart at first and 5 min at last; ends when nothing is proven or possible any
        more, or when the provider's cycle and twenty minutes more have passed. The consumer closes it to cancel.

        ``on_wait``: told before each pause how many seconds it lasts.
        """
        wait, found = WATCH_FIRST_SECONDS, await self.check(inquiry)
        yield found
        ends_at = self._ports.clock.monotonic() + (CYCLES[found.provider] + WATCH_SPARE).total_seconds()
        while found.overall is not Bottom.FINE and self._ports.clock.monotonic() + wait <= ends_at:
            on_wait(wait)
            await self._ports.pause(wait)
            wait = min(wait * 1.5, WATCH_MOST_SECONDS)
            again = await self._look_again(inquiry)
            if again is not None:
                found = again
                yield found

    async def _look_again(self, inquiry: Inquiry) -> Diagnosis | None:
        """None where the network is away for a moment: the watch goes on. Raises what only a person can mend."""
        try:
            return await self.check(inquiry)
        except SignInAgain:
            raise
        except FlowError as error:
            if error.problem.kind in _PASSING:
                return None
            raise

    async def _evidence(self, inquiry: Inquiry) -> Evidence:
        identity = self._ports.session.identity
        email, is_self = _whom(inquiry, identity)
        access = await self._ports.session.access() if self.needs_session else None
        looks = await asyncio.gather(*(source.gather(email, access) for source in self._ports.sources))
        look = merged(tuple(looks), asked=email)
        is_self = is_self or _is_viewer(look, email)
        _refuse_strangers(look, is_self=is_self)
        look = _as_refused(look) if is_self else look
        return Evidence(
            asked=Asked(email, is_self, inquiry.symptom),
            now=self._now(),
            look=look,
            claims=_claims(identity if is_self else None),
            attempt=self._attempt(),
            answers=inquiry.answers,
        )

    def _now(self) -> datetime:
        """The servers' clock decides about cycles and ages: by the ``Date`` of their answers."""
        return self._ports.clock.now() + timedelta(seconds=self._ports.session.clock_offset)

    def _attempt(self) -> Observation[SignInAttempt | None]:
        last = self._ports.attempts.last()
        return Seen(last, "this_computer", self._ports.clock.now())


def _whom(inquiry: Inquiry, identity: Identity | None) -> tuple[str, bool]:
    """The address to ask for, and whether it is the signed-in person's own. Raises FlowError where there is none."""
    own = person_of(identity).emails if identity is not None else ()
    if inquiry.email is None:
        if not own:
            raise FlowError(problem(Code.SIGN_IN_AGAIN_NO_SESSION))
        return own[0], True
    return inquiry.email, email_key(inquiry.email) in map(email_key, own)


def _claims(identity: Identity | None) -> Observation[Identity]:
    if identity is None:
        return NotSeen(WithheldReason.ONLY_THE_PERSON_CAN_SHOW_THIS)
    return Seen(identity, "sign_in", identity.at)


def _is_viewer(look: Look, email: str) -> bool:
    """Flow may know the person by another address than the identity provider gave."""
    return isinstance(look.viewer, Seen) and email_key(look.viewer.value.email) == email_key(email)


def _as_refused(look: Look) -> Look:
    """Everybody may ask about themselves: where that is forbidden somebody was refused, and nothing is as it should be.

    Who is in no enterprise is still told about their account in another way; then the rest is really not for them.
    """
    account = look.account
    if isinstance(account, Seen) or account.reason is not WithheldReason.FORBIDDEN:
        return look
    pieces: dict[str, Any] = {name: getattr(look, name) for name in PIECES}
    mine = {name: piece for name, piece in pieces.items() if piece == account}
    return replace(
        look, **{name: replace(piece, reason=WithheldReason.CREDENTIAL_REFUSED) for name, piece in mine.items()}
    )


def _told_best(found: list[Observation[Pilots]]) -> Observation[Pilots]:
    """What a source showed, else why one that might have could not."""
    cannot = (WithheldReason.SOURCE_CANNOT_TELL, WithheldReason.NOT_CONFIGURED)
    shown = [one for one in found if isinstance(one, Seen)]
    failed = [one for one in found if isinstance(one, NotSeen) and one.reason not in cannot]
    return next(iter([*shown, *failed, *found]), NotSeen())


def _refuse_strangers(look: Look, *, is_self: bool) -> None:
    """A plain member may ask about themselves only (decisions, 6), unless they hold a credential of Directory Sync."""
    account, users = look.account, look.directory_users
    if is_self or not (isinstance(account, NotSeen) and isinstance(users, NotSeen)):
        return
    own_token_only = users.reason is WithheldReason.ONLY_THE_PERSON_CAN_SHOW_THIS
    if own_token_only or account.reason is WithheldReason.FORBIDDEN:
        raise FlowError(problem(Code.POLICY_NOT_ADMIN))
