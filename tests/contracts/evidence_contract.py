"""What every EvidenceSource promises. A test class inherits this and serves its source."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from flow_desktop.core.evidence import PIECES, DirectoryUser, Look, NotSeen, Observation, Pilots, Seen
from flow_desktop.core.observed import Absent, Present, WithheldReason

ADA, NOBODY = "ada@example.com", "nobody@example.com"


class Asking(Protocol):
    """The source under test; what it keeps open is closed after each question."""

    def gather(self, email: str) -> Look:
        """Everything about one address."""
        ...

    def pilots(self) -> Observation[Pilots]:
        """The first people."""
        ...


Serve = Callable[[], AbstractContextManager[Asking]]


class EvidenceContract:
    """The promises, one test each."""

    tells: frozenset[str]
    """The pieces that this source can show of a healthy world."""

    def serve(self) -> AbstractContextManager[Asking]:
        """A world with Ada in Directory Sync, asked with everything the source needs."""
        raise AssertionError("a contract needs a source")

    def serve_without_credential(self) -> AbstractContextManager[Asking]:
        """The same world, asked without a token or key."""
        raise AssertionError("a contract needs a source")

    def serve_nothing(self) -> AbstractContextManager[Asking]:
        """A source whose server cannot be reached."""
        raise AssertionError("a contract needs a source")

    def test_somebody_there_is_seen_with_every_value(self) -> None:
        """Values byte for byte, with source and time."""
        with self.serve() as source:
            users = source.gather(ADA).directory_users
        assert isinstance(users, Seen)
        (user,) = users.value
        assert isinstance(user, DirectoryUser)
        assert (user.id, user.active) == ("id-ada", True)
        assert (user.user_name, user.email) == (Present(ADA), Present("Ada@example.com"))
        assert (user.given_name, user.family_name) == (Present("Ada"), Absent())
        assert user.updated_at is not None
        assert user.updated_at.isoformat() == "2026-01-05T09:00:00+00:00"
        assert users.at.utcoffset() is not None

    def test_somebody_not_there_is_seen_as_nobody(self) -> None:
        """A proven "nobody" is a fact."""
        with self.serve() as source:
            users = source.gather(NOBODY).directory_users
        assert isinstance(users, Seen)
        assert users.value == ()

    def test_it_tells_what_it_can_and_nothing_else(self) -> None:
        """Each piece of a healthy world is seen or was never this source's to show."""
        with self.serve() as source:
            look = source.gather(ADA)
        assert {name for name in PIECES if isinstance(getattr(look, name), Seen)} == self.tells
        others = [getattr(look, name) for name in PIECES if name not in self.tells]
        assert {one.reason for one in others} <= {WithheldReason.NOT_CONFIGURED}

    def test_a_source_that_cannot_be_reached_shows_nothing(self) -> None:
        """It never raises; what it could have shown says why it did not."""
        with self.serve_nothing() as source:
            look, pilots = source.gather(ADA), source.pilots()
        pieces = [getattr(look, name) for name in sorted(self.tells)]
        assert {(type(one), one.reason) for one in pieces} == {(NotSeen, WithheldReason.UNREACHABLE)}
        assert isinstance(pilots, NotSeen)

    def test_without_a_credential_nobody_looks(self) -> None:
        """The reason is told, and nothing is shown."""
        with self.serve_without_credential() as source:
            look, pilots = source.gather(ADA), source.pilots()
        pieces = [getattr(look, name) for name in sorted(self.tells)]
        assert {(type(one), one.reason) for one in pieces} == {(NotSeen, WithheldReason.NO_CREDENTIAL)}
        assert isinstance(pilots, NotSeen)

    def test_no_address_is_nobody_to_look_for(self) -> None:
        """Blanks and half a character are no address: that is no "nobody there"."""
        with self.serve() as source:
            for empty in ("", " \u200b", "\ud800@example.com"):
                users = source.gather(empty).directory_users
                assert isinstance(users, NotSeen)
                assert users.reason is WithheldReason.NO_ADDRESS_TO_LOOK_FOR

    def test_looking_twice_sees_the_same(self) -> None:
        """A look changes nothing, and nothing of it is kept."""
        with self.serve() as source:
            assert source.gather(ADA) == source.gather(ADA)
