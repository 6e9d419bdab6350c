"""What the many errors of sockets, TLS and proxies mean for a person."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import httpx2

from flow_desktop.adapters.bodies import UnfitBody
from flow_desktop.core.callback import plain
from flow_desktop.core.problems import Code, Problem, problem

_GONE = ("Server disconnected", "peer closed connection")
"""How a connection that ended too early is told; every other fault of protocol is an answer nobody understands."""


def problem_of_http_error(error: BaseException, *, host: str, proxied: bool) -> Problem:
    """The Problem behind an error while a request was sent or its answer read. The error's own text is not used:
    it may hold an address with a query.
    """
    if isinstance(error, UnfitBody):
        return problem(error.code, host=host)
    causes = tuple(_chain(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return problem(Code.TLS_UNTRUSTED, host=host, reason=plain(cause.verify_message, 120))
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return problem(Code.TLS_FAILED, host=host)
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return problem(Code.NETWORK_NAME_UNKNOWN, host=host)
    if any(isinstance(cause, httpx2.TimeoutException) for cause in causes) or isinstance(error, TimeoutError):
        return problem(Code.TIMEOUT_REQUEST, host=host)
    if proxied and _says_log_in_first(error):
        return problem(Code.NETWORK_PROXY_REFUSED, host=host)
    if isinstance(error, httpx2.RemoteProtocolError) and not str(error).startswith(_GONE):
        return problem(Code.BAD_ANSWER_SHAPE, host=host)
    return problem(Code.NETWORK_UNREACHABLE, host=host)


def _says_log_in_first(error: BaseException) -> bool:
    """A tunnel through a proxy was refused with 407; only the text of the error knows."""
    return isinstance(error, httpx2.ProxyError) and str(error).startswith("407")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what it came from; libraries wrap one in the next."""
    for _ in range(12):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__
