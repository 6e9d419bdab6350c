"""SCIM resources as they come, tolerant of what servers in the wild get wrong (RFC 7643 sections 2.1, 2.4, 4.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from flow_desktop.core.directory import DirectoryRecord
from flow_desktop.core.observed import Absent, Observed, Withheld, WithheldReason, received
from flow_desktop.core.text import email_key

Resource: TypeAlias = Mapping[str, Any]
_BAD = Withheld(WithheldReason.BAD_ANSWER)


@dataclass(frozen=True, slots=True)
class Page:
    """One list answer (RFC 7644 section 3.4.2). ``total`` is a hint only; ``next_cursor`` is RFC 9865."""

    resources: tuple[Resource, ...]
    total: int | None
    next_cursor: str | None


def attribute(of: Resource, name: str) -> Any:
    """An attribute by name; names do not tell upper from lower case (RFC 7643 section 2.1)."""
    if name in of:
        return of[name]
    small = name.lower()
    return next((value for key, value in of.items() if key.lower() == small), None)


def page_of(body: Resource) -> Page | None:
    """A list answer, None for an object that is none. No resources at all may be left out of it."""
    resources = attribute(body, "Resources")
    total = attribute(body, "totalResults")
    if resources is None and isinstance(total, int):
        resources = []
    if not isinstance(resources, list) or not all(isinstance(one, dict) for one in resources):
        return None
    cursor = attribute(body, "nextCursor")
    return Page(
        resources=tuple(resources),
        total=total if isinstance(total, int) and not isinstance(total, bool) and total >= 0 else None,
        next_cursor=cursor if isinstance(cursor, str) and cursor else None,
    )


def identity_of(user: Resource) -> str | None:
    """What tells one resource from another: its id, else its user name; None where it has neither."""
    for name in ("id", "userName"):
        value = attribute(user, name)
        if isinstance(value, str) and value:
            return f"{name}:{value}"
    return None


def keys_of(user: Resource) -> frozenset[str]:
    """The keys under which a resource answers to an address: its user name and all its e-mails."""
    values = [attribute(user, "userName"), *(value for value, _ in _mails(user))]
    return frozenset(email_key(value) for value in values if isinstance(value, str) and value.strip())


def a_mail_of(user: Resource) -> str | None:
    """Some e-mail value of a resource."""
    return next((value for value, _ in _mails(user) if isinstance(value, str) and value.strip()), None)


def record_of(user: Resource) -> DirectoryRecord:
    """The values byte for byte; what has the wrong shape is withheld, not guessed."""
    name, meta = attribute(user, "name"), _mapping(attribute(user, "meta"))
    return DirectoryRecord(
        id=str(attribute(user, "id") or ""),
        user_name=received(attribute(user, "userName")),
        email=_mail(user),
        given_name=_part(name, "givenName"),
        family_name=_part(name, "familyName"),
        active=truth(attribute(user, "active")),
        updated_at=_text(meta, "lastModified"),
        created_at=_text(meta, "created"),
        idp_id=_text(user, "externalId"),
    )


def truth(value: Any) -> bool | None:
    """A boolean, also where the server writes it as text ("False"); None where it does not say."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value.strip().lower()) if isinstance(value, str) else None


def _part(name: Any, part: str) -> Observed:
    if name is None:
        return Absent()
    return received(attribute(name, part)) if isinstance(name, Mapping) else _BAD


def _mail(user: Resource) -> Observed:
    """The address Directory Sync uses: the primary one, else the first for work, else the first for home, else the
    only one (WorkOS, "SCIM endpoint").
    """
    listed = attribute(user, "emails")
    if listed is None or listed == []:
        return Absent()
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        return _BAD
    mails = _mails(user)
    for kind in ("primary", "work", "home"):
        for value, kinds in mails:
            if kind in kinds:
                return received(value)
    return received(mails[0][0]) if len(mails) == 1 else Absent()


def _mails(user: Resource) -> list[tuple[Any, frozenset[str]]]:
    """Each e-mail value with what it is for."""
    listed = attribute(user, "emails")
    entries = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return [(attribute(one, "value"), _kinds(one)) for one in entries]


def _kinds(mail: Resource) -> frozenset[str]:
    kind = attribute(mail, "type")
    kinds = {kind.strip().lower()} & {"work", "home"} if isinstance(kind, str) else set[str]()
    return frozenset(kinds | {"primary"}) if truth(attribute(mail, "primary")) else frozenset(kinds)


def _text(of: Resource, name: str) -> str | None:
    value = attribute(of, name)
    return value if isinstance(value, str) else None


def _mapping(value: Any) -> Resource:
    return value if isinstance(value, Mapping) else {}
