"""Fills an empty store with an organisation: all three places agree, and events, deliveries and audit tell how it came.

The order of the tables is the order of the article: the enterprise, its identity provider, the directory, the people.
"""

from __future__ import annotations

from flow_desktop.mock.addresses import email_key
from flow_desktop.mock.effects import Reason
from flow_desktop.mock.ids import okta_like_id
from flow_desktop.mock.scenario.checks import seats_used
from flow_desktop.mock.scenario.fill_crowd import fill_crowd
from flow_desktop.mock.scenario.fill_groups import fill_groups
from flow_desktop.mock.scenario.fill_people import fill_person
from flow_desktop.mock.scenario.history import History, fixed_id
from flow_desktop.mock.scenario.parts import REST_STATE, Invitation, World
from flow_desktop.mock.scenario.past import Past, Told
from flow_desktop.mock.scenario.rows import Ground
from flow_desktop.mock.store import Store
from flow_desktop.mock.world_clock import stamp

_INVITATION_DAYS = 30


def fill(store: Store, world: World, *, now: float) -> None:
    """Write the organisation into the store, in one transaction; its history ends at `now` (Unix seconds)."""
    with store.transaction() as connection:
        name = world.enterprise.name
        ground = Ground(
            connection=connection,
            world=world,
            history=History(now, crowded=bool(world.crowd.count)),
            organization=fixed_id("org", name),
            enterprise=fixed_id("enterprise", name),
            directory=fixed_id("directory", name),
        )
        _fill(ground)


def _fill(ground: Ground) -> None:
    world, past = ground.world, Past(ground)
    _add_enterprise(ground)
    if world.directory.exists:
        _add_directory(ground, past)
    fill_crowd(ground)
    for position, person in enumerate(world.people):
        fill_person(ground, past, person=person, position=position)
    fill_groups(ground, past)
    for invitation in world.invitations:
        _add_invitation(ground, past, invitation)
    for email in world.join_requests:
        _add_join_request(ground, past, email)
    past.write()


def _add_enterprise(ground: Ground) -> None:
    part, used = ground.world.enterprise, seats_used(ground.world)
    ground.insert(
        "enterprise",
        id=ground.enterprise,
        organization_id=ground.organization,
        name=part.name,
        plan=part.plan,
        sso_enforced=int(part.sso_enforced),
        idp_name=ground.world.identity_provider.name,
        scim_on=int(ground.world.directory.managed),
        seat_cap=part.seat_cap,
        seat_count=used if part.seat_count is None else part.seat_count,
        pending_hold_seats=int(part.pending_hold_seats),
        remove_on_inactive=int(part.remove_on_inactive),
        revoke_on_removal=int(part.revoke_on_removal),
    )
    ground.insert_many("domains", ("domain",), [(domain,) for domain in ground.world.domains])
    others = {person.flow.enterprise for person in ground.world.people if person.flow and person.flow.enterprise}
    for name in sorted(others):
        ground.insert("other_enterprises", id=fixed_id("enterprise", f"other:{name}"), name=name)
    for domain in dict.fromkeys(one.casefold() for one in ground.world.directory.domains):
        ground.insert("organization_domains", id=fixed_id("org_domain", domain), domain=domain, state="verified")


def _add_directory(ground: Ground, past: Past) -> None:
    directory, at = ground.world.directory, stamp(ground.history.activated())
    domains = directory.domains
    ground.insert(
        "directories",
        id=ground.directory,
        organization_id=ground.organization,
        external_key=okta_like_id(directory.name)[3:],
        type=directory.type,
        state=REST_STATE[directory.state],
        name=directory.name,
        domain=domains[0] if domains else None,
        created_at=at,
        updated_at=at,
    )
    ground.insert("directory_settings", name="inactive_users", value=directory.inactive_users)
    if directory.managed:
        past.activated()


def _add_invitation(ground: Ground, past: Past, invitation: Invitation) -> None:
    days = invitation.days_ago
    moment, key = ground.history.days_ago(days), fixed_id("invitation", invitation.email)
    at = stamp(moment)
    ground.insert(
        "invitations",
        id=key,
        email=invitation.email,
        email_key=email_key(invitation.email),
        role=invitation.role,
        state=invitation.state,
        kind=invitation.kind,
        link=f"/sign-in/invitation/{key}",
        created_at=at,
        expires_at=stamp(ground.history.days_ago(days - _INVITATION_DAYS)),
        accepted_at=at if invitation.state == "accepted" else None,
        revoked_at=at if invitation.state == "revoked" else None,
    )
    past.invited(invitation, moment)


def _add_join_request(ground: Ground, past: Past, email: str) -> None:
    moment, key = ground.history.days_ago(1), fixed_id("join_request", email)
    at = stamp(moment)
    ground.insert("join_requests", id=key, email=email, email_key=email_key(email), state="pending", created_at=at)
    past.tell(Told(moment, Reason.JOIN_REQUESTED, action=Reason.JOIN_REQUESTED.value, email=email))
