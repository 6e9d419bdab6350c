"""The system's keychain: which one it is, and whether it gives back what it was given."""

from __future__ import annotations

import os
from dataclasses import dataclass

from flow_desktop.adapters.keychain import WAIT_SECONDS, Keychain
from flow_desktop.core.doctor import Area, DoctorLine, LineState
from flow_desktop.core.problems import Problem, StorageFailed
from flow_desktop.core.words import message

_ID = "keychain.round_trip"


@dataclass(frozen=True, slots=True)
class KeychainProbe:
    """core.ports.Probe. A throw-away item goes in and out; a session that is stored is not touched.

    The program goes on without a keychain, so one that fails is a warning.
    """

    keychain: Keychain
    area: Area = Area.KEYCHAIN
    name: str = "round_trip"
    seconds: float = 4 * WAIT_SECONDS

    async def look(self) -> tuple[DoctorLine, ...]:
        """One line. A locked keychain may ask the person to unlock it, as a sign-in would."""
        item, secret = f"doctor-{os.urandom(8).hex()}", os.urandom(16).hex()
        try:
            backend = await self.keychain.name()
            await self.keychain.put(item, secret)
            given_back = await self.keychain.get(item)
            await self.keychain.drop(item)
        except StorageFailed as failed:
            return (_failed(failed.problem),)
        if given_back != secret:
            said, following = message("doctor.keychain.forgets", name=backend), message("doctor.keychain.forgets_next")
            return (DoctorLine(_ID, Area.KEYCHAIN, LineState.BAD, said, following),)
        return (DoctorLine(_ID, Area.KEYCHAIN, LineState.OK, message("doctor.keychain.works", name=backend)),)


def _failed(found: Problem) -> DoctorLine:
    """None there, locked, or silent: `doctor.keychain.<what>` says what that means here."""
    what = found.code.value.partition(".")[2]
    said, following = message(f"doctor.keychain.{what}"), message(f"doctor.keychain.{what}_next")
    return DoctorLine(_ID, Area.KEYCHAIN, LineState.WARN, said, following, found)


@dataclass(frozen=True, slots=True)
class NoKeychainProbe:
    """core.ports.Probe for a run that was told to keep nothing."""

    area: Area = Area.KEYCHAIN
    name: str = "round_trip"
    seconds: float = 1.0

    async def look(self) -> tuple[DoctorLine, ...]:
        """Not asked."""
        return (DoctorLine(_ID, Area.KEYCHAIN, LineState.OK, message("doctor.keychain.not_used")),)
