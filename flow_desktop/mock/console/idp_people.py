"""The identity provider's people: assign, rename, change the e-mail, deactivate, suspend, delete, add."""

from __future__ import annotations

import re
import secrets
import sqlite3

from flask import Blueprint, Response, abort, request

from flow_desktop.mock.console import reading_places
from flow_desktop.mock.console.desk import Desk
from flow_desktop.mock.console.forms import typed
from flow_desktop.mock.console.idp_desk import IdpDesk, sentence
from flow_desktop.mock.console.words import PERSON_STATES

_FIELDS = ("given_name", "family_name", "name", "email", "username")
_KEY = re.compile(r"[^a-z0-9]+")


class IdpPeoplePages(IdpDesk):
    """The page "People" of the identity provider and its actions."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)

    def register(self, blueprint: Blueprint) -> None:
        """Add the pages to the console."""
        blueprint.add_url_rule("/idp", "idp_people", self.people)
        blueprint.add_url_rule("/idp/new-person", "new_person", self.new_person)
        blueprint.add_url_rule("/idp/people/<key>", "idp_person", self.person)
        self.add_posts(
            blueprint,
            (
                ("/idp/new-person", "add_person", self.add_person),
                ("/idp/people/<key>", "save_person", self.save_person),
                ("/idp/people/<key>/assign", "assign_person", self.assign),
                ("/idp/people/<key>/state", "set_state", self.set_state),
                ("/idp/people/<key>/provision", "provision_now", self.provision_now),
                ("/idp/people/<key>/groups", "person_group", self.change_group),
            ),
        )

    def people(self) -> Response:
        """Everybody, a page at a time."""
        found = reading_places.idp_people(self.store)
        return self.desk.show("idp_people.html", here="idp", tab="people", found=found, states=PERSON_STATES)

    def person(self, key: str) -> Response:
        """One person, with everything that can be done to them."""
        row = self._row(key)
        return self._form(key, values={name: row[name] or "" for name in _FIELDS})

    def _row(self, key: str) -> sqlite3.Row:
        row = reading_places.idp_person(self.store, key)
        if row is None:
            abort(404)
        return row

    def _form(self, key: str, *, values: dict[str, str], problem: str = "") -> Response:
        row = self._row(key)
        return self.desk.show(
            "idp_person.html",
            status=409 if problem else 200,
            here="idp",
            tab="people",
            person=row,
            values=values,
            problem=problem,
            states=PERSON_STATES,
            groups=reading_places.groups_of(self.store, row["subject"]),
            other_groups=reading_places.groups_without(self.store, row["subject"]),
            settings=self.idp.settings(),
        )

    def save_person(self, key: str) -> Response:
        """Rename, change the e-mail or the log-in name; what was not changed is not sent."""
        row, values = self._row(key), {name: typed(name) for name in _FIELDS}
        changes = {name: value or None for name, value in values.items() if value != (row[name] or "")}
        if not changes:
            return self.desk.go("idp_person", "Nothing was changed.", tone="unknown", key=key)
        try:
            sent = self.act(lambda: self.idp.change_person(key, **changes))
        except ValueError as error:
            return self._form(key, values=values, problem=sentence(error))
        return self.desk.go("idp_person", f"Saved. {sent.text}", tone=sent.tone, key=key)

    def new_person(self) -> Response:
        """Ask for a new person."""
        return self.desk.show(
            "idp_new_person.html", here="idp", tab="people", values=dict.fromkeys(_FIELDS, ""), problem=""
        )

    def add_person(self) -> Response:
        """A new person."""
        values = {name: typed(name) for name in _FIELDS}
        given = {name: value for name, value in values.items() if value}
        try:
            if not (values["email"] or values["username"]):
                raise ValueError("write an e-mail or a log-in name")
            key = _new_key(values["email"] or values["username"])
            sent = self.act(lambda: self.idp.add_person(key, **given))
        except ValueError as error:
            shown = {"values": values, "problem": sentence(error)}
            return self.desk.show("idp_new_person.html", status=409, here="idp", tab="people", **shown)
        return self.desk.go("idp_person", f"Added. {sent.text}", tone=sent.tone, key=key)

    def assign(self, key: str) -> Response:
        """Assign the app to a person, or take it away."""
        on, email = typed("assigned") == "yes", self._row(key)["email"] or key
        action, done = (
            (self.idp.assign, "has the app now") if on else (self.idp.unassign, "does not have the app any more")
        )
        back = "idp_people" if request.args.get("from") == "list" else "idp_person"
        values = {"q": request.args.get("q", ""), "page": request.args.get("page", "1")} if back == "idp_people" else {}
        return self.do(lambda: action(key), f"{email} {done}.", back=back, **(values or {"key": key}))

    def set_state(self, key: str) -> Response:
        """Deactivate, suspend, activate or delete a person."""
        state = typed("state")
        if state not in PERSON_STATES:
            abort(422)
        email = self._row(key)["email"] or key
        done = f"{email}: {PERSON_STATES[state].lower()} now."
        return self.do(lambda: self.idp.set_state(key, state), done, back="idp_person", key=key)  # type: ignore[arg-type]  # checked

    def provision_now(self, key: str) -> Response:
        """Provision on demand (Entra) or push now (Okta): what the provider's own page says about it."""
        self._row(key)
        try:
            told = self.idp.provision_now(key)
        except ValueError as error:
            told = str(error)
        return self.desk.go("idp_person", told, tone="unknown", key=key)

    def change_group(self, key: str) -> Response:
        """Put a person into a group or take them out."""
        group, out = typed("group"), typed("out") == "yes"
        action = self.idp.take_out_of_group if out else self.idp.put_in_group
        done = "Taken out of the group." if out else "Put into the group."
        return self.do(lambda: action(key, group), done, back="idp_person", key=key)


def _new_key(address: str) -> str:
    """A short name for a new person; the letters at the end keep two of the same name apart."""
    return f"{_KEY.sub('-', address.partition('@')[0].casefold()).strip('-')[:40] or 'person'}-{secrets.token_hex(3)}"
