"""The identity provider's groups: members, nesting, assignment of the app, Okta's push."""

from __future__ import annotations

import secrets
import sqlite3

from flask import Blueprint, Response, abort

from flow_desktop.mock.addresses import email_key
from flow_desktop.mock.console import reading_places
from flow_desktop.mock.console.forms import typed
from flow_desktop.mock.console.idp_desk import IdpDesk, sentence
from flow_desktop.mock.console.words import PERSON_STATES


class IdpGroupPages(IdpDesk):
    """The page "Groups" of the identity provider, a page for each, and their actions."""

    def register(self, blueprint: Blueprint) -> None:
        """Add the pages to the console."""
        blueprint.add_url_rule("/idp/groups", "idp_groups", self.groups)
        blueprint.add_url_rule("/idp/groups/<key>", "idp_group", self.group)
        blueprint.add_url_rule("/idp/groups/<key>/delete", "ask_group_deletion", self.ask_deletion)
        self.add_posts(
            blueprint,
            (
                ("/idp/groups", "add_group", self.add),
                ("/idp/groups/<key>/name", "rename_group", self.rename),
                ("/idp/groups/<key>/delete", "delete_group", self.delete),
                ("/idp/groups/<key>/assign", "assign_group", self.assign),
                ("/idp/groups/<key>/push", "push_group", self.push),
                ("/idp/groups/<key>/people", "group_people", self.change_people),
                ("/idp/groups/<key>/inner", "nest_group", self.nest),
            ),
        )

    def groups(self) -> Response:
        """Every group, a page at a time."""
        return self._groups()

    def _groups(self, *, name: str = "", problem: str = "") -> Response:
        return self.desk.show(
            "idp_groups.html",
            status=409 if problem else 200,
            here="idp",
            tab="groups",
            found=reading_places.idp_groups(self.store),
            settings=self.idp.settings(),
            name=name,
            problem=problem,
        )

    def add(self) -> Response:
        """A new group without members."""
        name, key = typed("name"), f"group-{secrets.token_hex(4)}"
        if not name:
            return self._groups(problem="Write a name for the group.")
        try:
            sent = self.act(lambda: self.idp.add_group(key, name))
        except ValueError as error:
            return self._groups(name=name, problem=sentence(error))
        return self.desk.go("idp_group", f"The group {name} was added. {sent.text}", tone=sent.tone, key=key)

    def group(self, key: str) -> Response:
        """One group with its people."""
        return self._group(key)

    def _row(self, key: str) -> sqlite3.Row:
        row = reading_places.idp_group(self.store, key)
        if row is None:
            abort(404)
        return row

    def _group(self, key: str, *, email: str = "", problem: str = "") -> Response:
        return self.desk.show(
            "idp_group.html",
            status=409 if problem else 200,
            here="idp",
            tab="groups",
            group=self._row(key),
            found=reading_places.group_people(self.store, key),
            inner=reading_places.groups_in(self.store, key),
            others=reading_places.other_groups(self.store, key),
            settings=self.idp.settings(),
            states=PERSON_STATES,
            email=email,
            problem=problem,
        )

    def rename(self, key: str) -> Response:
        """Another display name."""
        name = typed("name")
        if not name:
            return self._group(key, problem="A group needs a name.")
        return self.do(lambda: self.idp.rename_group(key, name), "Renamed.", back="idp_group", key=key)

    def ask_deletion(self, key: str) -> Response:
        """What deleting a group means in Flow, before it is done (FAQ: a directory group is deleted)."""
        return self.desk.show("idp_group_delete.html", here="idp", tab="groups", group=self._row(key))

    def delete(self, key: str) -> Response:
        """The group is deleted at the identity provider."""
        name = self._row(key)["name"]
        return self.do(lambda: self.idp.delete_group(key), f"The group {name} was deleted.", back="idp_groups")

    def assign(self, key: str) -> Response:
        """Assign the app to a group, or take it away."""
        on, name = typed("assigned") == "yes", self._row(key)["name"]
        action, done = (
            (self.idp.assign_group, "has the app now") if on else (self.idp.unassign_group, "has lost the app")
        )
        return self.do(lambda: action(key), f"The group {name} {done}.", back="idp_group", key=key)

    def push(self, key: str) -> Response:
        """Push the group, or stop pushing it."""
        on, name = typed("pushed") == "yes", self._row(key)["name"]
        done = f"The group {name} is {'pushed' if on else 'not pushed any more'}."
        return self.do(lambda: self.idp.push_group(key, on=on), done, back="idp_group", key=key)

    def change_people(self, key: str) -> Response:
        """Add somebody by e-mail, or take somebody out."""
        self._row(key)
        if out := typed("out"):
            return self.do(
                lambda: self.idp.take_out_of_group(out, key), "Taken out of the group.", back="idp_group", key=key
            )
        email = typed("email")
        person = reading_places.person_by_email(self.store, email_key(email))
        if person is None:
            return self._group(key, email=email, problem="Nobody at the identity provider has this e-mail.")
        done = f"{person['email']} is in the group."
        return self.do(lambda: self.idp.put_in_group(person["key"], key), done, back="idp_group", key=key)

    def nest(self, key: str) -> Response:
        """Put another group into this one."""
        inner = typed("inner")
        return self.do(lambda: self.idp.nest_group(inner, key), "The group was put in.", back="idp_group", key=key)
