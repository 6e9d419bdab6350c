"""Finding out how a SCIM server wants to be asked, and whether its filters can be believed; a handful of requests."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flow_desktop.adapters.bulk.asking import Raw, Server
from flow_desktop.adapters.bulk.proof import Faulty
from flow_desktop.adapters.bulk.scim_entries import UsersPage
from flow_desktop.adapters.bulk.scim_server import MOST_SIZE, USUAL_SIZE, Manners, Users, page_of_raw
from flow_desktop.adapters.directory.scim_parse import attribute, page_of, truth
from flow_desktop.adapters.directory.scim_search import E_MAIL, USER_NAME, filter_for
from flow_desktop.adapters.strict_json import strict_json
from flow_desktop.core.pilot.entries import Entry, Fault
from flow_desktop.core.problems import Refused
from flow_desktop.core.secret import Secret

NOBODY = "nobody-has-this-address@flow-desktop.invalid"
_SAMPLE = 10
_OK = 200


@dataclass(frozen=True, slots=True)
class Discovered:
    """``first``: the first page as it came, or what was wrong with it. ``notes``: text ids of what is remarkable."""

    manners: Manners
    first: UsersPage | Faulty
    filters: bool
    groups: bool
    notes: tuple[str, ...] = ()


async def discover(server: Server, access: Secret | None) -> Discovered:
    """Configuration, a first page as long as it allows, then the probes. Raises Refused where nobody may look."""
    manners, notes = await _config(server, access)
    first = await _first(server, access, manners.size)
    if isinstance(first, Faulty) and first.fault is not Fault.REFUSED and manners.size > USUAL_SIZE:
        manners = replace(manners, size=USUAL_SIZE)  # it promised more than it can give
        first = await _first(server, access, USUAL_SIZE)
    if isinstance(first, Faulty) and first.fault is Fault.REFUSED:
        raise Refused(first.why)
    if isinstance(first, Faulty) or not first.entries:
        return Discovered(manners, first, filters=False, groups=await _has_groups(server, access), notes=notes)
    users = Users(server, access, manners)
    filters, projected, groups = await asyncio.gather(
        _filters(users, first.entries), _projects(users, first), _has_groups(server, access)
    )
    notes += () if filters else ("filters_unproven",)
    return Discovered(replace(manners, projected=projected), first, filters=filters, groups=groups, notes=notes)


async def _config(server: Server, access: Secret | None) -> tuple[Manners, tuple[str, ...]]:
    """What the server says of itself (RFC 7643 section 5, RFC 9865); a missing or strange answer says nothing."""
    body = _object(await server.get(access, "ServiceProviderConfig"))
    if body is None or not any(
        isinstance(attribute(body, name), Mapping) for name in ("filter", "patch", "pagination")
    ):
        return Manners(), ("no_configuration",)
    most = _inside(body, "filter", "maxResults")
    sizes = isinstance(most, int) and not isinstance(most, bool) and most > 0
    manners = Manners(
        size=min(most, MOST_SIZE) if sizes else USUAL_SIZE,
        sort=truth(_inside(body, "sort", "supported")) is True,
        cursor=truth(_inside(body, "pagination", "cursor")) is True,
        filter=truth(_inside(body, "filter", "supported")),
    )
    return manners, ()


async def _first(server: Server, access: Secret | None, size: int) -> UsersPage | Faulty:
    """A page, to see how long one really is, and whom a filter has to find."""
    raw = await server.get(access, "Users", startIndex="1", count=str(size))
    try:
        return page_of_raw(raw)
    except Faulty as faulty:
        return faulty


async def _filters(users: Users, sample: tuple[Entry, ...]) -> bool:
    """Whether both filters find somebody who is there, in the other letter case, and nobody who is not."""
    named = next((one for one in sample if _swaps(one.user_name) and _swaps(one.email)), None)
    if users.manners.filter is False or named is None:
        return False
    name, mail = str(named.user_name).swapcase(), str(named.email).swapcase()
    nobody_1, nobody_2, by_name, by_mail = await asyncio.gather(
        _found(users, USER_NAME, NOBODY),
        _found(users, E_MAIL, NOBODY),
        _found(users, USER_NAME, name),
        _found(users, E_MAIL, mail),
    )
    if nobody_1 != frozenset() or nobody_2 != frozenset():
        return False
    return all(found is not None and named.id in found for found in (by_name, by_mail))


async def _found(users: Users, name: str, value: str) -> frozenset[str] | None:
    """Ids in a filtered answer; None where there is none."""
    try:
        return frozenset(one.id for one in (await users.page(filter=filter_for(name, value))).entries)
    except (Faulty, Refused):
        return None


async def _projects(users: Users, first: UsersPage) -> bool:
    """Whether ``attributes`` saves something and loses nothing: the same people, value for value."""
    manners = replace(users.manners, projected=True, sort=False, size=_SAMPLE)
    try:
        page = await users.page(**manners.query(startIndex="1"))
    except (Faulty, Refused):
        return False
    return page.entries[:_SAMPLE] == first.entries[:_SAMPLE]


async def _has_groups(server: Server, access: Secret | None) -> bool:
    try:
        body = _object(await server.get(access, "Groups", startIndex="1", count="1"))
    except Refused:
        return False
    return body is not None and page_of(body) is not None


def _object(raw: Raw) -> Mapping[str, Any] | None:
    """The JSON object of an answer; None where there is none, also where this address alone is kept secret."""
    try:
        found = strict_json(raw.body) if raw.status == _OK and raw.is_json else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _inside(body: Mapping[str, Any], outer: str, inner: str) -> Any:
    found = attribute(body, outer)
    return attribute(found, inner) if isinstance(found, Mapping) else None


def _swaps(value: str | None) -> bool:
    """True for a text whose other letter case is another text."""
    return bool(value) and str(value).isascii() and str(value).swapcase() != value
