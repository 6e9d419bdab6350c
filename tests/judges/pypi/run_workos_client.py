"""PyPI `workos`, the official client library, pointed at the service: what it reads there, and what it verifies.

Standard input: JSON with base_url, api_key, directory, organization, group, kinds of events, webhook_secret, webhooks.
Standard output: JSON with what was found. Runs in an environment of its own.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from workos import WorkOSClient  # type: ignore[import-not-found]  # in the environment of the judge
from workos.webhooks import Webhooks  # type: ignore[import-not-found]


def main() -> None:
    """Use everything that the service offers, through the library only."""
    given = json.load(sys.stdin)
    client = WorkOSClient(api_key=given["api_key"], base_url=given["base_url"])
    stranger = WorkOSClient(api_key="sk_test_wrong", base_url=given["base_url"])
    sync, directory = client.directory_sync, given["directory"]
    found = {
        "directories": [one.to_dict() for one in sync.list_directories().auto_paging_iter()],
        "directory": sync.get_directory(directory).to_dict(),
        "users": [one.to_dict() for one in sync.list_users(directory=directory, limit=60).auto_paging_iter()],
        "users_oldest_first": [
            one.id for one in sync.list_users(directory=directory, limit=60, order="asc").auto_paging_iter()
        ],
        "groups": [one.to_dict() for one in sync.list_groups(directory=directory).auto_paging_iter()],
        "members": [one.id for one in sync.list_users(group=given["group"]).auto_paging_iter()],
        "events": [
            (type(one).__name__, one.to_dict())
            for one in client.events.list_events(events=given["kinds"], limit=60).auto_paging_iter()
        ],
        "portal": client.admin_portal.generate_link(organization=given["organization"], intent="dsync").link,
        "unknown": refused(lambda: sync.get_directory("directory_unknown")),
        "stranger": refused(stranger.directory_sync.list_directories),
        "wrong_limit": refused(lambda: sync.list_directories(limit=1000)),
        "verified": [verified(client.webhooks, one, given["webhook_secret"]) for one in given["webhooks"]],
    }
    found["user"] = sync.get_user(found["users"][0]["id"]).to_dict()
    sync.delete_directory(directory)
    found["directories_after_deletion"] = len(sync.list_directories().data)
    json.dump(found, sys.stdout)


def verified(webhooks: Webhooks, one: dict[str, str], secret: str) -> tuple[str, str]:
    """The class and id of an event whose signature holds, or why it does not."""
    try:
        event = webhooks.verify_event(event_body=one["body"].encode(), event_signature=one["signature"], secret=secret)
    except ValueError as error:
        return "refused", str(error)
    return type(event).__name__, event.id


def refused(ask: Callable[[], Any]) -> str:
    """The library's name for the refusal."""
    try:
        ask()
    except Exception as error:  # noqa: BLE001 - the name of whatever it raises is the finding
        return type(error).__name__
    return "answered"


if __name__ == "__main__":
    main()
