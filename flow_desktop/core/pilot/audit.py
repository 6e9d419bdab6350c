"""What Flow's audit, its invitations and its own copies of directory users say of one person, out of many (pure)."""

from __future__ import annotations

from collections.abc import Iterable

from flow_desktop.core.evidence import AuditLine, DirectoryUser, Invitation, NotSeen, Observation, Seen
from flow_desktop.core.observed import text_of
from flow_desktop.core.pilot.ports import Known
from flow_desktop.core.text import email_key

MOST_LINES, MOST_SIGN_INS, MOST_INVITATIONS = 50, 5, 10
"""As many as Flow tells of one person when it is asked for them."""

_SIGN_IN = "sign_in_attempted"


class AuditIndex:
    """Made once from what was read. Lines keep their order; a line that is about somebody in two ways counts once."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._lines = known.audit.value if isinstance(known.audit, Seen) else ()
        self._emails: dict[str, list[int]] = {}
        self._users: dict[str, list[int]] = {}
        self._accounts: dict[str, list[int]] = {}
        self._invited: dict[str, list[Invitation]] = {}
        self._copies: dict[str, list[str]] = {}
        for position, line in enumerate(self._lines):
            self._take(position, line)
        for one in known.invitations.value if isinstance(known.invitations, Seen) else ():
            self._invited.setdefault(email_key(one.email), []).append(one)
        for user in known.remembered.value.values() if isinstance(known.remembered, Seen) else ():
            if email := text_of(user.email):
                self._copies.setdefault(email_key(email), []).append(user.id)

    def remembered_ids(self, key: str) -> tuple[str, ...]:
        """Directory ids of which Flow heard an address last."""
        return tuple(self._copies.get(key, ()))

    def remembered(self, ids: Iterable[str]) -> Observation[tuple[DirectoryUser, ...]]:
        """Flow's own copies of directory users."""
        piece = self._known.remembered
        if isinstance(piece, NotSeen):
            return piece
        copies = tuple(piece.value[one] for one in dict.fromkeys(ids) if one in piece.value)
        return Seen(copies, piece.source, piece.at)

    def invitations(self, key: str) -> Observation[tuple[Invitation, ...]]:
        """Invitations of an address, as many as Flow tells."""
        piece = self._known.invitations
        if isinstance(piece, NotSeen):
            return piece
        return Seen(tuple(self._invited.get(key, ()))[:MOST_INVITATIONS], piece.source, piece.at)

    def lines(self, key: str, ids: Iterable[str], account_id: str) -> Observation[tuple[AuditLine, ...]]:
        """Lines about a person: by address, by directory user, by account. Newest last."""
        piece = self._known.audit
        if isinstance(piece, NotSeen):
            return piece
        found = {*self._emails.get(key, ()), *self._accounts.get(account_id, ())}
        for one in ids:
            found |= {*self._users.get(one, ())}
        ordered = [self._lines[position] for position in sorted(found)]
        sign_ins = [line for line in ordered if line.event == _SIGN_IN][-MOST_SIGN_INS:]
        others = [line for line in ordered if line.event != _SIGN_IN][-MOST_LINES:]
        kept = {id(line) for line in (*sign_ins, *others)}
        return Seen(tuple(line for line in ordered if id(line) in kept), piece.source, piece.at)

    def _take(self, position: int, line: AuditLine) -> None:
        if line.email:
            self._emails.setdefault(email_key(line.email), []).append(position)
        if line.directory_user_id:
            self._users.setdefault(line.directory_user_id, []).append(position)
        if line.account_id:
            self._accounts.setdefault(line.account_id, []).append(position)
