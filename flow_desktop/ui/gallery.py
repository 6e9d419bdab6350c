"""Every component on one page, for the eye and for the pictures that tests keep. Not part of the navigation."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from flow_desktop.core.comparison import ProfileComparison
from flow_desktop.core.diagnosis import Diagnosis
from flow_desktop.core.guided import guide
from flow_desktop.core.presenting import Mark, Speaker, Told
from flow_desktop.core.problems import Code, problem
from flow_desktop.ui.banner import VerdictBanner
from flow_desktop.ui.countdown import Countdown
from flow_desktop.ui.desk import Desk
from flow_desktop.ui.empty_state import EmptyState
from flow_desktop.ui.field_table import FieldTable
from flow_desktop.ui.fix_list import FixList
from flow_desktop.ui.gallery_pilot import pilot_parts
from flow_desktop.ui.guided_card import AnswerCard, ReadingCard
from flow_desktop.ui.guided_story import GuidedStory
from flow_desktop.ui.kit import Card, Kit, Page
from flow_desktop.ui.problem_panel import ProblemPanel
from flow_desktop.ui.progress import Progress
from flow_desktop.ui.skeleton import Skeleton
from flow_desktop.ui.status_strip import StatusStrip
from flow_desktop.ui.steps import Steps
from flow_desktop.ui.timeline_view import TimelineView
from flow_desktop.ui.toast import Toast
from flow_desktop.ui.trail_view import TrailView


class GalleryPage(Page):
    """Shows each component once, the banner in each of its four states."""

    def __init__(self, kit: Kit, *, desk: Desk, found: ProfileComparison, checked: Diagnosis) -> None:
        """``kit``: with the words of the pilot list."""
        super().__init__(kit)
        self._desk, self._found, self._checked = desk, found, checked
        self._speaker = Speaker(kit.words, None)
        for part in (
            *self._banners(),
            *self._evidence(),
            *self._why(),
            *pilot_parts(kit, desk),
            *self._small(),
            *self._buttons(),
        ):
            self.box.addWidget(part)
        self.toast = Toast(kit, self)
        self.toast.tell(kit.words("ui.copied"))

    def _banners(self) -> Iterator[QWidget]:
        told = self._speaker.verdict(self._found)
        for mark in Mark:
            banner = VerdictBanner(self.kit)
            banner.tell(Told(mark, told.headline, told.details), self.kit.words("ui.profile.looked_at", time="09:00"))
            yield banner

    def _evidence(self) -> Iterator[QWidget]:
        table, fixes, panel = FieldTable(self.kit, self._desk.clipboard.put), FixList(self.kit), ProblemPanel(self.kit)
        table.tell(self._speaker, self._found)
        fixes.tell(self._speaker.fixes(self._found))
        panel.tell(problem(Code.TIMEOUT_ATTEMPT))
        yield from (table, fixes, panel)

    def _why(self) -> Iterator[QWidget]:
        kit, checked, explainer = self.kit, self._checked, self._desk.explainer()
        trail, timeline, progress = TrailView(kit, explainer), TimelineView(kit, explainer), Progress(kit)
        trail.tell(checked.trail)
        timeline.tell(checked.timeline, checked.evidence.now)
        steps, story = guide(checked), GuidedStory(explainer, checked)
        progress.tell(1, len(steps))
        question = explainer.questions["idp.assigned"]
        answers = AnswerCard(kit, explainer, question=question, now=checked.evidence.now)
        yield from (trail, timeline, progress, ReadingCard(kit, story.view(steps[0])), answers)

    def _small(self) -> Iterator[QWidget]:
        kit, words = self.kit, self.kit.words
        strip, empty, clock = StatusStrip(kit), EmptyState(kit), Countdown(kit, self._desk.clock.monotonic)
        strip.tell(words("ui.offline.text"), icon="offline", mark="differs")
        empty.tell(words("ui.cancelled.title"), words("ui.cancelled.text"))
        clock.start(self._desk.clock.monotonic() + 245)
        steps = Steps(kit, ("ui.step.prepare", "ui.step.browser", "ui.step.verify"))
        steps.at(1)
        card, bones = Card(kit), Skeleton(kit)
        for part in (steps, clock, empty):
            card.box.addWidget(part)
        bones.begin()
        yield from (strip, card, bones)

    def _buttons(self) -> Iterator[QWidget]:
        kit = self.kit
        off = kit.button("ui.profile.check", icon="refresh", then=self.toast_again)
        off.setEnabled(False)
        yield kit.row(
            kit.button("ui.sign_in", "primary", icon="browser", then=self.toast_again),
            kit.button("ui.profile.copy", icon="copy", then=self.toast_again),
            kit.button("ui.more_options", "quiet", icon="down", then=self.toast_again),
            off,
        )

    def toast_again(self) -> None:
        """Show the toast once more."""
        self.toast.tell(self.kit.words("ui.copied"))
