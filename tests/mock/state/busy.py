"""A program: the service on a data file, changing things in all three places by itself until it is killed."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

from flow_desktop.mock.facts import BillingReconciled, InviteRequested, SeatCapChanged
from flow_desktop.mock.main import Options, RunningService, ready_line


class Hands:
    """One thing after the other, chosen by a seed."""

    def __init__(self, running: RunningService, seed: str) -> None:
        self._places, self._world, self._chance = running.places, running.service.world, Random(seed)
        self._seed, self._made = seed, 0
        self._deeds: tuple[Callable[[], None], ...] = (
            *(self._assign, self._assign, self._assign, self._rename, self._unassign, self._deactivate),
            *(self._invite, self._bill, self._break, self._wait),
        )

    def work(self) -> None:
        """Until the end."""
        while True:
            try:
                self._chance.choice(self._deeds)()
            except ValueError as error:  # what an admin would be told on the page
                sys.stderr.write(f"{error}\n")

    def _somebody(self) -> str:
        return f"{self._seed}-{self._chance.randrange(max(1, self._made))}"

    def _assign(self) -> None:
        key = f"{self._seed}-{self._made}"
        self._made += 1
        self._places.idp.add_person(key, email=f"{key}@pilot.example", given_name="Jo", family_name=key)
        self._places.idp.assign(key)

    def _rename(self) -> None:
        if self._made:
            self._places.idp.change_person(self._somebody(), family_name=f"Name {self._chance.random()}")

    def _unassign(self) -> None:
        if self._made:
            self._places.idp.unassign(self._somebody())

    def _deactivate(self) -> None:
        if self._made:
            self._places.idp.set_state(self._somebody(), self._chance.choice(("deactivated", "active")))

    def _invite(self) -> None:
        self._places.flow.perform(InviteRequested(f"{self._somebody()}-invited@pilot.example"))

    def _bill(self) -> None:
        self._places.flow.perform(self._chance.choice((BillingReconciled(), SeatCapChanged(10_000))))

    def _break(self) -> None:
        """Flow's webhook comes and goes, some creations fail for a moment."""
        gone, often = self._chance.random() < 0.3, self._chance.random() < 0.3
        broken = replace(
            self._places.faults.now(),
            webhook_unreachable=gone,
            duplicate_deliveries=often,
            fail_provisioning=(1, 3) if often else (),
        )
        self._places.faults.put(broken)

    def _wait(self) -> None:
        self._world.advance(90)
        self._places.idp.run()
        self._places.sync.pump()


def main(data: Path, seed: str) -> None:
    """Say that it runs, then work and serve."""
    running = RunningService(Options(data=data))
    sys.stdout.write(json.dumps(ready_line(running.service)) + "\n")
    sys.stdout.flush()
    threading.Thread(target=Hands(running, seed).work, daemon=True).start()
    running.run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
