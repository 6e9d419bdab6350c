"""The real values that each step of the trail shows, with where and when they were seen."""

from __future__ import annotations

from datetime import datetime

from flow_desktop.core.checks.creation import ASSIGNED, ASSIGNED_AT, PROVISIONING
from flow_desktop.core.checks.facts import answer_given, quoted
from flow_desktop.core.checks.lines import decisive
from flow_desktop.core.checks.linked import exhibit_of
from flow_desktop.core.checks.not_activating import deletion_shown, delivery_shown, state_shown
from flow_desktop.core.checks.seat_cap import seats_shown
from flow_desktop.core.comparison import Field, grade
from flow_desktop.core.evidence import Account, DirectoryUser, Evidence, Seen
from flow_desktop.core.findings import Exhibit, exhibit
from flow_desktop.core.grades import Verdict
from flow_desktop.core.observed import Observed, text_of


def connection_facts(evidence: Evidence) -> tuple[Exhibit, ...]:
    """State and kind of the connection, how far events came, when it was deleted."""
    delivery, deleted = evidence.look.delivery, deletion_shown(evidence)
    told = delivery_shown(delivery) if isinstance(delivery, Seen) else ()
    return (*state_shown(evidence), *told, *((deleted,) if deleted else ()))


def person_facts(evidence: Evidence) -> tuple[Exhibit, ...]:
    """Name and e-mail as the identity provider said them in this sign-in, and what somebody told about the person."""
    told = answer_given(evidence, "idp.active", "idp.removed", "idp.removed_at", "idp.changed_at")
    claims = evidence.claims
    if not isinstance(claims, Seen):
        return told
    said = tuple((field, getattr(claims.value, field.value).observed) for field in Field)
    return (*(exhibit_of(f"claim_{field.value}", value, claims) for field, value in said), *told)


def scope_facts(evidence: Evidence) -> tuple[Exhibit, ...]:
    """Assigned, the enterprise's domains, seats, and how Flow judged the person last."""
    settings = evidence.look.settings
    domains = (exhibit("domains", ", ".join(settings.value.domains), settings),) if isinstance(settings, Seen) else ()
    told = answer_given(evidence, ASSIGNED, ASSIGNED_AT, PROVISIONING)
    return (*told, *domains, *seats_shown(evidence), *_judged(evidence))


def _judged(evidence: Evidence) -> tuple[Exhibit, ...]:
    """Flow's newest line about presence; where it has none, the account that is tied to a directory user."""
    audit, account = evidence.look.audit, evidence.look.account
    line = decisive(audit.value) if isinstance(audit, Seen) else None
    if line is not None and isinstance(audit, Seen):
        return (quoted(line, audit),)
    if isinstance(account, Seen) and account.value is not None and account.value.linked_to is not None:
        return _account_facts(account.value, account.source, account.at)
    return ()


def match_facts(evidence: Evidence) -> tuple[Exhibit, ...]:
    """Who could be meant: people in Directory Sync, the account in Flow, accounts of the same name, invitations."""
    users, account = evidence.look.directory_users, evidence.look.account
    similar, invitations = evidence.look.similar, evidence.look.invitations
    found: list[Exhibit] = []
    if isinstance(users, Seen):
        found += [Exhibit("directory_user", _named(one), users.source, one.updated_at) for one in users.value]
    if isinstance(account, Seen) and account.value is not None:
        found += _account_facts(account.value, account.source, account.value.updated_at)
    if isinstance(similar, Seen):
        found += [Exhibit("similar", _account_named(one), similar.source, one.created_at) for one in similar.value]
    if isinstance(invitations, Seen):
        waiting = [one for one in invitations.value if one.state == "pending"]
        found += [Exhibit("invitation", one.email, invitations.source, one.created_at) for one in waiting]
    return tuple(found)


def compare_facts(evidence: Evidence) -> tuple[Exhibit, ...]:
    """Each field at the places that were seen, and how alike they are."""
    found: list[Exhibit] = []
    for field in Field:
        seen = values_of(evidence, field)
        found += [exhibit_of(f"{place}_{field.value}", value, piece) for place, value, piece in seen]
        worst = worst_grade(evidence, field)
        if worst is not None:
            found.append(Exhibit(f"grade_{field.value}", worst.name.lower()))
    return tuple(found)


def values_of(evidence: Evidence, field: Field) -> tuple[tuple[str, Observed, Seen[object]], ...]:
    """A field at the identity provider, in Directory Sync and in Flow, where each of them was seen."""
    claims, user, account = evidence.claims, compared_user(evidence), evidence.look.account
    users = evidence.look.directory_users
    found: list[tuple[str, Observed, Seen[object]]] = []
    if isinstance(claims, Seen):
        found.append(("claim", getattr(claims.value, field.value).observed, claims))
    if user is not None and isinstance(users, Seen):
        found.append(("directory", getattr(user, field.value), users))
    if isinstance(account, Seen) and account.value is not None:
        found.append(("flow", getattr(account.value, field.value), account))
    return tuple(found)


def worst_grade(evidence: Evidence, field: Field) -> Verdict | None:
    """How far the values of Directory Sync are from those of Flow and of the claims; None with nothing to compare."""
    values = {place: value for place, value, _ in values_of(evidence, field)}
    here = values.pop("directory", None)
    return max((grade(field, here, value) for value in values.values()), default=None) if here is not None else None


def compared_user(evidence: Evidence) -> DirectoryUser | None:
    """The directory user that the account is tied to; else the only one there is."""
    users, account = evidence.look.directory_users, evidence.look.account
    if not isinstance(users, Seen):
        return None
    linked = account.value.linked_to if isinstance(account, Seen) and account.value is not None else None
    mine = next((one for one in users.value if one.id == linked), None)
    return mine or (users.value[0] if len(users.value) == 1 else None)


def _named(user: DirectoryUser) -> str:
    state = {True: "active", False: "inactive", None: "?"}[user.active]
    return f"{text_of(user.email) or text_of(user.user_name) or user.id} ({state})"


def _account_named(account: Account) -> str:
    role = account.role.value if account.role is not None else "outside"
    return f"{text_of(account.email) or account.id} ({role})"


def _account_facts(account: Account, source: str, at: datetime | None) -> tuple[Exhibit, ...]:
    """The account, and the entry in Directory Sync that it is tied to."""
    tie = (Exhibit("linked_to", account.linked_to, source, at),) if account.linked_to else ()
    return (Exhibit("account", _account_named(account), source, at), *tie)
