"""Fills an empty store with the people of a world."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

from flow_desktop.mock.addresses import email_key as email_key
from flow_desktop.mock.ids import okta_like_id, seeded_id
from flow_desktop.mock.scenario.world import DirectorySettings, Enterprise, Person, World
from flow_desktop.mock.store import Store

# The made-up organisation began on this day; fixed, so that identifiers are the same at every start.
_BEGINNING = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)

# The REST interface and the events name the same directory state differently (domain facts, 3.2).
REST_STATE = {
    "active": "linked",
    "inactive": "unlinked",
    "validating": "validating",
    "invalid_credentials": "invalid_credentials",
}


def seed(store: Store, world: World) -> None:
    """Write the world into the store, in one transaction."""
    with store.transaction() as connection:
        _Seeder(connection, world).run()


class _Seeder:
    def __init__(self, connection: sqlite3.Connection, world: World) -> None:
        self._db = connection
        self._world = world
        self._organization = self._id("org", world.enterprise.name)
        self._enterprise = self._id("enterprise", world.enterprise.name)
        self._directory = self._id("directory", world.enterprise.name)

    def run(self) -> None:
        self._add_enterprise(self._world.enterprise)
        self._add_directory(self._world.directory)
        self._add_groups()
        for position, person in enumerate(self._world.people):
            self._add_person(person, position)

    def _id(self, prefix: str, key: str, *, minute: int = 0) -> str:
        created = _BEGINNING + timedelta(minutes=minute)
        return seeded_id(prefix, key, created_ms=int(created.timestamp() * 1000))

    def _insert(self, table: str, **values: object) -> None:
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        self._db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))  # noqa: S608 - our names

    def _add_enterprise(self, enterprise: Enterprise) -> None:
        self._insert(
            "enterprise",
            id=self._enterprise,
            organization_id=self._organization,
            name=enterprise.name,
            plan=enterprise.plan,
            sso_enforced=int(enterprise.sso_enforced),
            scim_on=1,
            idp_name=self._world.identity_provider.name,
        )
        for domain in enterprise.domains:
            self._insert("domains", domain=domain.casefold())

    def _add_directory(self, directory: DirectorySettings) -> None:
        domains = self._world.enterprise.domains
        self._insert(
            "directories",
            id=self._directory,
            organization_id=self._organization,
            external_key=okta_like_id(directory.name)[3:],
            type=directory.type,
            state=REST_STATE[directory.state],
            name=directory.name,
            domain=domains[0] if domains else None,
            created_at=_stamp(0),
            updated_at=_stamp(0),
        )

    def _add_groups(self) -> None:
        names = dict.fromkeys(name for person in self._world.people for name in person.groups)
        for index, name in enumerate(names):
            self._insert(
                "directory_groups",
                id=self._id("directory_group", name, minute=index),
                directory_id=self._directory,
                organization_id=self._organization,
                idp_id=name,  # Okta sends the display name as the group's id
                name=name,
                created_at=_stamp(index),
                updated_at=_stamp(index),
            )

    def _add_person(self, person: Person, position: int) -> None:
        subject = self._id("user", person.key, minute=position)
        self._insert(
            "idp_people",
            position=position,
            key=person.key,
            subject=subject,
            idp_id=okta_like_id(person.key),
            login_key=email_key(person.idp.email),
            email=person.idp.email,
            email_verified=int(person.idp.email_verified),
            given_name=person.idp.given_name,
            family_name=person.idp.family_name,
            name=person.idp.name,
            shows=person.shows,
        )
        self._add_directory_user(person, position)
        self._add_account(person, subject=subject, position=position)

    def _add_directory_user(self, person: Person, position: int) -> None:
        part = person.directory
        if part is None:
            return
        user = self._id("directory_user", person.key, minute=position)
        self._insert(
            "directory_users",
            id=user,
            directory_id=self._directory,
            organization_id=self._organization,
            idp_id=okta_like_id(person.key),
            username=part.username,
            email=part.email,
            email_key=email_key(part.email),
            first_name=part.first_name,
            last_name=part.last_name,
            state=part.state,
            created_at=_stamp(position),
            updated_at=_stamp(position),
        )
        for name in person.groups:
            self._db.execute(
                "INSERT INTO directory_group_members SELECT id, ? FROM directory_groups WHERE name = ?", (user, name)
            )

    def _add_account(self, person: Person, *, subject: str, position: int) -> None:
        part = person.flow
        if part is None:
            return
        account = self._id("account", person.key, minute=position)
        self._insert(
            "accounts",
            id=account,
            subject=subject,
            email=part.email,
            email_key=email_key(part.email),
            first_name=part.first_name,
            last_name=part.last_name,
            updated_at=_stamp(position + 1),
        )
        if part.role is None:
            return
        self._insert(
            "memberships", account_id=account, enterprise_id=self._enterprise, role=part.role, source=part.source
        )
        if person.directory is not None:
            user = self._id("directory_user", person.key, minute=position)
            self._insert("directory_links", account_id=account, directory_user_id=user)


def _stamp(minute: int) -> str:
    moment = _BEGINNING + timedelta(minutes=minute)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
