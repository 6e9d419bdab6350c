"""The pages a browser sees when it comes back: static text of our own, never a word of what the request said.

Template and sheet are in ``resources/pages``, colours and sizes in ``resources/style``, sentences in
``resources/words``.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote

from flow_desktop.adapters.places import find_resources
from flow_desktop.adapters.style import Token, Tokens, group
from flow_desktop.core.callback import PageEnd
from flow_desktop.core.problems import Problem
from flow_desktop.core.words import Words


class Notice(StrEnum):
    """Pages that tell no end: for requests that are not, or no longer, the answer."""

    WAITING = "waiting"
    REPLACED = "replaced"
    USED = "used"
    NOT_OURS = "not_ours"
    UNPROVEN = "unproven"
    NOTHING = "nothing"


class _Mark(StrEnum):
    """The four states of the look: icon, word and colour."""

    SAME = "same"
    DIFFERS = "differs"
    PROBLEM = "problem"
    UNKNOWN = "unknown"


_MARKS = {
    PageEnd.SIGNED_IN: _Mark.SAME,
    PageEnd.OTHER_ACCOUNT: _Mark.DIFFERS,
    PageEnd.DENIED: _Mark.UNKNOWN,
    PageEnd.FAILED: _Mark.PROBLEM,
    PageEnd.CANCELLED: _Mark.UNKNOWN,
}

_ICONS = {
    _Mark.SAME: '<path d="M4.5 10.5 8.2 14.2 15.5 6"/>',
    _Mark.DIFFERS: '<path d="M4 7.5h12M4 12.5h12M13 4 7 16"/>',
    _Mark.PROBLEM: '<path d="M10 4.5v7M10 15v.2"/>',
    _Mark.UNKNOWN: '<path d="M5 10h10"/>',
}


@dataclass(frozen=True, slots=True)
class Page:
    """A finished page and the hash that lets its own style sheet through (CSP level 2)."""

    html: bytes = field(repr=False)
    style_hash: str


@dataclass(frozen=True, slots=True)
class Look:
    """How every page looks: its HTML with holes, its whole style sheet, and the colour of the tab's icon."""

    template: str
    style: str
    accent: str


class EndPages:
    """All pages in one language and one style."""

    def __init__(self, words: Words, look: Look) -> None:
        self._words = words
        self._look = look
        digest = hashlib.sha256(look.style.encode()).digest()
        self._style_hash = f"sha256-{base64.b64encode(digest).decode('ascii')}"

    def notice(self, notice: Notice, phrase: str = "") -> Page:
        """A page that tells no end. ``phrase`` only for the browser that brought the answer."""
        return self._own(notice.value, _Mark.UNKNOWN, phrase)

    def end(self, end: PageEnd, phrase: str, problem: Problem | None = None) -> Page:
        """The page with the true end; a failure says what happened and what to do next."""
        if problem is None or end is not PageEnd.FAILED:
            return self._own(end.value, _MARKS[end], phrase)
        told = self._words.problem(problem)
        inner = _text(told.next_step, "text") + self._phrase(phrase)
        code = _text(self._words("page.code", code=told.code), "code")
        return self._page(_Mark.PROBLEM, self._words("page.failed.word"), title=told.title, inner=inner + code)

    def _own(self, name: str, mark: _Mark, phrase: str) -> Page:
        word, title, text = (self._words(f"page.{name}.{part}") for part in ("word", "title", "text"))
        return self._page(mark, word, title=title, inner=_text(text, "text") + self._phrase(phrase))

    def _phrase(self, phrase: str) -> str:
        """The four words, so that a person sees which window this page belongs to."""
        if not phrase:
            return ""
        label = f'<p id="same">{escape(self._words("page.phrase"))}</p>'
        each = "".join(f"<li>{escape(word)}</li>" for word in phrase.split())
        return f'<div class="phrase">{label}<ul role="list" aria-labelledby="same">{each}</ul></div>'

    def _page(self, mark: _Mark, word: str, *, title: str, inner: str) -> Page:
        """``inner`` is finished HTML; everything else is text."""
        html = Template(self._look.template).substitute(
            language=escape(self._words.language),
            style=self._look.style,
            accent=quote(self._look.accent),
            brand=escape(self._words("page.brand")),
            mark=mark.value,
            icon=_ICONS[mark],
            word=escape(word),
            title=escape(title),
            inner=inner,
        )
        return Page(html.encode("utf-8", "replace"), self._style_hash)


def _text(text: str, kind: str) -> str:
    return f'<p class="{kind}">{escape(text)}</p>'


def load_end_pages(words: Words, style: Tokens, *, resources: Path | None = None) -> EndPages:
    """The pages that ship, with these texts and design tokens. Raises OSError when the installation is damaged."""
    folder = (resources or find_resources()) / "pages"
    template = (folder / "result.html").read_text(encoding="utf-8")
    sheet = (folder / "result.css").read_text(encoding="utf-8")
    return EndPages(words, Look(template, variables(style) + sheet, accent=str(style["color.light.accent"])))


def variables(tokens: Tokens) -> str:
    """The design tokens as CSS variables: ``--surface``, ``--space-s4``; light first, dark where the system asks."""
    light, dark = (_lines(group(tokens, f"color.{name}")) for name in ("light", "dark"))
    sizes = "".join(
        _lines({f"{name}-{key}": f"{value}px" for key, value in group(tokens, name).items()})
        for name in ("space", "radius", "type", "size")
    )
    return f":root{{{light}{sizes}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


def _lines(values: Mapping[str, Token]) -> str:
    return "".join(f"--{name.replace('_', '-')}:{value};" for name, value in values.items())
