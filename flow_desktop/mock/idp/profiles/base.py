"""What all providers have in common, and what each of them has to say for itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from flow_desktop.mock.idp.channel import Line, Manner, Refused, equals
from flow_desktop.mock.idp.groups import Group
from flow_desktop.mock.idp.mapping import Values
from flow_desktop.mock.idp.people import PersonState
from flow_desktop.mock.idp.sent import SentPerson
from flow_desktop.mock.idp.settings import Settings

Removal = Literal["deactivate", "delete", "nothing"]

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE_USER = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class Profile(ABC):
    """The conversations of one provider. Methods raise Refused when Directory Sync does not do it.

    `in_cycles`: it acts in a cycle on the clock, not at once. `kept`: states in which a person stays active
    downstream. `quiet`: states in which nothing about a person in scope is sent. `skips_empty`: an attribute without
    value is not sent, so that nothing is ever blanked. `queues`: each task can wait for an admin's approval.
    """

    manner: ClassVar[Manner]
    in_cycles: ClassVar[bool] = False
    kept: ClassVar[frozenset[PersonState]] = frozenset({"active"})
    quiet: ClassVar[frozenset[PersonState]] = frozenset()
    skips_empty: ClassVar[bool] = False
    queues: ClassVar[bool] = False

    @abstractmethod
    def test_connection(self, line: Line) -> None:
        """What the test on the provider's page sends."""

    @abstractmethod
    def create(self, line: Line, values: Values) -> str:
        """Look whether the person exists, then create or take over; the SCIM id."""

    @abstractmethod
    def update(self, line: Line, sent: SentPerson, values: Values) -> None:
        """Bring the changed values over."""

    @abstractmethod
    def deactivate(self, line: Line, sent: SentPerson, values: Values) -> None:
        """Make the person inactive there."""

    @abstractmethod
    def reactivate(self, line: Line, sent: SentPerson, values: Values) -> str:
        """Make the person active there again; the SCIM id, which may be a new one."""

    def delete(self, line: Line, sent: SentPerson) -> None:
        """Delete the person there."""
        line.send("DELETE", f"/Users/{sent.scim_id}")

    def removal(self, settings: Settings, state: PersonState) -> Removal:
        """What is sent when a person in this state is not wanted there any more."""
        return "deactivate"

    @abstractmethod
    def sends_group(self, group: Group) -> bool:
        """Whether the group itself is provisioned."""

    @abstractmethod
    def create_group(self, line: Line, group: Group) -> str:
        """Look whether the group exists, then create it without members; the SCIM id."""

    @abstractmethod
    def rename_group(self, line: Line, scim_id: str, group: Group) -> None:
        """Bring the group's name over."""

    @abstractmethod
    def add_members(self, line: Line, scim_id: str, members: Mapping[str, str]) -> None:
        """Add members: display name by SCIM id."""

    @abstractmethod
    def remove_members(self, line: Line, scim_id: str, members: Mapping[str, str]) -> None:
        """Remove members: display name by SCIM id."""

    def replace_members(self, line: Line, scim_id: str, members: Mapping[str, str]) -> None:
        """Say who all the members are: display name by SCIM id."""
        patch(line, f"/Groups/{scim_id}", [{"op": "replace", "path": "members", "value": _references(members)}])

    def delete_group(self, line: Line, scim_id: str) -> None:
        """Delete the group there."""
        line.send("DELETE", f"/Groups/{scim_id}")


def patch(line: Line, path: str, operations: list[dict[str, Any]]) -> None:
    """A PATCH with these operations (RFC 7644, 3.5.2)."""
    line.send("PATCH", path, {"schemas": [PATCH], "Operations": operations})


def find_user(line: Line, values: Values, **more: str) -> dict[str, Any] | None:
    """The existence check by user name, when there is one to ask for.

    A name that was not created yet is an empty list, not an error.
    """
    if not values.get("userName"):
        return None
    return line.find("/Users", equals("userName", values.get("userName")), **more)


def created_id(answer: dict[str, Any]) -> str:
    """The id in the answer of a creation. Raises Refused: an answer without one is a failed creation (O1)."""
    if not isinstance(answer.get("id"), str):
        raise Refused(200, "the answer has no id")
    return str(answer["id"])


def work_email(address: str, *, primary: bool = True) -> list[dict[str, Any]]:
    """The one e-mail that is sent."""
    return [{"primary": primary, "type": "work", "value": address}]


def full_name(values: Values) -> str | None:
    """Given and family name in one."""
    return " ".join(part for part in (values.get("givenName"), values.get("familyName")) if part) or None


def _references(members: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"value": scim_id, "display": display} for scim_id, display in members.items()]


def add_references(line: Line, scim_id: str, members: Mapping[str, str]) -> None:
    """A PATCH in lower case that adds members with their names, as Okta and OneLogin write it."""
    patch(line, f"/Groups/{scim_id}", [{"op": "add", "path": "members", "value": _references(members)}])


def remove_one_by_one(line: Line, scim_id: str, members: Mapping[str, str]) -> None:
    """A PATCH in lower case with one path filter for each member that goes."""
    operations = [{"op": "remove", "path": f'members[value eq "{member}"]'} for member in members]
    patch(line, f"/Groups/{scim_id}", operations)
