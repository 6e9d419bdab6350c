"""Before a run: who may, what the cost rule chooses, and how a group or everybody becomes a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import Seen
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.pilot.entries import Abilities, GroupMembers
from flow_desktop.core.pilot.index import ACTIVE, EMAIL, USER_NAME, EntryIndex
from flow_desktop.core.pilot.ports import Firm, PeopleSource
from flow_desktop.core.pilot.results import Cost, Strategy
from flow_desktop.core.pilot.rows import ListKind, PilotList, PilotRow, ReadAs, RejectedRow, RowFault
from flow_desktop.core.problems import Code, FlowError, Problem, SignInAgain, problem
from flow_desktop.core.secret import Secret
from flow_desktop.core.text import email_key
from flow_desktop.flows.verify_types import Order

FEW = 100
"""Where nobody tells how many people there are, so few are looked up one by one: a listing may be far longer."""

BLIND = Abilities(people=None, page_size=1, filters=False, serial=True)
"""Of a place that could not be asked at all."""

_ADMINS = (Role.ADMIN, Role.IT_ADMIN)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a run stands on: what the place can do, or why it could not be asked."""

    abilities: Abilities
    refused: WithheldReason | None = None


def weigh(order: Order, listed: PilotList, abilities: Abilities) -> Cost:
    """The cost rule (verify.md, 5): look up where that is no more requests than the pages of the whole listing.

    Groups, everybody, and "who is not in the list" need the listing; so does a filter that cannot be believed.
    """
    is_told = not is_placeholder(listed)  # else nobody knows yet whom to look up
    pilots = len({email_key(row.email) for row in listed.rows}) if is_told else len(listed.rows)
    pages = -(-abilities.people // max(abilities.page_size, 1)) if abilities.people is not None else None
    needs_all = order.unexpected or order.everybody or order.group is not None or not abilities.filters
    few = pilots <= (pages if pages is not None else FEW) and can_be_looked_up(row.email for row in listed.rows)
    chosen = Strategy.LOOKED_UP if few and pilots else Strategy.LISTED
    if order.strategy is not None and (order.strategy is Strategy.LISTED or abilities.filters):
        chosen = order.strategy
    return Cost(
        strategy=Strategy.LISTED if needs_all else chosen,
        pilots=pilots,
        people=abilities.people,
        page_size=abilities.page_size,
        requests_listed=pages,
        requests_looked_up=pilots if is_told else 0,
        filters=abilities.filters,
    )


def can_be_looked_up(addresses: Iterable[str]) -> bool:
    """False where a filter could not prove that nobody has one of them: how servers compare letters beyond ASCII is
    not told (RFC 7643, 2.3.1), so only a listing settles it.
    """
    return all(map(str.isascii, addresses))


def looked_up_again(cost: Cost, people: int) -> Cost:
    """The cost of a second look at some of the list."""
    return replace(cost, strategy=Strategy.LOOKED_UP, requests_looked_up=people)


def refuse_strangers(people: PeopleSource, firm: Firm) -> None:
    """Everybody in the directory is shown to an admin, or to whoever holds the directory's credential (decisions, 6).

    Raises SignInAgain, and FlowError ``policy.not_admin``. Where Flow does not tell who asks, its own refusal decides.
    """
    viewer = firm.viewer
    if not people.needs_session:
        return
    if isinstance(viewer, Seen):
        if viewer.value.role not in _ADMINS:
            raise FlowError(problem(Code.POLICY_NOT_ADMIN))
    elif viewer.reason is WithheldReason.CREDENTIAL_REFUSED:
        raise SignInAgain(problem(Code.SIGN_IN_AGAIN_EXPIRED))
    elif viewer.reason in (WithheldReason.FORBIDDEN, WithheldReason.NOT_CONFIGURED):
        raise FlowError(problem(Code.POLICY_NOT_ADMIN))


def raise_for(reason: WithheldReason, people: PeopleSource) -> None:
    """Raise what only a person can mend where a place refused the signed-in person: SignInAgain, or FlowError
    ``policy.not_admin``. Any other reason is that of everybody who stays unknown.
    """
    if people.needs_session and reason is WithheldReason.CREDENTIAL_REFUSED:
        raise SignInAgain(problem(Code.SIGN_IN_AGAIN_EXPIRED))
    if people.needs_session and reason is WithheldReason.FORBIDDEN:
        raise FlowError(problem(Code.POLICY_NOT_ADMIN))


def refused_group(name: str, reason: WithheldReason) -> Problem:
    """Why a group is no list; with an empty name, why the groups cannot be told."""
    if reason is WithheldReason.SOURCE_CANNOT_TELL:
        return problem(Code.CONFIGURATION_NO_GROUPS)
    if name and reason in (WithheldReason.NO_SUCH_ADDRESS, WithheldReason.NOT_FOUND_THERE):
        return problem(Code.CONFIGURATION_GROUP_UNKNOWN, group=name)
    told = reason.value.replace("_", " ")
    if not name:
        return problem(Code.CONFIGURATION_GROUPS, reason=told)
    return problem(Code.CONFIGURATION_GROUP, group=name, reason=told)


async def list_of(order: Order, people: PeopleSource, access: Secret | None) -> PilotList:
    """The list of an order. For a group the ids of its members: who they are, the listing tells (`resolved`).

    Raises Refused.
    """
    if order.listed is not None:
        return order.listed
    if order.group is not None:
        return _members_list(await people.members_of(access, order.group))
    return PilotList("", (), read_as=ReadAs(ListKind.EVERYBODY))


def resolved(listed: PilotList, people: EntryIndex) -> PilotList:
    """The people of a group, or everybody who is active, with the addresses that the listing shows. Names are left
    out: they would only be compared with themselves. A member whom the listing does not show stays in the list as a
    row that says so.
    """
    if listed.read_as.kind is ListKind.EVERYBODY:
        active = (kept for kept in people.everybody() if kept[ACTIVE] is not False)
        shown = [(number, kept[0], str(kept[0])) for number, kept in enumerate(active, 1)]
    else:
        shown = [(row.line, row.extras[0], row.extras[1] or row.extras[0]) for row in listed.rows]
    rows, rejected = list[PilotRow](), list[RejectedRow]()
    for line, member, label in shown:
        kept_one = people.by_id(member)
        address = kept_one and (kept_one[EMAIL] or kept_one[USER_NAME])
        if address:
            rows.append(PilotRow(line, str(address)))
        else:
            fault = RowFault.UNREADABLE if kept_one is None else RowFault.NO_EMAIL
            rejected.append(RejectedRow(line, fault, label[:200]))
    return replace(listed, rows=tuple(rows), rejected=tuple(rejected), extra_columns=())


def is_placeholder(listed: PilotList) -> bool:
    """True for a list whose people the listing has to tell: a group's, or everybody."""
    if listed.read_as.kind is ListKind.EVERYBODY:
        return not listed.rows
    return listed.read_as.kind is ListKind.GROUP and listed.extra_columns == _MEMBER_COLUMNS


_MEMBER_COLUMNS = ("id", "label")


def _members_list(found: GroupMembers) -> PilotList:
    """Raises FlowError where the list of members is not whole: some would be left out unseen."""
    if not found.complete:
        raise FlowError(problem(Code.CONFIGURATION_GROUP_IN_PART, group=found.group.name))
    rows = tuple(PilotRow(n, "", extras=(one, found.labels.get(one, ""))) for n, one in enumerate(found.ids, 1))
    return PilotList(found.group.name, rows, extra_columns=_MEMBER_COLUMNS, read_as=ReadAs(ListKind.GROUP))
