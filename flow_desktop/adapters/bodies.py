"""Reading an answer's body with a cap that also holds for what a compressed body unpacks to."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable, Mapping

import httpx2

from flow_desktop.core.problems import Code

_ANY_WRAPPER = 47
"""zlib's word for "gzip or zlib, look for yourself"."""


class UnfitBody(Exception):
    """A body that is not read: too large, or in an encoding that cannot be undone. ``code`` says which."""

    def __init__(self, code: Code) -> None:
        super().__init__(code.value)
        self.code = code


async def read_body(response: httpx2.Response, cap: int) -> bytes:
    """The decoded body. Raises UnfitBody as soon as it is over ``cap`` bytes or cannot be decoded."""
    may_be_read(response.headers, cap)
    return await _collect(response, body_for(response.headers, cap))


def may_be_read(headers: Mapping[str, str], cap: int) -> None:
    """Raises UnfitBody for what the head of an answer says already."""
    if _encoding(headers) not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise UnfitBody(Code.BAD_ANSWER_TYPE)
    declared = headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > cap:
        raise UnfitBody(Code.BAD_ANSWER_SIZE)


def body_for(headers: Mapping[str, str], cap: int) -> Plain:
    """What takes in a body, piece by piece."""
    return Plain(cap) if _encoding(headers) in ("", "identity") else _Unpacked(cap)


def _encoding(headers: Mapping[str, str]) -> str:
    return headers.get("content-encoding", "").strip().lower()


async def _collect(response: httpx2.Response, into: Plain) -> bytes:
    assert isinstance(response.stream, AsyncIterable)
    async for chunk in response.stream:
        if not into.take(chunk):
            raise UnfitBody(Code.BAD_ANSWER_SIZE)
    return into.done()


class Plain:
    """Bytes as they come."""

    def __init__(self, cap: int) -> None:
        self._cap = cap
        self._held = bytearray()

    def take(self, chunk: bytes) -> bool:
        """False once it is too much."""
        self._held += chunk
        return len(self._held) <= self._cap

    def done(self) -> bytes:
        """All of it. Raises UnfitBody where the end is missing."""
        return bytes(self._held)


class _Unpacked(Plain):
    """Bytes that unpack to more; never unpacks further than one byte over the cap."""

    def __init__(self, cap: int) -> None:
        super().__init__(cap)
        self._unpacker = zlib.decompressobj(_ANY_WRAPPER)
        self._seen_any = False

    def take(self, chunk: bytes) -> bool:
        self._seen_any = self._seen_any or bool(chunk)
        room = self._cap + 1 - len(self._held)
        try:
            return super().take(self._unpacker.decompress(chunk, room))
        except zlib.error:
            raise UnfitBody(Code.BAD_ANSWER_SHAPE) from None

    def done(self) -> bytes:
        if self._seen_any and not self._unpacker.eof:
            raise UnfitBody(Code.BAD_ANSWER_SHAPE)
        return super().done()
