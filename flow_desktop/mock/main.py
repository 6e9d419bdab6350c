"""`flow-desktop mock`: starts the local directory service and says so in one JSON line on stdout."""

from __future__ import annotations

import json
import logging
import signal
import socket
import sys
import threading
import time
from types import FrameType
from typing import Any

from waitress.server import create_server

from flow_desktop.mock.app import build_app
from flow_desktop.mock.options import Options, parse_options
from flow_desktop.mock.places import build_places
from flow_desktop.mock.scenario.play import described, play
from flow_desktop.mock.scenario.reader import WorldError
from flow_desktop.mock.scenario.scenario import Scenario, load_scenario
from flow_desktop.mock.service import CLIENT_ID, Secrets, Service, SigningKeys
from flow_desktop.mock.store import Store, StoreError
from flow_desktop.mock.wire import Wire
from flow_desktop.mock.world_clock import Clock, WorldClock

__all__ = ["Options", "RunningService", "main", "ready_line"]

LOOPBACK = "127.0.0.1"
_THREADS = 8
_CONNECTIONS = 200  # macOS gives a process 256 files
_IDLE_SECONDS = 30  # whoever began a request and sends no more of it is let go, as is an idle connection
_EXIT_USAGE = 2


class RunningService:
    """A bound socket with the service behind it; `run` serves until `stop`."""

    def __init__(self, options: Options, clock: Clock = time.time) -> None:
        """Open the state and listen. Raises WorldError, StoreError or OSError; nothing stays open then."""
        self._store = Store(options.data)
        try:
            scenario = load_scenario(options.world, people=options.people) if self._store.is_new else None
            self._socket = _listen(options.port)
        except (WorldError, OSError):
            self._store.close()
            raise
        issuer = f"http://{LOOPBACK}:{self._socket.getsockname()[1]}"
        self.service = Service(
            issuer=issuer,
            store=self._store,
            keys=SigningKeys.generate(),
            access_ttl=options.access_ttl,
            clock=clock,
            world=WorldClock(clock, self._store),
            wire=Wire(issuer),
            secrets=Secrets.make_up(),
            scim_dialect=options.scim_dialect,
            patch_204=options.patch_204,
        )
        self.places = build_places(self.service)
        app = build_app(self.service, self.places)
        self.service.wire.connect(app)
        self._begin(scenario)
        self._open: dict[int, Any] = {}  # waitress keeps every socket it watches in here
        self._server = create_server(
            app,
            map=self._open,
            sockets=[self._socket],
            threads=_THREADS,
            connection_limit=_CONNECTIONS,
            channel_timeout=_IDLE_SECONDS,
            cleanup_interval=_IDLE_SECONDS // 3,
            ident=None,
            clear_untrusted_proxy_headers=True,
        )

    def _begin(self, scenario: Scenario | None) -> None:
        """Play the file into a new store, or go on with what the data file has."""
        try:
            if scenario is None:
                self.places.sync.start()
                return
            play(self.service, self.places, scenario)
            self._store.settle()
        except WorldError:
            self._socket.close()
            self.service.wire.close()
            self._store.close()
            raise

    def run(self) -> None:
        """Serve until SystemExit or KeyboardInterrupt reaches this thread, or another one calls `stop`."""
        try:
            self._server.run()
        finally:
            self._let_go()
            self.service.wire.close()
            self._store.close()

    def stop(self) -> None:
        """End `run` from another thread."""
        trigger = self._server.trigger
        with trigger.lock:  # a loop that is awake anyway would carry it out, and close the trigger, before it is pulled
            trigger.thunks.append(self._let_go)
            trigger.pull_trigger()

    def _let_go(self) -> None:
        """The threads before the sockets: one that is still answering tells the loop through a socket."""
        self._server.task_dispatcher.shutdown()
        for watched in list(self._open.values()):
            watched.close()


def main(argv: list[str]) -> int:
    """Run the service until it is told to end; the exit code: 0, or 2 when it cannot start."""
    options = parse_options(argv)
    _quiet_logs()
    # Before the ready line: who reads it may send the signal at once.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    try:
        running = RunningService(options)
        if options.follow_stdin:
            threading.Thread(target=_stop_with_stdin, args=(running,), name="follow-stdin", daemon=True).start()
        sys.stdout.write(json.dumps(ready_line(running.service)) + "\n")
        sys.stdout.flush()
        running.run()
    except (WorldError, StoreError, OSError) as error:
        sys.stderr.write(f"flow-desktop mock: {error}\n")
        return _EXIT_USAGE
    except SystemExit:
        return 0
    return 0


def ready_line(service: Service) -> dict[str, Any]:
    """Addresses and made-up secrets for tests and the demo (decision 19). The first person is the pilot."""
    directory = service.store.one("SELECT id FROM directories")
    enterprise = service.store.one("SELECT idp_name FROM enterprise")
    crowd = service.store.one("SELECT count(*) AS count FROM idp_people WHERE crowd = 1")
    people = service.store.all("SELECT subject, email, shows FROM idp_people WHERE crowd = 0 ORDER BY position")
    return {
        "ready": True,
        "issuer": service.issuer,
        "client_id": CLIENT_ID,
        "flow_api": service.flow_api,
        "workos_api": service.workos_api,
        "workos_directory": directory["id"] if directory else None,
        "workos_api_key": service.secrets.workos_api_key,
        "scim": service.scim,
        "scim_token": service.secrets.scim_token,
        "idp_name": enterprise["idp_name"] if enterprise else None,
        "console": service.console,
        "console_admin": _console_admin(service),
        "people": [
            {"email": row["email"], "password": service.secrets.password_of(row["subject"]), "shows": row["shows"]}
            for row in people
        ],
        "crowd": crowd["count"] if crowd else 0,
        "scenario": described(service.store),
    }


def _console_admin(service: Service) -> str | None:
    """The e-mail of somebody who gets into the console; an Admin before an IT Admin, the first before the others."""
    row = service.store.one(
        "SELECT p.email FROM idp_people p JOIN accounts a ON a.subject = p.subject"
        " JOIN memberships m ON m.account_id = a.id JOIN enterprise e ON e.id = m.enterprise_id"
        " WHERE m.role <> 'member' AND p.crowd = 0 AND p.state = 'active' AND p.email IS NOT NULL"
        " ORDER BY m.role, p.position LIMIT 1"
    )
    return row["email"] if row else None


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)  # Windows: nobody may bind over us
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR if exclusive is None else exclusive, 1)
    try:
        listener.bind((LOOPBACK, port))
    except OSError:
        listener.close()
        raise
    listener.listen(128)
    return listener


def _quiet_logs() -> None:
    """Warnings and errors to stderr. Authlib writes whole tokens at debug level, so that level is never on."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    logging.getLogger("authlib").setLevel(logging.WARNING)


def _stop_with_stdin(running: RunningService) -> None:
    """Whoever holds the other end of the pipe has gone, however it went."""
    while sys.stdin.buffer.read(1024):
        pass
    running.stop()


def _end(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
