"""What every Directory promises. A test class inherits this and serves its source."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from flow_desktop.core.directory import DirectoryRecord, DirectorySight, DirectoryView, Found, NotThere, Person, Unseen
from flow_desktop.core.observed import Absent, Present
from flow_desktop.core.secret import Secret

ADA = Person(("ada@example.com",), subject="u-ada")
NOBODY = Person(("nobody@example.com",), subject="u-nobody")
RECORD = DirectoryRecord(
    id="id-ada",
    user_name=Present("ada@example.com"),
    email=Present("Ada@example.com"),
    given_name=Present("Ada"),
    family_name=Absent(),
    active=True,
    updated_at="2026-01-05T09:00:00Z",
)
"""Ada as every source under test holds her: no family name."""

TOKEN = Secret("the-persons-own-token")
Look = Callable[[Person], DirectoryView]
"""One look by the source under test; what it keeps open is closed afterwards."""


class DirectoryContract:
    """The promises, one test each."""

    def serve(self, person: Person) -> AbstractContextManager[Look]:
        """A world with Ada in Directory Sync, asked on behalf of this person."""
        raise AssertionError("a contract needs a source")

    def serve_nothing(self) -> AbstractContextManager[Look]:
        """A source whose server cannot be reached."""
        raise AssertionError("a contract needs a source")

    def sight(self, person: Person) -> DirectorySight:
        """What is seen of a person in Directory Sync."""
        with self.serve(person) as look:
            return look(person).directory

    def test_somebody_there_is_found_with_every_value(self) -> None:
        """The values are those of the record, and time and source of the look are told."""
        sight = self.sight(ADA)
        assert isinstance(sight, Found)
        assert sight.record == RECORD
        assert sight.origin.source
        assert sight.origin.at.utcoffset() is not None

    def test_somebody_not_there_is_not_there(self) -> None:
        """Absence is told with its source and time."""
        sight = self.sight(NOBODY)
        assert isinstance(sight, NotThere)
        assert sight.origin.source

    def test_a_source_that_cannot_be_reached_never_raises(self) -> None:
        """It says that nobody could look, and nothing else."""
        with self.serve_nothing() as look:
            view = look(ADA)
        assert isinstance(view.directory, Unseen)
        assert isinstance(view.flow, Unseen)

    def test_looking_twice_sees_the_same(self) -> None:
        """A look changes nothing."""
        with self.serve(ADA) as look:
            first, second = look(ADA).directory, look(ADA).directory
        assert isinstance(first, Found)
        assert isinstance(second, Found)
        assert first.record == second.record
