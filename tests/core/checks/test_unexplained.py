"""Values that cannot be read, or that nothing explains: they prove no cause, and nothing is fine because of them."""

from __future__ import annotations

from typing import Any

import pytest

from flow_desktop.core.observed import Withheld, WithheldReason
from tests.support.evidence import account, directory_user, evidence, identity
from tests.support.judging import examined, said

UNREAD = Withheld(WithheldReason.NOT_TEXT)


@pytest.mark.parametrize(
    ("check", "pieces"),
    [
        ("name_edited", {"account": account(family_name=UNREAD)}),
        ("name_edited", {"directory_users": (directory_user(given_name=UNREAD),)}),
        ("update_heard", {"remembered": (directory_user(family_name=UNREAD),)}),
        ("attributes_mapped", {"directory_users": (directory_user(family_name=UNREAD),), "claims": identity()}),
    ],
)
def test_a_value_that_cannot_be_read_is_neither_missing_nor_the_same(check: str, pieces: Any) -> None:
    """Nothing is proven by it, and nothing is fine because of it."""
    assert said(check, evidence(**pieces)) == "cannot_tell cannot_tell"


def test_other_values_in_an_entry_that_nothing_ties_to_the_account_are_not_fine() -> None:
    """Nothing of that entry comes to the account, so "the same everywhere" would be untrue."""
    apart = evidence(account=account(linked_to=None), directory_users=(directory_user(family_name="Lovelace"),))
    assert said("update_heard", apart) == "cannot_tell not_tied"


@pytest.mark.parametrize("name", ["Lovelace", "", None])
def test_a_name_in_flow_that_nothing_explains_is_not_fine(name: str | None) -> None:
    """Directory and copy agree, Flow shows another name or none, and no edit is noted."""
    odd = evidence(account=account(family_name=name, name_edited_at=None))
    assert said("name_edited", odd) == "cannot_tell unexplained"
    assert examined("name_edited", odd)[0].exhibits
