"""`/Users` and `/Groups`: one resource and lists of them, each request one transaction."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Response, request

from flow_desktop.mock.places import Places
from flow_desktop.mock.scim import exchange
from flow_desktop.mock.scim.cursor import Cursors
from flow_desktop.mock.scim.dialect import dialect
from flow_desktop.mock.scim.groups import Groups
from flow_desktop.mock.scim.listing import Listing
from flow_desktop.mock.scim.projection import project
from flow_desktop.mock.scim.query import Query, read_query
from flow_desktop.mock.scim.quirks import odd_query
from flow_desktop.mock.scim.records import Renderer, etag
from flow_desktop.mock.scim.schemas import USERS, ResourceType
from flow_desktop.mock.scim.users import Held, Users
from flow_desktop.mock.service import Service
from flow_desktop.mock.sync.changes import DirectoryChanges

_Action = Callable[[sqlite3.Connection], Response]


class Resources:
    """The endpoints of users and groups. All of them raise ScimError."""

    def __init__(self, service: Service, places: Places) -> None:
        changes, rules = DirectoryChanges(service), dialect(service.scim_dialect)
        self._service, self._places = service, places
        self._users, self._groups = Users(service, changes, rules), Groups(service, changes, rules)
        self._renderer = Renderer(service.scim)
        self._listing = Listing(service.store, self._renderer, Cursors(service.secrets.run_key))
        self._turns = itertools.count()

    def quirks(self) -> frozenset[str]:
        """The deviations switched on now."""
        return frozenset(self._places.faults.now().scim_quirks)

    def listed(self, kind: ResourceType) -> Response:
        """GET of a collection."""
        return exchange.answer(self._listing.page(kind, self._query(request.args)))

    def searched(self, kind: ResourceType | None) -> Response:
        """POST to `.search`; None = over everything."""
        given = exchange.sent()
        query = self._query(given if isinstance(given, dict) else {})
        return exchange.answer(self._listing.everything(query) if kind is None else self._listing.page(kind, query))

    def got(self, kind: ResourceType, key: str) -> Response:
        """GET of one."""
        with self._service.store.transaction() as connection:
            row = self._store(kind).row(connection, key)
            if exchange.not_modified(etag(row)):
                return Response(status=HTTPStatus.NOT_MODIFIED, headers={"ETag": etag(row)})
            return self._shown(connection, kind, row)

    def created(self, kind: ResourceType) -> Response:
        """POST to a collection."""
        body = exchange.sent()

        def create(connection: sqlite3.Connection) -> Response:
            store = self._store(kind)
            row = store.row(connection, store.create(connection, body))
            response = self._shown(connection, kind, row)
            response.status_code = HTTPStatus.CREATED
            return response

        return self._write(create)

    def replaced(self, kind: ResourceType, key: str) -> Response:
        """PUT."""
        body = exchange.sent()

        def replace(connection: sqlite3.Connection) -> Response:
            store = self._store(kind)
            exchange.check_match(etag(store.row(connection, key)))
            store.replace(connection, key, body)
            return self._shown(connection, kind, store.row(connection, key))

        return self._write(replace)

    def patched(self, kind: ResourceType, key: str) -> Response:
        """PATCH: 200 with the resource, or 204 where the service is told so and no attributes are asked for."""
        body = exchange.sent()
        dead = "patch_no_op" in self.quirks()

        def patch(connection: sqlite3.Connection) -> Response:
            store = self._store(kind)
            exchange.check_match(etag(store.row(connection, key)))
            if not dead:
                store.patch(connection, key, body)
            row = store.row(connection, key)
            if self._service.patch_204 and "attributes" not in request.args:
                return Response(status=HTTPStatus.NO_CONTENT, headers={"ETag": etag(row)})
            return self._shown(connection, kind, row)

        return self._write(patch)

    def deleted(self, kind: ResourceType, key: str) -> Response:
        """DELETE."""

        def delete(connection: sqlite3.Connection) -> Response:
            store = self._store(kind)
            exchange.check_match(etag(store.row(connection, key)))
            store.delete(connection, key)
            return Response(status=HTTPStatus.NO_CONTENT)

        return self._write(delete)

    def _write(self, action: _Action) -> Response:
        """One transaction, then the deliveries it caused; who is held is remembered although the rest is undone."""
        try:
            with self._service.store.transaction() as connection:
                response = action(connection)
        except Held as held:
            self._users.hold(held)
            raise
        self._places.sync.pump()
        return response

    def _store(self, kind: ResourceType) -> Users | Groups:
        return self._users if kind is USERS else self._groups

    def _query(self, given: Any) -> Query:
        query, quirks = read_query(given), self.quirks()
        return odd_query(query, quirks, turn=next(self._turns)) if quirks else query

    def _shown(self, connection: sqlite3.Connection, kind: ResourceType, row: sqlite3.Row) -> Response:
        shown = project(request.args.get("attributes", ""), request.args.get("excludedAttributes", ""), kind)
        headers = {"ETag": etag(row), "Location": self._renderer.location(kind, row["id"])}
        return exchange.answer(self._listing.one(connection, kind, row, shown=shown), headers=headers)
