"""`flow-desktop mock`: starts the local directory service and says so in one JSON line on stdout."""

from __future__ import annotations

import argparse
import json
import logging
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from waitress.server import create_server

from flow_desktop.mock.app import build_app
from flow_desktop.mock.places import build_places
from flow_desktop.mock.resources import resource
from flow_desktop.mock.scenario.seed import seed
from flow_desktop.mock.scenario.world import WorldError, load_world
from flow_desktop.mock.service import CLIENT_ID, Secrets, Service, SigningKeys
from flow_desktop.mock.store import Store, StoreError
from flow_desktop.mock.wire import Wire
from flow_desktop.mock.world_clock import Clock, WorldClock

LOOPBACK = "127.0.0.1"
_THREADS = 8
_EXIT_USAGE = 2


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asked for. `port` 0 = any free one; `data` None = in memory; `access_ttl` in seconds."""

    port: int = 0
    access_ttl: int = 3600
    world: Path = field(default_factory=lambda: resource("mock", "pilot.toml"))
    data: Path | None = None
    follow_stdin: bool = False
    scim_dialect: str = "workos"
    patch_204: bool = False


class RunningService:
    """A bound socket with the service behind it; `run` serves until `stop`."""

    def __init__(self, options: Options, clock: Clock = time.time) -> None:
        """Open the state and listen. Raises WorldError, StoreError or OSError; nothing stays open then."""
        self._store = _open_store(options)
        try:
            self._socket = _listen(options.port)
        except OSError:
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
        self.places.sync.start()
        self._open: dict[int, Any] = {}  # waitress keeps every socket it watches in here
        self._server = create_server(
            app,
            map=self._open,
            sockets=[self._socket],
            threads=_THREADS,
            ident=None,
            clear_untrusted_proxy_headers=True,
        )

    def run(self) -> None:
        """Serve until SystemExit or KeyboardInterrupt reaches this thread, or another one calls `stop`."""
        try:
            self._server.run()
        finally:
            self._close_sockets()
            self._server.task_dispatcher.shutdown()
            self.service.wire.close()
            self._store.close()

    def stop(self) -> None:
        """End `run` from another thread."""
        self._server.trigger.pull_trigger(self._close_sockets)

    def _close_sockets(self) -> None:
        for watched in list(self._open.values()):
            watched.close()


def main(argv: list[str]) -> int:
    """Run the service until it is told to end; the exit code: 0, or 2 when it cannot start."""
    options = _parse(argv)
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
        "console": service.console,
        "people": [
            {"email": row["email"], "password": service.secrets.password_of(row["subject"]), "shows": row["shows"]}
            for row in people
        ],
    }


def _parse(argv: list[str]) -> Options:
    defaults = Options()
    parser = argparse.ArgumentParser(
        prog="flow-desktop mock",
        description="Runs a made-up identity provider, directory and Flow on this machine, for demos and tests.",
    )
    parser.add_argument("--port", type=_number(0, 65535), default=0, help="port on 127.0.0.1 (default: any free one)")
    parser.add_argument(
        "--access-ttl",
        type=_number(1, 86400),
        default=defaults.access_ttl,
        metavar="SECONDS",
        help="lifetime of access tokens (default: %(default)s)",
    )
    parser.add_argument(
        "--world", type=Path, default=defaults.world, metavar="FILE", help="the made-up organisation, a TOML file"
    )
    parser.add_argument(
        "--data", type=Path, metavar="FILE", help="keep the state in this file; once it has one, --world is not read"
    )
    parser.add_argument(
        "--follow-stdin", action="store_true", help="end when standard input ends, as it does when the parent dies"
    )
    parser.add_argument(
        "--scim-dialect",
        choices=("workos", "rfc"),
        default=defaults.scim_dialect,
        help="workos: what WorkOS accepts and changes; rfc: RFC 7643 and 7644 only (default: %(default)s)",
    )
    parser.add_argument("--patch-204", action="store_true", help="answer SCIM PATCH with 204 and no body")
    return Options(**vars(parser.parse_args(argv)))


def _number(lowest: int, highest: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not (text.isascii() and text.isdigit() and lowest <= int(text) <= highest):
            raise argparse.ArgumentTypeError(f"must be a number from {lowest} to {highest}")
        return int(text)

    return number


def _open_store(options: Options) -> Store:
    store = Store(options.data)
    try:
        if store.is_new:
            seed(store, load_world(options.world))
            store.settle()
    except WorldError:
        store.close()
        raise
    return store


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
