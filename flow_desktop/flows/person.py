"""Whom to look for in the directory, from what the identity provider said."""

from __future__ import annotations

import html

from flow_desktop.core.directory import Person
from flow_desktop.core.identity import Identity
from flow_desktop.core.observed import text_of


def person_of(identity: Identity) -> Person:
    """Whom to look for: the addresses the identity provider gave, the e-mail first, each once.

    Some providers HTML-escape their claims. An address with an entity in it is no valid one (RFC 5321 section 4.1.2
    knows no semicolon in it), so its plain reading finds the person and can find nobody else.
    """
    given = (text_of(identity.email.observed), text_of(identity.preferred_username.observed))
    names = [name for name in given if name and "@" in name]
    plain = [html.unescape(name) for name in names if ";" in name]
    return Person(emails=tuple(dict.fromkeys((*names, *plain))), subject=identity.subject)
