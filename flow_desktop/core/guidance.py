"""What a person is told about each cause: title, verdict, why, what to do and where to click (texts are data).

``resources/guidance/<language>.toml`` holds one table per code of `core.causes`; an adapter loads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flow_desktop.core.causes import Cause
from flow_desktop.core.findings import Heading
from flow_desktop.core.providers import Provider


class Who(StrEnum):
    """Who can do something about it (column "who" of causes.md)."""

    USER = "USER"
    IT_ADMIN = "IT_ADMIN"
    SUPPORT = "SUPPORT"
    WAIT = "WAIT"


@dataclass(frozen=True, slots=True)
class Guide:
    """The texts of one code. ``variants``: other steps for a named situation (`Finding.variant`).

    ``title`` is a few words for a card; ``verdict`` one sentence with ``{who}`` for the top, ``you`` the same to the
    person themselves (the verdict again where a language has none); ``why`` explains it;
    ``where``: where to click at the identity provider, by kind, empty where nothing is done there; ``after``: how one
    sees that it is fixed.
    """

    cause: Cause
    heading: Heading
    who: tuple[Who, ...]
    title: str
    verdict: str
    why: str
    steps: tuple[str, ...]
    variants: Mapping[str, tuple[str, ...]]
    where: Mapping[Provider, tuple[str, ...]]
    after: str
    you: str = ""


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to do about one finding, for this account's provider. ``where``: where to click there; may be empty.

    ``why``: what is behind a cause that is certain; empty where it is only possible.
    """

    who: tuple[Who, ...]
    steps: tuple[str, ...]
    where: tuple[str, ...]
    after: str
    heading: Heading
    why: str = ""


def guides_of(texts: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[Cause, Guide]:
    """A guide for every cause out of the decoded ``guidance/<language>.toml`` and ``causes.toml``.

    Raises KeyError for a cause without texts and ValueError for an unknown provider or "who": our own mistakes.
    """
    return {cause: _guide(cause, texts, facts[cause.value]) for cause in Cause}


def section_of(cause: Cause, article_heading: str) -> Heading:
    """The section of checks and help that a cause belongs to, by the heading of the set-up article it is told under."""
    family = cause.value.partition(".")[0]
    return _BY_FAMILY.get(family) or _BY_HEADING[article_heading]


def _guide(cause: Cause, texts: Mapping[str, Any], facts: Mapping[str, Any]) -> Guide:
    told = texts[cause.value]
    clicks: Mapping[str, Any] = texts["clicks"][told["clicks"]] if "clicks" in told else {}
    return Guide(
        cause=cause,
        heading=section_of(cause, facts["heading"]),
        who=tuple(Who(one) for one in facts["who"]),
        title=told["title"],
        verdict=told["verdict"],
        why=told["why"],
        steps=tuple(told["steps"]),
        variants={name: tuple(steps) for name, steps in told.get("variants", {}).items()},
        where={provider: tuple(clicks.get(provider.value, ())) for provider in Provider},
        after=told["after"],
        you=told.get("you", told["verdict"]),
    )


_BY_FAMILY = {
    "sync": Heading.NOT_ACTIVATING,
    "create": Heading.NOT_CREATED,
    "role": Heading.ROLES_AND_SEATS,
}
"""Where the article tells a cause in a note of another section than the one it is looked for in."""

_BY_HEADING = {
    "Before you start": Heading.BEFORE_YOU_START,
    "User updates are not appearing in Flow": Heading.NOT_UPDATED,
    "Deactivated users can still sign in": Heading.STILL_SIGNS_IN,
    "Duplicate user accounts": Heading.DUPLICATE_ACCOUNTS,
    "Users receive email invitations instead of being provisioned automatically": Heading.INVITED_INSTEAD,
    "A user is not provisioned despite a matching email domain": Heading.OTHER_ENTERPRISE,
    "Users are not provisioned despite correct configuration": Heading.SEAT_CAP,
    "How to verify your provisioned account": Heading.SIGN_IN,
    "How do SCIM-provisioned users sign in?": Heading.SIGN_IN,
    "Can users sign up for Flow directly when SCIM is enabled?": Heading.SIGN_IN,
    "What happens when a user is removed from the identity provider?": Heading.MEMBERSHIP,
    "What happens if a directory group is deleted in the identity provider?": Heading.MEMBERSHIP,
    "Does SCIM affect billing?": Heading.ROLES_AND_SEATS,
    "Still need help?": Heading.STILL_NEED_HELP,
}
