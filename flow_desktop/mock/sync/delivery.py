"""Webhooks to Flow: each event is signed and posted; what fails is tried again (domain facts, 3.5).

Retries go by the world's clock: 1, 5 and 25 minutes, 2 h 5 min, 10 h 25 min and 52 h 5 min after the try before,
six of them in a little under three days. After that the delivery has failed for good; the event stays in the list.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from dataclasses import replace

from flow_desktop.mock.faults import Faults
from flow_desktop.mock.service import Service
from flow_desktop.mock.sync.objects import event_json
from flow_desktop.mock.sync.signature import HEADER, sign

WEBHOOK = "/flow/webhooks/workos"
RETRY_SECONDS = (60, 300, 1500, 7500, 37500, 187500)
_BATCH = 1000

_DUE = """
SELECT e.*, d.position AS delivery, d.due, d.attempts FROM deliveries d JOIN events e ON e.id = d.event_id
WHERE d.state = 'waiting' AND d.due <= ? ORDER BY d.due, d.position LIMIT ?
"""


class Courier:
    """Carries events to Flow's webhook, one round at a time."""

    def __init__(self, service: Service, faults: Faults) -> None:
        self._service, self._faults = service, faults
        self._one_round = threading.Lock()
        self._is_wanted = False

    def pump(self) -> None:
        """Deliver what is due, in this thread. While a round is under way a further call leaves its work to that."""
        self._is_wanted = True
        while self._is_wanted and self._one_round.acquire(blocking=False):
            try:
                self._is_wanted = False
                self._deliver_all()
            finally:
                self._one_round.release()

    def _deliver_all(self) -> None:
        # A retry that is due already, because the clock was moved far, comes with the next batch.
        while due := self._service.store.all(_DUE, self._service.world.now(), _BATCH):
            newest_first = self._faults.now().reorder_deliveries
            for row in sorted(due, key=lambda one: -one["position"]) if newest_first else due:
                self._deliver(row)

    def _deliver(self, row: sqlite3.Row) -> None:
        broken = self._faults.now()
        if broken.drop_deliveries > 0:
            self._faults.put(replace(broken, drop_deliveries=broken.drop_deliveries - 1))
            self._note(row, "lost", None)
            return
        status = None if broken.webhook_unreachable else self._post(row)
        if status is not None and 200 <= status < 300:
            self._note(row, "delivered", status)
            if broken.duplicate_deliveries:
                self._post(row)
        else:
            self._retry(row, status)

    def _post(self, row: sqlite3.Row) -> int:
        body = json.dumps(event_json(row), ensure_ascii=False, separators=(",", ":")).encode()
        signature = sign(self._service.secrets.webhook_secret, body, now=self._service.clock())
        headers = {"Content-Type": "application/json", HEADER: signature}
        return self._service.wire.call("POST", WEBHOOK, headers=headers, body=body).status

    def _retry(self, row: sqlite3.Row, status: int | None) -> None:
        if row["attempts"] == len(RETRY_SECONDS):
            self._note(row, "failed", status)
            return
        self._service.store.run(
            "UPDATE deliveries SET attempts = attempts + 1, due = ?, last_status = ? WHERE position = ?",
            row["due"] + RETRY_SECONDS[row["attempts"]],
            status,
            row["delivery"],
        )

    def _note(self, row: sqlite3.Row, state: str, status: int | None) -> None:
        """The end of a delivery: delivered, lost or failed."""
        self._service.store.run(
            "UPDATE deliveries SET attempts = attempts + 1, state = ?, delivered_at = ?, last_status = ?"
            " WHERE position = ?",
            state,
            self._service.world.stamp() if state == "delivered" else None,
            status,
            row["delivery"],
        )
