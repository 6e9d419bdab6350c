"""The browser's last pages: own text, one heading, readable by a screen reader, nothing of a stranger in them."""

from __future__ import annotations

import base64
import hashlib
from html.parser import HTMLParser

import pytest

from flow_desktop.adapters.end_page import EndPages, Notice, Page, load_end_pages, variables
from flow_desktop.adapters.style import load_tokens
from flow_desktop.adapters.texts import load_words
from flow_desktop.core.callback import PageEnd
from flow_desktop.core.problems import Code, problem

PHRASE = "amber river quiet lantern"
VOID = {"meta", "link"}


class Outline(HTMLParser):
    """What a page consists of: tags with their attributes, headings, and whether every tag is closed in order."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.stack: list[str] = []
        self.tidy = True
        self.feed(page.html.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.tidy = bool(self.stack) and self.stack.pop() == tag and self.tidy

    def names(self) -> list[str]:
        """The tags in order."""
        return [name for name, _ in self.tags]


def pages(language: str = "en") -> EndPages:
    """The pages that ship."""
    return load_end_pages(load_words(language), load_tokens())


def every_page(language: str = "en") -> list[Page]:
    """One of each."""
    made = pages(language)
    ends = [made.end(end, PHRASE) for end in PageEnd] + [
        made.end(PageEnd.FAILED, PHRASE, problem(code)) for code in Code
    ]
    return [*ends, *(made.notice(notice) for notice in Notice), made.notice(Notice.WAITING, PHRASE)]


@pytest.mark.parametrize("language", ["en", "qps"])
def test_every_page_is_whole(language: str) -> None:
    """A language, a title, one main part with one heading; icons are hidden from screen readers; tags are closed."""
    for page in every_page(language):
        outline = Outline(page)
        assert (outline.tidy, outline.stack) == (True, [])
        assert outline.tags[0] == ("html", {"lang": language})
        for tag in ("title", "main", "h1"):
            assert outline.names().count(tag) == 1
        assert all(attributes.get("aria-hidden") == "true" for name, attributes in outline.tags if name == "svg")
        assert "$" not in page.html.decode()


def test_no_page_brings_anything_active() -> None:
    """No script, form, frame, image, handler or inline style: the policy would stop them, and there are none."""
    for page in every_page():
        outline = Outline(page)
        assert not {"script", "form", "iframe", "img", "object", "a", "input"} & set(outline.names())
        assert not [
            name for _, attributes in outline.tags for name in attributes if name.startswith("on") or name == "style"
        ]


def test_the_hash_is_that_of_the_style_sheet() -> None:
    """The policy lets through this sheet and no other."""
    for page in every_page():
        sheet = page.html.decode().partition("<style>")[2].partition("</style>")[0]
        digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
        assert page.style_hash == f"sha256-{digest}"
        assert "<" not in sheet


def test_ends_differ_in_icon_word_and_title() -> None:
    """No two ends can be taken for one another; a state is never told by colour alone."""
    texts = [pages().end(end, "").html.decode().partition("<main>")[2] for end in PageEnd]
    assert len({text.partition("<h1>")[2] for text in texts}) == len(PageEnd)
    assert all("<svg" in text and "</svg>" in text for text in texts)


def test_the_words_of_the_attempt_are_a_named_list() -> None:
    """Four words, each on its own, under the question they answer."""
    text = pages().end(PageEnd.SIGNED_IN, PHRASE).html.decode()
    assert "Check that the app shows the same words" in text
    assert 'aria-labelledby="same"' in text
    assert [f"<li>{word}</li>" in text for word in PHRASE.split()] == [True] * 4
    assert "<ul" not in pages().end(PageEnd.SIGNED_IN, "").html.decode()


def test_only_a_failure_tells_a_problem() -> None:
    """A Problem beside another end does not change what that end says."""
    found = problem(Code.TLS_UNTRUSTED, host="login.example.com")
    assert b"login.example.com" in pages().end(PageEnd.FAILED, "", found).html
    assert b"login.example.com" not in pages().end(PageEnd.DENIED, "", found).html


def test_facts_of_strangers_are_text(uncommon_text: str) -> None:
    """Whatever a fact contains, it adds no tag to the page."""
    plain = pages().end(PageEnd.FAILED, PHRASE, problem(Code.NETWORK_UNREACHABLE, host="x"))
    hostile = pages().end(PageEnd.FAILED, PHRASE, problem(Code.NETWORK_UNREACHABLE, host=uncommon_text))
    assert Outline(hostile).tags == Outline(plain).tags


def test_every_variable_of_the_sheet_is_a_token() -> None:
    """The sheet uses no colour or size that the design tokens do not have."""
    style = pages().end(PageEnd.SIGNED_IN, "").html.decode().partition("<style>")[2].partition("</style>")[0]
    defined = variables(load_tokens())
    used = {part.partition(")")[0] for part in style.split("var(")[1:]}
    assert used
    assert [name for name in used if f"{name}:" not in defined] == []
