"""Benches: one table for all figures, one local directory service, and a folder for every program."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from tests.bench.figures import Table
from tests.support.local_service import Service, local_service


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a bench; most of it reads /proc."""
    for item in items:
        if "/tests/bench/" in item.path.as_posix():
            item.add_marker(pytest.mark.bench)
            if not sys.platform.startswith("linux"):
                item.add_marker(pytest.mark.skip(reason="the benches read /proc, which is Linux"))


@pytest.fixture(scope="session")
def table() -> Iterator[Table]:
    """Collects the figures; written at the end."""
    made = Table()
    yield made
    made.write()


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The local directory service of all benches."""
    with local_service(tmp_path_factory.mktemp("service")) as running:
        yield running


@pytest.fixture
def virtual_screen() -> Callable[[], AbstractContextManager[str]]:
    """An X server that shows to nobody; its display name."""
    program = shutil.which("Xvfb")
    if program is None:
        pytest.skip("Xvfb is not installed")

    @contextmanager
    def start() -> Iterator[str]:
        command = [program, "-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
            try:
                assert server.stdout is not None
                yield f":{server.stdout.readline().strip()}"
            finally:
                server.terminate()

    return start
