"""The attribute mapping: which of a person's attributes is sent as which SCIM attribute.

Defaults are those each provider's application for WorkOS starts with (domain facts, 4: userName vs e-mail).
"""

from __future__ import annotations

from collections.abc import Mapping

from flow_desktop.mock.idp.people import Person
from flow_desktop.mock.store import Store

Values = Mapping[str, str | None]  # SCIM target -> value; a target that is not mapped is not in it

TARGETS = ("userName", "email", "givenName", "familyName", "externalId", "displayName")
SOURCES = ("username", "email", "given_name", "family_name", "name", "idp_id")

_DEFAULT = {
    "userName": "username",
    "email": "email",
    "givenName": "given_name",
    "familyName": "family_name",
    "externalId": "idp_id",
    "displayName": "name",
}


def default_mapping(profile: str) -> dict[str, str | None]:
    """What a profile sends before anybody changes it: OneLogin's `scimusername` is set to the e-mail."""
    return {**_DEFAULT, "userName": "email"} if profile == "onelogin" else {**_DEFAULT}


def values_of(person: Person, mapping: Values) -> dict[str, str | None]:
    """What this mapping makes of a person; only mapped targets, None where the person has no such value."""
    return {target: getattr(person, source) for target, source in mapping.items() if source is not None}


class MappingStore:
    """The mapping of the provider: its profile's defaults under the changes made by an admin."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def read(self, profile: str) -> dict[str, str | None]:
        """Target -> source attribute; None = not mapped."""
        rows = self._store.all("SELECT target, source FROM idp_mapping")
        return {**default_mapping(profile), **{row["target"]: row["source"] for row in rows}}

    def change(self, target: str, source: str | None) -> None:
        """Map one target, or with None take it out. ValueError when there is no such target or source."""
        if target not in TARGETS:
            raise ValueError(f"there is no attribute {target!r} to map; there are {', '.join(TARGETS)}")
        if source is not None and source not in SOURCES:
            raise ValueError(f"people have no attribute {source!r}; they have {', '.join(SOURCES)}")
        self._store.run("INSERT OR REPLACE INTO idp_mapping (target, source) VALUES (?, ?)", target, source)
