"""Flow's rules against the article: one row for each sentence that says what Flow does."""

from __future__ import annotations

import pytest

from flow_desktop.mock.effects import AuditLine
from flow_desktop.mock.facts import Event, State
from flow_desktop.mock.rules import decide
from tests.mock.flow.cast import Row
from tests.mock.flow.judge import ARTICLE, DERIVED, keeps, names_whom
from tests.mock.flow.line_rows import LINES

# Every heading of the article whose text says what Flow does, in the article's order.
HEADINGS = (
    "Before you start",
    "How to set up SCIM provisioning",
    "How to verify your provisioned account",
    "Directory sync is not activating",
    "Users are not being created in Flow",
    "User updates are not appearing in Flow",
    "Deactivated users can still sign in",
    "Duplicate user accounts",
    "Users receive email invitations instead of being provisioned automatically",
    "A user is not provisioned despite a matching email domain",
    "Users are not provisioned despite correct configuration",
    "What happens when a user is removed from the identity provider?",
    "Can users sign up for Flow directly when SCIM is enabled?",
    "How do SCIM-provisioned users sign in?",
    "Why are some users not being provisioned?",
    "What role are SCIM-provisioned users assigned?",
    "What if a user already belongs to a different organization?",
    "What happens if a directory group is deleted in the identity provider?",
    "Does SCIM affect billing?",
    "What happens if my enterprise has reached its seat cap?",
    "Still need help?",
)


@pytest.mark.parametrize("row", [*ARTICLE, *DERIVED], ids=str)
def test_each_sentence_holds(row: Row) -> None:
    """What a sentence promises is what the rules decide: every effect, every reason, refused or not."""
    assert keeps(decide, row), decide(row.state, row.event)


@pytest.mark.parametrize("row", [*ARTICLE, *DERIVED], ids=str)
def test_each_line_names_whom_it_is_about(row: Row) -> None:
    """Who looks for a person's lines finds every one: by e-mail, and by account or directory user if there is one."""
    assert names_whom(decide, row), decide(row.state, row.event).audit


@pytest.mark.parametrize(("state", "event", "lines"), LINES, ids=lambda value: type(value).__name__)
def test_audit_lines_say_whom_and_what(state: State, event: Event, lines: tuple[AuditLine, ...]) -> None:
    """A line names the person as far as it is about one, and the names and numbers that explain it."""
    assert decide(state, event).audit == lines


def test_every_heading_has_its_rows() -> None:
    """No part of the article that says what Flow does is left out, and none is made up."""
    assert list(dict.fromkeys(row.heading for row in ARTICLE)) == list(HEADINGS)


def test_no_sentence_is_listed_twice() -> None:
    """Each row has a promise of its own under its heading."""
    assert len({str(row) for row in ARTICLE}) == len(ARTICLE)
