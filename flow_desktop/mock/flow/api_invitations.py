"""`/invitations`: who was invited, by hand or because provisioning failed for a moment."""

from __future__ import annotations

import sqlite3

from flow_desktop.mock.addresses import email_key
from flow_desktop.mock.effects import Reason
from flow_desktop.mock.facts import InvitationAccepted, InviteRequested, RevokeRequested
from flow_desktop.mock.flow.answers import InvitationPage, InvitationTold, Invited, InvitedAll
from flow_desktop.mock.flow.asked import InvitationsAsked, InvitationsSent, Nothing, known
from flow_desktop.mock.flow.calls import Access, Call, Operation, heed
from flow_desktop.mock.flow.paging import Keyset
from flow_desktop.mock.flow.problems import Refused, invalid, not_found, refusal_of
from flow_desktop.mock.store import Store

_COLUMNS = "id, email, role, state, kind = 'fallback', created_at, expires_at, accepted_at, revoked_at"


def list_invitations(call: Call, asked: InvitationsAsked) -> InvitationPage:
    """Invitations in the order they were sent."""
    listing = Keyset("invitations", _COLUMNS, "invitations", ("id",))
    if email := known(asked.email):
        listing = listing.where("email_key = ?", email_key(email) or "")
    if state := known(asked.state):
        listing = listing.where("state = ?", state)
    rows, following = listing.page(call.store, known(asked.cursor), limit=asked.limit)
    return InvitationPage([_told(row) for row in rows], following)


def get_invitation(call: Call, _asked: Nothing) -> InvitationTold:
    """One invitation, for an admin or for the person invited."""
    row = _row(call.store, call.key)
    mine = row is not None and email_key(row["email"]) in call.asker.addresses
    if not (call.asker.manages or mine):
        raise Refused(403, "not_admin", detail="Only an admin or the person invited may see an invitation.")
    if row is None:
        raise not_found("There is no such invitation.")
    return _told(row)


def invite(call: Call, sent: InvitationsSent) -> InvitedAll:
    """Invite people; refused as a whole only when no address could be invited."""
    if any(email != email.strip() for email in sent.emails):
        raise invalid("An e-mail address has no white space around it.")
    told = [_invite_one(call, email, sent) for email in sent.emails]
    codes = [one.code for one in told if one.code is not None]
    if len(codes) == len(told):
        raise refusal_of(codes[0])
    return InvitedAll(told)


def revoke_invitation(call: Call, _sent: Nothing) -> None:
    """Revoke a pending invitation. Refused while Directory Sync is on."""
    if _row(call.store, call.key) is None:
        raise not_found("There is no such invitation.")
    heed(call.places.flow.perform(RevokeRequested(), about=call.key, actor=call.asker.account_id))


def accept_invitation(call: Call, _sent: Nothing) -> InvitationTold:
    """Follow the link of an invitation, signed in as the person invited."""
    row = _row(call.store, call.key)
    if row is None:
        raise not_found("There is no such invitation.")
    if email_key(row["email"]) not in call.asker.addresses:
        raise Refused(403, "not_invited", detail="This invitation is for another address.")
    action = InvitationAccepted(row["email"])
    heed(call.places.flow.perform(action, about=call.key, actor=call.asker.account_id))
    return get_invitation(call, Nothing())


def invitations_of(store: Store, email: str, *, most: int) -> list[InvitationTold]:
    """The newest invitations of an address, newest last."""
    sql = f"SELECT {_COLUMNS} FROM invitations WHERE email_key = ? ORDER BY id DESC LIMIT ?"  # noqa: S608 - our own texts
    return [_told(row) for row in reversed(store.all(sql, email_key(email), most))]


def _invite_one(call: Call, email: str, sent: InvitationsSent) -> Invited:
    action = InviteRequested(email, sent.role, bulk=len(sent.emails) > 1)
    decision = call.places.flow.perform(action, actor=call.asker.account_id)
    if decision.refused:
        return Invited(email, None, Reason(decision.reason))
    pending = [one for one in invitations_of(call.store, email, most=1) if one.state == "pending"]
    return Invited(email, pending[0] if pending else None, None)


def _row(store: Store, key: str) -> sqlite3.Row | None:
    return store.one(f"SELECT {_COLUMNS} FROM invitations WHERE id = ?", key)  # noqa: S608 - our own texts


def _told(row: sqlite3.Row) -> InvitationTold:
    key, email, role, state, fallback, *times = row[:9]
    return InvitationTold(key, email, role, state, bool(fallback), *times)


_ALL, _ONE = "/invitations", "/invitations/{id}"
INVITATIONS = (
    Operation(
        *("GET", _ALL, "list_invitations", Access.MANAGER, list_invitations),
        answer=InvitationPage,
        query=InvitationsAsked,
        refuses=(404,),
    ),
    Operation(
        *("POST", _ALL, "invite", Access.MANAGER, invite),
        answer=InvitedAll,
        body=InvitationsSent,
        status=201,
        refuses=(409,),
    ),
    Operation("GET", _ONE, "get_invitation", Access.SIGNED_IN, get_invitation, answer=InvitationTold, refuses=(403,)),
    Operation(
        *("DELETE", _ONE, "revoke_invitation", Access.MANAGER, revoke_invitation),
        status=204,
        refuses=(409,),
        guard="get_invitation",
    ),
    Operation(
        *("POST", f"{_ONE}/accept", "accept_invitation", Access.SIGNED_IN, accept_invitation),
        answer=InvitationTold,
        refuses=(403, 409),
        guard="get_invitation",
    ),
)
