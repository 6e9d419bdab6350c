"""Webhooks on their way: signature, retries by the world's clock, losses, repeats and order."""

from __future__ import annotations

import threading
from dataclasses import replace
from itertools import pairwise

from flow_desktop.mock.faults import Broken
from flow_desktop.mock.sync.delivery import RETRY_SECONDS
from flow_desktop.mock.sync.signature import is_signed
from tests.mock.sync.room import ADA, BOB, Room

THREE_DAYS = 3 * 24 * 3600


def states(room: Room) -> list[tuple[str, int]]:
    """State and tries of each delivery."""
    rows = room.store.all("SELECT state, attempts FROM deliveries ORDER BY position")
    return [(row["state"], row["attempts"]) for row in rows]


def put_silently(room: Room, *first_names: str) -> None:
    """Put the same user several times, and deliver nothing yet."""
    with room.store.transaction() as connection:
        for name in first_names:
            room.changes.put_user(connection, replace(ADA, first_name=name))


def test_a_delivery_is_a_signed_post(room: Room) -> None:
    """JSON to Flow's webhook, signed over the raw body with the service's clock; then it is done."""
    put_silently(room, "Ada")
    room.service.world.set_offset(9 * 24 * 3600)  # no part of the signature
    room.courier.pump()
    ((headers, body),) = room.inbox.got
    assert (headers["path"], headers["type"]) == ("/flow/webhooks/workos", "application/json")
    assert headers["signature"].startswith("t=1800000000000, v1=")
    secret = room.service.secrets.webhook_secret
    assert is_signed(secret, body, header=headers["signature"], now=room.clock.now)
    assert states(room) == [("delivered", 1)]
    room.courier.pump()
    assert len(room.inbox.got) == 1


def test_events_come_in_order(room: Room) -> None:
    """As they happened, when nothing is broken."""
    put_silently(room, "A", "B", "C")
    assert [event["data"]["first_name"] for event in room.heard()] == ["A", "B", "C"]


def test_six_retries_then_it_has_failed(room: Room) -> None:
    """A retry comes at its time of the world's clock and not before; the seventh failure is the last."""
    room.inbox.status = 500
    put_silently(room, "Ada")
    room.courier.pump()
    for number, seconds in enumerate(RETRY_SECONDS, start=1):
        room.service.world.advance(seconds - 1)
        room.courier.pump()
        assert len(room.inbox.got) == number
        room.service.world.advance(1)
        room.courier.pump()
        assert len(room.inbox.got) == number + 1
    assert states(room) == [("failed", 7)]
    room.service.world.advance(THREE_DAYS)
    room.courier.pump()
    assert len(room.inbox.got) == 7
    assert all(later > earlier for earlier, later in pairwise(RETRY_SECONDS))
    assert sum(RETRY_SECONDS) < THREE_DAYS


def test_a_retry_arrives(room: Room) -> None:
    """The same event with the same id, signed anew, once Flow answers again."""
    room.faults.put(Broken(webhook_unreachable=True))
    put_silently(room, "Ada")
    assert (room.heard(), states(room)) == ([], [("waiting", 1)])
    room.faults.put(Broken())
    assert room.heard() == []
    room.service.world.advance(RETRY_SECONDS[0])
    event = room.store.one("SELECT id FROM events")
    assert [one["id"] for one in room.heard()] == [event["id"] if event else None]
    assert states(room) == [("delivered", 2)]


def test_a_far_move_of_the_clock_catches_up(room: Room) -> None:
    """All tries whose time has passed are made, so that three days of silence are a failure."""
    room.faults.put(Broken(webhook_unreachable=True))
    put_silently(room, "Ada")
    room.courier.pump()
    room.service.world.advance(THREE_DAYS)
    room.courier.pump()
    assert states(room) == [("failed", 7)]


def test_one_that_fails_does_not_hold_up_the_next(room: Room) -> None:
    """A later event overtakes the one that waits for its retry."""
    room.faults.put(Broken(webhook_unreachable=True))
    put_silently(room, "Ada")
    room.courier.pump()
    room.faults.put(Broken())
    put_silently(room, "Augusta")
    assert [event["data"]["first_name"] for event in room.heard()] == ["Augusta"]
    room.service.world.advance(RETRY_SECONDS[0])
    assert [event["data"]["first_name"] for event in room.heard()] == ["Ada"]


def test_lost_ones_never_come(room: Room) -> None:
    """So many of the next deliveries are lost for good, without retry; then all is well again."""
    room.faults.put(Broken(drop_deliveries=2))
    put_silently(room, "A", "B", "C")
    assert [event["data"]["first_name"] for event in room.heard()] == ["C"]
    assert states(room) == [("lost", 1), ("lost", 1), ("delivered", 1)]
    assert room.faults.now().drop_deliveries == 0
    room.service.world.advance(THREE_DAYS)
    assert room.heard() == []


def test_repeats_have_the_same_id(room: Room) -> None:
    """On request each event comes twice."""
    room.faults.put(Broken(duplicate_deliveries=True))
    first, second = room.put(ADA)
    assert first == second


def test_newest_first_on_request(room: Room) -> None:
    """What waits together comes in the other order."""
    room.faults.put(Broken(reorder_deliveries=True))
    put_silently(room, "A", "B", "C")
    assert [event["data"]["first_name"] for event in room.heard()] == ["C", "B", "A"]


def test_a_round_within_a_round_returns_at_once(room: Room) -> None:
    """Whoever pumps while Flow is being told is not stuck, and everything is delivered exactly once."""
    room.inbox.listener = room.courier.pump
    put_silently(room, "A", "B")
    room.courier.pump()
    assert [event["data"]["first_name"] for event in room.inbox.events()] == ["A", "B"]


def test_what_comes_during_a_round_goes_with_it(room: Room) -> None:
    """A pump of another thread leaves its event to the round under way."""

    def write_meanwhile() -> None:
        room.inbox.listener = lambda: None
        with room.store.transaction() as connection:
            room.changes.put_user(connection, BOB)
        other = threading.Thread(target=room.courier.pump)
        other.start()
        other.join()

    room.inbox.listener = write_meanwhile
    put_silently(room, "Ada")
    room.courier.pump()
    assert [event["data"]["first_name"] for event in room.inbox.events()] == ["Ada", "Bob"]


def test_many_threads_deliver_once(room: Room) -> None:
    """Twenty threads that write and pump at once: every event arrives, none twice."""

    def write(number: int) -> None:
        with room.store.transaction() as connection:
            room.changes.put_user(connection, replace(ADA, id=f"directory_user_{number}", idp_id=str(number)))
        room.courier.pump()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(event["data"]["idp_id"] for event in room.inbox.events()) == sorted(map(str, range(20)))
