"""Keeps a spreadsheet from reading a value as a formula, in a way that can be taken back (OWASP, "CSV Injection").

A spreadsheet takes a cell for a formula when it begins with ``=``, ``+``, ``-``, ``@`` (or one of their full-width
forms), a tab, a line break or a NUL; blanks and invisible characters before it do not help. Such a value gets an
apostrophe in front. A file that is opened with another separator than it was written with, or pasted, may begin a
new cell inside a value: after ``, ; |``, a tab, a line break or a quotation mark. The same is done there.

The rule to take it back: at the start of a value and after each of those characters, where one or more apostrophes
(with blanks behind them) stand before a dangerous character, one apostrophe goes. `unguarded` is this rule. It is
exact because an apostrophe that was there already gets another one, and none of these places is made by an apostrophe.
"""

from __future__ import annotations

import re

_DANGEROUS = "=+\\-@\\t\\r\\n\\x00\uff1d\uff0b\uff0d\uff20"
_BEGINS = ',;|\\t\\r\\n"'
_BLANK = " \u00a0\u3000\u200b\u200c\u200d\u2060\ufeff\u00ad"
_START = f"(?:\\A|(?<=[{_BEGINS}]))"
_AHEAD = f"'*[{_BLANK}]*[{_DANGEROUS}]"
_UNSAFE = re.compile(f"{_START}(?={_AHEAD})")
_GUARDED = re.compile(f"{_START}'(?={_AHEAD})")
_SUSPECT = re.compile(f"[{_DANGEROUS}]")


def guarded(value: str) -> str:
    """The value as a spreadsheet may safely have it."""
    return _UNSAFE.sub("'", value) if _SUSPECT.search(value) else value


def unguarded(value: str) -> str:
    """The value that `guarded` was given."""
    return _GUARDED.sub("", value)
