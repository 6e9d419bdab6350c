"""One person in all three places, with the audit lines about them."""

from __future__ import annotations

from flask import Blueprint, Response, abort, url_for

from flow_desktop.mock.console import reading, reading_places
from flow_desktop.mock.console.desk import Desk
from flow_desktop.mock.console.reading_places import Records
from flow_desktop.mock.console.words import PERSON_STATES, SOURCES, details, explain


class PersonPages:
    """The same page, reached from Team by account or from the identity provider by key."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, blueprint: Blueprint) -> None:
        """Add the pages to the console."""
        blueprint.add_url_rule("/people/account/<account>", "person", self.by_account)
        blueprint.add_url_rule("/people/idp/<key>", "person_at_idp", self.by_key)

    def by_account(self, account: str) -> Response:
        """The person a Flow account belongs to."""
        return self._person(reading_places.records_of_account(self._desk.store, account), url_for("console.team"))

    def by_key(self, key: str) -> Response:
        """A person of the identity provider."""
        return self._person(reading_places.records_of_person(self._desk.store, key), url_for("console.idp_people"))

    def _person(self, records: Records | None, back: str) -> Response:
        if records is None:
            abort(404)
        account = records.account
        member = reading.member_of(self._desk.store, account["id"]) if account else None
        return self._desk.show(
            "person.html",
            here="team" if back == url_for("console.team") else "idp",
            records=records,
            member=member,
            lines=reading_places.audit_of(self._desk.store, records),
            back=back,
            explain=explain,
            details=details,
            sources=SOURCES,
            states=PERSON_STATES,
        )
