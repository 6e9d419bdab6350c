"""User updates are not appearing in Flow: what both sides have, and what differs between them (pure)."""

from __future__ import annotations

from flow_desktop.core.causes import Cause
from flow_desktop.core.checks.facts import has_text, illegible, passed, possible, problem, stamp, undecided
from flow_desktop.core.checks.linked import NAMES, Linked, differ, exhibit_of, linked, unreadable, value_of
from flow_desktop.core.checks.updates_heard import UPDATES_HEARD
from flow_desktop.core.checks.updates_sent import ATTRIBUTES_MAPPED, UPDATES_SENT
from flow_desktop.core.evidence import DirectoryUser, Evidence, NotSeen
from flow_desktop.core.findings import Check, Exhibit, Finding, Heading, cannot_tell, exhibit

_EMAIL = "email_fixed"
_EDITED = "name_edited"


def _email(evidence: Evidence) -> tuple[Finding, ...]:
    """Flow's account e-mail never changes (article: duplicates; domain facts): another one in the directory stays."""
    pair = linked(_EMAIL, evidence)
    if isinstance(pair, Finding):
        return (pair,)
    theirs, ours = pair.user.email, pair.account.email
    broken = unreadable(theirs, ours)
    if broken is not None:
        return (cannot_tell(_EMAIL, NotSeen(broken.reason, pair.users_piece.source), what="directory_users"),)
    if not differ("email", theirs, ours):
        return (passed(_EMAIL, what="same"),)
    facts = (
        exhibit_of("directory_email", theirs, pair.users_piece),
        exhibit_of("flow_email", ours, pair.account_piece),
    )
    return (problem(_EMAIL, Cause.UPDATE_EMAIL_IS_FIXED, *facts, what="differs"),)


def _edited(evidence: Evidence) -> tuple[Finding, ...]:
    """A name is edited in Flow where it is neither what the directory has nor what Flow was told, and is newer."""
    pair = linked(_EDITED, evidence)
    if isinstance(pair, Finding):
        return (pair,)
    fields = tuple(name for name in NAMES if differ(name, value_of(pair.user, name), value_of(pair.account, name)))
    copies = evidence.look.remembered
    copy = None if isinstance(copies, NotSeen) else _copy_of(pair.user, copies.value)
    if not fields or not _is_newer(pair):
        return (_not_edited(pair, copy),)
    if copy is None:
        return (possible(_EDITED, Cause.UPDATE_EDITED_IN_FLOW, *_names(pair, fields), what="maybe"),)
    own = tuple(name for name in fields if differ(name, value_of(copy, name), value_of(pair.account, name)))
    if not own:
        blank = any(not has_text(value_of(copy, name)) for name in fields)
        return (undecided(_EDITED, what="not_told") if blank else passed(_EDITED, what="not_edited"),)
    return (problem(_EDITED, Cause.UPDATE_EDITED_IN_FLOW, *_names(pair, own), what="newer"),)


def _not_edited(pair: Linked, copy: DirectoryUser | None) -> Finding:
    """No edit is noted. That is fine only where the name is the one that Flow was told, as far as both can be read."""
    values = [value_of(of, name) for of in (pair.user, pair.account) for name in NAMES]
    unread = illegible(_EDITED, pair.users_piece, *values, name="directory_users")
    if unread is not None:
        return unread
    strange = tuple(name for name in NAMES if copy is not None and _is_strange(pair, copy, name))
    if strange:
        return undecided(_EDITED, *_names(pair, strange), what="unexplained")
    return passed(_EDITED, what="not_edited")


def _is_strange(pair: Linked, copy: DirectoryUser, name: str) -> bool:
    """Whether Flow was told what the directory has, and shows another name or none."""
    theirs, ours, told = (value_of(of, name) for of in (pair.user, pair.account, copy))
    was_told = has_text(theirs) and has_text(told) and not differ(name, theirs, told)
    return was_told and (differ(name, theirs, ours) or not has_text(ours))


def _is_newer(pair: Linked) -> bool:
    edited, sent = pair.account.name_edited_at, pair.user.updated_at
    return edited is not None and sent is not None and edited > sent


def _copy_of(user: DirectoryUser, copies: tuple[DirectoryUser, ...]) -> DirectoryUser | None:
    return next((copy for copy in copies if copy.id == user.id), None)


def _names(pair: Linked, fields: tuple[str, ...]) -> tuple[Exhibit, ...]:
    found: list[Exhibit] = []
    for name in fields:
        found.append(exhibit_of(f"flow_{name}", value_of(pair.account, name), pair.account_piece))
        found.append(exhibit_of(f"directory_{name}", value_of(pair.user, name), pair.users_piece))
    if pair.account.name_edited_at:
        found.append(exhibit("name_edited_at", stamp(pair.account.name_edited_at), pair.account_piece))
    if pair.user.updated_at:
        found.append(exhibit("directory_updated_at", stamp(pair.user.updated_at), pair.users_piece))
    return tuple(found)


CHECKS = (
    Check(
        _EMAIL,
        Heading.NOT_UPDATED,
        ("account", "directory_users"),
        (Cause.UPDATE_EMAIL_IS_FIXED,),
        _email,
    ),
    Check(
        _EDITED,
        Heading.NOT_UPDATED,
        ("account", "directory_users", "remembered"),
        (Cause.UPDATE_EDITED_IN_FLOW,),
        _edited,
    ),
    UPDATES_HEARD,
    ATTRIBUTES_MAPPED,
    UPDATES_SENT,
)
