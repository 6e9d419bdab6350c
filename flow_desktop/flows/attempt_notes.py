"""Notes how the last sign-in on this computer ended, so that a check can tell a wrong account from a missing one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

from flow_desktop.core import signin as machine
from flow_desktop.core.causes import Cause
from flow_desktop.core.evidence import SignInAttempt
from flow_desktop.core.identity import Identity
from flow_desktop.core.ports import Attempts, Clock
from flow_desktop.core.problems import StorageFailed
from flow_desktop.flows.person import person_of

Observe: TypeAlias = Callable[[machine.SignInState], None]


@dataclass(frozen=True, slots=True)
class AttemptNotes:
    """An observer of one sign-in in front of another. ``typed``: the address typed before it, empty for none.

    Only addresses, a time and a code are kept. Where they cannot be, the sign-in goes on without.
    """

    attempts: Attempts
    clock: Clock
    typed: str
    observe: Observe

    def __call__(self, state: machine.SignInState) -> None:
        """Called on every new state."""
        with suppress(StorageFailed):
            self._note(state)
        self.observe(state)

    def _note(self, state: machine.SignInState) -> None:
        match state:
            case machine.AskingAccount(identity=identity, expected=expected):
                self._keep(expected, identity, cause=Cause.SIGNIN_WRONG_ACCOUNT)
            case machine.Failed(found) if found.cause not in (None, Cause.SIGNIN_WRONG_ACCOUNT):
                self._keep(self.typed, cause=found.cause)  # who came back as the wrong one is noted already
            case machine.SignedIn(identity) if self.typed:
                self._keep(self.typed, identity)
            case machine.SignedIn():
                self.attempts.clear()  # what failed before is over
            case _:
                return

    def _keep(self, typed: str, identity: Identity | None = None, *, cause: Cause | None = None) -> None:
        addresses = person_of(identity).emails if identity is not None else ()
        self.attempts.note(SignInAttempt(self.clock.now(), typed, addresses, cause.value if cause else None))
