"""Refuses organisations that cannot be: what each table says is right, but not all of it together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flow_desktop.mock.scenario.locate import Place
from flow_desktop.mock.scenario.parts import FlowPart, Person, World
from flow_desktop.mock.scenario.reader import Source, WorldError, name_of


def check_world(world: World, source: Source) -> None:
    """Raise WorldError for the first thing that cannot be, naming its line."""
    for place, reason in _impossible(world):
        raise _refusal(source, place, reason)


def _refusal(source: Source, place: Place, reason: str) -> WorldError:
    return source.refuse(place, f"{name_of(place)}: {reason}")


def _impossible(world: World) -> Iterator[tuple[Place, str]]:
    if not world.people:
        yield ("people",), "is empty: at least one person is needed"
    yield from _repeats(world)
    for index, person in enumerate(world.people):
        yield from _person(world, person, ("people", index))
    yield from _groups(world)
    yield from _seats(world)
    crowd = world.crowd
    if crowd.count and (world.directory.state != "active" or crowd.domain.casefold() not in world.domains):
        yield ("crowd",), "everybody in it is provisioned: that needs an active directory and a registered domain"


def _repeats(world: World) -> Iterator[tuple[Place, str]]:
    people = [(("people", index), person) for index, person in enumerate(world.people)]
    yield from _repeated([((*at, "key"), one.key) for at, one in people], "key")
    yield from _repeated([((*at, "idp", "email"), one.idp.email.casefold()) for at, one in people], "idp.email")
    yield from _repeated(
        [((*at, "idp", "username"), one.idp.username.casefold()) for at, one in people], "idp.username"
    )
    accounts = [((*at, "flow", "email"), one.flow.email.casefold()) for at, one in people if one.flow]
    yield from _repeated(accounts, "flow.email")
    active = [((*at, "directory", "email"), _active_address(one)) for at, one in people]
    yield from _repeated([(place, address) for place, address in active if address], "directory.email")


def _active_address(person: Person) -> str | None:
    part = person.directory
    return part.email.casefold() if part and part.email and part.state == "active" else None


def _repeated(values: Sequence[tuple[Place, str]], name: str) -> Iterator[tuple[Place, str]]:
    seen: set[str] = set()
    for place, value in values:
        if value in seen:
            yield place, f"two people share {name} {value!r}"
        seen.add(value)


def _person(world: World, person: Person, place: Place) -> Iterator[tuple[Place, str]]:
    if person.directory and not world.directory.managed:
        yield (*place, "directory"), f"the directory is in state {world.directory.state!r}: nobody can be in it"
    if person.flow:
        yield from _account(person, person.flow, (*place, "flow"))
    if person.directory and silent_reason(world, person) is None and not _joined(person):
        reason = "the person is in the directory and nothing says why not in Flow; give a role, or use steps"
        yield (*place, "directory"), reason


def _joined(person: Person) -> bool:
    return person.flow is not None and person.flow.role is not None


def _account(person: Person, flow: FlowPart, place: Place) -> Iterator[tuple[Place, str]]:
    if flow.enterprise and flow.role:
        yield (*place, "role"), "a person belongs to one enterprise; the role is one in this enterprise"
    if flow.linked and person.directory is None:
        yield (*place, "linked"), "there is no directory user to be linked to"
    if flow.linked and not flow.role:
        yield (*place, "linked"), "only a member is linked"


def silent_reason(world: World, person: Person) -> str | None:
    """Why Flow would not take a directory user in, as an audit reason; None when it would (domain facts, 2.2)."""
    part = person.directory
    if part is None or not part.email:
        return "no_email"
    if part.state == "inactive":
        return "inactive_on_create"
    if part.email.rpartition("@")[2].casefold() not in world.domains:
        return "domain_mismatch"
    return "other_enterprise" if person.flow and person.flow.enterprise else None


def _groups(world: World) -> Iterator[tuple[Place, str]]:
    keys = {person.key for person in world.people}
    names = {group.name for group in world.groups}
    yield from _repeated([(("groups", at, "name"), one.name) for at, one in enumerate(world.groups)], "groups.name")
    for index, group in enumerate(world.groups):
        for member in group.members:
            if member not in keys:
                yield ("groups", index, "members"), f"there is no person {member!r}"
        for inner in group.groups:
            if inner not in names or inner == group.name:
                yield ("groups", index, "groups"), f"there is no other group {inner!r}"


def _seats(world: World) -> Iterator[tuple[Place, str]]:
    used, cap = seats_used(world), world.enterprise.seat_cap
    if cap is not None and used > cap:
        yield ("enterprise", "seat_cap"), f"{used} seats are in use, more than the cap of {cap}"
    count = world.enterprise.seat_count
    if count is not None and count < used:
        yield ("enterprise", "seat_count"), f"{used} seats are in use, more than the {count} that are billed"


def seats_used(world: World) -> int:
    """Members who are not IT Admin, and pending invitations if those hold a seat."""
    roles = [person.flow.role for person in world.people if person.flow and person.flow.role]
    pending = [one for one in world.invitations if one.state == "pending" and one.role != "it_admin"]
    held = len(pending) if world.enterprise.pending_hold_seats else 0
    return sum(1 for role in roles if role != "it_admin") + held + world.crowd.count
