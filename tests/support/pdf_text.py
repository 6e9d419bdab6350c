"""Reads the text out of a PDF as Qt writes it: pages, fonts with their Unicode tables, shown strings in order.

Enough of ISO 32000 for our own files, without a library: what it finds can be selected, searched and copied.
"""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\b(.*?)\bendobj", re.S)
_STREAM = re.compile(rb"stream\r?\n(.*?)\nendstream", re.S)  # a carriage return before it may be the last byte
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|<([0-9a-fA-F]*)> ?Tj")


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page in one line. Fonts have one sign for blank and tab, so a tab is a blank here."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    pages = [body for body in objects.values() if re.search(rb"/Type */Page\b(?!s)", body)]
    return [_text_of(page, objects) for page in pages]


def _text_of(page: bytes, objects: dict[int, bytes]) -> str:
    fonts = _fonts(objects[_reference(page, b"Resources")], objects)
    content = _stream(objects[_reference(page, b"Contents")])
    runs, table = [], dict[int, str]()
    for name, shown in _SHOWN.findall(content):
        if name:
            table = fonts[name]
        else:
            glyphs = [int(shown[at : at + 4], 16) for at in range(0, len(shown), 4)]
            runs.append("".join(table.get(glyph, "\ufffd") for glyph in glyphs))
    return "".join(runs).replace("\t", " ")


def _fonts(resources: bytes, objects: dict[int, bytes]) -> dict[bytes, dict[int, str]]:
    found = {}
    for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", resources):
        font = objects[int(number)]
        found[name] = _unicode(_stream(objects[_reference(font, b"ToUnicode")]))
    return found


def _unicode(table: bytes) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.S):
        for glyph, text in re.findall(rb"<([0-9a-fA-F]+)> *<([0-9a-fA-F]+)>", part):
            found[int(glyph, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for part in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.S):
        for line in re.findall(rb"<([0-9a-fA-F]+)> *<([0-9a-fA-F]+)> *(\[[^]]*\]|<[0-9a-fA-F]+>)", part):
            found |= _range(int(line[0], 16), int(line[1], 16), line[2])
    return found


def _range(first: int, last: int, texts: bytes) -> dict[int, str]:
    codes = [bytes.fromhex(one.decode()) for one in re.findall(rb"<([0-9a-fA-F]+)>", texts)]
    if texts.startswith(b"["):
        return {first + at: code.decode("utf-16-be") for at, code in enumerate(codes)}
    start = int.from_bytes(codes[0])
    return {glyph: chr(start + glyph - first) for glyph in range(first, last + 1)}


def _reference(body: bytes, key: bytes) -> int:
    found = re.search(rb"/" + key + rb" (\d+) 0 R", body)
    assert found is not None, key
    return int(found.group(1))


def _stream(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found is not None
    return zlib.decompressobj().decompress(found.group(1)) if b"FlateDecode" in body else found.group(1)
