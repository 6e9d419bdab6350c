"""What a file is, by its first bytes, and which letters its bytes are. Names of files say nothing."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from enum import Enum, auto

_PIECE = 1_000_000
_SMALL_PIECE = 100_000
_LOOK = 4_096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD_SHEET = "Workbook".encode("utf-16-le")
_ZIP = b"PK\x03\x04"
_FOREIGN = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "RAR"),
    (b"SQLite format 3", "SQLite"),
    (b"{\\rtf", "RTF"),
)
_MARKUP = re.compile(
    rb"\s*(?:(?P<HTML><!doctype html|<html|<table)|(?P<XML><\?xml)|(?P<JSON>[{\[]\s*(?:[{\"\]}])))", re.I
)
_UNDEFINED = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
_HALF_LETTERS = re.compile("[\udc80-\udcff]")
_HALF_IN_UTF8 = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
"""How careless programs write half a letter; as Windows letters it would be í with two signs that follow no í."""

_BEYOND_ASCII = re.compile("[^\x00-\x7f]")


class Sort(Enum):
    """What is inside a file. LOCKED: a sheet that needs a password. FOREIGN: something that is no list."""

    TEXT = auto()
    SHEET = auto()
    LOCKED = auto()
    FOREIGN = auto()


@dataclass(frozen=True, slots=True)
class Letters:
    """How bytes become letters. ``skip``: bytes of the mark before them. ``suspect``: some bytes are no letters."""

    encoding: str
    name: str
    skip: int = 0
    errors: str = "strict"
    suspect: bool = False


@dataclass(frozen=True, slots=True)
class Inside:
    """What is in a file. ``told``: the name of a foreign format; ``letters`` of a text."""

    sort: Sort
    told: str = ""
    letters: Letters | None = None


def look_inside(data: bytes) -> Inside:
    """What is in a file, whatever its name says."""
    if data.startswith(_OLE):
        return _compound(data)
    if data.startswith(_ZIP):
        return _zipped(data)
    for mark, name in _FOREIGN:
        if data.startswith(mark):
            return Inside(Sort.FOREIGN, name)
    letters = letters_of(data)
    start = data[letters.skip : letters.skip + _LOOK]
    markup = _MARKUP.match(start)
    if markup:
        return Inside(Sort.FOREIGN, str(markup.lastgroup))
    if "8" in letters.encoding and start.count(0) * 20 > len(start):
        return Inside(Sort.FOREIGN, "binary")
    return Inside(Sort.TEXT, letters=letters)


def _compound(data: bytes) -> Inside:
    """The old formats of Office, and new ones that are encrypted. No reader of old sheets is safe with broken ones."""
    if _ENCRYPTED in data:
        return Inside(Sort.LOCKED)
    return Inside(Sort.FOREIGN, "XLS" if _OLD_SHEET in data else "binary")


def _zipped(data: bytes) -> Inside:
    if b"xl/workbook.bin" in data:
        return Inside(Sort.FOREIGN, "XLSB")
    if b"[Content_Types].xml" in data and b"xl/" in data:
        return Inside(Sort.SHEET)
    return Inside(Sort.FOREIGN, "ODS" if b"opendocument.spreadsheet" in data[:_LOOK] else "ZIP")


def letters_of(data: bytes) -> Letters:
    """UTF-8 and UTF-16 with their marks and without, else the Western letters of Windows, which are the last resort.

    Where most of a file is good UTF-8 it stays that: reading all of it as another encoding would spoil every name.
    """
    if data.startswith(codecs.BOM_UTF8):
        return _utf8(data, skip=3)
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        little = data.startswith(codecs.BOM_UTF32_LE)
        return Letters("utf-32-le" if little else "utf-32-be", "UTF-32", 4, "replace")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _utf16(data, 2, little=data.startswith(codecs.BOM_UTF16_LE))
    plain = _plain_utf16(data[:_LOOK])
    if plain is not None:
        return _utf16(data, 0, little=plain)
    return _utf8(data, skip=0)


def _utf16(data: bytes, skip: int, *, little: bool) -> Letters:
    name = "UTF-16 LE" if little else "UTF-16 BE"
    return Letters("utf-16-le" if little else "utf-16-be", name, skip, "surrogatepass", suspect=True)


def _plain_utf16(start: bytes) -> bool | None:
    """UTF-16 without a mark: every second byte of Western letters is zero. True: the low byte comes first."""
    pairs = len(start) // 2
    if pairs < 4:
        return None
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if odd * 2 > pairs and even * 20 <= pairs:
        return True
    return False if even * 2 > pairs and odd * 20 <= pairs else None


def _utf8(data: bytes, *, skip: int) -> Letters:
    if _is_utf8(data):
        return Letters("utf-8", "UTF-8", skip)
    if skip or _is_mostly_utf8(data) or _HALF_IN_UTF8.search(data):
        return Letters("utf-8", "UTF-8", skip, "surrogateescape", suspect=True)
    gaps = any(byte in data for byte in _UNDEFINED)
    return Letters("cp1252", "Windows-1252", 0, "surrogateescape", suspect=gaps)


def _is_utf8(data: bytes) -> bool:
    """Decoded in pieces, so that other threads get their turn."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    try:
        for start in range(0, len(data), _PIECE):
            decoder.decode(view[start : start + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(data: bytes) -> bool:
    """Letters beyond ASCII that are good UTF-8 are no chance: other letters hardly ever look like it."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    good = bad = 0
    for start in range(0, len(data), _SMALL_PIECE):
        text = decoder.decode(data[start : start + _SMALL_PIECE], final=start + _SMALL_PIECE >= len(data))
        spoilt = len(_HALF_LETTERS.findall(text))
        bad += spoilt
        good += len(_BEYOND_ASCII.findall(text)) - spoilt
    return good > 0 and bad <= good * 3
