"""Several sources, one look: what anybody saw is seen, and nobody's "nobody" hides what was not asked there."""

from __future__ import annotations

from datetime import UTC, datetime

from flow_desktop.core.evidence import (
    Connection,
    ConnectionState,
    DirectoryUser,
    Look,
    NotSeen,
    Observation,
    Seen,
)
from flow_desktop.core.looks import merged
from flow_desktop.core.observed import Absent, Present, WithheldReason

AT = datetime(2027, 1, 15, tzinfo=UTC)
LATER = datetime(2027, 1, 16, tzinfo=UTC)


def user(key: str, email: str | None, *, idp_id: str | None = None, active: bool = True) -> DirectoryUser:
    """Somebody in Directory Sync."""
    return DirectoryUser(key, idp_id, email=Present(email) if email else Absent(), active=active)


def users(direct: Observation[tuple[DirectoryUser, ...]], *flow: DirectoryUser) -> list[tuple[str, bool | None]]:
    """Ids and states where the direct source and the Flow API were asked for ada@x.example."""
    looks = (Look(directory_users=direct), Look(directory_users=Seen(flow, "flow_people", LATER)))
    piece = merged(looks, asked="Ada@x.example").directory_users
    assert isinstance(piece, Seen)
    return [(one.id, one.active) for one in piece.value]


def test_what_anybody_saw_is_seen() -> None:
    """The first source that saw a piece tells it; where none did, the reason of one that was asked."""
    none, active = Connection(ConnectionState.NONE), Connection(ConnectionState.ACTIVE)
    first = Look(connection=Seen(none, "a", AT), delivery=NotSeen())
    second = Look(connection=Seen(active, "b", LATER), delivery=NotSeen(WithheldReason.FORBIDDEN, "b"))
    got = merged((first, second))
    assert got.connection == Seen(none, "a", AT)
    assert got.delivery == NotSeen(WithheldReason.FORBIDDEN, "b")
    assert merged((Look(connection=NotSeen(WithheldReason.TIMED_OUT, "a")), second)).connection == second.connection
    assert merged(()) == Look()


def test_the_direct_source_decides_about_the_address_it_was_asked_for() -> None:
    """Whom Flow still has under that address, the direct source knows better."""
    assert users(Seen((), "workos_users", AT), user("du_1", "ada@X.example")) == []
    gone = Seen((user("du_1", "ada@x.example", active=False),), "workos_users", AT)
    assert users(gone, user("du_1", "ada@x.example")) == [("du_1", False)]


def test_a_user_under_another_address_is_not_hidden() -> None:
    """The account's own directory user may have another e-mail, or none: nobody asked the direct source for it."""
    nobody: Observation[tuple[DirectoryUser, ...]] = Seen((), "workos_users", AT)
    assert users(nobody, user("du_1", "ada.byron@x.example")) == [("du_1", True)]
    assert users(nobody, user("du_1", None)) == [("du_1", True)]
    someone = Seen((user("du_2", "ada@x.example"),), "workos_users", AT)
    assert users(someone, user("du_1", "ada.byron@x.example")) == [("du_2", True), ("du_1", True)]


def test_nobody_is_there_twice() -> None:
    """Two ways into Directory Sync may give one user two ids: the one at the identity provider is the same."""
    direct = Seen((user("scim-1", "ada.byron@x.example", idp_id="00u1"),), "scim_users", AT)
    assert users(direct, user("du_1", "ada.lovelace@x.example", idp_id="00u1")) == [("scim-1", True)]
    same = Seen((user("du_1", "new@x.example"),), "workos_users", AT)
    assert users(same, user("du_1", "old@x.example")) == [("du_1", True)]


def test_a_direct_source_that_could_not_look_leaves_it_to_flow() -> None:
    """Then everybody Flow tells of is there."""
    blocked: Observation[tuple[DirectoryUser, ...]] = NotSeen(WithheldReason.THROTTLED, "workos_users")
    assert users(blocked, user("du_1", "ada@x.example")) == [("du_1", True)]
