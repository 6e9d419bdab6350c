"""The Flow API's answers as evidence; the shapes are those of ``resources/mock/flow-api.json``.

A documented null means "looked, and there is none". Anything that is not as described raises Refused.
"""

from __future__ import annotations

from flow_desktop.adapters.directory.flow import directory_state, is_active, safe_address
from flow_desktop.adapters.evidence.reading import (
    Body,
    bad,
    count,
    details,
    each,
    flag,
    maybe_count,
    maybe_moment,
    maybe_text,
    maybe_within,
    moment,
    text,
    texts,
    told,
    value,
    within,
)
from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import (
    Account,
    AuditLine,
    Connection,
    ConnectionState,
    Delivery,
    DirectoryUser,
    Enterprise,
    EventMark,
    Invitation,
    Pilot,
    Pilots,
    Seats,
    Settings,
    Viewer,
)
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.problems import Refused

_ROLES = {role.value: role for role in Role}
_STATES = {state.value: state for state in ConnectionState if state is not ConnectionState.NONE}


def viewer(me: Body) -> Viewer:
    """Who asks. A role without an enterprise beside it is that of another one. Without an account nobody says who."""
    account, membership = maybe_within(me, "account"), maybe_within(me, "membership")
    if account is None:
        raise Refused(WithheldReason.SOURCE_CANNOT_TELL)
    ours = maybe_within(me, "enterprise") is not None and membership is not None
    return Viewer(text(account, "email"), _role(membership) if ours and membership is not None else None)


def own_enterprise(me: Body) -> Enterprise:
    """What every member may know. Who is in none is told nothing of it."""
    return enterprise(_ours(me))


def own_connection(me: Body) -> Connection:
    """The same of the directory: null is "none" only for who belongs to the enterprise."""
    _ours(me)
    return connection(me)


def own_account(me: Body) -> Account | None:
    """The account of somebody who is in no enterprise, so tied to nobody. Raises Refused for a member: there the
    answer does not say whom the account is linked to.
    """
    if maybe_within(me, "enterprise") is not None:
        raise Refused(WithheldReason.SOURCE_CANNOT_TELL)
    found = maybe_within(me, "account")
    if found is None:
        return None
    return Account(
        id=text(found, "id"),
        email=value(found, "email"),
        given_name=value(found, "first_name"),
        family_name=value(found, "last_name"),
        updated_at=maybe_moment(found, "updated_at"),
        name_edited_at=maybe_moment(found, "name_edited_at"),
    )


def own_directory_users(me: Body) -> tuple[DirectoryUser, ...]:
    """One's own directory user. Null proves nothing here: outside the enterprise its directory may be kept secret."""
    found = maybe_within(me, "directory_user")
    if found is None:
        raise Refused(WithheldReason.FORBIDDEN)
    return (_user(found),)


def enterprise(facts: Body) -> Enterprise:
    """Name, plan and single sign-on."""
    return Enterprise(
        name=text(facts, "name"),
        plan=text(facts, "plan"),
        sso_enforced=flag(facts, "sso_enforced"),
        admin_portal_url=safe_address(maybe_text(facts, "admin_portal_url")),
    )


def connection(facts: Body) -> Connection:
    """The directory's state; null is no directory."""
    directory = maybe_within(facts, "directory")
    if directory is None:
        return Connection(ConnectionState.NONE)
    return Connection(connection_state(text(directory, "state")), maybe_text(directory, "type"))


def connection_state(said: str) -> ConnectionState:
    """A state in the words of events or of REST; one that nobody knows is OTHER."""
    return _STATES.get(directory_state(said) or "", ConnectionState.OTHER)


def settings(facts: Body) -> Settings:
    """What only admins see."""
    seats = within(facts, "seats")
    return Settings(
        domains=texts(facts, "domains"),
        seats=Seats(cap=maybe_count(seats, "cap"), count=count(seats, "count"), used=count(seats, "used")),
        scim_on=flag(facts, "scim_on"),
        fallback_invitations=count(facts, "fallback_invitations"),
        profile_complete=flag(facts, "admin_profile_complete"),
        idp_name=maybe_text(facts, "idp_name"),
    )


def delivery(facts: Body) -> Delivery:
    """How far events came; without a directory only when the last one was deleted."""
    directory, deleted_at = maybe_within(facts, "directory"), maybe_moment(facts, "directory_deleted_at")
    if directory is None:
        return Delivery(None, None, None, None, deleted_at)
    return Delivery(
        activated_at=maybe_moment(directory, "activated_at"),
        last_event=_mark(directory, "last_event"),
        last_processed=_mark(directory, "last_processed_event"),
        failing_since=maybe_moment(directory, "deliveries_failing_since"),
        deleted_at=deleted_at,
    )


def address(person: Body) -> str:
    """Whom an answer is about."""
    return text(person, "email")


def account(person: Body) -> Account | None:
    """The account of one address; None: Flow knows none."""
    found = maybe_within(person, "account")
    if found is None:
        return None
    linked = maybe_within(found, "directory_user")
    return Account(
        id=text(found, "id"),
        email=value(found, "email"),
        given_name=value(found, "first_name"),
        family_name=value(found, "last_name"),
        role=_maybe_role(found),
        source=maybe_text(found, "source"),
        created_at=maybe_moment(found, "created_at"),
        updated_at=maybe_moment(found, "updated_at"),
        name_edited_at=maybe_moment(found, "name_edited_at"),
        linked_to=None if linked is None else text(linked, "id"),
        idp_id=None if linked is None else maybe_text(linked, "idp_id"),
    )


def similar(person: Body) -> tuple[Account, ...]:
    """Other accounts with the same name; null: whoever asks may not see them."""
    if told(person, "similar") is None:
        raise Refused(WithheldReason.FORBIDDEN)
    return each(person, "similar", _namesake)


def directory_users(person: Body) -> tuple[DirectoryUser, ...]:
    """Directory users with the address, or linked to the account."""
    return each(person, "directory_users", _listed)


def remembered(person: Body) -> tuple[DirectoryUser, ...]:
    """Flow's own copies of them."""
    return each(person, "remembered", _remembered)


def invitations(person: Body) -> tuple[Invitation, ...]:
    """Invitations of one address."""
    return each(person, "invitations", _invitation)


def audit(of: Body) -> tuple[AuditLine, ...]:
    """Lines about one person, newest last."""
    return each(of, "audit", _line)


def audit_page(page: Body) -> tuple[tuple[AuditLine, ...], str | None]:
    """One page of the audit, and the cursor of the next one."""
    return each(page, "data", _line), maybe_text(page, "next")


def pilots(page: Body) -> Pilots:
    """The first people of the directory. One without e-mail is called by user name, or by id."""
    return Pilots(each(page, "data", _pilot), more=maybe_text(page, "next") is not None)


def own_addresses(me: Body) -> tuple[str, ...]:
    """Every address under which Flow knows who asks."""
    places = (me.get("account"), me.get("directory_user"))
    found = (place.get("email") for place in places if isinstance(place, dict))
    return tuple(one for one in found if isinstance(one, str))


def _ours(me: Body) -> Body:
    firm = maybe_within(me, "enterprise")
    if firm is None:
        raise Refused(WithheldReason.SOURCE_CANNOT_TELL)
    return firm


def _role(of: Body) -> Role:
    """A role nobody knows is not "no role"."""
    said = text(of, "role")
    if said not in _ROLES:
        raise bad()
    return _ROLES[said]


def _maybe_role(of: Body) -> Role | None:
    return None if told(of, "role") is None else _role(of)


def _mark(of: Body, key: str) -> EventMark | None:
    found = maybe_within(of, key)
    return None if found is None else EventMark(text(found, "id"), maybe_text(found, "event"), moment(found, "at"))


def _listed(user: Body) -> DirectoryUser:
    return _user(user, created=True)


def _remembered(user: Body) -> DirectoryUser:
    return _user({**user, "idp_id": None})


def _user(user: Body, *, created: bool = False) -> DirectoryUser:
    return DirectoryUser(
        id=text(user, "id"),
        idp_id=maybe_text(user, "idp_id"),
        user_name=value(user, "username"),
        email=value(user, "email"),
        given_name=value(user, "first_name"),
        family_name=value(user, "last_name"),
        active=is_active(maybe_text(user, "state")),
        created_at=maybe_moment(user, "created_at") if created else None,
        updated_at=maybe_moment(user, "updated_at"),
    )


def _namesake(found: Body) -> Account:
    linked = maybe_within(found, "directory_user")
    return Account(
        id=text(found, "id"),
        email=value(found, "email"),
        given_name=value(found, "first_name"),
        family_name=value(found, "last_name"),
        role=_maybe_role(found),
        source=maybe_text(found, "source"),
        created_at=maybe_moment(found, "created_at"),
        linked_to=None if linked is None else text(linked, "id"),
        idp_id=None if linked is None else maybe_text(linked, "idp_id"),
    )


def _invitation(found: Body) -> Invitation:
    return Invitation(
        id=text(found, "id"),
        email=text(found, "email"),
        state=text(found, "state"),
        fallback=flag(found, "fallback"),
        created_at=maybe_moment(found, "created_at"),
        expires_at=maybe_moment(found, "expires_at"),
    )


def _line(found: Body) -> AuditLine:
    return AuditLine(
        id=text(found, "id"),
        at=moment(found, "at"),
        reason=text(found, "reason"),
        event=maybe_text(found, "event"),
        event_id=maybe_text(found, "event_id"),
        email=maybe_text(found, "email"),
        directory_user_id=maybe_text(found, "directory_user_id"),
        account_id=maybe_text(found, "account_id"),
        actor=maybe_text(found, "actor"),
        detail=details(found, "detail"),
    )


def _pilot(user: Body) -> Pilot:
    called = maybe_text(user, "email") or maybe_text(user, "username") or text(user, "id")
    return Pilot(called, in_flow=maybe_text(user, "account_id") is not None)
