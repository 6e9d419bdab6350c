"""Everything that the tables promise of the rules, asked of any `decide`: by the tests, and of mutants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

from flow_desktop.mock.effects import Decision
from flow_desktop.mock.facts import (
    Account,
    Event,
    GroupMemberAdded,
    GroupMemberRemoved,
    InvitationAccepted,
    InviteRequested,
    JoinAnswered,
    JoinRequested,
    NameEdited,
    ProvisioningFailed,
    RemoveRequested,
    RevokeRequested,
    RoleChangeRequested,
    SetupOpened,
    SignInAttempted,
    SignUpAttempted,
    State,
    UserCreated,
    UserDeleted,
    UserUpdated,
)
from tests.mock.flow import article_faq, article_setup, article_troubleshooting, derived_rows
from tests.mock.flow.cast import ADA, Row, world
from tests.mock.flow.gates import GATES
from tests.mock.flow.line_rows import LINES

Decide = Callable[[State, Event], Decision]

ARTICLE: tuple[Row, ...] = (*article_setup.ROWS, *article_troubleshooting.ROWS, *article_faq.ROWS)
DERIVED: tuple[Row, ...] = derived_rows.ROWS


def keeps(decide: Decide, row: Row) -> bool:
    """Whether a row holds: every effect, every reason, refused or not."""
    decision = decide(row.state, row.event)
    reasons = tuple(line.reason for line in decision.audit)
    return (decision.effects, reasons, decision.refused) == (row.effects, row.reasons, row.refused)


def names_whom(decide: Decide, row: Row) -> bool:
    """Whether every line of a row's answer names whom the event is about, if it is about somebody."""
    told = {(line.email, line.account_id, line.directory_user_id) for line in decide(row.state, row.event).audit}
    match row.event:
        case UserCreated(user) | UserUpdated(user) | UserDeleted(user) | ProvisioningFailed(user):
            return told == {(user.email, None, user.id)} or row.state.already_processed
        case GroupMemberAdded(_, user) | GroupMemberRemoved(_, user):
            return told == {(user.email, None, user.id)}
        case (
            InviteRequested(email) | JoinRequested(email) | JoinAnswered(email) | InvitationAccepted(email)
            | SignUpAttempted(email)
        ):  # fmt: skip
            return told == {(email, None, None)}
        case SignInAttempted(email):
            return told == {_account(row.state.by_email) if row.state.by_email else (email or None, None, None)}
        case RemoveRequested() | RoleChangeRequested() | NameEdited():
            return told == {_account(row.state.by_email)}
        case RevokeRequested():
            return told == {(row.state.invitation.email if row.state.invitation else None, None, None)}
        case SetupOpened():
            return told == {_account(row.state.actor)}
        case _:
            return not row.refused or told == {_account(row.state.actor)}


def _account(account: Account | None) -> tuple[str | None, str | None, str | None]:
    return (account.email, account.id, None) if account else (None, None, None)


def names_gate(decide: Decide, first: int, later: int) -> bool:
    """Whether of two closed gates the earlier one is named."""
    state, user = GATES[later][1](*GATES[first][1](world(), ADA))
    return decide(state, UserCreated(user)).reason is GATES[first][0]


def promises(decide: Decide) -> Iterator[bool]:
    """Whether each promise is kept, one after the other."""
    yield from (keeps(decide, row) for row in ARTICLE)
    yield from (keeps(decide, row) for row in DERIVED)
    yield from (names_whom(decide, row) for row in (*ARTICLE, *DERIVED))
    yield from (decide(state, event).audit == lines for state, event, lines in LINES)
    yield from (names_gate(decide, first, later) for first, later in combinations(range(len(GATES)), 2))
