"""The one way out to the network keeps its rules, tried on real sockets."""

from __future__ import annotations

import asyncio
import gzip
import logging
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from flow_desktop.adapters.http import Answer, Http, json_of
from flow_desktop.core.problems import FlowError
from tests.support.certificate import self_signed
from tests.support.hostile_idp import HostileIdp, Reply


@pytest.fixture(params=["request", "fetch"])
def ask(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """One request by each of the two ways out; the answer, or the code and facts of the problem."""

    def asked(
        url: str, *, method: str = "GET", max_bytes: int = 1_000_000, proxy: str | None = None, **rules: Any
    ) -> Any:
        async def run() -> Any:
            http = Http(proxy_for=lambda _: proxy, **rules)
            straight = request.param == "fetch" and method == "GET"
            try:
                sent = (
                    http.fetch(url, max_bytes=max_bytes) if straight else http.request(method, url, max_bytes=max_bytes)
                )
                return await sent
            except FlowError as error:
                return (error.problem.code.value, dict(error.problem.facts))
            finally:
                await http.close()

        return asyncio.run(run())

    return asked


@contextmanager
def server_says(*parts: bytes, pause: float = 0.0) -> Iterator[str]:
    """A server that reads one request, says these bytes whatever was asked, and hangs up; its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def serve() -> None:
        try:
            peer, _ = listener.accept()
        except OSError:
            return
        with peer:
            peer.recv(65536)
            for part in parts:
                stop.wait(pause)
                try:
                    peer.sendall(part)
                except OSError:
                    return

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        stop.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "http://localhost:8080/",
        "http://127.0.0.1.example.com/",
        "http://2130706433/",
        "http://127.1/",
        "http://0.0.0.0/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "https://user:secret@example.com/",
        "127.0.0.1:80",
        "",
        "http://127.0.0.1:port/",
        "http://[::1/",
    ],
)
def test_an_unsafe_address_is_refused_before_anything_is_sent(ask: Any, url: str) -> None:
    """Only https, or http to a literal loopback address, is ever asked."""
    assert ask(url)[0] == "insecure.address"


def test_a_good_answer_comes_whole_with_its_headers_in_lower_case(ask: Any) -> None:
    """Status, headers, body and address of an answer arrive; cookies and bodies are not in its repr."""
    with HostileIdp() as idp:
        answer = ask(idp.base + "/jwks")
    assert isinstance(answer, Answer)
    assert (answer.status, answer.media_type, answer.host) == (200, "application/json", "127.0.0.1")
    assert "set-cookie" in answer.headers
    assert "CANARY" not in repr(answer)
    assert json_of(answer)["keys"]  # type: ignore[index]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_answers_not_orders(ask: Any, status: int) -> None:
    """No redirect is followed."""
    with HostileIdp() as idp:
        idp.knobs.replies["token"] = Reply(status=status, headers={"Location": idp.base + "/jwks"})
        assert ask(idp.base + "/token", method="POST").status == status
        assert not idp.asked("jwks")


def test_a_body_over_the_cap_is_refused_by_its_length_and_by_its_bytes(ask: Any) -> None:
    """A megabyte too much is not read to the end, whether announced or not."""
    with HostileIdp() as idp:
        idp.knobs.replies["jwks"] = Reply(body=b"x" * 5000)
        assert ask(idp.base + "/jwks", max_bytes=4999)[0] == "bad_answer.size"
        assert ask(idp.base + "/jwks", max_bytes=5000).status == 200
    with server_says(b"HTTP/1.1 200 OK\r\n\r\n", *[b"x" * 1000] * 20) as url:
        assert ask(url, max_bytes=5000)[0] == "bad_answer.size"


@pytest.mark.parametrize(("name", "wrap"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_compressed_bomb_is_refused_by_what_it_unpacks_to(ask: Any, name: str, wrap: Any) -> None:
    """The cap holds for the unpacked body, which never lies in memory; a modest compressed body is read."""
    with HostileIdp() as idp:
        idp.knobs.replies["jwks"] = Reply(body=wrap(b"0" * 200_000_000), headers={"Content-Encoding": name})
        tracemalloc.start()
        try:
            assert ask(idp.base + "/jwks")[0] == "bad_answer.size"
            assert tracemalloc.get_traced_memory()[1] < 20_000_000
        finally:
            tracemalloc.stop()
        idp.knobs.replies["jwks"] = Reply(body=wrap(b"modest"), headers={"Content-Encoding": name})
        assert ask(idp.base + "/jwks").body == b"modest"


@pytest.mark.parametrize(
    ("encoding", "body", "code"),
    [
        ("br", b"abc", "bad_answer.type"),
        ("gzip", b"abc", "bad_answer.shape"),
        ("gzip", gzip.compress(b"a" * 99)[:-9], "bad_answer.shape"),
    ],
)
def test_a_body_that_cannot_be_unpacked_is_a_bad_answer(ask: Any, encoding: str, body: bytes, code: str) -> None:
    """Unknown, wrong or cut-off compression is no crash."""
    with HostileIdp() as idp:
        idp.knobs.replies["jwks"] = Reply(body=body, headers={"Content-Encoding": encoding})
        assert ask(idp.base + "/jwks")[0] == code


def test_a_server_that_drips_runs_into_the_total_deadline(ask: Any) -> None:
    """One byte now and then does not keep a request alive for ever."""
    began = time.monotonic()
    with HostileIdp() as idp:
        idp.knobs.replies["jwks"] = Reply(body=b"x" * 1000, drip=0.1)
        assert ask(idp.base + "/jwks", read_seconds=5.0, total_seconds=0.5)[0] == "timeout.request"
    assert time.monotonic() - began < 3


def test_a_silent_server_runs_into_the_read_timeout(ask: Any) -> None:
    """A server that says nothing is given up with a word about time, not about the network."""
    with HostileIdp() as idp:
        idp.knobs.replies["jwks"] = Reply(delay=30)
        assert ask(idp.base + "/jwks", read_seconds=0.2) == ("timeout.request", {"host": "127.0.0.1"})


def test_nobody_listening_and_an_unknown_name_are_two_problems(ask: Any) -> None:
    """Refused connections and unknown names are told apart, with the host named."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    listener.close()
    assert ask(f"http://127.0.0.1:{port}/") == ("network.unreachable", {"host": "127.0.0.1"})
    assert ask("https://nobody.invalid/") == ("network.name_unknown", {"host": "nobody.invalid"})


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort"])
def test_a_server_that_hangs_up_is_unreachable(ask: Any, said: bytes) -> None:
    """A connection that ends too early is a problem of the network."""
    with server_says(said) as url:
        assert ask(url)[0] == "network.unreachable"


@pytest.mark.parametrize("said", [b"SSH-2.0-x\r\n\r\n", b"HTTP/1.1 abc O\r\n\r\n", b"\x15\x03\x01\x00\x02\x02\r\n\r\n"])
def test_a_server_that_speaks_no_http_is_not_understood(ask: Any, said: bytes) -> None:
    """It answered, so nobody is sent to look for a cable."""
    with server_says(said) as url:
        assert ask(url)[0] == "bad_answer.shape"


def test_an_untrusted_certificate_is_named_and_nothing_is_sent(ask: Any, tmp_path: Path) -> None:
    """A self-signed server is refused: host and reason are known, and no request reached it."""
    with HostileIdp(certificate=self_signed(tmp_path)) as idp:
        code, facts = ask(idp.base + "/jwks")
        assert not idp.requests
    assert (code, facts["host"]) == ("tls.untrusted", "127.0.0.1")
    assert "self" in facts["reason"]


def test_a_certificate_of_the_system_store_is_trusted(
    ask: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the system trusts works: a company's own authority included."""
    certificate = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", certificate)
    with HostileIdp(certificate=certificate) as idp:
        assert ask(idp.base + "/jwks").status == 200


def test_a_trust_store_that_is_not_there_trusts_nobody(
    ask: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broken setting ends in a TLS problem before anything is sent, never in "anything goes"."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
    with HostileIdp(certificate=self_signed(tmp_path)) as idp:
        assert ask(idp.base + "/jwks")[0] == "tls.failed"
        assert not idp.requests


def test_a_trusted_certificate_for_another_name_is_refused(
    ask: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name in the certificate must be the one asked for."""
    certificate = self_signed(tmp_path, address="127.0.0.9")
    monkeypatch.setenv("SSL_CERT_FILE", certificate)
    with HostileIdp(certificate=certificate) as idp:
        assert ask(idp.base + "/jwks")[0] == "tls.untrusted"


def test_tls_with_somebody_who_speaks_none_is_a_tls_problem(ask: Any) -> None:
    """Plain HTTP on an https address is no network fault."""
    with server_says(b"HTTP/1.1 400 Bad Request\r\n\r\n") as url:
        assert ask(url.replace("http:", "https:"))[0] == "tls.failed"


def test_loopback_never_uses_a_proxy(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the environment's proxy nor a given one sees a request to this machine."""
    with HostileIdp() as idp, HostileIdp() as proxy:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.base)
        assert ask(idp.base + "/jwks", proxy=proxy.base).status == 200
        assert not proxy.requests


def test_a_proxy_that_wants_a_password_says_so(ask: Any) -> None:
    """407 at the tunnel is told as such, with the host that was wanted."""
    with server_says(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n") as proxy:
        assert ask("https://login.example/", proxy=proxy) == ("network.proxy_refused", {"host": "login.example"})


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "gopher://127.0.0.1:9", "http://127.0.0.1:9"])
def test_a_proxy_that_cannot_be_used_is_a_network_problem(ask: Any, proxy: str) -> None:
    """An unknown kind of proxy, or one that is not there, is no crash."""
    assert ask("https://login.example/", proxy=proxy)[0] == "network.unreachable"


def test_the_proxy_rule_is_asked_without_the_query() -> None:
    """What is secret in an address is not told to a proxy script."""
    seen: list[str] = []

    def proxy_for(url: str) -> str:
        seen.append(url)
        return "http://127.0.0.1:9"

    async def run() -> None:
        http = Http(proxy_for=proxy_for)
        with pytest.raises(FlowError):
            await http.request("GET", "https://login.example/path?code=CANARY#CANARY")
        await http.close()

    asyncio.run(run())
    assert seen == ["https://login.example/path"]


def test_the_clock_offset_is_the_median_of_what_servers_say() -> None:
    """Ten minutes off is measured to the second; one odd answer does not move it; cached answers do not count."""

    async def run() -> list[float]:
        http = Http(proxy_for=lambda _: None)
        found = [http.clock_offset]
        with HostileIdp() as idp:
            for shift in (600.0, 600.0, -9000.0):
                idp.knobs.date_shift = shift
                await http.request("GET", idp.base + "/jwks")
            found.append(http.clock_offset)
            idp.knobs.replies["jwks"] = Reply(headers={"Age": "7200"})
            for _ in range(5):
                await http.request("GET", idp.base + "/jwks")
            idp.knobs.replies["jwks"] = Reply(headers={"Date": "once upon a time"})
            await http.request("GET", idp.base + "/jwks")
            found.append(http.clock_offset)
        await http.close()
        return found

    before, after, still = asyncio.run(run())
    assert before == 0.0
    assert after == pytest.approx(600, abs=2)
    assert still == after


def test_a_lent_transport_keeps_the_rules_and_the_connections() -> None:
    """A library's own client may close what it was lent; everybody else goes on."""

    async def run() -> int:
        http = Http(proxy_for=lambda _: None)
        with HostileIdp() as idp:
            await http.transport().aclose()
            status = (await http.request("GET", idp.base + "/jwks")).status
        await http.close()
        await http.close()
        return status

    assert asyncio.run(run()) == 200


def test_nothing_is_logged(ask: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Not even a debug log learns an address with its query, a header or a body."""
    logging.getLogger().setLevel(logging.DEBUG)
    with HostileIdp() as idp:
        ask(idp.base + "/token?code=CANARY-in-the-query", method="POST")
    assert "CANARY" not in caplog.text
    assert "query" not in caplog.text
