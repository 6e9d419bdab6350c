"""Reads the made-up organisation of a file. Grammar: resources/mock/README.md and resources/schema/scenario.json."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from flow_desktop.mock.idp.mapping import SOURCES, TARGETS
from flow_desktop.mock.idp.place import Settings
from flow_desktop.mock.scenario import parts
from flow_desktop.mock.scenario.checks import check_world
from flow_desktop.mock.scenario.parts import World
from flow_desktop.mock.scenario.reader import Reader, WorldError, open_source

__all__ = ["World", "WorldError", "load_world", "read_world"]

INACTIVE_USERS = ("delete", "retain")
REMOVALS = ("delete", "deactivate", "nothing")
IDP_TOKENS = ("current", "old", "none")
NOT_MAPPED = "none"
MAP_SOURCES = (*SOURCES, NOT_MAPPED)
CROWD_DOMAIN = "crowd.example"


def load_world(path: Path) -> World:
    """The organisation of a file, without its steps. Raises WorldError naming the file, the line and what is wrong."""
    return read_world(open_source(path).document())


def read_world(reader: Reader, *, people: int | None = None) -> World:
    """Read the tables of the organisation and leave the others; refuses what cannot be true together.

    `people` overrides how many there are in the crowd.
    """
    enterprise = _enterprise(reader.table("enterprise"))
    provider = _identity_provider(reader.table("identity_provider"))
    directory = _directory(reader.table("directory"), enterprise, provider.profile)
    world = World(
        enterprise=enterprise,
        identity_provider=provider,
        directory=directory,
        people=tuple(_person(item) for item in reader.tables("people")),
        groups=tuple(_group(item) for item in reader.tables("groups")),
        invitations=tuple(_invitation(item) for item in reader.tables("invitations")),
        join_requests=tuple(_join_request(item) for item in reader.tables("join_requests")),
        crowd=_crowd(reader.optional_table("crowd"), enterprise, people),
    )
    check_world(world, reader.source)
    return world


def _enterprise(reader: Reader) -> parts.Enterprise:
    part = parts.Enterprise(
        name=reader.text("name"),
        plan=reader.text("plan"),
        sso_enforced=reader.flag("sso_enforced", default=False),
        domains=reader.texts("domains"),
        seat_cap=reader.count("seat_cap"),
        seat_count=reader.count("seat_count"),
        pending_hold_seats=reader.flag("pending_hold_seats", default=True),
        remove_on_inactive=reader.flag("remove_on_inactive", default=True),
        revoke_on_removal=reader.flag("revoke_on_removal", default=False),
    )
    reader.finish()
    return part


def _identity_provider(reader: Reader) -> parts.IdentityProvider:
    part = parts.IdentityProvider(
        name=reader.text("name"),
        profile=reader.chosen("profile", parts.PROFILES, default="okta"),
        settings=read_settings(reader),
        mapping=_mapping(reader.optional_table("mapping")),
    )
    reader.finish()
    return part


def read_settings(reader: Reader) -> tuple[tuple[str, str | bool], ...]:
    """The provisioning switches that are written in a table, all of idp.place.Settings but the profile."""
    chosen: list[tuple[str, str | bool]] = []
    for one in fields(Settings):
        if one.name == "profile" or not reader.has(one.name):
            continue
        if one.name == "token":
            chosen.append((one.name, reader.chosen(one.name, IDP_TOKENS)))
        elif one.name == "removal":
            chosen.append((one.name, reader.chosen(one.name, REMOVALS)))
        else:
            chosen.append((one.name, reader.flag(one.name, default=True)))
    return tuple(chosen)


def _mapping(reader: Reader | None) -> tuple[tuple[str, str | None], ...]:
    if reader is None:
        return ()
    written = [(target, reader.chosen(target, MAP_SOURCES)) for target in TARGETS if reader.has(target)]
    reader.finish()
    return tuple((target, None if source == NOT_MAPPED else source) for target, source in written)


def _directory(reader: Reader, enterprise: parts.Enterprise, profile: str) -> parts.DirectorySettings:
    state = reader.chosen("state", parts.DIRECTORY_STATES, default="active")
    domains = reader.texts("domains") if reader.has("domains") else enterprise.domains
    part = parts.DirectorySettings(
        name=reader.optional_text("name") or enterprise.name,
        type=reader.optional_text("type") or parts.TYPES[profile],
        state=state,
        domains=domains,
        inactive_users=reader.chosen("inactive_users", INACTIVE_USERS, default="delete"),
    )
    reader.finish()
    return part


def _person(reader: Reader) -> parts.Person:
    directory, flow = reader.optional_table("directory"), reader.optional_table("flow")
    person = parts.Person(
        key=reader.text("key"),
        shows=reader.text("shows"),
        groups=reader.texts("groups"),
        idp=_idp_part(reader.table("idp"), assigned=directory is not None),
        directory=_directory_part(directory) if directory else None,
        flow=_flow_part(flow, provisioned=directory is not None) if flow else None,
    )
    reader.finish()
    return person


def _idp_part(reader: Reader, *, assigned: bool) -> parts.IdpPart:
    email = reader.text("email")
    part = parts.IdpPart(
        email=email,
        email_verified=reader.flag("email_verified", default=True),
        given_name=reader.optional_text("given_name"),
        family_name=reader.optional_text("family_name"),
        name=reader.optional_text("name"),
        username=reader.optional_text("username") or email,
        state=reader.chosen("state", parts.PERSON_STATES, default="active"),
        assigned=reader.flag("assigned", default=assigned),
        groups=reader.texts("groups"),
    )
    reader.finish()
    return part


def _directory_part(reader: Reader) -> parts.DirectoryPart:
    part = parts.DirectoryPart(
        username=reader.optional_text("username"),
        email=reader.optional_text("email"),
        first_name=reader.optional_text("first_name"),
        last_name=reader.optional_text("last_name"),
        state=reader.chosen("state", parts.USER_STATES, default="active"),
    )
    reader.finish()
    return part


def _flow_part(reader: Reader, *, provisioned: bool) -> parts.FlowPart:
    role, enterprise = reader.choice("role", parts.ROLES, default=None), reader.optional_text("enterprise")
    part = parts.FlowPart(
        email=reader.text("email"),
        first_name=reader.optional_text("first_name"),
        last_name=reader.optional_text("last_name"),
        role=role,
        source=reader.chosen("source", parts.SOURCES, default="scim" if provisioned and not enterprise else "manual"),
        enterprise=enterprise,
        linked=reader.flag("linked", default=provisioned and role is not None and enterprise is None),
    )
    reader.finish()
    return part


def _group(reader: Reader) -> parts.Group:
    part = parts.Group(
        name=reader.text("name"),
        members=reader.texts("members"),
        groups=reader.texts("groups"),
        assigned=reader.flag("assigned", default=False),
        pushed=reader.flag("pushed", default=False),
    )
    reader.finish()
    return part


def _invitation(reader: Reader) -> parts.Invitation:
    part = parts.Invitation(
        email=reader.text("email"),
        role=reader.chosen("role", parts.ROLES, default="member"),
        kind=reader.chosen("kind", parts.INVITATION_KINDS, default="manual"),
        state=reader.chosen("state", parts.INVITATION_STATES, default="pending"),
        days_ago=reader.count("days_ago") or 1,
    )
    reader.finish()
    return part


def _join_request(reader: Reader) -> str:
    email = reader.text("email")
    reader.finish()
    return email


def _crowd(reader: Reader | None, enterprise: parts.Enterprise, people: int | None) -> parts.Crowd:
    usual = enterprise.domains[0] if enterprise.domains else CROWD_DOMAIN
    if reader is None:
        return parts.Crowd(people or 0, usual)
    count, domain = reader.count("count") or 0, reader.optional_text("domain") or usual
    reader.finish()
    return parts.Crowd(count if people is None else people, domain)
