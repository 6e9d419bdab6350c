"""The eight set-up steps of the article with their live state: done, next, or what stands in the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flow_desktop.mock.console import reading, reading_places
from flow_desktop.mock.console.desk import Desk, Visit
from flow_desktop.mock.console.words import Explained, explain
from flow_desktop.mock.effects import Reason
from flow_desktop.mock.store import Store


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `state`: done, next, later, blocked; `note` = what is there, or what is missing; `where` = a page."""

    title: str
    state: str
    note: str
    where: str
    link: str


@dataclass(frozen=True, slots=True)
class _Fact:
    title: str
    done: bool
    note: str
    where: str
    link: str


def blocker(visit: Visit) -> Explained | None:
    """Why SSO and SCIM set-up may not start for this admin; None = it may (article: Before you start)."""
    if str(visit.enterprise["plan"]).casefold() != "enterprise":
        return explain(Reason.PLAN_REQUIRED)
    if visit.admin.missing:
        words = explain(Reason.PROFILE_INCOMPLETE)
        missing = ", ".join(visit.admin.missing)
        return Explained(words.label, f"{words.text} Missing in your profile: {missing}.", words.next)
    return None


def steps(desk: Desk) -> list[Step]:
    """The eight steps in order; the first that is not done is the next one, or blocked."""
    return list(_with_states(_facts(desk), blocker(desk.visit)))


@dataclass(frozen=True, slots=True)
class Pending:
    """The step a set-up that was begun waits for, and its number from 1."""

    number: int
    step: Step


def next_step(desk: Desk) -> Pending | None:
    """What comes next on the way of the article; None before a directory is made, after the last step, signed out."""
    if desk.visitor() is None or reading_places.directory(desk.store) is None:
        return None
    waiting = (Pending(at, step) for at, step in enumerate(steps(desk), 1) if step.state in ("next", "blocked"))
    return next(waiting, None)


def _with_states(facts: Iterable[_Fact], hurdle: Explained | None) -> Iterator[Step]:
    found_next = False
    for fact in facts:
        state, note = ("done" if fact.done else "later"), fact.note
        if not fact.done and not found_next:
            found_next, state = True, "next"
            if hurdle:
                state, note = "blocked", f"{hurdle.text} {hurdle.next}"
        yield Step(fact.title, state, note, fact.where, fact.link)


def _facts(desk: Desk) -> Iterator[_Fact]:
    visit, directory = desk.visit, reading_places.directory(desk.store)
    settings, mapping = desk.places.idp.settings(), desk.places.idp.mapping()
    idp, connected = visit.enterprise["idp_name"], settings.connected and settings.token == "current"  # noqa: S105 - a state
    ready = directory is not None and directory["state"] == "linked" and visit.scim_on
    assigned, provisioned = reading_places.has_assignments(desk.store), _provisioned(desk.store)
    yield _Fact(
        "Open the admin console and go to SSO settings", blocker(visit) is None,
        "You are an admin, the plan is Enterprise and your profile is complete.", "sso", "SSO settings",
    )  # fmt: skip
    yield _Fact(
        "Access the WorkOS admin portal from SSO settings", directory is not None,
        "The portal is reached from SSO settings.", "sso", "SSO settings",
    )  # fmt: skip
    yield _Fact(
        "Go to the Directory Sync section of the portal", directory is not None,
        f"A directory for {directory['name']} is there." if directory else "Choose your identity provider there.",
        "workos", "WorkOS admin portal",
    )  # fmt: skip
    yield _Fact(
        f"Configure {idp} and enable provisioning", directory is not None and connected and settings.on,
        _connection_note(idp, connected=connected, on=settings.on), "provisioning", f"{idp}: provisioning",
    )  # fmt: skip
    yield _Fact(
        "Map the attributes", directory is not None and bool(mapping.get("email")), _mapping_note(mapping),
        "provisioning", f"{idp}: attribute mapping",
    )  # fmt: skip
    yield _Fact(
        "Wait for directory sync to activate", ready,
        "Directory sync is active." if ready else "Activate it in the portal; the domains of WorkOS come along.",
        "workos", "WorkOS admin portal",
    )  # fmt: skip
    yield _Fact(
        "Assign a small pilot group of test users to the app", ready and assigned,
        "The app is assigned." if assigned else f"Nobody comes before: assign people or a group at {idp}.",
        "idp_groups", f"{idp}: groups",
    )  # fmt: skip
    yield _Fact(
        "Check that the test users appear on the Team page", ready and provisioned,
        _arrival_note(ready=ready, provisioned=provisioned),
        "team", "Team",
    )  # fmt: skip


def _arrival_note(*, ready: bool, provisioned: bool) -> str:
    if not provisioned:
        return "Nobody came by SCIM yet."
    if not ready:
        return "Some came before; nobody new comes while directory sync is not active."
    return "They do. Assign the rest of your users or groups."


def _connection_note(idp: str, *, connected: bool, on: bool) -> str:
    if not connected:
        return f"Enter the endpoint and the bearer token of the portal at {idp} and test the connection."
    return f"{idp} is connected." if on else f"{idp} is connected, but provisioning is off there."


def _mapping_note(mapping: dict[str, str | None]) -> str:
    if not mapping.get("email"):
        return "The primary e-mail is required and not mapped."
    missing = [name for key, name in (("givenName", "first name"), ("familyName", "last name")) if not mapping.get(key)]
    return f"Not mapped: {', '.join(missing)}." if missing else "Primary e-mail, first name and last name are mapped."


def _provisioned(store: Store) -> bool:
    row = store.one(
        "SELECT EXISTS (SELECT 1 FROM memberships m JOIN directory_links l ON l.account_id = m.account_id"
        " WHERE m.source = 'scim' AND m.enterprise_id = ?) AS some",
        reading.enterprise(store)["id"],
    )
    return bool(row and row["some"])
