"""One look out of several: what each source showed of the same account, put together (pure)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flow_desktop.core.evidence import PIECES, UNSEEN, DirectoryUser, Look, NotSeen, Observation, Seen
from flow_desktop.core.observed import text_of
from flow_desktop.core.text import email_key


def merged(looks: tuple[Look, ...], *, asked: str = "") -> Look:
    """One look out of several, the most direct source first: what anybody saw is seen.

    Where nobody saw a piece, the reason of a source that was asked is told before "not configured". ``asked``: the
    address the sources were asked for.
    """
    best: dict[str, Any] = {name: _best(tuple(getattr(look, name) for look in looks)) for name in PIECES}
    users = tuple(look.directory_users for look in looks)
    return Look(**best | {"directory_users": _all_users(best["directory_users"], users, email_key(asked))})


def _all_users(
    first: Observation[tuple[DirectoryUser, ...]], others: tuple[Observation[tuple[DirectoryUser, ...]], ...], key: str
) -> Observation[tuple[DirectoryUser, ...]]:
    """The first source's users, and those of the others that it was not asked about.

    A direct source is asked for one address. Flow tells also whom the account is linked to, under whatever address: of
    those the direct source has said nothing, and its "nobody" must not hide them.
    """
    if isinstance(first, NotSeen):
        return first
    users = first.value
    known = {name for user in users for name in (user.id, user.idp_id) if name}
    for other in others:
        told = other.value if isinstance(other, Seen) else ()
        users += tuple(
            user for user in told if not {user.id, user.idp_id} & known and email_key(text_of(user.email) or "") != key
        )
        known |= {user.id for user in users}
    return replace(first, value=users)


def _best(pieces: tuple[Seen[object] | NotSeen, ...]) -> Seen[object] | NotSeen:
    found = next((piece for piece in pieces if isinstance(piece, Seen)), None)
    asked = next((one for one in pieces if isinstance(one, NotSeen) and one.reason is not UNSEEN.reason), None)
    return found or asked or UNSEEN
