"""``flow-desktop topics``: the help in the terminal; works offline and without any deployment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flow_desktop.adapters.help_texts import load_help
from flow_desktop.cli.common import Call
from flow_desktop.core.exits import Exit
from flow_desktop.core.help import Library, Topic, search
from flow_desktop.core.words import Words


def command(call: Call) -> Exit:
    """Without words the contents; with words the best topic in full and the others by title."""
    library, words, query = load_help(call.out.words.language), call.out.words, " ".join(call.parsed.words)
    if not query:
        call.out.record(query=None, topics=[_topic_json(topic) for topic in _in_order(library)])
        call.out.data("\n".join(_contents(library, words)))
        return Exit.OK
    topics = _found(library, query)
    call.out.record(query=query, topics=[_topic_json(topic) for topic in topics])
    if topics:
        call.out.data("\n".join(_answer(topics, words)))
    else:
        call.out.talk(words("cli.topics.nothing", query=query))
    return Exit.OK


def _found(library: Library, query: str) -> tuple[Topic, ...]:
    """A topic's own id names it alone, whatever the words of the search would find."""
    named = tuple(topic for topic in library.topics if topic.id == query)
    return named or tuple(hit.topic for hit in search(library, query))


def _in_order(library: Library) -> Iterator[Topic]:
    return (library.topic(one) for group in library.groups for one in group.topics)


def _contents(library: Library, words: Words) -> Iterator[str]:
    for group in library.groups:
        yield group.title
        for one in group.topics:
            yield f"  {one:20} {library.topic(one).title}"
        yield ""
    yield words("cli.topics.how")


def _answer(topics: tuple[Topic, ...], words: Words) -> Iterator[str]:
    yield topics[0].plain
    if topics[1:]:
        yield ""
        yield words("cli.topics.others")
        yield from (f"  {topic.id:20} {topic.title}" for topic in topics[1:])


def _topic_json(topic: Topic) -> dict[str, Any]:
    return {
        "id": topic.id,
        "title": topic.title,
        "summary": topic.summary,
        "audience": [who.value for who in topic.audience],
        "heading": topic.heading.value if topic.heading else None,
        "causes": [cause.value for cause in topic.causes],
        "related": list(topic.related),
        "parts": [
            {"title": part.title, "text": list(part.text), "steps": list(part.steps), "points": list(part.points)}
            for part in topic.parts
        ],
    }
