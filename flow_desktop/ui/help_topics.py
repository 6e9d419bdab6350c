"""HelpTopics: a search field with its results; without a search, the contents of the help."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from flow_desktop.core.help import Hit, Library, search
from flow_desktop.ui.choice_list import Choice, ChoiceList
from flow_desktop.ui.kit import Kit, announce, clear
from flow_desktop.ui.search_field import SearchField

MOST = 8
"""More results than this are counted, not shown: another word finds faster than scrolling."""


class HelpTopics(QWidget):
    """``topic_asked`` carries the id of a topic, ``searching`` whether results stand in place of the page.

    ``walked``: the part that should be in view. The keyboard stays in the field while one walks the results.
    """

    topic_asked = Signal(str)
    searching = Signal(bool)
    walked = Signal(QWidget)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._library = Library((), ())
        self._hits: tuple[Hit, ...] = ()
        words = kit.words
        self.field = SearchField(words("ui.help.search").replace("&", ""), words("ui.help.search_example"))
        label = QLabel(words("ui.help.search"))
        label.setBuddy(self.field)
        self.results = ChoiceList(kit, words("ui.help.results"))
        self._nothing, self._more = kit.label(role="strong"), kit.label(role="caption")
        self._try = kit.label(words("ui.help.nothing_next"), "muted")
        box = kit.column(self, gap=2)
        for part in (label, self.field, self._nothing, self._try, self.results, self._more):
            box.addWidget(part)
        self._show(())
        self.field.asked.connect(self._on_asked)
        self.field.stepped.connect(self._on_stepped)
        self.field.taken.connect(self._on_taken)
        self.results.chosen.connect(lambda at: self.topic_asked.emit(self._hits[at].topic.id))

    def tell(self, library: Library) -> None:
        """The help is there: what was typed meanwhile is looked for."""
        self._library = library
        self.results.prepare(MOST)
        self._on_asked(self.field.text())

    def _on_asked(self, query: str) -> None:
        hits = search(self._library, query) if self._library.topics else ()
        is_asked = bool(query.strip())
        if is_asked:
            self.searching.emit(True)  # first the page goes, then the results come: less to lay out
        self._show(hits)
        nothing = is_asked and not hits and bool(self._library.topics)
        self._nothing.setText(self._kit.words("ui.help.nothing", query=query.strip()) if nothing else "")
        self._nothing.setVisible(nothing)
        self._try.setVisible(nothing)
        if not is_asked:
            self.searching.emit(False)
        elif self._library.topics:
            said = self._nothing.text() or self._kit.words("ui.help.found", n=len(hits))
            announce(self.field, said)

    def _show(self, hits: tuple[Hit, ...]) -> None:
        self._hits = hits[:MOST]
        self.results.tell(tuple(Choice(hit.topic.title, hit.excerpt) for hit in self._hits))
        left = len(hits) - len(self._hits)
        self._more.setText(self._kit.words("ui.help.more_found", n=left) if left else "")
        self._more.setVisible(bool(left))
        for part in (self._nothing, self._try):
            part.hide()

    def _on_stepped(self, by: int) -> None:
        row = self.results.step(by)
        if row is not None:
            announce(self.field, row.accessibleName())
            self.walked.emit(row)

    def _on_taken(self) -> None:
        if self._hits:
            self.results.choose()


class Contents(QWidget):
    """Every topic by its title, under the titles of the groups. ``topic_asked`` carries an id."""

    topic_asked = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._box: QVBoxLayout = kit.column(self, gap=1)
        self._later: list[tuple[str, tuple[Choice, ...], tuple[str, ...]]] = []

    def tell(self, library: Library) -> None:
        """List the topics of a library, one group at a turn: the window answers meanwhile."""
        clear(self._box)
        self._later = [
            (group.title, tuple(Choice(library.topic(one).title) for one in group.topics), group.topics)
            for group in library.groups
        ]
        self._add_next()

    def _add_next(self) -> None:
        if not self._later:
            return
        title, choices, ids = self._later.pop(0)
        made = ChoiceList(self._kit, title)
        made.tell(choices)
        made.chosen.connect(lambda at: self.topic_asked.emit(ids[at]))
        self._box.addWidget(self._kit.label(title, "section"))
        self._box.addWidget(made)
        QTimer.singleShot(0, self, self._add_next)
