"""Clients that stop in the middle of something do not keep others out."""

from __future__ import annotations

import socket
from contextlib import ExitStack

import httpx2
import pytest

from tests.mock.driver import running_service

HALF = {
    "a request line": b"GET /console HT",
    "headers": b"POST /oauth/token HTTP/1.1\r\nHost: 127.0.0.1\r\n",
    "a body": b"POST /oauth/token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nx",
}


@pytest.mark.parametrize("what", HALF)
def test_half_a_request_keeps_nobody_out(what: str) -> None:
    """With 150 connections that sent half of something, the next one is answered at once."""
    with running_service() as running, ExitStack() as open_ones:
        url = httpx2.URL(running.issuer)
        for _ in range(150):
            stuck = open_ones.enter_context(socket.create_connection((url.host, url.port or 0)))
            stuck.sendall(HALF[what])
        assert httpx2.get(f"{running.issuer}/style.css", trust_env=False, timeout=5).status_code == 200
