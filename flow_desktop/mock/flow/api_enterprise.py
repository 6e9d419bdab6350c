"""`/enterprise`: plan, single sign-on, domains, seats and the directory, for admins."""

from __future__ import annotations

from flow_desktop.mock.effects import Reason
from flow_desktop.mock.facts import BillingReconciled
from flow_desktop.mock.flow.answers import EnterpriseFacts, Seats
from flow_desktop.mock.flow.api_directory import directory_facts, last_time
from flow_desktop.mock.flow.asked import Nothing
from flow_desktop.mock.flow.calls import Access, Call, Operation
from flow_desktop.mock.flow.problems import not_found
from flow_desktop.mock.flow.state import Asked, Loader
from flow_desktop.mock.store import Store
from flow_desktop.mock.world_clock import stamp

_THIRTY_DAYS = 30 * 24 * 3600.0


def get_enterprise(call: Call, _asked: Nothing) -> EnterpriseFacts:
    """The enterprise with its settings, seats, domains and directory."""
    store = call.store
    row = store.one("SELECT * FROM enterprise")
    if row is None:
        raise not_found("There is no enterprise.")
    fallbacks = store.one(
        "SELECT COUNT(*) AS number FROM audit WHERE reason = ? AND at >= ?",
        Reason.FALLBACK_INVITED.value,
        stamp(call.service.world.now() - _THIRTY_DAYS),
    )
    return EnterpriseFacts(
        id=row["id"],
        name=row["name"],
        plan=row["plan"],
        sso_enforced=bool(row["sso_enforced"]),
        scim_on=bool(row["scim_on"]),
        manual_management=not row["scim_on"],
        domains=[one["domain"] for one in store.all("SELECT domain FROM domains ORDER BY domain")],
        seats=_seats(call),
        directory=directory_facts(store),
        directory_deleted_at=last_time(store, Reason.DIRECTORY_DELETED),
        fallback_invitations=fallbacks["number"] if fallbacks else 0,
        admin_profile_complete=_is_complete(store, call.asker.account_id),
        admin_portal_url=call.service.console,
        idp_name=row["idp_name"],
    )


def _seats(call: Call) -> Seats:
    """As Flow's rules count them."""
    with call.store.transaction() as connection:
        known = Loader(connection, call.service.world.stamp()).load(BillingReconciled(), Asked()).enterprise
    return Seats(known.seat_cap, known.seat_count, known.seats_used)


def _is_complete(store: Store, account_id: str | None) -> bool:
    """First name, last name and e-mail are filled in (article: Before you start)."""
    row = store.one("SELECT first_name, last_name, email FROM accounts WHERE id = ?", account_id)
    return row is not None and all((value or "").strip() for value in row)


ENTERPRISE = (
    Operation("GET", "/enterprise", "get_enterprise", Access.MANAGER, get_enterprise, answer=EnterpriseFacts),
)
